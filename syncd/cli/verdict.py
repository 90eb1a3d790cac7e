"""What a status amounts to: one line, what to do about it, and an exit code. Pure functions of the JSON object."""

from collections.abc import Iterator, Mapping
from typing import Any

from syncd.cli.exits import NEEDS_A_HUMAN, OUT_OF_REACH, Exit

Status = Mapping[str, Any]

_OPEN = {"pending": "still to be done", "held": "held back", "failed": "given up"}
_WHAT_TO_DO = {
    "doubtful": "more than one song it may be, a human must say; see them: syncd status --state doubtful",
    "held": "held back; see why: syncd status --state held",
    "failed": "given up; see why: syncd status --state failed",
    "pending": "still to be done; run: syncd sync",
}


def verdict(status: Status) -> str:
    """How everything is, in one line."""
    if not status["balanced"]:
        return "a bug: the states do not add up to the favourites"
    if not any(True for _ in _accounts(status)):
        return "nothing to do: the configuration has no enabled account"
    if needs := [_need(name, fields) for name, fields in _accounts(status) if fields["state"] in NEEDS_A_HUMAN]:
        return f"needs you: {'; '.join(needs)}"
    if _is_new(status):
        return "nothing has been synced yet; see what a sync would do: syncd plan; do it: syncd sync"
    if troubles := list(_troubles(status)):
        return f"not all is done: {'; '.join(troubles)}"
    return f"all is well: {_sizes(status)}"


def hints(status: Status) -> list[str]:
    """What to do next, a line each with the command."""
    accounts = dict(_accounts(status))
    lines = [
        line
        for target, counts in _targets(status)
        for state, advice in _WHAT_TO_DO.items()
        if counts[state]
        for line in _hint(target, counts, state, advice, accounts.get(target, {}))
    ]
    if any(map(_is_unread, accounts.values())) and not _is_new(status):
        lines.append("an account was never read; run: syncd sync")
    if any(fields["state"] in OUT_OF_REACH | NEEDS_A_HUMAN for fields in accounts.values()):
        lines.append("to see what is wrong and what mends it, run: syncd doctor")
    return lines + [guarded(name, fields["guarded"]) for name, fields in accounts.items() if fields["guarded"]]


def _hint(target: str, counts: Mapping[str, Any], state: str, advice: str, account: Mapping[str, Any]) -> Iterator[str]:
    """What becomes of the songs in a state, and for what those that are still to be done wait."""
    if state == "pending" and account.get("state") == "needs_login":
        yield f"{target}: {counts[state]} still to be done, once it is logged in"
        return
    yield f"{target}: {counts[state]} {advice}"
    if state == "pending":
        yield from (f"  {count}: {reason}" for reason, count in counts.get("why", {}).items())


def guarded(name: str, count: int) -> str:
    """What the guard does not believe, and what to do if it is true."""
    return (
        f"{name}: {count} favourites vanished at once, which looks like a broken list, so nothing was concluded from"
        " it; if it was meant, raise [guard] in the configuration"
    )


def exit_for_status(status: Status) -> Exit:
    """4 where an account needs a human, 3 where something is held, failed, still due or could not be read."""
    if not status["balanced"]:
        return Exit.BUG
    if any(fields["state"] in NEEDS_A_HUMAN for _, fields in _accounts(status)):
        return Exit.HUMAN
    return Exit.TROUBLE if any(True for _ in _troubles(status)) else Exit.DONE


def _accounts(status: Status) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for profile in status["profiles"].values():
        yield from profile["accounts"].items()


def _targets(status: Status) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for profile in status["profiles"].values():
        yield from profile["targets"].items()


def _need(name: str, fields: Mapping[str, Any]) -> str:
    what = "must log in" if fields["state"] == "needs_login" else "may not be written yet"
    if fields.get("lacks_secret"):
        what = "lacks a secret"
    why = fields["trouble"].removeprefix(f"{name}: ")
    return f"{name} {what}: {why or f'renew accounts.{name} in the configuration'}"


def _troubles(status: Status) -> Iterator[str]:
    for name, fields in _accounts(status):
        if fields["state"] in OUT_OF_REACH:
            yield f"{name} could not be read ({fields['state']})"
        elif _is_unread(fields) and not _is_new(status):
            yield f"{name} was never read"
        if fields["guarded"]:
            yield f"{name} lacks {fields['guarded']} favourites at once"
    for target, counts in _targets(status):
        yield from (f"{counts[state]} {words} at {target}" for state, words in _OPEN.items() if counts[state])


def _is_new(status: Status) -> bool:
    """Whether no account was ever asked by a sync: that is a beginning, and no trouble."""
    return all(_is_unread(fields) for _, fields in _accounts(status))


def _is_unread(fields: Mapping[str, Any]) -> bool:
    return fields["state"] == "resting" and fields["last_whole_look"] is None


def _sizes(status: Status) -> str:
    """The favourites of everybody, and how many of them have arrived where."""
    total = sum(profile["favourites"] for profile in status["profiles"].values())
    arrived = [f"{counts['settled']} settled at {target}" for target, counts in _targets(status)]
    return ", ".join([f"{total} favourites", *arrived])
