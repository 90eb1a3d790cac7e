"""Results for people: tables and sentences on stdout."""

import shutil
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from syncd.cli.by_hand import by_hand, cannot_be_removed, undecided
from syncd.cli.held import gone_at_source, held_lines
from syncd.cli.owed import count_owed, owed_lines
from syncd.cli.progress import NAMES
from syncd.cli.typable import typable
from syncd.daemon.logs import printable
from syncd.daemon.redaction import redactor
from syncd.domain.account import AccountState

MEANING = {
    "settled": "loved there",
    "pending": "still to be done",
    "unconfirmed": "sent, not seen in the list yet",
    "doubtful": "it may be another song: nothing is pushed, a human must say (syncd review)",
    "unknown": "no catalogue knows it yet; asked again by itself",
    "unavailable": "this service does not have it",
    "held": "held back until somebody approves (syncd approve)",
    "vetoed": "hated or unloved by a human: left alone",
    "withdrawn": "the service took the track down",
    "failed": "given up",
}


def meanings(state: str, accounts: Iterable[Mapping[str, Any]]) -> str:
    """What a state means at these accounts. What a service has not allowed yet waits for no word of ours."""
    if state != "held":
        return MEANING[state]
    told = (why for account in accounts for why in _why_held(account))
    return ", or ".join(dict.fromkeys(told))


def _why_held(account: Mapping[str, Any]) -> list[str]:
    if account["state"] != AccountState.AWAITING_APPROVAL:
        return [MEANING["held"]]
    return [f"waits {until_it_may_write(account['service'])}", *([MEANING["held"]] if account["held"] else [])]


def until_it_may_write(service: str) -> str:
    """For what the songs wait at an account whose service does not let us write to it yet."""
    return f"until {NAMES[service]} lets this application write"


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
    """A text from outside, with neither secrets nor markup nor control characters; commands in it can be typed."""
    return Text(typable(printable(redactor.clean(str(text)))))


def counted(count: int, noun: str) -> str:
    """A number with its noun: "1 write", "2 writes"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def accepted_of(accepted: int, songs: int, whose: str) -> str:
    """What came of a word about artists: "1 of 3 songs of this artist is accepted now"."""
    return f"{accepted} of {counted(songs, 'song')} of {whose} {'is' if accepted == 1 else 'are'} accepted now"


def state_of(account: Mapping[str, Any]) -> str:
    """An account's state; one that nobody has ever asked does not rest, it was never read."""
    is_new = account["state"] == "resting" and account["last_whole_look"] is None
    return "not read yet" if is_new else str(account["state"])


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
            account = profile["accounts"][target]
            out.print(_target(target, counts, account, has_pushed=not report["dry_run"]))
            service = account["service"]
            told = (line for page in counts["by_hand"] for line in by_hand(target, service, page))
            left = cannot_be_removed(target, service, counts["cannot_remove"])
            owed = owed_lines(target, counts)
            for line in (*waiting(counts), *owed, *told, *undecided(target, counts["undecided"]), *left):
                out.print(safe(line))
        for owner, fields in profile["accounts"].items():
            show_trouble(out, owner, fields["trouble"])
            for line in (*gone_at_source(owner, fields), *held_lines(owner, fields)):
                out.print(safe(line))
    for trouble in report["troubles"]:
        out.print(safe(trouble))
    out.print(_summary(report))


def show_troubles(out: Console, report: Mapping[str, Any], told: Collection[str] = ()) -> None:
    """Why a command that was to write a part only ends with trouble; not again what was `told`."""
    for profile in report["profiles"].values():
        for name, fields in profile["accounts"].items():
            show_trouble(out, name, "" if fields["trouble"] in told else fields["trouble"])
            for line in held_lines(name, fields):
                out.print(safe(line))
        for target, counts in profile["targets"].items():
            if count := counts["failed"]:
                out.print(safe(f"{target}: {count} given up; see why: syncd status --state failed"))
            for line in owed_lines(target, counts, "failed"):
                out.print(safe(line))


