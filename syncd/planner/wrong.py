"""What is to be denied when a human says that a match is wrong, and what else may be wrong for the same reason."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.dossier import Decided, Dossier, Taken
from syncd.domain.match import Decider
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.text import fold

_NO_MACHINE = frozenset({Decider.HUMAN, Decider.STATED, Decider.NOBODY})


@dataclass(frozen=True, slots=True)
class Denial:
    """One match that is denied: this track is not that one, however that had been decided."""

    heard: Track
    other: TrackRef
    decision: Decided

    def answer(self, now: datetime) -> HumanAnswer:
        """The human's word."""
        return HumanAnswer(
            about=self.heard.ref,
            place=self.other.service,
            said=Said.NOT,
            answer=self.other.id,
            undid_match=True,
            answered_at=now,
        )


def denials(mentioned: TrackRef | None, known: Collection[Dossier]) -> list[Denial]:
    """What a human denies who calls these recordings wrong, by the track that was mentioned, or as recordings.

    a track of a source     its mapping; where there is no MBID, where the recording was located
    a track of a target     that the recordings located there stand there
    a recording             every mapping that a machine made

    What a service states itself is nobody's match. What a human answered is taken back only by naming that very track.
    """
    if mentioned is None or mentioned.service is Service.MUSICBRAINZ:
        return [denial for dossier in known for denial in _of_recording(dossier)]
    there = [dossier for dossier in known if mentioned in {each.ref for each in dossier.located}]
    placed = [denial for dossier in there for denial in _of_place(dossier, mentioned)]
    return placed + [denial for dossier in there or known for denial in _of_track(dossier, mentioned)]


def why_not(mentioned: TrackRef | None, known: Collection[Dossier]) -> str:
    """Why there is nothing to deny about these recordings."""
    heard = [
        each for dossier in known for each in dossier.heard if mentioned in {None, each.ref} or _is_mbid(mentioned)
    ]
    if any(each.decider is Decider.HUMAN for each in heard):
        return "a human said so; name the track that is not this recording, by its page or ref"
    if stated := [each for each in heard if each.decider is Decider.STATED]:
        return f"{stated[0].ref.service} itself states the MBID, so there is no match of ours to take back"
    if any(dossier.doubts for dossier in known):
        return "it was not matched: it waits in review, and nothing was loved by it"
    return "it was not matched with anything, and nothing was loved by it"


def alike(denied: Sequence[Denial], everything: Iterable[Taken]) -> list[Taken]:
    """Other matches that the same reason made: taken for the same track, or by the same decider for the same artist."""
    mine = {(denial.heard.ref, denial.other) for denial in denied}
    others = {denial.other for denial in denied}
    artists = {(denial.decision.decider, denial.other.service, fold(denial.heard.artist)) for denial in denied}
    return [
        each
        for each in everything
        if (each.heard.ref, each.taken_for) not in mine
        and (each.taken_for in others or (each.decider, each.taken_for.service, fold(each.heard.artist)) in artists)
    ]


def _is_mbid(mentioned: TrackRef | None) -> bool:
    return mentioned is not None and mentioned.service is Service.MUSICBRAINZ


def _of_recording(dossier: Dossier) -> Iterator[Denial]:
    for each in dossier.heard:
        if dossier.mbid is None:
            yield from _locations(dossier, each)
        elif each.decider not in _NO_MACHINE:
            yield Denial(each.track, TrackRef(Service.MUSICBRAINZ, dossier.mbid), each)


def _of_place(dossier: Dossier, place: TrackRef) -> Iterator[Denial]:
    """All its tracks are denied to stand there: whichever of them stays, it is not to be located there again."""
    for each in dossier.heard:
        if each.ref.service is not place.service:
            yield from (denial for denial in _locations(dossier, each) if denial.other == place)


def _of_track(dossier: Dossier, ref: TrackRef) -> Iterator[Denial]:
    for each in dossier.heard:
        if each.ref != ref or each.decider is Decider.STATED:
            continue
        if dossier.mbid is None:
            yield from _locations(dossier, each)
        elif each.decider is not Decider.NOBODY:
            yield from (
                Denial(each.track, TrackRef(Service.MUSICBRAINZ, mbid), each) for mbid in _mbids_told(dossier, ref)
            )


def _mbids_told(dossier: Dossier, ref: TrackRef) -> list[str]:
    """The current MBID, and those merged into it that a human had named for this track."""
    told = {
        answer.answer
        for answer in dossier.answers
        if (answer.about, answer.said, answer.place) == (ref, Said.IS, Service.MUSICBRAINZ)
    }
    return [mbid for mbid in (dossier.mbid, *dossier.aliases) if mbid and (mbid == dossier.mbid or mbid in told)]


def _locations(dossier: Dossier, heard: Decided) -> Iterator[Denial]:
    yield from (Denial(heard.track, place.ref, place) for place in dossier.located)
