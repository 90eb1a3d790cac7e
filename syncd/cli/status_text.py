"""The status for people."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from syncd.cli.budgets import low_budgets, resting, size
from syncd.cli.logins import login_lines
from syncd.cli.running import told
from syncd.cli.show import MEANING, meanings, safe, show_trouble, state_of
from syncd.domain.account import AccountState
from syncd.domain.instants import time_of

_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))


def show(out: Console, status: Mapping[str, Any]) -> None:
    """The verdict first, then what it rests on."""
    now = datetime.now(UTC)
    out.print(Text(str(safe(status["verdict"])), style="bold"))
    for name, profile in status["profiles"].items():
        title = f" of {name}" if len(status["profiles"]) > 1 else ""
        _show_profile(out, profile, title, now, is_polled=status["daemon"]["process"] is not None)
    for line in told(status["daemon"]):
        out.print(safe(line))
    for hint in status["hints"]:
        out.print(safe(hint))
    if status["hosts"]:
        out.print(_hosts(status["hosts"], now))
    for line in (*resting(status["hosts"]), *low_budgets(status["hosts"])):
        out.print(safe(line))
    _show_ground(out, status)


def _show_profile(out: Console, profile: Mapping[str, Any], title: str, now: datetime, *, is_polled: bool) -> None:
    """Its accounts with their troubles and logins, and where its favourites stand."""
    out.print(_accounts(profile["accounts"], title, now, is_polled=is_polled))
    for account, fields in profile["accounts"].items():
        if fields["state"] != AccountState.ASLEEP:
            show_trouble(out, account, fields["trouble"])
        for line in login_lines(account, fields, now):
            out.print(safe(line))
    if profile["targets"] and profile["favourites"]:
        out.print(_targets(profile, title))


def _show_ground(out: Console, status: Mapping[str, Any]) -> None:
    """Which program, configuration and database all of it is about."""
    made_of = status["versions"]
    out.print(
        safe(
            f"syncd {made_of['syncd']} is installed, schema {made_of['schema']},"
            f" SQLite {made_of['sqlite']} (journal {made_of['journal_mode']})"
        )
    )
    out.print(safe(f"config {status['config']}"))
    out.print(safe(f"database {status['database']}{'' if status['is_made'] else _not_made(status['why_not_made'])}"))


def _not_made(why: str) -> str:
    return f", which is not there yet, and {why}; see: syncd doctor" if why else ", which the first sync makes"


def age(since: str | None, now: datetime) -> str:
    """How long ago an instant was, roughly."""
    if since is None:
        return "never"
    passed = now - datetime.fromisoformat(since)
    for unit, name in _UNITS:
        if passed >= unit:
            return f"{passed // unit} {name} ago"
    return "just now"


def until(at: str | None, now: datetime) -> str:
    """How far away an instant is, roughly."""
    left = datetime.fromisoformat(at) - now if at else timedelta()
    for unit, name in _UNITS:
        if left >= unit:
            return f"in {left // unit} {name}"
    return "now"


def _table(title: str, left: tuple[str, ...], right: tuple[str, ...]) -> Table:
    table = Table(title=Text(title), title_justify="left")
    for column in left:
        table.add_column(safe(column), overflow="fold")
    for column in right:
        table.add_column(safe(column), justify="right", overflow="fold")
    return table


def _accounts(accounts: Mapping[str, Any], title: str, now: datetime, *, is_polled: bool) -> Table:
    """The next polls are a running daemon's affair."""
    columns = ("listed", "last read", "next poll") if is_polled else ("listed", "last read")
    table = _table(f"Accounts{title}", ("account", "service", "state"), columns)
    for name, fields in accounts.items():
        last = age(fields["last_whole_look"], now)
        ahead = [until(fields["next_poll"], now)] if is_polled else []
        table.add_row(safe(name), fields["service"], state_of(fields), str(fields["listed"]), last, *ahead)
    return table


def _targets(profile: Mapping[str, Any], title: str) -> Table:
    """A column for each target; the states that nothing is in are left out."""
    targets = profile["targets"]
    table = _table(f"Favourites{title}", ("state",), tuple(targets))
    table.add_column("meaning")
    for state in MEANING:
        there = [profile["accounts"][name] for name, counts in targets.items() if counts[state]]
        if there:
            table.add_row(state, *(str(counts[state]) for counts in targets.values()), meanings(state, there))
    table.add_section()
    table.add_row("favourites", *(str(counts["favourites"]) for counts in targets.values()), "")
    return table


def _hosts(hosts: Mapping[str, Any], now: datetime) -> Table:
    """Why one rests, and what else there is to say, stands on lines of its own: at 80 columns no name is broken."""
    table = _table("Budgets", ("host",), ("at most a second", "requests this month", "of", "data this month"))
    table.columns[0].no_wrap = True
    table.add_column("rests (UTC)", overflow="fold")
    for host, fields in hosts.items():
        numbers = [f"{fields['requests_per_second']:g}", str(fields["requests_this_month"])]
        quota = str(fields["requests_per_month"] or "")
        until_then = fields["rests_until"]
        rests = f"until {time_of(datetime.fromisoformat(until_then), now)}" if until_then else ""
        table.add_row(host, *numbers, quota, size(fields["bytes_this_month"]), safe(rests))
    return table
