"""The mapping as rows to share: all of it out, and in what is believed, without changing what is known here."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, RowMapping, Select, Table, insert, literal, select, union_all, update

from syncd.domain.answer import HumanAnswer
from syncd.domain.dossier import Dossier
from syncd.domain.match import Decider
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef, isrcs_of
from syncd.planner.exchange import PROVENANCE, Fit, Fitted, Here, MapRow, RowKind, fit_in
from syncd.store import tables as t
from syncd.store.answers import SqlAnswers
from syncd.store.explain import dossiers
from syncd.store.identity import SqlIdentity
from syncd.store.rows import Values, chunks, reason_values, reasons_of, ref_of, track_of, track_values, upsert
from syncd.store.unite import owners_of, unite

_ARRIVED_LATE = Fitted(Fit.CONFLICT, "another row of this file already said what it is")


def exported(connection: Connection) -> Iterator[MapRow]:
    """Every mapping to an MBID, and every location of one, in the order of their keys, one by one."""
    rows = union_all(_rows(RowKind.MAPPING, t.mappings), _rows(RowKind.LOCATION, t.locations)).subquery()
    query = select(rows).order_by(rows.c.mbid, rows.c.kind, rows.c.service, rows.c.ref)
    for row in connection.execute(query).mappings():
        yield _map_row(row)


class Importer:
    """Takes rows in, inside one transaction; what is known here does not change by them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._said: dict[TrackRef, list[HumanAnswer]] = defaultdict(list)
        for answer in SqlAnswers(connection).every():
            self._said[answer.about].append(answer)

    def take(self, rows: Sequence[MapRow]) -> list[Fitted]:
        """What became of each of these rows, whose keys are distinct."""
        fitted = [fit_in(row, here) for row, here in zip(rows, self._here(rows), strict=True)]
        new = [row for row, each in zip(rows, fitted, strict=True) if each.fit is Fit.NEW]
        recordings = self._recordings({row.mbid for row in new})
        self._describe(new)
        late = {*self._map(new, recordings), *self._locate(new)}
        return [_ARRIVED_LATE if row in late else each for row, each in zip(rows, fitted, strict=True)]

    def _here(self, rows: Sequence[MapRow]) -> list[Here]:
        """What is known here about each row."""
        mapped, owners = self._mapped(rows), owners_of(self._connection, {row.mbid for row in rows})
        numbers = sorted({*mapped.values(), *owners.values()})
        known = {each.recording: each for each in dossiers(self._connection, numbers)}
        tracks = self._tracks(rows)

        def here(row: MapRow) -> Here:
            of_mbid = known[owners[row.mbid]] if row.mbid in owners else None
            return Here(
                at_ref=known[mapped[row.ref]] if row.ref in mapped else None,
                of_mbid=of_mbid,
                track=tracks.get(row.ref),
                answers=self._answers(row, of_mbid),
            )

        return [here(row) for row in rows]

    def _answers(self, row: MapRow, of_mbid: Dossier | None) -> Sequence[HumanAnswer]:
        """What humans said about the track that a row maps, or about the tracks that it locates."""
        if row.kind is RowKind.MAPPING:
            return self._said.get(row.ref, ())
        return of_mbid.answers if of_mbid else ()

    def _mapped(self, rows: Collection[MapRow]) -> dict[TrackRef, RecordingId]:
        """Which recordings the tracks of mapping rows are here."""
        return {
            ref_of(row["service"], row["ref"]): RecordingId(row["recording_id"]) for row in self._at(t.mappings, rows)
        }

    def _tracks(self, rows: Collection[MapRow]) -> dict[TrackRef, Track]:
        return {ref_of(row["service"], row["ref"]): track_of(row) for row in self._at(t.tracks, rows)}

    def _at(self, table: Table, rows: Collection[MapRow]) -> Iterator[RowMapping]:
        """The rows of a table for the tracks of these."""
        ids: dict[Service, set[str]] = defaultdict(set)
        for row in rows:
            ids[row.ref.service].add(row.ref.id)
        for service, wanted in ids.items():
            for some in chunks(sorted(wanted)):
                query = select(table).where(table.c.service == service.value, table.c.ref.in_(some))
                yield from self._connection.execute(query).mappings()

    def _recordings(self, mbids: Collection[Mbid]) -> dict[Mbid, RecordingId]:
        """The recording of each MBID, made where there is none."""
        owners = owners_of(self._connection, mbids)
        for mbid in sorted(set(mbids) - owners.keys()):
            key = self._connection.execute(insert(t.recordings).values()).inserted_primary_key
            assert key is not None, "the table numbers its rows"
            owners[mbid] = RecordingId(key[0])
            self._connection.execute(insert(t.mbids).values(mbid=mbid, recording_id=key[0], is_current=True))
        return owners

    def _describe(self, rows: Collection[MapRow]) -> None:
        """Tracks that nobody here has described yet: a service's own word is not written over."""
        known = self._tracks(rows)
        told = [{**track_values(row.track), "told_by_file": True} for row in rows if row.ref not in known]
        upsert(self._connection, t.tracks, told)

    def _map(self, rows: Collection[MapRow], recordings: Mapping[Mbid, RecordingId]) -> list[MapRow]:
        """Map tracks; the rows that came too late, since another one had named the recording, are returned."""
        mappings = [row for row in rows if row.kind is RowKind.MAPPING]
        known = self._mapped(mappings)
        new = [row for row in mappings if row.ref not in known]
        upsert(self._connection, t.mappings, [_values(row, recordings[row.mbid]) for row in new])
        isrcs: list[Values] = [
            {"isrc": isrc, "recording_id": recordings[row.mbid]} for row in new for isrc in sorted(row.track.isrcs)
        ]
        upsert(self._connection, t.isrcs, isrcs)
        return [row for row in mappings if row.ref in known and not self._join(row, recordings[row.mbid])]

    def _join(self, row: MapRow, recording: RecordingId) -> bool:
        """A track that is listed here, and that nobody knew, is that recording; whether it still was unknown."""
        mine = self._mapped([row])[row.ref]
        if mine == recording or self._has_mbid(mine):
            return mine == recording
        unite(self._connection, keep=recording, lose=mine)
        undecided = (t.mappings.c.recording_id == recording) & (t.mappings.c.decider == Decider.NOBODY.value)
        self._connection.execute(update(t.mappings).where(undecided).values(_decision(row)))
        SqlIdentity(self._connection).reopen(recording, Service.MUSICBRAINZ)
        return True

    def _has_mbid(self, recording: RecordingId) -> bool:
        query = select(t.mbids.c.mbid).where(t.mbids.c.recording_id == recording, t.mbids.c.is_current)
        return self._connection.scalar(query) is not None

    def _locate(self, rows: Collection[MapRow]) -> list[MapRow]:
        """Locate recordings; the rows that came too late, since another one had done so, are returned."""
        late: list[MapRow] = []
        for row in (row for row in rows if row.kind is RowKind.LOCATION):
            recording = owners_of(self._connection, [row.mbid])[row.mbid]
            there = (t.locations.c.recording_id == recording) & (t.locations.c.service == row.ref.service.value)
            if self._connection.scalar(select(t.locations.c.ref).where(there)) is None:
                self._connection.execute(insert(t.locations).values(_values(row, recording)))
                SqlIdentity(self._connection).reopen(recording, row.ref.service)
            else:
                late.append(row)
        return late


