"""What was seen becomes memory and the work that it implies, in one commit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncd.domain.account import Account, AccountId, AccountState, Score
from syncd.domain.memory import AccountRecord, Favourite, Look, Love, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action, Plan
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.world import Polled, World
from syncd.planner.guard import is_frightening
from syncd.planner.memory import Context, Heard, came_since_absences, hear, without_absences
from syncd.planner.merge import merge
from syncd.planner.plan import buried_by_place, plan
from syncd.planner.settle import settle
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """What a look changed in an account's memory."""

    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How one profile stands: its plan, which of its actions may go now, and what is known of what it loves."""

    plan: Plan
    due: Sequence[Action]
    favourites: Mapping[RecordingId, Favourite]


def remember(tx: Transaction, world: World, polled: Sequence[Polled], cycle: int) -> dict[AccountId, Change]:
    """Hear every whole look of this turn. An account that could not be read whole has no vote."""
    note_states(tx, [each for each in polled if each.look is None])
    return {
        each.look.account.id: _remember_look(tx, world, each.look, cycle) for each in polled if each.look is not None
    }


def consider(tx: Transaction, world: World, polled: Sequence[Polled]) -> Decision:
    """Merge what one profile's accounts remember, and plan. Changes nothing."""
    accounts = [(each, each.account) for each in polled if each.account is not None]
    views = _views(tx, accounts)
    recordings = tx.identity.recordings_of({account.service for _, account in accounts})
    agreement = merge(views, recordings)
    favourites = tx.identity.favourites(agreement.loved.keys(), world.clock.now())
    targets = [buried_by_place(view, favourites, recordings) for view in views if view.account.role.writes]
    planned = plan(agreement, targets, favourites)
    rows = {view.account.id: view.rows for view in targets}
    due = [action for action in planned.actions if _is_due(rows[action.account].get(action.ref), world.clock.now())]
    return Decision(plan=planned, due=due, favourites=favourites)


def _is_due(row: Row | None, now: datetime) -> bool:
    return row is None or row.not_before is None or row.not_before <= now


def decide(tx: Transaction, world: World, polled: Sequence[Polled]) -> Decision:
    """Consider one profile, and put the plan's actions into the outbox."""
    decision = consider(tx, world, polled)
    ready = [each for each in polled if each.is_read and each.may_write]  # another's rows keep their waits and attempts
    targets = [each.account.id for each in ready if each.account is not None and each.account.role.writes]
    tx.outbox.enqueue(targets, decision.plan.actions)
    return decision


def heard_recordings(tx: Transaction, polled: Iterable[Polled]) -> list[RecordingId]:
    """What the accounts that are heard love or hate, as far as is known now: by their fresh lists or from memory."""
    hearing = [(each, each.account) for each in polled if each.account is not None and each.account.role.hears]
    recordings = tx.identity.recordings_of({account.service for _, account in hearing})
    remembered = tx.memory.loves([account.id for _, account in hearing])
    refs: list[TrackRef] = []
    for each, account in hearing:
        refs += [ref for ref, love in remembered[account.id].items() if not love.is_ours]
        if each.look is not None and each.look.snapshot is not None:
            refs += each.look.snapshot.scores()
    return list(dict.fromkeys(recordings[ref] for ref in refs if ref in recordings))


def count_favourites(tx: Transaction, polled: Iterable[Polled]) -> int:
    """One profile's distinct recordings loved at its sources, counted from the remembered lists."""
    hearing = [each.account for each in polled if each.account is not None and each.account.role.hears]
    recordings = tx.identity.recordings_of({account.service for account in hearing})
    lists = tx.memory.loves([account.id for account in hearing]).values()
    lines = (love for lines in lists for love in lines.values() if love.score is Score.LOVE and not love.is_ours)
    return len({recordings[love.ref] for love in lines if love.ref in recordings})


def note_states(tx: Transaction, polled: Iterable[Polled]) -> None:
    """How these accounts fared, and what is wrong with them."""
    for each in polled:
        if each.account is not None:
            tx.memory.note(replace(_record(tx, each.account.id), state=each.state, trouble=each.trouble))


