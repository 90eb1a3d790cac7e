"""What the status tells of budgets, and what a week's message tells of everything."""

import pytest

from syncd.cli.budgets import low_budgets, size
from syncd.cli.daemon_watch import _held, _target
from syncd.domain.plan import State


@pytest.mark.parametrize(
    ("received", "told"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (48_211, "48.2 kB"), (29_000_000, "29.0 MB"), (2 * 10**9, "2.0 GB")],
)
def test_bytes_are_told_roughly(received: int, told: str) -> None:
    """In the largest unit that is one or more."""
    assert size(received) == told


def test_only_a_low_budget_is_told() -> None:
    """With what is used, and that writes go on."""
    even = {"polled_more_seldom": 1, "polls_rest": False, "requests_this_month": 9, "requests_per_month": None}
    low = {"polled_more_seldom": 3, "polls_rest": False, "requests_this_month": 27_000, "requests_per_month": 30_000}
    (line,) = low_budgets({"musicbrainz": even, "jamendo": low})

    assert line.startswith(
        "jamendo: 27000 of this month's 30000 requests are used, so a daemon polls its accounts 3 times"
    )


def test_a_budget_whose_rest_is_for_writes_says_so() -> None:
    """Nobody is polled for it until the next month."""
    gone = {"polled_more_seldom": 5, "polls_rest": True, "requests_this_month": 29_000, "requests_per_month": 30_000}
    (line,) = low_budgets({"jamendo": gone})

    assert line.endswith(
        "so a daemon polls its accounts not at all before the next month and keeps the rest for what must be written"
    )


def test_what_is_held_is_told_by_its_hash() -> None:
    """Of this account alone; nothing where no plan was kept yet."""
    row = {"hash": "ab12", "count": 4, "why": "vanished"}
    report = {"profiles": {"default": {"accounts": {"one": {"held": [row]}, "two": {"held": []}}}}}

    assert _held(report, "default", "one") == {"ab12": "one: 4 favourites vanished; see: syncd approve list"}
    assert _held(report, "default", "two") == _held(report, "default", "new") == _held(None, "default", "one") == {}


def test_a_target_is_told_by_its_states() -> None:
    """The ones that anything is in."""
    none = {state.value: 0 for state in State}

    assert _target("t", {**none, "settled": 7, "doubtful": 2}) == "t: 7 settled, 2 doubtful"
    assert _target("t", none) == "t: no favourites"