def waiting(counts: Mapping[str, Any]) -> list[str]:
    """A line for each reason for which songs still wait."""
    why = {reason: count for reason, count in counts["why"].items() if count}
    return [f"  {count} {'waits' if count == 1 else 'wait'}: {reason}" for reason, count in why.items()]


def _accounts(accounts: Mapping[str, Any], title: str) -> Table:
    table = Table(title=Text(f"Accounts{title}"), title_justify="left")
    for column in ("account", "service", "state"):
        table.add_column(column)
    for column in ("listed", "new", "gone"):
        table.add_column(column, justify="right")
    for name, fields in accounts.items():
        numbers = [str(fields[key]) for key in ("listed", "added", "removed")]
        table.add_row(safe(name), fields["service"], state_of(fields), *numbers)
    return table


def _target(name: str, counts: Mapping[str, Any], account: Mapping[str, Any], *, has_pushed: bool) -> Table:
    table = Table(title=safe(f"Favourites at {name}"), title_justify="left")
    table.add_column("state")
    table.add_column("songs", justify="right")
    table.add_column("meaning")
    for state in MEANING:
        if counts[state]:
            table.add_row(state, str(counts[state]), meanings(state, [account]))
    table.add_section()
    table.add_row("favourites", str(counts["favourites"]), news(counts) if has_pushed else "")
    return table


def news(counts: Mapping[str, int]) -> str:
    """What was done at one target just now, as far as a look has proved it."""
    done = {"loved": "of them loved just now", "taken_away": "taken away just now", "hated": "hated just now"}
    return "; ".join(f"{counts[each]} {what}" for each, what in done.items() if counts[each])


_HEARD = {AccountState.READ, AccountState.UNCHANGED, AccountState.RESTING, AccountState.AWAITING_APPROVAL}
"""The states of accounts about which nothing more could be known."""


def _summary(report: Mapping[str, Any]) -> str:
    """What it took. A plan has only asked."""
    asked = sorted((host, count) for host, count in report["requests"].items() if count)
    requests = ", ".join(f"{host} {count}" for host, count in asked) or "none"
    balance = "" if report["balanced"] else "  THE STATES DO NOT ADD UP: this is a bug."
    done = "nothing was written" if report["dry_run"] else _done(report)
    return f"{done}; requests: {requests}; {report['took_seconds']:.1f} s{balance}"


def _done(report: Mapping[str, Any]) -> str:
    """How much was written; with nothing written, whether that was because there was nothing to do."""
    profiles = report["profiles"].values()
    targets = [target for profile in profiles for target in profile["targets"].values()]
    sent = sum(each["sent"] for each in targets)
    pending = sum(each["pending"] + count_owed(each, "pending") for each in targets)
    accounts = [account for profile in profiles for account in profile["accounts"].values()]
    states = {account["state"] for account in accounts}
    if sent:
        return counted(sent, "write")
    if pending:
        return f"0 writes, {counted(pending, 'song')} still to be done: see why above"
    if not states <= _HEARD or _is_host_troubled(report):
        return "0 writes; not everybody could be asked: see above"
    return _nothing_due(sum(each["held"] for each in targets), accounts)


def _nothing_due(held: int, accounts: Iterable[Mapping[str, Any]]) -> str:
    """There was nothing to do; what a service has not allowed yet is something to do all the same."""
    waits = [each for each in accounts if each["state"] == AccountState.AWAITING_APPROVAL]
    if not (held and waits):
        return "nothing to do, 0 writes"
    songs = f"{counted(held, 'song')} {'waits' if held == 1 else 'wait'}"
    until = dict.fromkeys(until_it_may_write(each["service"]) for each in waits)
    return f"0 writes; {songs} {' and '.join(until)}: see above"


def _is_host_troubled(report: Mapping[str, Any]) -> bool:
    hosts = {*report["requests"], "metabrainz"}
    return any(trouble.partition(":")[0] in hosts for trouble in report["troubles"])
