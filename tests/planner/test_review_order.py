"""What waits for a human, in pure values: the order, the doubts, the artists."""

from dataclasses import replace

import pytest

from syncd.domain.answer import Said
from syncd.domain.match import Candidate, Judgement, Reason
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.planner.review import (
    NEED_A_LOOK,
    ArtistPair,
    Case,
    Reply,
    ReviewDecision,
    artist_pair,
    bulk_doubt,
    concerned,
    in_order,
    may_be_asked,
    only_doubt,
    with_doubt,
)
from tests.store.people import NOON

B, J, L, M = Service.BOOMPLAY, Service.JAMENDO, Service.LISTENBRAINZ, Service.MUSICBRAINZ


def track(service: Service, id_: str, artist: str = "Nina Holm", *artist_ids: str) -> Track:
    """A track somewhere."""
    mbid = Mbid(id_) if service is M else None
    return Track(ref=TrackRef(service, id_), title=id_, artist=artist, artist_ids=artist_ids, mbid=mbid)


def candidate(of: Track, score: float = 0.45, *against: str) -> Candidate:
    """A doubtful one."""
    reasons = (Reason("title", 0.3), *(Reason(name, -0.1) for name in against))
    return Candidate(of, Judgement.DOUBTFUL, score, reasons)


def case(number: int, artist: str, *candidates: Candidate, place: Service = M, artist_id: str = "") -> Case:
    """A song that waits."""
    ours = track(B, f"{number}", artist, *([artist_id] if artist_id else []))
    given = candidates or (candidate(track(M, f"m{number}")),)
    return Case(recording=RecordingId(number), place=place, track=ours, candidates=given, refs=(ours.ref,))


def test_the_biggest_artists_come_first_and_the_likeliest_songs_in_each() -> None:
    """One artist under two spellings is one where the service's id says so."""
    cases = [
        case(1, "Alone", candidate(track(M, "a"), 0.9)),
        case(2, "Nina", candidate(track(M, "b"), 0.3), artist_id="7"),
        case(3, "NINA!", candidate(track(M, "c"), 0.6), artist_id="7"),
        case(4, "Other", candidate(track(M, "d"), 0.5)),
    ]
    assert [each.recording for each in in_order(cases)] == [3, 2, 1, 4]
    assert in_order(cases[::-1]) == in_order(cases)


@pytest.mark.parametrize(
    ("against", "doubt"), [((), ""), (("length",), "length"), (("length", "guests"), ""), (("rival",), "rival")]
)
def test_the_only_doubt_is_the_one_reason_against(against: tuple[str, ...], doubt: str) -> None:
    """None, or several, is no only doubt; a dispute never has one."""
    one = case(1, "Nina", candidate(track(M, "a"), 0.45, *against), candidate(track(M, "b"), 0.4, "artist"))
    assert only_doubt(one) == doubt
    assert not only_doubt(replace(one, is_disputed=True))


@pytest.mark.parametrize(
    ("reasons", "doubt"),
    [
        ((Reason("title", 0.17), Reason("artist", 0.25)), "title"),
        ((Reason("title", 0.3), Reason("artist", 0.02)), "artist"),
        ((Reason("title", 0.17), Reason("artist", 0.25), Reason("length", -0.1)), ""),
        (
            (Reason("title", 0.3), Reason("artist", 0.17), Reason("artist answer", 0.08), Reason("length", -0.1)),
            "length",
        ),
    ],
)
def test_a_name_less_than_equal_is_a_doubt_too(reasons: tuple[Reason, ...], doubt: str) -> None:
    """A title that says more beside a length that is off are two doubts; a human's word makes artists equal."""
    assert only_doubt(case(1, "Nina", Candidate(track(M, "a"), Judgement.DOUBTFUL, 0.4, reasons))) == doubt


@pytest.mark.parametrize(
    ("reason", "doubt"),
    [
        (Reason("length", -0.1), "length"),
        (Reason("guests", -0.25), "guests"),
        (Reason("length", -0.5), ""),
        (Reason("uploader", -0.5), ""),
        *((Reason(name, -0.08), "") for name in NEED_A_LOOK),
    ],
)
def test_what_vetoes_is_never_answered_in_bulk(reason: Reason, doubt: str) -> None:
    """Nor is a version, a name or a rival, however light."""
    one = case(1, "Nina", Candidate(track(M, "a"), Judgement.DOUBTFUL, 0.4, (reason,)))
    assert bulk_doubt(one) == doubt
    assert with_doubt([one], reason.name) == ([one] if doubt else [])


