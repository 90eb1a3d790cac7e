"""Bodies, texts and secrets at the one way out."""

import gzip
import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from syncd.domain.errors import (
    ServiceError,
    Unreadable,
)
from syncd.services.http import Answer, Host, clean, judge_status
from tests.services.upstream import ASK, WRITE, Diary, Reply, Upstream, ask

CANARY = "canary-1f0e6c1d"


BOMB = gzip.compress(bytes(50_000_000))
BAD_BODIES = [
    Reply(body=b"x" * 2_000_000),
    Reply(body=BOMB, headers={"Content-Encoding": "gzip"}),
    Reply(body=gzip.compress(BOMB), headers={"Content-Encoding": "gzip, gzip"}),
    Reply(body=b"x", headers={"Content-Encoding": "br"}),
    Reply(body=gzip.compress(b"{}")[:-5], headers={"Content-Encoding": "gzip"}),
    Reply(body=gzip.compress(b"{}") * 2, headers={"Content-Encoding": "gzip"}),
]


@pytest.mark.parametrize("reply", BAD_BODIES, ids=["large", "bomb", "stacked", "unknown", "cut", "trailing"])
def test_a_body_is_bounded(make: Callable[..., Host], upstream: Upstream, reply: Reply) -> None:
    """A body that is too large, packed or unpacked, or packed in a way that we did not ask for is not read."""
    upstream.replies = [reply]

    with pytest.raises(Unreadable):
        ask(make(max_body=1_000_000))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[NaN]",
        b"[Infinity]",
        b"[1e999]",
        b"[%d]" % 10**30,
        b"\xff\xfe[\x00]\x00",
        b'{"a": "\xe4"}',
        b"[" * 200_000,
    ],
)
def test_what_is_no_json_is_unreadable(body: bytes) -> None:
    """Everything but strict JSON in UTF-8 is one error, which does not show the body."""
    with pytest.raises(Unreadable) as caught:
        Answer(200, {}, body, host="up", path="/x").json()

    assert "html" not in str(caught.value)


def test_an_array_is_no_object() -> None:
    """A client that needs an object gets one or an error."""
    with pytest.raises(Unreadable):
        Answer(200, {}, b"[]").object()


def echo(status: int, *, is_lost: bool = False) -> Reply:
    """An answer that holds the secret wherever an answer can."""
    location = {"Location": f"http://127.0.0.1:1/?token={CANARY}", "X-Echo": CANARY, "WWW-Authenticate": CANARY}
    return Reply(status, f"<p>{CANARY}".encode(), location, is_lost=is_lost)


@pytest.mark.parametrize(
    "reply", [echo(status) for status in (200, 301, 400, 401, 403, 429, 500, 503)] + [echo(200, is_lost=True)]
)
def test_no_secret_leaves_in_an_error(
    host: Host, upstream: Upstream, diary: Diary, caplog: pytest.LogCaptureFixture, reply: Reply
) -> None:
    """A token in the query, a header, a form or a body stands in no error, no traceback and no log line."""
    caplog.set_level(logging.DEBUG)
    upstream.replies = [reply]

    def judge(answer: Answer) -> None:
        judge_status(answer)
        answer.json()

    parts: Any = {"params": {"token": CANARY}, "headers": {"Authorization": f"Token {CANARY}"}, "judge": judge}
    said = [failure(lambda: host.read(ASK, json={"token": CANARY}, **parts))]
    said += [failure(lambda: host.write(WRITE, form={"token": CANARY}, leaving=diary.leaving, **parts))]

    assert CANARY.encode() in upstream.seen[0].body
    assert CANARY.encode() in upstream.seen[-1].body
    assert CANARY not in "\n".join([*said, caplog.text])


@pytest.mark.parametrize("value", [f"{CANARY}\n", f"{CANARY}\x00", f"{CANARY}ü"])
def test_a_secret_that_cannot_be_sent_is_not_shown(host: Host, upstream: Upstream, value: str) -> None:
    """A token that no header can hold is refused before it leaves, without being quoted."""
    said = failure(lambda: ask(host, headers={"Authorization": value}))

    assert "Rejected" in said
    assert CANARY not in said
    assert not upstream.seen


def failure(deed: Callable[[], object]) -> str:
    """Everything that an error says of itself."""
    try:
        deed()
    except ServiceError as error:
        return "\n".join([str(error), repr(error), *traceback.format_exception(error)])
    pytest.fail("no error")


def test_the_libraries_keep_their_urls_to_themselves() -> None:
    """The HTTP libraries log whole URLs at INFO; they are held at WARNING."""
    assert logging.getLogger("httpx").level == logging.WARNING
    assert logging.getLogger("httpcore").level == logging.WARNING


def test_texts_are_made_harmless() -> None:
    """Control, invisible and unassigned characters go, line ends become spaces, and length is capped."""
    assert clean("a\x1b[31mb\u202ec\u200b\ud800\ue000d\te\n") == "a[31mbcd e"
    assert clean("Ọ̀ṣun — 東京 🎵") == "Ọ̀ṣun — 東京 🎵"
    assert clean("x" * 900) == "x" * 500
    assert not clean(None)
    assert not clean(["x"])
