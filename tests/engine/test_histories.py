"""The histories of `design.md` §10 that are about additions; each test is named after its line.

B is a Boomplay source, L ListenBrainz (both), J Jamendo: one-way, and a second like undoes the first.
"""

import pytest

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.stories import (
    an_unlove_at_l_is_later_than_bs_love,
    b_is_incomplete_for_three_days,
    one_of_two_copies_is_unfavourited,
)


def test_an_unlove_at_l_and_later_a_love_at_b_that_is_not_resolved_yet_and_then_the_two_rows_unite(
    home: Household,
) -> None:
    """Wanted: loved. The later word stands, whenever the rows turn out to be one."""
    home.human_loves("L", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.resolver_is_down()
    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.loved_at("L") == set()

    home.resolver_is_up()
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}
    assert home.state("L", "Harbour") is State.SETTLED


def test_a_love_at_b_and_later_an_unlove_at_l_and_then_they_unite(home: Household) -> None:
    """Wanted: unloved. A love that is older than the unlove lifts nothing."""
    an_unlove_at_l_is_later_than_bs_love(home)

    assert home.loved_at("L") == set()
    assert home.posts_to("L") == []
    assert home.state("L", "Harbour") is State.VETOED


def test_two_recordings_locate_to_one_jamendo_track_one_sent_and_late_and_then_they_unite(home: Household) -> None:
    """Wanted: one POST, liked. There is one row per account and ref, whatever recordings come and go around it."""
    twin = home.add("B2", Service.BOOMPLAY)
    twin.reissue("Harbour")
    home.catalogue.ignores.add("Harbour")
    home.jamendo_offers("Harbour")
    home.services["J"].fates = [Fate.LATE]
    home.human_loves("B", "Harbour")
    home.human_loves("B2", "Harbour")
    home.cycle()
    assert home.state("J", "Harbour") is State.UNCONFIRMED

    home.catalogue.ignores.clear()
    home.goes_on(days=40)
    home.cycles(3)

    assert home.posts_to("J") == ["Harbour"]
    assert home.loved_at("J") == {"Harbour"}
    assert home.state("J", "Harbour") is State.SETTLED


def test_hate_at_l_and_love_at_b(home: Household) -> None:
    """Wanted: loved nowhere by us."""
    home.jamendo_offers("Harbour")
    home.human_hates("L", "Harbour")
    home.human_loves("B", "Harbour")
    home.cycles(2)

    assert home.posts_to("L") == home.posts_to("J") == []
    assert home.state("J", "Harbour") is State.VETOED


def test_b_incomplete_for_three_days_and_an_unlove_at_l_meanwhile(home: Household) -> None:
    """Wanted: nothing concluded from B, L's word kept."""
    b_is_incomplete_for_three_days(home)
    assert home.state("L", "Lantern") is State.SETTLED

    home.human_loves("B", "Lantern")
    home.is_up("B")
    home.cycles(2)

    assert home.loved_at("L") == {"Lantern"}
    assert home.posts_to("L") == ["Harbour", "Lantern"]
    assert home.state("L", "Harbour") is State.VETOED


def test_our_like_at_j_removed_by_hand_at_jamendo(home: Household) -> None:
    """Wanted: stays away, L untouched."""
    home.jamendo_offers("Harbour")
    home.human_loves("L", "Harbour")
    home.cycle()
    assert home.loved_at("J") == {"Harbour"}

    home.human_unloves("J", "Harbour")
    home.cycles(3)

    assert home.loved_at("J") == set()
    assert home.posts_to("J") == ["Harbour"]
    assert home.loved_at("L") == {"Harbour"}
    assert home.state("J", "Harbour") is State.VETOED


