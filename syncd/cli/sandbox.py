"""`syncd sandbox`: the stand-in services in the foreground."""

import json
import os
import shlex
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

from syncd.cli.show import program_name
from syncd.daemon.spelling import advice
from syncd.domain.errors import UsageError
from syncd.sandbox import BadCatalogue, Fault, Quirk, Sandbox, SandboxSettings, Switch

_SERVICES = ("boomplay", "listenbrainz", "jamendo", "musicbrainz")


def serve(settings: SandboxSettings, *, faults: Sequence[str], config_file: Path | None, force: bool) -> int:
    """Serve until somebody ends it, and say how to point a syncd here."""
    asked = [asked_of(text) for text in faults]
    made = replace(settings, switches=tuple(each for each in asked if isinstance(each, Switch)))
    if config_file is not None and not force and os.path.lexists(config_file):
        raise UsageError(f"--write-config {config_file}: that is there already; --force writes over it")
    try:
        with Sandbox(made) as sandbox, _config_at(config_file) as file:
            for each in asked:
                if isinstance(each, tuple):
                    sandbox.quirks.set(*each)
            write_config(sandbox, file)
            ended = _end_by_signal()
            _introduce(sandbox, file)
            ended.wait()
    except BadCatalogue as error:
        raise UsageError(f"--catalogue: {error}") from None
    except OSError as error:
        raise UsageError(f"sandbox: {error.filename or made.port}: {error.strerror}") from None
    return 0


def asked_of(text: str) -> Switch | tuple[str, Quirk]:
    """`jamendo:down`, `musicbrainz:unavailable:0.3`, `boomplay:slow:1:2.5` as a switch, `jamendo:toggle` as a quirk.

    Raises UsageError with the nearest word.
    """
    service, name, rate, value, *more = [*text.split(":"), "", "", ""][: max(4, text.count(":") + 1)]
    for given, allowed, what in ((service, _SERVICES, "service"), (name, (*Fault, *Quirk), "fault")):
        if given not in allowed:
            raise UsageError(f"--fault {text}: unknown {what} {given}{advice(given, allowed)}")
    if more or (name in tuple(Quirk) and rate):
        raise UsageError(f"--fault {text}: too much behind {name}")
    if name in tuple(Quirk):
        return _quirk(text, service, Quirk(name))
    try:
        return Switch(service=service, fault=Fault(name), rate=_rate(text, rate), value=_value(text, name, value))
    except ValueError as wrong:
        raise UsageError(f"--fault {text}: {wrong}") from None


def _quirk(text: str, service: str, quirk: Quirk) -> tuple[str, Quirk]:
    if service not in quirk.services:
        raise UsageError(f"--fault {text}: {quirk} is for {', '.join(quirk.services)}")
    return service, quirk


def _rate(text: str, rate: str) -> float:
    try:
        value = float(rate or 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"--fault {text}: the rate {rate} is not a number from 0 to 1")
    return value


def _value(text: str, fault: str, value: str) -> float | str | None:
    """Seconds, megabytes, or the name of an absurdity."""
    if not value or fault == Fault.ABSURD:
        return value or None
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1_000_000:  # noqa: PLR2004  # nan and what no machine has are none either
        raise UsageError(f"--fault {text}: {value} is not a number of seconds or megabytes")
    return number


def write_config(sandbox: Sandbox, file: Path) -> None:
    """A configuration that points at the sandbox, readable by its owner only; the database goes beside it."""
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(sandbox.config_toml(file.resolve().with_suffix(".db")), encoding="utf-8")


@contextmanager
def _config_at(file: Path | None) -> Iterator[Path]:
    """The file asked for; else one in a folder that goes when the sandbox goes."""
    if file is not None:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="syncd-sandbox-") as folder:
        yield Path(folder) / "config.toml"


def _introduce(sandbox: Sandbox, file: Path) -> None:
    made = sandbox.settings
    limits = f"limits {made.speedup:g} times faster than the real ones" if made.enforce_limits else "no limits"
    lines = [
        f"Stand-in services with {made.favourites} favourites (seed {made.seed}), {limits}:",
        *(f"  {name:13} {url}" for name, url in sandbox.base_urls.items()),
        "",
        "In another terminal:",
        f"  {program_name()} sync --config {shlex.quote(str(file))}",
        "",
        *_desk(sandbox),
        "",
        "Ctrl-C ends it.",
    ]
    sys.stdout.write("\n".join([*lines, ""]))
    sys.stdout.flush()


def _desk(sandbox: Sandbox) -> list[str]:
    """What can be asked of the sandbox itself, each with a line to paste."""
    desk, alice = f"{sandbox.url}/_sandbox", sandbox.world.listenbrainz[0]
    love = {"service": "listenbrainz", "account": alice.name, "verb": "unlove", "id": alice.feedback[0].id}
    fault = {"service": "jamendo", "fault": Fault.UNAVAILABLE, "times": 3}
    quirk = {"service": "jamendo", "fault": Quirk.TOGGLE}
    return [
        "Every request that was made, with the rules that it broke:",
        f"  curl {desk}/journal",
        "What every account holds now, and what a perfect syncd would do with each favourite:",
        f"  curl {desk}/holdings",
        f"  curl {desk}/truth",
        "A human acts on a website (love, unlove, hate):",
        f"  curl -d '{json.dumps(love)}' {desk}/human",
        f"A service breaks ({', '.join(Fault)}):",
        f"  curl -d '{json.dumps(fault)}' {desk}/switch",
        f'A service is odd from now on ({_quirks()}); with "times": 0 no longer:',
        f"  curl -d '{json.dumps(quirk)}' {desk}/switch",
    ]


def _quirks() -> str:
    return ", ".join(f"{quirk} at {'any' if len(quirk.services) > 1 else quirk.services[0]}" for quirk in Quirk)


def _end_by_signal() -> Event:
    """Set when somebody asks us to end: from before we say that we are there."""
    ended = Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda _number, _frame: ended.set())
    return ended
