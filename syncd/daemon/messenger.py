"""Sends messages out of process, so that a slow or leaking notification library is none of the daemon's trouble."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec

from syncd.daemon.logs import log
from syncd.daemon.notifier import Sent
from syncd.daemon.redaction import redactor
from syncd.daemon.secrets import Secret, SecretMissing

LONGEST = 60.0
"""Seconds that a message may take."""

INSTALL = "pipx inject syncd apprise"
"""How to get what the extra brings; a pip installation says `pip install 'syncd[notify]'`."""

_COMMAND = (sys.executable, "-P", "-m", "syncd.daemon.notifier")
_OURS_ALONE = {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}
_GLANCE = 0.2  # seconds between two looks whether the process is asked to end


@dataclass(frozen=True, slots=True)
class Message:
    """What a human is told."""

    title: str
    body: str


def is_installed() -> bool:
    """Whether the extra is there; nothing of it is imported."""
    return find_spec("apprise") is not None


def understood(urls: Sequence[str]) -> list[bool] | None:
    """Of each URL whether Apprise knows what it means; None where nobody can say. Nothing is sent."""
    asked = json.dumps({"urls": urls}).encode()
    try:
        done = subprocess.run(  # noqa: S603  # this very program, as below
            _COMMAND, input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=LONGEST, check=True
        )
        return [each is True for each in json.loads(done.stdout.splitlines()[-1])]
    except (OSError, subprocess.SubprocessError, ValueError, LookupError):
        return None


class Messenger:
    """Tells a human through the configured URLs. `is_stopping` says that nobody waits any more."""

    def __init__(self, urls: Sequence[Secret], is_stopping: Callable[[], bool], longest: float = LONGEST) -> None:
        self._urls, self._is_stopping, self._longest = urls, is_stopping, longest

    def send(self, message: Message) -> Sent:
        """Send it, and say what became of it."""
        try:
            asked = {**asdict(message), "urls": [each.read() for each in self._urls]}
        except SecretMissing as error:
            log.warning("nobody could be told", title=message.title, trouble=str(error))
            return Sent.FAILED
        try:
            sent = self._run(json.dumps({**asked, "body": redactor.clean(message.body)}).encode())
        except OSError:  # no process more on this machine, or one that died with its ear at the door
            sent = Sent.FAILED
        told = log.info if sent is Sent.DELIVERED else log.warning
        told("a human was told" if sent is Sent.DELIVERED else _TROUBLE[sent], title=message.title)
        return sent

    def _run(self, asked: bytes) -> Sent:
        env = {name: value for name, value in os.environ.items() if name not in _OURS_ALONE}
        nowhere = subprocess.DEVNULL
        with subprocess.Popen(  # noqa: S603  # this very program, and no word from outside among its arguments
            _COMMAND, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere, env=env
        ) as process:
            assert process.stdin is not None
            try:
                process.stdin.write(asked)
                process.stdin.close()
                return self._ended(process)
            finally:
                process.kill()

    def _ended(self, process: "subprocess.Popen[bytes]") -> Sent:
        deadline = time.monotonic() + self._longest
        while not self._is_stopping() and time.monotonic() < deadline:
            try:
                code = process.wait(_GLANCE)
            except subprocess.TimeoutExpired:
                continue
            return Sent(code) if code in set(Sent) else Sent.FAILED
        return Sent.UNSURE


_TROUBLE = {
    Sent.FAILED: "nobody could be told: no address of notify.urls took the message",
    Sent.NOT_INSTALLED: f"nobody could be told: [notify] needs an extra; run: {INSTALL}",
    Sent.UNSURE: "perhaps somebody was told: the notification took too long",
}
