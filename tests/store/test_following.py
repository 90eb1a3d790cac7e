"""What MusicBrainz merges or deletes is followed, whichever of our rows is the older one."""

import pytest

from syncd.domain.dossier import Dossier
from syncd.domain.match import Decider
from syncd.domain.track import Mbid, RecordingId, Service, TrackRef
from syncd.store.explain import dossiers
from tests.store.people import M1, M2, M3, NOON, People, boomplay, candidate, jamendo, known, listed

B1 = TrackRef(Service.BOOMPLAY, "1")
OLD, NEW = TrackRef(Service.LISTENBRAINZ, M1), TrackRef(Service.LISTENBRAINZ, M2)


@pytest.mark.parametrize("lists", [[M1], [M1, M2], [M2, M1]], ids=["nobody has the new one", "older", "younger"])
def test_a_merged_mbid_is_an_alias_of_the_new_one(people: People, lists: list[Mbid]) -> None:
    """Whoever has the new one gets all; where nobody has, it becomes current."""
    people.learn(*map(listed, lists))
    people.write(lambda tx: tx.identity.merge(M1, M2))

    recording = people.recording(OLD)
    assert people.recording(NEW) == recording
    favourite = people.read(lambda tx: tx.identity.favourites([recording], NOON))[recording]
    assert favourite.mbid == M2
    assert {OLD, NEW} <= favourite.refs


def test_a_chain_of_merges_ends_at_its_last(people: People) -> None:
    """An alias that was merged once more leads to the same recording; nothing is lost on the way."""
    people.learn(listed(M1))
    people.write(lambda tx: tx.identity.merge(M1, M2))
    people.write(lambda tx: tx.identity.merge(M2, M3))
    people.write(lambda tx: tx.identity.merge(M1, M3))

    recording = people.recording(OLD)
    assert people.read(lambda tx: tx.identity.favourites([recording], NOON))[recording].mbid == M3
    assert people.recording(NEW) == recording


def test_a_stranger_that_was_merged_is_nobodys(people: People) -> None:
    """An MBID that we do not have changes nothing."""
    people.learn(listed(M2))
    people.write(lambda tx: tx.identity.merge(M1, M2))
    people.write(lambda tx: tx.identity.free(M1, NOON))

    assert [row[0] for row in people.table("mbids")] == [M2]


@pytest.mark.parametrize("is_listed_first", [True, False])
def test_a_deleted_mbid_is_asked_about_anew_and_stays_its_recordings(people: People, *, is_listed_first: bool) -> None:
    """What hangs on it stays: refs, and where it was located; whichever row is the older one."""
    people.learn(*([listed(M1), boomplay("1")] if is_listed_first else [boomplay("1"), listed(M1)]))
    people.write(lambda tx: tx.identity.identify(people.recording(B1), candidate(known(M1)), Decider.ISRC, NOON))
    recording = people.recording(B1)
    people.write(lambda tx: tx.identity.locate({recording: candidate(jamendo("7"))}, Decider.NAMES, NOON))
    people.write(lambda tx: tx.identity.free(M1, NOON))

    favourite = people.read(lambda tx: tx.identity.favourites([recording], NOON))[recording]
    assert (favourite.mbid, favourite.is_known) == (None, False)
    assert {OLD, B1} <= favourite.refs
    assert favourite.located == {Service.JAMENDO: TrackRef(Service.JAMENDO, "7")}
    [question] = people.read(lambda tx: tx.identity.questions([recording], Service.MUSICBRAINZ, NOON))
    assert question.recording == recording
    assert {row[1]: row[3] for row in people.table("mappings")} == {OLD.id: "stated", "1": "nobody"}


def test_what_was_deleted_gets_a_new_mbid_and_keeps_the_old_one_as_an_alias(people: People) -> None:
    """A love under the deleted one is this recording's love still; one that comes back is current again."""
    people.learn(listed(M1))
    recording = people.recording(OLD)
    people.write(lambda tx: tx.identity.free(M1, NOON))
    people.write(lambda tx: tx.identity.identify(recording, candidate(known(M2)), Decider.NAMES, NOON))

    favourite = people.read(lambda tx: tx.identity.favourites([recording], NOON))[recording]
    assert favourite.mbid == M2
    assert {OLD, NEW} <= favourite.refs

    people.write(lambda tx: tx.identity.free(M2, NOON))
    people.write(lambda tx: tx.identity.identify(recording, candidate(known(M1)), Decider.NAMES, NOON))
    assert people.read(lambda tx: tx.identity.favourites([recording], NOON))[recording].mbid == M1


@pytest.mark.parametrize("first", [1, 2])
def test_a_freed_recording_unites_with_the_one_that_has_its_new_mbid(people: People, first: int) -> None:
    """The other's current MBID stays current, whichever row is older; the deleted one is an alias of both."""
    people.learn(*[boomplay(str(first)), boomplay(str(3 - first))])
    one, two = (people.recording(TrackRef(Service.BOOMPLAY, each)) for each in "12")
    people.write(lambda tx: tx.identity.identify(one, candidate(known(M1)), Decider.ISRC, NOON))
    people.write(lambda tx: tx.identity.identify(two, candidate(known(M2)), Decider.ISRC, NOON))
    people.write(lambda tx: tx.identity.free(M1, NOON))
    people.write(lambda tx: tx.identity.identify(one, candidate(known(M2)), Decider.NAMES, NOON))

    [(united, favourite)] = people.read(lambda tx: tx.identity.favourites([people.recording(B1)], NOON)).items()
    assert people.recording(TrackRef(Service.BOOMPLAY, "2")) == united
    assert favourite.mbid == M2
    assert {OLD, NEW} <= favourite.refs


def test_what_was_deleted_is_told_apart_from_what_was_merged(people: People) -> None:
    """Of two former MBIDs one was merged and one deleted; one that comes back is not deleted any more."""
    people.learn(listed(M1))
    people.write(lambda tx: tx.identity.merge(M1, M2))
    people.write(lambda tx: tx.identity.free(M2, NOON))
    recording = people.recording(OLD)
    dossier = _dossier(people, recording)
    assert (dossier.aliases, dossier.deleted) == ((M1, M2), frozenset({M2}))

    people.write(lambda tx: tx.identity.identify(recording, candidate(known(M2)), Decider.NAMES, NOON))
    dossier = _dossier(people, recording)
    assert (dossier.mbid, dossier.deleted) == (M2, frozenset())


def _dossier(people: People, recording: RecordingId) -> Dossier:
    with people.database.reading() as connection:
        [dossier] = dossiers(connection, [recording])
    return dossier
