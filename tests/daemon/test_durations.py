from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from syncd.daemon.durations import LONGEST, parse_duration
from syncd.daemon.spelling import advice

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


@given(number=st.integers(1, 5_000), unit=st.sampled_from(list(SECONDS)))
def test_a_number_and_a_unit_are_a_duration(number: int, unit: str) -> None:
    """Every unit means what its letter says."""
    assert parse_duration(f"{number}{unit}") == timedelta(seconds=number * SECONDS[unit])


@given(st.text() | st.integers() | st.none() | st.from_regex(r"[0-9]{1,12}[a-z]", fullmatch=True))
def test_any_value_is_a_sound_duration_or_is_refused(value: object) -> None:
    """Nothing but a ValueError comes of a wrong value, however large."""
    duration: timedelta | None = None
    with suppress(ValueError):
        duration = parse_duration(value)

    assert duration is None or timedelta(0) < duration <= LONGEST


@pytest.mark.parametrize("text", ["", "6", "h", "0s", "-1h", "1.5h", "6 hours", "36501d", "6H", "6h30m", "٣h"])
def test_other_forms_are_refused(text: str) -> None:
    """A duration has one form, so that nobody has to guess."""
    with pytest.raises(ValueError, match="must be a duration"):
        parse_duration(text)


WORDS = ["contact", "database", "removals", "hates", "accounts"]


@given(word=st.sampled_from(WORDS), data=st.data())
def test_a_slip_of_one_letter_is_recognised(word: str, data: st.DataObject) -> None:
    """A word with one letter missing, doubled or swapped with its neighbour is offered in its right spelling."""
    at = data.draw(st.integers(0, len(word) - 2))
    slips = [
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]
    slip = data.draw(st.sampled_from(slips))

    assert f"did you mean {word}?" in advice(slip, WORDS)


def test_a_word_near_to_nothing_gets_no_guess_but_all_that_is_allowed() -> None:
    """No guess is better than a silly one."""
    assert advice("zzz", WORDS) == f"; allowed: {', '.join(WORDS)}"
