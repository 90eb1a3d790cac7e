"""Bugs that somebody might make anywhere in the engine, each with a history of its own."""

from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import delete

from syncd.domain.account import AccountState, Score
from syncd.domain.errors import IncompleteListing
from syncd.domain.outbox import RowState
from syncd.domain.snapshot import Snapshot
from syncd.engine import belief, cycle, decide, poll, push
from syncd.engine.allowance import Allowance
from syncd.engine.enrolment import Received
from syncd.engine.world import Polled
from syncd.planner import memory, merge as planner_merge, outbox, plan, removals, tombstones
from syncd.planner.guard import is_frightening
from syncd.planner.merge import merge
from syncd.planner.settle import settle
from syncd.store import outbox as store_outbox, tables, unite
from tests.engine import directed, directed_crashes, directed_removals
from tests.engine.bug import Bug


def _done_before_push(self: Any, rows: Any, put: Any = push._Pusher._put, **known: Any) -> None:
    put(self, [replace(row, state=RowState.DONE) if row.state is RowState.SENT else row for row in rows], **known)


def _in_two_commits(tx: Any, look: Any, heard: Any) -> None:
    """The lines are forgotten durably before the tombstones that they leave."""
    tx.memory.remember(heard.kept)
    tx.memory.forget(look.account.id, [*heard.forgotten, *heard.silent])
    tx.commit()
    tx.memory.bury(heard.tombstones)


def _believing_parts(world: Any, before: Any, known: Any, awaited: Any, heard: Any = poll._heard) -> Any:
    found, account = heard(world, before, known, awaited), before.account
    if not isinstance(found.polled.error, IncompleteListing) or account is None:
        return found
    nothing = Snapshot(account.whoami, (), world.clock.now())
    return Received(
        polled=replace(before, state=AccountState.READ),
        login=poll._login(before.member, account.whoami),
        account=account,
        snapshot=nothing,
        absences=poll._absences(world.store, account, nothing, before.member.favourites, None),
    )


def _yesterdays_rows(self: Any, due: Any = push._Pusher._due) -> Any:
    """What was decided yesterday is sent today, whatever today's plan says."""
    with self._world.store.reading() as tx:
        rows = tx.outbox.rows([self._errand.account.id])[self._errand.account.id].values()
    old = [row for row in rows if row.state is RowState.PENDING]
    mine = due(self)
    mine.extend(row for row in old if row.ref not in {each.ref for each in mine})
    return mine


def _nothing_dropped(rows: Any, actions: Any, postponed: Any = (), enqueued: Any = outbox.enqueued) -> Any:
    return replace(enqueued(rows, actions, postponed), dropped=())


def _sent_dropped(rows: Any, actions: Any, postponed: Any = (), enqueued: Any = outbox.enqueued) -> Any:
    """No row stands that no action asks for, may it have been sent or not."""
    change, wanted = enqueued(rows, actions, postponed), {(action.account, action.ref) for action in actions}
    mine = [row for account in rows.values() for row in account.values()]
    lost = [row for row in mine if row.state is not RowState.DONE and (row.account, row.ref) not in wanted]
    return replace(change, dropped=tuple(lost), moot=())


def _dry_run_commits(self: Any, decided: Any = cycle._Cycle._decide) -> Any:
    """The plan's transaction is kept whatever the terms are."""
    is_dry, self._is_dry = self._is_dry, False
    try:
        return decided(self)
    finally:
        self._is_dry = is_dry


def _human_line(self: Any, *shown: Any, line: Any = push._Pusher._line) -> Any:
    return replace(line(self, *shown), is_ours=False)


def _told_otherwise(made: Any, *known: Any, **otherwise: Any) -> Any:
    return replace(made(*known), **otherwise)


def _forgetful_guard(gone: int, **known: Any) -> bool:
    return is_frightening(gone, **(known | {"heard_today": 0}))


def _judged_anew(heard: Any, look: Any, seen: Any, *known: Any) -> Any:
    return belief.believe(heard, look, {ref: replace(line, is_guarded=False) for ref, line in seen.items()}, *known)


def _without_hates(views: Any, recordings: Any, *, merged: Any = merge, **known: Any) -> Any:
    return replace(merged(views, recordings, **known), hated=frozenset(), carried={})


def _resent(row: Any, seen: Any, settled: Any = settle, **known: Any) -> Any:
    return settled(row, seen, **(known | {"is_one_way": False}))


def _taken_down_unloved(absent: Any, service: Any, asked: Any = poll._told) -> Any:
    """What the service took down counts as unloved."""
    told = asked(absent, service)
    return replace(told, denied=told.denied | told.taken_down, taken_down=frozenset())


def _without_tombstones(connection: Any, table: Any, keep: Any, lose: Any, handed: Any = unite._hand_over) -> None:
    if table is not tables.tombstones:
        handed(connection, table, keep, lose)
    else:
        connection.execute(delete(table).where(table.c.recording_id == lose))


