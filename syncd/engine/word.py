"""The cycles of a human's word that puts right what was done, or what vanished."""

from datetime import datetime

from syncd.ports import Transaction


def cycles_of_a_word(tx: Transaction, now: datetime) -> tuple[int, int]:
    """Two of its own, so that it is later than all that was heard before, and what is heard after it is later still.

    In the first it is said what is to stand again, in the second what is to stay away, which no love that comes back lifts.
    """
    said, cycle = tx.history.begin_cycle(now), tx.history.begin_cycle(now)
    tx.history.end_cycle(said, now)
    tx.history.end_cycle(cycle, now)
    return said, cycle
