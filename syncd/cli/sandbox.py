"""`syncd sandbox`: the stand-in services in the foreground."""

import difflib
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

from syncd.domain.errors import UsageError
from syncd.sandbox import BadCatalogue, Fault, Sandbox, SandboxSettings, Switch

_SERVICES = ("boomplay", "listenbrainz", "jamendo", "musicbrainz")


def serve(settings: SandboxSettings, *, faults: Sequence[str], config_file: Path | None) -> int:
    """Serve until somebody ends it, and say how to point a syncd here."""
    made = replace(settings, switches=tuple(switch_of(text) for text in faults))
    try:
        with Sandbox(made) as sandbox, _config_at(config_file) as file:
            write_config(sandbox, file)
            _introduce(sandbox, file)
            _wait()
    except BadCatalogue as error:
        raise UsageError(f"--catalogue: {error}") from None
    except OSError as error:
        raise UsageError(f"sandbox: {error.filename or made.port}: {error.strerror}") from None
    return 0


def switch_of(text: str) -> Switch:
    """`jamendo:down` or `musicbrainz:unavailable:0.3` as a switch. Raises UsageError with the nearest word."""
    service, _, rest = text.partition(":")
    fault, _, rate = rest.partition(":")
    faults = [each.value for each in Fault]
    for given, allowed in ((service, _SERVICES), (fault, faults)):
        if given not in allowed:
            nearest = difflib.get_close_matches(given, allowed, 1)
            hint = f"; did you mean {nearest[0]}?" if nearest else ""
            raise UsageError(f"--fault {text}: {given or 'nothing'} is not one of {', '.join(allowed)}{hint}")
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
        f"Every request, with the violations noticed:  {sandbox.url}/_sandbox/journal",
        f"What every account holds now:                {sandbox.url}/_sandbox/holdings",
        "In another terminal:",
        f"  syncd sync --config {file}",
        "Ctrl-C ends it.",
    ]
    print("\n".join(lines), flush=True)  # noqa: T201 - this is the command's result


def _wait() -> None:
    ended = Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda _number, _frame: ended.set())
    ended.wait()
