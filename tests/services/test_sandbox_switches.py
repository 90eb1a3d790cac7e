"""The sandbox's switches: what a client meets when a service is broken on request."""

import gzip
import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from urllib.parse import urlencode

import pytest

from syncd.sandbox import Fault, Quirk, Sandbox, SandboxSettings, Switch
from syncd.sandbox.faults import ABSURDITIES
from syncd.sandbox.services import JAMENDO_CLIENT_ID
from tests.services.sandbox_desk import AGENT, FORM, LIST, Client, Clock

MEGABYTE = 1 << 20


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(SandboxSettings(seed=2, favourites=60, enforce_limits=False), real=Clock()) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Client]:
    client = Client(sandbox)
    with closing(client.connection):
        yield client


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.LOSE_ANSWER])
def test_a_lost_answer_closes_the_connection(client: Client, fault: Fault) -> None:
    """No status line comes back, and the next request is fine."""
    client.switch(service="listenbrainz", fault=fault, times=1, path="get-feedback")
    with pytest.raises(http.client.RemoteDisconnected):
        client.ask("GET", LIST)
    assert client.ask("GET", LIST)[0] == 200


def test_a_lost_answer_hits_writes_only_and_the_work_is_done(client: Client) -> None:
    """Reads pass; the love stands although nobody said so."""
    client.switch(service="listenbrainz", fault="lose_answer", times=1)
    assert client.ask("GET", LIST)[0] == 200
    mbid = client.unloved()[0]
    with pytest.raises(http.client.RemoteDisconnected):
        client.feed(mbid)
    assert client.json("GET", "/_sandbox/holdings")["listenbrainz"]["alice"][mbid] == 1


@pytest.mark.parametrize(("fault", "status"), [("unavailable", 503), ("html", 200)])
def test_a_page_for_people_may_come(client: Client, fault: str, status: int) -> None:
    """HTML where JSON was expected."""
    client.switch(service="jamendo", fault=fault, times=1)
    got, headers, body = client.ask("GET", "/jamendo/v3.0/users/")
    assert (got, headers["Content-Type"].partition(";")[0]) == (status, "text/html")
    assert b"<html>" in body


def test_json_may_end_in_the_middle(client: Client) -> None:
    """The body is shorter than the true one and no JSON."""
    whole = client.ask("GET", LIST)[2]
    client.switch(service="listenbrainz", fault="truncated", times=1)
    _, _, body = client.ask("GET", LIST)
    assert whole.startswith(body)
    assert len(body) < len(whole)


@pytest.mark.parametrize("kind", ABSURDITIES)
def test_json_may_be_absurd(client: Client, kind: str) -> None:
    """Status 200 and a shape that nobody promised."""
    client.switch(service="listenbrainz", fault="absurd", times=1, value=kind)
    status, _, body = client.ask("GET", LIST)
    assert status == 200
    if kind == "nulls":
        assert json.loads(body) == dict.fromkeys(json.loads(client.ask("GET", LIST)[2]))
    else:
        assert b"feedback" not in body


def test_a_body_may_be_huge(client: Client) -> None:
    """As many megabytes as wished."""
    client.switch(service="listenbrainz", fault="huge", times=1, value=3)
    assert len(client.ask("GET", LIST)[2]) > 3 * MEGABYTE


def test_a_small_body_may_burst(client: Client) -> None:
    """Gzipped twice, and named so."""
    client.switch(service="listenbrainz", fault="gzip_bomb", times=1, value=4)
    _, headers, body = client.ask("GET", LIST)
    assert headers["Content-Encoding"] == "gzip, gzip"
    assert len(body) < MEGABYTE / 16
    assert len(gzip.decompress(gzip.decompress(body))) == 4 * MEGABYTE


def test_a_slow_answer_is_the_true_one(client: Client) -> None:
    """Late, but whole."""
    whole = client.ask("GET", LIST)[2]
    client.switch(service="listenbrainz", fault="slow", value=0.05)
    assert client.ask("GET", LIST)[2] == whole


def test_a_hanging_request_does_not_block_the_end() -> None:
    """The sandbox closes while a client waits for ever; the client is hung up on."""
    errors: list[str] = []
    hang = Switch(service="boomplay", fault=Fault.HANG)
    with Sandbox(SandboxSettings(favourites=5, switches=(hang,))) as sandbox:
        connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=60)
        connection.request("GET", "/boomplay/user/getUserInfo", headers={"User-Agent": AGENT})
        waiting = Thread(target=lambda: errors.append(_error_of(connection)))
        waiting.start()
    waiting.join(30)
    connection.close()
    assert errors in (["RemoteDisconnected"], ["ConnectionResetError"])


