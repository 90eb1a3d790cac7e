"""Results for people: tables and sentences on stdout."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from syncd.cli.verdict import guarded
from syncd.daemon.logs import printable

MEANING = {
    "settled": "loved there",
    "pending": "still to be done",
    "unconfirmed": "sent, not seen in the list yet",
    "doubtful": "more than one song it may be: nothing is pushed, it waits in review",
    "unknown": "no catalogue knows it yet; asked again by itself",
    "unavailable": "this service does not have it",
    "held": "held back until somebody approves",
    "vetoed": "hated or unloved by a human: left alone",
    "withdrawn": "the service took the track down",
    "failed": "given up",
}


def program_name() -> str:
    """How to start this very program again: by its name only where a shell would find it."""
    if shutil.which("syncd"):
        return "syncd"
    started = Path(sys.argv[0])
    return str(started) if started.name == "syncd" else f"{sys.executable} -m syncd"


def console() -> Console:
    """Where results go. Colours only on a terminal."""
    return Console(highlight=False, soft_wrap=True)


def safe(text: object) -> Text:
    """A text from outside, with neither markup nor control characters."""
    return Text(printable(str(text)))


def show_trouble(out: Console, account: str, trouble: str) -> None:
    """What is wrong with an account, if anything."""
    if trouble:
        out.print(Text.assemble((f"{account}: ", "bold red"), safe(trouble.removeprefix(f"{account}: "))))


def show_report(out: Console, report: Mapping[str, Any]) -> None:
    """Accounts, then where every favourite stands at every target, then what it took."""
    profiles = report["profiles"]
    for name, profile in profiles.items():
        title = f" of {name}" if len(profiles) > 1 else ""
        out.print(_accounts(profile["accounts"], title))
        for target, counts in profile["targets"].items():
            out.print(_target(target, counts, has_pushed=not report["dry_run"]))
        for account, fields in profile["accounts"].items():
            show_trouble(out, account, fields["trouble"])
            if fields["guarded"]:
                out.print(safe(guarded(account, fields["guarded"])))
    for trouble in report["troubles"]:
        out.print(safe(trouble))
    out.print(_summary(report))


def _accounts(accounts: Mapping[str, Any], title: str) -> Table:
    table = Table(title=Text(f"Accounts{title}"), title_justify="left")
    for column in ("account", "service", "state"):
        table.add_column(column)
    for column in ("listed", "new", "gone"):
        table.add_column(column, justify="right")
    for name, fields in accounts.items():
        numbers = [str(fields[key]) for key in ("listed", "added", "removed")]
        table.add_row(safe(name), fields["service"], fields["state"], *numbers)
    return table


def _target(name: str, counts: Mapping[str, Any], *, has_pushed: bool) -> Table:
    table = Table(title=safe(f"Favourites at {name}"), title_justify="left")
    table.add_column("state")
    table.add_column("songs", justify="right")
    table.add_column("meaning")
    for state, meaning in MEANING.items():
        if counts[state]:
            table.add_row(state, str(counts[state]), meaning)
    table.add_section()
    news = f"{counts['confirmed']} of them loved just now" if has_pushed else ""
    table.add_row("favourites", str(counts["favourites"]), news)
    return table


def _summary(report: Mapping[str, Any]) -> str:
    """What it took. A plan has only asked."""
    requests = ", ".join(f"{host} {count}" for host, count in sorted(report["requests"].items())) or "none"
    balance = "" if report["balanced"] else "  THE STATES DO NOT ADD UP: this is a bug."
    done = "nothing was written" if report["dry_run"] else _done(report)
    return f"{done}; requests: {requests}; {report['took_seconds']:.1f} s{balance}"


def _done(report: Mapping[str, Any]) -> str:
    targets = [target for profile in report["profiles"].values() for target in profile["targets"].values()]
    sent = sum(target["sent"] for target in targets)
    waiting = sum(target["pending"] for target in targets)
    states = {account["state"] for profile in report["profiles"].values() for account in profile["accounts"].values()}
    is_idle = not sent and not waiting and states <= {"read", "unchanged"}
    return "nothing to do, 0 writes" if is_idle else f"{sent} writes"
