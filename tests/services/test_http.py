"""The one way out, against a real server on loopback: what is sent, what is tried again, what is unknown."""

import gzip
import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from syncd.domain.errors import (
    RateLimited,
    Rejected,
    ServiceError,
    StoreFailed,
    Unauthorised,
    Unavailable,
    UnknownOutcome,
    Unreadable,
    WriteRefused,
)
from syncd.services.http import Host, judge_status
from tests.services.upstream import ASK, READ, WRITE, Diary, Reply, Upstream, ask, host_at, write

CANARY = "canary-1f0e6c1d"


def test_an_answer_comes_whole(host: Host, upstream: Upstream) -> None:
    """A packed body is unpacked, and requests and bytes are counted as they crossed the wire."""
    packed = gzip.compress(b'{"a": [1, 2]}')
    upstream.replies = [Reply(body=packed, headers={"Content-Encoding": "gzip", "X-Thing": "yes"})]

    answer = ask(host)

    assert answer.json() == {"a": [1, 2]}
    assert answer.headers["x-thing"] == "yes"
    assert (host.requests, host.bytes_received) == (1, len(packed))


def test_a_request_says_who_asks(host: Host, upstream: Upstream) -> None:
    """Every request names the application and asks for JSON in a coding that we bound ourselves."""
    ask(host)

    sent = {name.lower(): value for name, value in upstream.seen[0].headers.items()}
    assert sent["user-agent"] == "t/1"
    assert sent["accept"] == "application/json"
    assert sent["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("value", "path"), [("a/b c", "/things/a%2Fb%20c"), ("..", "/things/%2E%2E"), ("Ö", "/things/%C3%96")]
)
def test_a_field_cannot_reach_another_path(host: Host, upstream: Upstream, value: str, path: str) -> None:
    """Whatever a name holds, it stays one segment of the path."""
    host.read(READ, fields={"id": value}, judge=judge_status)

    assert upstream.seen[0].path == path


def test_cookies_are_not_kept(host: Host, upstream: Upstream) -> None:
    """A cookie is neither sent back nor shown to the client."""
    upstream.replies = [Reply(headers={"Set-Cookie": "session=1; Path=/"})]

    answers = [ask(host), ask(host)]

    assert not any("set-cookie" in answer.headers for answer in answers)
    assert not any("Cookie" in seen.headers for seen in upstream.seen)


def test_json_is_sent_compactly(host: Host, upstream: Upstream) -> None:
    """A body is JSON with the content type that ListenBrainz insists on; a form is a form."""
    host.read(ASK, json={"a": [1]}, judge=judge_status)
    host.read(ASK, form={"b": "2 3"}, judge=judge_status)

    first, second = upstream.seen
    assert (json.loads(first.body), first.headers["Content-Type"]) == ({"a": [1]}, "application/json")
    assert (second.body, second.headers["Content-Type"]) == (b"b=2+3", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("status", "error"), [(400, Rejected), (401, Unauthorised), (403, Rejected), (404, Rejected), (308, Unreadable)]
)
def test_what_will_not_pass_is_asked_once(
    host: Host, upstream: Upstream, status: int, error: type[ServiceError]
) -> None:
    """Refusals and redirects are not retried, and a redirect is never followed."""
    upstream.replies = [Reply(status, headers={"Location": f"{upstream.url}/elsewhere?{CANARY}"})]

    with pytest.raises(error) as caught:
        ask(host)

    assert [seen.path for seen in upstream.seen] == ["/things/7"]
    assert CANARY not in str(caught.value)


def test_a_lost_answer_to_a_read_is_asked_for_again(host: Host, upstream: Upstream) -> None:
    """A connection that breaks under a read is only trouble that passes."""
    upstream.replies = [Reply(is_lost=True), Reply(body=b'{"a": 1}', length=900), Reply(body=b'{"a": 2}')]

    assert ask(host).json() == {"a": 2}
    assert host.requests == 3


LOST = [
    Reply(is_lost=True),
    Reply(body=b'{"status": ', length=900),
    Reply(500),
    Reply(502, b"<html>"),
    Reply(503, headers={"Retry-After": "2"}),
    Reply(200, b"not packed", {"Content-Encoding": "gzip"}),
]


@pytest.mark.parametrize("reply", LOST)
def test_a_write_without_a_proof_is_an_unknown_outcome(
    host: Host, upstream: Upstream, diary: Diary, reply: Reply
) -> None:
    """A write whose answer is lost, broken or a 5xx may have arrived: it is sent once and never repeated."""
    upstream.replies = [reply]

    with pytest.raises(UnknownOutcome):
        write(host, diary)

    assert len(upstream.seen) == 1
    assert len(diary.of("leaving")) == 1


