"""What was seen becomes memory and the work that it implies, in one commit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncd.domain.account import AccountId, AccountState, Score
from syncd.domain.answer import Amends
from syncd.domain.memory import AccountRecord, Favourite, Look, Love, Tombstone, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action, Plan
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.belief import Day, believe
from syncd.engine.carry import (
    close_unloved,
    close_unwanted,
    forget_heard,
    forget_kept,
    note_ruled,
    policy_of,
    take_hates_back,
    to_be_heard,
)
from syncd.engine.heard import echoes, to_bring_back
from syncd.engine.left_to_human import left_to_human
from syncd.engine.reissued import is_told_by_names, newcomers, reissued, whole
from syncd.engine.silent import silent_views, without_a_say
from syncd.engine.unmeant import still_away, unmeant
from syncd.engine.views import unheard, views_of, with_taken
from syncd.engine.world import Polled, World
from syncd.planner.amends import brings_love_back, finished, is_our_hate, is_unloved_since, outdone
from syncd.planner.failures import is_due
from syncd.planner.hearing import Context, Heard
from syncd.planner.memory import hear
from syncd.planner.merge import Agreement, lifted, merge
from syncd.planner.places import buried_by_place
from syncd.planner.plan import needed_at, plan
from syncd.planner.removals import gone_as_wanted
from syncd.planner.settle import is_proved, settle
from syncd.ports import Transaction

_OPEN = {RowState.PENDING, RowState.SENT}


@dataclass(frozen=True, slots=True)
class Change:
    """What a look changed in an account's memory."""

    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How one profile stands: what it loves, its plan, which of its actions may go now, and what is known of its songs.

    `amended` is what is taken back already, or is to be taken or brought back no more, `unwanted` are the absences that the
    guard does not believe, and which are as the profile wants it, `lifted` the unloves that went for the whole profile until
    somebody loved the song anew.
    """

    agreement: Agreement
    plan: Plan
    due: Sequence[Action]
    favourites: Mapping[RecordingId, Favourite]
    amended: Mapping[AccountId, Sequence[TrackRef]]
    unwanted: Mapping[AccountId, frozenset[TrackRef]]
    lifted: Sequence[Tombstone] = ()


def remember(tx: Transaction, world: World, polled: Sequence[Polled], cycle: int) -> dict[AccountId, Change]:
    """Hear every whole look of this cycle. An account that could not be read whole has no vote."""
    note_states(tx, [each for each in polled if each.look is None])
    return {
        each.look.account.id: _remember_look(tx, world, each.look, cycle) for each in polled if each.look is not None
    }


def consider(
    tx: Transaction, world: World, polled: Sequence[Polled], unanswered: Collection[RecordingId] = ()
) -> Decision:
    """Merge what one profile's accounts remember, and plan. Changes nothing."""
    accounts = [(each, each.account) for each in polled if each.account is not None]
    now, policy = world.clock.now(), policy_of(world)
    views, silent = views_of(tx, accounts), silent_views(tx, world, polled)
    recordings = tx.identity.recordings_of_refs({ref for view in (*views, *silent) for ref in view.loves})
    merged = merge([*views, *silent], recordings, unloves_travel=policy.unloves)
    agreement = replace(merged, unheard=unheard(tx, polled), unanswered=unanswered)
    asked_back = {amends.recording for view in views for amends in view.to_bring_back.values()}
    unloved = {*agreement.buried, *agreement.forbidden, *(each for view in views for each in view.tombstones)}
    known = tx.identity.favourites(agreement.loved.keys() | agreement.hated | unloved | asked_back, now)
    favourites = {recording: known[recording] for recording in agreement.loved}
    places = tx.identity.recordings_of_refs({ref for each in favourites.values() for ref in each.located.values()})
    targets = [buried_by_place(view, favourites, places) for view in views if view.account.role.writes]
    targets = with_taken(tx, targets, policy.today) if policy.unloves or policy.hates else targets
    planned = plan(agreement, targets, known, policy)
    rows = {view.account.id: view.rows for view in targets}
    due = [action for action in planned.actions if is_due(rows[action.account].get(action.ref), now)]
    amended = _amended([*targets, *(view for view in views if not view.account.role.writes)], agreement, known)
    spent = [stone for view in (*views, *silent) for stone in lifted(view, agreement)]
    unwanted = {view.account.id: gone_as_wanted(view, agreement, known, policy) for view in targets}
    return Decision(
        agreement=agreement,
        plan=planned,
        due=due,
        favourites=favourites,
        amended=amended,
        unwanted=unwanted,
        lifted=spent,
    )


def _amended(
    views: Iterable[View], agreement: Agreement, known: Mapping[RecordingId, Favourite]
) -> dict[AccountId, list[TrackRef]]:
    """Whose amends are over; those of an account that is only read by now wait for its role, or end by hand."""
    return {
        view.account.id: [*finished(view, needed_at(view, agreement, known)), *outdone(view, agreement)]
        for view in views
    }


