"""What a login asks of its human: a visit in the browser, an address to paste, a token without echo."""

import os
import select
import socket
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass, getuser
from pathlib import Path
from time import monotonic

from syncd.cli.streams import remark
from syncd.daemon.login_door import LoginDoor, Redirect
from syncd.daemon.logs import printable
from syncd.daemon.redaction import redactor
from syncd.daemon.secrets import FileSecret, PlainSecret
from syncd.domain.errors import Unauthorised, UsageError

PATIENCE = 600.0
"""Seconds that we wait for the human at the browser."""

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def answer_from_browser(redirect: Redirect, address: str, account: str, *, opens: bool) -> dict[str, str]:
    """What the service said to the human's browser: at our door or as a pasted address, whichever comes first.

    Raises UsageError where nobody could answer, Unauthorised where the human or the service said no.
    """
    with _door(redirect) as door:
        terminal = _Terminal.of_stdin()
        if door is None and terminal is None:
            raise UsageError(f"nobody can answer: free port {redirect.port}, or run this at a terminal")
        _invite(redirect, address, is_listening=door is not None, opens=opens)
        answer = _first(redirect, door, terminal)
    for name in ("code", "access_token", "refresh_token"):
        redactor.learn(answer.get(name, ""))
    if "error" in answer:
        said = " ".join(printable(answer.get("error_description") or answer["error"]).split())
        raise Unauthorised(account, f"the login was refused: {said}", remedy=f"run again: syncd login {account}")
    return answer


def token_from_human(account: str, where: str, file: str | None) -> str:
    """A token: from a file, from stdin (`-`), or asked for without echo. Raises SecretMissing or UsageError."""
    if file is not None and file != "-":
        return FileSecret(Path(file)).read()
    if file is None and not sys.stdin.isatty():
        raise UsageError("a token is asked for at a terminal; in a script say --token-file - or --token-file PATH")
    if file is None:
        remark(f"copy the token from {where}")
    return PlainSecret(sys.stdin.readline() if file == "-" else getpass(f"Token of {account} (not shown): ")).read()


@contextmanager
def _door(redirect: Redirect) -> Iterator[LoginDoor | None]:
    """A door at the redirect's address; None where it is another machine's, or taken."""
    if not redirect.is_here:
        yield None
        return
    try:
        door = LoginDoor(redirect)
    except OSError as error:
        remark(f"port {redirect.port} cannot be had ({error.strerror}): paste the address that the browser ends at")
        yield None
        return
    with door:
        yield door


def _invite(redirect: Redirect, address: str, *, is_listening: bool, opens: bool) -> None:
    """Say where to go, and how the answer finds its way here."""
    if opens and _has_screen() and webbrowser.open(address):
        remark("your browser shows where to agree; should it not, open:")
    else:
        remark("open this in a browser, and agree:")
    sys.stderr.write(f"\n    {address}\n\n")
    if is_listening and not _has_screen():
        port = redirect.port
        remark(f"on another machine run this first: ssh -L {port}:localhost:{port} {getuser()}@{socket.gethostname()}")
    remark("or paste the address that the browser ends at, within 30 seconds of agreeing:")
    sys.stderr.flush()


def _has_screen() -> bool:
    if "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform == "darwin" or any(os.environ.get(name) for name in _SCREENS)


class _Terminal:
    """Whole lines from stdin, without a thread that would outlive us."""

    def __init__(self, handle: int) -> None:
        self._handle, self._read = handle, b""

    @classmethod
    def of_stdin(cls) -> "_Terminal | None":
        """Stdin, unless it is closed."""
        try:
            return cls(sys.stdin.fileno())
        except (AttributeError, OSError, ValueError):
            return None

    def fileno(self) -> int:
        """For `select`."""
        return self._handle

    def line(self) -> str | None:
        """A line; empty where only a part of it is there, None where no more will come."""
        piece = os.read(self._handle, 65_536)
        self._read += piece
        line, newline, rest = self._read.partition(b"\n")
        if not newline and piece:
            return ""
        self._read = rest
        return line.decode("utf-8", "replace").strip() or (None if not piece else "")


def _first(redirect: Redirect, door: LoginDoor | None, terminal: _Terminal | None) -> dict[str, str]:
    deadline = monotonic() + PATIENCE
    while door or terminal:
        ready, _, _ = select.select([each for each in (door, terminal) if each], [], [], max(0, deadline - monotonic()))
        if not ready:
            raise UsageError(f"nobody answered within {PATIENCE / 60:.0f} minutes; run this again")
        if door in ready and door is not None:
            door.handle_request()
            if door.answer is not None:
                return door.answer
        if terminal in ready and terminal is not None:
            line = terminal.line()
            terminal = None if line is None else terminal
            if line and (answer := redirect.parse(line)):
                return answer
            if line:
                remark("that is no answer to this login: paste the whole address that the browser ends at")
    raise UsageError("nobody answered; run this again")
