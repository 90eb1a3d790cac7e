"""The options that every command takes, before or after its name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="PATH", help="The configuration file.", show_default=False)
]
ProfileOption = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="Only this profile; default: all.", show_default=False)
]
VerboseOption = Annotated[
    int, typer.Option("-v", "--verbose", count=True, help="Tell each step; -vv: each request, too.", show_default=False)
]
QuietOption = Annotated[int, typer.Option("-q", "--quiet", count=True, help="Tell only errors.", show_default=False)]
LogFormatOption = Annotated[
    str | None, typer.Option("--log-format", metavar="console|json", help="How log lines look.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object for programs instead of text for people.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
MentionArgument = Annotated[
    str,
    typer.Argument(metavar="URL|REF|MBID|ISRC", help="A track's page, a ref such as boomplay:123, an MBID or an ISRC."),
]

FAULT_HELP = (
    "Break something; may be given again. Any service: down, hang, unavailable, html, lose_answer, truncated, absurd,"
    " huge, gzip_bomb, slow (VALUE: seconds), no_limits. musicbrainz: our_haste, busy. jamendo: read_only,"
    " token_expired, toggle, duplicate_23."
)
"""Told without importing the sandbox; a test holds it against what there is."""

_NUMBERS = {"int": "a whole number", "float": "a number"}
_WITH_VALUE = {"--config", "--profile", "--log-format"}
_FLAG = re.compile(r"-[vq]+|--verbose|--quiet")


@dataclass(frozen=True, slots=True)
class Common:
    """The common options of one call."""

    config: Path | None = None
    profile: str | None = None
    verbosity: int = 0
    has_log_format: bool = False  #: whether the form of log lines was asked for

    @property
    def is_quiet(self) -> bool:
        """Whether only errors are wanted."""
        return self.verbosity < 0

    @property
    def is_verbose(self) -> bool:
        """Whether each step is wanted as a log line."""
        return self.verbosity > 0


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The same command line with the common options first, so that one place declares them for every command.

    Raises UsageError where the value of one is missing, which would take the command's own name for it.
    """
    first: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            return [*first, *rest, argument, *waiting]
        if argument in _WITH_VALUE:
            first += [argument, _value_of(argument, waiting)]
        elif argument.partition("=")[0] in _WITH_VALUE or _FLAG.fullmatch(argument):
            first.append(argument)
        else:
            rest.append(argument)
    return [*first, *rest]


def _value_of(option: str, waiting: list[str]) -> str:
    if not waiting or waiting[0].startswith("-"):
        from syncd.domain.errors import UsageError  # noqa: PLC0415  # `syncd --help` does not need it

        raise UsageError(f"{option}: its value is missing")
    return waiting.pop(0)


def nearest_option(typed: str, possible: Iterable[str]) -> str:
    """What to say behind an option that does not exist: the nearest, common ones included, which no command declares."""
    common = [*_WITH_VALUE, "--verbose", "--quiet", "--version", "--help"]
    near = get_close_matches(typed, [*common, *possible], 1)
    return f". Did you mean {near[0]}" if near else ""


def wanted_number(error: Exception) -> str | None:
    """What to say of a value that is no number, or too small or large a one; None where something else is wrong."""
    from pydantic import ValidationError  # noqa: PLC0415  # only whoever mistypes needs it

    cause, asked_by = error.__cause__, getattr(error, "param", None)
    if asked_by is None or not isinstance(cause, ValidationError):
        return None
    if (kind := _NUMBERS.get(cause.title.rpartition("-")[2])) is None:
        return None
    name = next((each for each in asked_by.opts if each.startswith("--")), str(asked_by.metavar).strip("[]"))
    least, most = asked_by.min, asked_by.max
    bounds = "" if least is None else f", {least} or more" if most is None else f", {least} to {most}"
    return f"{name} {cause.errors()[0]['input']}: must be {kind}{bounds}"


def set_up_logs(log_format: str | None, verbosity: int) -> None:
    """Logs as asked. Raises UsageError for a form that does not exist."""
    from syncd.daemon.logs import LogFormat, configure  # noqa: PLC0415  # `syncd --help` does not need it
    from syncd.domain.errors import UsageError  # noqa: PLC0415  # as above

    formats = [each.value for each in LogFormat]
    if log_format is not None and log_format not in formats:
        raise UsageError(f"--log-format {log_format}: use one of {', '.join(formats)}")
    configure(LogFormat(log_format or LogFormat.CONSOLE), verbosity)
