"""A lane serves its accounts in turns: one new love never waits for a friend's thousand (`design.md` §2)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.domain.account import AccountId, Role
from syncd.domain.track import Service
from syncd.engine import cycle, waves
from syncd.engine.bench import Bench
from syncd.engine.jobs import Done, Job, work_in_lanes
from syncd.engine.lanes import Slices, in_turns
from syncd.engine.locate import Located
from syncd.engine.order import Asker, Order
from syncd.engine.push import WRITES_IN_A_ROW, Pushed
from syncd.engine.sync import sync
from syncd.engine.window import Window
from syncd.ports import Clock
from tests.engine.faulty import FaultyService, Write
from tests.engine.household import SYNC, Household
from tests.engine.scripted import Fate

MANY = tuple(f"Song {number}" for number in range(1000))
FEW = 20  #: writes are enough to see who had his turn
ROLES = {"source": Role.SOURCE, "target": Role.TARGET, "shop": Role.TARGET}


@pytest.fixture
def left() -> list[Write]:
    """Every write, in the order in which they leave."""
    return []


@pytest.fixture
def street(bare: Household, left: list[Write]) -> Household:
    """Two persons whose accounts are of the same hosts: `friend` is read, planned and pushed first."""
    for profile in ("friend", "me"):
        for name, service in (
            ("source", Service.BOOMPLAY),
            ("target", Service.LISTENBRAINZ),
            ("shop", Service.JAMENDO),
        ):
            account = f"{name} of {profile}"
            added = bare.add(account, service, role=ROLES[name], profile=profile, kind=FaultyService)
            assert isinstance(added, FaultyService)
            added.witness = left.append
            bare.members[account] = replace(bare.members[account], host=name)
    return bare


def test_one_new_love_is_among_the_first_writes_of_its_host(street: Household, left: list[Write]) -> None:
    """The friend has hundreds to be loved and comes first; after a few of them the one has its turn."""
    street.human_loves("source of friend", *MANY[: waves.MANY])
    street.human_loves("source of me", "Harbour")
    street.cycle(Order(limit=FEW))

    assert [write.account for write in left].index("target of me") == WRITES_IN_A_ROW
    assert len(left) == FEW


def test_nobody_waits_until_a_friends_many_are_found_out(street: Household, left: list[Write]) -> None:
    """What is new for one person is found out and loved before anything of so many is asked, even in a single cycle."""
    street.human_loves("source of friend", *MANY[: waves.MANY + 1])
    street.human_loves("source of me", "Harbour")
    asked: list[int] = []
    mine = street.services["target of me"]
    assert isinstance(mine, FaultyService)
    mine.witness = lambda _: asked.append(sum(map(sum, street.catalogue.asked.values())))
    outcome = street.cycle(Order(asked_by=Asker.WISH))

    assert 0 < asked[0] < 10
    assert outcome.favourites == {"friend": waves.MANY + 1, "me": 1}
    assert {write.account for write in left} >= {"target of friend"}
    assert {each.member.profile for each in outcome.polled if each.is_read} == {"friend", "me"}


def test_two_who_have_much_share_the_window_alike(street: Household, left: list[Write]) -> None:
    """Neither waits until the other is done, and each keeps the order of its own."""
    street.human_loves("source of friend", *MANY[:50])
    street.human_loves("source of me", *MANY[50:100])
    street.cycle(Order(limit=FEW))

    assert [write.account for write in left].count("target of me") == FEW // 2
    mine = [street.library.title(write.ref) for write in left if write.account == "target of me"]
    assert mine == list(MANY[50 : 50 + FEW // 2])


def test_a_search_does_not_wait_for_a_friends_searches(street: Household) -> None:
    """The window ends long before the friend's artists do, and mine was searched for all the same."""
    street.library.artists = {song: f"Artist {song}" for song in MANY[:50]}
    for name in ("shop of friend", "shop of me"):
        street.services[name].search_takes = timedelta(minutes=1)
    street.human_loves("source of friend", *MANY[:50])
    street.human_loves("source of me", "Harbour")
    street.cycle(Order(seconds=timedelta(minutes=3).total_seconds()))

    assert street.services["shop of me"].searched == ["Nina Holm"]
    assert len(street.services["shop of friend"].searched) < 50


@pytest.mark.parametrize("found", [0, 1])
def test_what_was_found_is_not_kept_waiting_until_other_lanes_are_done(found: int, home: Household) -> None:
    """A lane that found what only the next cycle may push, and has nothing else to do, ends this cycle for all."""
    window = Window(ends_at=home.clock.elapsed() + 300)
    left: list[float] = []

    def searches(_bench: Bench) -> Slices[Located]:
        yield
        return Located(answered=3, found=found)

    def pushes(_bench: Bench) -> Slices[Pushed]:
        left.append(window.left(home.clock))
        yield
        return Pushed()

    jobs = [[Job("shop", AccountId(1), searches)], [Job("shop", AccountId(2), pushes)]]
    done = work_in_lanes(jobs, window, home.clock)

    assert [each.account for each in done] == [1, 2]
    assert left == [0 if found else 300]
    assert window.is_over(home.clock) is bool(found)


@pytest.mark.parametrize(("asker", "writes"), [(Asker.HUMAN, ["Harbour", "Lantern"]), (Asker.DAEMON, [])])
def test_a_find_cuts_nothing_off_that_a_human_asked_for(
    asker: Asker, writes: list[str], home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wait that we chose ourselves is over in his first cycle only, so no search that ran dry before ends that cycle."""
    home.services["L"].fates = [Fate.BUSY]
    home.human_loves("B", "Harbour")
    sync(home.world(), SYNC)  # a moment ago, so that its wait has not ended by itself
    home.jamendo_offers("Lantern")
    home.human_loves("B", "Lantern")
    for name in ("L", "J"):
        home.members[name] = replace(home.members[name], host="one lane")
    monkeypatch.setattr(cycle, "work_in_lanes", _searches_first)
    tried = len(home.posts_to("L"))
    outcome = home.cycle(Order(asked_by=asker))

    assert sorted(home.posts_to("L")[tried:]) == writes
    assert outcome.has_more is not bool(writes), "what waits for the find to end is written in the next cycle"


def _searches_first(kinds: Iterable[Sequence[Job]], window: Window, clock: Clock) -> list[Done]:
    pushes, searches = kinds
    return work_in_lanes([searches, pushes], window, clock)


def test_in_turns_gives_each_a_slice_and_answers_in_order() -> None:
    """Who is done first is out of the way; the answers stand in the order of the works."""
    seen: list[str] = []

    def work(name: str, slices: int) -> Slices[str]:
        for _ in range(slices):
            seen.append(name)
            yield
        return name.upper()

    assert in_turns([work("a", 3), work("b", 1), work("c", 0), work("d", 2)]) == ["A", "B", "C", "D"]
    assert seen == ["a", "b", "d", "a", "d", "a"]
