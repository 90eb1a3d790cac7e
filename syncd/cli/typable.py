"""Commands that a text names are spelled so that they can be typed as they stand."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

_NAMED = re.compile(
    r"\bsyncd (?=(?:apply|approve|db|doctor|explain|export|history|import|init(?= --add)|login|logout|map|pin|plan|retry"
    r"|review|service|status|sync|undo|unpin|wrong)(?![\w/]|[.-]\w)(?![^;,()\n]* --config ))"
)
"""Where a text names a command that goes by the configuration, and names none; a folder `syncd db/` is no command."""

_TOLD = {"approve", "detail", "error", "hints", "reason", "remedy", "trouble", "verdict", "why"}
"""The fields of results for programs that name commands. The others are data, whatever they sound like."""

_given: ContextVar[Path | None] = ContextVar("the configuration that the command line names", default=None)


def goes_by(config: Path | None) -> None:
    """The command line that is carried out names this configuration, or leaves it to the environment."""
    _given.set(config)


def typable(text: str) -> str:
    """The text, in which each command names the configuration that this one was given: without it, it means another.

    The place of that configuration stays as it is, whatever it sounds like.
    """
    config = _given.get()
    if config is None:
        return text
    quoted = shlex.quote(str(config))
    # Of no other places: a configuration that is called `syncd`, or `c`, is a part of every command.
    places = "|".join(map(re.escape, filter(_NAMED.search, _places(config))))
    parts = re.split(f"({places})", text) if places else [text]
    return "".join(
        part if at % 2 else _NAMED.sub(lambda _: f"syncd --config {quoted} ", part) for at, part in enumerate(parts)
    )


def _places(config: Path) -> Iterator[str]:
    """How a text may name its place."""
    yield shlex.quote(str(config))
    with suppress(FileNotFoundError):  # the working folder may be gone
        yield str(config.absolute())
    yield str(config)


def typable_result(value: Any, *, is_told: bool = False) -> Any:
    """The same for a result for programs."""
    if _given.get() is None:
        return value
    match value:
        case str():
            return typable(value) if is_told else value
        case Mapping():
            return {key: typable_result(inner, is_told=key in _TOLD) for key, inner in value.items()}
        case Sequence():
            return [typable_result(inner, is_told=is_told) for inner in value]
        case _:
            return value
