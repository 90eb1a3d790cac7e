"""What waits for a human: its order, what may be answered in one go, and what an answer amounts to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.match import Candidate, Judgement
from syncd.domain.track import RecordingId, Service, Track, TrackRef
from syncd.planner.answers import DENIED_BEFORE
from syncd.planner.artists import KnownArtists, lead_artist
from syncd.planner.choose import choose
from syncd.planner.evidence import doubts_of, is_veto, judge
from syncd.planner.parsed import parse
from syncd.planner.text import fold

NEED_A_LOOK = {
    "rival": "another song is as near",
    DENIED_BEFORE: "a human said no to it once",
    "version": "the version words differ",
    "title": "the titles are not quite equal",
    "artist": "the artists are not quite equal",
}
"""The doubts that are never answered in bulk, and why: what they amount to differs from song to song."""

_SPEAK_MUSICBRAINZ = frozenset({Service.MUSICBRAINZ, Service.LISTENBRAINZ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One song that waits for a human at one place: at MusicBrainz (who is it?) or at a target (where is it?).

    `track` describes it as the place was asked about it, `refs` are the tracks that accounts showed, and the answers
    are about each of them. `is_disputed`: what humans said of it contradicts each other, and these are the candidates.
    `loved` are the candidates that syncd loves at the place already, by a match that was denied since.
    """

    recording: RecordingId
    place: Service
    track: Track
    candidates: tuple[Candidate, ...]
    refs: tuple[TrackRef, ...]
    is_disputed: bool = False
    loved: frozenset[TrackRef] = frozenset()

    @property
    def best(self) -> Candidate:
        """The likeliest candidate."""
        return self.candidates[0]


@dataclass(frozen=True, slots=True)
class ArtistPair:
    """A service's artist, by its own id, and the MusicBrainz artist that it may be."""

    service: Service
    artist_id: str
    artist_mbid: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a human says of one case: it is the one candidate, it is none of these, or it is to be skipped."""

    case: Case
    said: Said
    candidates: tuple[Candidate, ...] = ()

    def answers(self, now: datetime, profile: str = "") -> list[HumanAnswer]:
        """The answers that this amounts to, about each track that an account showed; `profile` skips a song."""
        others = [each.track.ref for each in self.candidates] or [TrackRef(Service.MUSICBRAINZ, "")]
        return [
            HumanAnswer(
                about=ref,
                place=other.service,
                said=self.said,
                answer=other.id,
                profile=profile if self.said is Said.SKIP else "",
                answered_at=now,
            )
            for other in others
            for ref in self.case.refs
            if self.said is Said.SKIP or may_be_asked(ref, other.service)
        ]


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """What is carried out, and undone, in one go. `accepted` is what machines accept now because of the artist."""

    replies: tuple[Reply, ...] = ()
    artist: ArtistPair | None = None
    accepted: tuple[tuple[Case, Candidate], ...] = ()

    def left_of(self, case: Case) -> Case | None:
        """What is left of a case after this. Who a song is settles where it is to be looked for, too."""
        if any(accepted == case for accepted, _ in self.accepted):
            return None
        ruled_out: set[TrackRef] = set()
        for reply in self.replies:
            if reply.case.recording != case.recording:
                continue
            is_about_all = reply.said is Said.SKIP or reply.candidates[0].track.ref.service is Service.MUSICBRAINZ
            if reply.said is not Said.NOT and (is_about_all or reply.case.place is case.place):
                return None
            ruled_out |= {each.track.ref for each in reply.candidates}
        return _without(case, ruled_out)


def song_by_song(cases: Iterable[Case]) -> list[list[Case]]:
    """The cases of each song together, for one may wait at several places; in the order of each song's first."""
    found: dict[RecordingId, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.recording].append(case)
    return list(found.values())


def count_songs(cases: Iterable[Case]) -> int:
    """How many songs these cases are about."""
    return len({case.recording for case in cases})


def in_order(cases: Collection[Case]) -> list[Case]:
    """Artist by artist, those with the most songs first; an artist's likeliest first."""
    by_artist: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        by_artist[artist_key(case)].append(case)
    groups = sorted(
        by_artist.values(), key=lambda group: (-count_songs(group), -max(map(_score, group)), artist_key(group[0]))
    )
    return [case for group in groups for case in sorted(group, key=lambda case: (-_score(case), case.track.title))]


def first_numbers(cases: Collection[Case]) -> dict[tuple[RecordingId, Service], int]:
    """The number of each case's first candidate, from 1 on: they count through all the places where one song waits."""
    found: dict[tuple[RecordingId, Service], int] = {}
    after: dict[RecordingId, int] = defaultdict(lambda: 1)
    for case in sorted(cases, key=lambda case: (case.place is not Service.MUSICBRAINZ, case.place)):
        found[case.recording, case.place] = after[case.recording]
        after[case.recording] += len(case.candidates)
    return found


