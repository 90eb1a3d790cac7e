"""Bugs that somebody might make where humans judge what syncd holds and did, each with a history of its own."""

from dataclasses import replace
from typing import Any

from syncd.domain.outbox import RowState
from syncd.domain.plan import Ruling
from syncd.engine import carry, decide, push, undo
from syncd.planner import amends, memory, outbox, plan, undo as planner_undo
from syncd.planner.removals import carried_to
from tests.engine import directed_rulings as told
from tests.engine.bug import Bug


def _keeps_nothing(target: Any, *known: Any) -> Any:
    ruled = {ref: ruling for ref, ruling in target.rulings.items() if ruling is not Ruling.KEEP}
    return carried_to(replace(target, rulings=ruled), *known)


def _lets_all_pass(target: Any, *known: Any) -> Any:
    found = carried_to(target, *known)
    if Ruling.ALLOW not in target.rulings.values():
        return found
    return replace(
        carried_to(replace(target, rulings=dict.fromkeys(target.loves, Ruling.ALLOW)), *known), moot=found.moot
    )


def _all_absences_heard(tx: Any, look: Any, to_be_heard: Any = carry.to_be_heard) -> Any:
    seen = tx.memory.loves([look.account.id])[look.account.id]
    return set(seen) if to_be_heard(tx, look) else set()


def _news(self: Any, row: Any, score: Any, restored: Any, _: Any, line: Any = push._Pusher._line) -> Any:
    return line(self, row, score, restored, {})


def _ours(self: Any, *shown: Any, line: Any = push._Pusher._line) -> Any:
    return replace(line(self, *shown), is_ours=True)


def _only_never_sent(row: Any, action: Any) -> Any:
    if row is None or row.state in {RowState.DONE, RowState.MOOT}:
        return True
    return (row.recording, row.score) != (action.recording, action.score) and row.sent_at is None


def _moot_is_over(row: Any) -> Any:
    return replace(row, state=RowState.DONE)


BUGS = (
    Bug("what a human keeps is taken away", [(plan, "carried_to", _keeps_nothing)], told.kept_removals),
    Bug("one group that passes lets all pass", [(plan, "carried_to", _lets_all_pass)], told.one_group_passes),
    Bug(
        "one absence that passes lets all pass",
        [(decide, "to_be_heard", _all_absences_heard)],
        told.absences_pass_by_name,
    ),
    Bug(
        "what was let pass passes for ever",
        [(decide, "forget_heard", lambda *_: None)],
        told.approved_and_back_again,
    ),
    Bug("what is kept passes for loved anew", [(push._Pusher, "_line", _news)], told.kept_absences),
    Bug(
        "a removal is forgotten where the song is loved again",
        [(decide, "with_taken", lambda _, views, today: views)],
        told.loved_again_the_same_day,
    ),
    Bug("an undo leaves no tombstone", [(undo, "_tombstones", lambda *_: ())], told.an_undone_love),
    Bug("an undone unlove is our own love", [(push._Pusher, "_line", _ours)], told.an_undone_unlove),
    Bug(
        "an undo asks nobody whose it is",
        [(planner_undo, "_why_not", lambda *_, **__: ""), (amends, "_is_ours", lambda view, ref: ref in view.loves)],
        told.taken_over_by_a_human,
    ),
    Bug("an undo leaves nothing to be written", [(undo, "_amends", lambda *_: ())], told.an_undone_hate),
    Bug("a lost write is sent whatever is wanted by now", [(outbox, "begins", _only_never_sent)], told.a_lost_hate),
    Bug("what is moot is no echo", [(outbox, "_moot", _moot_is_over)], told.a_late_love_that_nobody_wants),
    Bug(
        "our love under a new id is a human's",
        [(memory, "_heirs", lambda kept, *_: kept)],
        told.our_love_under_a_new_id,
    ),
)