def _record(tx: Transaction, account: AccountId) -> AccountRecord:
    return next(record for record in tx.memory.records() if record.account.id == account)


def _remember_look(tx: Transaction, world: World, look: Look, cycle: int) -> Change:
    assert look.snapshot is not None, "only whole looks are heard"
    seen = tx.memory.loves([look.account.id])[look.account.id]
    record = _record(tx, look.account.id)
    context = _context(tx, world, look, record, cycle)
    heard = hear(seen, look, context)
    today = world.clock.now().date()
    that_day = record.gone_that_day if record.gone_on == today else 0
    guarded = is_frightening(heard.gone, heard_today=that_day, listed=record.listed, limits=world.limits)
    if guarded:
        heard = without_absences(heard, context.recordings)
    _write(tx, look, heard)
    _settle_by_list(tx, world, look, cycle)
    note = replace(
        record,
        state=look.state,
        trouble="",
        last_whole_look=look.snapshot.taken_at,
        listed=len(look.snapshot.entries),
        guarded=_absent(seen, look) if guarded else 0,
        gone_on=today,
        gone_that_day=that_day + heard.gone,
    )
    tx.memory.note(note)
    return Change(added=sum(love.ref not in seen for love in heard.kept), removed=heard.gone)


def _absent(seen: Mapping[TrackRef, Love], look: Look) -> int:
    assert look.snapshot is not None, "only whole looks are heard"
    return len(seen.keys() - look.snapshot.scores().keys() - look.still - look.withdrawn)


def _context(tx: Transaction, world: World, look: Look, record: AccountRecord, cycle: int) -> Context:
    recordings = tx.identity.recordings_of({look.account.service})
    rows = tx.outbox.rows([look.account.id])[look.account.id]
    return Context(
        cycle=cycle,
        is_first_look=record.last_whole_look is None,
        echoes=frozenset(ref for ref, row in rows.items() if row.sent_at and row.state is not RowState.DONE),
        recordings=recordings,
        has_unasked=look.account.role.hears and _has_unasked(tx, world, look, recordings),
    )


def _has_unasked(tx: Transaction, world: World, look: Look, recordings: Mapping[TrackRef, RecordingId]) -> bool:
    """Whether a catalogue is still to be asked about something that came when something else went, or later."""
    assert look.snapshot is not None, "only whole looks are heard"
    seen, listed = tx.memory.loves([look.account.id])[look.account.id], look.snapshot.scores()
    newcomers = [recordings[ref] for ref in came_since_absences(seen, listed) if ref in recordings]
    return bool(newcomers and tx.identity.questions(newcomers, Service.MUSICBRAINZ, world.clock.now()))


def _settle_by_list(tx: Transaction, world: World, look: Look, cycle: int) -> None:
    """A whole list proves what of our writes has arrived."""
    assert look.snapshot is not None, "only whole looks are heard"
    now, scores = world.clock.now(), look.snapshot.scores()
    open_rows = [
        row for row in tx.outbox.rows([look.account.id])[look.account.id].values() if row.state is not RowState.DONE
    ]
    settled = [
        settle(row, scores.get(row.ref, Score.NONE), now=now, is_one_way=look.account.is_one_way) for row in open_rows
    ]
    tx.outbox.put(settled)
    tx.history.note(cycle, [row for row in settled if row.state is RowState.DONE and row.sent_at is not None], now)


def _write(tx: Transaction, look: Look, heard: Heard) -> None:
    tx.memory.remember(heard.kept)
    tx.memory.forget(look.account.id, heard.forgotten)
    tx.memory.bury(heard.tombstones)


def _views(tx: Transaction, accounts: Sequence[tuple[Polled, Account]]) -> list[View]:
    ids = [account.id for _, account in accounts]
    loves, buried, rows = tx.memory.loves(ids), tx.memory.tombstones(ids), tx.outbox.rows(ids)
    return [
        View(
            account=account,
            loves=loves[account.id],
            tombstones=buried.get(account.id, {}),
            rows=rows[account.id],
            why_not_written="" if polled.is_read and polled.may_write else polled.trouble or "not read in this cycle",
            is_held=polled.state is AccountState.AWAITING_APPROVAL,
        )
        for polled, account in accounts
    ]
