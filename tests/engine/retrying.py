"""Retrying in tests: writes that are given up, and a human who wants them tried again."""

from syncd.cli.remembered import remembered
from syncd.domain.account import Score
from syncd.domain.outbox import RowState
from syncd.engine.again import reopen
from syncd.store.store import SqlStore
from tests.engine.household import Household
from tests.engine.scripted import Fate


def retried(home: Household) -> int:
    """A human says `retry`; how many writes that reopens."""
    with SqlStore(home.database).writing() as tx:
        found = reopen(tx, home.world(), remembered(tx.memory.records(), home.world().members))
        tx.commit()
    return len(found)


def is_given_up(home: Household, account: str, title: str, score: Score = Score.NONE) -> None:
    """As many tries go by as it takes until the one write that an account still refuses is given up."""
    for _ in range(14):
        home.goes_on(days=2)
        home.cycle()
    row = home.row(account, title)
    assert row is not None
    assert (row.score, row.state) == (score, RowState.FAILED)


def refuses(home: Household, account: str) -> None:
    """From now on it takes nothing from us."""
    home.services[account].fates = [Fate.REFUSED] * 999
