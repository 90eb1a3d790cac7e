"""What `undo` tells of each change."""

from datetime import UTC, datetime

import pytest

from syncd.cli.undo_text import lines
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
    ("why", "said"),
    [
        (WAITS_FOR_HATE, f"mine: 1 noted, and waiting: {WAITS_FOR_HATE}"),
        ("its list does not show it yet", "mine: 1 left to the next sync"),
    ],
)
def test_what_no_sync_can_do_yet_is_not_left_to_the_next_one(why: str, said: str) -> None:
    """While somebody of the profile hates a song it is not loved again, however often one syncs."""
    found = [Undoing(DEED, Way.LOVE, why)]
    told = list(lines(found, {ACCOUNT.id: ACCOUNT}, {}, {DEED.id: why}, dry_run=False))

    assert told[0] == said
    assert ("  why not now: " + why in told) is (why != WAITS_FOR_HATE)