def _error_of(connection: http.client.HTTPConnection) -> str:
    try:
        connection.getresponse()
    except OSError as error:
        return type(error).__name__
    return "an answer"


def test_a_switch_works_so_many_times_and_is_shown(client: Client) -> None:
    """Three, two, one, off; and `times` 0 turns it off at once."""
    assert client.switch(service="jamendo", fault="unavailable", times=3)[0]["times"] == 3
    statuses = [client.ask("GET", "/jamendo/v3.0/users/")[0] for _ in range(4)]
    assert statuses == [503, 503, 503, 200]
    client.switch(service="jamendo", fault="html")
    assert client.switch(service="jamendo", fault="html", times=0) == []


def test_a_switch_may_be_limited_to_a_path(client: Client) -> None:
    """So one page of a list can be missing."""
    client.switch(service="listenbrainz", fault="unavailable", path="offset=5")
    assert client.ask("GET", f"{LIST}?count=5")[0] == 200
    assert client.ask("GET", f"{LIST}?count=5&offset=5")[0] == 503


def test_chance_falls_the_same_way_for_the_same_seed() -> None:
    """A rate breaks some requests, and the same ones each time."""
    runs = []
    shaky = Switch(service="jamendo", fault=Fault.UNAVAILABLE, rate=0.5)
    for _ in range(2):
        with Sandbox(SandboxSettings(seed=9, favourites=5, switches=(shaky,), enforce_limits=False)) as sandbox:
            client = Client(sandbox)
            runs.append([client.ask("GET", "/jamendo/v3.0/users/")[0] for _ in range(20)])
            client.connection.close()
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


@pytest.mark.parametrize(("fault", "zone"), [("our_haste", "ws ip=127.0.0.1"), ("busy", "global")])
def test_musicbrainz_has_two_kinds_of_503(client: Client, fault: str, zone: str) -> None:
    """One says that we are too fast, the other that everybody together is too many."""
    client.switch(service="musicbrainz", fault=fault, times=1)
    status, headers, _ = client.ask("GET", "/musicbrainz/ws/2/isrc/GBAYE0000000?fmt=json")
    assert (status, headers["x-ratelimit-zone"]) == (503, zone)
    assert client.switch(service="jamendo", fault=fault)["error"].endswith("not of jamendo")


def test_what_a_service_may_be_like_is_switched_by_name(client: Client) -> None:
    """A second like undoes the first, or fails with code 23; `times` 0 ends it."""
    track, account = client.unliked()[0], client.sandbox.control.holdings
    assert client.switch(service="jamendo", fault="toggle") == [{"service": "jamendo", "fault": "toggle"}]
    client.like(track)
    client.like(track)
    assert str(track) not in account()["jamendo"]["972174"]
    assert client.switch(service="jamendo", fault="toggle", times=0) == []
    client.switch(service="jamendo", fault="duplicate_23")
    client.like(track)
    client.like(track)
    assert str(track) in account()["jamendo"]["972174"]


def test_a_quirk_that_a_service_cannot_have_is_refused(client: Client) -> None:
    """The answer says whose it is."""
    assert "jamendo" in client.switch(service="boomplay", fault="read_only")["error"]
    assert "no_limits" in client.switch(service="boomplay", fault="nonsense")["error"]


def test_limits_are_switched_off_and_on() -> None:
    """For one service alone."""
    with Sandbox(SandboxSettings(favourites=5), real=Clock()) as sandbox:
        for service in ("boomplay", "listenbrainz", "jamendo", "musicbrainz"):
            sandbox.quirks.set(service, Quirk.NO_LIMITS)
            assert not getattr(sandbox.services, service).limits
            sandbox.quirks.set(service, Quirk.NO_LIMITS, on=False)
            assert getattr(sandbox.services, service).limits


def test_tokens_expire_at_once_and_are_renewed(client: Client) -> None:
    """The access token is refused with code 12; the refresh token still buys a new pair."""
    client.switch(service="jamendo", fault="token_expired")
    query = urlencode(client.jamendo)
    assert client.json("GET", f"/jamendo/v3.0/users/?{query}")["headers"]["code"] == 12
    form = {
        "grant_type": "refresh_token",
        "client_id": JAMENDO_CLIENT_ID,
        "client_secret": client.config["apps"]["jamendo"]["client_secret"],
        "refresh_token": client.config["accounts"]["my-jamendo"]["refresh_token"],
    }
    granted = client.json("POST", "/jamendo/v3.0/oauth/grant", urlencode(form), FORM)
    query = urlencode({"client_id": JAMENDO_CLIENT_ID, "access_token": granted["access_token"]})
    assert client.json("GET", f"/jamendo/v3.0/users/?{query}")["headers"]["code"] == 0
