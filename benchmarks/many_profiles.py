"""What does one person's quiet cycle cost among many? `python -m benchmarks.many_profiles [--profiles 1000]`.

One profile syncs against the stand-ins until all is at rest, and a quiet cycle of the daemon is measured. Then the
others move in: their lists and what is known of them are written through the store's own port, as their cycles would
have left them, and the same cycle is measured again. Before that one more is made, for the neighbours' arrival is
news to everybody; what that one costs is `first_seconds`. All figures are CPU seconds without imports.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks.cost import Cost
from benchmarks.stage import Stage, staged
from syncd.domain.account import Account, AccountState, Can, Login, Role, Score
from syncd.domain.match import Candidate, Decider, Judgement
from syncd.domain.memory import FIRST_LOOK, Love
from syncd.domain.outbox import Row, RowState
from syncd.domain.snapshot import Fingerprint
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.ports import Transaction
from syncd.sandbox.settings import SandboxSettings
from syncd.store.database import Database
from syncd.store.store import SqlStore

_UNTIL_ALL_RESTS = 3
_MEASURED = 3
_CAN = {
    Service.BOOMPLAY: Can.READ | Can.LOOK_UP,
    Service.LISTENBRAINZ: Can.READ | Can.LOVE | Can.UNLOVE | Can.HATE | Can.POINT_READ,
}
_ROLES = {Service.BOOMPLAY: Role.SOURCE, Service.LISTENBRAINZ: Role.BOTH}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure one profile alone and among the others, and print how the two compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_profiles", description=__doc__)
    parser.add_argument("--profiles", type=int, default=1000, metavar="N")
    parser.add_argument("--favourites", type=int, default=500, metavar="N", help="of each profile")
    options = parser.parse_args(argv)
    with staged(SandboxSettings(seed=1, favourites=options.favourites, enforce_limits=False)) as stage:
        for _ in range(_UNTIL_ALL_RESTS):
            stage.sync()
        alone = _quiet(stage)
        _move_in(stage.database, options.profiles - 1, options.favourites)
        first = _cpu(stage.sync(as_daemon=True))
        stage.sync(as_daemon=True)
        among = _quiet(stage)
    figures = {
        "profiles": options.profiles,
        "favourites": options.favourites,
        "alone_seconds": f"{alone:.3f}",
        "among_seconds": f"{among:.3f}",
        "first_seconds": f"{first:.3f}",
        "ratio": f"{among / alone:.2f}",
    }
    print("many_profiles:", *(f"{key}={value}" for key, value in figures.items()))


def _quiet(stage: Stage) -> float:
    """The CPU seconds of a quiet cycle, the least of a few: other work of the machine only ever adds to them."""
    return min(_cpu(stage.sync(as_daemon=True)) for _ in range(_MEASURED))


def _cpu(cost: Cost) -> float:
    return cost.cpu_seconds - cost.start_cpu_seconds


def _move_in(path: Path, profiles: int, favourites: int) -> None:
    """So many people more, each with songs of his own, at rest."""
    now = datetime.now(UTC) - timedelta(hours=1)
    with closing(Database(path)) as database:
        store = SqlStore(database)
        for number in range(profiles):
            with store.writing() as tx:
                _settle_in(tx, number, favourites, now)
                tx.commit()


def _settle_in(tx: Transaction, number: int, favourites: int, now: datetime) -> None:
    """One person: loved at Boomplay, found out, and loved by us at ListenBrainz."""
    source, target = (_account(tx, service, number, favourites, now) for service in _CAN)
    songs = list(_songs(number, favourites))
    tx.identity.learn([song for song, _ in songs], now)
    tx.memory.remember([_love(source, song.ref) for song, _ in songs])
    mapped = tx.identity.recordings_of_refs([song.ref for song, _ in songs])
    for song, facts in songs:
        tx.identity.identify(mapped[song.ref], Candidate(facts, Judgement.ACCEPTED, 1.0), Decider.ISRC, now)
    refs = [TrackRef(Service.LISTENBRAINZ, facts.ref.id) for _, facts in songs]
    tx.memory.remember([replace(_love(target, ref), is_ours=True) for ref in refs])
    tx.outbox.put([_row(target, ref, mapped[song.ref], now) for ref, (song, _) in zip(refs, songs, strict=True)])
    tx.identity.know({Mbid(f.ref.id): f for _, f in songs}, [Mbid(f.ref.id) for _, f in songs], now)


def _account(tx: Transaction, service: Service, number: int, listed: int, now: datetime) -> Account:
    who = f"neighbour {number}"
    account = tx.memory.account(
        Login(
            profile=who, name=f"{who} {service}", service=service, whoami=who, role=_ROLES[service], can=_CAN[service]
        )
    )
    known = replace(tx.memory.record(account.id), state=AccountState.READ, listed=listed, last_whole_look=now)
    tx.memory.note(replace(known, fingerprint=Fingerprint(who)))
    return account


def _songs(number: int, favourites: int) -> Iterator[tuple[Track, Track]]:
    """A neighbour's songs, as Boomplay and as MusicBrainz describe them."""
    for n in range(favourites):
        id_, mbid = 10_000_000 + number * favourites + n, Mbid(str(UUID(int=1 + number * favourites + n)))
        song = Track(
            ref=TrackRef(Service.BOOMPLAY, str(id_)), title=f"Song {id_}", artist=f"Artist {number}", seconds=200
        )
        yield song, replace(song, ref=TrackRef(Service.MUSICBRAINZ, mbid), mbid=mbid)


def _love(account: Account, ref: TrackRef) -> Love:
    return Love(account=account.id, ref=ref, score=Score.LOVE, since=FIRST_LOOK)


def _row(account: Account, ref: TrackRef, recording: RecordingId, now: datetime) -> Row:
    return Row(
        account=account.id, ref=ref, recording=recording, score=Score.LOVE, state=RowState.DONE, attempts=1, sent_at=now
    )


if __name__ == "__main__":
    main()
