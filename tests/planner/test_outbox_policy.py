"""What a plan does to the outbox, case by case."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syncd.domain.account import AccountId, Score
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.planner.outbox import Enqueued, begins, enqueued

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ME = AccountId(1)
SONG, OTHER = TrackRef(Service.JAMENDO, "1"), TrackRef(Service.JAMENDO, "2")
ACTION = Action(ME, SONG, Score.LOVE, RecordingId(7))
PENDING = Row(account=ME, ref=SONG, recording=RecordingId(7), score=Score.LOVE, state=RowState.PENDING)
TRIED = replace(PENDING, attempts=2, not_before=NOON, error="busy")
RESENT = replace(PENDING, sent_at=NOON, attempts=1)
SENT = replace(RESENT, state=RowState.SENT)
DONE = replace(SENT, state=RowState.DONE)
FOUND = replace(PENDING, state=RowState.DONE)  # it was there already
FAILED = replace(TRIED, state=RowState.FAILED)
FAILED_SENT = replace(SENT, state=RowState.FAILED)
MOOT = replace(RESENT, state=RowState.MOOT, attempts=0)
ANOTHER = RecordingId(8)


@pytest.mark.parametrize(
    ("row", "begun"),
    [
        (None, PENDING),
        (PENDING, None),
        (TRIED, None),
        (RESENT, None),
        (SENT, None),
        (DONE, PENDING),
        (FOUND, PENDING),
        (FAILED, None),
        (FAILED_SENT, None),
        (MOOT, replace(PENDING, sent_at=NOON)),
        (replace(TRIED, recording=ANOTHER), PENDING),
        (replace(FAILED, recording=ANOTHER), PENDING),
        (replace(RESENT, recording=ANOTHER), None),
        (replace(SENT, recording=ANOTHER), None),
        (replace(FAILED_SENT, recording=ANOTHER), None),
        (replace(DONE, recording=ANOTHER), PENDING),
        (replace(MOOT, recording=ANOTHER), replace(PENDING, sent_at=NOON)),
        (replace(PENDING, score=Score.HATE), PENDING),
        (replace(RESENT, score=Score.HATE), PENDING),
        (replace(FAILED_SENT, score=Score.HATE), PENDING),
        (replace(MOOT, score=Score.HATE), PENDING),
        (replace(SENT, score=Score.HATE), None),
    ],
)
def test_when_an_action_begins_anew(row: Row | None, begun: Row | None) -> None:
    """Where nothing is, where it is over and wanted again, and where something else stands that is not on its way."""
    assert begins(row, ACTION) is (begun is not None)
    rows = {} if row is None else {SONG: row}
    assert enqueued({ME: rows}, [ACTION]) == Enqueued(begun=(begun,) if begun else (), dropped=(), moot=())


@pytest.mark.parametrize(
    ("row", "goes"),
    [
        (PENDING, True),
        (TRIED, True),
        (RESENT, False),
        (SENT, False),
        (DONE, False),
        (FOUND, False),
        (FAILED, False),
        (FAILED_SENT, False),
        (MOOT, False),
    ],
)
def test_what_goes_when_no_plan_stands_behind_it(row: Row, *, goes: bool) -> None:
    """Only what was never sent and is not over: yesterday's decision is sent today only if today's plan says so."""
    assert enqueued({ME: {SONG: row}}, []).dropped == ((row,) if goes else ())


def test_what_was_sent_and_not_seen_is_moot_when_no_plan_stands_behind_it() -> None:
    """It waits for nothing any more, and stays an echo; what may be on its way still waits for its look."""
    assert enqueued({ME: {SONG: replace(RESENT, not_before=NOON, error="x")}}, []).moot == (MOOT,)
    assert (
        enqueued({ME: {SONG: SENT}}, []) == enqueued({ME: {SONG: MOOT}}, []) == Enqueued(begun=(), dropped=(), moot=())
    )


@pytest.mark.parametrize("score", [Score.NONE, Score.HATE])
@pytest.mark.parametrize("row", [FAILED, FAILED_SENT])
def test_an_unlove_or_a_hate_is_given_up_for_as_long_as_it_is_wanted(row: Row, score: Score) -> None:
    """Wanted anew it begins anew; of a love no action tells whether it is wanted."""
    given_up, over = replace(row, score=score), replace(MOOT, score=score, sent_at=row.sent_at)
    wanted = replace(ACTION, score=score)

    assert enqueued({ME: {SONG: given_up}}, [wanted]) == Enqueued(begun=(), dropped=(), moot=())
    assert enqueued({ME: {SONG: given_up}}, [], [wanted]) == Enqueued(begun=(), dropped=(), moot=())
    assert enqueued({ME: {SONG: given_up}}, []) == Enqueued(begun=(), dropped=(), moot=(over,))
    assert begins(over, wanted)


@pytest.mark.parametrize("score", [Score.NONE, Score.HATE])
def test_an_unlove_or_a_hate_that_was_never_sent_leaves_its_row(score: Score) -> None:
    """It took the place of a love of ours, perhaps, of which nothing else tells that we write there."""
    unsent, over = replace(PENDING, score=score), replace(MOOT, score=score, sent_at=None)

    assert enqueued({ME: {SONG: unsent}}, []) == Enqueued(begun=(), dropped=(), moot=(over,))


def test_rows_begin_in_the_plans_order() -> None:
    """Push order is the only order that a service keeps."""
    later = replace(ACTION, ref=OTHER)

    begun = enqueued({ME: {}}, [later, ACTION]).begun

    assert [row.ref for row in begun] == [OTHER, SONG]


def test_an_action_at_one_account_keeps_no_row_at_another() -> None:
    """One row per account and ref."""
    theirs = replace(PENDING, account=AccountId(2))

    assert enqueued({ME: {}, AccountId(2): {SONG: theirs}}, [ACTION]) == Enqueued(
        begun=(PENDING,), dropped=(theirs,), moot=()
    )
