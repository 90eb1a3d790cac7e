"""Commands that a text names are spelled so that they can be typed as they stand."""

import re
import shlex
from contextvars import ContextVar
from pathlib import Path

_NAMED = re.compile(
    r"\bsyncd (?=(?:apply|approve|db|doctor|explain|export|history|import|login|map|pin|plan|retry|review|status|sync|undo"
    r"|unpin|wrong)\b)"
)
"""Where a text names a command that goes by the configuration."""

_given: ContextVar[Path | None] = ContextVar("the configuration that the command line names", default=None)


def goes_by(config: Path | None) -> None:
    """The command line that is carried out names this configuration, or leaves it to the environment."""
    _given.set(config)


def typable(text: str) -> str:
    """The text, in which each command names the configuration that this one was given: without it, it means another."""
    config = _given.get()
    if config is None:
        return text
    option = f"syncd --config {shlex.quote(str(config))} "
    return _NAMED.sub(lambda _: option, text)
