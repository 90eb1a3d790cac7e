"""The benchmarks: what a developer reads in their last lines."""

import re
import subprocess
import sys
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest

from tests.system.conftest import ENOUGH

ROOT = Path(__file__).resolve().parents[2]
HOSTS = ("boomplay", "listenbrainz", "musicbrainz", "jamendo")


def last_line(benchmark: str, *arguments: str) -> tuple[str, dict[str, str]]:
    """The name and the figures in the line that a benchmark ends with. It runs here; what it starts are processes."""
    with redirect_stdout(StringIO()) as said:
        import_module(f"benchmarks.{benchmark}").main(arguments)
    return figures_of(said.getvalue())


def figures_of(told: str) -> tuple[str, dict[str, str]]:
    """The last line, taken apart."""
    name, *figures = told.splitlines()[-1].split()
    assert all(re.fullmatch(r"\w+=\S+", figure) for figure in figures), figures
    return name, dict(figure.split("=") for figure in figures)


@pytest.fixture(autouse=True)
def _at_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a developer stands: the processes that a benchmark starts find its modules there."""
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("windows", [1, 3])
def test_a_first_sync_is_held_against_its_floor(windows: int) -> None:
    """In one window and in several, each host's ratio is printed, and the floors are no higher than what was asked."""
    name, figures = last_line("first_sync", "--favourites", "60", "--windows", str(windows))
    print(figures)

    assert name == "first_sync:"
    assert figures["favourites"] == "60"
    assert all(float(figures[f"{host}_ratio"]) >= 1 for host in HOSTS)
    assert float(figures["cpu_ms_per_favourite"]) > 0
    assert float(figures["peak_mb"]) > 0
    assert int(figures["cycles"]) == windows + 1


def test_the_slowest_lane_is_held_against_its_pace() -> None:
    """With limits in force the lane's time and what its pace alone would take are both printed."""
    _, figures = last_line("first_sync", "--favourites", "20", "--enforce-limits", "--speedup", "100", "--seed", "2")
    print(figures)

    assert figures["slowest_lane"] in HOSTS
    assert float(figures["lane_seconds"]) > 0
    assert float(figures["pace_seconds"]) > 0


def test_a_cycle_without_news_writes_nothing() -> None:
    """It reads each list once more, or asks whether it changed, writes nothing and asks the catalogues nothing."""
    name, figures = last_line("idle_poll", "--favourites", "60", "--cycles", "1")
    print(figures)

    assert name == "idle_poll:"
    assert figures["writes"] == "0"
    assert int(figures["requests"]) == sum(int(figures.get(host, 0)) for host in HOSTS)
    assert "musicbrainz" not in figures
    assert figures["listenbrainz"] == "2"  # who we are, and what is new
    assert float(figures["cpu_seconds"]) < float(figures["process_cpu_seconds"])


def test_nobody_gets_anothers_love_in_a_world_of_traps() -> None:
    """Wrong and shared ISRCs, merges, siblings, duets, versions, uploaders, other scripts: held, or rightly loved."""
    name, figures = last_line("identity", "--favourites", "200", "--seed", "1")
    print(figures)

    assert name == "identity:"
    assert figures["wrong"] == "0"
    assert float(figures["settled_share"]) >= 0.95
    assert float(figures["doubtful_siblings_share"]) <= 0.02


def test_known_mappings_are_read_and_merged() -> None:
    """Everything known is settled at both targets, and nothing is to be done; this one is started as a developer does."""
    command = [sys.executable, "-m", "benchmarks.known_mappings", "--favourites", "100"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=ENOUGH, check=False)
    assert done.returncode == 0, done.stderr
    name, figures = figures_of(done.stdout)
    print(figures)

    assert name == "known_mappings:"
    assert (figures["settled"], figures["actions"]) == ("200", "0")
    assert float(figures["cpu_seconds"]) >= 0
