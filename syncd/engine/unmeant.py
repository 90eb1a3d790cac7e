"""What vanished unmeant, as a human said, from a list that is only read: it stands until the list tells of it."""

from collections.abc import Mapping

from syncd.domain.account import Score
from syncd.domain.memory import Look, Love
from syncd.domain.plan import Ruling
from syncd.domain.track import TrackRef
from syncd.engine.reissued import newcomers, whole
from syncd.ports import Transaction


def unmeant(tx: Transaction, look: Look) -> frozenset[TrackRef]:
    """All of which he said so."""
    rulings = tx.memory.rulings([look.account.id])[look.account.id]
    return frozenset(ref for ref, ruling in rulings.items() if ruling is Ruling.UNMEANT)


def still_away(
    tx: Transaction, look: Look, seen: Mapping[TrackRef, Love], moved: Mapping[TrackRef, TrackRef]
) -> frozenset[TrackRef]:
    """That of which no list or point read tells again: not by its own id, nor by one to which it `moved`, nor as the same song."""
    refs = unmeant(tx, look)
    if not refs:
        return refs
    listed = whole(look).scores()
    known = tx.identity.recordings_of_refs({*refs, *listed})
    came = {known[ref] for ref in (*newcomers(tx, look), *(listed.keys() - seen.keys())) if ref in known}
    stands = {(known[ref], score) for ref, score in listed.items() if ref in known}
    away = refs - listed.keys() - look.still - moved.keys()
    return frozenset(
        ref for ref in away if known.get(ref) not in came and (known.get(ref), _score(seen, ref)) not in stands
    )


def _score(seen: Mapping[TrackRef, Love], ref: TrackRef) -> Score | None:
    return seen[ref].score if ref in seen else None
