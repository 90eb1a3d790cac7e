"""`syncd sandbox`: the stand-in services in the foreground."""

import json
import os
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
from syncd.sandbox import BadCatalogue, Fault, Sandbox, SandboxSettings, Switch

_SERVICES = ("boomplay", "listenbrainz", "jamendo", "musicbrainz")


def serve(settings: SandboxSettings, *, faults: Sequence[str], config_file: Path | None, force: bool) -> int:
    """Serve until somebody ends it, and say how to point a syncd here."""
    made = replace(settings, switches=tuple(switch_of(text) for text in faults))
    if config_file is not None and not force and os.path.lexists(config_file):
        raise UsageError(f"--write-config {config_file}: that is there already; --force writes over it")
    try:
        with Sandbox(made) as sandbox, _config_at(config_file) as file:
            write_config(sandbox, file)
            ended = _end_by_signal()
            _introduce(sandbox, file)
            ended.wait()
    except BadCatalogue as error:
        raise UsageError(f"--catalogue: {error}") from None
    except OSError as error:
        raise UsageError(f"sandbox: {error.filename or made.port}: {error.strerror}") from None
    return 0


def switch_of(text: str) -> Switch:
    """`jamendo:down` or `musicbrainz:unavailable:0.3` as a switch. Raises UsageError with the nearest word."""
    service, _, rest = text.partition(":")
    fault, _, rate = rest.partition(":")
    for given, allowed, what in ((service, _SERVICES, "service"), (fault, tuple(Fault), "fault")):
        if given not in allowed:
            raise UsageError(f"--fault {text}: unknown {what} {given}{advice(given, allowed)}")
    return Switch(service=service, fault=Fault(fault), rate=_rate(text, rate))


def _rate(text: str, rate: str) -> float:
    try:
        value = float(rate or 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"--fault {text}: the rate {rate} is not a number from 0 to 1")
    return value


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
        f"  {program_name()} sync --config {file}",
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
    ]


def _end_by_signal() -> Event:
    """Set when somebody asks us to end: from before we say that we are there."""
    ended = Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda _number, _frame: ended.set())
    return ended
