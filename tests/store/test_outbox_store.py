"""Between "decided" and "proved": one row per account and ref."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from syncd.domain.account import Score
from syncd.domain.memory import Love
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.store.tables import metadata, outbox
from tests.store.people import NOON, People, boomplay

SONG, OTHER = TrackRef(Service.LISTENBRAINZ, "a"), TrackRef(Service.LISTENBRAINZ, "b")


@pytest.fixture
def recording(people: People) -> RecordingId:
    people.learn(boomplay("1"), boomplay("2"))
    return people.recording(TrackRef(Service.BOOMPLAY, "1"))


@pytest.fixture
def action(people: People, recording: RecordingId) -> Action:
    return Action(people.me.id, SONG, Score.LOVE, recording)


def rows(people: People) -> dict[TrackRef, Row]:
    """My rows."""
    found: dict[TrackRef, Row] = people.read(lambda tx: tx.outbox.rows([people.me.id]))[people.me.id]
    return found


def row(action: Action, state: RowState, **more: Any) -> Row:
    """A row for an action."""
    return Row(
        account=action.account, ref=action.ref, recording=action.recording, score=action.score, state=state, **more
    )


def test_a_row_comes_back_as_it_was(people: People, action: Action) -> None:
    """All of it, and a second one with its key takes its place."""
    full = row(
        action,
        RowState.FAILED,
        attempts=3,
        not_before=NOON,
        sent_at=NOON - timedelta(days=1),
        is_ours_to_wait=False,
        error="no luck",
    )
    people.write(lambda tx: tx.outbox.put([row(action, RowState.PENDING)]))
    people.write(lambda tx: tx.outbox.put([full]))

    assert rows(people) == {SONG: full}


def test_each_action_of_a_plan_gets_a_pending_row(people: People, action: Action) -> None:
    """And yesterday's decision that no plan stands behind any more goes."""
    people.write(lambda tx: tx.outbox.put([row(replace(action, ref=OTHER), RowState.PENDING)]))
    people.write(lambda tx: tx.outbox.enqueue([people.me.id], [action]))

    assert rows(people) == {SONG: row(action, RowState.PENDING)}


@pytest.mark.parametrize(
    "kept",
    [
        (RowState.MOOT, {"sent_at": NOON}),
        (RowState.SENT, {"sent_at": NOON}),
        (RowState.FAILED, {}),
        (RowState.DONE, {}),
    ],
)
def test_what_was_ever_sent_or_settled_stays_without_a_plan(
    people: People, action: Action, kept: tuple[RowState, dict[str, Any]]
) -> None:
    """An echo is an echo until it is seen; what is over is history."""
    there = row(action, kept[0], **kept[1])
    people.write(lambda tx: tx.outbox.put([there]))
    people.write(lambda tx: tx.outbox.enqueue([people.me.id], []))

    assert rows(people) == {SONG: there}


def test_what_was_sent_and_not_seen_is_moot_without_a_plan(people: People, action: Action) -> None:
    """It waits for nothing, and is an echo still."""
    waits = row(action, RowState.PENDING, attempts=2, sent_at=NOON, not_before=NOON, error="busy")
    people.write(lambda tx: tx.outbox.put([waits]))
    people.write(lambda tx: tx.outbox.enqueue([people.me.id], []))

    assert rows(people) == {SONG: row(action, RowState.MOOT, sent_at=NOON)}


def test_a_waiting_row_keeps_its_wait(people: People, action: Action) -> None:
    """Planning the same again is no reason to forget what was tried."""
    waits = row(action, RowState.PENDING, attempts=2, not_before=NOON, error="busy")
    people.write(lambda tx: tx.outbox.put([waits]))
    people.write(lambda tx: tx.outbox.enqueue([people.me.id], [action]))

    assert rows(people) == {SONG: waits}


def test_a_done_row_that_is_wanted_again_begins_anew(people: People, action: Action) -> None:
    """Loved anew after an unlove: no attempts, and no echo of the first time."""
    people.write(lambda tx: tx.outbox.put([row(action, RowState.DONE, attempts=4, sent_at=NOON)]))
    people.write(lambda tx: tx.outbox.enqueue([people.me.id], [action]))

    assert rows(people) == {SONG: row(action, RowState.PENDING)}


