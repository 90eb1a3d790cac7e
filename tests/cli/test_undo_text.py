"""What `undo` tells of each change."""

from datetime import UTC, datetime

import pytest

from syncd.cli.undo_text import GIVEN_UP, TO_NEXT_SYNC, WAITING, Left, lines
from syncd.domain.account import Account, AccountId, Can, Role, Score
from syncd.domain.journal import Deed
from syncd.domain.track import Service, TrackRef
from syncd.planner.undo import WAITS_FOR_HATE, Undoing, Way

ACCOUNT = Account(
    id=AccountId(1),
    profile="default",
    service=Service.LISTENBRAINZ,
    whoami="alice",
    name="mine",
    role=Role.BOTH,
    can=Can(0),
)
DEED = Deed(
    id=7,
    cycle=3,
    account=ACCOUNT.id,
    ref=TrackRef(Service.LISTENBRAINZ, "c7d3f7c9-a747-5c3d-9299-e3d2be081867"),
    old=Score.LOVE,
    new=Score.HATE,
    at=datetime(2026, 11, 22, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (Left(f"{WAITING}: {WAITS_FOR_HATE}"), f"mine: 1 noted, and waiting: {WAITS_FOR_HATE}"),
        (Left(TO_NEXT_SYNC, "busy"), "mine: 1 left to the next sync"),
        (Left(GIVEN_UP, "no such track"), "mine: 1 given up; try again: syncd retry, or this undo once more"),
    ],
)
def test_what_no_sync_can_do_yet_is_not_left_to_the_next_one(left: Left, said: str) -> None:
    """While somebody of the profile hates a song it is not loved again, nor is tried what was given up, however often one syncs."""
    found = [Undoing(DEED, Way.LOVE)]
    told = list(lines(found, {ACCOUNT.id: ACCOUNT}, {}, {DEED.id: left}, dry_run=False))

    assert told[0] == said
    assert [line for line in told if "why not now" in line] == ([f"  why not now: {left.why}"] if left.why else [])
