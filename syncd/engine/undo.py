"""Whoever undoes a cycle says a word: our loves there are taken back and stay away, our unloves become loves again."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product

from syncd.domain.account import Account, AccountId, Score
from syncd.domain.answer import Amends
from syncd.domain.journal import Deed, Span
from syncd.domain.memory import Tombstone, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import ActionKey
from syncd.domain.track import RecordingId
from syncd.engine.word import cycles_of_a_word
from syncd.planner.again import tried_again
from syncd.planner.answers import skipped_by
from syncd.planner.undo import (
    WAITS_FOR_HATE,
    WAITS_FOR_SKIP,
    Song,
    Undoing,
    Wanted,
    Way,
    accomplished,
    changed_since,
    ends_of_hates,
    is_unwritten,
    undoings,
)
from syncd.ports import Transaction

_STANDS_THEN = {Way.UNLOVE: Score.NONE, Way.CLEAR: Score.NONE, Way.LOVE: Score.LOVE}
_STAYS_AWAY = {Way.UNLOVE, Way.CLEAR, Way.BY_HAND}


def open_deeds(tx: Transaction, span: Span, accounts: Collection[Account]) -> list[Deed]:
    """What was done at these accounts and nobody has undone yet, the oldest first."""
    mine = {account.id for account in accounts}
    return [deed for deed in tx.history.deeds(span) if deed.account in mine and deed.undone_at is None]


def to_undo(tx: Transaction, span: Span, accounts: Collection[Account]) -> list[Deed]:
    """What a human means who names this span, the oldest first.

    Of a cycle that is what nobody has undone yet, of a time what made anything stand otherwise than when that began. Said
    once more, either finds what the first time could not write, and nothing else.
    """
    ids = [account.id for account in accounts]
    found = [tx.answers.amends(ids, score) for score in (Score.NONE, Score.LOVE)]
    amends = [each for by_account in found for refs in by_account.values() for each in refs.values()]
    unwritten = {(each.account, each.ref, each.score) for each in amends if each.said_in is not None}
    if span.since is None:
        return _open_or_unwritten(tx, [deed for deed in tx.history.deeds(span) if deed.account in ids], unwritten)
    history, first = tx.history.touched(ids, span.since), tx.history.first_since(span.since)
    return changed_since(history, span.since, first, unwritten, _songs(tx, history, accounts))


def _open_or_unwritten(tx: Transaction, deeds: Sequence[Deed], unwritten: Collection[Wanted]) -> list[Deed]:
    """What nobody has undone yet, or somebody has and nothing was done there since: his word is not written."""
    said = {deed.id for deed in deeds if deed.undone_at is not None and is_unwritten(deed, unwritten)}
    said &= _latest(tx.history.deeds(Span(first=min(said)))) if said else set()
    return [deed for deed in deeds if deed.undone_at is None or deed.id in said]


def _songs(tx: Transaction, history: Collection[Deed], accounts: Collection[Account]) -> dict[int, Song]:
    """Whose song each of these deeds was about, by its number."""
    known = tx.identity.recordings_of_refs({deed.ref for deed in history})
    profiles = {account.id: account.profile for account in accounts}
    return {deed.id: (profiles[deed.account], known[deed.ref]) for deed in history if deed.ref in known}


def _latest(history: Sequence[Deed]) -> set[int]:
    """The number of each track's last deed."""
    return set({(deed.account, deed.ref): deed.id for deed in history}.values())


def undo(tx: Transaction, deeds: Sequence[Deed], accounts: Collection[Account], now: datetime) -> list[Undoing]:
    """Undo these deeds, all in this transaction; what is to be written because of it, the next push writes.

    A love that somebody makes anew is later than this word. Where nothing can be undone, nothing is written; only what is
    undone counts as undone. Said once more, what was given up is tried again.
    """
    if not deeds:
        return []
    today = _Today(tx, deeds, accounts)
    found = today.undoings(deeds)
    done = accomplished(today.whole(deeds), found)
    if not done:
        return found
    said, cycle = cycles_of_a_word(tx, now)
    tx.answers.note_amends(list(_amends(found, said)))
    tx.memory.bury(list(_tombstones(tx, found, said, cycle)))
    tx.outbox.put(list(_tried_again(tx, found)))
    tx.history.mark_undone([deed for deed in done if deed.undone_at is None], now)
    return found


def planned(tx: Transaction, deeds: Sequence[Deed], accounts: Collection[Account]) -> list[Undoing]:
    """What would undo these deeds."""
    return _Today(tx, deeds, accounts).undoings(deeds) if deeds else []


