"""The port for health and metrics: read-only, without any secret, for whoever watches this machine.

A web page in somebody's browser can point a name of its own at a loopback address (DNS rebinding), so a request must name us
by an address or as localhost (`reliability.md` F).
"""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Thread
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from syncd.daemon.addresses import is_loopback
from syncd.daemon.logs import log
from syncd.daemon.page import Page, Pages
from syncd.domain.errors import ConfigError, SyncdError

PATIENCE = 10.0
"""Seconds for one request from its first byte to the last of its answer; who dribbles holds a thread for no longer."""

MOST = 16
"""Requests at once; whoever comes on top of them is sent away. A watcher asks one at a time."""

_ALWAYS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


class PortTaken(ConfigError):
    """Another program listens there; it may end."""


@contextmanager
def listening(
    address: tuple[str, int], pages: Pages, *, patience: float = PATIENCE, most: int = MOST
) -> Iterator[tuple[str, int]]:
    """Answer at this address until the end; its real one, for port 0 is any. Raises PortTaken, or ConfigError for no address."""
    with _bound(address, pages) as server:
        server.patience, server.most = patience, most
        thread = Thread(target=server.serve_forever, args=(min(_GLANCE, patience),), name="port", daemon=True)
        thread.start()
        if not is_loopback(address[0]):
            log.warning(
                "health and metrics can be read from other machines, for daemon.listen says so", address=address[0]
            )
        try:
            yield address[0], server.server_port
        finally:
            server.shutdown()


_GLANCE = 0.5  # seconds between two looks whether the server is to end, or a request takes too long


def is_addressed_to_us(host: str) -> bool:
    """Whether a Host header names an address, or localhost; anybody can own any other name."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        is_sound = urlsplit(f"//{host}").port != 0
    except ValueError:
        return False
    return is_sound and not set(host) & set("@/?#\\") and (name == "localhost" or _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _bound(address: tuple[str, int], pages: Pages) -> "_Server":
    shown = f"[{address[0]}]:{address[1]}" if ":" in address[0] else f"{address[0]}:{address[1]}"
    try:
        return _Server(address, pages)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"daemon.listen: nobody can listen at {shown}: {reason}"
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(message, remedy="end what listens there, or choose another port") from None
        raise ConfigError(message, remedy="choose an address of this machine, and a port from 1024 on") from None


class _Server(ThreadingHTTPServer):
    """Threads side by side, so many at most, and each for so long at most. None keeps the process alive."""

    daemon_threads = True
    block_on_close = False
    patience, most = PATIENCE, MOST

    def __init__(self, address: tuple[str, int], pages: Pages) -> None:
        self.pages = pages
        self._ends: dict[Any, float] = {}  # when each open request is over at the latest
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without the look-up of our own name, which may take its time."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()[:2]
        self.server_port = self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread of its own, if one is free."""
        if len(self._ends) >= self.most:
            self.shutdown_request(request)
            return
        self._ends[request] = monotonic() + self.patience
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        """Its thread is free."""
        self._ends.pop(request, None)
        super().close_request(request)

    def service_actions(self) -> None:
        """At each glance: a request that takes too long ends, whatever its thread reads or writes."""
        for request, end in list(self._ends.items()):
            if monotonic() > end:
                with suppress(OSError):  # it has just ended by itself
                    request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle is no matter of ours."""


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD of the pages, and nothing else."""

    server: _Server
    server_version, sys_version = "syncd", ""

    def do_GET(self) -> None:
        """A page."""
        page = self._page()
        body = page.body.encode()
        self.send_response(page.status)
        for name, value in {"Content-Type": page.kind, "Content-Length": str(len(body)), **_ALWAYS}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        """A page without its body."""
        self.do_GET()

    def _page(self) -> Page:
        if not is_addressed_to_us(self.headers.get("Host", "")):
            return Page("ask by address, or as localhost\n", HTTPStatus.FORBIDDEN)
        answer = self.server.pages.get(urlsplit(self.path).path)
        if answer is None:
            return Page(f"there are {', '.join(self.server.pages)}\n", HTTPStatus.NOT_FOUND)
        try:
            return answer(self.headers.get("Accept", ""))
        except SyncdError:
            return Page("the database does not answer\n", HTTPStatus.SERVICE_UNAVAILABLE)

    def log_message(self, *_: object) -> None:
        """Who looks is no event."""
