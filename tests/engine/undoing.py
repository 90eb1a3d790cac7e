"""Undoing in tests: a human's word, and the sync that carries it out."""

from collections.abc import Collection

from syncd.domain.account import Score
from syncd.domain.journal import Deed, Span
from syncd.domain.track import Service
from syncd.engine.order import Corrections, Order
from syncd.engine.undo import open_deeds, to_undo, undo, undoable, writes_of
from syncd.planner.undo import Undoing, Way
from syncd.store.store import SqlStore
from tests.engine.household import Household


def undone(home: Household, span: Span | None = None) -> list[Undoing]:
    """Undo a span, or all there is, and let the sync follow that writes it."""
    found = undoes(home, span or Span())
    home.cycle(Order(what=Corrections(writes_of(found))))
    return found


def left_to_undo(home: Household, span: Span | None = None) -> list[Deed]:
    """What a span, or all there is, has left that was not undone."""
    with SqlStore(home.database).reading() as tx:
        return open_deeds(tx, span or Span(), [record.account for record in tx.memory.records()])


def undoes(home: Household, span: Span) -> list[Undoing]:
    """A human's word about what was done is written down; nothing is carried out yet."""
    with SqlStore(home.database).writing() as tx:
        accounts = [record.account for record in tx.memory.records()]
        found = undo(tx, to_undo(tx, span, accounts), accounts, home.clock.now())
        tx.commit()
    return found


def undoable_cycles(home: Household) -> list[int]:
    """The cycles of which something can be undone, the oldest first."""
    with SqlStore(home.database).reading() as tx:
        accounts = [record.account for record in tx.memory.records()]
        return list(undoable(tx, open_deeds(tx, Span(), accounts), accounts))


def last_change(home: Household) -> Span:
    """The cycle in which something was last written."""
    return Span(cycle=max(row[1] for row in home.dump("journal")["journal"]))


def hates_over_a_love(home: Household) -> None:
    """L's hate was carried over the love of L2's human."""
    home.carries_hates = home.carries_unloves = True
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", "Harbour")
    home.cycles(2)
    home.human_hates("L", "Harbour")
    home.cycles(2)
    assert hates_at(home, "L2") == {"Harbour"}


def ways(found: Collection[Undoing]) -> set[Way]:
    return {each.way for each in found}


def hates_at(home: Household, account: str) -> set[str]:
    """What an account really hates."""
    marks = home.services[account].marks.items()
    return {home.library.title(ref) for ref, score in marks if score is Score.HATE}
