"""`syncd retry`: what was given up is tried again, because somebody asks for it."""

from collections.abc import Iterator, Mapping, Sequence

from syncd.cli.done import accounts_named, song_fields
from syncd.cli.exits import Exit, exit_for_report
from syncd.cli.held import song_of
from syncd.cli.options import Common
from syncd.cli.progress import watcher
from syncd.cli.remembered import looking, records_of, remembered
from syncd.cli.session import mark_of, program, run, settings_of, writing
from syncd.cli.show import console, counted, safe, show_report
from syncd.cli.unclaimed import demand_claimed
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program, rates_of
from syncd.domain.account import Account, AccountId
from syncd.domain.outbox import Row
from syncd.engine.again import reopen
from syncd.engine.order import Order
from syncd.store.overview import is_made
from syncd.store.past import names_of
from syncd.store.store import SqlTransaction

_SHOWN = 20


def retry(asked: Common, *, dry_run: bool, account: str | None) -> int:
    """Make failed rows pending again, and sync; 0 where nothing had failed."""
    settings = settings_of(asked)
    if dry_run or not is_made(settings.database_path, mark_of(settings)):
        with looking(settings, asked) as built:
            opened = reopened(built, asked, account, keep=False)
            _tell(built, opened)
        console().print("Nothing was changed.")
        return Exit.DONE
    return _carried_out(settings, asked, account)


def foretold(asked: Common, account: str | None, settings: Settings) -> dict[str, str | None] | None:
    """Say what may happen before it is left to the daemon; None where nothing has failed, and nothing is to be left."""
    with looking(settings, asked) as built:
        opened = reopened(built, asked, account, keep=False)
        _tell(built, opened)
    return {} if opened else None


def reopened(built: Program, asked: Common, account: str | None, *, keep: bool) -> list[Row]:
    """Make the failed rows of these accounts pending; only looked at where it is not to be kept.

    Raises SyncdError where there are none, and some may have failed at an account that has another name by now.
    """
    with built.world.store.writing() as tx:
        records = records_of(tx, built.world)
        opened = reopen(tx, built.world, remembered(records, built.world.members), account)
        if not opened:
            demand_claimed(tx, built, account)
        accounts_named(records, asked.profile, account)
        if keep:
            tx.commit()
    return opened


def _carried_out(settings: Settings, asked: Common, account: str | None) -> int:
    with (
        writing(settings),
        watcher(rates_of(settings), is_quiet=asked.is_quiet, is_verbose=asked.is_verbose) as progress,
        program(settings, asked, dry_run=False, progress=progress) as built,
    ):
        opened = reopened(built, asked, account, keep=True)
        _tell(built, opened)
        if not opened:
            return Exit.DONE
        report = run(built, Order())[1]
    show_report(console(), report)
    return exit_for_report(report)


def _tell(built: Program, opened: Sequence[Row]) -> None:
    """What is tried again, before it is; where a second write is not harmless, what it may do."""
    with built.database.reading() as connection:
        accounts = {record.account.id: record.account for record in SqlTransaction(connection).memory.records()}
        names = names_of(connection, {row.ref for row in opened})
    songs = {row: song_fields(row.ref, names) for row in opened}
    for line in _lines(opened, accounts, songs):
        console().print(safe(line))


def _lines(
    opened: Sequence[Row], accounts: Mapping[AccountId, Account], songs: Mapping[Row, Mapping[str, str]]
) -> Iterator[str]:
    if not opened:
        yield "Nothing has failed that syncd still wants to do."
    for account in dict.fromkeys(accounts[row.account] for row in opened):
        mine = [row for row in opened if row.account == account.id]
        yield f"{account.name}: {counted(len(mine), 'failed write')} to be tried again"
        yield from (f"  {song_of(songs[row])}  {songs[row]['page']}  ({row.error})" for row in mine[:_SHOWN])
        if len(mine) > _SHOWN:
            yield f"  and {len(mine) - _SHOWN} more"
        if account.is_one_way and any(row.sent_at for row in mine):
            yield f"  At {account.service} a second like may undo the first. Each track is looked at right before its"
            yield "  write, and written only where it does not show; what arrived and is not shown yet may be lost."
