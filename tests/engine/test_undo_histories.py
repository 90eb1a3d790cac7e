"""Whatever humans and syncd did before: an undo does what it says, and no sync after it does it again."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from syncd.domain.account import AccountId
from syncd.domain.journal import Span
from syncd.domain.track import Service, TrackRef
from syncd.planner.undo import WAITS_FOR_HATE, Undoing, Way
from tests.engine.household import Household
from tests.engine.undoing import hates_at, undone

_SONGS = st.sampled_from(["Harbour", "Lantern"])
_ACTS = st.lists(
    st.tuples(st.sampled_from(["love", "unlove", "hate", "sync"]), st.sampled_from("BLM"), _SONGS), max_size=9
)


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
        found = undone(home, span)
        assert not span.since or is_said_twice_in_vain(home, span)
        assert otherwise_than_undone(home, found) == [], "a sync does otherwise"
        before = _posts(home)
        home.cycles(2)
        assert _posts(home) == before, "no rest"
        assert [row for row in home.dump("amends")["amends"] if not _waits_for_a_hate(home)] == []
    finally:
        home.close()


def _posts(home: Household) -> dict[str, list[TrackRef]]:
    return {name: list(service.posts) for name, service in home.services.items()}


def is_said_twice_in_vain(home: Household, span: Span) -> bool:
    """Whether the same undo once more writes nothing; what it would love again may wait for a hate."""
    before, again = _posts(home), undone(home, span)
    return {each.why for each in again if each.way is Way.LOVE} <= {WAITS_FOR_HATE} and _posts(home) == before


def otherwise_than_undone(home: Household, found: list[Undoing]) -> list[str]:
    """What stands otherwise, after two syncs, than this undo said."""
    names = {record.account.id: record.account.name for record in home.records()}
    brought_back = {home.library.title(each.last.ref) for each in found if each.way is Way.LOVE}
    home.cycles(2)
    wrong: list[str] = []
    for each in found:
        title, name = home.library.title(each.last.ref), names[AccountId(each.last.account)]
        is_loved = title in home.loved_at(name)
        if each.way is Way.LOVE and not is_loved and not _is_hated(home, title):
            wrong.append(f"{title} is not loved again at {name}")
        if each.way is Way.UNLOVE and title not in brought_back and is_loved:
            wrong.append(f"{title} is loved again at {name}")
    return wrong


def _is_hated(home: Household, title: str) -> bool:
    return any(title in hates_at(home, name) for name in ("L", "M"))


def _waits_for_a_hate(home: Household) -> bool:
    return any(hates_at(home, name) for name in ("L", "M"))
