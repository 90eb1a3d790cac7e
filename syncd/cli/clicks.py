"""Loves of wrong matches that only a click of their human takes back: which of them are left."""

from collections.abc import Collection, Sequence
from datetime import datetime

from syncd.cli.withdrawn import is_denied
from syncd.domain.account import Account, AccountId, Can
from syncd.domain.plan import State
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.cycle import Outcome
from syncd.engine.decide import Decision
from syncd.ports import Transaction


def clicks(tx: Transaction, outcome: Outcome, now: datetime) -> dict[AccountId, Sequence[TrackRef]]:
    """What is still to be taken back at accounts that cannot take back.

    What a human has denied there; of the rest, which may yet turn out to be right, only what nobody is to be asked
    about any more: neither a catalogue nor, in review, a human.
    """
    accounts = {each.account.id: (each.account, each.member.profile) for each in outcome.polled if each.account}
    found: dict[AccountId, Sequence[TrackRef]] = {}
    for number, waiting in tx.answers.withdrawals([*accounts]).items():
        account, profile = accounts[number]
        if waiting and Can.UNLOVE not in account.can:
            decision = outcome.decisions[profile]
            left = set(waiting) - set(decision.taken_back.get(number, ()))
            found[number] = sorted(left - _undecided(tx, account, decision, left, now))
    return found


def _undecided(
    tx: Transaction, account: Account, decision: Decision, refs: Collection[TrackRef], now: datetime
) -> set[TrackRef]:
    """Those of these tracks that may yet turn out to be right."""
    doubted = {ref for ref in refs if not is_denied(tx, ref)}
    if not doubted or _may_be_found_again(tx, account, decision, now):
        return doubted
    return doubted & set(tx.identity.candidates([*decision.favourites], account.service))


def _may_be_found_again(tx: Transaction, account: Account, decision: Decision, now: datetime) -> bool:
    """Whether a sync has still to ask who any of the favourites is, or where it stands at that service."""
    if tx.identity.questions([*decision.favourites], Service.MUSICBRAINZ, now):
        return True
    return bool(tx.identity.questions(_not_located(account, decision), account.service, now))


def _not_located(account: Account, decision: Decision) -> Collection[RecordingId]:
    return [
        each.recording
        for each in decision.plan.standings
        if each.account == account.id
        and each.state in {State.PENDING, State.UNAVAILABLE}
        and account.service not in decision.favourites[each.recording].located
    ]
