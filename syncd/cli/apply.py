"""`syncd apply`: exactly those actions of a saved plan that still stand in today's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from syncd.cli.apply_text import lines
from syncd.cli.exits import Exit, exit_for_part, first_of
from syncd.cli.options import Common
from syncd.cli.plan_file import PlanFile, database_of, demand_database, read_plan
from syncd.cli.progress import watcher
from syncd.cli.session import mark_of, program, run, settings_of, writing
from syncd.cli.show import console, safe, show_troubles
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import rates_of
from syncd.engine.apply import Applied, End, appeared, applied
from syncd.engine.order import Exactly, Order
from syncd.store.overview import is_made

_NOT_YET = {End.DUE, End.FAILED}


def apply(asked: Common, file: Path, *, dry_run: bool) -> int:
    """Read all lists, plan anew, and write what stands in both plans.

    It ends as a sync does, but for what it leaves to the next one, and with 3 where some of it could not be written.
    """
    saved, settings = read_plan(file), settings_of(asked)
    if not is_made(settings.database_path, mark_of(settings)):
        demand_database(file, saved, "")
    report, found, others = _carried_out(settings, asked, file, saved, dry_run=dry_run)
    for line in lines(saved, found, others, dry_run=dry_run):
        console().print(safe(line))
    show_troubles(console(), report, {each.why for each in found})
    return first_of([exit_for_part(report), Exit.TROUBLE if any(each.end in _NOT_YET for each in found) else Exit.DONE])


def _carried_out(
    settings: Settings, asked: Common, file: Path, saved: PlanFile, *, dry_run: bool
) -> tuple[Mapping[str, Any], list[Applied], int]:
    """The report of the sync, what became of the file's actions, and how many others stand by now."""
    wanted = [action.key for action in saved.actions]
    with (
        writing(settings),
        watcher(rates_of(settings), is_quiet=asked.is_quiet, is_verbose=asked.is_verbose) as progress,
        program(settings, asked, dry_run=dry_run, progress=progress) as built,
    ):
        demand_database(file, saved, database_of(built))
        outcome, report = run(built, Order(what=Exactly(frozenset(wanted)), dry_run=dry_run))
        with built.world.store.writing() as tx:  # nothing of it is committed
            return report, applied(tx, built.world, wanted, outcome), appeared(wanted, outcome)