def _decision(row: MapRow) -> Values:
    return {
        "decider": Decider.IMPORTED.value,
        "confidence": row.confidence,
        "reasons": reason_values([row.reason]),
        "decided_at": row.decided_at,
        "is_unjudged": True,
    }


def _values(row: MapRow, recording: RecordingId) -> Values:
    return {"service": row.ref.service.value, "ref": row.ref.id, "recording_id": recording, **_decision(row)}


def _rows(kind: RowKind, table: Table) -> Select[*tuple[object, ...]]:
    """The rows of one kind. That an MBID is itself goes without saying."""
    decision = (table.c[name] for name in ("decider", "confidence", "reasons", "decided_at"))
    describes = (t.tracks.c.service == table.c.service) & (t.tracks.c.ref == table.c.ref)
    has_mbid = (t.mbids.c.recording_id == table.c.recording_id) & t.mbids.c.is_current
    is_itself = (table.c.service == Service.LISTENBRAINZ.value) & (table.c.ref == t.mbids.c.mbid)
    described = (t.tracks.c[name] for name in ("service", "ref", "title", "artist", "seconds", "isrcs"))
    query = select(t.mbids.c.mbid, literal(kind.value).label("kind"), *described, *decision)
    joined = query.join(table, describes).join(t.mbids, has_mbid)
    return joined.where(~is_itself, table.c.decider != Decider.NOBODY.value)


def _map_row(row: RowMapping) -> MapRow:
    track = Track(
        ref=ref_of(row["service"], row["ref"]),
        title=row["title"],
        artist=row["artist"],
        seconds=row["seconds"],
        isrcs=isrcs_of(row["isrcs"]),
    )
    told = [reason.detail for reason in reasons_of(row["reasons"]) if reason.name == PROVENANCE]
    return MapRow(
        kind=RowKind(row["kind"]),
        mbid=Mbid(row["mbid"]),
        track=track,
        decider=Decider(told[0] if told else row["decider"]),
        confidence=row["confidence"],
        decided_at=row["decided_at"],
    )
