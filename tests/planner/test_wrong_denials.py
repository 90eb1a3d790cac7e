"""What is denied when a human says that a match is wrong."""

from datetime import UTC, datetime

import pytest

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.dossier import Decided, Dossier, Taken
from syncd.domain.match import Decider
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.planner.wrong import alike, denials, why_not

NOW = datetime(2026, 11, 22, tzinfo=UTC)
M1, M0 = Mbid("00000000-0000-4000-8000-000000000001"), Mbid("00000000-0000-4000-8000-000000000000")
RECORDING = TrackRef(Service.MUSICBRAINZ, M1)
ONE, TWO = TrackRef(Service.BOOMPLAY, "1"), TrackRef(Service.BOOMPLAY, "2")
PLACE = TrackRef(Service.JAMENDO, "9")
LISTED = TrackRef(Service.LISTENBRAINZ, M1)


def by(decider: Decider, ref: TrackRef, artist: str = "Nina Holm") -> Decided:
    """A track that somebody took for the recording."""
    track = Track(ref=ref, title="Harbour", artist=artist)
    return Decided(track=track, decider=decider, confidence=1.0, decided_at=NOW)


def dossier(*heard: Decided, mbid: Mbid | None = M1, located: tuple[Decided, ...] = (), number: int = 1) -> Dossier:
    """A recording."""
    return Dossier(recording=RecordingId(number), mbid=mbid, heard=heard, located=located)


def denied(mentioned: TrackRef | None, *known: Dossier) -> list[tuple[TrackRef, TrackRef]]:
    """Which track is denied to be which."""
    return [(each.heard.ref, each.other) for each in denials(mentioned, known)]


def test_a_recording_loses_what_machines_gave_it_and_nothing_else() -> None:
    """What a human said or a service stated stays; files from elsewhere are no human of ours."""
    known = dossier(
        by(Decider.ISRC, ONE), by(Decider.HUMAN, TWO), by(Decider.STATED, LISTED), by(Decider.IMPORTED, PLACE)
    )
    wanted = [(ONE, RECORDING), (PLACE, RECORDING)]
    assert denied(RECORDING, known) == denied(None, known) == wanted


def test_a_track_loses_its_recording_alone() -> None:
    """The other track of the same recording stays what it is."""
    assert denied(ONE, dossier(by(Decider.ISRC, ONE), by(Decider.NAMES, TWO))) == [(ONE, RECORDING)]


def test_whoever_names_the_very_track_may_take_back_a_humans_word() -> None:
    """Under every MBID that it had been given by a human, merged ones included."""
    told = HumanAnswer(about=ONE, place=Service.MUSICBRAINZ, said=Said.IS, answer=M0, answered_at=NOW)
    known = Dossier(recording=RecordingId(1), mbid=M1, aliases=(M0,), heard=(by(Decider.HUMAN, ONE),), answers=(told,))
    assert denied(ONE, known) == [(ONE, RECORDING), (ONE, TrackRef(Service.MUSICBRAINZ, M0))]


def test_without_an_mbid_the_places_are_denied() -> None:
    """A song that no catalogue knows can still have been found at the wrong place."""
    known = dossier(by(Decider.NOBODY, ONE), mbid=None, located=(by(Decider.NAMES, PLACE),))
    assert denied(ONE, known) == denied(None, known) == [(ONE, PLACE)]


def test_a_place_is_denied_to_all_tracks_of_the_recording_that_stands_there() -> None:
    """Whichever of them stays, it is not located there again; what the place's own track is, is another matter."""
    there = dossier(by(Decider.ISRC, ONE), by(Decider.STATED, LISTED), located=(by(Decider.NAMES, PLACE),))
    other = dossier(by(Decider.NAMES, PLACE), mbid=M0, number=2)
    assert denied(PLACE, there, other) == [(ONE, PLACE), (LISTED, PLACE)]


def test_the_places_own_track_goes_where_it_was_taken_for_the_same_recording() -> None:
    """It is listed there by a human, and machines took it for that recording: both ways are denied."""
    there = dossier(by(Decider.ISRC, ONE), by(Decider.NAMES, PLACE), located=(by(Decider.NAMES, PLACE),))
    assert denied(PLACE, there) == [(ONE, PLACE), (PLACE, RECORDING)]


@pytest.mark.parametrize(
    ("mentioned", "known", "why"),
    [
        (RECORDING, dossier(by(Decider.HUMAN, ONE)), "a human said so"),
        (LISTED, dossier(by(Decider.STATED, LISTED)), "listenbrainz itself states the MBID"),
        (ONE, dossier(by(Decider.NOBODY, ONE), mbid=None), "it was not matched with anything"),
    ],
)
def test_where_nothing_is_to_be_denied_it_says_why(mentioned: TrackRef, known: Dossier, why: str) -> None:
    """One sentence, with what to do where something can be done."""
    assert denied(mentioned, known) == []
    assert why in why_not(mentioned, [known])


def test_alike_is_what_the_same_reason_made() -> None:
    """The same recording, or the same decider and artist; neither what was denied, nor other artists or deciders."""
    wrong = denials(ONE, [dossier(by(Decider.NAMES, ONE))])
    other = TrackRef(Service.MUSICBRAINZ, M0)

    def taken(number: str, artist: str, taken_for: TrackRef, decider: Decider) -> Taken:
        return Taken(by(decider, TrackRef(Service.BOOMPLAY, number), artist).track, taken_for, decider)

    everything = [
        taken("1", "Nina Holm", RECORDING, Decider.NAMES),
        taken("3", "Somebody", RECORDING, Decider.ISRC),
        taken("4", "NINA HOLM", other, Decider.NAMES),
        taken("5", "Nina Holm", other, Decider.ISRC),
        taken("6", "Somebody", other, Decider.NAMES),
        taken("7", "Nina Holm", PLACE, Decider.NAMES),
    ]
    assert [each.heard.ref.id for each in alike(wrong, everything)] == ["3", "4"]
