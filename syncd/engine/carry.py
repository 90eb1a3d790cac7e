"""What is carried between a profile's accounts beside loves: unloves, hates, and what humans said of what the guard held."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from syncd.domain.account import Account, AccountId, Can, Score
from syncd.domain.answer import Amends
from syncd.domain.memory import Look, Love, Tombstone
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Plan, Ruling
from syncd.domain.track import RecordingId, TrackRef
from syncd.engine.world import World
from syncd.planner.amends import is_our_hate, may_arrive
from syncd.planner.hearing import Heard
from syncd.planner.merge import Agreement, is_buried
from syncd.planner.removals import Policy
from syncd.planner.settle import may_still_arrive
from syncd.ports import Transaction


def policy_of(world: World) -> Policy:
    """What may be carried today."""
    return Policy(
        unloves=world.carries_unloves,
        hates=world.carries_hates,
        limits=world.limits,
        today=world.clock.now().date(),
    )


def note_ruled(
    tx: Transaction, plan: Plan, agreement: Agreement, policy: Policy, absent: Collection[AccountId]
) -> None:
    """Forget what humans ruled of cases that are over, and note of what only a human can do that he was told.

    What is kept stays so while accounts are `absent` that may come back, and of which somebody unloved, or hates, the song.
    """
    if not (policy.unloves or policy.hates):
        return
    ruled = tx.memory.rulings(plan.moot.keys())
    waiting = {*_unloved_by(tx, agreement, absent), *_hated_by(tx, absent)}
    known = tx.identity.recordings_of_refs({ref for refs in plan.moot.values() for ref in refs}) if waiting else {}
    waits_for = {Ruling.ALLOW: set[RecordingId](), Ruling.KEEP: waiting}
    for account, refs in plan.moot.items():
        mine = ruled[account]
        over = [ref for ref in refs if mine[ref] in waits_for and known.get(ref) not in waits_for[mine[ref]]]
        tx.memory.forget_rulings(account, over)
    for action in plan.by_hand:
        tx.memory.rule(action.account, [action.ref], Ruling.KEEP)


def forget_kept(
    tx: Transaction, profile: str, agreement: Agreement, lifted: Collection[Tombstone], absent: Collection[AccountId]
) -> None:
    """What was loved anew is kept no longer, also where nobody plans anything by now: its next unlove goes for it."""
    stones = [*lifted, *_stones(tx, absent)]
    anew = {each.recording for each in stones if not is_buried(each.cycle, agreement.loved.get(each.recording))}
    anew -= agreement.buried.keys() | agreement.forbidden.keys() | agreement.carried.keys()  # some word still stands
    if not anew:
        return
    anew -= _unloved_by(tx, agreement, absent)
    accounts = [record.account.id for record in tx.memory.records({profile})]
    kept = {
        account: [ref for ref, ruling in rulings.items() if ruling is Ruling.KEEP]
        for account, rulings in tx.memory.rulings(accounts).items()
    }
    known = tx.identity.recordings_of_refs({ref for refs in kept.values() for ref in refs})
    for account, refs in kept.items():
        tx.memory.forget_rulings(account, [ref for ref in refs if known.get(ref) in anew])


def _unloved_by(tx: Transaction, agreement: Agreement, absent: Collection[AccountId]) -> set[RecordingId]:
    """What some of these accounts unloved for their profile, and nobody has loved since."""
    stones = _stones(tx, absent)
    return {each.recording for each in stones if is_buried(each.cycle, agreement.loved.get(each.recording))}


def _hated_by(tx: Transaction, absent: Collection[AccountId]) -> Collection[RecordingId]:
    lines = (line for found in tx.memory.loves(absent).values() for line in found.values())
    return tx.identity.recordings_of_refs({line.ref for line in lines if line.score is Score.HATE}).values()


def _stones(tx: Transaction, accounts: Collection[AccountId]) -> Iterator[Tombstone]:
    if accounts:
        for account, buried in tx.memory.tombstones(accounts, carrying=True).items():
            for recording, cycle in buried.items():
                yield Tombstone(account=account, recording=recording, cycle=cycle, carries=True)


def to_be_heard(tx: Transaction, look: Look) -> set[TrackRef]:
    """Whose absence from this account's list a human has said is to be believed."""
    rulings = tx.memory.rulings([look.account.id])[look.account.id]
    return {ref for ref, ruling in rulings.items() if ruling is Ruling.HEAR}


