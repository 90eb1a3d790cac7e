"""Exit codes (`contract.md` §2). The first that applies."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

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


def exit_for_report(report: Mapping[str, Any]) -> Exit:
    """The code of a report of `syncd sync`."""
    states = [account["state"] for profile in report["profiles"].values() for account in profile["accounts"].values()]
    if not report["balanced"]:
        return Exit.BUG
    if any(state in NEEDS_A_HUMAN for state in states):
        return Exit.HUMAN
    if states and all(state == "unreachable" for state in states):
        return Exit.UNREACHABLE
    return Exit.TROUBLE if _is_troubled(report, states) else Exit.DONE


def _is_troubled(report: Mapping[str, Any], states: list[str]) -> bool:
    targets = [target for profile in report["profiles"].values() for target in profile["targets"].values()]
    accounts = [account for profile in report["profiles"].values() for account in profile["accounts"].values()]
    guarded = [bool(account["guarded"] or account["held"]) for account in accounts]
    is_open = any(target[state] for target in targets for state in ("pending", "held", "failed"))
    return is_open or any(guarded) or any(state in OUT_OF_REACH for state in states)
