"""`removals = "guarded"`: what is never taken for an unlove, and which word is the later one (`design.md` §10, with removals).

B is a Boomplay source, L and L2 are ListenBrainz (both), J is Jamendo: one-way.
"""

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.stories import (
    an_unlove_at_l_is_later_than_bs_love,
    b_is_incomplete_for_three_days,
    one_of_two_copies_is_unfavourited,
)


def test_what_a_service_took_down_was_not_unloved(guarded: Household) -> None:
    """It is kept, however often it is looked for."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.services["B"].taken_down.add("Harbour")
    for _ in range(4):
        guarded.goes_on(days=3)
        guarded.cycle()

    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Harbour"}
    assert guarded.dump("tombstones")["tombstones"] == []


@pytest.mark.parametrize("account", ["L", "B"])
def test_l_rewrites_an_msid_or_b_reissues_a_track_id_while_the_resolver_is_down(
    guarded: Household, account: str
) -> None:
    """Wanted: nothing happens, however long it takes until the new id can be asked about."""
    guarded.services["L"].by_text.add("Harbour")
    guarded.human_loves(account, "Harbour")
    guarded.cycle()
    assert guarded.loved_at("L2") == {"Harbour"}
    guarded.resolver_is_down()
    guarded.services[account].reissue("Harbour")
    guarded.cycles(3)
    guarded.resolver_is_up()
    guarded.cycles(3)

    assert guarded.loved_at("L2") == {"Harbour"}
    assert guarded.posts_to("L2") == ["Harbour"]
    assert guarded.dump("tombstones")["tombstones"] == []


def test_bs_whole_list_lacks_a_track_once(guarded: Household) -> None:
    """Wanted: no write."""
    guarded.human_loves("B", "Harbour", "Lantern")
    guarded.cycle()
    guarded.human_unloves("B", "Harbour")
    guarded.cycle()
    guarded.human_loves("B", "Harbour")
    guarded.cycles(2)

    assert sorted(guarded.posts_to("L")) == sorted(guarded.posts_to("L2")) == ["Harbour", "Lantern"]


def test_the_same_song_twice_at_b_and_one_copy_unfavourited(guarded: Household) -> None:
    """Wanted: still loved."""
    one_of_two_copies_is_unfavourited(guarded)

    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Harbour"}


def test_b_incomplete_for_three_days_and_an_unlove_at_l_meanwhile(guarded: Household) -> None:
    """Wanted: nothing concluded from B, L's word kept, and carried."""
    b_is_incomplete_for_three_days(guarded)

    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Lantern"}


def test_our_like_at_j_removed_by_hand_at_jamendo_is_not_heard_where_j_is_a_target(guarded: Household) -> None:
    """Wanted: stays away, L untouched."""
    guarded.jamendo_offers("Harbour")
    guarded.human_loves("L", "Harbour")
    guarded.cycle()
    guarded.human_unloves("J", "Harbour")
    guarded.cycles(3)

    assert guarded.posts_to("J") == ["Harbour"]
    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Harbour"}


def test_role_both_at_j_and_its_like_removed_by_hand_travels(bare: Household) -> None:
    """Jamendo may be a source, and then its unloves go for the profile."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("L", "Harbour")
    bare.human_loves("J", "Harbour")
    bare.cycle()
    bare.human_unloves("J", "Harbour")
    bare.cycles(3)

    assert bare.posts_to("J") == []
    assert bare.loved_at("L") == set()


def test_a_love_at_b_and_later_an_unlove_at_l_and_then_they_unite(guarded: Household) -> None:
    """Wanted: unloved, at L2, too."""
    an_unlove_at_l_is_later_than_bs_love(guarded)

    assert guarded.loved_at("L") == guarded.loved_at("L2") == set()


def test_an_unlove_at_l_and_later_a_love_at_b_that_is_not_resolved_yet(guarded: Household) -> None:
    """Wanted: loved, once the two rows unite."""
    guarded.human_loves("L", "Harbour")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.cycle()
    assert guarded.loved_at("L2") == set()
    guarded.resolver_is_down()
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.resolver_is_up()
    guarded.cycles(2)

    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Harbour"}


def test_another_users_list_takes_nothing_away(guarded: Household) -> None:
    """An account is who it logs in as: a stranger's list is a first look, and the old list has said nothing."""
    guarded.human_loves("L", "Harbour", "Lantern")
    guarded.cycle()
    stranger = guarded.services["L"]
    stranger.name = "stranger"
    stranger.marks.clear()
    guarded.cycles(3)

    assert guarded.loved_at("L2") == {"Harbour", "Lantern"}
    assert guarded.dump("tombstones")["tombstones"] == []
