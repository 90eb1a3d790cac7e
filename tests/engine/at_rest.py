"""What nothing excuses once a household is at rest: the lower bound of its truth."""

from syncd.domain.account import Can, Score
from syncd.domain.outbox import RowState
from tests.engine.remembered import Remembered
from tests.engine.truth import Place, Truth


def must_be_loved(truth: Truth, target: str, memory: Remembered) -> set[str]:
    """The songs that nothing excuses from being loved at a target."""
    service, named = truth.services[target], truth.home.library.title
    wanted = {title for account in filter(truth.hears, truth.services) for title in truth.certain(account)}
    hated = {title for account in truth.services for title in truth.titles(account, Score.HATE)}
    # a one-way account gets each love once
    places = truth.unloved if Can.UNLOVE in service.can else truth.ever_unloved
    unloved = {title for account, title in places if account == target} | truth.travel.may_go
    failed = {ref for ref, row in memory.rows.items() if row.state is RowState.FAILED}
    given_up = {named(ref) for ref in failed if (target, ref) in truth.troubled}
    absent = (wanted - service.offers) | service.withdrawn if Can.SEARCH in service.can else set()
    return wanted - hated - unloved - truth.meanings.answered - absent - given_up


def must_be_gone(truth: Truth, target: str) -> set[str]:
    """The songs that nothing excuses from being unloved at a target."""
    if not truth.travel.unloves or Can.UNLOVE not in truth.services[target].can:
        return set()
    in_doubt = {song for _, song in truth.renamed} | truth.blurred | truth.merged | truth.meanings.answered
    troubled = {truth.home.library.title(ref) for name, ref in truth.troubled if name == target}
    return truth.travel.must_go - in_doubt - troubled - truth.titles(target, Score.HATE)


def left_over(truth: Truth) -> set[Place]:
    """Loves of wrong matches that should be gone."""
    return {place for place in truth.to_go & truth.our_loves() if Can.UNLOVE in truth.services[place[0]].can}
