"""Exit codes (`contract.md` §2). The first that applies."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from syncd.cli.owed import count_owed
from syncd.domain.errors import (
    AwaitingApproval,
    ConfigError,
    StoreFailed,
    StoreLocked,
    SyncdError,
    Unauthorised,
    Unavailable,
    UsageError,
)

OUT_OF_REACH = {"unreachable", "incomplete"}
NEEDS_A_HUMAN = {"needs_login", "awaiting_approval"}


class Exit(IntEnum):
    """What a script may rely on."""

    DONE = 0
    BUG = 1
    USAGE = 2
    TROUBLE = 3
    HUMAN = 4
    UNREACHABLE = 69
    STORE = 74
    LOCKED = 75


_ORDER = (
    Exit.BUG,
    Exit.USAGE,
    Exit.STORE,
    Exit.LOCKED,
    Exit.HUMAN,
    Exit.UNREACHABLE,
    Exit.TROUBLE,
    Exit.DONE,
)


def exit_for_error(error: SyncdError) -> Exit:
    """The code of an error that ended a command."""
    match error:
        case UsageError() | ConfigError():
            return Exit.USAGE
        case StoreLocked():
            return Exit.LOCKED
        case StoreFailed():
            return Exit.STORE
        case Unauthorised() | AwaitingApproval():
            return Exit.HUMAN
        case Unavailable():
            return Exit.UNREACHABLE
        case _:
            return Exit.TROUBLE


def first_of(codes: Iterable[int]) -> int:
    """Of several codes that apply, the one that a command ends with."""
    return min(codes, key=_ORDER.index, default=Exit.DONE)


def exit_for_report(report: Mapping[str, Any]) -> int:
    """The code of a report of `syncd sync`."""
    return first_of([exit_for_part(report), Exit.TROUBLE if _any_target(report, "pending") else Exit.DONE])


def exit_for_part(report: Mapping[str, Any]) -> int:
    """The same for who was asked to write a part only: what else is due is left to the next sync, and no trouble.

    An account that was not asked, because it rests, says nothing of what could be reached.
    """
    accounts = [account for profile in report["profiles"].values() for account in profile["accounts"].values()]
    states = {account["state"] for account in accounts} - {"resting"}
    if not report["balanced"]:
        return Exit.BUG
    if states & NEEDS_A_HUMAN:
        return Exit.HUMAN
    if states == {"unreachable"}:
        return Exit.UNREACHABLE
    is_guarded = any(account["guarded"] or account["held"] for account in accounts)
    is_troubled = is_guarded or _any_target(report, "held", "failed") or states & OUT_OF_REACH
    return Exit.TROUBLE if is_troubled else Exit.DONE


def _any_target(report: Mapping[str, Any], *states: str) -> bool:
    """Whether anything is in one of these states: favourites, or what is owed beside them."""
    targets = [target for profile in report["profiles"].values() for target in profile["targets"].values()]
    return any(target[state] for target in targets for state in states) or any(
        count_owed(target, *states) for target in targets
    )
