"""All that the database knows of some recordings, for `explain` and `wrong`."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, select, union

from syncd.domain.account import AccountId, Score
from syncd.domain.dossier import Decided, Dossier, Doubt, Miss, Refusal, Taken
from syncd.domain.match import Decider
from syncd.domain.memory import Source
from syncd.domain.track import Isrc, Mbid, RecordingId, Service, Track, TrackRef
from syncd.store import tables as t
from syncd.store.answers import SqlAnswers
from syncd.store.rows import candidate_of, chunks, reasons_of, ref_of, track_of

_Item = TypeVar("_Item")
_SPEAKS_MBIDS = frozenset({Service.MUSICBRAINZ, Service.LISTENBRAINZ})


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the journal."""

    account: AccountId
    ref: TrackRef
    cycle: int
    at: datetime
    old: Score
    new: Score


def recordings_at(connection: Connection, ref: TrackRef) -> list[RecordingId]:
    """The recordings that a track is, or that were found there; an MBID, merged or not, is a track at MusicBrainz."""
    ways = [
        select(table.c.recording_id).where(table.c.service == ref.service.value, table.c.ref == ref.id)
        for table in (t.mappings, t.locations)
    ]
    if ref.service in _SPEAKS_MBIDS:
        ways.append(select(t.mbids.c.recording_id).where(t.mbids.c.mbid == ref.id))
    return sorted(RecordingId(each) for each in connection.scalars(union(*ways)))


def recordings_with(connection: Connection, isrc: Isrc) -> list[RecordingId]:
    """The recordings that carry an ISRC."""
    query = select(t.isrcs.c.recording_id).where(t.isrcs.c.isrc == isrc).order_by(t.isrcs.c.recording_id)
    return [RecordingId(each) for each in connection.scalars(query)]


def dossiers(connection: Connection, recordings: Collection[RecordingId]) -> list[Dossier]:
    """All that is known of who these recordings are."""
    heard, located = (_grouped(connection, _decisions(table), recordings, _decided) for table in _BEARERS)
    doubts = _grouped(connection, select(t.doubts), recordings, _doubt)
    told = select(t.misses).where(t.misses.c.place != Source.MERGE.value)  # it waits for nobody
    misses = _grouped(connection, told, recordings, _miss)
    isrcs = _grouped(connection, select(t.isrcs).order_by(t.isrcs.c.isrc), recordings, lambda row: Isrc(row["isrc"]))
    mbids, merged = (
        _grouped(connection, select(t.mbids).where(which), recordings, lambda row: Mbid(row["mbid"]))
        for which in (t.mbids.c.is_current, ~t.mbids.c.is_current)
    )
    facts = _facts(connection, [mbid for found in mbids.values() for mbid in found])
    answers, deleted = SqlAnswers(connection).by_recording(), _deleted(connection)
    found = [
        Dossier(
            recording=each,
            mbid=next(iter(mbids[each]), None),
            aliases=tuple(sorted(merged[each])),
            deleted=deleted & set(merged[each]),
            facts=next((facts[mbid] for mbid in mbids[each] if mbid in facts), None),
            isrcs=tuple(isrcs[each]),
            heard=tuple(heard[each]),
            located=tuple(located[each]),
            doubts=tuple(doubts[each]),
            misses=tuple(misses[each]),
            answers=tuple(answers.get(each, ())),
        )
        for each in recordings
    ]
    return _with_refusals(connection, found)


def taken(connection: Connection, decider: Decider) -> list[Taken]:
    """Every match that this decider made, in the order of the tracks' ids."""
    return sorted(
        [*_identified(connection, decider), *_located(connection, decider)],
        key=lambda each: (each.heard.ref, each.taken_for),
    )


