"""Bugs that are planted on purpose, to test the tests: `python -m tests.engine.planted` prints who finds which.

This is the one place that patches syncd: each bug replaces a function or two, and has a history of its own besides.
"""

import argparse
import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sqlalchemy import delete

from syncd.domain.account import AccountState
from syncd.domain.errors import IncompleteListing
from syncd.domain.outbox import RowState
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import Service
from syncd.engine import belief, decide, poll, push, turn, views
from syncd.engine.allowance import Allowance
from syncd.engine.world import Polled
from syncd.planner import memory, merge as planner_merge, outbox, plan, removals
from syncd.planner.guard import is_frightening
from syncd.planner.merge import merge
from syncd.planner.settle import settle
from syncd.store import outbox as store_outbox, tables, unite
from tests.engine import directed, directed_crashes, directed_removals
from tests.engine.household import Household
from tests.engine.machine import Machine
from tests.engine.soak import empty_database, plays

History = Callable[[Household], None]


@dataclass(frozen=True, slots=True)
class Bug:
    """What stands in place of functions of syncd; `history` is the one written for it."""

    name: str
    instead: list[tuple[object, str, Any]]
    history: History | None = None

    @contextmanager
    def planted(self) -> Iterator[None]:
        """While this lasts, syncd has the bug."""
        with ExitStack() as stack:
            for where, what, instead in self.instead:
                stack.enter_context(patch.object(where, what, instead))
            yield


def _done_before_push(self: Any, rows: Any, put: Any = push._Pusher._put, **known: Any) -> None:
    put(self, [replace(row, state=RowState.DONE) if row.state is RowState.SENT else row for row in rows], **known)


def _in_two_commits(tx: Any, look: Any, heard: Any) -> None:
    """The lines are forgotten durably before the tombstones that they leave."""
    tx.memory.remember(heard.kept)
    tx.memory.forget(look.account.id, [*heard.forgotten, *heard.silent])
    tx.commit()
    tx.memory.bury(heard.tombstones)


def _believing_parts(world: Any, before: Any, known: Any, awaited: Any, polled: Any = poll._polled) -> Any:
    found = polled(world, before, known, awaited)
    if not isinstance(found.error, IncompleteListing) or found.account is None:
        return found
    nothing = Snapshot(found.account.whoami, (), world.clock.now())
    look = poll._look(world.store, found.account, nothing, before.member.favourites, None)
    return replace(found, state=AccountState.READ, look=look, error=None)


def _yesterdays_rows(self: Any, due: Any = push._Pusher._due) -> Any:
    """What was decided yesterday is sent today, whatever today's plan says."""
    with self._world.store.reading() as tx:
        rows = tx.outbox.rows([self._errand.account.id])[self._errand.account.id].values()
    old = [row for row in rows if row.state is RowState.PENDING]
    mine = due(self)
    mine.extend(row for row in old if row.ref not in {each.ref for each in mine})
    return mine


def _nothing_dropped(rows: Any, actions: Any, enqueued: Any = outbox.enqueued) -> Any:
    return replace(enqueued(rows, actions), dropped=())


def _dry_run_commits(self: Any, decided: Any = turn._Turn._decide) -> Any:
    """The plan's transaction is kept whatever the terms are."""
    terms, self._terms = self._terms, replace(self._terms, dry_run=False)
    try:
        return decided(self)
    finally:
        self._terms = terms


def _human_line(self: Any, *shown: Any, line: Any = push._Pusher._line) -> Any:
    return replace(line(self, *shown), is_ours=False)


def _told_otherwise(made: Any, *known: Any, **otherwise: Any) -> Any:
    return replace(made(*known), **otherwise)


def _forgetful_guard(gone: int, **known: Any) -> bool:
    return is_frightening(gone, **(known | {"heard_today": 0}))


def _judged_anew(heard: Any, look: Any, seen: Any, *known: Any) -> Any:
    return belief.believe(heard, look, {ref: replace(line, is_guarded=False) for ref, line in seen.items()}, *known)


def _without_hates(views: Any, recordings: Any, merged: Any = merge) -> Any:
    return replace(merged(views, recordings), hated=frozenset())


def _resent(row: Any, seen: Any, settled: Any = settle, **known: Any) -> Any:
    return settled(row, seen, **(known | {"is_one_way": False}))


