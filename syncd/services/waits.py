"""How long to wait: what an answer's headers ask for, and the short waits between the tries of one call."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState, Retrying, retry_if_exception
from tenacity.wait import wait_random_exponential

from syncd.domain.errors import Blocked, Late, RateLimited, Unavailable

TRIES = 4
"""How often one read is tried within one call."""

TRIES_WHERE_LATE = 2
"""How often, where no answer comes in time: each try costs our whole patience."""

PATIENCE = 30.0
"""Seconds that the waits of one call may add up to; a longer wait goes up to the caller."""

LONGEST_HINT = 86_400.0
"""No header makes us wait for more than a day at once."""

_SECONDS = re.compile(r"[0-9]{1,6}")  # float() would take nan, inf, 1_000 and Arabic digits


def hinted_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that the headers (names in lower case) ask us to wait, 0 to a day; None where they do not say.

    ListenBrainz says X-RateLimit-Reset-In, others Retry-After; where both stand, the longer one. A date is measured
    against the answer's own Date, since clocks differ (`deps.md` §4).
    """
    said = (_seconds(headers.get("x-ratelimit-reset-in", "")), _retry_after(headers, now))
    known = [seconds for seconds in said if seconds is not None]
    return min(max(known), LONGEST_HINT) if known else None


def wait_until_reset(headers: Mapping[str, str]) -> float | None:
    """The seconds until the next request is welcome, where this answer used up the last one; else None."""
    if _seconds(headers.get("x-ratelimit-remaining", "")) != 0:
        return None
    seconds = _seconds(headers.get("x-ratelimit-reset-in", ""))
    return min(seconds, LONGEST_HINT) if seconds else None


def tries(sleep: Callable[[float], None], *, is_down: bool = False) -> Retrying:
    """The tries of one read: again after what passes by itself, never after a block, within our patience.

    A host that `is_down`, as far as the last call knows, is tried once; one that asks to wait is up.
    """
    return Retrying(
        sleep=sleep,
        wait=_wait,
        stop=lambda state: _is_enough(state, is_down=is_down),
        retry=retry_if_exception(_may_pass),
        reraise=True,
    )


_widening = wait_random_exponential(multiplier=2, min=1, max=8)


def _wait(state: RetryCallState) -> float:
    widening = _widening(state)
    error = state.outcome.exception() if state.outcome else None
    return max(error.seconds, 1.0) if isinstance(error, RateLimited) else widening


def _is_enough(state: RetryCallState, *, is_down: bool) -> bool:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RateLimited):
        most = TRIES
    elif is_down:
        most = 1
    else:
        most = TRIES_WHERE_LATE if isinstance(error, Late) else TRIES
    return state.attempt_number >= most or state.idle_for + state.upcoming_sleep > PATIENCE


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, Unavailable) and not isinstance(error, Blocked)


def _seconds(text: str) -> float | None:
    return float(text) if _SECONDS.fullmatch(text.strip()) else None


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    text = headers.get("retry-after", "")
    plain = _seconds(text)
    until = _date(text) if plain is None else None
    if until is None:
        return plain
    return max(0.0, (until - (_date(headers.get("date", "")) or now)).total_seconds())


def _date(text: str) -> datetime | None:
    """An HTTP date; None where the text is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
