"""The accepted matches that are least certain, for the eyes of whoever reads a plan."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from syncd.domain.match import Decider, Reason
from syncd.domain.track import RecordingId, Service, Track
from syncd.store import tables as t
from syncd.store.hearsay import is_unjudged
from syncd.store.rows import reasons_of, track_of

_MACHINES = [Decider.LINK.value, Decider.ISRC.value, Decider.NAMES.value, Decider.IMPORTED.value]


@dataclass(frozen=True, slots=True)
class Certainty:
    """One accepted match: what was heard, what it was taken for, how sure and why."""

    heard: Track
    taken_for: Track
    confidence: float
    reasons: tuple[Reason, ...]


def least_certain(connection: Connection, recordings: Collection[RecordingId], count: int) -> list[Certainty]:
    """The least certain matches that machines made for these recordings."""
    wanted = set(recordings)
    found = [*_identified(connection, wanted), *_located(connection, wanted)]
    return sorted(found, key=lambda each: each.confidence)[:count]


def _identified(connection: Connection, wanted: set[RecordingId]) -> list[Certainty]:
    """Tracks at their services, taken for MusicBrainz recordings."""
    facts = t.tracks.alias("facts")
    query = (
        select(
            t.tracks,
            t.mappings.c.recording_id,
            t.mappings.c.confidence,
            t.mappings.c.reasons,
            facts.c.ref.label("found"),
        )
        .join(t.mappings, (t.mappings.c.service == t.tracks.c.service) & (t.mappings.c.ref == t.tracks.c.ref))
        .join(t.mbids, (t.mbids.c.recording_id == t.mappings.c.recording_id) & t.mbids.c.is_current)
        .join(facts, (facts.c.service == Service.MUSICBRAINZ.value) & (facts.c.ref == t.mbids.c.mbid))
        .where(t.mappings.c.decider.in_(_MACHINES))
    )
    return _certainties(connection, query, wanted, Service.MUSICBRAINZ)


def _located(connection: Connection, wanted: set[RecordingId]) -> list[Certainty]:
    """Recordings, taken for tracks at a target."""
    query = (
        select(
            t.tracks,
            t.locations.c.recording_id,
            t.locations.c.confidence,
            t.locations.c.reasons,
            t.locations.c.ref.label("found"),
            t.locations.c.service.label("place"),
        )
        .join(t.mappings, (t.mappings.c.service == t.tracks.c.service) & (t.mappings.c.ref == t.tracks.c.ref))
        .join(t.locations, t.locations.c.recording_id == t.mappings.c.recording_id)
        .where(~is_unjudged(t.locations))
    )
    return _certainties(connection, query, wanted, Service.JAMENDO)


def _certainties(
    connection: Connection, query: Select[*tuple[object, ...]], wanted: set[RecordingId], place: Service
) -> list[Certainty]:
    rows = [row for row in connection.execute(query).mappings() if row["recording_id"] in wanted]
    rows.sort(key=lambda row: row["confidence"])
    found = {row["found"]: row for row in reversed(rows)}
    query_found = select(t.tracks).where(t.tracks.c.service == place.value)
    tracks = {row["ref"]: track_of(row) for row in connection.execute(query_found).mappings() if row["ref"] in found}
    return [
        Certainty(track_of(row), tracks[ref], row["confidence"], reasons_of(row["reasons"]))
        for ref, row in found.items()
        if ref in tracks
    ]
