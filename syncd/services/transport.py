"""The HTTP library's transport as every host wants it: an exchange keeps its deadline, and no answer leads anywhere.

Imported with a host's first request only: the library's lower half takes its time, and most commands ask nobody.
"""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from syncd.services.deadline import Deadline

_KEPT_FOR = 5.0
"""Seconds for which a connection waits for its next request: the library's own choice."""


class Transport(httpx.HTTPTransport):
    """The library's own, on sockets that keep the deadline of the exchange under way."""

    def __init__(self, tls: ssl.SSLContext, deadline: Deadline) -> None:
        super().__init__(verify=tls, trust_env=False)
        # Its pool, the same but for the sockets: there is no other way to hand it some (encode/httpx#1450).
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls, keepalive_expiry=_KEPT_FOR, network_backend=_Sockets(deadline)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, which is none of the library's redirections."""
        said = super().handle_request(request)
        return _Unfollowed(said.status_code, headers=said.headers, stream=said.stream, extensions=said.extensions)


class _Unfollowed(httpx.Response):
    """An answer that leads nowhere.

    The library would read where a redirection leads even though it never goes there, and fail at `about:blank` and its
    like with errors that are no HTTP errors.
    """

    @property
    def has_redirect_location(self) -> bool:
        return False


class _Sockets(httpcore.NetworkBackend):
    """Connections that keep a deadline; of a name with many addresses each may take as long as the first to connect."""

    def __init__(self, deadline: Deadline) -> None:
        self._inner, self._deadline = httpcore.SyncBackend(), deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.within(timeout, httpcore.ConnectTimeout)
        try:
            stream = self._inner.connect_tcp(host, port, seconds, local_address, socket_options)
        except UnicodeError:  # a host name that no resolver would take: http://a..b
            raise httpcore.ConnectError("no name of a host") from None
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    """A connection of which every step waits no longer than the deadline lets it."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
