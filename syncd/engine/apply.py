"""A saved plan is carried out: what became of each of its actions (`Exactly` these are asked for)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from syncd.domain.account import AccountId, AccountState, Score
from syncd.domain.journal import Span
from syncd.domain.memory import Favourite, Look, Love
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import ActionKey, Standing, State
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.reissued import whole
from syncd.engine.stock import Stock, foresee, take_stock
from syncd.engine.sync import Outcome
from syncd.engine.world import Polled, World
from syncd.planner.owed import IN_DOUBT
from syncd.planner.places import place
from syncd.planner.plan import HELD_BY_GUARD, HELD_TODAY
from syncd.ports import Transaction

_IS_DONE = {
    Score.LOVE: "it is loved there already",
    Score.NONE: "it is taken away there already",
    Score.HATE: "it is hated there already",
}

_NOT_WANTED = {
    Score.NONE: "today's plan does not take it away",
    Score.HATE: "no list of those that hated it shows that now, or it may not be hated there",
}


class End(StrEnum):
    """What became of an action of a saved plan."""

    DONE = "done"  #: a look proved it
    SENT = "sent"  #: it may have arrived
    STANDS = "stands"  #: today's plan has it, too; this is a dry run
    DUE = "due"  #: it stands, and could not be written now
    FAILED = "failed"
    GONE = "gone"  #: today's plan does not have it any more


@dataclass(frozen=True, slots=True)
class Applied:
    """An action of a saved plan, and what became of it; `why` where it is not done."""

    key: ActionKey
    end: End
    why: str = ""


def appeared(wanted: Collection[ActionKey], outcome: Outcome) -> int:
    """How many actions stand in today's plan that the saved one does not hold."""
    return len(_planned(outcome) - set(wanted))


def applied(tx: Transaction, world: World, wanted: Collection[ActionKey], outcome: Outcome) -> list[Applied]:
    """What became of each action after a sync that was asked for these only, or that only looked.

    Of what was only looked at, the looks are heard once more: whoever asks takes that back.
    """
    judge = _Judge(tx, world, wanted, outcome)
    return [judge.judged(key) for key in wanted]


def _planned(outcome: Outcome | Stock) -> set[ActionKey]:
    return {action.key for decision in outcome.decisions.values() for action in decision.plan.actions}


def _due(tx: Transaction, world: World, outcome: Outcome) -> set[ActionKey]:
    """What would be planned, by memory, if the accounts that are away could be written."""
    polled = [each if _is_ready(each) else _as_if_it_answered(each) for each in outcome.polled]
    return _planned(take_stock(tx, world, polled) if outcome.cycles else foresee(tx, world, polled))


def _held(outcome: Outcome) -> dict[ActionKey, str]:
    """Why the guard holds what it holds."""
    plans = [decision.plan for decision in outcome.decisions.values()]
    return {
        action.key: HELD_TODAY if action.account in plan.until_tomorrow else HELD_BY_GUARD
        for plan in plans
        for action in plan.held
    }


def _postponed(outcome: Outcome) -> set[ActionKey]:
    """What is wanted still, unless somebody loved it anew, or hates it no longer."""
    return {action.key for decision in outcome.decisions.values() for action in decision.plan.postponed}


def _is_ready(polled: Polled) -> bool:
    return polled.is_read and polled.may_write


def _as_if_it_answered(polled: Polled) -> Polled:
    return replace(polled, state=AccountState.UNCHANGED, look=None, error=None, may_write=True)


