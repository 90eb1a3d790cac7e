"""Whoever changes a match, by whatever command, takes back what only the old one had made (`design.md` §1, 11)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from syncd.domain.account import Account, AccountId, Score
from syncd.domain.answer import Amends, HumanAnswer, Said
from syncd.domain.journal import Deed, Span
from syncd.domain.match import Candidate, Decider
from syncd.domain.memory import Favourite, View
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.unburied import unbury
from syncd.planner.amends import supported_at, unsupported
from syncd.planner.merge import merge
from syncd.ports import Transaction


def correct(
    tx: Transaction, answers: Collection[HumanAnswer], found: Mapping[TrackRef, Candidate], now: datetime
) -> list[Amends]:
    """Carry out what a human said, all in this transaction; the loves that are to be taken back because of it.

    `found` describes the tracks that answers name; each IS needs its own. An answer about a track that nobody has shown yet is
    kept for the day it comes.
    """
    about = {answer.about for answer in answers}
    suspects = standing(tx, about, now)
    tx.answers.put([each for answer in answers for each in _for_profiles(tx, answer)])
    for answer in answers:
        united = _carry_out(tx, answer, found.get(answer.other), now)
        suspects = {ref: united.get(recording, recording) for ref, recording in suspects.items()}
    return take_back_unsupported(tx, suspects, now, denied=suspects.keys() - standing(tx, about, now).keys())


def forget(tx: Transaction, about: TrackRef, now: datetime, profile: str = "") -> Sequence[HumanAnswer]:
    """Take back all that was said about a track: machines judge it anew. What was said is returned.

    What only a human's word had made is taken back with it. Who a track is, goes for everybody; where a `profile` is
    named, the skips of the others stand.
    """
    before = standing(tx, {about}, now)
    forgotten = tx.answers.forget(about, profile)
    recording = tx.identity.recording_of(about)
    if recording is None:
        return forgotten
    for answer in forgotten:
        if answer.said is Said.IS and answer.place is not Service.MUSICBRAINZ:
            tx.identity.unlocate(recording, answer.place)
    if any(answer.said is Said.IS and answer.place is Service.MUSICBRAINZ for answer in forgotten):
        recording = tx.identity.detach([about], now)
    for place in _judged_by(tx, recording, forgotten, now):
        tx.identity.reopen(recording, place)
    take_back_unsupported(tx, before, now)
    return forgotten


def standing(tx: Transaction, about: Collection[TrackRef], now: datetime) -> dict[TrackRef, RecordingId]:
    """Every track under which the recordings of these tracks stand now: what may have to be taken back."""
    recordings = {each for ref in about if (each := tx.identity.recording_of(ref)) is not None}
    return {
        ref: favourite.recording
        for favourite in tx.identity.favourites(recordings, now).values()
        for ref in [*favourite.refs, *favourite.located.values()]
    }


def take_back_unsupported(
    tx: Transaction, suspects: Mapping[TrackRef, RecordingId], now: datetime, denied: Collection[TrackRef] = ()
) -> list[Amends]:
    """Of these tracks, note to take back what we loved anywhere and no human's list supports. What is `denied` of them is not
    brought back, either.
    """
    amends: list[Amends] = []
    for views in _profiles(tx):
        ours = {view.account.id: unsupported(view, _at(view, suspects), ()) for view in views}
        back = {view.account.id: ({*view.to_bring_back} & {*denied}) - view.loves.keys() for view in views}
        if not any((*ours.values(), *back.values())):  # the common case; who supports what is a question to all lists
            continue
        loved = merge(views, tx.identity.recordings_of_refs({ref for view in views for ref in view.loves})).loved
        favourites = tx.identity.favourites(loved.keys(), now)
        for view in views:
            supported = supported_at(view, favourites)
            wrong = unsupported(view, ours[view.account.id], supported)
            amends += [Amends(account=view.account.id, ref=ref, recording=suspects[ref]) for ref in wrong]
            _bring_back_no_more(tx, view.account.id, back[view.account.id] - supported)
    tx.answers.note_amends(amends)
    return amends


def _bring_back_no_more(tx: Transaction, account: AccountId, refs: Collection[TrackRef]) -> None:
    """What an undo was to bring back there, as far as nobody but we had loved it."""
    if not refs:
        return
    first: dict[TrackRef, Deed] = {}
    for deed in tx.history.deeds(Span()):
        if deed.account == account:
            first.setdefault(deed.ref, deed)
    tx.answers.close_amends(account, [ref for ref in refs if ref in first and first[ref].new is Score.LOVE])


def _for_profiles(tx: Transaction, answer: HumanAnswer) -> list[HumanAnswer]:
    """A song is skipped by somebody: where it is not said by whom, by everybody who lists the track."""
    if answer.said is not Said.SKIP or answer.profile:
        return [answer]
    accounts = [record.account for record in tx.memory.records()]
    loves = tx.memory.loves([account.id for account in accounts])
    profiles = {account.profile for account in accounts if answer.about in loves[account.id]}
    return [replace(answer, profile=profile) for profile in sorted(profiles)] or [answer]


def _at(view: View, suspects: Collection[TrackRef]) -> list[TrackRef]:
    """Those of these tracks that are of the account's service. Where we write no more we may have written once: that waits."""
    return [ref for ref in suspects if ref.service is view.account.service]


