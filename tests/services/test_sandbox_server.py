"""The sandbox's server: four services over real HTTP, on a clock of its own, with a control desk."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from tests.services.sandbox_desk import JSON, LIST, Client, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    with Sandbox(SandboxSettings(seed=2, favourites=60, enforce_limits=False), real=clock) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Client]:
    client = Client(sandbox)
    with closing(client.connection):
        yield client


def whoami(client: Client) -> list[Any]:
    """Every service is asked who we are, with what the configuration says."""
    accounts, apps = client.config["accounts"], client.config["apps"]
    boomplay = {
        **JSON,
        "app_id": apps["boomplay"]["app_id"],
        "Authorization": f"Bearer {accounts['my-boomplay']['token']}",
    }
    listenbrainz = {"Authorization": f"Token {accounts['my-listenbrainz']['token']}"}
    return [
        client.json("GET", "/boomplay/user/getUserInfo", headers=boomplay)["data"]["user_name"],
        client.json("GET", "/listenbrainz/1/validate-token", headers=listenbrainz)["user_name"],
        client.json("GET", f"/jamendo/v3.0/users/?{urlencode(client.jamendo)}")["results"][0]["id"],
        client.json("GET", "/musicbrainz/ws/2/isrc/USRC17607839?fmt=json")["error"],
    ]


def test_the_configuration_opens_all_four_services(client: Client) -> None:
    """Every login in the configuration is good, on one connection."""
    assert whoami(client) == ["ada_boom", "alice", "972174", "Not Found"]


def test_the_configuration_is_toml_with_the_names_of_the_contract() -> None:
    """`contract.md` §1: hosts at the sandbox's pace, three accounts, further settings at top level."""
    sandbox = Sandbox(SandboxSettings(favourites=5, speedup=100.0))
    with sandbox:
        config = tomllib.loads(sandbox.config_toml("x.db", removals="guarded"))
    assert (config["database"], config["removals"]) == ("x.db", "guarded")
    assert "@" in config["contact"]
    assert set(config["accounts"]) == {"my-boomplay", "my-listenbrainz", "my-jamendo"}
    assert {name: host["base_url"] for name, host in config["hosts"].items()} == sandbox.base_urls
    assert all(host["requests_per_second"] == 100.0 for host in config["hosts"].values())


def test_a_connection_is_kept(sandbox: Sandbox, client: Client) -> None:
    """HTTP/1.1 with keep-alive: the same socket serves three requests."""
    sockets = set()
    for _ in range(3):
        client.ask("GET", LIST)
        sockets.add(client.connection.sock)
    assert len(sockets) == 1


def test_an_unknown_path_is_nobodys(client: Client) -> None:
    """404 beside the four prefixes, and nothing in the journal."""
    assert client.ask("GET", "/listenbrainzer/1/validate-token")[0] == 404
    assert client.ask("GET", "/_sandbox/nothing")[0] == 404
    assert client.json("GET", "/_sandbox/journal")["requests"] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("switch", {"service": "jamendo", "fault": "nonsense"}),
        ("switch", {"fault": "down"}),
        ("human", {"service": "jamendo", "verb": "hate", "id": 1}),
        ("human", {"service": "listenbrainz", "account": "nobody", "verb": "love", "id": "x"}),
        ("catalogue", {"merge": "one"}),
        ("catalogue", {"reissue": 1, "as": 2}),
    ],
)
def test_the_control_desk_says_what_is_wrong(client: Client, path: str, body: dict[str, Any]) -> None:
    """400 with a message, and everything goes on."""
    status, _, answer = client.ask("POST", f"/_sandbox/{path}", body)
    assert status == 400
    assert json.loads(answer)["error"]


def test_the_holdings_are_those_of_the_world(sandbox: Sandbox, client: Client) -> None:
    """What every account holds, by its login."""
    holdings = client.json("GET", "/_sandbox/holdings")
    assert set(holdings["boomplay"]["ada_boom"]) == {str(track) for track in sandbox.world.boomplay.loves}
    assert set(holdings["jamendo"]["972174"]) == {str(track) for track in sandbox.world.jamendo.loves}
    assert len(holdings["listenbrainz"]["alice"]) == len(sandbox.world.listenbrainz[0].feedback)
    assert set(holdings["listenbrainz"]) == {"alice", "Bob Smith"}


def test_the_truth_is_told_over_http(sandbox: Sandbox, client: Client) -> None:
    """One line per favourite of each source."""
    truth = client.json("GET", "/_sandbox/truth")
    assert len({line["song"] for line in truth}) == 60
    assert set(truth[0]) == {"service", "id", "song", "title", "mbids", "jamendo", "vetoed", "traps"}


