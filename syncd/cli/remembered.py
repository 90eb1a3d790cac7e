"""How everything stands by the database alone: no service is asked, no lock is held."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from syncd.cli.options import Common
from syncd.cli.report import Known
from syncd.cli.session import database_for_the_moment, mark_of
from syncd.cli.unread import unread_notes
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program, build
from syncd.domain.account import Account, AccountState, Label, Score
from syncd.domain.errors import ServiceError
from syncd.domain.memory import AccountRecord
from syncd.domain.track import RecordingId
from syncd.engine.renamed_profiles import renamed_labels
from syncd.engine.stock import take_stock
from syncd.engine.sync import Outcome
from syncd.engine.world import Member, Polled, World
from syncd.ports import Transaction
from syncd.store.overview import is_made
from syncd.store.unread import Try


@dataclass(frozen=True, slots=True)
class Survey:
    """What the database remembers of the configured accounts, in the form of a cycle's outcome."""

    outcome: Outcome
    known: Known


@contextmanager
def looking(settings: Settings, asked: Common) -> Iterator[Program]:
    """The program, only to look with; on an empty database for the moment where no sync has made one yet."""
    path = settings.database_path
    with nullcontext(path) if is_made(path, mark_of(settings)) else database_for_the_moment() as there:
        built = build(settings, dry_run=True, profile=asked.profile, database_path=there)
        try:
            yield built
        finally:
            built.close()


def survey(built: Program) -> Survey:
    """How every favourite stands at every target."""
    notes = unread_notes(built.database, built.world.members)
    with built.world.store.reading() as tx:
        records = records_of(tx, built.world)
        outcome = Outcome(polled=remembered(records, built.world.members, notes))
        outcome.tell(take_stock(tx, built.world, outcome.polled))
    return Survey(outcome, Known.of(built.world.store, outcome, built.clock.now()))


def records_of(tx: Transaction, world: World) -> list[AccountRecord]:
    """All accounts, each in the profile that its name stands in now where its own has left the configuration.

    Who its accounts are, the next look proves.
    """
    records = tx.memory.records()
    renamed = renamed_labels(records, world.labels or ())
    return [
        replace(record, account=replace(record.account, profile=renamed[record.account.id].profile))
        if record.account.id in renamed
        else record
        for record in records
    ]


def in_present_roles(accounts: Iterable[Account], members: Iterable[Member]) -> list[Account]:
    """The same, each in the role that the configuration gives it now; one that it does not have keeps its last one."""
    roles = {member.label: member.role for member in members}
    return [replace(account, role=roles.get(account.label, account.role)) for account in accounts]


def remembered(
    records: Collection[AccountRecord], members: Collection[Member], notes: Mapping[Label, Try] | None = None
) -> list[Polled]:
    """Each configured account as it stood after its last look; its name is how we find it without asking.

    Of those that were never read the `notes` of earlier tries tell, and the configuration, where a secret is missing.
    """
    named = {(each.account.profile, each.account.name, each.account.service): each for each in records}
    found = [(member, named.get((member.profile, member.name, member.service))) for member in members]
    return [
        _unread(member, (notes or {}).get(member.label)) if record is None else _polled(member, record)
        for member, record in found
    ]


def favourites(tx: Transaction, polled: Collection[Polled]) -> dict[RecordingId, datetime | None]:
    """The distinct recordings loved at the sources, as remembered, each with the oldest date known for it."""
    accounts = [each.account for each in polled if each.account is not None and each.account.role.hears]
    loves = tx.memory.loves([account.id for account in accounts])
    recordings = tx.identity.recordings_of_refs({ref for lines in loves.values() for ref in lines})
    found: dict[RecordingId, datetime | None] = {}
    for lines in loves.values():
        for ref, love in lines.items():
            if ref in recordings and love.score is Score.LOVE and not love.is_ours:
                dates = [each for each in (found.get(recordings[ref]), love.loved_at) if each is not None]
                found[recordings[ref]] = min(dates, default=None)
    return found


def _unread(member: Member, note: Try | None) -> Polled:
    if member.trouble is not None:
        return Polled(member=member, state=AccountState.NEEDS_LOGIN, error=member.trouble)
    if note is not None:
        return Polled(member=member, state=note.state, error=_error(note.trouble))
    return Polled(member=member, state=AccountState.RESTING)


def _polled(member: Member, record: AccountRecord) -> Polled:
    """The role is what the configuration says now, whatever it said at the last look; so is a secret that is missing."""
    return Polled(
        member=member,
        state=record.state if member.trouble is None else AccountState.NEEDS_LOGIN,
        account=replace(record.account, role=member.role),
        error=member.trouble or _error(record.trouble),
        may_write=record.state is not AccountState.AWAITING_APPROVAL,
    )


def _error(trouble: str) -> ServiceError | None:
    """The error whose text this was: it began with who was asked."""
    where, _, what = trouble.partition(": ")
    return ServiceError(where, what) if trouble else None