def artist_key(case: Case) -> tuple[str, str]:
    """The artist under whom a case is grouped: the service's own id, else the folded name."""
    ids = case.track.artist_ids
    return (case.track.ref.service, ids[0]) if ids else ("", fold(case.track.artist))


def only_doubt(case: Case) -> str:
    """The one reason that leaves a doubt of the likeliest candidate; nothing where there are none, or several."""
    doubts = [reason.name for reason in doubts_of(case.best)] if case.candidates else []
    return doubts[0] if len(doubts) == 1 and not case.is_disputed else ""


def bulk_doubt(case: Case) -> str:
    """The only doubt, where many songs that share it may be answered in one go: it is no veto and needs no look."""
    doubt = only_doubt(case)
    return "" if doubt in NEED_A_LOOK or any(map(is_veto, case.best.reasons)) else doubt


def with_doubt(cases: Iterable[Case], doubt: str) -> list[Case]:
    """The cases to be answered in bulk for this doubt, the least likely first: who looks at some sees the worst."""
    return sorted((case for case in cases if bulk_doubt(case) == doubt), key=_score)


def artist_pair(case: Case, known: KnownArtists) -> ArtistPair | None:
    """Which artist a human would be naming who says that the likeliest candidate's artist is ours.

    None where one side gives no artist, or both are MusicBrainz' own, or neither is known there.
    """
    ours, theirs = case.track, case.best.track
    for mine, other in ((ours, theirs), (theirs, ours)):
        lead = lead_artist(other, known)
        if mine.ref.service not in _SPEAK_MUSICBRAINZ and mine.artist_ids and lead:
            return ArtistPair(mine.ref.service, mine.artist_ids[0], lead)
    return None


def concerned(cases: Iterable[Case], pair: ArtistPair) -> list[Case]:
    """The cases in which this artist of a service leads the song or a candidate."""
    named = (pair.service, pair.artist_id)
    return [case for case in cases if any(_lead(track) == named for track in _tracks(case)) and not case.is_disputed]


def judged_anew(cases: Iterable[Case], known: KnownArtists) -> tuple[tuple[Case, Candidate], ...]:
    """The cases that are accepted now that these artists are known, with what is accepted.

    Who the artist is, says nothing of what a human denied: such a case goes on waiting for him.
    """
    open_cases = (case for case in cases if not any(map(_is_denied, case.candidates)))
    matches = ((case, choose(case.track, [each.track for each in case.candidates], known)) for case in open_cases)
    return tuple((case, match.chosen) for case, match in matches if match.chosen is not None)


def may_be_asked(ref: TrackRef, place: Service) -> bool:
    """Whether an answer may be about this track: what it states of itself (its MBID), no human is asked about."""
    is_stated = ref.service is Service.LISTENBRAINZ and not ref.is_msid
    return ref.service is not place and not (is_stated and place is Service.MUSICBRAINZ)


def contradict(said: Said, other: TrackRef, answer: HumanAnswer) -> bool:
    """Whether a new word and an answer about the same track cannot both be true.

    A track is one thing at a place, and not at once what it is not. A skip contradicts nothing, and neither does a no
    to one candidate what was said of another.
    """
    if answer.place is not other.service or Said.SKIP in {said, answer.said}:
        return False
    if said is answer.said:
        return said is Said.IS and answer.other != other
    return answer.other == other


def weighed(ours: Track, theirs: Iterable[Track], known: KnownArtists) -> tuple[Candidate, ...]:
    """These tracks as candidates, likeliest first, whatever they amount to: a human chooses."""
    judged = [judge(parse(ours), parse(track), known) for track in theirs]
    return tuple(sorted(judged, key=lambda candidate: -candidate.score))


def by_hand(track: Track) -> Candidate:
    """A track that a human chose."""
    return Candidate(track, Judgement.ACCEPTED, 1.0)


def _without(case: Case, ruled_out: set[TrackRef]) -> Case | None:
    left = tuple(each for each in case.candidates if each.track.ref not in ruled_out)
    return replace(case, candidates=left) if left else None


def _is_denied(candidate: Candidate) -> bool:
    return any(reason.name == DENIED_BEFORE for reason in candidate.reasons)


def _score(case: Case) -> float:
    return case.best.score if case.candidates else 0.0


def _tracks(case: Case) -> Sequence[Track]:
    return [case.track, *(each.track for each in case.candidates)]


def _lead(track: Track) -> tuple[Service, str]:
    return track.ref.service, track.artist_ids[0] if track.artist_ids else ""