def journal(connection: Connection, refs: Iterable[TrackRef]) -> list[JournalLine]:
    """What syncd changed at any account about these tracks, the oldest first."""
    wanted = set(refs)
    query = select(t.journal, t.accounts.c.service).join(t.accounts, t.accounts.c.id == t.journal.c.account_id)
    rows = [
        row
        for ids in chunks(sorted({ref.id for ref in wanted}))
        for row in connection.execute(query.where(t.journal.c.ref.in_(ids)))
        if ref_of(row.service, row.ref) in wanted
    ]
    return [
        JournalLine(
            account=AccountId(row.account_id),
            ref=ref_of(row.service, row.ref),
            cycle=row.cycle,
            at=row.at,
            old=Score(row.old_score),
            new=Score(row.new_score),
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]


_BEARERS = (t.mappings, t.locations)
"""The tables whose rows say that a track is a recording, or that a recording stands there."""


def _describes(table: Table) -> ColumnElement[bool]:
    return (table.c.service == t.tracks.c.service) & (table.c.ref == t.tracks.c.ref)


def _decisions(table: Table) -> Select[*tuple[object, ...]]:
    names = ("recording_id", "decider", "confidence", "reasons", "decided_at", "is_unjudged")
    decision = (table.c[name] for name in names)
    return select(t.tracks, *decision).join(table, _describes(table)).order_by(t.tracks.c.service, t.tracks.c.ref)


def _identified(connection: Connection, decider: Decider) -> Iterator[Taken]:
    query = (
        select(t.tracks, t.mbids.c.mbid.label("found"))
        .join(t.mappings, _describes(t.mappings))
        .join(t.mbids, (t.mbids.c.recording_id == t.mappings.c.recording_id) & t.mbids.c.is_current)
        .where(t.mappings.c.decider == decider.value)
    )
    for row in connection.execute(query).mappings():
        yield Taken(track_of(row), TrackRef(Service.MUSICBRAINZ, row["found"]), decider)


def _located(connection: Connection, decider: Decider) -> Iterator[Taken]:
    query = (
        select(t.tracks, t.locations.c.service.label("place"), t.locations.c.ref.label("found"))
        .join(t.mappings, _describes(t.mappings))
        .join(t.locations, t.locations.c.recording_id == t.mappings.c.recording_id)
        .where(t.locations.c.decider == decider.value, t.locations.c.service != t.tracks.c.service)
    )
    for row in connection.execute(query).mappings():
        yield Taken(track_of(row), ref_of(row["place"], row["found"]), decider)


def _grouped(
    connection: Connection,
    query: Select[*tuple[object, ...]],
    recordings: Collection[RecordingId],
    made: Callable[[RowMapping], _Item],
) -> Mapping[RecordingId, list[_Item]]:
    """What a table says of each of these recordings."""
    number = next(column for column in query.selected_columns if column.name == "recording_id")
    found: dict[RecordingId, list[_Item]] = defaultdict(list)
    for ids in chunks(recordings):
        for row in connection.execute(query.where(number.in_(ids))).mappings():
            found[RecordingId(row["recording_id"])].append(made(row))
    return found


def _facts(connection: Connection, mbids: Collection[Mbid]) -> dict[Mbid, Track]:
    query = select(t.tracks).where(t.tracks.c.service == Service.MUSICBRAINZ.value)
    rows = (row for ids in chunks(mbids) for row in connection.execute(query.where(t.tracks.c.ref.in_(ids))).mappings())
    return {Mbid(row["ref"]): track_of(row) for row in rows}


def _decided(row: RowMapping) -> Decided:
    decider = Decider(row["decider"])
    return Decided(
        track=track_of(row),
        decider=decider,
        confidence=row["confidence"],
        reasons=reasons_of(row["reasons"]),
        decided_at=row["decided_at"],
        is_judged=not (decider is Decider.IMPORTED and row["is_unjudged"]),
    )


def _deleted(connection: Connection) -> frozenset[Mbid]:
    """Every MBID of ours that MusicBrainz deleted: few."""
    return frozenset(map(Mbid, connection.scalars(select(t.mbids.c.mbid).where(t.mbids.c.deleted_at.is_not(None)))))


def _with_refusals(connection: Connection, found: Sequence[Dossier]) -> list[Dossier]:
    """What was imported about these recordings, or about their tracks, and refused here."""
    refused = [
        _refusal(row) for row in connection.execute(select(t.refusals).order_by(t.refusals.c.refused_at)).mappings()
    ]
    return [replace(each, refusals=tuple(_about(each, refused))) for each in found]


def _about(dossier: Dossier, refused: Iterable[Refusal]) -> Iterator[Refusal]:
    refs, mbids = dossier.refs, {dossier.mbid, *dossier.aliases}
    yield from (each for each in refused if each.ref in refs or each.mbid in mbids)


def _refusal(row: RowMapping) -> Refusal:
    return Refusal(
        ref=ref_of(row["service"], row["ref"]),
        mbid=Mbid(row["mbid"]),
        told_by=Decider(row["told_by"]),
        why=row["why"],
        refused_at=row["refused_at"],
    )


def _doubt(row: RowMapping) -> Doubt:
    return Doubt(Service(row["place"]), tuple(candidate_of(each) for each in row["candidates"]), row["since"])


def _miss(row: RowMapping) -> Miss:
    return Miss(row["place"], row["tries"], row["not_before"])
