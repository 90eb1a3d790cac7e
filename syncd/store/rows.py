"""Rows to domain and back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Insert,
    Row as SqlRow,
    RowMapping,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    select,
    update,
)

from syncd.domain.account import Account, AccountId, AccountState, Can, Role, Score
from syncd.domain.frozen import frozen
from syncd.domain.match import Candidate, Judgement, Reason
from syncd.domain.memory import AccountRecord, Love
from syncd.domain.outbox import Row, RowState
from syncd.domain.snapshot import Fingerprint
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef, isrcs_of
from syncd.planner.batches import batches
from syncd.store import tables

LARGEST = 2**63 - 1
"""The largest number that the database can be asked about."""

_CHUNK = 500
_SERVICES = {service.value: service for service in Service}  # refs are read by the ten thousand
Item = TypeVar("Item")
Values = dict[str, Any]


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Lists short enough for one statement; databases bound its length."""
    return batches(items, _CHUNK)


def upsert(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Update the rows whose key is there, insert the others. Portable: no dialect's own word."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    there = _keys_there(connection, table, rows)
    old = [row for row in rows if tuple(row[key] for key in keys) in there]
    new = {tuple(row[key] for key in keys): row for row in rows if tuple(row[key] for key in keys) not in there}
    if old and len(old[0]) > len(keys):
        connection.execute(_update(table, tuple(old[0])), [_as_parameters(row, keys) for row in old])
    if new:
        connection.execute(_insert(table), list(new.values()))


def describe(connection: Connection, tracks: Collection[Track]) -> None:
    """Keep how a service describes tracks, whatever a file said. What once had a name is not made nameless again."""
    named = {track.ref: track for track in tracks if track.title}
    told = [{**track_values(track), "told_by_file": False} for track in named.values()]
    upsert(connection, tables.tracks, _news(connection, tables.tracks, told))
    nameless = [track_values(track) for track in tracks if not track.title and track.ref not in named]
    there = _keys_there(connection, tables.tracks, nameless)
    new = [values for values in nameless if (values["service"], values["ref"]) not in there]
    upsert(connection, tables.tracks, new)


def _news(connection: Connection, table: Table, rows: Sequence[Values]) -> list[Values]:
    """Those of the rows that do not stand there just so: a list of thousands is mostly told again as before."""
    keys = [column.name for column in table.primary_key.columns]
    there: dict[tuple[Any, ...], Values] = {}
    for chunk in chunks(rows):
        parts = {key: list({row[key] for row in chunk}) for key in keys}
        for row in connection.execute(_select_rows(table), parts).mappings():
            there[tuple(row[key] for key in keys)] = dict(row)
    return [row for row in rows if there.get(tuple(row[key] for key in keys)) != row]


def _as_parameters(row: Values, keys: Sequence[str]) -> Values:
    return {(f"key_{name}" if name in keys else f"new_{name}"): value for name, value in row.items()}


def _keys_there(connection: Connection, table: Table, rows: Sequence[Values]) -> set[tuple[Any, ...]]:
    """At least those of the rows' keys that are there; every part of the key narrows the search."""
    found: set[tuple[Any, ...]] = set()
    for chunk in chunks(rows):
        parts = {column.name: list({row[column.name] for row in chunk}) for column in table.primary_key.columns}
        found.update(tuple(row) for row in connection.execute(_select_keys(table), parts))
    return found


@cache
def _select_rows(table: Table) -> Select[*tuple[Any, ...]]:
    """As below."""
    return select(table).where(*(key.in_(bindparam(key.name, expanding=True)) for key in table.primary_key.columns))


@cache
def _select_keys(table: Table) -> Select[*tuple[Any, ...]]:
    """Made once: upserts are many, and making a statement takes longer than executing it."""
    keys = list(table.primary_key.columns)
    return select(*keys).where(*(key.in_(bindparam(key.name, expanding=True)) for key in keys))


@cache
def _insert(table: Table) -> Insert:
    """As above."""
    return insert(table)


@cache
def _update(table: Table, names: tuple[str, ...]) -> Update:
    """As above."""
    keys = table.primary_key.columns
    values: Values = {name: bindparam(f"new_{name}") for name in names if name not in keys}
    return update(table).where(*(key == bindparam(f"key_{key.name}") for key in keys)).values(values)


def ref_of(service: str, ref: str) -> TrackRef:
    """A ref from its two columns."""
    return TrackRef(_SERVICES[service], ref)


def track_values(track: Track) -> Values:
    """A track as a row of `tracks`."""
    return {
        "service": track.ref.service.value,
        "ref": track.ref.id,
        "title": track.title,
        "artist": track.artist,
        "album": track.album,
        "seconds": track.seconds,
        "mbid": track.mbid,
        "version": track.version,
        "isrcs": sorted(track.isrcs),
        "artist_ids": list(track.artist_ids),
        "links": sorted(str(link) for link in track.links),
    }


def track_of(values: Mapping[str, Any] | RowMapping) -> Track:
    """A row of `tracks`, as a mapping, as a track."""
    return Track(
        ref=ref_of(values["service"], values["ref"]),
        title=values["title"],
        artist=values["artist"],
        album=values["album"],
        seconds=values["seconds"],
        mbid=Mbid(values["mbid"]) if values["mbid"] else None,
        version=values["version"],
        isrcs=isrcs_of(values["isrcs"]),
        artist_ids=tuple(values["artist_ids"]),
        links=frozen(ref_of(*link.split(":", 1)) for link in values["links"]),
    )


def candidate_values(candidate: Candidate) -> Values:
    """A candidate as JSON, for review."""
    return {
        "track": track_values(candidate.track),
        "judgement": candidate.judgement.value,
        "score": candidate.score,
        "reasons": reason_values(candidate.reasons),
    }


def candidate_of(values: Mapping[str, Any]) -> Candidate:
    """A candidate from its JSON."""
    return Candidate(
        track=track_of(values["track"]),
        judgement=Judgement(values["judgement"]),
        score=values["score"],
        reasons=reasons_of(values["reasons"]),
    )


def reason_values(reasons: Iterable[Reason]) -> list[list[Any]]:
    """Reasons as JSON."""
    return [[reason.name, reason.weight, reason.detail] for reason in reasons]


def reasons_of(values: Iterable[Sequence[Any]]) -> tuple[Reason, ...]:
    """Reasons from their JSON."""
    return tuple(Reason(*value) for value in values)


def account_of(row: SqlRow[Any]) -> Account:
    """A row of `accounts`."""
    return Account(
        id=AccountId(row.id),
        profile=row.profile,
        name=row.name,
        service=Service(row.service),
        whoami=row.whoami,
        role=Role(row.role),
        can=Can(row.can),
        mark=row.mark,
    )


def record_of(row: SqlRow[Any]) -> AccountRecord:
    """A row of `accounts`, with what is known of the account's last looks."""
    return AccountRecord(
        account=account_of(row),
        state=AccountState(row.state),
        trouble=row.trouble,
        last_whole_look=row.last_whole_look,
        listed=row.listed,
        guarded=row.guarded,
        gone_on=row.gone_on,
        gone_that_day=row.gone_that_day,
        held_that_day=row.held_that_day,
        fingerprint=row.fingerprint and Fingerprint(row.fingerprint),
    )


def love_values(love: Love) -> Values:
    """A remembered line as a row of `loves`."""
    return {
        "account_id": love.account,
        "ref": love.ref.id,
        "score": love.score.value,
        "since_cycle": love.since,
        "loved_at": love.loved_at,
        "missing_since": love.missing_since,
        "is_ours": love.is_ours,
        "is_taken_down": love.is_taken_down,
        "is_guarded": love.is_guarded,
    }


def love_of(row: SqlRow[Any]) -> Love:
    """A row of `loves` joined with its account's service."""
    return Love(
        account=AccountId(row.account_id),
        ref=ref_of(row.service, row.ref),
        score=Score(row.score),
        since=row.since_cycle,
        loved_at=row.loved_at,
        missing_since=row.missing_since,
        is_ours=row.is_ours,
        is_taken_down=row.is_taken_down,
        is_guarded=row.is_guarded,
    )


def outbox_values(row: Row) -> Values:
    """An outbox row for the database."""
    return {
        "account_id": row.account,
        "ref": row.ref.id,
        "recording_id": row.recording,
        "score": row.score.value,
        "state": row.state.value,
        "attempts": row.attempts,
        "not_before": row.not_before,
        "is_ours_to_wait": row.is_ours_to_wait,
        "sent_at": row.sent_at,
        "error": row.error,
    }


def outbox_of(row: SqlRow[Any]) -> Row:
    """A row of `outbox` joined with its account's service."""
    return Row(
        account=AccountId(row.account_id),
        ref=ref_of(row.service, row.ref),
        recording=RecordingId(row.recording_id),
        score=Score(row.score),
        state=RowState(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        is_ours_to_wait=row.is_ours_to_wait,
        sent_at=row.sent_at,
        error=row.error,
    )
