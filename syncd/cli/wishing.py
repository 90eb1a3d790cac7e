"""Commands beside a running daemon: what they would change is left to it, by their own names and parameters."""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from syncd.cli.exits import Exit
from syncd.cli.options import Common
from syncd.cli.session import LEFT, serving
from syncd.daemon.clock import SystemClock
from syncd.daemon.config_file import load
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program
from syncd.domain.errors import StoreLocked, UsageError
from syncd.store.database import Database
from syncd.store.wishes import leave

Command = Callable[..., int]
"""The work of a command: takes the common options and its own parameters, which JSON can hold; gives an exit code."""

COMMANDS = {
    "approve": "syncd.cli.approve:carry_out",
    "wrong": "syncd.cli.wrong:take_back",
    "retry": "syncd.cli.retry:retry",
    "review decide": "syncd.cli.review_decide:decide",
    "review forget": "syncd.cli.review_answers:forget",
    "review refresh": "syncd.cli.review_answers:refresh",
    "review import": "syncd.cli.review_exchange:import_answers",
    "pin": "syncd.cli.pin:pin_song",
    "unpin": "syncd.cli.pin:end_pin",
    "import": "syncd.cli.import_loves:import_from",
    "login": "syncd.cli.login:take_up",
    "logout": "syncd.cli.login:let_go",
}
"""What may be wished, and whose work it is. A command joins by a line here and by being called through `or_wish`."""


def or_wish(
    asked: Common, verb: str, precise: Callable[[Settings], Mapping[str, Any] | None] | None = None, **parameters: Any
) -> int:
    """Carry out a command; beside a daemon leave it as a wish.

    `precise` looks, before it is left, whether it can be done at all, and names what its parameters meant at that
    moment; None: there is nothing to be done. Raises StoreLocked where it is no daemon that holds the lock.
    """
    try:
        return _work(verb)(asked, **parameters)
    except StoreLocked as locked:
        if not locked.is_daemon:
            raise
    settings = load(asked.config, os.environ)
    moment = precise(settings) if precise else {}
    if moment is None:
        return Exit.DONE
    meant = {**parameters, **moment}
    database = Database(settings.database_path)
    try:
        leave(database, verb, {"parameters": meant, "profile": asked.profile}, SystemClock().now())
    finally:
        database.close()
    from syncd.cli.show import console  # noqa: PLC0415 - the daemon grants wishes, and rarely shows anything

    console().print(LEFT)
    return Exit.DONE


def granted(built: Program, verb: str, details: Mapping[str, Any]) -> int:
    """Carry out a wish in the daemon, by the very function of its command. Raises SyncdError where it cannot be done."""
    asked = Common(profile=details["profile"], verbosity=-1)
    with serving(built):
        return _work(verb)(asked, **details["parameters"])


def _work(verb: str) -> Command:
    place = COMMANDS.get(verb)
    if place is None:
        raise UsageError(f"this syncd does not know the wish {verb}")
    module, _, name = place.partition(":")
    command: Command = getattr(import_module(module), name)
    return command
