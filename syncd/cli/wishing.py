"""Commands beside a running daemon: what they would change is left to it, by their own names and parameters."""

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

from syncd.cli.began_with import OUTDATED, RESTART, outdated, refuse_outdated
from syncd.cli.exits import Exit
from syncd.cli.options import Common
from syncd.cli.session import LEFT, mark_of, program, served, serving, writing
from syncd.daemon.clock import SystemClock
from syncd.daemon.config_file import load
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program
from syncd.daemon.wishes import Wishes
from syncd.domain.errors import StoreLocked, UsageError
from syncd.engine.world import Unwatched
from syncd.store.database import Database
from syncd.store.overview import is_made
from syncd.store.wishes import leave, settle, waiting

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

ARGUMENTS = {
    "approve": ("name",),
    "import": ("source", "user"),
    "login": ("account",),
    "logout": ("account",),
    "pin": ("text",),
    "review forget": ("ref",),
    "review import": ("name",),
    "review refresh": ("ref",),
    "wrong": ("text",),
}
"""Which parameters of a command are its arguments, in their order: by them a human names what it is about."""

_LATEST = {"pin", "review import"}
"""Whose latest stands for all. Of the others, that of one song settles nothing of another."""

_DONE_ALREADY = {"login", "logout"}
"""What the daemon is only told of. To refuse it would undo nothing."""


def or_wish(
    asked: Common, verb: str, precise: Callable[[Settings], Mapping[str, Any] | None] | None = None, **parameters: Any
) -> int:
    """Carry out a command; beside a daemon leave it as a wish.

    `precise` looks, before it is left, whether it can be done at all, and names what its parameters meant at that
    moment; None: there is nothing to be done. Raises StoreLocked where it is no daemon that holds the lock, or one
    that works by another configuration.
    """
    try:
        return _at_once(asked, verb, parameters)
    except StoreLocked as locked:
        if not locked.is_daemon:
            raise
    settings = load(asked.config, os.environ)
    if verb not in _DONE_ALREADY:
        refuse_outdated(settings)
    moment = precise(settings) if precise else {}
    if moment is None:
        return Exit.DONE
    meant = {**parameters, **moment}
    with closing(Database(settings.database_path)) as database:
        details = {"about": _about(verb, parameters), "parameters": meant, "profile": asked.profile}
        leave(database, verb, details, SystemClock().now())
    from syncd.cli.show import console, safe  # noqa: PLC0415  # the daemon grants wishes, and rarely shows anything

    console().print(safe(LEFT))
    if outdated(settings) is not None:
        console().print(f"{OUTDATED}; {RESTART}")
    return Exit.DONE


def _at_once(asked: Common, verb: str, parameters: Mapping[str, Any]) -> int:
    """Carry out a command here; what a daemon could not carry out of it is settled, unless this only looks."""
    if parameters.get("dry_run"):
        return _work(verb)(asked, **parameters)
    grant_older(asked)
    code = _work(verb)(asked, **parameters)
    settings = load(asked.config, os.environ)
    if is_made(settings.database_path, mark_of(settings)):
        with closing(Database(settings.database_path)) as database:
            settle(database, verb, _about(verb, parameters))
    return code


def _about(verb: str, parameters: Mapping[str, Any]) -> str | None:
    names = () if verb in _LATEST else ARGUMENTS.get(verb, ())
    return " ".join(parameters[name] for name in names if parameters[name]) or None


def grant_older(asked: Common) -> None:
    """Carry out first what was left for a daemon that has ended since: an older word is not to be heard after a newer one.

    Raises StoreLocked where somebody else has the lock: then it is his to carry out.
    """
    if served() is not None or not _are_waiting(settings := load(asked.config, os.environ)):
        return
    everybody = replace(asked, profile=None)
    with writing(settings), program(settings, everybody, dry_run=False, progress=Unwatched()) as built:
        Wishes(built, partial(granted, built)).carry_out()


def _are_waiting(settings: Settings) -> bool:
    if not is_made(settings.database_path, mark_of(settings)):
        return False
    with closing(Database(settings.database_path)) as database, database.reading() as connection:
        return bool(waiting(connection))


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
