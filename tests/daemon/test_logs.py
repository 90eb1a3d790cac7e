import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from syncd.daemon import logs
from syncd.daemon.logs import LogFormat, configure
from syncd.daemon.settings import Settings

PLAIN_CANARY = "canary4f1c77aa90"
BOTH = pytest.mark.parametrize("log_format", list(LogFormat))


class Silent(BaseHTTPRequestHandler):
    """Answers every GET with nothing."""

    def do_GET(self) -> None:
        """One empty answer."""
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's own name
        """Says nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """A server on loopback."""
    with HTTPServer(("127.0.0.1", 0), Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Terminal(io.StringIO):
    """A stream that a human looks at."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.mark.parametrize(
    ("name", "value", "is_coloured"), [("TERM", "xterm", True), ("TERM", "dumb", False), ("NO_COLOR", "1", False)]
)
def test_colours_are_for_terminals_that_have_some(
    log: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str, *, is_coloured: bool
) -> None:
    """None on a dumb one, as in the results, and none for whoever wants none."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(name, value)

    with redirect_stderr(Terminal()) as stream:
        configure(LogFormat.CONSOLE, 0)
        log.info("x")

    assert ("\x1b[" in stream.getvalue()) is is_coloured


class TestWhatIsHeard:
    @pytest.mark.parametrize(
        ("verbosity", "heard"),
        [
            (-2, {"warning"}),
            (-1, {"warning"}),
            (0, {"warning", "info"}),
            (1, {"warning", "info", "debug"}),
            (3, {"warning", "info", "debug"}),
        ],
    )
    def test_v_and_q_choose_the_level(self, log: Any, verbosity: int, heard: set[str]) -> None:
        """Events by default, `-v` for details, `-q` for trouble only, for our own loggers and the libraries' alike."""
        configure(LogFormat.JSON, verbosity)

        with redirect_stderr(io.StringIO()) as stream:
            for logger in (log, logging.getLogger("some.library")):
                logger.debug("x")
                logger.info("x")
                logger.warning("x")

        levels = [json.loads(line)["level"] for line in stream.getvalue().splitlines()]
        assert set(levels) == heard
        assert len(levels) == 2 * len(heard)

    def test_httpx_never_tells_its_addresses(self, address: str, caplog: pytest.LogCaptureFixture) -> None:
        """A real request leaves no line, even with `-v` and with its logger opened by somebody else."""
        configure(verbosity=1)
        caplog.set_level(logging.DEBUG, "httpx")
        caplog.set_level(logging.DEBUG, "httpcore.connection")

        with redirect_stderr(io.StringIO()) as stream:
            assert httpx.get(f"{address}/?q=canary", trust_env=False, timeout=60).status_code == 200

        assert stream.getvalue() == ""

    @pytest.mark.parametrize("name", logs.CHATTERS)
    def test_libraries_are_heard_when_something_is_wrong(self, name: str) -> None:
        """Quiet is not deaf."""
        configure()

        with redirect_stderr(io.StringIO()) as stream:
            logging.getLogger(f"{name}.inner").warning("trouble")

        assert "trouble" in stream.getvalue()

    def test_configuring_again_replaces_the_first(self, log: Any) -> None:
        """One event is one line, however often a process sets up its logs, and foreign handlers stay."""
        theirs = logging.NullHandler()
        logging.getLogger().addHandler(theirs)
        configure()
        configure(LogFormat.JSON)

        with redirect_stderr(io.StringIO()) as stream:
            log.info("x")

        assert len(stream.getvalue().splitlines()) == 1
        assert theirs in logging.getLogger().handlers

    def test_a_closed_stderr_stops_nothing(self, log: Any) -> None:
        """Work goes on where nobody listens any more."""
        configure()

        with redirect_stderr(io.StringIO()) as stream:
            stream.close()
            log.info("x")

        assert stream.closed


class TestTheLine:
    @BOTH
    def test_nothing_in_a_line_moves_a_terminal(self, log: Any, log_format: LogFormat) -> None:
        """A song title may hold escape sequences, line breaks and direction marks; the log is one plain line."""
        configure(log_format)
        title = "a\x1b]8;;http://evil\x07b\r\n2026 [error] forged\u202e\u2028\x9b31m"

        with redirect_stderr(io.StringIO()) as stream:
            log.info(title, title=title)
            logging.getLogger("some.library").warning(title)

        assert len(stream.getvalue().splitlines()) == 2
        assert "a]8;;http://evilb 2026 [error] forged" in stream.getvalue()
        assert not set("\x1b\x07\r\x9b\u202e\u2028") & set(stream.getvalue())

    def test_no_line_of_an_exception_poses_as_an_event(self, log: Any) -> None:
        """The text of an exception may hold a line break; what follows is indented like the rest of it."""
        configure()

        with redirect_stderr(io.StringIO()) as stream:
            log.error("failed", exc_info=ValueError("x\n2026-11-22T08:00:00Z [info] forged"))

        _, *rest = stream.getvalue().splitlines()
        assert any("forged" in line for line in rest)
        assert all(line.startswith("  ") or not line for line in rest)

    @pytest.mark.parametrize("tell", ["ours", "theirs"])
    def test_a_json_line_has_its_event_level_and_time(self, log: Any, tell: str) -> None:
        """Machines find the same fields whoever speaks."""
        configure(LogFormat.JSON)
        logger = {"ours": log, "theirs": logging.getLogger("some.library")}[tell]

        with redirect_stderr(io.StringIO()) as stream:
            logger.warning("it took %s s", 3)

        line = json.loads(stream.getvalue())
        assert (line["event"], line["level"]) == ("it took 3 s", "warning")
        assert line["timestamp"].endswith("Z")

    @BOTH
    def test_the_first_line_names_configuration_and_database(
        self, loaded: Callable[[str], Settings], log_format: LogFormat
    ) -> None:
        """Whoever reads a log knows whose it is (`contract.md` §1)."""
        configure(log_format)
        settings = loaded('database = "/d/syncd.db"')

        with redirect_stderr(io.StringIO()) as stream:
            logs.log_start(settings)

        (line,) = stream.getvalue().splitlines()
        assert str(settings.file) in line
        assert "/d/syncd.db" in line

    def test_results_keep_stdout_for_themselves(self, log: Any, capsys: pytest.CaptureFixture[str]) -> None:
        """Logs go to stderr only."""
        configure()
        log.info("x")

        said = capsys.readouterr()
        assert said.out == ""
        assert "x" in said.err


PROGRAM = """
import logging, threading, warnings
from syncd.daemon import logs
from syncd.daemon.redaction import redactor
redactor.learn("canary4f1c77aa90")
logs.configure(logs.LogFormat.JSON)
logs.log_uncaught()
def fail():
    secret = "canary4f1c77aa90"
    raise ValueError(f"no luck with {secret}")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
warnings.warn("old canary4f1c77aa90")
logging.getLogger("library").error("%d", "canary4f1c77aa90")
fail()
"""


def test_what_nobody_catches_is_logged_without_secrets() -> None:
    """What ends a thread or the process, warnings and impossible records pass through the redactor, as JSON."""
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)

    events = [json.loads(line) for line in run.stderr.splitlines()]
    assert [event["level"] for event in events] == ["critical", "warning", "error", "critical"]
    assert PLAIN_CANARY not in run.stderr + run.stdout
    assert run.returncode == 1
