"""How everything stands by the database alone: no service is asked, no lock is held."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from syncd.cli.options import Common
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program, build
from syncd.domain.account import AccountId, AccountState, Score
from syncd.domain.errors import ServiceError
from syncd.domain.memory import AccountRecord
from syncd.domain.track import RecordingId
from syncd.engine.cycle import Outcome
from syncd.engine.decide import consider
from syncd.engine.world import Member, Polled
from syncd.ports import Transaction
from syncd.store.overview import is_made


@dataclass(frozen=True, slots=True)
class Survey:
    """What the database remembers of the configured accounts, in the form of a cycle's outcome."""

    outcome: Outcome
    records: dict[AccountId, AccountRecord]


@contextmanager
def looking(settings: Settings, asked: Common) -> Iterator[Program | None]:
    """The program, only to look with; None where no sync has made the database yet."""
    if not is_made(settings.database_path):
        yield None
        return
    built = build(settings, dry_run=True, profile=asked.profile)
    try:
        yield built
    finally:
        built.close()


def survey(built: Program) -> Survey:
    """How every favourite stands at every target, at one moment."""
    with built.world.store.reading() as tx:
        records = tx.memory.records()
        outcome = Outcome(polled=remembered(records, built.world.members))
        for profile in dict.fromkeys(each.member.profile for each in outcome.polled):
            polled = [each for each in outcome.polled if each.member.profile == profile]
            outcome.decisions[profile] = consider(tx, built.world, polled)
            outcome.favourites[profile] = len(favourites(tx, polled))
    return Survey(outcome, {record.account.id: record for record in records})


def remembered(records: Collection[AccountRecord], members: Collection[Member]) -> list[Polled]:
    """Each configured account as it stood after its last look; its name is how we find it without asking."""
    named = {(each.account.profile, each.account.name, each.account.service): each for each in records}
    return [_polled(member, named.get((member.profile, member.name, member.service))) for member in members]


def favourites(tx: Transaction, polled: Collection[Polled]) -> dict[RecordingId, datetime | None]:
    """The distinct recordings loved at the sources, as remembered, each with the oldest date known for it."""
    accounts = [each.account for each in polled if each.account is not None and each.account.role.hears]
    recordings = tx.identity.recordings_of({account.service for account in accounts})
    found: dict[RecordingId, datetime | None] = {}
    for lines in tx.memory.loves([account.id for account in accounts]).values():
        for ref, love in lines.items():
            if ref in recordings and love.score is Score.LOVE and not love.is_ours:
                dates = [each for each in (found.get(recordings[ref]), love.loved_at) if each is not None]
                found[recordings[ref]] = min(dates, default=None)
    return found


def _polled(member: Member, record: AccountRecord | None) -> Polled:
    """The role is what the configuration says now, whatever it said at the last look."""
    if record is None:
        return Polled(member=member, state=AccountState.RESTING)
    return Polled(
        member=member,
        state=record.state,
        account=replace(record.account, role=member.role),
        error=_error(record.trouble),
        may_write=record.state is not AccountState.AWAITING_APPROVAL,
    )


def _error(trouble: str) -> ServiceError | None:
    """The error whose text this was: it began with who was asked."""
    where, _, what = trouble.partition(": ")
    return ServiceError(where, what) if trouble else None
