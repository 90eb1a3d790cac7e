"""Sending what is due: look, write, look again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.domain.account import AccountState
from syncd.domain.errors import StoreFailed
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Asker, Order
from syncd.engine.world import Stage
from tests.engine.crashing import CrashingStore, Fuse
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.scripted_world import START
from tests.hearing import heard

SONGS = ("Harbour", "Lantern", "Meadow", "Orchard", "Thistle")


def test_loves_go_oldest_first_and_ties_are_stable(home: Household) -> None:
    """No service lets us date a love, so the order of pushing keeps the order of loving; what has no date goes last."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", "Harbour", at=START - timedelta(days=1))
    home.human_loves("L2", "Lantern", at=START - timedelta(days=9))
    home.human_loves("L2", "Meadow", "Orchard", at=START - timedelta(days=5))
    home.human_loves("B", "Thistle")
    home.cycle()

    assert home.posts_to("L") == ["Lantern", "Meadow", "Orchard", "Harbour", "Thistle"]


def test_a_batch_costs_two_looks(home: Household) -> None:
    """One point read before the writes, one after them."""
    home.human_loves("B", *SONGS)
    home.cycle()

    assert home.services["L"].point_reads == [5, 5]


def test_an_unknown_outcome_is_read_back_first(home: Household) -> None:
    """The answer was lost, the love is there: the look proves it, and there is no second write (I7)."""
    home.services["L"].fates = [Fate.LOST]
    home.human_loves("B", "Harbour")
    home.cycles(2)

    assert home.posts_to("L") == ["Harbour"]
    assert home.state("L", "Harbour") is State.SETTLED
    assert len(home.dump("journal")["journal"]) == 1


def test_a_write_that_never_arrived_is_made_again_after_a_look(home: Household) -> None:
    """Where the same love twice is one love, what the look does not show is sent again."""
    home.services["L"].fates = [Fate.NEVER_ARRIVED]
    home.human_loves("B", "Harbour")
    home.cycles(2)

    assert home.posts_to("L") == ["Harbour", "Harbour"]
    assert home.loved_at("L") == {"Harbour"}


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.NEVER_ARRIVED])
def test_a_one_way_account_gets_an_unknown_outcome_once(home: Household, fate: Fate) -> None:
    """Whether the first arrived or not, no second one leaves: it might undo the first."""
    home.jamendo_offers("Harbour")
    home.services["J"].fates = [fate]
    home.human_loves("B", "Harbour")
    home.cycles(4)

    assert home.posts_to("J") == ["Harbour"]
    assert home.state("J", "Harbour") is (State.SETTLED if fate is Fate.LOST else State.UNCONFIRMED)


def test_a_refusal_with_certainty_is_pending_again(home: Household) -> None:
    """What surely did nothing is tried again later, at a one-way account, too."""
    home.jamendo_offers("Harbour")
    home.services["J"].fates = [Fate.BUSY]
    home.human_loves("B", "Harbour")
    home.cycle()
    row = home.row("J", "Harbour")
    assert row is not None
    assert (row.state, row.sent_at, row.attempts) == (RowState.PENDING, None, 1)

    home.cycle()

    assert home.loved_at("J") == {"Harbour"}


def test_one_bad_track_never_stops_the_rest(home: Household) -> None:
    """A love that is refused while others are taken has failed for good."""
    home.services["L"].fates = [Fate.REFUSED]
    home.human_loves("B", *SONGS)
    home.cycles(2)

    assert len(home.loved_at("L")) == len(SONGS) - 1
    assert home.posts_to("L").count(home.posts_to("L")[0]) == 1
    assert home.state("L", home.posts_to("L")[0]) is State.FAILED


def test_a_service_in_trouble_is_left_alone_after_three_writes(home: Household) -> None:
    """Three troubles in a row end this account's push; the next sync begins anew."""
    home.services["L"].fates = [Fate.BUSY] * 3
    home.human_loves("B", *SONGS)
    home.cycle()
    assert len(home.posts_to("L")) == 3

    home.cycle()

    assert home.loved_at("L") == set(SONGS)


def test_a_service_that_refuses_everything_is_to_blame_not_the_tracks(home: Household) -> None:
    """An address that moved refuses each love: three are enough, none is given up, and all are made once it is mended."""
    home.services["L"].fates = [Fate.REFUSED] * 3
    home.human_loves("B", *SONGS)
    home.cycle()
    assert len(home.posts_to("L")) == 3
    assert {home.state("L", song) for song in SONGS} == {State.PENDING}

    home.cycle()

    assert home.loved_at("L") == set(SONGS)


def test_a_refusal_of_the_only_love_is_no_verdict(home: Household) -> None:
    """Nothing was taken beside it, so nobody knows whose fault it is; it waits and is tried again."""
    home.services["L"].fates = [Fate.REFUSED]
    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.state("L", "Harbour") is State.PENDING

    home.cycle()

    assert home.loved_at("L") == {"Harbour"}


def test_a_one_way_account_is_looked_at_right_before_each_write(home: Household) -> None:
    """One look for each love, none for many: a list that ends early must not bring about a second love."""
    home.jamendo_offers(*SONGS)
    home.human_loves("B", *SONGS)
    home.cycle()

    assert home.services["J"].point_reads == [1] * len(SONGS) + [len(SONGS)]


