"""`syncd sync`: the one-shot."""

from typing import Any

from syncd.cli.answers_copy import answers_of_the_day
from syncd.cli.daemon_watch import tell_after
from syncd.cli.db_copies import copy_of_the_day
from syncd.cli.exits import exit_for_report
from syncd.cli.options import Common
from syncd.cli.progress import watcher
from syncd.cli.report import REPORT
from syncd.cli.session import program, run, settings_of, traffic, writing
from syncd.cli.show import console, show_report
from syncd.cli.streams import dump
from syncd.daemon.durations import parse_duration
from syncd.daemon.wiring import Program, rates_of
from syncd.domain.errors import Stopped, UsageError
from syncd.engine.order import Order


def sync_once(asked: Common, *, limit: int | None, lasting: str | None, as_json: bool) -> int:
    """Read every account once, push until nothing is due, say what happened."""
    order = Order(limit=limit, seconds=_seconds(lasting))
    settings = settings_of(asked)
    with (
        writing(settings),
        watcher(rates_of(settings), is_quiet=asked.is_quiet, is_verbose=asked.is_verbose) as progress,
        program(settings, asked, dry_run=False, progress=progress) as built,
    ):
        report = _report(built, order, as_json=as_json)
        copy_of_the_day(built.database.path, built.clock.now())
        answers_of_the_day(built.database, built.clock.now())
        tell_after(built, report)
    if as_json:
        dump(report)
    else:
        show_report(console(), report)
    return exit_for_report(report)


def _report(built: Program, order: Order, *, as_json: bool) -> dict[str, Any]:
    """The report; of a sync that somebody ends, programs are told as much as is known."""
    try:
        return run(built, order)[1]
    except Stopped:
        if as_json:
            requests = {host: count for host, (count, _) in traffic(built).items()}
            dump({"report": REPORT, "interrupted": True, "requests": requests})
        raise


def _seconds(lasting: str | None) -> float | None:
    if lasting is None:
        return None
    try:
        return parse_duration(lasting).total_seconds()
    except ValueError as error:
        raise UsageError(f"--for {lasting}: {error}") from None
