"""A small service on loopback that answers as a test wishes, and a diary of what a host did meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from syncd.domain.errors import Stopped
from syncd.services.http import Answer, Endpoint, Host, judge_status

READ = Endpoint("GET", "/things/{id}")
ASK = Endpoint("POST", "/ask")
WRITE = Endpoint("POST", "/write", writes=True)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Reply:
    """What the server does with one request."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_lost: bool = False
    length: int | None = None  # a promise that the body does not keep


@dataclass(frozen=True)
class Seen:
    """A request that arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Upstream(ThreadingHTTPServer):
    """A service that answers with the replies it was given, the last one for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: list[Reply] = [Reply()]
        self.seen: list[Seen] = []
        self.answers = Event()
        self.answers.set()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Upstream
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args: object) -> None:
        """Tests speak for themselves."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append(Seen(self.command, self.path, dict(self.headers), body))
        self.server.answers.wait(10)
        replies = self.server.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        self.close_connection = reply.is_lost or reply.length is not None
        if not reply.is_lost:
            self._answer(reply)

    do_POST = do_GET  # noqa: N815  # the name is the standard library's

    def _answer(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(reply.length or len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)


@dataclass
class Diary:
    """A pace, a sleep and a leaving that write down what happens, in order."""

    slots: list[float] = field(default_factory=list)
    events: list[tuple[str, float]] = field(default_factory=list)
    counted: list[tuple[int, bool]] = field(default_factory=list)
    is_stopping: bool = False

    def reserve(self) -> float:
        """The next slot of those given, else now."""
        self.events.append(("reserve", 0.0))
        return self.slots.pop(0) if self.slots else 0.0

    def started(self) -> None:
        """That a request starts is what the upstream sees."""

    def ended(self, received: int, *, never_left: bool) -> None:
        """Write down what a request was counted as."""
        self.counted.append((received, never_left))

    def close(self) -> None:
        """Nothing is kept."""

    def block(self, reason: str) -> None:
        """Write down a block, which must have a reason."""
        assert reason
        self.events.append(("block", 0.0))

    def pause(self, seconds: float, reason: str) -> None:
        """Write down a pause, which must have a reason."""
        assert reason
        self.events.append(("pause", seconds))

    def sleep(self, seconds: float) -> None:
        """Write down a wait, or end it where somebody asked for that."""
        if self.is_stopping:
            raise Stopped("asked to stop")
        if seconds:
            self.events.append(("sleep", seconds))

    def leaving(self) -> None:
        """Write down that a write leaves."""
        self.events.append(("leaving", 0.0))

    def of(self, kind: str) -> list[float]:
        """The seconds of all events of one kind."""
        return [seconds for event, seconds in self.events if event == kind]


@contextmanager
def serving() -> Iterator[Upstream]:
    """An upstream on a port of its own."""
    server = Upstream()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()


def host_at(url: str, diary: Diary, **wishes: Any) -> Host:
    """A host that keeps a diary instead of waiting."""
    return Host(name="up", base_url=url, user_agent="t/1", pace=diary, sleep=diary.sleep, now=lambda: NOON, **wishes)


def ask(host: Host, **parts: Any) -> Answer:
    return host.read(READ, fields={"id": "7"}, judge=judge_status, **parts)


def write(host: Host, diary: Diary) -> Answer:
    return host.write(WRITE, json={"a": 1}, judge=judge_status, leaving=diary.leaving)