def test_humans_act_at_every_service(sandbox: Sandbox, client: Client) -> None:
    """Loves, unloves and hates show in the holdings, and not in the journal."""
    track = sandbox.world.boomplay.loves[0]
    liked = next(song.jamendo.id for song in sandbox.world.catalogue.songs if song.jamendo)
    mbid = sandbox.world.truth[0]["mbids"][0]
    for service, account, verb, item in (
        ("boomplay", "ada_boom", "unlove", track),
        ("jamendo", "972174", "love", liked),
        ("listenbrainz", "alice", "hate", mbid),
    ):
        client.json("POST", "/_sandbox/human", {"service": service, "account": account, "verb": verb, "id": item})
    holdings = client.json("GET", "/_sandbox/holdings")
    assert str(track) not in holdings["boomplay"]["ada_boom"]
    assert holdings["jamendo"]["972174"][str(liked)] == 1
    assert holdings["listenbrainz"]["alice"][mbid] == -1
    assert client.json("GET", "/_sandbox/journal")["requests"] == []


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ({"service": "listenbrainz"}, "account is missing; there is: alice, Bob Smith"),
        ({"service": "listenbrainz", "account": "carol"}, "account carol is unknown; there is: alice, Bob Smith"),
        ({"service": "spotify"}, "service spotify is unknown; there is: boomplay, listenbrainz, jamendo"),
        ({"service": "boomplay", "account": "ada_boom", "verb": "like"}, "verb like is unknown; there is: love, un"),
        ({"service": "boomplay", "account": "ada_boom", "verb": "love"}, "id is missing"),
    ],
)
def test_a_human_must_say_who_does_what(client: Client, act: dict[str, str], told: str) -> None:
    """Nobody's account is taken by accident: a field that is missing or wrong is told with what there is, and 400."""
    before = client.json("GET", "/_sandbox/holdings")
    status, _, answer = client.ask("POST", "/_sandbox/human", act)
    assert status == 400
    assert json.loads(answer)["error"].startswith(told)
    assert client.json("GET", "/_sandbox/holdings") == before


def test_a_merged_mbid_redirects_and_is_forgotten_by_listenbrainz(sandbox: Sandbox, client: Client) -> None:
    """301 at MusicBrainz; the metadata cache knows only the other one, which has both ISRCs now."""
    songs = [song for song in sandbox.world.catalogue.songs if len(song.recordings) == 1 and song.recordings[0].isrcs]
    old, new = songs[0].recordings[0], songs[1].recordings[0]
    assert client.json("POST", "/_sandbox/catalogue", {"merge": old.mbid, "into": new.mbid}) == {"status": "ok"}
    status, headers, _ = client.ask("GET", f"/musicbrainz/ws/2/recording/{old.mbid}?fmt=json")
    assert status == 301
    assert headers["Location"].startswith(f"{sandbox.base_urls['musicbrainz']}/recording/{new.mbid}")
    facts = client.json(
        "POST",
        "/listenbrainz/1/metadata/recording/",
        {"recording_mbids": [old.mbid, new.mbid]},
        JSON,
    )
    assert set(facts) == {new.mbid}
    assert set(facts[new.mbid]["recording"]["isrcs"]) == {*old.isrcs, *new.isrcs}


def test_a_track_taken_down_is_gone_from_jamendo(sandbox: Sandbox, client: Client) -> None:
    """No search finds it any more."""
    track = next(song.jamendo.id for song in sandbox.world.catalogue.songs if song.jamendo)
    asked = {**client.jamendo, "id": track, "type": "single albumtrack"}
    path = f"/jamendo/v3.0/tracks/?{urlencode(asked)}"
    assert len(client.json("GET", path)["results"]) == 1
    client.json("POST", "/_sandbox/catalogue", {"withdraw": track})
    assert client.json("GET", path)["results"] == []


def test_a_track_may_get_another_id_at_boomplay(sandbox: Sandbox, client: Client) -> None:
    """The favourite stands under the new id, the old one is gone."""
    old = sandbox.world.boomplay.loves[0]
    client.json("POST", "/_sandbox/catalogue", {"reissue": old, "as": 99})
    held = client.json("GET", "/_sandbox/holdings")["boomplay"]["ada_boom"]
    assert "99" in held
    assert str(old) not in held


def test_limits_hold_on_the_sandboxs_clock(clock: Clock) -> None:
    """Thirty in ten seconds at ListenBrainz; with a speedup of 100 the window is over in a tenth of a second."""
    with Sandbox(SandboxSettings(favourites=5, speedup=100.0), real=clock) as sandbox:
        client = Client(sandbox)
        answers = [client.ask("GET", LIST) for _ in range(31)]
        assert [status for status, _, _ in answers] == [200] * 30 + [429]
        assert answers[-1][1]["X-RateLimit-Reset-In"] == "1"
        clock.time += 0.125
        assert client.ask("GET", LIST)[0] == 200
        client.connection.close()


def test_limits_can_be_turned_off(client: Client) -> None:
    """Without them forty requests in one instant pass; the journal notices all the same."""
    assert {client.ask("GET", LIST)[0] for _ in range(40)} == {200}
    assert client.json("GET", "/_sandbox/journal")["violations"]


def test_tokens_expire_on_the_sandboxs_clock(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    """Two hours later Jamendo's access token is refused with code 12, in HTTP 200."""
    path = f"/jamendo/v3.0/users/?{urlencode(client.jamendo)}"
    assert client.json("GET", path)["headers"]["code"] == 0
    clock.time += sandbox.settings.jamendo_token_life_seconds
    assert client.json("GET", path)["headers"]["code"] == 12


def test_many_clients_are_served_at_once(sandbox: Sandbox) -> None:
    """Eight connections, twenty requests each: every one is answered and written down."""

    def crawl() -> None:
        client = Client(sandbox)
        for _ in range(20):
            client.ask("GET", LIST)
        client.connection.close()

    threads = [Thread(target=crawl) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = sandbox.journal()
    assert report["counts"] == {"listenbrainz": 160}
    assert [row["number"] for row in report["requests"]] == list(range(1, 161))


def test_the_port_can_be_chosen() -> None:
    """The port of one sandbox is free again after it."""
    with Sandbox(SandboxSettings(favourites=5)) as first:
        port = int(first.url.rpartition(":")[2])
    with Sandbox(SandboxSettings(favourites=5, port=port)) as second:
        assert second.url == first.url