def to_be_read(tx: Transaction) -> set[AccountId]:
    """The accounts whose lists are wanted to carry out what humans let pass.

    What is heard of one account is taken away at the others of its profile.
    """
    accounts = [record.account for record in tx.memory.records()]
    ruled = {id_: set(rulings.values()) for id_, rulings in tx.memory.rulings([each.id for each in accounts]).items()}
    loud = {account.profile for account in accounts if Ruling.HEAR in ruled[account.id]}
    return {
        account.id
        for account in accounts
        if ruled[account.id] & {Ruling.HEAR, Ruling.ALLOW} or (account.profile in loud and Can.UNLOVE in account.can)
    }


def forget_heard(tx: Transaction, look: Look, passed: Collection[TrackRef]) -> None:
    """Forget the rulings that this look used up: the absence was heard, or is over. What is still guarded waits on."""
    if passed:
        lines = tx.memory.loves([look.account.id])[look.account.id]
        waiting = {ref for ref in passed if ref in lines and lines[ref].is_guarded}
        tx.memory.forget_rulings(look.account.id, [ref for ref in passed if ref not in waiting])


def close_unwanted(rows: Mapping[TrackRef, Row], plan: Plan, now: datetime) -> list[Row]:
    """The unloves and hates of one account that were sent, may no longer arrive, and are wanted by nobody any more.

    Those that may arrive still stay open: what they do is our echo, and no human's word.
    """
    actions = (*plan.actions, *plan.held, *plan.postponed)
    wanted = {action.key for action in actions}
    return [
        replace(row, state=RowState.DONE)
        for row in rows.values()
        if row.score is not Score.LOVE
        and row.sent_at is not None
        and not may_still_arrive(row.sent_at, now)
        and row.state in {RowState.PENDING, RowState.FAILED, RowState.MOOT}
        and (row.account, row.ref, row.score) not in wanted
    ]


def close_unloved(account: Account, rows: Mapping[TrackRef, Row], wanted: Collection[RecordingId]) -> list[Row]:
    """The loves of one account that were given up, of songs that nobody wants any more: loved anew, they are tried anew.

    A one-way account may have taken one all the same, so there only `retry` tries again.
    """
    if account.is_one_way:
        return []
    return [
        replace(row, state=RowState.MOOT, attempts=0, error="")
        for row in rows.values()
        if row.score is Score.LOVE and row.state is RowState.FAILED and row.recording not in wanted
    ]


def take_hates_back(tx: Transaction, look: Look, seen: Mapping[TrackRef, Love], heard: Heard) -> None:
    """What a human hates no longer, we hate no longer at the profile's other accounts, nor once our hate shows there late."""
    refs = [*heard.forgotten, *(love.ref for love in heard.kept if love.score is Score.LOVE)]
    unhated = set(tx.identity.recordings_of_refs([ref for ref in refs if _is_humans_hate(seen.get(ref))]).values())
    if not unhated:
        return
    mine = [record.account.id for record in tx.memory.records({look.account.profile})]
    ours = {account: refs for account, refs in _our_hates(tx, mine).items() if refs}
    known = tx.identity.recordings_of_refs({ref for found in ours.values() for ref in found})
    back = tx.answers.amends(list(ours), Score.LOVE)  # there more than that is done already
    tx.answers.note_amends(
        [
            Amends(account=account, ref=ref, recording=known[ref])
            for account, found in ours.items()
            for ref in found
            if known.get(ref) in unhated and ref not in back[account]
        ]
    )


def _our_hates(tx: Transaction, accounts: Collection[AccountId]) -> dict[AccountId, list[TrackRef]]:
    """The tracks that we hate at each of these accounts, or that may turn out to be hated there by us."""
    lines, rows = tx.memory.loves(accounts), tx.outbox.rows(accounts)
    return {
        account: [
            *(ref for ref, line in lines[account].items() if is_our_hate(line)),
            *(ref for ref, row in rows[account].items() if row.score is Score.HATE and may_arrive(row)),
        ]
        for account in accounts
    }


def _is_humans_hate(line: Love | None) -> bool:
    return line is not None and line.score is Score.HATE and not line.is_ours
