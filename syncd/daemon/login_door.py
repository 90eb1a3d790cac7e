"""The door on this machine to which a service sends the browser back (`reliability.md` F).

It answers one thing only: the registered address, asked by its own name, with the one-time state of this login.
"""

import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from syncd.daemon.addresses import is_loopback

_LONGEST = 8192  # bytes of a form; a token is a line
_PATIENCE = 2.0  # seconds for a browser that opened a connection and says nothing

_DONE = "<p>syncd has the answer. You may close this page; the terminal says how it went.</p>"
_HEAD = "<!doctype html><meta charset=utf-8><title>syncd</title>"
_CATCH = """<p id=p>One moment…</p><script nonce={nonce}>
const told = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const headers = {{"Content-Type": "application/x-www-form-urlencoded"}};
const say = (text) => {{ document.getElementById("p").textContent = text; }};
fetch(location.pathname, {{method: "POST", headers, body: told}})
  .then((answer) => say(answer.ok ? "syncd has the answer. You may close this page." : "This is no answer to this login."))
  .catch(() => say("syncd does not listen any more; start its login again."));
</script>"""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The registered address and the state of one login. `parse` takes what a browser brought, or a human pasted."""

    uri: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def is_here(self) -> bool:
        """Whether the address is this machine's, so that we can listen there."""
        parts = urlsplit(self.uri)
        return parts.scheme == "http" and is_loopback(parts.hostname or "")

    @property
    def host(self) -> str:
        """How a browser that was sent there names its host."""
        return urlsplit(self.uri).netloc.lower()

    @property
    def port(self) -> int:
        """Where to listen."""
        return urlsplit(self.uri).port or 80

    @property
    def path(self) -> str:
        """Its path, never empty."""
        return urlsplit(self.uri).path or "/"

    def parse(self, url: str) -> dict[str, str] | None:
        """What the address brought, in its query or behind its `#`; None where it is no answer to this login."""
        parts = urlsplit(url.strip())
        brought = dict(parse_qsl(parts.query)) | dict(parse_qsl(parts.fragment))
        return self.checked(brought)

    def checked(self, brought: Mapping[str, str]) -> dict[str, str] | None:
        """The same of its parts: the state must be ours, and something must be said."""
        is_ours = compare_digest(brought.get("state", "").encode(), self.state.encode())
        return dict(brought) if is_ours and brought.keys() & {"code", "error", "access_token"} else None


class LoginDoor(HTTPServer):
    """Listens at a redirect's address, on loopback only. One request at a time: `handle_request`, then look at `answer`.

    Raises OSError where the port is taken.
    """

    allow_reuse_address = True

    def __init__(self, redirect: Redirect) -> None:
        self.redirect = redirect
        self.nonce = secrets.token_urlsafe(16)
        self.answer: dict[str, str] | None = None
        named = urlsplit(redirect.uri).hostname or ""
        self.address_family = socket.AF_INET6 if ":" in named else socket.AF_INET
        super().__init__((named if ":" in named else "127.0.0.1", redirect.port), _Handler)

    def __enter__(self) -> Self:
        return self

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle is its own affair; nothing of it is printed."""


class _Handler(BaseHTTPRequestHandler):
    """One visit of a browser."""

    server: LoginDoor
    timeout = _PATIENCE
    server_version, sys_version = "syncd", ""

    def log_message(self, *_: Any) -> None:
        """Be quiet: what is asked for holds secrets."""

    def do_GET(self) -> None:
        """The redirect itself, or a page that hands over what stands behind its `#`."""
        path, _, query = self.path.partition("?")
        if not self._is_meant(path):
            return
        brought = dict(parse_qsl(query))
        if not brought:
            self._say(200, _CATCH.format(nonce=self.server.nonce))
            return
        self._take(brought)

    def do_POST(self) -> None:
        """What our own page read behind the `#`."""
        size = self.headers.get("Content-Length", "")
        if not self._is_meant(self.path):
            return
        is_own = self.headers.get("Origin", "").lower() == f"http://{self.server.redirect.host}"
        if not is_own or not size.isdecimal() or int(size) > _LONGEST:
            self._say(400, "<p>This is no answer to this login.</p>")
            return
        self._take(dict(parse_qsl(self.rfile.read(int(size)).decode("utf-8", "replace"))))

    def _is_meant(self, path: str) -> bool:
        """Whether this very address was asked for, by its name: no other page can make a browser do that (DNS rebinding)."""
        if self.headers.get("Host", "").lower() != self.server.redirect.host:
            self._say(421, "<p>Not here.</p>")
            return False
        if path != self.server.redirect.path:
            self._say(404, "<p>Nothing here.</p>")
            return False
        return True

    def _take(self, brought: Mapping[str, str]) -> None:
        answer = self.server.redirect.checked(brought)
        if answer is None:
            self._say(400, "<p>This is no answer to this login; perhaps to an older one.</p>")
            return
        self.server.answer = answer
        self._say(200, _DONE)

    def _say(self, status: int, page: str) -> None:
        body = f"{_HEAD}{page}".encode()
        policy = f"default-src 'none'; script-src 'nonce-{self.server.nonce}'; connect-src 'self'"
        self.send_response(status)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Connection": "close",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