def test_what_did_nothing_does_not_count_against_the_limit(home: Household) -> None:
    """A refusal is no write: `--limit 2` still makes two."""
    home.members.pop("J")
    home.services["L"].fates = [Fate.REFUSED]
    home.human_loves("B", *SONGS)
    outcome = home.cycle(Order(limit=2))

    assert len(home.loved_at("L")) == 2
    assert sum(pushed.sent for pushed in outcome.pushed.values()) == 2


def test_an_expired_login_pauses_one_account_and_not_the_others(home: Household) -> None:
    """The first refusal ends its push; the other target gets everything; a new login goes on where it stopped."""
    home.jamendo_offers(*SONGS)
    home.services["L"].fates = [Fate.LOGGED_OUT]
    home.human_loves("B", *SONGS)
    home.cycle()

    assert len(home.posts_to("L")) == 1
    assert home.account_state("L") is AccountState.NEEDS_LOGIN
    assert home.loved_at("J") == set(SONGS)
    home.cycle()
    assert home.loved_at("L") == set(SONGS)


def test_a_write_that_awaits_approval_holds_the_account(home: Household) -> None:
    """Reading goes on, writing waits: one refusal a sync, and everything due there is held."""
    home.jamendo_offers(*SONGS)
    home.services["J"].fates = [Fate.NOT_ALLOWED] * 2
    home.human_loves("B", *SONGS)
    home.cycle()

    assert home.account_state("J") is AccountState.AWAITING_APPROVAL
    assert {home.state("J", song) for song in SONGS} == {State.HELD}
    assert len(home.posts_to("J")) == 1
    assert home.loved_at("L") == set(SONGS)
    home.cycles(2)
    assert home.loved_at("J") == set(SONGS)


def test_a_limit_counts_writes_over_all_targets(home: Household) -> None:
    """`--limit 3` is three writes and no more; what is left stays pending."""
    home.jamendo_offers(*SONGS)
    home.human_loves("B", *SONGS)
    home.cycle(Order(limit=3))

    assert len(home.posts_to("L")) + len(home.posts_to("J")) == 3
    home.cycle()
    assert home.loved_at("L") == home.loved_at("J") == set(SONGS)


def test_no_write_without_a_durable_record(home: Household) -> None:
    """Whichever commit fails, no love leaves that the outbox does not know as sent (I16)."""
    home.members.pop("J")
    home.human_loves("B", *SONGS)
    home.human_loves("L", "Willow")
    failed = 0
    for number in range(1, 40):
        world = home.world()
        failing = CrashingStore(world.store, Fuse(number, StoreFailed))
        try:
            home.cycle(world=replace(world, store=failing))
        except StoreFailed:
            failed += 1
        sent = [home.row("L", title) for title in home.posts_to("L")]
        assert all(row is not None and row.sent_at is not None for row in sent)

    assert failed > len(SONGS)
    assert home.loved_at("L") == {*SONGS, "Willow"}
    assert sorted(home.posts_to("L")) == sorted(SONGS)


class Meanwhile:
    """Somebody who acts once the lists have been read and nothing is written yet."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act = act

    def tell(self, stage: Stage, host: str, done: int, total: int) -> None:
        """Between poll and push the catalogue is asked."""
        if stage is Stage.ISRC:
            self._act()


def test_a_love_that_a_human_made_meanwhile_is_seen_by_the_look(home: Household) -> None:
    """No second write, which would re-date it; and the line is the human's word, not our echo."""
    home.human_loves("B", "Harbour")
    world = replace(home.world(), progress=Meanwhile(lambda: home.human_loves("L", "Harbour")))
    home.cycle(world=world)
    assert home.posts_to("L") == []
    assert home.state("L", "Harbour") is State.SETTLED
    assert home.dump("journal") == {"journal": []}

    home.human_unloves("B", "Harbour")
    home.cycles(2)

    assert home.state("L", "Harbour") is State.SETTLED


def test_a_hate_that_a_human_made_meanwhile_is_not_overwritten(home: Household) -> None:
    """The look shows it, and it vetoes."""
    home.human_loves("B", "Harbour")
    home.cycle(world=replace(home.world(), progress=Meanwhile(lambda: home.human_hates("L", "Harbour"))))
    home.cycle()

    assert home.posts_to("L") == []
    assert home.state("L", "Harbour") is State.VETOED


def whole_lists_read(home: Household, *titles: str) -> int:
    """How often all lines of some account are read while J, not read anew, shows these songs one by one as loved."""
    home.human_loves("B", *titles)
    home.cycle(Order(dry_run=True))  # J is searched
    home.human_loves("J", *titles)
    b, j = home.members["B"].label, home.members["J"].label
    with heard() as asked:
        home.cycle(Order(asked_by=Asker.WISH, accounts=frozenset({b}), trusted=frozenset({j})))
    return sum("FROM loves" in each and "loves.ref IN" not in each for each in asked)


def test_a_look_does_not_read_the_whole_list_again(home: Household) -> None:
    """What it settles is looked up by itself: ten thousand looks would else read ten thousand lists."""
    home.jamendo_offers(*SONGS)
    home.cycle()
    of_one, of_four = whole_lists_read(home, *SONGS[:1]), whole_lists_read(home, *SONGS[1:])

    assert (home.posts_to("J"), home.services["J"].point_reads) == ([], [1] * len(SONGS))
    assert of_four == of_one > 0
