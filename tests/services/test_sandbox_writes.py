"""The sandbox's journal on writes: which were blind, which were one too many."""

import http.client
from collections.abc import Iterator
from contextlib import closing

import pytest

from syncd.sandbox import Fault, Sandbox, SandboxSettings, Switch
from tests.services.sandbox_desk import Client, Clock


@pytest.fixture
def client() -> Iterator[Client]:
    with Sandbox(SandboxSettings(seed=5, favourites=60), real=Clock(step=1.0)) as sandbox:
        client = Client(sandbox)
        with closing(client.connection):
            yield client


def test_a_write_after_a_point_read_is_fine(client: Client) -> None:
    """The bulk check of that item, in any case of the user name, is a look."""
    mbid = client.unloved()[0]
    client.look_at(mbid)
    client.feed(mbid)
    assert client.violations() == []
    assert client.sandbox.journal()["requests"][-1]["write"]


def test_a_write_without_a_look_is_blind(client: Client) -> None:
    """A look at another item does not count."""
    mbid, other = client.unloved()[:2]
    client.look_at(other)
    client.feed(mbid)
    assert client.violations() == [["blind write"]]


def test_the_same_write_again_is_blind_and_second(client: Client) -> None:
    """After a write the item must be looked at anew; with a look it is still one too many."""
    mbid = client.unloved()[0]
    client.look_at(mbid)
    client.feed(mbid)
    client.feed(mbid)
    client.look_at(mbid)
    client.feed(mbid)
    assert client.violations() == [["blind write", "second write"], ["second write"]]


def test_a_lost_answer_is_no_excuse_for_a_blind_write(client: Client) -> None:
    """The write arrived; who does not look and repeats it is noticed."""
    mbid = client.unloved()[0]
    client.look_at(mbid)
    client.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.LOSE_ANSWER, times=1))
    with pytest.raises(http.client.RemoteDisconnected):
        client.feed(mbid)
    client.feed(mbid)
    assert client.violations() == [["blind write", "second write"]]


def test_a_refused_write_leaves_what_was_known(client: Client) -> None:
    """A 4xx proves that nothing happened: the write may be sent again."""
    mbid = client.unloved()[0]
    client.look_at(mbid)
    assert client.feed(mbid, score=5) == 400
    client.feed(mbid)
    assert client.violations() == []


def test_a_whole_crawl_is_a_look_at_everything(client: Client) -> None:
    """With overlapping pages, and as loves and hates apart."""
    first, second = client.unloved()[:2]
    total = client.page(count=5)["total_count"]
    for offset in range(4, total, 4):
        client.page(count=5, offset=offset)
    client.feed(first)
    client.page(score=1, count=1000)
    client.page(score=-1, count=1000)
    client.feed(second)
    assert client.violations() == []


@pytest.mark.parametrize(
    "pages", [[{"count": 3}], [{"count": 3}, {"offset": 4, "count": 1000}], [{"score": 1, "count": 1000}]]
)
def test_half_a_crawl_is_not(client: Client, pages: list[dict[str, int]]) -> None:
    """A first page, a gap between pages, or the loves alone do not tell how an item stands."""
    for params in pages:
        client.page(**params)
    client.feed(client.unloved()[0])
    assert client.violations() == [["blind write"]]


def test_jamendo_likes_need_a_look_that_shows_singles(client: Client) -> None:
    """`type` instead of `track_type` is ignored by Jamendo, so it is no look (`apis/jamendo.md` §8, 6)."""
    kinds = "single albumtrack"
    first, second, third, fourth = client.unliked()[:4]
    client.likes(relation="like", type=kinds, track_id=first, limit=200)
    client.like(first)
    assert client.violations() == [["blind write"]]
    client.likes(relation="like", track_type=kinds, track_id=f"{second} {third}", limit=200)
    client.like(second)
    client.like(third)
    client.likes(relation="like", track_type=kinds, limit=200)
    client.like(fourth)
    assert client.violations() == [["blind write"]]


def test_a_second_like_is_noticed(client: Client) -> None:
    """At Jamendo it may undo the first (`apis/jamendo.md` §4.1)."""
    track = client.unliked()[0]
    client.likes(relation="like", track_type="single albumtrack", limit=200)
    client.like(track)
    client.like(track)
    assert client.violations() == [["blind write", "second write"]]


def test_the_journal_heeds_what_a_human_did(client: Client) -> None:
    """An item that a human took back may be loved again; one that a human loved may not."""
    mbid, other = client.unloved()[:2]
    client.look_at(mbid)
    client.feed(mbid)
    for verb, item in (("unlove", mbid), ("love", other)):
        act = {"service": "listenbrainz", "account": "alice", "verb": verb, "id": item}
        assert client.ask("POST", "/_sandbox/human", act)[0] == 200
    client.look_at(mbid, other)
    client.feed(mbid)
    client.feed(other)
    assert client.violations() == [["second write"]]