def _of_loves_only(*args: Any, told: Any = tombstones.tombstones) -> Any:
    return tuple(stone for stone in told(*args) if stone.score is Score.LOVE)


BUGS = (
    Bug("done before the push", [(push._Pusher, "_put", _done_before_push)], directed_crashes.killed_as_it_writes),
    Bug(
        "memory and its tombstones in two commits",
        [(decide, "_write", _in_two_commits)],
        directed_crashes.killed_as_it_remembers,
    ),
    Bug("a partial list is believed", [(poll, "_heard", _believing_parts)], directed.a_page_is_missing),
    Bug(
        "an empty list is believed", [(belief, "is_frightening", lambda *_, **__: False)], directed.an_empty_list_twice
    ),
    Bug(
        "yesterday's rows are sent whatever today's plan says",
        [(push._Pusher, "_due", _yesterdays_rows), (store_outbox, "enqueued", _nothing_dropped)],
        directed.a_hate_after_the_plan,
    ),
    Bug(
        "writes although the list was not read",
        [(Polled, "is_read", property(lambda each: each.account is not None))],
        directed.a_list_that_could_not_be_read,
    ),
    Bug(
        "the guard forgets what passed today", [(belief, "is_frightening", _forgetful_guard)], directed.a_few_every_hour
    ),
    Bug(
        "a first look is news",
        [(decide, "_context", partial(_told_otherwise, decide._context, is_first_look=False))],
        directed.another_account,
    ),
    Bug("hates do not veto", [(decide, "merge", _without_hates)], directed.a_hate),
    Bug(
        "a one-way love is sent again",
        [(decide, "settle", _resent), (push, "settle", _resent)],
        directed.never_seen_at_jamendo,
    ),
    Bug(
        "tombstones are never lifted",
        [(plan, "is_buried", lambda tombstone, _: tombstone is not None)],
        directed.loved_anew,
    ),
    Bug("tombstones are not heeded", [(plan, "is_buried", lambda *_: False)], directed.another_account),
    Bug("our loves pass for a human's", [(push._Pusher, "_line", _human_line)], directed.our_own_echo),
    Bug("a dry run is kept", [(cycle._Cycle, "_decide", _dry_run_commits)], directed_crashes.only_shown),
    Bug("writes whatever the look shows", [(push, "asks_for", lambda *_: True)], directed.a_list_that_lacks_a_line),
    Bug(
        "a union loses tombstones",
        [(unite, "_hand_over", _without_tombstones)],
        directed.an_unlove_and_then_the_rows_unite,
    ),
    Bug(
        "what others love is taken back",
        [(plan, "supported_at", lambda *_: set())],
        directed.a_love_that_others_support,
    ),
    Bug(
        "what a service took down was unloved",
        [(poll, "_told", _taken_down_unloved)],
        directed.a_track_taken_down,
    ),
    Bug(
        "a new id is not asked about before it is judged",
        [(decide, "_context", partial(_told_otherwise, decide._context, has_unasked=False))],
        directed.a_reissue_while_the_resolver_is_down,
    ),
    Bug(
        "a new id is a love anew",
        [(memory, "_with_inherited_words", lambda kept, *_: kept), (memory, "_heirs", lambda kept, *_: kept)],
        directed.a_new_id,
    ),
    Bug("the limit is not heeded", [(Allowance, "is_used_up", property(lambda _: False))], directed.a_limit),
    Bug(
        "what was sent is dropped, too",
        [(store_outbox, "enqueued", _sent_dropped)],
        directed.never_seen_at_jamendo,
    ),
    Bug("the plan is not counted", [(removals, "_held", lambda *_: [])], directed_removals.many_unloves_at_once),
    Bug(
        "our own unlove is a human's word",
        [(decide, "_context", partial(_told_otherwise, decide._context, taken_back=frozenset()))],
        directed_removals.our_own_unlove,
    ),
    Bug(
        "unloves from before travel",
        [(decide, "_context", partial(_told_otherwise, decide._context, carries=True))],
        directed_removals.switched_on_a_year_later,
    ),
    Bug(
        "a love anew does not stop what travels",
        [(planner_merge, "is_buried", lambda tombstone, _: tombstone is not None)],
        directed_removals.loved_since,
    ),
    Bug(
        "hates are not counted",
        [(removals, "_is_love", lambda _: False), (decide, "with_taken", lambda _, views, today: views)],
        directed_removals.hates_cycle_by_cycle,
    ),
    Bug("what is held passes with another day", [(decide, "believe", _judged_anew)], directed_removals.held_overnight),
    Bug(
        "hates are carried over later loves",
        [(removals, "_may_hate", lambda *_: True)],
        directed_removals.a_love_later_than_the_hate,
    ),
    Bug(
        "hates that were taken away are carried again",
        [(memory, "tombstones", _of_loves_only)],
        directed_removals.a_hate_taken_away,
    ),
)