def write_down(tx: Transaction, world: World, polled: Sequence[Polled], decision: Decision) -> None:
    """Put the plan's actions of one profile into the outbox; from now on they are work."""
    ready = [each for each in polled if each.is_read and each.may_write]  # another's rows keep their waits and attempts
    accounts = {each.account.id: each.account for each in ready if each.account}  # of mere sources nothing is wanted
    back, now = tx.answers.amends(list(accounts), Score.LOVE), world.clock.now()
    for account, rows in tx.outbox.rows(list(accounts)).items():
        wanted = decision.agreement.loved.keys() | {each.recording for each in back[account].values()}
        closed = close_unloved(accounts[account], rows, wanted)
        tx.outbox.put([*close_unwanted(rows, decision.plan, now), *closed])
    tx.outbox.enqueue(list(accounts), decision.plan.actions, decision.plan.postponed)
    for account, refs in decision.amended.items():
        tx.answers.close_amends(account, refs)
    tx.memory.lift(decision.lifted)
    policy, absent = policy_of(world), without_a_say(tx, world, polled)
    note_ruled(tx, decision.plan, decision.agreement, policy, absent)
    forget_kept(tx, polled[0].member.profile, decision.agreement, decision.lifted, absent)


def sent_at(tx: Transaction, account: AccountId) -> dict[TrackRef, datetime]:
    """When our last write to each track of an account left."""
    return {ref: row.sent_at for ref, row in tx.outbox.rows([account])[account].items() if row.sent_at is not None}


def count_favourites(tx: Transaction, polled: Iterable[Polled]) -> int:
    """One profile's distinct recordings loved at its sources, counted from the remembered lists."""
    hearing = [each.account for each in polled if each.account is not None and each.account.role.hears]
    lists = tx.memory.loves([account.id for account in hearing]).values()
    lines = (love for lines in lists for love in lines.values() if love.score is Score.LOVE and not love.is_ours)
    return len(set(tx.identity.recordings_of_refs({love.ref for love in lines}).values()))


def note_states(tx: Transaction, polled: Iterable[Polled]) -> None:
    """How these accounts fared, and what is wrong with them; of those not due, nothing is known anew."""
    for each in polled:
        if each.account is not None and each.state is not AccountState.RESTING:
            before = tx.memory.record(each.account.id)
            read_at = each.read_at or before.last_whole_look
            after = replace(before, state=each.state, trouble=each.trouble, last_whole_look=read_at)
            if after != before:
                tx.memory.note(after)


def _remember_look(tx: Transaction, world: World, look: Look, cycle: int) -> Change:
    seen, record = tx.memory.loves([look.account.id])[look.account.id], tx.memory.record(look.account.id)
    context = _context(tx, world, look, record, cycle)
    heard = hear(seen, look, context)
    passed = to_be_heard(tx, look)
    by_hand = left_to_human(tx, look.account, {ref: seen[ref] for ref in heard.forgotten})
    day = Day(today=world.clock.now().date(), limits=world.limits, record=record, passed=passed, by_hand=by_hand)
    belief = believe(heard, look, seen, context, day)
    heard = belief.heard
    _settle_by_list(tx, world, look, cycle)  # the journal wants the lines as they stood before
    _write(tx, look, heard)
    forget_heard(tx, look, passed)
    tx.memory.forget_rulings(look.account.id, unmeant(tx, look) - context.awaited)
    if world.carries_unloves and world.carries_hates and look.account.role.hears:
        take_hates_back(tx, look, seen, heard)
    guarded = sum(love.is_guarded for love in tx.memory.loves([look.account.id])[look.account.id].values())
    counted = replace(
        record, guarded=guarded, gone_on=day.counted_on, gone_that_day=belief.believed, held_that_day=belief.held
    )
    tx.memory.note(_after_look(look, counted))
    return Change(added=sum(love.ref not in seen for love in heard.kept), removed=heard.gone)


def _after_look(look: Look, record: AccountRecord) -> AccountRecord:
    snapshot = whole(look)
    return replace(
        record,
        state=look.state,
        trouble="",
        last_whole_look=snapshot.taken_at,
        listed=len(snapshot.entries),
        fingerprint=None if look.still else snapshot.fingerprint,  # of a list that lacks what is there
    )


