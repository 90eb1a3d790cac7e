"""A song under another id, while no catalogue knows it: it was neither loved anew nor taken away (`design.md` §1, 2)."""

import pytest

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.guarding import lines
from tests.engine.household import Household


@pytest.fixture
def heard(bare: Household) -> Household:
    """B and L, and J, which is heard as well as written and offers Harbour."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    return bare


@pytest.fixture(params=[True, False], ids=["known", "unknown"])
def either(heard: Household, request: pytest.FixtureRequest) -> Household:
    """The same, whether or not the catalogues know the song."""
    if not request.param:
        heard.catalogue.ignores.add("Harbour")
    return heard


@pytest.mark.parametrize("account", ["L", "B", "F"])
def test_an_unlove_elsewhere_stands_when_it_turns_out_who_it_is(guarded: Household, account: str) -> None:
    """L2's human unloved it; the new id of the old love is no later word than his."""
    guarded.carries_unloves = False
    guarded.add("F", Service.FILE)
    guarded.services["L"].by_text.add("Harbour")
    guarded.human_loves(account, "Harbour")
    guarded.cycle()
    guarded.human_unloves("L2", "Harbour")
    guarded.cycle()

    guarded.catalogue.ignores.add("Harbour")
    guarded.services[account].reissue("Harbour")
    guarded.cycles(3)
    guarded.catalogue.ignores.clear()
    guarded.goes_on(days=400)
    guarded.cycles(3)

    assert guarded.posts_to("L2") == ["Harbour"]
    assert guarded.state("L2", "Harbour") is State.VETOED


@pytest.mark.parametrize("is_down", [False, True])
@pytest.mark.parametrize("account", ["L", "B", "F"])
@pytest.mark.parametrize("role", [Role.BOTH, Role.TARGET])
def test_an_unlove_of_a_song_that_nobody_ever_knew_stands(
    bare: Household, account: str, role: Role, *, is_down: bool
) -> None:
    """Jamendo has it, and a human took his own like back there: B's new id is no reason to like it again."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ).by_text.add("Harbour")
    bare.add("F", Service.FILE)
    bare.add("J", Service.JAMENDO, role=role)
    bare.jamendo_offers("Harbour")
    bare.catalogue.ignores.add("Harbour")
    bare.human_loves("J", "Harbour")
    bare.human_loves(account, "Harbour")
    bare.cycles(2)
    bare.human_unloves("J", "Harbour")
    bare.cycles(2)

    if is_down:
        bare.resolver_is_down()
    bare.services[account].reissue("Harbour")
    bare.cycles(3)
    bare.resolver_is_up()
    bare.cycles(2)

    assert bare.posts_to("J") == []


def test_our_own_love_under_a_new_id_is_our_own(either: Household) -> None:
    """Jamendo re-issues the track that we liked there: nobody hears it as a human's word."""
    either.human_loves("B", "Harbour")
    either.cycles(2)
    assert lines(either, "J") == [("Harbour", True)]

    either.services["J"].retired.add(either.services["J"].ref("Harbour"))
    either.services["J"].reissue("Harbour")
    either.cycles(3)

    assert all(is_ours for _, is_ours in lines(either, "J"))
    assert either.posts_to("J") == ["Harbour"]


def test_another_length_is_another_song(guarded: Household) -> None:
    """Equal names alone make no two songs one: the old one was unloved, and the unlove travels."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.catalogue.ignores.add("Harbour")
    guarded.library.told[Service.BOOMPLAY, "Harbour"] = {"seconds": 260.0}
    guarded.services["B"].reissue("Harbour")
    guarded.cycles(3)

    assert guarded.loved_at("L") == guarded.loved_at("L2") == set()


def test_a_human_who_takes_ours_away_and_loves_another_id_later_is_heard(heard: Household) -> None:
    """What came after the old one was known to be gone is a love of its own."""
    heard.human_loves("B", "Harbour")
    heard.cycles(2)
    heard.human_unloves("J", "Harbour")
    heard.cycle()
    heard.services["J"].reissue("Harbour")
    heard.human_loves("J", "Harbour")
    heard.cycle()

    assert lines(heard, "J") == [("Harbour", False)]


def test_a_human_who_takes_another_copy_at_jamendo_is_not_overruled(either: Household) -> None:
    """He takes our like away and likes the song by another id, at once: what he took away is not liked again."""
    either.human_loves("B", "Harbour")
    either.human_loves("J", "Harbour")
    either.cycles(2)
    either.services["J"].reissue("Harbour")
    either.cycles(3)
    either.human_unloves("J", "Harbour")
    either.cycles(3)

    assert either.posts_to("J") == []


def test_a_song_that_was_taken_down_and_is_loved_by_a_new_id_later_is_loved_anew(home: Household) -> None:
    """That is its human's act, and no service's: it lifts what was unloved."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.services["B"].retired.add(home.services["B"].ref("Harbour"))
    home.human_unloves("B", "Harbour")
    home.cycles(2)
    home.catalogue.ignores.add("Harbour")
    home.services["B"].reissue("Harbour")
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.catalogue.ignores.clear()
    home.goes_on(days=400)
    home.cycles(3)

    assert home.loved_at("L") == {"Harbour"}


def test_our_own_love_under_a_new_id_keeps_nobody_from_being_heard(bare: Household) -> None:
    """It is asked about like anything that is new there, so that what is absent beside it can be judged."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    jamendo = bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Harbour", "Lantern")
    bare.human_loves("B", "Harbour", "Lantern")
    bare.cycles(2)
    jamendo.retired.add(jamendo.ref("Harbour"))
    jamendo.reissue("Harbour")
    bare.resolver_is_down()
    bare.cycle()
    bare.resolver_is_up()
    bare.human_unloves("J", "Lantern")
    bare.cycles(2)

    assert bare.state("J", "Lantern") is State.VETOED
    assert bare.state("J", "Harbour") is State.SETTLED
