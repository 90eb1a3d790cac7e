"""What vanished from a list that is only read, and a human says that this was not meant: neither that, nor its return, is a word."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from syncd.domain.account import Score
from syncd.domain.memory import FIRST_LOOK, Look, Love
from syncd.domain.plan import Ruling
from syncd.domain.track import TrackRef
from syncd.engine.reissued import newcomers, reissued, whole
from syncd.planner.hearing import Context
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class Unmeant:
    """What a list says of all that vanished from it unmeant.

    What is `away` stands as it is remembered, what is `back`, be it under another id, is no new love; what is `ours` of it we
    wrote there. Of what is `over` the list tells again.
    """

    away: frozenset[TrackRef] = frozenset()
    back: frozenset[TrackRef] = frozenset()
    over: frozenset[TrackRef] = frozenset()
    ours: frozenset[TrackRef] = frozenset()

    def within(self, context: Context) -> Context:
        """The same context, told of this."""
        return replace(
            context, awaited=context.awaited | self.away, echoes=context.echoes | self.ours, unmeant=self.back
        )


def unmeant(tx: Transaction, look: Look, echoes: Collection[TrackRef]) -> Unmeant:
    """Who looks for it by its id alone misses what comes back under another one."""
    rulings = tx.memory.rulings([look.account.id])[look.account.id]
    refs = frozenset(ref for ref, ruling in rulings.items() if ruling is Ruling.UNMEANT)
    if not refs:
        return Unmeant()
    lines, listed = tx.memory.loves([look.account.id])[look.account.id], whole(look).scores()
    loves = refs - lines.keys()
    named = reissued(tx, look, {ref: _love(look, ref) for ref in loves}, echoes)
    known = tx.identity.recordings_of_refs({*refs, *listed})
    songs = {known[ref] for ref in loves if ref in known}
    back = {ref for ref in listed if ref not in lines and known.get(ref) in songs}
    came = {known[ref] for ref in (*newcomers(tx, look), *back) if ref in known}
    over = {ref for ref in refs if ref in listed or ref in named or known.get(ref) in came}
    is_back = frozenset({*loves, *back, *named.values()})
    return Unmeant(away=refs - over, back=is_back, over=frozenset(over), ours=_ours(tx, look, loves))


def _ours(tx: Transaction, look: Look, refs: Collection[TrackRef]) -> frozenset[TrackRef]:
    """Those that we loved there. Where no date tells ours from a later one of his, none counts as ours."""
    rows = {} if look.account.is_one_way else tx.outbox.rows([look.account.id])[look.account.id]
    loved = {ref for ref, row in rows.items() if row.score is Score.LOVE and row.sent_at is not None}
    return frozenset(loved.intersection(refs))


def _love(look: Look, ref: TrackRef) -> Love:
    return Love(account=look.account.id, ref=ref, score=Score.LOVE, since=FIRST_LOOK)