@pytest.mark.parametrize("happens", ["B is renamed in the config", "another account is connected"])
def test_an_unlove_at_l_while_b_still_lists_it_and_then(home: Household, happens: str) -> None:
    """Wanted: stays unloved. An account is who it logs in as, and its first look is memory, not news."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()

    if happens == "B is renamed in the config":
        home.is_renamed("B", "my-songs")
    else:
        home.add("B2", Service.BOOMPLAY)
        home.human_loves("B2", "Harbour")
    home.cycles(3)

    assert home.loved_at("L") == set()
    assert home.posts_to("L") == ["Harbour"]


@pytest.mark.parametrize("account", ["L", "B"])
def test_l_rewrites_an_msid_or_b_reissues_a_track_id_while_the_resolver_is_down_with_a_second_account(
    home: Household, account: str
) -> None:
    """Wanted: nothing happens, however long it takes until the new id can be asked about."""
    home.add("L2", Service.LISTENBRAINZ)
    home.services["L"].by_text.add("Harbour")
    home.human_loves(account, "Harbour")
    home.cycle()
    assert home.loved_at("L2") == {"Harbour"}
    home.human_unloves("L2", "Harbour")
    home.cycle()

    home.resolver_is_down()
    home.services[account].reissue("Harbour")
    home.cycles(3)
    assert home.dump("tombstones")["tombstones"] != []
    buried = home.dump("tombstones")
    home.resolver_is_up()
    home.cycles(3)

    assert home.dump("tombstones") == buried
    assert home.loved_at("L2") == set()
    assert home.posts_to("L2") == ["Harbour"]
    assert "Harbour" in home.loved_at(account)


def test_killed_between_post_and_commit_and_the_like_shows_two_polls_later(home: Household) -> None:
    """Wanted: liked, one POST."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.services["J"].fates = [Fate.LATE]
    home.cycle()
    home.restart()
    assert home.state("J", "Harbour") is State.UNCONFIRMED
    home.cycles(2)

    assert home.posts_to("J") == ["Harbour"]
    assert home.loved_at("J") == {"Harbour"}
    assert home.state("J", "Harbour") is State.SETTLED


def test_role_target_at_l_and_the_human_unloves_there_three_times(bare: Household) -> None:
    """Wanted: one write ever."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.human_loves("B", "Harbour")
    bare.cycle()
    for _ in range(3):
        bare.human_unloves("L", "Harbour")
        bare.cycles(2)
        bare.human_loves("L", "Harbour")
        bare.cycle()
    bare.human_unloves("L", "Harbour")
    bare.cycles(2)

    assert bare.posts_to("L") == ["Harbour"]
    assert bare.loved_at("L") == set()


def test_bs_whole_list_lacks_a_track_once(home: Household) -> None:
    """Wanted: no write. One look without it is nobody's word, and it stays a favourite."""
    home.human_loves("B", "Harbour", "Lantern")
    home.cycle()
    home.human_unloves("B", "Harbour")
    home.cycle()
    assert home.state("L", "Harbour") is State.SETTLED
    home.human_loves("B", "Harbour")
    home.cycles(2)

    assert sorted(home.posts_to("L")) == ["Harbour", "Lantern"]
    assert home.loved_at("L") == {"Harbour", "Lantern"}


def test_the_same_song_twice_at_b_and_one_copy_unfavourited(home: Household) -> None:
    """Wanted: still loved."""
    one_of_two_copies_is_unfavourited(home)

    assert home.loved_at("L") == {"Harbour"}
    assert home.state("L", "Harbour") is State.SETTLED
    assert home.posts_to("L") == ["Harbour"]


@pytest.mark.parametrize("role", [Role.BOTH, Role.TARGET])
@pytest.mark.parametrize("knows", [True, False])
def test_role_both_at_j_and_a_like_the_human_had_made_there_himself_is_removed_by_hand(
    bare: Household, role: Role, *, knows: bool
) -> None:
    """Wanted: stays away, no POST; so it is where J is only written, and where no catalogue knows the song."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=role)
    bare.jamendo_offers("Harbour")
    if not knows:
        bare.catalogue.ignores.add("Harbour")
    bare.human_loves("L", "Harbour")
    bare.human_loves("J", "Harbour")
    bare.cycle()
    bare.human_unloves("J", "Harbour")
    bare.cycles(3)

    assert bare.posts_to("J") == []
    assert bare.loved_at("L") == {"Harbour"}
    assert bare.state("J", "Harbour") is State.VETOED


def test_m1_pushed_and_m1_merges_into_m2_and_another_source_brings_m2(home: Household) -> None:
    """Wanted: one love, one write."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.library.merge("Harbour")
    home.add("B2", Service.BOOMPLAY).reissue("Harbour")
    home.human_loves("B2", "Harbour")
    home.cycles(2)

    assert home.posts_to("L") == ["Harbour"]
    assert home.state("L", "Harbour") is State.SETTLED
