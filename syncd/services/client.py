"""The HTTP library's client as every host wants it: no cookies, no redirections, nothing of the environment."""

from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext

import httpx

from syncd.services.deadline import Deadline


def new_client(user_agent: str, timeout: httpx.Timeout | float, deadline: Deadline) -> httpx.Client:
    """One host's client, whose exchanges keep the deadline. The first one of a process takes a tenth of what a start takes."""
    from syncd.services.transport import Transport  # noqa: PLC0415  # it is no part of a start that asks nobody

    return httpx.Client(
        headers={"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=timeout,
        transport=Transport(_tls(), deadline),
        follow_redirects=False,
        trust_env=False,
    )


@cache
def _tls() -> SSLContext:
    """The one TLS context: loading the certificates takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)
