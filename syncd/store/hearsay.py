"""What was imported and not judged here yet: its only reason is where it is from."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, select, update

from syncd.domain.dossier import Dossier, Hearsay
from syncd.domain.match import Decider, Reason
from syncd.domain.track import RecordingId, Service
from syncd.planner.exchange import PROVENANCE
from syncd.store import tables as t
from syncd.store.explain import dossiers
from syncd.store.rows import reason_values, reasons_of, upsert


def hearsay(connection: Connection, recordings: Collection[RecordingId]) -> list[Hearsay]:
    """Imported matches of these recordings, where both sides are described."""
    unjudged = {each for table in (t.mappings, t.locations) for each in _unjudged(connection, table)}
    mine = sorted(unjudged & set(recordings))
    found = dossiers(connection, mine) if mine else []
    return [each for dossier in found for each in (*_mapped(dossier), *_located(dossier))]


def vouch(connection: Connection, judged: Hearsay, reasons: Sequence[Reason]) -> None:
    """An imported match was judged here: its reasons stand beside where it is from."""
    table, mine = _row(judged)
    before = reasons_of(connection.scalar(select(table.c.reasons).where(mine)) or ())
    connection.execute(update(table).where(mine).values(reasons=reason_values([*before, *reasons])))


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


def _unjudged(connection: Connection, table: Table) -> Iterator[RecordingId]:
    query = select(table.c.recording_id, table.c.reasons).where(table.c.decider == Decider.IMPORTED.value)
    for row in connection.execute(query):
        if _is_unjudged(reasons_of(row.reasons)):
            yield RecordingId(row.recording_id)


def _is_unjudged(reasons: Sequence[Reason]) -> bool:
    return [reason.name for reason in reasons] == [PROVENANCE]


def _mapped(dossier: Dossier) -> Iterator[Hearsay]:
    for each in dossier.heard:
        if _is_unjudged(each.reasons) and dossier.facts is not None and each.track.title:
            yield Hearsay(recording=dossier.recording, place=Service.MUSICBRAINZ, ours=each.track, theirs=dossier.facts)


def _located(dossier: Dossier) -> Iterator[Hearsay]:
    for each in dossier.located:
        if _is_unjudged(each.reasons) and dossier.track is not None and each.track.title:
            yield Hearsay(recording=dossier.recording, place=each.ref.service, ours=dossier.track, theirs=each.track)