def test_another_recording_at_the_same_ref_takes_over_only_what_was_never_sent(people: People, action: Action) -> None:
    """One row per account and ref, whatever recordings come and go around it."""
    other = replace(action, recording=people.recording(TrackRef(Service.BOOMPLAY, "2")))
    people.write(lambda tx: tx.outbox.put([row(action, RowState.PENDING, attempts=2)]))
    people.write(lambda tx: tx.outbox.enqueue([people.me.id], [other]))
    assert rows(people) == {SONG: row(other, RowState.PENDING)}

    sent = row(action, RowState.PENDING, sent_at=NOON, attempts=2)
    people.write(lambda tx: tx.outbox.put([sent]))
    people.write(lambda tx: tx.outbox.enqueue([people.me.id], [other]))

    assert rows(people) == {SONG: sent}


def test_accounts_out_of_the_plan_are_left_alone(people: People, action: Action) -> None:
    """A profile's plan clears its own accounts' rows only."""
    theirs = row(replace(action, account=people.other.id), RowState.PENDING)
    people.write(lambda tx: tx.outbox.put([theirs]))
    people.write(lambda tx: tx.outbox.enqueue([people.me.id], [action]))

    assert people.read(lambda tx: tx.outbox.rows([people.other.id]))[people.other.id] == {SONG: theirs}


@pytest.mark.parametrize("state", RowState)
def test_the_database_knows_every_state(people: People, action: Action, state: RowState) -> None:
    """And no other one: a state that no code knows is refused."""
    people.write(lambda tx: tx.outbox.put([row(action, state, sent_at=NOON)]))

    with pytest.raises(IntegrityError, match="ck_outbox_state"), people.database.writing() as connection:
        connection.execute(update(outbox).values(state=f"{state} perhaps"))


@pytest.mark.parametrize(
    ("table", "columns", "constraint"),
    [
        ("outbox", {"state": "sent", "sent_at": None}, "ck_outbox_sent_says_when"),
        ("outbox", {"score": 2}, "ck_outbox_score"),
        ("outbox", {"attempts": -1}, "ck_outbox_attempts"),
        ("loves", {"score": 0}, "ck_loves_score"),
        ("loves", {"since_cycle": -1}, "ck_loves_since_cycle"),
        ("journal", {"old_score": 2}, "ck_journal_old_score"),
        ("journal", {"new_score": -2}, "ck_journal_new_score"),
        ("mappings", {"service": "file"}, "FOREIGN KEY"),
    ],
)
def test_the_database_keeps_its_promises(
    people: People, action: Action, table: str, columns: dict[str, Any], constraint: str
) -> None:
    """What no row may say is refused by the database itself, whatever the code above believes."""
    sent = row(action, RowState.SENT, sent_at=NOON)
    love = Love(account=people.me.id, ref=SONG, score=Score.LOVE, since=0)
    people.write(lambda tx: tx.outbox.put([sent]))
    people.write(lambda tx: tx.memory.remember([love]))
    people.write(lambda tx: tx.history.note(tx.history.begin_cycle(NOON), [sent], NOON))

    with pytest.raises(IntegrityError, match=constraint), people.database.writing() as connection:
        connection.execute(update(metadata.tables[table]).values(columns))


def test_cycles_are_numbered_and_the_journal_knows_what_was_there_before(people: People, action: Action) -> None:
    """Numbers only grow, from 1 (0 is the first look); every love made by us stands there with its old value."""
    people.write(lambda tx: tx.history.begin_cycle(NOON))
    people.write(lambda tx: tx.history.end_cycle(1, NOON + timedelta(minutes=1)))
    people.write(lambda tx: tx.history.begin_cycle(NOON))
    people.write(lambda tx: tx.history.note(2, [row(action, RowState.DONE)], NOON))
    people.write(lambda tx: tx.history.note(2, [], NOON))

    assert people.table("cycles") == [(1, NOON, NOON + timedelta(minutes=1)), (2, NOON, None)]
    assert people.table("journal") == [(1, 2, people.me.id, "a", 0, 1, NOON, None)]