def undoable(tx: Transaction, deeds: Sequence[Deed], accounts: Collection[Account]) -> dict[int, int]:
    """The cycles of which something can be undone, and of how many of these deeds; the oldest cycle first."""
    if not deeds:
        return {}
    today = _Today(tx, deeds, accounts)
    by_cycle: dict[int, list[Deed]] = defaultdict(list)
    for deed in deeds:
        by_cycle[deed.cycle].append(deed)
    counts = {cycle: len(accomplished(mine, today.undoings(mine))) for cycle, mine in sorted(by_cycle.items())}
    return {cycle: count for cycle, count in counts.items() if count}


class _Today:
    """How everything stands at the accounts of some deeds."""

    def __init__(self, tx: Transaction, deeds: Sequence[Deed], accounts: Collection[Account]) -> None:
        ids = [account.id for account in accounts]
        loves, rows = tx.memory.loves(ids), tx.outbox.rows(ids)
        self._views = {each.id: View(account=each, loves=loves[each.id], rows=rows[each.id]) for each in accounts}
        later = tx.history.deeds(Span(first=min(deed.id for deed in deeds)))
        self._latest = _latest(later)
        self._ends_of_hates = ends_of_hates(later)
        self._waiting = _waiting(tx, self._views)

    def undoings(self, deeds: Sequence[Deed]) -> list[Undoing]:
        """What would undo these deeds."""
        return undoings(self.whole(deeds), self._views, self._latest, self._waiting)

    def whole(self, deeds: Sequence[Deed]) -> list[Deed]:
        """These deeds, with those that are undone along with them."""
        found = {each.id: each for deed in deeds for each in (deed, self._ends_of_hates.get(deed.id, deed))}
        return [found[id_] for id_ in sorted(found)]


def _waiting(tx: Transaction, views: Mapping[AccountId, View]) -> dict[str, dict[RecordingId, str]]:
    """What is not loved again yet, profile by profile: what its humans hate, or want to be pushed nowhere."""
    skipped = {recording: skipped_by(said) for recording, said in tx.answers.by_recording().items()}
    found: dict[str, dict[RecordingId, str]] = {}
    for view in views.values():
        profile = view.account.profile
        if profile not in found:
            found[profile] = {each: WAITS_FOR_SKIP for each, whose in skipped.items() if whose & {profile, ""}}
        hates = {ref for ref, line in view.loves.items() if line.score is Score.HATE and not line.is_ours}
        found[profile] |= dict.fromkeys(tx.identity.recordings_of_refs(hates).values(), WAITS_FOR_HATE)
    return found


def writes_of(found: Collection[Undoing]) -> frozenset[ActionKey]:
    """The actions that carry it out."""
    wanted = {(each.last.account, each.last.ref, _STANDS_THEN[each.way]) for each in found if each.way in _STANDS_THEN}
    clears = {(each.last.account, each.last.ref, Score.NONE) for each in found if _turns_a_hate(each)}
    return frozenset(wanted | clears)


def _tried_again(tx: Transaction, found: Collection[Undoing]) -> Iterator[Row]:
    for account, ref, score in writes_of(found):
        row = tx.outbox.rows([account])[account].get(ref)
        if row is not None and row.state is RowState.FAILED and row.score is score:
            yield tried_again(row, score)


def _turns_a_hate(undoing: Undoing) -> bool:
    """Whether our hate becomes a love again: it is taken back first."""
    return undoing.way is Way.LOVE and undoing.last.new is Score.HATE


def _amends(found: Collection[Undoing], cycle: int) -> Iterator[Amends]:
    for each in found:
        if each.way in _STANDS_THEN and each.recording is not None:
            score = _STANDS_THEN[each.way]
            yield Amends(
                account=each.last.account, ref=each.last.ref, recording=each.recording, score=score, said_in=cycle
            )


def _tombstones(tx: Transaction, found: Collection[Undoing], said: int, cycle: int) -> Iterator[Tombstone]:
    """What was loved, or hated, there, and what stands there by now: both stay away.

    But a song that is to be loved there again, under another id, is only away until it is.
    """
    back = {(each.last.account, each.recording) for each in found if each.way is Way.LOVE}
    for each in (each for each in found if each.way in _STAYS_AWAY):
        account = each.last.account
        for recording, score in product({each.recording, tx.identity.recording_of(each.last.ref)}, each.made):
            if recording is not None:
                at = said if score is Score.LOVE and (account, recording) in back else cycle
                yield Tombstone(account=account, recording=recording, cycle=at, score=score)
