"""What was imported and not judged here yet: no love is made by it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, select, update

from syncd.domain.dossier import Hearsay
from syncd.domain.match import Decider, Reason
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.store import tables as t
from syncd.store.asked import OfRecordings
from syncd.store.explain import dossiers
from syncd.store.rows import chunks, reason_values, reasons_of, ref_of, upsert


def is_unjudged(table: Table) -> ColumnElement[bool]:
    """The rows of `mappings` or `locations` that only a file vouches for."""
    return (table.c.decider == Decider.IMPORTED.value) & table.c.is_unjudged


def hearsay(connection: Connection, recordings: Collection[RecordingId]) -> list[Hearsay]:
    """Imported mappings of these recordings that can be judged: their own services and MusicBrainz describe both sides.

    How the file itself described a track is no evidence for what it said of it.
    """
    rows, wanted = _DESCRIBED_HEARSAY.rows(connection, recordings), set(recordings)
    told = {ref_of(row.service, row.ref): RecordingId(row.recording_id) for row in rows if row.recording_id in wanted}
    return [
        Hearsay(recording=dossier.recording, place=Service.MUSICBRAINZ, ours=each.track, theirs=dossier.facts)
        for dossier in (dossiers(connection, sorted(set(told.values()))) if told else ())
        for each in dossier.heard
        if each.ref in told and dossier.facts is not None
    ]


_DESCRIBED = (t.tracks.c.service == t.mappings.c.service) & (t.tracks.c.ref == t.mappings.c.ref)
_DESCRIBED_HEARSAY = OfRecordings.by(
    t.mappings.c.recording_id,
    select(t.mappings.c.service, t.mappings.c.ref, t.mappings.c.recording_id)
    .join(t.tracks, _DESCRIBED)
    .where(is_unjudged(t.mappings), ~t.tracks.c.told_by_file, t.tracks.c.title != ""),
)


def told_places(
    connection: Connection, recordings: Collection[RecordingId], place: Service
) -> dict[RecordingId, TrackRef]:
    """Where only a file says that these recordings stand at a target."""
    query = select(t.locations.c.recording_id, t.locations.c.ref)
    mine = query.where(t.locations.c.service == place.value, is_unjudged(t.locations))
    return {
        RecordingId(row.recording_id): TrackRef(place, row.ref)
        for few in chunks(recordings)
        for row in connection.execute(mine.where(t.locations.c.recording_id.in_(few)))
    }


def vouch(connection: Connection, judged: Hearsay, reasons: Sequence[Reason]) -> None:
    """An imported match was judged here: its reasons stand beside where it is from."""
    table, mine = _row(judged)
    before = reasons_of(connection.scalar(select(table.c.reasons).where(mine)) or ())
    values = {"reasons": reason_values([*before, *reasons]), "is_unjudged": False}
    connection.execute(update(table).where(mine).values(values))


def refuse(connection: Connection, judged: Hearsay, why: str, now: datetime) -> None:
    """An imported match was judged here, and refused: that is remembered, for whoever asks what became of it."""
    table, mine = _row(judged)
    told = [reason.detail for reason in reasons_of(connection.scalar(select(table.c.reasons).where(mine)) or ())]
    has_mbid = (t.mbids.c.recording_id == judged.recording) & t.mbids.c.is_current
    mbid = connection.scalar(select(t.mbids.c.mbid).where(has_mbid))
    if mbid is not None:  # none where MusicBrainz deleted it meanwhile: then nobody can be it anyway
        ref = judged.ours.ref if judged.place is Service.MUSICBRAINZ else judged.theirs.ref
        row = {"service": ref.service.value, "ref": ref.id, "mbid": mbid}
        upsert(connection, t.refusals, [{**row, "told_by": told[0], "why": why, "refused_at": now}])


def _row(judged: Hearsay) -> tuple[Table, ColumnElement[bool]]:
    """Where an imported match stands."""
    if judged.place is Service.MUSICBRAINZ:
        mappings, ref = t.mappings, judged.ours.ref
        return mappings, (mappings.c.service == ref.service.value) & (mappings.c.ref == ref.id)
    locations = t.locations
    return locations, (locations.c.service == judged.place.value) & (locations.c.recording_id == judged.recording)
