"""Where loves cannot be taken away by us, a human is asked to: that he did so is no news, and nothing that frightens."""

from collections.abc import Mapping

from syncd.domain.account import Account, Can, Score
from syncd.domain.memory import Love, View
from syncd.domain.plan import Ruling
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.merge import Word, is_buried, merge
from syncd.ports import Transaction


def left_to_human(tx: Transaction, account: Account, lines: Mapping[TrackRef, Love]) -> set[TrackRef]:
    """Our loves among these lines that he was asked to take away by hand.

    An undo left them to him and nobody has loved them anew since, only a wrong match had made them, or they were unloved
    elsewhere. Empty where we can unlove: there we do it, and what is gone before that is judged like everything.
    """
    ours = {ref: line for ref, line in lines.items() if line.is_ours and line.score is Score.LOVE}
    if Can.UNLOVE in account.can or not ours:
        return set()
    wrong = tx.answers.amends([account.id], Score.NONE)[account.id].keys()
    told = {ref for ref, ruling in tx.memory.rulings([account.id])[account.id].items() if ruling is Ruling.KEEP}
    return {ref for ref in ours if ref in wrong or ref in told} | _undone(tx, account, ours)


def _undone(tx: Transaction, account: Account, ours: Mapping[TrackRef, Love]) -> set[TrackRef]:
    """Those that stay away by a word later than they are, and later than every love of them that anybody said."""
    buried = tx.memory.tombstones([account.id]).get(account.id, {})
    stones = {
        ref: [(song, buried[song]) for song in songs if song in buried]
        for ref, songs in _songs(tx, account, ours).items()
    }
    later = {ref: mine for ref, mine in stones.items() if any(ours[ref].since < cycle for _, cycle in mine)}
    loved = _loved(tx, account.profile) if later else {}
    return {ref for ref, mine in later.items() if all(is_buried(cycle, loved.get(song)) for song, cycle in mine)}


def _songs(tx: Transaction, account: Account, ours: Mapping[TrackRef, Love]) -> dict[TrackRef, set[RecordingId]]:
    """Which recordings these tracks stand for: as whom we loved them, and who they are."""
    rows, known = tx.outbox.rows([account.id])[account.id], tx.identity.recordings_of_refs(ours)
    loved_as = {ref: rows[ref].recording for ref in ours if ref in rows}
    return {ref: {each[ref] for each in (loved_as, known) if ref in each} for ref in ours}


def _loved(tx: Transaction, profile: str) -> Mapping[RecordingId, Word]:
    """What the humans of a profile love, as it is remembered."""
    accounts = [record.account for record in tx.memory.records({profile})]
    lines = tx.memory.loves([each.id for each in accounts])
    recordings = tx.identity.recordings_of_refs({ref for mine in lines.values() for ref in mine})
    return merge([View(account=each, loves=lines[each.id]) for each in accounts], recordings).loved
