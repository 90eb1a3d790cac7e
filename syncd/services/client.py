"""The HTTP library's client as every host wants it: no cookies, no redirections, nothing of the environment."""

from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext

import httpx


def new_client(user_agent: str, timeout: httpx.Timeout | float) -> httpx.Client:
    """One host's client. The first one that a process makes takes a tenth of what a start takes."""
    return httpx.Client(
        headers={"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=timeout,
        transport=_Transport(verify=_tls(), trust_env=False),
        follow_redirects=False,
        trust_env=False,
    )


class _Transport(httpx.HTTPTransport):
    """The library's own, whose answers lead nowhere."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        said = super().handle_request(request)
        return _Unfollowed(said.status_code, headers=said.headers, stream=said.stream, extensions=said.extensions)


class _Unfollowed(httpx.Response):
    """An answer that is none of the library's redirections.

    It would read where one leads even though it never goes there, and fail at `about:blank` and its like with errors that
    are no HTTP errors.
    """

    @property
    def has_redirect_location(self) -> bool:
        return False


@cache
def _tls() -> SSLContext:
    """The one TLS context: loading the certificates takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)
