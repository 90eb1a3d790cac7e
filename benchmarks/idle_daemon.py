"""What does the daemon cost that has nothing to do? `python -m benchmarks.idle_daemon [--seconds 60] [--favourites N]`.

The real `syncd daemon` makes its database, does the first sync itself, comes to rest, and is watched for so many seconds: its
memory, and its share of a core, in percent. With `--known`, three syncs before it have done all that. The default polls
of an hour or less fall into ten minutes at most three times, and each is one cheap question (`idle_poll` says what it takes).
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stage import Stage, staged
from syncd.sandbox.settings import SandboxSettings

_UNTIL_ALL_RESTS = 3
_SETTLING = 12.0  # seconds in which the first cycles are over


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process has used so far."""

    cpu_seconds: float
    memory_mb: float

    @classmethod
    def of(cls, process: int) -> "Reading":
        """As the kernel tells."""
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        return cls(ticks / os.sysconf("SC_CLK_TCK"), kilobytes / 1024)


def main(argv: Sequence[str] | None = None) -> None:
    """Watch an idle daemon, and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.idle_daemon", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, metavar="S")
    parser.add_argument("--favourites", type=int, default=1000, metavar="N")
    parser.add_argument("--listen", action="store_true", help="with the port for health and metrics")
    parser.add_argument("--known", action="store_true", help="other processes have done the first sync")
    options = parser.parse_args(argv)
    with staged(SandboxSettings(favourites=options.favourites, enforce_limits=False)) as stage:
        for _ in range(_UNTIL_ALL_RESTS if options.known else 0):
            stage.sync()
        if options.listen:
            with stage.config.open("a", encoding="utf-8") as config:
                config.write('\n[daemon]\nlisten = "127.0.0.1:0"\n')
        with _daemon(stage, is_known=options.known) as process:
            time.sleep(_SETTLING)
            before, began = Reading.of(process), time.monotonic()
            time.sleep(options.seconds)
            after, took = Reading.of(process), time.monotonic() - began
    figures = {
        "favourites": options.favourites,
        "seconds": f"{took:.0f}",
        "cpu_percent": f"{(after.cpu_seconds - before.cpu_seconds) / took * 100:.2f}",
        "start_cpu_seconds": f"{before.cpu_seconds:.2f}",
        "memory_mb": f"{after.memory_mb:.1f}",
    }
    print("idle_daemon:", *(f"{key}={value}" for key, value in figures.items()))


@contextmanager
def _daemon(stage: Stage, *, is_known: bool) -> Iterator[int]:
    """A daemon that has done its first sync; its process. It is ended as an administrator would."""
    command = [sys.executable, "-m", "syncd", "daemon", "--log-format", "json", "--config", str(stage.config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own program
        assert process.stderr is not None
        for line in process.stderr:
            if _is_over(json.loads(line), is_known=is_known):
                break
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


def _is_over(told: Mapping[str, object], *, is_known: bool) -> bool:
    """Whether this line of the log is the last one of the first sync; where all is known, that is a quiet one."""
    return told["event"] == "the daemon runs" if is_known else told["event"] == "cycle" and told["due"] is False


if __name__ == "__main__":
    main()
