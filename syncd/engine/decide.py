"""What was seen becomes memory and the work that it implies, in one commit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncd.domain.account import Account, AccountId, AccountState, Score
from syncd.domain.memory import AccountRecord, Favourite, Look, Love, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action, Plan
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.world import Polled, World
from syncd.planner.guard import is_frightening
from syncd.planner.memory import Context, Heard, came_since_absences, hear, without_absences
from syncd.planner.merge import merge
from syncd.planner.plan import buried_by_place, plan
from syncd.planner.retry import is_due
from syncd.planner.settle import is_proved, settle
from syncd.planner.withdraw import finished, supported_at
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """What a look changed in an account's memory."""

    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How one profile stands: its plan, which of its actions may go now, and what is known of what it loves.

    `taken_back` are the withdrawals that are done, or needless by now.
    """

    plan: Plan
    due: Sequence[Action]
    favourites: Mapping[RecordingId, Favourite]
    taken_back: Mapping[AccountId, Sequence[TrackRef]]


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
    agreement, now = merge(views, recordings), world.clock.now()
    known = tx.identity.favourites(agreement.loved.keys() | agreement.hated, now)
    favourites = {recording: known[recording] for recording in agreement.loved}
    targets = [buried_by_place(view, favourites, recordings) for view in views if view.account.role.writes]
    planned = plan(agreement, targets, known)
    rows = {view.account.id: view.rows for view in targets}
    due = [action for action in planned.actions if is_due(rows[action.account].get(action.ref), now)]
    taken_back = {view.account.id: finished(view, supported_at(view, favourites)) for view in targets}
    return Decision(plan=planned, due=due, favourites=favourites, taken_back=taken_back)


def decide(tx: Transaction, world: World, polled: Sequence[Polled]) -> Decision:
    """Consider one profile, and put the plan's actions into the outbox."""
    decision = consider(tx, world, polled)
    ready = [each for each in polled if each.is_read and each.may_write]  # another's rows keep their waits and attempts
    targets = [each.account.id for each in ready if each.account is not None and each.account.role.writes]
    tx.outbox.enqueue(targets, decision.plan.actions)
    for account, refs in decision.taken_back.items():
        _close(tx, account, refs)
    return decision


def _close(tx: Transaction, account: AccountId, refs: Collection[TrackRef]) -> None:
    """These are taken back, or wanted after all: no unlove of ours is on its way any more."""
    rows = tx.outbox.rows([account])[account]
    tx.outbox.put([replace(rows[ref], state=RowState.DONE) for ref in refs if _may_have_unloved(rows.get(ref))])
    tx.answers.close(account, refs)


def heard_recordings(tx: Transaction, polled: Iterable[Polled]) -> list[RecordingId]:
    """What humans love or hate at any of these accounts, as far as is known now: by fresh lists or from memory.

    Nobody else is told what a mere target loves, but its hates veto, and what it lists is not to be loved there again.
    """
    accounts = [(each, each.account) for each in polled if each.account is not None]
    recordings = tx.identity.recordings_of({account.service for _, account in accounts})
    refs = [ref for each, account in accounts for ref in _refs_of_humans(tx, each, account)]
    return list(dict.fromkeys(recordings[ref] for ref in refs if ref in recordings))


def hated_recordings(tx: Transaction, polled: Iterable[Polled]) -> set[RecordingId]:
    """What any of these accounts hates, by fresh lists or from memory."""
    accounts = [(each, each.account) for each in polled if each.account is not None]
    recordings = tx.identity.recordings_of({account.service for _, account in accounts})
    hated: set[TrackRef] = set()
    for each, account in accounts:
        lines = tx.memory.loves([account.id])[account.id]
        listed = each.look.snapshot.scores() if each.look and each.look.snapshot else {}
        hated |= {ref for ref, line in lines.items() if line.score is Score.HATE}
        hated |= {ref for ref, score in listed.items() if score is Score.HATE}
    return {recordings[ref] for ref in hated if ref in recordings}


def lacking_somewhere(
    tx: Transaction, polled: Iterable[Polled], recordings: Collection[RecordingId]
) -> set[RecordingId]:
    """Those that some target which goes by MBIDs does not list: they may be loved there soon."""
    known = tx.identity.recordings_of({Service.LISTENBRAINZ})
    lacking: set[RecordingId] = set()
    for each in polled:
        if each.account is not None and each.account.role.writes and each.account.service is Service.LISTENBRAINZ:
            lines = tx.memory.loves([each.account.id])[each.account.id]
            listed = each.look.snapshot.scores() if each.look and each.look.snapshot else {}
            lacking |= set(recordings) - {known[ref] for ref in [*lines, *listed] if ref in known}
    return lacking


def _refs_of_humans(tx: Transaction, polled: Polled, account: Account) -> list[TrackRef]:
    """What is remembered of an account or just listed there, without our own writes: what those are, we know."""
    lines = tx.memory.loves([account.id])[account.id]
    listed = polled.look.snapshot.scores() if polled.look and polled.look.snapshot else {}
    ours = _echoes(tx, account.id) | {ref for ref, love in lines.items() if love.is_ours}
    return [ref for ref in dict.fromkeys([*lines, *listed]) if ref not in ours]


def _echoes(tx: Transaction, account: AccountId) -> frozenset[TrackRef]:
    """What we wrote to an account and have not seen there yet."""
    rows = tx.outbox.rows([account])[account]
    return frozenset(
        ref
        for ref, row in rows.items()
        if row.sent_at and row.state is not RowState.DONE and row.score is not Score.NONE
    )


