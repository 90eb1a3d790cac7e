"""Loves of denied matches at accounts that cannot take back: which are left to a click, and which to an answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncd.cli.by_hand import Decides, is_denied
from syncd.cli.held import songs
from syncd.domain.account import Account, AccountId, Can, Score
from syncd.domain.plan import State
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.decide import Decision
from syncd.engine.sync import Outcome
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class Clicks:
    """What is still to be taken back at one account.

    `due` is left to its human alone: what he has denied there; of the rest, which may yet turn out to be right, only what
    nobody is to be asked about any more, neither a catalogue nor, in review, a human. `undecided` are the others,
    each a song that says what it waits for.
    """

    due: Sequence[TrackRef] = ()
    undecided: Sequence[Mapping[str, str]] = ()


def clicks(tx: Transaction, outcome: Outcome, now: datetime) -> dict[AccountId, Clicks]:
    """What is still to be taken back at accounts that cannot take back."""
    accounts = {each.account.id: (each.account, each.member.profile) for each in outcome.polled if each.account}
    found: dict[AccountId, Clicks] = {}
    for number, waiting in tx.answers.amends([*accounts], Score.NONE).items():
        account, profile = accounts[number]
        if waiting and Can.UNLOVE not in account.can:
            decision = outcome.decisions[profile]
            left = set(waiting) - set(decision.amended.get(number, ()))
            waits_for = _undecided(tx, account, decision, left, now)
            undecided = songs(tx, sorted(waits_for))
            found[number] = Clicks(
                due=sorted(left - waits_for.keys()),
                undecided=[
                    {**song, "waits_for": waits_for[ref]}
                    for ref, song in zip(sorted(waits_for), undecided, strict=True)
                ],
            )
    return found


def _undecided(
    tx: Transaction, account: Account, decision: Decision, refs: Collection[TrackRef], now: datetime
) -> dict[TrackRef, Decides]:
    """Those of these tracks that may yet turn out to be right, and what decides that."""
    doubted = {ref for ref in refs if not is_denied(tx, ref)}
    if not doubted:
        return {}
    in_review = doubted & set(tx.identity.candidates([*decision.favourites], account.service))
    to_ask = doubted if _may_be_found_again(tx, account, decision, now) else in_review
    return {ref: Decides.REVIEW if ref in in_review else Decides.SYNC for ref in to_ask}


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