def _carry_out(
    tx: Transaction, answer: HumanAnswer, found: Candidate | None, now: datetime
) -> dict[RecordingId, RecordingId]:
    """Do what was said; recordings that became another one by it, each with that one."""
    recording = tx.identity.recording_of(answer.about)
    if recording is None:
        return {}
    if answer.said is Said.IS:
        return _accept(tx, answer, recording, found, now)
    if answer.said is Said.NOT:
        tx.identity.learn([found.track] if found else [], now)  # the same song may come back under another id
        _deny(tx, answer, recording, now)
    return {}


def _accept(
    tx: Transaction, answer: HumanAnswer, recording: RecordingId, found: Candidate | None, now: datetime
) -> dict[RecordingId, RecordingId]:
    assert found is not None, "who accepts a match has seen the track"
    if answer.place is not Service.MUSICBRAINZ:
        tx.identity.locate({recording: found}, Decider.HUMAN, now)
        return {}
    current = tx.identity.favourites([recording], now)[recording].mbid
    if current not in {None, answer.answer}:
        recording = tx.identity.detach([answer.about], now)
    stays = tx.identity.identify(recording, found, Decider.HUMAN, now)
    tx.identity.confirm(answer.about, now)
    tx.identity.reopen(stays, Service.JAMENDO)
    return {recording: stays}


def _deny(tx: Transaction, answer: HumanAnswer, recording: RecordingId, now: datetime) -> None:
    favourite = tx.identity.favourites([recording], now)[recording]
    if answer.place is not Service.MUSICBRAINZ:
        if favourite.located.get(answer.place) == answer.other:
            tx.answers.put(_denials_of_identity(answer.other, favourite, now))
            _leave(tx, recording, answer.other, now)
    elif TrackRef(Service.LISTENBRAINZ, answer.answer) in favourite.refs:
        before, recording = recording, tx.identity.detach([answer.about], now)
        unbury(tx, answer.about, before, now)
    tx.identity.rule_out(recording, answer.place, answer.answer)


def _denials_of_identity(ref: TrackRef, favourite: Favourite, now: datetime) -> list[HumanAnswer]:
    """What a recording is not found as, it is not, though that may have been concluded (`engine/evidence.by_our_love`)."""
    if ref not in favourite.refs or favourite.mbid is None:
        return []
    place, said = Service.MUSICBRAINZ, Said.NOT
    return [HumanAnswer(about=ref, place=place, said=said, answer=favourite.mbid, undid_match=True, answered_at=now)]


def _leave(tx: Transaction, recording: RecordingId, ref: TrackRef, now: datetime) -> None:
    """A human denied that a recording stands there; nor is that track the recording."""
    tx.identity.unlocate(recording, ref.service)
    if tx.identity.recording_of(ref) == recording:
        tx.identity.detach([ref], now)
    unbury(tx, ref, recording, now)


def _judged_by(
    tx: Transaction, recording: RecordingId, forgotten: Collection[HumanAnswer], now: datetime
) -> set[Service]:
    """The places that are to be asked anew without these answers; a no casts its doubt on every place."""
    places = {answer.place for answer in forgotten}
    if any(answer.said is Said.NOT for answer in forgotten):
        places |= tx.identity.favourites([recording], now)[recording].doubts
    return places


def _profiles(tx: Transaction) -> list[list[View]]:
    """All accounts as they stand in memory, profile by profile."""
    accounts = [record.account for record in tx.memory.records()]
    ids = [account.id for account in accounts]
    loves, rows, back = tx.memory.loves(ids), tx.outbox.rows(ids), tx.answers.amends(ids, Score.LOVE)

    def view(account: Account) -> View:
        return View(account=account, loves=loves[account.id], rows=rows[account.id], to_bring_back=back[account.id])

    profiles = dict.fromkeys(account.profile for account in accounts)
    return [[view(account) for account in accounts if account.profile == profile] for profile in profiles]