def _context(tx: Transaction, world: World, look: Look, record: AccountRecord, cycle: int) -> Context:
    seen, awaited = tx.memory.loves([look.account.id])[look.account.id], echoes(tx, look.account.id)
    recordings = tx.identity.recordings_of_refs({*seen, *whole(look).scores()})
    rows = tx.outbox.rows([look.account.id])[look.account.id]
    back = to_bring_back(tx, look.account.id)
    turning = {ref for ref, line in seen.items() if ref in rows and _turns(rows[ref], line)}
    moved = reissued(tx, look, seen, awaited)
    new = [recordings[ref] for ref in newcomers(tx, look) if ref in recordings and ref not in awaited]
    return Context(
        cycle=cycle,
        is_first_look=record.last_whole_look is None,
        echoes=awaited,
        recordings={**_loved_as(tx, rows, seen.keys() - recordings.keys(), world.clock.now()), **recordings},
        hate_echoes=echoes(tx, look.account.id, Score.HATE),
        taken_back=echoes(tx, look.account.id, Score.NONE),
        carries=world.carries_unloves,
        awaited=still_away(tx, look, seen, moved) | turning | back.keys(),
        said_in={ref: amends.said_in for ref, amends in back.items() if _was_sent(rows.get(ref))},
        sent_at=sent_at(tx, look.account.id),
        reissued=moved,
        strangers=_strangers(tx, {ref: recordings.get(ref) for ref in moved.values()}, world.clock.now()),
        is_told_by_names=is_told_by_names(look.account),
        has_unasked=bool(new and tx.identity.questions(new, Service.MUSICBRAINZ, world.clock.now())),
    )


def _strangers(
    tx: Transaction, recordings: Mapping[TrackRef, RecordingId | None], now: datetime
) -> frozenset[TrackRef]:
    """Those of these refs of which nobody knows which song they are."""
    known = (
        tx.identity.favourites({each for each in recordings.values() if each is not None}, now) if recordings else {}
    )
    return frozenset(ref for ref, each in recordings.items() if each is None or known[each].mbid is None)


def _loved_as(
    tx: Transaction, rows: Mapping[TrackRef, Row], refs: Collection[TrackRef], now: datetime
) -> dict[TrackRef, RecordingId]:
    """The recordings that our own writes to these refs stood for, where they are still located there."""
    ours = {ref: rows[ref].recording for ref in refs if ref in rows}
    known = tx.identity.favourites(set(ours.values()), now) if ours else {}
    return {ref: each for ref, each in ours.items() if known[each].located.get(ref.service) == ref}


def _was_sent(row: Row | None) -> bool:
    """Whether what is to be brought back may have arrived; what stands there without that, a human has put there himself."""
    return row is not None and row.score is not Score.NONE and row.sent_at is not None


def _turns(row: Row, line: Love) -> bool:
    """Whether a hate of ours may just be taking the place of this love, which is older."""
    is_open = row.score is Score.HATE and row.state in _OPEN
    return is_open and row.sent_at is not None and (line.loved_at is None or line.loved_at <= row.sent_at)


def _settle_by_list(tx: Transaction, world: World, look: Look, cycle: int) -> None:
    """A whole list proves what of our writes has arrived; of what it lacks, a point read may show that it is there."""
    now, scores = world.clock.now(), whole(look).scores()
    lines, back = tx.memory.loves([look.account.id])[look.account.id], to_bring_back(tx, look.account.id)
    there = {ref: lines[ref].score for ref in look.still if ref in lines} | scores
    rows = tx.outbox.rows([look.account.id])[look.account.id].values()
    seen = [(row, there.get(row.ref, Score.NONE)) for row in rows if row.state is not RowState.DONE]
    settled = [settle(row, score, now=now, is_one_way=look.account.is_one_way) for row, score in seen]
    tx.outbox.put([after for after, (before, _) in zip(settled, seen, strict=True) if after != before])
    tx.history.note(cycle, [row for row, score in seen if is_proved(row, score)], now)
    loved = {ref for ref in back if scores.get(ref) is Score.LOVE}
    waiting = {ref for ref in back if ref in lines and is_our_hate(lines[ref])} - loved
    leaving = tx.answers.amends([look.account.id], Score.NONE)[look.account.id].keys()
    staying = {ref: score for ref, score in scores.items() if ref not in leaving}
    shown = scores.keys() | look.still | _back_under_other_ids(tx, back, staying)
    tx.answers.close_amends(look.account.id, [ref for ref in back if ref in shown and ref not in waiting])


def _back_under_other_ids(
    tx: Transaction, back: Mapping[TrackRef, Amends], scores: Mapping[TrackRef, Score]
) -> set[TrackRef]:
    """What is to be brought back and is loved there under another id already."""
    if not back:
        return set()
    known = tx.identity.recordings_of_refs(scores)
    loved = {recording for ref, recording in known.items() if scores[ref] is Score.LOVE}
    return {ref for ref, amends in back.items() if amends.recording in loved}


def _write(tx: Transaction, look: Look, heard: Heard) -> None:
    tx.memory.remember(heard.kept)
    tx.memory.forget(look.account.id, [*heard.forgotten, *heard.silent])
    tx.memory.bury(heard.tombstones)
    buried = {each.recording: each.cycle for each in heard.tombstones if each.score is Score.LOVE}
    lines, back = tx.memory.loves([look.account.id])[look.account.id], to_bring_back(tx, look.account.id)
    of_love = {ref: each for ref, each in back.items() if brings_love_back(lines.get(ref))}
    tx.answers.close_amends(look.account.id, [ref for ref, each in of_love.items() if is_unloved_since(each, buried)])
