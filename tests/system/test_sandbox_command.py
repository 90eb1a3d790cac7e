"""`syncd sandbox` as a process: what it tells is what works."""

import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from syncd.cli.options import FAULT_HELP
from syncd.cli.sandbox import asked_of
from syncd.domain.errors import UsageError
from syncd.sandbox import Fault, Quirk, Switch
from tests.cli.scene import run
from tests.system.conftest import ENOUGH


def test_the_help_names_every_fault_and_quirk() -> None:
    """What can be broken is listed where one looks for it, and a wrong name is answered with the nearest."""
    assert {word for word in (*Fault, *Quirk) if word not in FAULT_HELP} == set()
    with pytest.raises(UsageError, match="did you mean toggle"):
        asked_of("jamendo:togle")
    with pytest.raises(UsageError, match="is for jamendo"):
        asked_of("boomplay:read_only")
    with pytest.raises(UsageError, match="not of boomplay"):
        asked_of("boomplay:busy")
    assert asked_of("boomplay:slow:0.5:2") == Switch(service="boomplay", fault=Fault.SLOW, rate=0.5, value=2.0)


def test_the_help_says_that_pins_and_logins_end_sooner() -> None:
    """It is the clock that is faster: whoever tries `pin --until 3d` there is not to wonder where his pin has gone."""
    told = " ".join(run("sandbox", "--help").out.split())

    assert "clock so many times faster than real: limits, and how long logins and pins last" in told


@contextmanager
def served(*options: str) -> Iterator[list[str]]:
    """What the sandbox says before it waits; at the end it is asked to stop, and does."""
    command = [sys.executable, "-m", "syncd", "sandbox", "--favourites", "10", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield list(takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
        finally:
            process.terminate()
        assert process.wait(ENOUGH) == 0


def test_each_line_to_paste_works() -> None:
    """The journal, the holdings, the truth, a human and a fault: each example is answered with 200."""
    with served("--fault", "jamendo:toggle", "--fault", "boomplay:slow:0.5:0.01") as lines:
        examples = [shlex.split(line) for line in lines if line.startswith("  curl ")]
        asked = {}
        for _curl, *options, url in examples:
            data = options[1].encode() if options else None
            with urllib.request.urlopen(url, data) as answer:  # noqa: S310  # loopback
                asked[urlsplit(url).path] = answer.status
    assert asked == {f"/_sandbox/{desk}": 200 for desk in ("journal", "holdings", "truth", "human", "switch")}


def test_a_configuration_is_written_over_only_on_request(tmp_path: Path) -> None:
    """With --force the old file goes, the new one is for its owner alone, and the line to paste names it, space and all."""
    file = tmp_path / "my config.toml"
    file.write_text("mine")
    file.chmod(0o644)
    with served("--write-config", str(file), "--force") as lines:
        assert [shlex.split(line)[-3:] for line in lines if " --config " in line] == [["sync", "--config", str(file)]]
        assert "[accounts.my-boomplay]" in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600
