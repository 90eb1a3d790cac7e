"""The door on this machine: it takes the answer to this very login, and nothing else."""

from collections.abc import Callable, Iterator
from threading import Thread

import httpx
import pytest

from syncd.daemon.login_door import LoginDoor, Redirect
from tests.ports import kept_port

Visit = Callable[..., httpx.Response]
ENOUGH = 60
"""Seconds after which a door that hangs is given up; never waited for otherwise."""


@pytest.fixture
def door() -> Iterator[LoginDoor]:
    """At a port that nobody has at this moment."""
    with kept_port() as port, LoginDoor(Redirect(f"http://localhost:{port}/back", "the-state")) as door:
        yield door


@pytest.fixture
def visit(door: LoginDoor) -> Visit:
    """One visit of a browser: path and query, and what it says of itself."""

    def go(where: str, method: str = "GET", body: str = "", **headers: str) -> httpx.Response:
        visitor = Thread(target=door.handle_request)
        visitor.start()
        url = f"http://127.0.0.1:{door.redirect.port}{where}"
        named = {"Host": door.redirect.host, **{name.replace("_", "-"): value for name, value in headers.items()}}
        said = httpx.request(method, url, content=body, headers=named, trust_env=False, timeout=ENOUGH)
        visitor.join()
        return said

    return go


def test_the_answer_is_taken(door: LoginDoor, visit: Visit) -> None:
    """The registered path with our state: what it brought is there."""
    said = visit("/back?code=abc&state=the-state")

    assert said.status_code == 200
    assert door.answer == {"code": "abc", "state": "the-state"}


@pytest.mark.parametrize(
    ("where", "headers", "status"),
    [
        ("/back?code=abc&state=the-state", {"Host": "evil.example"}, 421),
        ("/back?code=abc&state=the-state", {"Host": "localhost"}, 421),
        ("/favicon.ico", {}, 404),
        ("/back/more?code=abc&state=the-state", {}, 404),
        ("/back?code=abc&state=guessed", {}, 400),
        ("/back?code=abc", {}, 400),
        ("/back?state=the-state", {}, 400),
    ],
)
def test_anything_else_is_refused(
    door: LoginDoor, visit: Visit, where: str, headers: dict[str, str], status: int
) -> None:
    """Another name, another path, another state, or no word at all; and the door stays open."""
    said = visit(where, **headers)

    assert (said.status_code, door.answer) == (status, None)
    assert visit("/back?error=access_denied&state=the-state").status_code == 200


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, "access_token=t&state=the-state"),
        ({"Origin": "http://evil.example"}, "access_token=t&state=the-state"),
        ({"Origin": "null"}, "access_token=t&state=the-state"),
        ({"Origin": "OWN"}, "access_token=t&state=guessed"),
        ({"Origin": "OWN"}, f"access_token={'t' * 9000}&state=the-state"),
    ],
)
def test_only_our_own_page_hands_over_what_stands_behind_the_hash(
    door: LoginDoor, visit: Visit, headers: dict[str, str], body: str
) -> None:
    """No other page can post here, and nothing endless is read."""
    own = f"http://{door.redirect.host}"
    said = visit("/back", "POST", body, **{name: value.replace("OWN", own) for name, value in headers.items()})

    assert (said.status_code, door.answer) == (400, None)
    assert visit("/back", "POST", "access_token=t&state=the-state", Origin=own).status_code == 200
    assert door.answer == {"access_token": "t", "state": "the-state"}


def test_no_page_lets_anything_out(visit: Visit) -> None:
    """No referrer, no cache, no foreign script, on every page."""
    for where in ("/back", "/back?code=1", "/nowhere", "/back?code=1&state=the-state"):
        said = visit(where)
        assert said.headers["Referrer-Policy"] == "no-referrer"
        assert said.headers["Cache-Control"] == "no-store"
        assert said.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("pasted", "brought"),
    [
        ("http://localhost:1/back?code=abc&state=the-state", {"code": "abc", "state": "the-state"}),
        (" https://x.net/#access_token=t&state=the-state\n", {"access_token": "t", "state": "the-state"}),
        ("http://localhost:1/back?code=abc&state=other", None),
        ("abc", None),
        ("", None),
    ],
)
def test_a_pasted_address_must_be_the_answer_to_this_login(pasted: str, brought: dict[str, str] | None) -> None:
    """The state is in it, so that nobody can be talked into another's login."""
    assert Redirect("http://localhost:1/back", "the-state").parse(pasted) == brought


@pytest.mark.parametrize(
    ("uri", "is_here"),
    [
        ("http://localhost:8917/", True),
        ("http://127.0.0.1:8917/x", True),
        ("http://[::1]:8917/", True),
        ("https://localhost:8917/", False),
        ("https://me.net/", False),
    ],
)
def test_a_door_stands_only_on_this_machine(uri: str, is_here: bool) -> None:  # noqa: FBT001  # a column of the table
    """An address elsewhere, or one that wants a certificate, is for pasting."""
    assert Redirect(uri).is_here is is_here


def test_each_login_has_a_state_of_its_own() -> None:
    """Nobody can guess it, and no old page answers a new login."""
    states = {Redirect("http://localhost:1/").state for _ in range(20)}

    assert len(states) == 20
    assert min(map(len, states)) >= 32
