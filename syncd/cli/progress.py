"""Long work shows how far it is: done of total, whose rule sets the pace, the time left, and that stopping is safe."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress as Bars, TaskID, TextColumn, TimeRemainingColumn

from syncd.cli.streams import remark
from syncd.engine.world import Progress, Stage, Unwatched

_BETWEEN_LINES = 60.0  # seconds; shorter work needs no lines where there is no terminal

RULES = {
    "boomplay": "our own restraint",
    "listenbrainz": "ListenBrainz' rule: one request a second",
    "musicbrainz": "MusicBrainz' rule: one request a second",
    "jamendo": "our own restraint; Jamendo's monthly quota is small",
}


def label(stage: Stage, host: str) -> str:
    """What is going on, in words."""
    return f"{stage} {host}" if stage in {Stage.LOCATE, Stage.PUSH} else str(stage)


class TerminalProgress:
    """Progress bars on a terminal."""

    def __init__(self, rates: Mapping[str, float]) -> None:
        self._rates = rates
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("[dim]{task.fields[rule]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._lock = Lock()

    def __enter__(self) -> Self:
        self._bars.start()
        self._bars.console.print(
            "[dim]Stopping with Ctrl-C is safe at any time: nothing is lost, the next start goes on."
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def tell(self, stage: Stage, host: str, done: int, total: int) -> None:
        """Move the bar of this stage."""
        name = label(stage, host)
        with self._lock:
            if name not in self._tasks:
                rule = f"{self._rates.get(host, 1.0):g}/s, {RULES[host]}" if host in RULES else ""
                self._tasks[name] = self._bars.add_task(name, total=total, rule=rule)
            self._bars.update(self._tasks[name], completed=done, total=total)


@dataclass(slots=True)
class _Stretch:
    began: float
    told: float
    first: int


class LineProgress:
    """A line a minute where there is no terminal (a journal, a pipe)."""

    def __init__(self, rates: Mapping[str, float], now: Callable[[], float] = time.monotonic) -> None:
        self._rates, self._now = rates, now
        self._stretches: dict[str, _Stretch] = {}
        self._lock = Lock()

    def tell(self, stage: Stage, host: str, done: int, total: int) -> None:
        """A line, where the last one is a minute old."""
        name, now = label(stage, host), self._now()
        with self._lock:
            stretch = self._stretches.setdefault(name, _Stretch(began=now, told=now, first=done))
            if now - stretch.told < _BETWEEN_LINES:
                return
            stretch.told = now
        rate = max(done - stretch.first, 1) / max(now - stretch.began, 1.0)
        line = f"{name}: {done} of {total}, about {(total - done) / rate / 60:.0f} min left{self._rule(host)}"
        remark(f"{line}; stopping is safe")

    def _rule(self, host: str) -> str:
        return f" ({self._rates.get(host, 1.0):g}/s: {RULES[host]})" if host in RULES else ""


@contextmanager
def watcher(rates: Mapping[str, float], *, is_quiet: bool) -> Iterator[Progress]:
    """Whoever suits where we run, for as long as the work lasts."""
    if is_quiet:
        yield Unwatched()
    elif sys.stderr.isatty():
        with TerminalProgress(rates) as bars:
            yield bars
    else:
        yield LineProgress(rates)