def _taken_back(tx: Transaction, account: AccountId) -> frozenset[TrackRef]:
    """Whose unlove of ours is on its way to an account, and may have arrived."""
    rows = tx.outbox.rows([account])[account]
    return frozenset(ref for ref in tx.answers.withdrawals([account])[account] if _may_have_unloved(rows.get(ref)))


def _sent_at(tx: Transaction, account: AccountId) -> dict[TrackRef, datetime]:
    return {ref: row.sent_at for ref, row in tx.outbox.rows([account])[account].items() if row.sent_at is not None}


def _may_have_unloved(row: Row | None) -> bool:
    return row is not None and row.score is Score.NONE and row.sent_at is not None


def count_favourites(tx: Transaction, polled: Iterable[Polled]) -> int:
    """One profile's distinct recordings loved at its sources, counted from the remembered lists."""
    hearing = [each.account for each in polled if each.account is not None and each.account.role.hears]
    recordings = tx.identity.recordings_of({account.service for account in hearing})
    lists = tx.memory.loves([account.id for account in hearing]).values()
    lines = (love for lines in lists for love in lines.values() if love.score is Score.LOVE and not love.is_ours)
    return len({recordings[love.ref] for love in lines if love.ref in recordings})


def note_states(tx: Transaction, polled: Iterable[Polled]) -> None:
    """How these accounts fared, and what is wrong with them; of what rests, nothing is known anew."""
    for each in polled:
        if each.account is not None and each.state is not AccountState.RESTING:
            tx.memory.note(replace(_record(tx, each.account.id), state=each.state, trouble=each.trouble))


def _record(tx: Transaction, account: AccountId) -> AccountRecord:
    return next(record for record in tx.memory.records() if record.account.id == account)


def _remember_look(tx: Transaction, world: World, look: Look, cycle: int) -> Change:
    seen, record = tx.memory.loves([look.account.id])[look.account.id], _record(tx, look.account.id)
    context = _context(tx, world, look, record, cycle)
    heard = hear(seen, look, context)
    today = world.clock.now().date()
    that_day = record.gone_that_day if record.gone_on == today else 0
    is_guarded = is_frightening(heard.gone, heard_today=that_day, listed=record.listed + that_day, limits=world.limits)
    if is_guarded:
        heard = without_absences(heard, context.recordings)
    _write(tx, look, heard)
    _settle_by_list(tx, world, look, cycle)
    guarded = _count_absent(seen, look) if is_guarded else 0
    noted = replace(_record_after(look, record), guarded=guarded, gone_on=today, gone_that_day=that_day + heard.gone)
    tx.memory.note(noted)
    return Change(added=sum(love.ref not in seen for love in heard.kept), removed=heard.gone)


def _record_after(look: Look, record: AccountRecord) -> AccountRecord:
    """The account's record after a whole look."""
    snapshot = _whole(look)
    return replace(
        record, state=look.state, trouble="", last_whole_look=snapshot.taken_at, listed=len(snapshot.entries)
    )


def _whole(look: Look) -> Snapshot:
    assert look.snapshot is not None, "only whole looks are heard"
    return look.snapshot


def _count_absent(seen: Mapping[TrackRef, Love], look: Look) -> int:
    return len(seen.keys() - _whole(look).scores().keys() - look.still - look.withdrawn)


def _context(tx: Transaction, world: World, look: Look, record: AccountRecord, cycle: int) -> Context:
    recordings, echoes = tx.identity.recordings_of({look.account.service}), _echoes(tx, look.account.id)
    newcomers = [recordings[ref] for ref in _newcomers(tx, look) if ref in recordings and ref not in echoes]
    return Context(
        cycle=cycle,
        is_first_look=record.last_whole_look is None,
        echoes=echoes,
        recordings=recordings,
        taken_back=_taken_back(tx, look.account.id),
        sent_at=_sent_at(tx, look.account.id),
        has_unasked=bool(newcomers and tx.identity.questions(newcomers, Service.MUSICBRAINZ, world.clock.now())),
    )


def _newcomers(tx: Transaction, look: Look) -> list[TrackRef]:
    seen = tx.memory.loves([look.account.id])[look.account.id]
    return came_since_absences(seen, _whole(look).scores())


def _settle_by_list(tx: Transaction, world: World, look: Look, cycle: int) -> None:
    """A whole list proves what of our writes has arrived."""
    now, scores = world.clock.now(), _whole(look).scores()
    rows = tx.outbox.rows([look.account.id])[look.account.id].values()
    seen = [(row, scores.get(row.ref, Score.NONE)) for row in rows if row.state is not RowState.DONE]
    tx.outbox.put([settle(row, score, now=now, is_one_way=look.account.is_one_way) for row, score in seen])
    tx.history.note(cycle, [row for row, score in seen if is_proved(row, score)], now)


def _write(tx: Transaction, look: Look, heard: Heard) -> None:
    tx.memory.remember(heard.kept)
    tx.memory.forget(look.account.id, [*heard.forgotten, *heard.silent])
    tx.memory.bury(heard.tombstones)


def _views(tx: Transaction, accounts: Sequence[tuple[Polled, Account]]) -> list[View]:
    ids = [account.id for _, account in accounts]
    loves, buried, rows = tx.memory.loves(ids), tx.memory.tombstones(ids), tx.outbox.rows(ids)
    withdrawals = tx.answers.withdrawals(ids)
    return [
        View(
            account=account,
            loves=loves[account.id],
            tombstones=buried.get(account.id, {}),
            rows=rows[account.id],
            withdrawals=withdrawals[account.id],
            why_not_written="" if polled.is_read and polled.may_write else polled.trouble or "not read in this cycle",
            is_held=polled.state is AccountState.AWAITING_APPROVAL,
        )
        for polled, account in accounts
    ]
