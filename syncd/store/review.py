"""What review asks of the database: the songs that wait for a human, and how tracks are described."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from sqlalchemy import Connection, select

from syncd.domain.account import Score
from syncd.domain.answer import HumanAnswer
from syncd.domain.match import Candidate, Decider, Judgement, Reason
from syncd.domain.memory import Favourite
from syncd.domain.track import RecordingId, Service, Track, TrackRef
from syncd.planner.answers import denied, is_disputed, told
from syncd.planner.review import Case
from syncd.store import tables as t
from syncd.store.answers import SqlAnswers
from syncd.store.knowledge import described, doubts, favourites, recording_of
from syncd.store.rows import chunks, ref_of, track_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A profile's favourites, and the places that matter to it: MusicBrainz, and wherever it writes."""

    profile: str
    recordings: frozenset[RecordingId]
    places: tuple[Service, ...]


def waiting(connection: Connection, scope: Scope, now: datetime) -> list[Case]:
    """What waits for a profile's human; what is merely unknown, or was skipped by that human, does not."""
    every, places = favourites(connection, scope.recordings, now), scope.places
    known = {each: favourite for each, favourite in every.items() if scope.profile not in favourite.skipped_by}
    disputed = {each for each, favourite in known.items() if favourite.is_disputed}
    doubtful = {each for each, favourite in known.items() if favourite.doubts} - disputed
    shown, loved = shown_refs(connection), _loved_by_denied_matches(connection)
    found = [case for place in places for case in _doubtful(connection, doubtful, place, shown)]
    found += _disputed(connection, [known[each] for each in disputed], places, shown)
    return [replace(case, loved=loved & {each.track.ref for each in case.candidates}) for case in found]


def shown_refs(connection: Connection) -> dict[RecordingId, tuple[TrackRef, ...]]:
    """Each recording's tracks, as accounts showed them."""
    found: dict[RecordingId, list[TrackRef]] = defaultdict(list)
    for row in connection.execute(select(t.mappings.c.service, t.mappings.c.ref, t.mappings.c.recording_id)):
        found[RecordingId(row.recording_id)].append(ref_of(row.service, row.ref))
    return {recording: tuple(sorted(refs)) for recording, refs in found.items()}


def fellows_of(connection: Connection, ref: TrackRef) -> tuple[TrackRef, ...]:
    """Every track that accounts showed and that is the same song as this one; itself, where none is."""
    recording = recording_of(connection, ref)
    return (ref,) if recording is None else shown_refs(connection).get(recording, (ref,))


def tracks_of(connection: Connection, refs: Iterable[TrackRef]) -> dict[TrackRef, Track]:
    """How these tracks were described, as far as they were."""
    by_service: dict[Service, list[str]] = defaultdict(list)
    for ref in refs:
        by_service[ref.service].append(ref.id)
    found: dict[TrackRef, Track] = {}
    for service, ids in by_service.items():
        for chunk in chunks(ids):
            mine = (t.tracks.c.service == service.value) & t.tracks.c.ref.in_(chunk)
            tracks = map(track_of, connection.execute(select(t.tracks).where(mine)).mappings())
            found |= {track.ref: track for track in tracks}
    return found


def accepted_by_artist(
    connection: Connection, service: Service, artist_id: str
) -> tuple[list[TrackRef], list[tuple[RecordingId, TrackRef]]]:
    """What machines accepted because a human had named this artist: tracks, and places where recordings were found."""
    by_names = t.mappings.c.decider == Decider.NAMES.value
    mappings = connection.execute(select(t.mappings).where(by_names)).all()
    locations = connection.execute(select(t.locations).where(t.locations.c.decider == Decider.NAMES.value)).all()
    taken = [ref_of(row.service, row.ref) for row in mappings if _rests_on_artist(row.reasons)]
    found = [
        (RecordingId(row.recording_id), ref_of(row.service, row.ref))
        for row in locations
        if _rests_on_artist(row.reasons)
    ]
    tracks = tracks_of(connection, [*taken, *(ref for _, ref in found)])
    mine = {ref for ref, track in tracks.items() if (ref.service, track.artist_ids[:1]) == (service, (artist_id,))}
    return [ref for ref in taken if ref in mine], [each for each in found if each[1] in mine]


def _rests_on_artist(reasons: Sequence[Sequence[object]]) -> bool:
    return any(reason[0] == "artist answer" for reason in reasons)


def _loved_by_denied_matches(connection: Connection) -> frozenset[TrackRef]:
    """What syncd loves somewhere and is to be taken back; it stays where a service cannot, until a human has said more."""
    query = select(t.accounts.c.service, t.amends.c.ref).select_from(t.amends.join(t.accounts))
    rows = connection.execute(query.where(t.amends.c.score == Score.NONE.value))
    return frozenset(ref_of(row.service, row.ref) for row in rows)


def _doubtful(
    connection: Connection,
    recordings: Collection[RecordingId],
    place: Service,
    shown: Mapping[RecordingId, tuple[TrackRef, ...]],
) -> list[Case]:
    candidates = doubts(connection, recordings, place)
    tracks = described(connection, candidates.keys(), place)
    return [
        Case(recording=each, place=place, track=tracks[each][0], candidates=candidates[each], refs=shown[each])
        for each in candidates
        if each in tracks and each in shown and candidates[each]
    ]


def _disputed(
    connection: Connection,
    disputed: Collection[Favourite],
    places: Collection[Service],
    shown: Mapping[RecordingId, tuple[TrackRef, ...]],
) -> list[Case]:
    """The recordings about which humans contradict each other; what they said are the candidates."""
    said = SqlAnswers(connection).by_recording()
    tracks = described(connection, [favourite.recording for favourite in disputed], Service.MUSICBRAINZ)
    cases = []
    for favourite, place in product(disputed, places):
        answers = [each for each in said[favourite.recording] if each.place is place]
        if favourite.recording in tracks and is_disputed(answers, favourite.refs, favourite.located):
            case = Case(
                recording=favourite.recording,
                place=place,
                track=tracks[favourite.recording][0],
                candidates=_told(connection, answers, place),
                refs=shown[favourite.recording],
                is_disputed=True,
            )
            cases.append(case)
    return cases


def _told(connection: Connection, answers: Sequence[HumanAnswer], place: Service) -> tuple[Candidate, ...]:
    """Whatever these answers name, with who said what of it."""
    others = [TrackRef(place, each) for each in dict.fromkeys([*told(answers, place), *sorted(denied(answers, place))])]
    tracks = tracks_of(connection, others)
    return tuple(
        Candidate(
            tracks.get(other) or Track(ref=other, title="", artist=""),
            Judgement.DOUBTFUL,
            0.0,
            tuple(Reason("answer", 0.0, f"{each.about} {each.said}") for each in answers if each.other == other),
        )
        for other in others
    )
