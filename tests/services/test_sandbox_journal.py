"""The sandbox's journal: every request, its pace, and who asked."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from select import select
from threading import Barrier, Thread

import pytest

from syncd.sandbox import Fault, Sandbox, SandboxSettings, Switch
from syncd.sandbox.gate import Gate
from syncd.sandbox.listener import Listener
from syncd.sandbox.services import JAMENDO_CLIENT_ID
from syncd.sandbox.switches import Switches
from syncd.sandbox.wire import Request, Response
from tests.services.sandbox_desk import AGENT, Client, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(step=1.0)


@pytest.fixture
def client(clock: Clock) -> Iterator[Client]:
    with Sandbox(SandboxSettings(seed=5, favourites=60), real=clock) as sandbox:
        client = Client(sandbox)
        with closing(client.connection):
            yield client


def test_every_request_is_written_down(client: Client) -> None:
    """Number, instant, service, method, path, agent, status and size of each, and the counts per service."""
    client.ask("GET", "/listenbrainz/1/feedback/user/alice/get-feedback?count=5")
    client.ask("GET", "/musicbrainz/ws/2/isrc/USRC17607839?fmt=json")
    report = client.sandbox.journal()
    first, second = report["requests"]
    assert (first["number"], first["service"], first["method"], first["status"]) == (1, "listenbrainz", "GET", 200)
    assert first["path"] == "/1/feedback/user/alice/get-feedback"
    assert first["query"] == "count=5"
    assert first["user_agent"] == AGENT
    assert first["bytes"] > 0
    assert not first["write"]
    assert second["status"] == 404
    assert second["at"] > first["at"] > 1_800_000_000
    assert report["counts"] == {"listenbrainz": 1, "musicbrainz": 1}
    assert report["violations"] == []


def test_secrets_never_stand_in_the_journal(client: Client) -> None:
    """Access tokens and LB tokens in a query are masked; the client id may stay."""
    client.likes(relation="like")
    client.ask("GET", "/listenbrainz/1/validate-token?token=very-secret")
    text = json.dumps(client.sandbox.journal())
    assert client.jamendo["access_token"] not in text
    assert "very-secret" not in text
    assert JAMENDO_CLIENT_ID in text


def test_the_journal_is_read_and_cleared_over_http(client: Client) -> None:
    """`since` leaves out what is known, DELETE forgets all, numbers go on."""
    for _ in range(3):
        client.page()
    assert [row["number"] for row in json.loads(client.ask("GET", "/_sandbox/journal?since=2")[2])["requests"]] == [3]
    client.ask("DELETE", "/_sandbox/journal")
    assert client.sandbox.journal()["requests"] == []
    client.page()
    assert client.sandbox.journal()["requests"][0]["number"] == 4


def test_one_request_a_second_is_polite(client: Client) -> None:
    """Forty requests, a second apart, are no violation."""
    for _ in range(40):
        client.page(count=1)
    assert client.violations() == []


def test_a_few_early_requests_are_forgiven_and_more_are_not(client: Client, clock: Clock) -> None:
    """Six at once pass, the seventh is too fast; each service is counted for itself."""
    clock.step = 0.0
    for _ in range(6):
        client.page(count=1)
    assert client.violations() == []
    client.page(count=1)
    client.likes()
    assert client.violations() == [["too fast"]]


def test_two_requests_of_one_client_in_flight_are_parallel() -> None:
    """The second one at the same service is noticed; one at another service is not."""
    inside = Barrier(2)

    class Slow:
        def answer(self, _: Request) -> Response:
            inside.wait(10)
            return Response()

    numbers = count()
    gate = Gate(stand_ins={"boomplay": Slow(), "jamendo": Slow()}, ledgers={}, switches=Switches())
    listener = Listener(0, lambda request, wire: gate.answer(request.path[1:], request, wire), lambda: next(numbers))
    listener.start()

    def both(*services: str) -> None:
        threads = [Thread(target=get, args=(listener.address, service)) for service in services]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    both("boomplay", "jamendo")
    assert gate.journal.report()["violations"] == []
    both("boomplay", "boomplay")
    assert [row["violations"] for row in gate.journal.report()["violations"]] == [["parallel"]]
    assert sorted(row["in_flight"] for row in gate.journal.report()["requests"]) == [1, 1, 1, 2]
    listener.stop()


def get(address: str, path: str) -> None:
    with closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)) as connection:
        connection.request("GET", f"/{path}", headers={"User-Agent": AGENT})
        connection.getresponse().read()


def test_who_gave_up_waiting_may_ask_again(client: Client) -> None:
    """A request whose client has hung up is not in flight any more."""
    client.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.HANG, times=1))
    connection = http.client.HTTPConnection(client.sandbox.url.removeprefix("http://"), timeout=60)
    with closing(connection):
        connection.request("GET", "/listenbrainz/1/validate-token", headers={"User-Agent": AGENT})
        while client.sandbox.switches.on():
            assert not select([connection.sock], [], [], 0.01)[0], "it was answered"
    client.page()
    assert client.violations() == []


def test_musicbrainz_refuses_who_has_no_name(client: Client) -> None:
    """403 with its own headers (`apis/musicbrainz.md` §1.1), and a violation."""
    with closing(http.client.HTTPConnection(client.sandbox.url.removeprefix("http://"), timeout=20)) as connection:
        connection.putrequest("GET", "/musicbrainz/ws/2/isrc/USRC17607839", skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, answer.headers["x-ratelimit-who"]) == (403, "ua-missing")
        assert answer.headers["x-mb-rate-limiter"] == "lua"
        assert "has not identified itself" in json.loads(answer.read())["error"]
    assert client.violations() == [["no User-Agent"]]


@pytest.mark.parametrize("agent", ["python-httpx/0.28.1", "syncd/1.0", "syncd ( a@b.org )", ""])
def test_metabrainz_answers_an_unidentified_client_once_and_then_drops_it(
    client: Client, clock: Clock, agent: str
) -> None:
    """For five minutes both hosts hang up, whatever it says by then; the others go on (`apis/listenbrainz.md` §1)."""
    assert (
        client.ask("GET", "/listenbrainz/1/feedback/user/alice/get-feedback", headers={"User-Agent": agent})[0] == 200
    )
    for path in ("/listenbrainz/1/feedback/user/alice/get-feedback", "/musicbrainz/ws/2/isrc/USRC17607839"):
        with pytest.raises(http.client.RemoteDisconnected):
            client.ask("GET", path)
    assert client.ask("GET", "/jamendo/v3.0/users/")[0] == 200
    clock.time += 300
    assert client.ask("GET", "/listenbrainz/1/feedback/user/alice/get-feedback")[0] == 200
    assert client.violations() == [["no contact" if agent else "no User-Agent"]]


@pytest.mark.parametrize("agent", [AGENT, "syncd/0.1.0 ( https://example.net/me )", "my-app/2 (me@here.org)"])
def test_a_name_with_a_contact_is_welcome(client: Client, agent: str) -> None:
    """The documented form, with an address or a URL."""
    client.ask("GET", "/listenbrainz/1/feedback/user/alice/get-feedback", headers={"User-Agent": agent})
    client.page()
    assert client.violations() == []
