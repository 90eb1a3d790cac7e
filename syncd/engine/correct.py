"""Whoever changes a match, by whatever command, withdraws what only the old one had made (`design.md` §1, 11)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from syncd.domain.account import Account
from syncd.domain.answer import HumanAnswer, Said, Withdrawal
from syncd.domain.match import Candidate, Decider
from syncd.domain.memory import View
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.planner.merge import merge
from syncd.planner.withdraw import supported_at, unsupported
from syncd.ports import Transaction


def correct(
    tx: Transaction, answers: Collection[HumanAnswer], found: Mapping[TrackRef, Candidate], now: datetime
) -> list[Withdrawal]:
    """Carry out what a human said, all in this transaction; the loves that are to be taken back because of it.

    `found` describes the tracks that answers of the kind IS name. An answer about a track that nobody has shown yet is
    kept for the day it comes.
    """
    before = _standing(tx, answers, now)
    tx.answers.put(answers)
    for answer in answers:
        _carry_out(tx, answer, found.get(answer.other), now)
    return withdraw_unsupported(tx, before, now)


def forget(tx: Transaction, about: TrackRef, now: datetime) -> Sequence[HumanAnswer]:
    """Take back all that was said about a track: machines judge it anew. What was said is returned."""
    forgotten = tx.answers.forget(about)
    if any(answer.said is Said.IS and answer.place is Service.MUSICBRAINZ for answer in forgotten):
        tx.identity.detach([about], now)
    for answer in forgotten:
        recording = tx.identity.recordings_of({about.service}).get(about)
        if recording is not None:
            tx.identity.reopen(recording, answer.place)
    return forgotten


def withdraw_unsupported(tx: Transaction, suspects: Mapping[TrackRef, RecordingId], now: datetime) -> list[Withdrawal]:
    """Of these tracks, note for withdrawal what we loved anywhere and no human's list supports."""
    withdrawals: list[Withdrawal] = []
    recordings = tx.identity.recordings_of(set(Service))
    for views in _profiles(tx):
        favourites = tx.identity.favourites(merge(views, recordings).loved.keys(), now)
        for view in views:
            mine = [ref for ref in suspects if ref.service is view.account.service and view.account.role.writes]
            wrong = unsupported(view, mine, supported_at(view, favourites))
            withdrawals += [Withdrawal(account=view.account.id, ref=ref, recording=suspects[ref]) for ref in wrong]
    tx.answers.withdraw(withdrawals)
    return withdrawals


def _carry_out(tx: Transaction, answer: HumanAnswer, found: Candidate | None, now: datetime) -> None:
    recording = tx.identity.recordings_of({answer.about.service}).get(answer.about)
    if recording is None:
        return
    if answer.said is Said.NOT:
        _deny(tx, answer, recording, now)
    elif answer.said is Said.IS:
        _accept(tx, answer, recording, found, now)


def _accept(
    tx: Transaction, answer: HumanAnswer, recording: RecordingId, found: Candidate | None, now: datetime
) -> None:
    assert found is not None, "who accepts a match has seen the track"
    if answer.place is not Service.MUSICBRAINZ:
        tx.identity.locate(recording, found, Decider.HUMAN, now)
        return
    current = tx.identity.favourites([recording], now)[recording].mbid
    if current not in {None, answer.answer}:
        recording = tx.identity.detach([answer.about], now)
    stays = tx.identity.identify(recording, found, Decider.HUMAN, now)
    tx.identity.confirm(answer.about, now)
    tx.identity.reopen(stays, Service.JAMENDO)


def _deny(tx: Transaction, answer: HumanAnswer, recording: RecordingId, now: datetime) -> None:
    favourite = tx.identity.favourites([recording], now)[recording]
    if answer.place is not Service.MUSICBRAINZ:
        if favourite.located.get(answer.place) == answer.other:
            tx.identity.unlocate(recording, answer.place)
    elif TrackRef(Service.LISTENBRAINZ, answer.answer) in favourite.refs:
        recording = tx.identity.detach([answer.about], now)
    tx.identity.rule_out(recording, answer.place, answer.answer)


def _standing(tx: Transaction, answers: Iterable[HumanAnswer], now: datetime) -> dict[TrackRef, RecordingId]:
    """Every track under which the recordings stand that these answers are about."""
    known = tx.identity.recordings_of({answer.about.service for answer in answers})
    about = {known[answer.about] for answer in answers if answer.about in known}
    return {
        ref: favourite.recording
        for favourite in tx.identity.favourites(about, now).values()
        for ref in [*favourite.refs, *favourite.located.values()]
    }


def _profiles(tx: Transaction) -> list[list[View]]:
    """All accounts as they stand in memory, profile by profile."""
    accounts = [record.account for record in tx.memory.records()]
    ids = [account.id for account in accounts]
    loves, rows = tx.memory.loves(ids), tx.outbox.rows(ids)

    def view(account: Account) -> View:
        return View(account=account, loves=loves[account.id], rows=rows[account.id])

    profiles = dict.fromkeys(account.profile for account in accounts)
    return [[view(account) for account in accounts if account.profile == profile] for profile in profiles]
