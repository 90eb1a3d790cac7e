"""`syncd init` on a real terminal and in a real process: what is typed unseen, and who gives up."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.scene import Scene
from tests.system.terminals import on_a_terminal

CONTACT = "me@home.net"
ENOUGH = 120
"""Seconds after which a process that hangs is given up; never waited for otherwise."""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the configuration shall be, the database too; not even its folder is there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "new" / "config.toml"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_control_c_leaves_nothing_behind(fresh: Scene, config: Path, number: signal.Signals, code: int) -> None:
    """A human who gives up in the middle of a question finds no file and no folder, temporary ones included."""
    temporary = config.parents[1] / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "syncd", "init", "--hosts-of", str(fresh.config), "--config", str(config)]
    here, pipe = {**os.environ, "TMPDIR": str(temporary)}, subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=here)
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(f"{CONTACT}\n".encode())
    process.stdin.flush()
    told = b""
    while not told.endswith(b"account: "):
        told += os.read(process.stderr.fileno(), 4096) or pytest.fail(told.decode())
    process.send_signal(number)
    process.communicate(timeout=ENOUGH)
    assert process.returncode == code
    assert not config.parent.exists()
    assert list(temporary.iterdir()) == []


def test_a_token_is_not_shown_while_it_is_typed(fresh: Scene, config: Path) -> None:
    """On a terminal nobody who looks over a shoulder reads it, and the terminal is as it was afterwards."""
    token = fresh.sandbox.world.listenbrainz[0].token
    with on_a_terminal("init", "--hosts-of", str(fresh.config), "--config", str(config)) as terminal:
        shown = ""
        questions = ["contact: ", "account: ", "(not shown): ", "[Y/n]: ", "account: ", "[Y/n]: "]
        for question, answer in zip(questions, [CONTACT, "listenbrainz", token, "y", "", "n"], strict=True):
            terminal.wait_for(question)
            shown += terminal.shown
            terminal.types(f"{answer}\n")
        assert terminal.end() == 0
    assert "this is alice" in shown
    assert token not in shown
    assert config.with_name("my-listenbrainz-token").read_text().strip() == token