def _withdrawn_unloved(cls: Any, absent: Any, service: Any, asked: Any = poll._Absences.of) -> Any:
    """What the service took down counts as unloved."""
    told = asked(absent, service)
    return replace(told, denied=told.denied | told.withdrawn, withdrawn=frozenset())


def _without_tombstones(connection: Any, table: Any, keep: Any, lose: Any, handed: Any = unite._hand_over) -> None:
    if table is not tables.tombstones:
        handed(connection, table, keep, lose)
    else:
        connection.execute(delete(table).where(table.c.recording_id == lose))


BUGS = (
    Bug("done before the push", [(push._Pusher, "_put", _done_before_push)], directed_crashes.killed_as_it_writes),
    Bug(
        "memory and its tombstones in two commits",
        [(decide, "_write", _in_two_commits)],
        directed_crashes.killed_as_it_remembers,
    ),
    Bug("a partial list is believed", [(poll, "_polled", _believing_parts)], directed.a_page_is_missing),
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
    Bug("a dry run is kept", [(turn._Turn, "_decide", _dry_run_commits)], directed_crashes.only_shown),
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
        [(poll._Absences, "of", classmethod(_withdrawn_unloved))],
        directed.a_track_taken_down,
    ),
    Bug(
        "a new id is not asked about before it is judged",
        [(decide, "_context", partial(_told_otherwise, decide._context, has_unasked=False))],
        directed.a_reissue_while_the_resolver_is_down,
    ),
    Bug("a new id is a love anew", [(memory, "_with_inherited_words", lambda kept, *_: kept)], directed.a_new_id),
    Bug("the limit is not heeded", [(Allowance, "is_used_up", property(lambda _: False))], directed.a_limit),
    Bug(
        "what was sent is dropped, too",
        [(outbox, "_is_unsent", lambda row: row.state is not RowState.DONE)],
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
        [(removals, "_is_love", lambda _: False), (views, "_turned", lambda *_: ())],
        directed_removals.hates_cycle_by_cycle,
    ),
    Bug("what is held passes with another day", [(decide, "believe", _judged_anew)], directed_removals.held_overnight),
    Bug(
        "hates are carried again and again",
        [(removals, "_may_hate", lambda *_: True)],
        directed_removals.a_hate_of_ours_taken_away,
    ),
)


NO_BUG = Bug("nothing at all", [])
"""The control: what finds a fault here, of the very histories that the others meet, proves nothing about them."""


def finds_by_chance(bug: Bug, template: Path, histories: int) -> bool:
    """Whether random histories find it; they stop at the first that does. A test that breaks has found nothing: it raises."""
    with bug.planted(), contextlib.redirect_stdout(io.StringIO()):
        try:
            plays(histories, template, number=1)
        except AssertionError:
            return True
    return False


def finds_on_purpose(history: History, folder: Path, template: Path) -> bool:
    """Whether the history that was written for it finds it."""
    folder.mkdir()
    home = Household(folder, template)
    for name, service in (("B", Service.BOOMPLAY), ("L", Service.LISTENBRAINZ), ("J", Service.JAMENDO)):
        home.add(name, service)
    with closing(home):
        try:
            history(home)
        except AssertionError:
            return True
    return False


def main() -> int:
    """Plant one bug after another; 1 where one survives, or where something is found without any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=200, help="how many random ones a bug may survive")
    histories = parser.parse_args().histories
    survivors = 0
    with TemporaryDirectory() as scratch:
        template = empty_database(Path(scratch))
        if finds_by_chance(NO_BUG, template, histories):
            print("a fault is found where nothing is planted: nothing is proved")
            return 1
        for number, bug in enumerate(BUGS):
            begun = Machine.tried["histories"]
            by_chance = finds_by_chance(bug, template, histories)
            played = Machine.tried["histories"] - begun
            on_purpose = bug.history is not None and _finds(bug, bug.history, Path(scratch) / str(number), template)
            survivors += not (by_chance or on_purpose)
            chance = f"found after {played}" if by_chance else f"missed in {played}"
            purpose = "" if bug.history is None else "found" if on_purpose else "missed"
            print(f"{bug.name:<55} random: {chance:<18} directed: {purpose or '-'}", flush=True)
    print(f"{len(BUGS) - survivors} of {len(BUGS)} planted bugs were caught")
    return 1 if survivors else 0


def _finds(bug: Bug, history: History, folder: Path, template: Path) -> bool:
    with bug.planted():
        return finds_on_purpose(history, folder, template)


if __name__ == "__main__":
    sys.exit(main())
