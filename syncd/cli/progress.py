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
from rich.progress import BarColumn, MofNCompleteColumn, Progress as Bars, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from syncd.cli.streams import remark
from syncd.daemon.logs import log
from syncd.engine.world import Progress, Stage, Unwatched

_BETWEEN_LINES = 60.0  # seconds; shorter work needs no lines where there is no terminal

NAMES = {"boomplay": "Boomplay", "listenbrainz": "ListenBrainz", "jamendo": "Jamendo", "musicbrainz": "MusicBrainz"}
_RULES = {
    "boomplay": "our own restraint of one request a second",
    "listenbrainz": "its rule of one request a second",
    "musicbrainz": "its rule of one request a second",
    "jamendo": "our own restraint of one request a second",
}
_OF_MANY_HOSTS = {Stage.POLL, Stage.IMPORT}
"""What goes by no single host's pace."""


def label(stage: Stage, host: str) -> str:
    """What is going on, in words."""
    return f"{stage} {NAMES.get(host, host)}" if stage in {Stage.LOCATE, Stage.PUSH} else str(stage)


def pace(host: str, rate: float) -> str:
    """How often a host is asked, and whose rule that is. Stand-ins and mirrors may be asked more often."""
    rule = _RULES[host]
    if rate == 1:
        return f"{NAMES[host]}: {rule}"
    return f"{NAMES[host]}: {rate:g}/s, {rate:g} times {rule}"


class _TimeLeft(TimeRemainingColumn):
    """The time left, once that can be told."""

    def render(self, task: Task) -> Text:
        """Nothing rather than dashes."""
        return super().render(task) if task.time_remaining is not None else Text("")


class TerminalProgress:
    """Progress bars on a terminal."""

    def __init__(self, rates: Mapping[str, float], console: Console | None = None) -> None:
        self._rates = rates
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            _TimeLeft(),
            console=console or Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._told: set[str] = set()
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
        """Move the bar of this stage; a host's pace stands on a line of its own, once."""
        name = label(stage, host)
        with self._lock:
            if host in _RULES and stage not in _OF_MANY_HOSTS and host not in self._told:
                self._told.add(host)
                self._bars.console.print(Text(pace(host, self._rates.get(host, 1.0)), style="dim"))
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(name, total=total)
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
        line = f"{name}: {done} of {total}, about {(total - done) / rate / 60:.0f} min left{self._rule(stage, host)}"
        remark(f"{line}; stopping is safe")

    def _rule(self, stage: Stage, host: str) -> str:
        if host not in _RULES or stage in _OF_MANY_HOSTS:
            return ""
        return f" ({pace(host, self._rates.get(host, 1.0))})"


class LoggedProgress:
    """Each stage's beginning and end as a log line, for `-v`; everything else is the other watcher's."""

    def __init__(self, other: Progress) -> None:
        self._other = other
        self._running: set[str] = set()

    def tell(self, stage: Stage, host: str, done: int, total: int) -> None:
        """Log what begins and what is done."""
        name = label(stage, host)
        if name not in self._running:
            self._running.add(name)
            log.debug(name, total=total)
        if done >= total:
            self._running.discard(name)
            log.debug(f"done {name}", total=total)
        self._other.tell(stage, host, done, total)


@contextmanager
def watcher(rates: Mapping[str, float], *, is_quiet: bool, is_verbose: bool = False) -> Iterator[Progress]:
    """Whoever suits where we run, for as long as the work lasts."""
    with _watching(rates, is_quiet=is_quiet) as watching:
        yield LoggedProgress(watching) if is_verbose else watching


@contextmanager
def _watching(rates: Mapping[str, float], *, is_quiet: bool) -> Iterator[Progress]:
    if is_quiet:
        yield Unwatched()
    elif sys.stderr.isatty():
        with TerminalProgress(rates) as bars:
            yield bars
    else:
        yield LineProgress(rates)
