"""What to do after a failure, as values."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from syncd.domain.errors import (
    AwaitingApproval,
    Blocked,
    RateLimited,
    Rejected,
    ServiceError,
    Unauthorised,
    Unavailable,
    UnknownOutcome,
    Unreadable,
)
from syncd.domain.outbox import RowState
from syncd.planner.failures import (
    MAX_ATTEMPTS,
    MISS_WAITS,
    MISS_WAITS_AT_TARGET,
    after_failure,
    backoff,
    is_due,
    miss_wait,
)
from tests.planner.words import NOON, row

ERRORS = [kind("x", "said so") for kind in (AwaitingApproval, Blocked, Rejected, Unauthorised, Unavailable, Unreadable)]
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("error", "state", "wait", "is_ours"),
    [
        (UnknownOutcome("x", "lost"), RowState.SENT, None, True),
        (RateLimited("x", 90), RowState.PENDING, timedelta(seconds=90), False),
        (Unauthorised("x", "expired"), RowState.PENDING, None, True),
        (AwaitingApproval("x", "not yet"), RowState.PENDING, None, True),
        (Rejected("x", "no such track"), RowState.PENDING, MINUTE, True),
        (Unavailable("x", "503"), RowState.PENDING, MINUTE, True),
        (Blocked("x", "403"), RowState.PENDING, MINUTE, True),
        (Unreadable("x", "HTML"), RowState.PENDING, MINUTE, True),
    ],
)
def test_each_error_has_its_consequence(
    error: ServiceError, state: RowState, wait: timedelta | None, *, is_ours: bool
) -> None:
    """May have arrived: sent. Everything else waits, for us or for as long as the service said; one refusal, too."""
    after = after_failure(row(), error, NOON)

    assert after.state is state
    assert after.not_before == (None if wait is None else NOON + wait)
    assert after.is_ours_to_wait is is_ours
    assert "x" in after.error


@pytest.mark.parametrize(
    ("wait", "due"), [(-MINUTE, True), (MINUTE, False), (timedelta(days=2), False), (timedelta(days=3), True)]
)
def test_a_wait_of_a_clock_that_was_set_back_since_is_over(wait: timedelta, *, due: bool) -> None:
    """Nobody names more than two days: what is further away was named by a clock that ran ahead, and would stall for ever."""
    assert is_due(replace(row(), not_before=NOON + wait), NOON) is due


def test_only_what_may_have_arrived_becomes_an_echo() -> None:
    """Certainty that nothing was done leaves the row as it was before the write; an older echo stays one."""
    assert after_failure(row(), UnknownOutcome("x", "lost"), NOON).sent_at == NOON
    for error in ERRORS:
        assert after_failure(row(), error, NOON).sent_at is None
        assert after_failure(row(sent_at=NOON - MINUTE), error, NOON).sent_at == NOON - MINUTE


def test_a_wait_that_the_service_named_is_no_attempt() -> None:
    """Neither a limit nor a login that a human must renew brings a love nearer to being given up."""
    for error in (RateLimited("x", 5), Unauthorised("x", "?"), AwaitingApproval("x", "?")):
        assert after_failure(row(attempts=3), error, NOON).attempts == 3


@given(st.integers(0, 10**6), st.sampled_from(ERRORS))
def test_every_row_is_given_up_in_the_end(attempts: int, error: ServiceError) -> None:
    """Total for any number of attempts; troubles of one row end after twelve."""
    after = after_failure(row(attempts=attempts), error, NOON)

    is_trouble = not isinstance(error, Unauthorised | AwaitingApproval)
    assert (after.state is RowState.FAILED) == (is_trouble and attempts + 1 >= MAX_ATTEMPTS)


@pytest.mark.parametrize("kind", [Unreadable, Unavailable])
def test_what_is_given_up_promises_no_other_try(kind: type[ServiceError]) -> None:
    """That only a human has made."""
    before = row(attempts=MAX_ATTEMPTS - 1)

    assert after_failure(before, kind("x", "said so"), NOON).error == f"no luck in {MAX_ATTEMPTS} attempts: x: said so"


@given(st.integers(-5, 10**9))
def test_backoff_is_total_bounded_and_never_shrinks(attempts: int) -> None:
    """A minute at least, half a day at most, whatever the count."""
    assert MINUTE <= backoff(attempts) <= backoff(attempts + 1) <= timedelta(hours=12)


def test_backoff_doubles() -> None:
    """A minute, two, four, eight."""
    assert [backoff(attempts) / MINUTE for attempts in range(1, 6)] == [1, 2, 4, 8, 16]


@given(st.integers(1, 10**6), st.floats(0, 1), st.sampled_from([MISS_WAITS, MISS_WAITS_AT_TARGET]))
def test_a_miss_waits_ever_longer_with_some_jitter(tries: int, jitter: float, waits: tuple[timedelta, ...]) -> None:
    """Between the first and the last wait, and a tenth more at most."""
    wait = miss_wait(tries, waits=waits, jitter=jitter)

    assert waits[0] <= wait <= waits[-1] * 1.1
    assert wait <= miss_wait(tries + 1, waits=waits, jitter=jitter)
    assert miss_wait(tries, waits=waits, jitter=0.0) in waits
