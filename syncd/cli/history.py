"""`syncd history`: what was changed where, the newest first, and what was given up, and why."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from syncd.cli.done import DID, accounts_named, did, song_fields
from syncd.cli.exits import Exit
from syncd.cli.held import song_of
from syncd.cli.options import Common
from syncd.cli.remembered import looking, records_of
from syncd.cli.report import instant
from syncd.cli.session import settings_of
from syncd.cli.show import console, safe
from syncd.cli.streams import dump
from syncd.cli.undoable import configured, with_a_way_back
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, AccountId
from syncd.domain.journal import Deed
from syncd.domain.outbox import Row
from syncd.store.past import Names, failed, latest, names_of
from syncd.store.store import SqlTransaction

HISTORY = 1
"""The version of the JSON object's form."""

Fields = Mapping[str, Any]


def show_history(asked: Common, *, limit: int, account: str | None, as_json: bool) -> int:
    """Show the journal; asks no service, and works beside a running syncd."""
    settings = settings_of(asked)
    with looking(settings, asked) as built:
        told = _history(built, asked, account, limit)
    if as_json:
        dump(told)
    else:
        for line in _lines(told, limit):
            console().print(safe(line))
    return Exit.DONE


def _history(built: Program, asked: Common, name: str | None, limit: int) -> dict[str, Any]:
    with built.database.reading() as connection:
        tx = SqlTransaction(connection)
        accounts = accounts_named(records_of(tx, built.world), asked.profile, name)
        if name is None and not accounts:
            return {"history": HISTORY, "changes": [], "failed": []}
        known = {each.id: each for each in accounts}
        deeds, rows = latest(connection, known, limit), failed(connection, known)
        names = names_of(connection, {deed.ref for deed in deeds} | {row.ref for row in rows})
        ways_back = with_a_way_back(tx, deeds, configured(tx, built))
    return {
        "history": HISTORY,
        "changes": [_deed(each, known, names) | {"can_undo_cycle": each.cycle in ways_back} for each in deeds],
        "failed": [_row(each, known, names) for each in rows],
    }


def _deed(deed: Deed, accounts: Mapping[AccountId, Account], names: Names) -> dict[str, Any]:
    return {
        "cycle": deed.cycle,
        "at": instant(deed.at),
        "profile": accounts[deed.account].profile,
        "account": accounts[deed.account].name,
        "what": did(deed.old, deed.new),
        "was": deed.old.name.lower(),
        **song_fields(deed.ref, names),
        "undone_at": instant(deed.undone_at),
    }


def _row(row: Row, accounts: Mapping[AccountId, Account], names: Names) -> dict[str, Any]:
    return {
        "profile": accounts[row.account].profile,
        "account": accounts[row.account].name,
        "wanted": DID[row.score],
        **song_fields(row.ref, names),
        "attempts": row.attempts,
        "sent_at": instant(row.sent_at),
        "why": row.error,
    }


def _lines(told: Fields, limit: int) -> Iterator[str]:
    changes: Sequence[Fields] = told["changes"]
    if not changes:
        yield "syncd has changed nothing yet, as far as it remembers."
    for cycle, rows in groupby(changes, key=lambda row: row["cycle"]):
        yield from _cycle(cycle, list(rows))
    if len(changes) == limit:
        yield f"These are the last {limit}; more: syncd history --limit {limit * 10}"
    yield from _given_up(told["failed"])


def _cycle(cycle: int, rows: Sequence[Fields]) -> Iterator[str]:
    way_back = f"; take it back: syncd undo {cycle}" if rows[0]["can_undo_cycle"] else ""
    is_undone = all(row["undone_at"] for row in rows)
    yield f"Cycle {cycle}, {rows[-1]['at']}{'; undone' if is_undone else way_back}"
    for row in rows:
        before = f" (was {row['was']})" if row["was"] != "none" else ""
        undone = f", undone {row['undone_at']}" if row["undone_at"] else ""
        yield f"  {row['account']}  {row['what']}{before}  {song_of(row)}  {row['page']}{undone}"


def _given_up(rows: Sequence[Fields]) -> Iterator[str]:
    if rows:
        yield ""
        yield "Given up; try again: syncd retry"
    for row in rows:
        yield f"  {row['account']}  not {row['wanted']}  {song_of(row)}  {row['page']}"
        yield f"    why: {row['why']}"
