"""What a human's answers amount to; they outrank every machine's."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.track import Service, Track, TrackRef


def is_skipped(answers: Iterable[HumanAnswer]) -> bool:
    """Whether a human said: never push this song."""
    return any(answer.said is Said.SKIP for answer in answers)


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


def is_disputed(
    answers: Sequence[HumanAnswer], refs: Collection[TrackRef], located: Mapping[Service, TrackRef]
) -> bool:
    """Whether answers about the tracks of one recording contradict each other, or what the recording has become.

    Each was right about its own track until the tracks turned out to be one (`design.md` §1, 5).
    """
    mine = {ref.id for ref in refs if ref.service is Service.LISTENBRAINZ}
    if not answers:
        return False
    strangers = [mbid for mbid in told(answers, Service.MUSICBRAINZ) if mbid not in mine]
    has_two_names = len(strangers) + any(mbid in mine for mbid in told(answers, Service.MUSICBRAINZ)) > 1
    places = {answer.place for answer in answers} - {Service.MUSICBRAINZ}
    has_two_places = any(len(told(answers, place)) > 1 for place in places)
    denies_itself = not mine.isdisjoint(denied(answers, Service.MUSICBRAINZ)) or any(
        place in located and located[place].id in denied(answers, place) for place in places
    )
    return has_two_names or has_two_places or denies_itself