def test_who_looks_at_a_few_of_many_sees_the_worst() -> None:
    """The least likely come first, and others' doubts not at all."""
    cases = [case(n, "Nina", candidate(track(M, f"{n}"), score, "length")) for n, score in ((1, 0.6), (2, 0.3))]
    cases.append(case(3, "Nina", candidate(track(M, "3"), 0.2, "guests")))
    assert [each.recording for each in with_doubt(cases, "length")] == [2, 1]


@pytest.mark.parametrize(
    ("ours", "theirs", "known", "pair"),
    [
        (track(B, "1", "x", "93"), track(M, "m", "x", "mb"), {}, ArtistPair(B, "93", "mb")),
        (track(M, "m", "x", "mb"), track(J, "5", "x", "44"), {}, ArtistPair(J, "44", "mb")),
        (track(B, "1", "x", "93"), track(J, "5", "x", "44"), {(B, "93"): "mb"}, ArtistPair(J, "44", "mb")),
        (track(B, "1", "x", "93"), track(J, "5", "x", "44"), {}, None),
        (track(B, "1", "x"), track(M, "m", "x", "mb"), {}, None),
        (track(B, "1", "x", "93"), track(M, "m", "x"), {}, None),
        (track(L, "1", "x", "one"), track(M, "m", "x", "two"), {}, None),
    ],
)
def test_an_artist_answer_names_a_services_own_artist(
    ours: Track, theirs: Track, known: dict[tuple[Service, str], str], pair: ArtistPair | None
) -> None:
    """Boomplay's by the candidate's, Jamendo's by ours; never MusicBrainz' own, and never without ids."""
    one = replace(case(1, "x", candidate(theirs)), track=ours)
    assert artist_pair(one, known) == pair


def test_an_artist_concerns_its_songs_on_either_side() -> None:
    """The leader counts; a guest's other songs are judged by their own leaders."""
    mine, other = case(1, "Nina", artist_id="7"), case(2, "Omar", artist_id="8")
    there = case(3, "x", candidate(track(J, "5", "x", "44", "7")), place=J)
    assert concerned([mine, other, there], ArtistPair(B, "7", "mb")) == [mine]
    assert concerned([mine, other, there], ArtistPair(J, "44", "mb")) == [there]


@pytest.mark.parametrize(
    ("ref", "place", "asked"),
    [
        (TrackRef(B, "1"), M, True),
        (TrackRef(L, "msid:1"), M, True),
        (TrackRef(L, "an-mbid"), M, False),
        (TrackRef(L, "an-mbid"), J, True),
        (TrackRef(J, "1"), J, False),
    ],
)
def test_what_states_its_identity_is_not_asked_about(ref: TrackRef, place: Service, *, asked: bool) -> None:
    """An answer about a listed MBID would contradict the service's own word; a place is not asked about itself."""
    assert may_be_asked(ref, place) is asked


def test_who_a_song_is_settles_where_it_was_looked_for() -> None:
    """Accepted at MusicBrainz, or skipped: nothing of that song waits any more. Accepted at a target: only there."""
    who, where = case(1, "Nina"), case(1, "Nina", candidate(track(J, "5")), place=J)
    accepted = ReviewDecision((Reply(who, Said.IS, (who.best,)),))
    located = ReviewDecision((Reply(where, Said.IS, (where.best,)),))
    assert (accepted.left_of(who), accepted.left_of(where)) == (None, None)
    assert (located.left_of(who), located.left_of(where)) == (who, None)
    assert ReviewDecision((Reply(who, Said.SKIP),)).left_of(where) is None
    assert ReviewDecision((Reply(who, Said.NOT, who.candidates),)).left_of(where) == where


def test_answers_are_about_every_track_that_accounts_showed() -> None:
    """A skip is a profile's and says nothing of any place; the rest is everybody's."""
    one = replace(case(1, "Nina"), refs=(TrackRef(B, "1"), TrackRef(B, "2"), TrackRef(L, "an-mbid")))
    accepted = Reply(one, Said.IS, (one.best,)).answers(NOON, "alice")
    skipped = Reply(one, Said.SKIP).answers(NOON, "alice")
    assert {(each.about.id, each.answer, each.profile) for each in accepted} == {("1", "m1", ""), ("2", "m1", "")}
    assert {(each.about.id, each.answer, each.profile) for each in skipped} == {
        (id_, "", "alice") for id_ in ("1", "2", "an-mbid")
    }
