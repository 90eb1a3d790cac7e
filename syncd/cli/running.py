"""What `syncd status` tells of the daemon: whether it runs, when it polls next, and what it was wished in vain."""

import shlex
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from syncd import __version__
from syncd.cli.began_with import outdated
from syncd.cli.report import instant
from syncd.cli.wishing import ARGUMENTS
from syncd.daemon.health import ConditionKind
from syncd.daemon.wiring import Program
from syncd.domain.account import Label
from syncd.store.notices import notices
from syncd.store.overview import lock_holder
from syncd.store.polls import load_polls
from syncd.store.wishes import Wish, failed, waiting

_TOLD_FOR = timedelta(days=7)
"""So long is told of a command that a daemon could not carry out, unless it is given again before."""

_OPTIONS = ("account", "note", "until")
"""The parameters that are options with a value, by their own names."""


def running(built: Program) -> dict[str, Any]:
    """The daemon of this database; its process is None where none runs."""
    holder, told_since = lock_holder(built.settings.database_path), built.clock.now() - _TOLD_FOR
    with built.database.reading() as connection:
        wishes, in_vain, port = (
            waiting(connection),
            failed(connection),
            notices(connection).get(ConditionKind.PORT.value),
        )
    return {
        "process": holder.process if holder and holder.is_daemon else None,
        "port_trouble": port.text if port and holder and holder.is_daemon else "",
        "version": holder.version if holder and holder.is_daemon else None,
        "is_outdated": outdated(built.settings) is not None,
        "wishes": [_wish(each) for each in wishes],
        "failed_wishes": [_wish(each) for each in in_vain if each.wished_at > told_since],
    }


def next_polls(built: Program) -> dict[Label, str | None]:
    """When each account is polled next, as far as a daemon ever polled it."""
    with built.database.reading() as connection:
        return {label: instant(schedule.next_at) for label, schedule in load_polls(connection).items()}


def told(daemon: Mapping[str, Any]) -> Iterator[str]:
    """The same for people; nothing where there is nothing to say."""
    if daemon["process"]:
        yield f"the daemon runs (process {daemon['process']}, version {daemon['version']})"
        if daemon["version"] != __version__:
            yield f"installed is {__version__}; the daemon runs it once it is started anew"
    if daemon["port_trouble"]:
        yield daemon["port_trouble"]
    for wish in daemon["wishes"]:
        left = "it is carried out within a minute" if daemon["process"] else "the next daemon carries it out"
        yield f"waits: {_named(wish)}, left at {wish['wished_at']}; {left}"
    for wish in daemon["failed_wishes"]:
        yield f"could not be carried out: {_named(wish)}, left at {wish['wished_at']}: {wish['trouble']}"
        yield f"  give it again once the cause is gone; it is told of for {_TOLD_FOR.days} days"


def _named(wish: Mapping[str, Any]) -> str:
    """Its command, to be given again as it stands; an answer in review, whichever command gave it, is given there."""
    verb, given = wish["verb"].removesuffix(" decide"), wish["parameters"]
    arguments = ARGUMENTS.get(verb, ())
    words = [str(given[name]) for name in arguments if given.get(name)]
    words += ["--keep"] if given.get("keep") else []
    options = {name: given.get(name) for name in _OPTIONS if name not in arguments} | {"profile": wish["profile"]}
    words += [word for name, value in options.items() if value for word in (f"--{name}", str(value))]
    return shlex.join(["syncd", *verb.split(), *words])


def _wish(wish: Wish) -> dict[str, Any]:
    return {
        "verb": wish.verb,
        "about": wish.about,
        "parameters": wish.details["parameters"],
        "profile": wish.details["profile"],
        "wished_at": instant(wish.wished_at),
        "trouble": wish.trouble,
    }