def test_a_write_answered_with_nonsense_is_an_unknown_outcome(host: Host, upstream: Upstream, diary: Diary) -> None:
    """A page instead of an answer proves nothing about a write."""
    upstream.replies = [Reply(200, b"<html>")]

    with pytest.raises(UnknownOutcome):
        host.write(WRITE, judge=lambda answer: answer.json(), leaving=diary.leaving)

    assert len(upstream.seen) == 1


@pytest.mark.parametrize(("status", "error"), [(400, Rejected), (401, Unauthorised), (429, RateLimited)])
def test_a_refused_write_did_not_happen(
    host: Host, upstream: Upstream, diary: Diary, status: int, error: type[ServiceError]
) -> None:
    """A 4xx proves that a write was not carried out, and it is not repeated either."""
    upstream.replies = [Reply(status)]

    with pytest.raises(error):
        write(host, diary)

    assert len(upstream.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_write_that_is_redirected_may_have_been_carried_out(
    host: Host, upstream: Upstream, diary: Diary, status: int
) -> None:
    """Many a page answers a form that it took with a redirection."""
    upstream.replies = [Reply(status, headers={"Location": "/elsewhere"})]

    with pytest.raises(UnknownOutcome):
        write(host, diary)

    assert len(upstream.seen) == 1


def test_a_write_whose_record_takes_long_waits_for_another_slot(make: Callable[..., Host], diary: Diary) -> None:
    """By then some other process may have the next slot. Then whoever records the write is asked once more."""
    write(make(late_after=-1.0), diary)
    assert [name for name, _ in diary.events] == ["reserve", "leaving", "reserve", "leaving"]

    diary.events.clear()
    write(make(late_after=60.0), diary)
    assert [name for name, _ in diary.events] == ["reserve", "leaving"]


def test_a_write_leaves_a_record_before_its_first_byte(host: Host, upstream: Upstream, diary: Diary) -> None:
    """The record is made after the wait for the slot; where it cannot be made, nothing is sent."""
    diary.slots = [3.0, 0.0]

    def broken() -> None:
        raise StoreFailed("disk full")

    write(host, diary)
    with pytest.raises(StoreFailed):
        host.write(WRITE, judge=judge_status, leaving=broken)

    assert diary.events[:3] == [("reserve", 0.0), ("sleep", 3.0), ("leaving", 0.0)]
    assert len(upstream.seen) == 1


def test_a_dry_run_writes_nothing(make: Callable[..., Host], upstream: Upstream, diary: Diary) -> None:
    """A dry run refuses the writes before any record of them, and lets the reads pass, POSTs included."""
    host = make(dry_run=True)

    with pytest.raises(WriteRefused):
        write(host, diary)
    host.read(ASK, json={}, judge=judge_status)

    assert [seen.path for seen in upstream.seen] == ["/ask"]
    assert not diary.of("leaving")


def test_a_write_is_never_repeated_as_a_read(host: Host, upstream: Upstream) -> None:
    """An endpoint that writes cannot be reached through the tries of a read."""
    with pytest.raises(WriteRefused):
        host.read(WRITE, judge=judge_status)

    assert not upstream.seen


def test_a_refused_connection_never_left(make: Callable[..., Host], diary: Diary) -> None:
    """Where nobody listens it is certain that nothing arrived, for reads and writes, and no request is counted."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    host = make(base_url=f"http://127.0.0.1:{port}")

    with pytest.raises(Unavailable) as read:
        ask(host)
    with pytest.raises(Unavailable) as written:
        write(host, diary)

    assert read.value.never_left
    assert written.value.never_left
    assert host.requests == 0


def test_silence_is_not_waited_for_for_ever(make: Callable[..., Host], upstream: Upstream, diary: Diary) -> None:
    """A server that takes a write and says nothing leaves its outcome unknown."""
    upstream.answers.clear()
    host = make(timeout=0.05)

    with pytest.raises(UnknownOutcome):
        write(host, diary)


def test_one_request_is_in_flight(upstream: Upstream) -> None:
    """However many threads ask, each answer is judged before the next request claims its slot."""
    order: list[str] = []

    class Book(Diary):
        def reserve(self) -> float:
            order.append("reserve")
            return 0.0

    with closing(host_at(upstream.url, Book())) as shared, ThreadPoolExecutor(8) as pool:
        for _ in range(24):
            pool.submit(shared.read, ASK, judge=lambda _answer: order.append("judge"))

    assert order == ["reserve", "judge"] * 24
