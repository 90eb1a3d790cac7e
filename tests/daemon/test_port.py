"""The port by itself: who may ask, and what for."""

import http.client
import select
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from syncd.daemon.page import Page
from syncd.daemon.port import is_addressed_to_us, listening
from syncd.domain.errors import ConfigError, StoreFailed


def _fails(_accept: str) -> Page:
    raise StoreFailed("a path of this machine")


PAGES = {"/one": lambda accept: Page(f"one for {accept}\n"), "/broken": _fails}


@pytest.fixture
def port() -> Iterator[int]:
    """A port that answers."""
    with listening(("127.0.0.1", 0), PAGES) as (_, port):
        yield port


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of an answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}


def test_a_page_is_answered(port: int) -> None:
    """With its length, and without a word about what answers; a query changes nothing."""
    status, body, headers = ask(port, "/one?x=1", Accept="text/x")

    assert (status, body, headers["content-length"]) == (200, "one for text/x\n", "15")
    assert headers["server"].strip() == "syncd"
    assert headers["cache-control"] == "no-store"
    assert ask(port, "/one", "HEAD", Accept="a")[:2] == (200, "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_is_read_only(port: int, method: str) -> None:
    """No other method exists."""
    assert ask(port, "/one", method)[0] == 501


def test_what_is_not_there_says_what_is(port: int) -> None:
    """404 for any other path; 503, without a path of this machine, where the database does not answer."""
    assert ask(port, "/")[:2] == (404, "there are /one, /broken\n")
    assert ask(port, "/broken")[:2] == (503, "the database does not answer\n")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "a@127.0.0.1"]
)
def test_a_name_of_somebody_else_is_refused(port: int, host: str) -> None:
    """A page in a browser whose own name leads here learns nothing (DNS rebinding)."""
    assert ask(port, "/one", Host=host)[0] == 403


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8920", "127.0.0.1:8920", "[::1]:8920", "[::1]", "192.0.2.7:80"]
)
def test_addresses_are_ours(host: str) -> None:
    """In all their forms, with a port or without."""
    assert is_addressed_to_us(host)


def test_a_port_that_cannot_be_had_is_a_wrong_configuration(port: int) -> None:
    """Taken, or on an address that this machine does not have."""
    for address in (("127.0.0.1", port), ("192.0.2.7", 8920)):
        with pytest.raises(ConfigError, match=rf"daemon.listen: nobody can listen at {address[0]}:"):
            listening(address, PAGES).__enter__()


def test_an_ipv6_address_is_listened_at() -> None:
    """Where this machine has any."""
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        with listening(("::1", 0), PAGES) as (host, port):
            assert (host, port > 0) == ("::1", True)
    except ConfigError as error:
        pytest.skip(f"no IPv6 here: {error}")


def test_listening_to_the_world_is_warned_of() -> None:
    """It was asked for; it is said all the same."""
    with capture_logs() as logs, listening(("0.0.0.0", 0), PAGES):  # noqa: S104  # the very thing that is warned of
        pass

    assert [each["log_level"] for each in logs] == ["warning"]


@pytest.mark.parametrize("dribbles", [False, True], ids=["stalls", "dribbles"])
def test_a_slow_client_is_sent_away(*, dribbles: bool) -> None:
    """One byte and nothing more, or a byte now and then for ever: after its time the connection ends, without an answer."""
    with listening(("127.0.0.1", 0), PAGES, patience=0.05) as at, closing(socket.create_connection(at, 60)) as slow:
        slow.send(b"G")
        while dribbles and not select.select([slow], [], [], 0.01)[0]:
            slow.send(b"E")
        assert hung_up(slow)


def test_so_many_at_once_and_no_more() -> None:
    """Whoever comes while all threads are taken is sent away at once, and is answered when one is free."""
    with listening(("127.0.0.1", 0), PAGES, most=2) as at:
        slow = [socket.create_connection(at, 60) for _ in range(2)]
        with closing(socket.create_connection(at, 60)) as third:
            assert hung_up(third)
        for each in slow:
            each.close()
        while (answer := asked_or_refused(at[1])) is None:
            pass

    assert answer[:2] == (200, "one for a\n")


def hung_up(client: socket.socket) -> bool:
    """Whether the other end hangs up without a word; waited for."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


def asked_or_refused(port: int) -> tuple[int, str, dict[str, str]] | None:
    """An answer, or None where the port is busy."""
    try:
        return ask(port, "/one", Accept="a")
    except (ConnectionError, http.client.RemoteDisconnected):
        return None
