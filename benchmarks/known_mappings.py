"""What do known mappings cost? `python -m benchmarks.known_mappings [--favourites N]`.

A database in which everything is known: N favourites at Boomplay, all of them loved at ListenBrainz and at Jamendo.
Reading, merging and planning are measured, as every cycle does them; nobody is asked anything.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from sqlalchemy import Table, insert

from benchmarks.cost import cpu_seconds
from syncd.daemon.clock import SystemClock
from syncd.domain.account import AccountId, AccountState, Can, Login, Role, Score
from syncd.domain.match import Decider
from syncd.domain.memory import AccountRecord, Love
from syncd.domain.plan import State
from syncd.domain.track import Service, Track, TrackRef
from syncd.engine.decide import Decision, consider
from syncd.engine.world import Member, Polled, World
from syncd.ports import Catalogue, Transaction
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import Values, love_values, track_values
from syncd.store.store import SqlStore

NOW = datetime.now(UTC)
_OFFERS = {
    Service.BOOMPLAY: (Role.SOURCE, Can.READ),
    Service.LISTENBRAINZ: (Role.BOTH, Can.READ | Can.LOVE | Can.UNLOVE | Can.HATE | Can.POINT_READ),
    Service.JAMENDO: (Role.TARGET, Can.READ | Can.LOVE | Can.SEARCH | Can.POINT_READ),
}


def main(argv: Sequence[str] | None = None) -> None:
    """Fill a database, and measure one look at it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.known_mappings", description=__doc__)
    parser.add_argument("--favourites", type=int, default=10_000, metavar="N")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="syncd-benchmark-") as folder:
        path = Path(folder) / "syncd.db"
        path.touch()
        database = Database(path)
        try:
            _fill(database, options.favourites)
            _print_cost(SqlStore(database), options.favourites)
        finally:
            database.close()


def _print_cost(store: SqlStore, favourites: int) -> None:
    world, polled = _world(store), _polled(store)
    began, began_at = cpu_seconds(), time.monotonic()
    with store.reading() as tx:
        decision = consider(tx, world, polled)
    cost, took = cpu_seconds() - began, time.monotonic() - began_at
    figures = {"favourites": favourites, "settled": _settled(decision), "actions": len(decision.plan.actions)}
    print(
        "known_mappings:",
        *(f"{key}={value}" for key, value in figures.items()),
        f"cpu_seconds={cost:.2f} seconds={took:.2f}",
    )


def _world(store: SqlStore) -> World:
    """A world in which only the store and the clock are looked at."""
    nobody = cast("Catalogue", None)
    return World(
        store=store, members=(), catalogue=nobody, clock=SystemClock(), jitter=float, rates={}, block=lambda *_: None
    )


def _settled(decision: Decision) -> int:
    return sum(standing.state is State.SETTLED for standing in decision.plan.standings)


def _polled(store: SqlStore) -> list[Polled]:
    """Every account, read and unchanged."""
    with store.reading() as tx:
        accounts = [record.account for record in tx.memory.records()]
    return [
        Polled(
            member=Member(
                profile="default",
                name=account.name,
                service=account.service,
                role=account.role,
                host=account.service.value,
                favourites=None,
            ),
            state=AccountState.UNCHANGED,
            account=account,
        )
        for account in accounts
    ]


def _fill(database: Database, favourites: int) -> None:
    store = SqlStore(database)
    with database.writing() as connection:
        t.metadata.create_all(connection)
        connection.commit()
    with store.writing() as tx:
        accounts = {service: _connect(tx, service) for service in _OFFERS}
        tx.commit()
    with database.writing() as connection:
        connection.execute(insert(t.recordings), [{"id": number} for number in range(1, favourites + 1)])
        for table, row in _KNOWN:
            connection.execute(insert(table), [row(number, accounts) for number in range(1, favourites + 1)])
        connection.commit()


def _connect(tx: Transaction, service: Service) -> AccountId:
    role, can = _OFFERS[service]
    login = Login(profile="default", name=service.value, service=service, whoami="ada", role=role, can=can)
    account = tx.memory.account(login)
    tx.memory.note(AccountRecord(account=account, state=AccountState.READ, last_whole_look=NOW))
    return account.id


def _mbid(number: int) -> str:
    return str(UUID(int=number))


def _track(service: Service, id_: str, number: int) -> Values:
    return track_values(Track(ref=TrackRef(service, id_), title=f"Song {number}", artist="Ada", seconds=200.0))


def _love(account: AccountId, ref: str) -> Values:
    return love_values(Love(account=account, ref=TrackRef(Service.FILE, ref), score=Score.LOVE, since=1))


def _decided(service: Service, ref: str, number: int) -> Values:
    said = {"decider": Decider.NAMES.value, "confidence": 0.7, "reasons": [["title", 0.3, "equal"]], "decided_at": NOW}
    return {"service": service.value, "ref": ref, "recording_id": number, **said}


_KNOWN: Sequence[tuple[Table, Callable[[int, Mapping[Service, AccountId]], Values]]] = (
    (
        t.mbids,
        lambda n, _: {"mbid": _mbid(n), "recording_id": n, "is_current": True, "known_at": NOW, "asked_at": NOW},
    ),
    (t.tracks, lambda n, _: _track(Service.BOOMPLAY, str(n), n)),
    (t.tracks, lambda n, _: _track(Service.LISTENBRAINZ, _mbid(n), n)),
    (t.tracks, lambda n, _: _track(Service.MUSICBRAINZ, _mbid(n), n)),
    (t.tracks, lambda n, _: _track(Service.JAMENDO, str(n), n)),
    (t.mappings, lambda n, _: _decided(Service.BOOMPLAY, str(n), n)),
    (t.mappings, lambda n, _: _decided(Service.LISTENBRAINZ, _mbid(n), n)),
    (t.locations, lambda n, _: _decided(Service.JAMENDO, str(n), n)),
    (t.loves, lambda n, accounts: _love(accounts[Service.BOOMPLAY], str(n))),
    (t.loves, lambda n, accounts: _love(accounts[Service.LISTENBRAINZ], _mbid(n))),
    (t.loves, lambda n, accounts: _love(accounts[Service.JAMENDO], str(n))),
)


if __name__ == "__main__":
    main()
