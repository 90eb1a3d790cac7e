"""What a human's answers amount to; they outrank every machine's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.frozen import frozen
from syncd.domain.match import Candidate, Judgement, Match, Reason
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.artists import KnownArtists
from syncd.planner.choose import CLEARLY, are_siblings
from syncd.planner.evidence import judge
from syncd.planner.parsed import parse

DENIED_BEFORE = "denied before"
"""The name of the doubt that a human's no leaves."""

_BESIDE_DENIED = Reason(DENIED_BEFORE, -CLEARLY, "a human said no to the same song under another id")
_DENIED_ITSELF = Reason(DENIED_BEFORE, -CLEARLY, "a human said no to this very one")


def skipped_by(answers: Iterable[HumanAnswer]) -> frozenset[str]:
    """The profiles whose humans said: never push this song."""
    return frozen(answer.profile for answer in answers if answer.said is Said.SKIP)


def told(answers: Iterable[HumanAnswer], place: Service) -> list[str]:
    """What a human said that these tracks are at a place."""
    return list(dict.fromkeys(answer.answer for answer in answers if (answer.said, answer.place) == (Said.IS, place)))


def denied(answers: Iterable[HumanAnswer], place: Service) -> frozenset[str]:
    """What a human said that these tracks are not at a place."""
    return frozenset(answer.answer for answer in answers if (answer.said, answer.place) == (Said.NOT, place))


def without_denied(candidates: Iterable[Track], answers: Sequence[HumanAnswer]) -> list[Track]:
    """The candidates that no human has ruled out."""
    ruled_out = {answer.other for answer in answers if answer.said is Said.NOT}
    return [candidate for candidate in candidates if candidate.ref not in ruled_out]


def doubted_beside(match: Match, denied: Iterable[Track]) -> Match:
    """The match, or a doubt where it chose the very song that a human denied, under another of its ids.

    One word of a human about a song is not to be overruled by its siblings; which of them was meant, a human says.
    """
    if match.chosen is None:
        return match
    chosen = parse(match.chosen.track)
    if not any(are_siblings(chosen, parse(each)) for each in denied):
        return match
    doubtful = replace(match.chosen, judgement=Judgement.DOUBTFUL, reasons=(*match.chosen.reasons, _BESIDE_DENIED))
    others = (each for each in match.candidates if each is not match.chosen)
    return Match(Judgement.DOUBTFUL, None, (doubtful, *others))


def undone(answers: Iterable[HumanAnswer], place: Service) -> list[TrackRef]:
    """What a human took back at a place, and has not looked at in review since."""
    return list(dict.fromkeys(answer.other for answer in answers if answer.undid_match and answer.place is place))


def asked_back(ours: Track, undone: Iterable[Track], known: KnownArtists) -> tuple[Candidate, ...]:
    """What a human took back, as candidates: where nothing else is found, it is not unknown, and he is to say what it is."""
    judged = [judge(parse(ours), parse(each), known) for each in undone]
    return tuple(
        replace(each, judgement=Judgement.DOUBTFUL, reasons=(*each.reasons, _DENIED_ITSELF))
        for each in sorted(judged, key=lambda candidate: -candidate.score)
    )


def is_disputed(
    answers: Sequence[HumanAnswer], refs: Collection[TrackRef], located: Mapping[Service, TrackRef]
) -> bool:
    """Whether answers about the tracks of one recording contradict each other, or what the recording has become.

    Each was right about its own track until the tracks turned out to be one (`design.md` §1, 5).
    """
    if not answers:
        return False
    mine = {ref.id for ref in refs if ref.service is Service.LISTENBRAINZ}
    strangers = [mbid for mbid in told(answers, Service.MUSICBRAINZ) if mbid not in mine]
    has_two_names = len(strangers) + any(mbid in mine for mbid in told(answers, Service.MUSICBRAINZ)) > 1
    places = {answer.place for answer in answers} - {Service.MUSICBRAINZ}
    has_two_places = any(len(told(answers, place)) > 1 for place in places)
    denies_itself = not mine.isdisjoint(denied(answers, Service.MUSICBRAINZ)) or any(
        place in located and located[place].id in denied(answers, place) for place in places
    )
    return has_two_names or has_two_places or denies_itself