class _Judge:
    def __init__(self, tx: Transaction, world: World, wanted: Collection[ActionKey], outcome: Outcome) -> None:
        self._outcome, self._planned = outcome, _planned(outcome)
        accounts = {account for account, _, _ in wanted}
        self._rows, self._there = tx.outbox.rows(accounts), _there(tx, accounts, outcome)
        deeds = (deed for cycle in outcome.cycles for deed in tx.history.deeds(Span(cycle=cycle)))
        self._done = {(deed.account, deed.ref, deed.new) for deed in deeds}
        self._standings, self._held, self._postponed = _standings(outcome), _held(outcome), _postponed(outcome)
        self._troubles = {each.account.id: each.trouble for each in outcome.polled if each.account}
        self._read_only = {each.account.id for each in outcome.polled if each.account and not each.member.role.writes}
        self._ready = {each.account.id for each in outcome.polled if each.account and _is_ready(each)}
        self._due = set() if accounts <= self._ready else _due(tx, world, outcome)

    def judged(self, key: ActionKey) -> Applied:
        account, ref, _ = key
        row = self._rows.get(account, {}).get(ref)
        if key in self._done:
            return Applied(key, End.DONE)
        if never := self._never(account):
            return Applied(key, End.GONE, never)
        if account not in self._ready and key in self._due:
            return _sent(key, row) or Applied(key, End.DUE, self._troubles[account] or "the account could not be read")
        if key in self._planned and not self._outcome.cycles:
            return Applied(key, End.STANDS)
        if key in self._planned or key in self._postponed:
            return _sent(key, row) or Applied(key, End.DUE, self._why_due(key, row))
        why = self._held.get(key) or self._why_gone(key)
        return _sent(key, row) or self._sent_before(key, row, why) or Applied(key, End.GONE, why)

    def _sent_before(self, key: ActionKey, row: Row | None, why: str) -> Applied | None:
        """What was sent and not seen, before it turned out in the same sync that it is not wanted; None where nothing was."""
        pushed = self._outcome.pushed.get(key[0])
        is_sent = row is not None and row.score is key[2] and row.state is RowState.PENDING and row.sent_at is not None
        return Applied(key, End.SENT, f"not seen there; {why}") if is_sent and pushed and pushed.sent else None

    def _never(self, account: AccountId) -> str:
        """Why the configuration lets nobody write there, if so."""
        if account not in self._troubles:
            return "this configuration or profile does not have the account"
        return "the configuration has nothing written there any more" if account in self._read_only else ""

    def _why_gone(self, key: ActionKey) -> str:
        account, ref, wanted = key
        return _why_gone(wanted, self._there[account].get(ref, Score.NONE), self._standings.get((account, ref)))

    def _why_due(self, key: ActionKey, row: Row | None) -> str:
        if key in self._postponed:
            return IN_DOUBT
        pushed = self._outcome.pushed.get(key[0])
        return (row.error if row else "") or (str(pushed.trouble) if pushed and pushed.trouble else "not tried yet")


def _sent(key: ActionKey, row: Row | None) -> Applied | None:
    """What became of a write that no look has proved."""
    if row is None or row.score is not key[2] or row.state not in {RowState.SENT, RowState.FAILED}:
        return None
    is_sent = row.state is RowState.SENT
    return Applied(key, End.SENT if is_sent else End.FAILED, "not seen there yet" if is_sent else row.error)


def _why_gone(wanted: Score, there: Score, standing: Standing | None) -> str:
    """Why today's plan does not have an action, by what stands there now."""
    if wanted is not Score.LOVE:
        return _IS_DONE[wanted] if there is wanted else _NOT_WANTED[wanted]
    if standing is None:
        return "nobody loves it any more, or no favourite is matched with it"
    if standing.state is State.SETTLED:
        return _IS_DONE[wanted]
    if standing.state is State.PENDING and not standing.reason:
        return "it has another id now, by which the next sync loves it"
    return f"{standing.state}: {standing.reason}" if standing.reason else standing.state.value


def _there(
    tx: Transaction, accounts: Collection[AccountId], outcome: Outcome
) -> Mapping[AccountId, Mapping[TrackRef, Score]]:
    """What each account lists: by memory, and by the looks of a dry run, which are not remembered."""
    lines = tx.memory.loves(accounts)
    looks = {each.look.account.id: each.look for each in outcome.polled if each.look and each.look.snapshot}
    return {of: _listed(mine, looks.get(of)) for of, mine in lines.items()}


def _listed(lines: Mapping[TrackRef, Love], look: Look | None) -> Mapping[TrackRef, Score]:
    if look is None:
        return {ref: line.score for ref, line in lines.items() if line.missing_since is None}
    return whole(look).scores() | {ref: lines[ref].score for ref in look.still}


def _standings(outcome: Outcome) -> dict[tuple[AccountId, TrackRef], Standing]:
    """How each favourite stands at each target, by every ref under which it may be loved there."""
    services = {each.account.id: each.account.service for each in outcome.polled if each.account}
    return {
        (standing.account, ref): standing
        for decision in outcome.decisions.values()
        for standing in decision.plan.standings
        for ref in _refs(decision.favourites, standing.recording, services[standing.account])
    }


def _refs(favourites: Mapping[RecordingId, Favourite], recording: RecordingId, service: Service) -> set[TrackRef]:
    there = place(favourites[recording], service)
    return {ref for ref in favourites[recording].refs if ref.service is service} | ({there} if there else set())
