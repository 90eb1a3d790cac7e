"""What the status tells of budgets, and what a week's message tells of everything."""

from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from syncd.cli.budgets import low_budgets, resting, size
from syncd.cli.daemon_watch import _held, _target
from syncd.cli.status_text import _hosts
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


def budget(rests_until: str | None = None, reason: str = "", requests: int = 29_999) -> dict[str, Any]:
    """A host of the status."""
    return {
        "requests_per_second": 1.0,
        "requests_this_month": requests,
        "requests_per_month": 30_000,
        "bytes_this_month": 999_900_000,
        "rests_until": rests_until,
        "reason": reason,
    }


BLOCK = "both hosts drop our requests while other services answer; they rest before we ask again"


def test_at_80_columns_no_host_is_broken_in_two() -> None:
    """A host that rests has the time in the table, on one line; today's day is left out, and another's is not."""
    until = {"listenbrainz": "2026-11-22T13:19:17Z", "musicbrainz": "2026-11-23T06:00:00Z", "boomplay": None}
    console = Console(width=80, highlight=False)
    with console.capture() as captured:
        console.print(
            _hosts({host: budget(at, BLOCK) for host, at in until.items()}, datetime(2026, 11, 22, tzinfo=UTC))
        )
    rows = [line for line in captured.get().splitlines() if line.startswith("│")]

    assert [row.split()[1] for row in rows[:2]] == ["listenbrainz", "musicbrainz"]
    assert "until 13:20" in rows[0]
    assert ["2026-11-23" in row for row in rows] == [False, False, True, False, False]
    assert max(map(len, captured.get().splitlines())) <= 80


def test_why_hosts_rest_is_told_below_once_for_all_of_them() -> None:
    """A line for each reason and instant, with the hosts that it concerns."""
    hosts = {
        "listenbrainz": budget("2026-11-22T13:20:00Z", BLOCK),
        "jamendo": budget("2026-11-22T12:04:00Z", "it asked us to slow down"),
        "musicbrainz": budget("2026-11-22T13:20:00Z", BLOCK),
        "boomplay": budget(),
    }

    assert list(resting(hosts)) == [
        f"listenbrainz and musicbrainz rest until 2026-11-22 13:20 UTC: {BLOCK}",
        "jamendo rests until 2026-11-22 12:04 UTC: it asked us to slow down",
    ]


def test_what_is_held_is_told_by_its_hash() -> None:
    """Of this account alone; nothing where no plan was kept yet."""
    row = {"hash": "ab12", "count": 4, "hates": 0, "why": "vanished"}
    report = {"profiles": {"default": {"accounts": {"one": {"held": [row]}, "two": {"held": []}}}}}

    assert _held(report, "default", "one") == {"ab12": "one: 4 favourites vanished; see: syncd approve list"}
    row |= {"hates": 4}
    assert _held(report, "default", "one") == {"ab12": "one: 4 hates vanished; see: syncd approve list"}
    assert _held(report, "default", "two") == _held(report, "default", "new") == _held(None, "default", "one") == {}


def test_a_target_is_told_by_its_states() -> None:
    """The ones that anything is in."""
    none = {state.value: 0 for state in State}

    assert _target("t", {**none, "settled": 7, "doubtful": 2}) == "t: 7 settled, 2 doubtful"
    assert _target("t", none) == "t: no favourites"
