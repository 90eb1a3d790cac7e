"""Whatever humans and syncd did before: an undo does what it says, and no sync after it does it again."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from syncd.domain.account import AccountId
from syncd.domain.journal import Span
from syncd.domain.track import Service, TrackRef
from syncd.engine.order import Corrections, Order
from syncd.engine.undo import to_undo, undo, writes_of
from syncd.planner.undo import WAITS_FOR_HATE, Undoing, Way
from syncd.store.store import SqlStore
from tests.engine.household import Household

_SONGS = st.sampled_from(["Harbour", "Lantern"])
_ACTS = st.lists(
    st.tuples(st.sampled_from(["love", "unlove", "hate", "sync"]), st.sampled_from("BLM"), _SONGS), max_size=9
)


def undone(home: Household, span: Span) -> list[Undoing]:
    """Undo all of a span; the sync that writes it follows."""
    with SqlStore(home.database).writing() as tx:
        accounts = [record.account for record in tx.memory.records()]
        found = undo(tx, to_undo(tx, span, accounts), accounts, home.clock.now())
        tx.commit()
    home.cycle(Order(what=Corrections(writes_of(found))))
    return found


def act(home: Household, verb: str, account: str, song: str) -> None:
    """One thing that somebody does."""
    match verb:
        case "sync":
            home.cycle()
        case "love":
            home.human_loves(account, song)
        case "hate" if account != "B":
            home.human_hates(account, song)
        case _:
            home.human_unloves(account, song)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=_ACTS, carries=st.booleans(), hours=st.integers(0, 12))
def test_what_was_undone_stays_undone(
    tmp_path_factory: pytest.TempPathFactory,
    template: Path,
    acts: list[tuple[str, str, str]],
    hours: int,
    *,
    carries: bool,
) -> None:
    """Loves taken back stay away, unloves are loves again, said twice nothing more is written, and soon nothing moves."""
    folder = tmp_path_factory.mktemp("undo")
    home = Household(folder, template)
    try:
        home.carries_unloves = home.carries_hates = carries
        for name, service in (("B", Service.BOOMPLAY), ("L", Service.LISTENBRAINZ), ("M", Service.LISTENBRAINZ)):
            home.add(name, service)
        home.cycle()
        for each in acts:
            act(home, *each)
        home.cycles(2)
        span = Span(since=home.clock.now() - timedelta(hours=hours)) if hours else Span()
        _check(home, undone(home, span), span)
    finally:
        home.close()


def _posts(home: Household) -> dict[str, list[TrackRef]]:
    return {name: list(service.posts) for name, service in home.services.items()}


def _check(home: Household, found: list[Undoing], span: Span) -> None:
    before = _posts(home)
    if span.since:
        again = undone(home, span)
        assert {each.why for each in again if each.way is Way.LOVE} <= {WAITS_FOR_HATE}
        assert _posts(home) == before, "said twice, it is done twice"
    names = {record.account.id: record.account.name for record in home.records()}
    brought_back = {home.library.title(each.last.ref) for each in found if each.way is Way.LOVE}
    home.cycles(2)
    for each in found:
        title, name = home.library.title(each.last.ref), names[AccountId(each.last.account)]
        if each.way is Way.LOVE:
            assert title in home.loved_at(name) or _is_hated(home, title), f"{title} is not loved again at {name}"
        if each.way is Way.UNLOVE and title not in brought_back:
            assert title not in home.loved_at(name), f"{title} is loved again at {name}"
    before = _posts(home)
    home.cycles(2)
    assert _posts(home) == before, "no rest"
    assert [row for row in home.dump("amends")["amends"] if not _waits_for_a_hate(home)] == []


def _is_hated(home: Household, title: str) -> bool:
    return any(title in _hates(home, name) for name in ("L", "M"))


def _waits_for_a_hate(home: Household) -> bool:
    return any(_hates(home, name) for name in ("L", "M"))


def _hates(home: Household, name: str) -> set[str]:
    marks = home.services[name].marks.items()
    return {home.library.title(ref) for ref, score in marks if score.value < 0}
