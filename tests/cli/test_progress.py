"""What people see of work that takes long, and what `-v` tells of it."""

import io
import os
import re

import pytest
from rich.console import Console

from syncd.cli.progress import LineProgress, TerminalProgress, pace
from syncd.engine.world import Stage
from tests.cli.scene import Scene

RATES = {"listenbrainz": 20.0, "jamendo": 20.0, "boomplay": 1.0, "musicbrainz": 1.0}


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    return io.StringIO()


def test_nothing_is_lost_on_a_narrow_terminal(narrow: io.StringIO) -> None:
    """Every stage shows its name and done of total within 80 columns; whose rule it is stands on a line of its own."""
    console = Console(file=narrow, force_terminal=True, color_system=None, width=80)
    with TerminalProgress(RATES, console) as bars:
        for stage in Stage:
            bars.tell(stage, "listenbrainz", 9_998, 10_000)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", narrow.getvalue()).replace("\r", "\n").splitlines()
    assert max(map(len, shown)) <= 80
    for stage in Stage:
        assert any(line.startswith(str(stage)) and "9998/10000" in line for line in shown), stage
    assert "ListenBrainz: 20/s, 20 times its rule of one request a second" in shown
    assert "-:--:--" not in narrow.getvalue()
    assert "listenbrainz" not in narrow.getvalue()


def test_a_pace_never_contradicts_its_rule() -> None:
    """At the official pace the rule is enough; a faster one is told as a multiple of it."""
    assert pace("musicbrainz", 1.0) == "MusicBrainz: its rule of one request a second"
    assert "100 times our own restraint of one request a second" in pace("boomplay", 100.0)


def test_a_list_of_many_hosts_names_nobodys_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """Reading lists goes by several hosts, so its line in a journal names none; writing goes by one, and names it."""
    clock = iter([0.0, 61.0, 61.0, 130.0])
    lines = LineProgress(RATES, lambda: next(clock))
    for stage in (Stage.POLL, Stage.PUSH):
        lines.tell(stage, "jamendo", 0, 9)
        lines.tell(stage, "jamendo", 3, 9)
    polling, writing = capsys.readouterr().err.splitlines()
    assert "rule" not in polling
    assert "restraint" not in polling
    assert writing.startswith("syncd: writing at Jamendo: 3 of 9")
    assert "20 times our own restraint" in writing


def test_verbose_tells_each_step_and_twice_each_request(alone: Scene) -> None:
    """`-v` logs what begins and ends and how everything stands; `-vv` adds each request by its path, without secrets."""
    first, second = alone.run("sync", "-v"), alone.run("sync", "-vv")
    for words in ("reading lists", "writing at Jamendo", "done writing at Jamendo", "my-listenbrainz"):
        assert words in first.err
    assert "listenbrainz GET /1/" not in first.err
    assert re.search(r"listenbrainz GET /1/feedback/user/\{user\}/get-feedback.*: 200 after", second.err)
    assert not [secret for secret in alone.secrets() if secret in first.err + second.err]
    assert os.linesep + "Traceback" not in second.err
