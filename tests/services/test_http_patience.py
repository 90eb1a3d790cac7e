"""How long a dead or hanging host may hold us up, and what is told of it."""

import logging
from collections.abc import Callable

import pytest

from syncd.domain.errors import RateLimited, Unavailable
from syncd.services.http import Endpoint, Host, judge_status
from tests.services.upstream import Diary, Reply, Upstream, ask

NOBODY = "http://127.0.0.1:9"
"""Nobody listens on the discard port."""


def test_a_host_that_was_down_is_asked_once_a_call_until_it_answers(host: Host, upstream: Upstream) -> None:
    """Four tries for the first call, one for each that follows, and four again once it has answered."""
    upstream.replies = [Reply(503)]
    counts = []
    for _ in range(3):
        before = len(upstream.seen)
        with pytest.raises(Unavailable):
            ask(host)
        counts.append(len(upstream.seen) - before)
    upstream.replies = [Reply()]
    ask(host)
    upstream.replies = [Reply(503)]
    with pytest.raises(Unavailable):
        ask(host)

    assert counts == [4, 1, 1]
    assert len(upstream.seen) == 4 + 1 + 1 + 1 + 4


def test_a_host_that_asks_to_wait_is_not_down(host: Host, upstream: Upstream, diary: Diary) -> None:
    """Who says how long to wait is up: it is waited for, even where it was down before."""
    upstream.replies = [Reply(503)]
    with pytest.raises(Unavailable):
        ask(host)
    upstream.replies = [Reply(429, headers={"Retry-After": "2"}), Reply()]

    ask(host)

    assert diary.of("pause") == [2.0]


def test_a_limit_is_never_taken_for_a_dead_host(host: Host, upstream: Upstream) -> None:
    """A call that ends in a limit leaves the next one all its tries."""
    upstream.replies = [Reply(429, headers={"Retry-After": "120"})]
    with pytest.raises(RateLimited):
        ask(host)
    upstream.replies = [Reply(503), Reply(503), Reply()]

    ask(host)

    assert len(upstream.seen) == 4


def test_a_host_that_hangs_is_tried_twice(upstream: Upstream, make: Callable[..., Host]) -> None:
    """Each try costs the whole time-out, so the second one is the last."""
    upstream.answers.clear()
    host = make(timeout=0.05)

    with pytest.raises(Unavailable) as caught:
        ask(host)
    upstream.answers.set()

    assert host.requests == 2
    assert "no answer in time" in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(503), "up: answered 503 (its trouble, not yours; tried again with the next sync)"),
        (Reply(is_lost=True), "up: /things/{id}: the answer broke off (its trouble, not yours; "),
    ],
)
def test_trouble_is_told_in_plain_words(host: Host, upstream: Upstream, reply: Reply, words: str) -> None:
    """Whose fault it is and what happens next, without a class of Python."""
    upstream.replies = [reply]
    with pytest.raises(Unavailable) as caught:
        ask(host)

    assert str(caught.value).startswith(words)


def test_no_connection_is_told_in_plain_words(make: Callable[..., Host]) -> None:
    """It may be the network's fault, so that is what to look after."""
    with pytest.raises(Unavailable) as caught:
        ask(make(base_url=NOBODY))

    assert str(caught.value) == "up: no connection (check the network; tried again with the next sync)"


def test_every_request_is_a_line_for_whoever_wants_it(
    host: Host, upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    """Host, method, path without its fields, status and seconds; never a query."""
    upstream.replies = [Reply(503), Reply()]
    with caplog.at_level(logging.DEBUG, logger="syncd.services.http"):
        ask(host, params={"access_token": "s3cret"})

    lines = [record.getMessage() for record in caplog.records if record.name == "syncd.services.http"]
    assert [line.rpartition(" after ")[0] for line in lines] == ["up GET /things/{id}: 503", "up GET /things/{id}: 200"]
    assert "s3cret" not in caplog.text


def test_a_dispensable_call_is_made_once(host: Host, upstream: Upstream) -> None:
    """What is merely nice to know is not asked for again, whatever the trouble."""
    upstream.replies = [Reply(503), Reply()]
    with pytest.raises(Unavailable):
        host.read(Endpoint("GET", "/nice", is_dispensable=True), judge=judge_status)

    assert len(upstream.seen) == 1


def test_a_call_may_have_a_patience_of_its_own(host: Host, upstream: Upstream) -> None:
    """Where no answer comes within it, the call ends, however patient the host is with others."""
    upstream.answers.clear()
    with pytest.raises(Unavailable, match="no answer in time"):
        host.read(Endpoint("GET", "/nice", patience=0.05, is_dispensable=True), judge=judge_status)

    assert host.requests == 1  # whether a busy upstream has seen it yet or not
