"""The logins, as the status shows them: since when each works, until when, and who can renew it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from syncd.cli.report import instant
from syncd.daemon.logins import LoginState, label_of, login_states
from syncd.daemon.wiring import Program
from syncd.domain.account import Label


def logins_of(built: Program) -> dict[Label, dict[str, Any] | None]:
    """Each account's login as a part of the JSON object; None where it never logged in."""
    states, now = login_states(built.database, built.settings), built.clock.now()
    return {label_of(account): _fields(account.name, state, now) if state else None for account, state in states}


def login_lines(name: str, account: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """What a human is to know of one login: when it ends, where only he can renew it."""
    login = account.get("login")
    if login is None or login["renews"]:
        return
    if login["ended_at"]:
        yield f"{name} sleeps since {_moment(login['ended_at'])}, nothing is lost; wake it: syncd login {name}"
    elif login["ends_at"]:
        verb = "ends" if datetime.fromisoformat(login["ends_at"]) > now else "should have ended"
        about = "about " if login["is_learned"] else ""
        yield f"{name}: its login {verb} {about}{_moment(login['ends_at'])}; only you can renew it: syncd login {name}"


def _fields(name: str, state: LoginState, now: datetime) -> dict[str, Any]:
    """`ending` is a sentence while it soon runs out and only a human can renew it, else empty."""
    return {
        "since": instant(state.since),
        "ends_at": instant(state.ends_at),
        "is_learned": state.is_learned,
        "ended_at": instant(state.ended_at),
        "renews": state.renews,
        "ending": state.ending(name, now),
    }


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M} UTC"
