"""The HTTP server: sockets in, requests out. Threads side by side, connections kept alive, nothing printed."""

import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from syncd.sandbox.wire import Request, Response

GLANCE_SECONDS = 0.02
"""How often a waiting request looks whether its client is still there."""


class Connection:
    """The client's end of a connection, as a waiting request sees it."""

    def __init__(self, sock: socket.socket, closing: Event) -> None:
        self._sock = sock
        self._closing = closing

    def is_gone(self) -> bool:
        """Whether the client has hung up."""
        try:
            return not self._sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def wait(self, seconds: float | None) -> None:
        """Let real time go by, at most until the client hangs up or the server closes."""
        glances = None if seconds is None else round(seconds / GLANCE_SECONDS)
        while (glances is None or glances > 0) and not self.is_gone() and not self._closing.wait(GLANCE_SECONDS):
            glances = None if glances is None else glances - 1


Answer = Callable[[Request, Connection], Response]


class _Handler(BaseHTTPRequestHandler):
    """Turns bytes into a Request and a Response into bytes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together
    server: "Listener"

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            pass  # the client left while we were talking
        finally:
            self.server.closed(self.connection)

    def log_message(self, *_: Any) -> None:
        """Be quiet: the journal remembers."""

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Any method of HTTP is for the stand-ins to judge."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        response = self.server.answer(self._request(), Connection(self.connection, self.server.closing))
        if response.hang_up:
            self.close_connection = True
            return
        try:
            self._send(response)
        except OSError:
            self.close_connection = True  # nobody listens any more

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        return Request(
            method=self.command,
            path=path,
            query=query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            client=self.client_address[0],
            at=self.server.now(),
            by_the_wall=self.server.wall() if self.server.wall else None,
        )

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        for name, value in {"Date": self.date_time_string(), **response.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()


class Listener(ThreadingHTTPServer):
    """Serves on 127.0.0.1 from `start` to `stop`. `answer` is asked in parallel threads; `now` and `wall` stamp requests."""

    daemon_threads = False  # `stop` waits for every thread, so nothing outlives the sandbox
    request_queue_size = 128

    def __init__(
        self, port: int, answer: Answer, now: Callable[[], float], wall: Callable[[], float] | None = None
    ) -> None:
        self.answer = answer
        self.now, self.wall = now, wall
        self.closing = Event()
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox", daemon=True)
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def address(self) -> str:
        """The root URL, without a slash at its end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Begin to serve, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End every connection, whatever it waits for, and every thread."""
        self.closing.set()
        self.shutdown()
        with self._lock:
            for sock in self._open:
                _shut(sock)
        self.server_close()
        self._thread.join()

    def opened(self, sock: socket.socket) -> None:
        """A connection begins."""
        with self._lock:
            self._open.add(sock)
        if self.closing.is_set():
            _shut(sock)

    def closed(self, sock: socket.socket) -> None:
        """A connection has ended."""
        with self._lock:
            self._open.discard(sock)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle of a request is its own affair; anything else is a bug to be seen."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # it may be closed already
        sock.shutdown(socket.SHUT_RDWR)
