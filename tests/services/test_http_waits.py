"""The waits of the one way out; they are recorded, not waited for."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from hypothesis import given, strategies as st

from syncd.domain.errors import (
    Blocked,
    RateLimited,
    Stopped,
    Unavailable,
)
from syncd.services.http import LATE, Answer, Host
from syncd.services.waits import hinted_wait
from tests.services.upstream import ASK, NOON, Diary, Reply, Upstream, ask, write


def test_every_try_waits_for_its_slot(host: Host, upstream: Upstream, diary: Diary) -> None:
    """Each try claims a slot of its own and sleeps until it comes."""
    diary.slots = [0.5, 0.25]
    upstream.replies = [Reply(429, headers={"Retry-After": "2"}), Reply()]

    ask(host)

    assert diary.events == [
        ("reserve", 0.0),
        ("sleep", 0.5),
        ("pause", 2.0),
        ("sleep", 2.0),
        ("reserve", 0.0),
        ("sleep", 0.25),
    ]
    assert host.requests == 2


def test_a_write_is_recorded_just_ahead_of_its_slot(host: Host, diary: Diary) -> None:
    """So much earlier as the last record took, and never much earlier: who ends amid the wait has recorded nothing."""
    diary.slots = [3.0, 3.0]
    write(host, diary)
    write(host, diary)

    first, second = diary.of("sleep")
    assert first == 3.0
    assert 3.0 - LATE <= second < 3.0
    assert [name for name, _ in diary.events] == ["reserve", "sleep", "leaving"] * 2


def test_a_host_that_pauses_is_not_asked(upstream: Upstream, diary: Diary, make: Callable[..., Host]) -> None:
    """Where the pace says that the host pauses for long, the error goes up and nothing leaves."""

    class Pausing(Diary):
        def reserve(self) -> float:
            raise RateLimited("up", 600)

    host = Host(name="up", base_url=upstream.url, user_agent="t", pace=Pausing(), sleep=diary.sleep, now=lambda: NOON)
    with pytest.raises(RateLimited):
        ask(host)
    with pytest.raises(RateLimited):
        write(host, diary)
    host.close()

    assert not upstream.seen
    assert not diary.events


@pytest.mark.parametrize("asked", [ask, Host.knock], ids=["a read", "a knock"])
def test_who_is_asked_to_end_asks_nobody(
    host: Host, upstream: Upstream, diary: Diary, asked: Callable[[Host], object]
) -> None:
    """Also where the host is so slow that its pace never lets anybody wait."""
    asked(host)
    diary.is_stopping = True
    with pytest.raises(Stopped):
        asked(host)

    assert len(upstream.seen) == 1


def test_who_is_asked_to_end_records_no_write(host: Host, upstream: Upstream, diary: Diary) -> None:
    """It is as it was before: nobody has to find out whether it arrived."""
    diary.is_stopping = True
    with pytest.raises(Stopped):
        write(host, diary)

    assert ([name for name, _ in diary.events], upstream.seen) == (["reserve"], [])


HINTS = [
    (429, {"X-RateLimit-Reset-In": "7"}, 7.0),
    (429, {"Retry-After": "3"}, 3.0),
    (429, {"Retry-After": "3", "X-RateLimit-Reset-In": "9"}, 9.0),
    (429, {"Retry-After": "Sun, 22 Nov 2026 03:00:05 GMT", "Date": "Sun, 22 Nov 2026 03:00:00 GMT"}, 5.0),
    (429, {"Retry-After": "Sun, 22 Nov 2026 12:00:08 GMT"}, 8.0),
    (429, {"Retry-After": "0"}, 1.0),
    (429, {"Retry-After": "soon"}, 10.0),
    (429, {}, 10.0),
    (503, {"Retry-After": "4"}, 4.0),
]


@pytest.mark.parametrize(("status", "headers", "seconds"), HINTS)
def test_a_named_wait_is_obeyed(
    host: Host, upstream: Upstream, diary: Diary, status: int, headers: Mapping[str, str], seconds: float
) -> None:
    """A refusal that names its wait is obeyed to the second, and every other process is told."""
    upstream.replies = [Reply(status, headers=headers), Reply()]

    ask(host)

    assert diary.of("sleep") == [seconds]
    assert diary.of("pause") == [seconds]


def test_a_long_wait_goes_up(host: Host, upstream: Upstream, diary: Diary) -> None:
    """Minutes are not slept inside a call: the pace remembers them and the caller is told, with until when."""
    upstream.replies = [Reply(429, headers={"Retry-After": "120"})]

    with pytest.raises(RateLimited) as caught:
        ask(host)

    assert caught.value.seconds == 120
    assert str(caught.value) == "up: asks us to slow down, until 2026-11-22 12:02 UTC"
    assert diary.of("pause") == [120.0]
    assert not diary.of("sleep")


def test_the_waits_of_one_call_are_bounded(host: Host, upstream: Upstream, diary: Diary) -> None:
    """Short waits do not add up to more than half a minute."""
    upstream.replies = [Reply(429, headers={"Retry-After": "12"})]

    with pytest.raises(RateLimited):
        ask(host)

    assert diary.of("sleep") == [12.0, 12.0]
    assert host.requests == 3


def test_a_busy_server_is_asked_four_times(host: Host, upstream: Upstream, diary: Diary) -> None:
    """A 503 that says `retry-after: 0` is not obeyed literally: we wait a second or more, widening, and then give up."""
    upstream.replies = [Reply(503, headers={"Retry-After": "0"})]

    with pytest.raises(Unavailable) as caught:
        ask(host)

    assert type(caught.value) is Unavailable
    assert len(upstream.seen) == host.requests == 4
    assert all(1.0 <= seconds <= 8.0 for seconds in diary.of("sleep"))
    assert not diary.of("pause")


def test_the_last_request_of_a_window_is_noticed(host: Host, upstream: Upstream, diary: Diary) -> None:
    """When a good answer says that none remains, everybody pauses until the window's end."""
    upstream.replies = [Reply(headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-In": "6"}), Reply()]

    ask(host)
    ask(host)

    assert diary.of("pause") == [6.0]


def test_a_block_is_told_to_everybody(host: Host, upstream: Upstream, diary: Diary) -> None:
    """A host that drops us is left alone by all processes, and is not asked again in the same call."""

    def judge(answer: Answer) -> None:
        if answer.status == 403:
            raise Blocked(answer.host, "no", never_left=True)

    upstream.replies = [Reply(403)]
    with pytest.raises(Blocked):
        host.read(ASK, judge=judge)

    assert diary.events == [("reserve", 0.0), ("block", 0.0)]
    assert len(upstream.seen) == 1


NUMBERS = st.sampled_from(["nan", "inf", "-inf", "-5", "+5", "1_000", "٣", "1e9", "0x10", "9" * 30, "3.5", "", " "])


@given(st.one_of(NUMBERS, st.text()), st.one_of(NUMBERS, st.text()), st.one_of(st.text(), NUMBERS))
def test_no_header_stalls_us(reset: str, after: str, date: str) -> None:
    """Whatever the headers say, a wait is absent or a number from zero to a day."""
    wait = hinted_wait({"x-ratelimit-reset-in": reset, "retry-after": after, "date": date}, NOON)

    assert wait is None or 0.0 <= wait <= 86_400.0


@given(NUMBERS)
def test_only_plain_digits_are_a_wait(text: str) -> None:
    """What Python would take for a number is none in a header."""
    assert hinted_wait({"retry-after": text}, NOON) is None


@given(st.integers(0, 999_999))
def test_plain_seconds_are_taken(seconds: int) -> None:
    """Whole seconds are obeyed, up to a day."""
    assert hinted_wait({"retry-after": str(seconds)}, NOON) == min(seconds, 86_400)


@given(st.datetimes(), st.datetimes())
def test_a_date_never_asks_for_more_than_a_day(then: datetime, date: datetime) -> None:
    """However wrong a server's clock is, the wait stays within a day."""
    form = "{0:%d} Nov {0.year:04d} {0:%H:%M:%S} GMT"
    wait = hinted_wait({"retry-after": form.format(then), "date": form.format(date)}, NOON)

    assert wait is None or 0.0 <= wait <= 86_400.0
