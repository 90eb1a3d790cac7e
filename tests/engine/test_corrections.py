"""Whoever changes a match takes back what only the old one had made (`design.md` §1, 11)."""

import pytest

from syncd.domain.account import AccountState, Role
from syncd.domain.errors import Unavailable
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Corrections, Order
from tests.engine.household import Household
from tests.engine.scripted import Fate


def test_a_wrong_match_was_pushed_to_l_and_a_human_says_none_with_removals_off(home: Household) -> None:
    """Wanted: the wrong love is gone, and did not travel on to J."""
    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.loved_at("L") == {"Harbour"}

    home.human_says_not("B", "Harbour", "Harbour")
    home.jamendo_offers("Harbour")
    home.catalogue.ignores.add("Harbour")
    home.services["J"].offers.clear()
    home.cycles(3)

    assert home.loved_at("L") == set()
    assert home.posts_to("L") == ["Harbour", "Harbour"]
    assert home.posts_to("J") == []
    assert home.state("L", "Harbour") is State.UNKNOWN


def test_what_was_taken_back_is_no_unlove(home: Household) -> None:
    """No tombstone is left: whoever loves that song truly, later, has it loved everywhere."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.cycles(2)
    assert home.dump("tombstones", "amends") == {"tombstones": [], "amends": []}

    home.human_loves("L2", "Harbour")
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}


def test_a_denied_recording_is_never_chosen_again(home: Household) -> None:
    """The catalogues still offer it; the human's word outranks them, for ever."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.cycle()
    home.goes_on(days=400)
    home.cycles(2)

    assert home.loved_at("L") == set()
    assert home.state("L", "Harbour") is State.UNKNOWN


def test_a_love_that_another_list_supports_stays(home: Household) -> None:
    """The match was wrong for B; L2 loves that very song."""
    home.add("L2", Service.LISTENBRAINZ, role=Role.SOURCE)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_loves("L2", "Harbour")
    home.cycle()

    assert home.human_says_not("B", "Harbour", "Harbour") == []
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}


def test_a_love_that_the_human_had_made_is_never_taken_back(home: Household) -> None:
    """L's own love stood there before; only what we made is taken back."""
    home.human_loves("L", "Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.human_says_not("B", "Harbour", "Harbour") == []
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}
    assert home.posts_to("L") == []


def test_the_right_recording_is_loved_and_the_wrong_one_is_not(home: Household) -> None:
    """A human says which one it is: one love goes, the other comes."""
    home.human_loves("B", "Harbour")
    home.library.mbid("Lantern")
    home.library.track(home.services["L"].ref("Lantern"), "Lantern")
    home.cycle()

    home.human_says_it_is("B", "Harbour", "Lantern")
    home.cycles(2)

    assert home.loved_at("L") == {"Lantern"}
    assert home.state("L", "Lantern") is State.SETTLED


def test_where_a_service_cannot_unlove_nothing_is_sent_and_it_is_known(home: Household) -> None:
    """Jamendo keeps its copy; what is to be taken back stays so until a human took the like away there."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.loved_at("J") == {"Harbour"}

    amends = home.human_says_not("B", "Harbour", "Harbour")
    home.services["J"].offers.clear()  # the right song is not there
    home.cycles(2)

    assert {each.ref.service for each in amends} == {Service.LISTENBRAINZ, Service.JAMENDO}
    assert home.posts_to("J") == ["Harbour"]
    assert [row[1] for row in home.dump("amends")["amends"]] == ["Harbour"]
    home.human_unloves("J", "Harbour")
    home.cycles(3)
    assert home.dump("amends") == {"amends": []}


def test_a_love_that_may_have_arrived_is_taken_back_when_it_shows(home: Household) -> None:
    """Accepted late: the correction came first, and still wins."""
    home.services["L"].fates = [Fate.LATE]
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.cycles(4)

    assert home.loved_at("L") == set()


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.NEVER_ARRIVED, Fate.BUSY])
def test_an_unlove_whose_answer_is_lost_is_looked_at_and_made_again(home: Household, fate: Fate) -> None:
    """Unloving twice is unloving once; nothing of it is heard as a human's word."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.services["L"].fates = [fate]
    home.human_says_not("B", "Harbour", "Harbour")
    home.cycles(4)

    assert home.loved_at("L") == set()
    assert home.dump("tombstones", "amends") == {"tombstones": [], "amends": []}
    row = home.row("L", "Harbour")
    assert row is not None
    assert row.state is RowState.DONE


def test_a_skipped_song_is_pushed_nowhere_until_it_is_forgotten(home: Household) -> None:
    """`skip` is a veto; `forget` lifts it."""
    home.human_loves("B", "Harbour")
    home.resolver_is_down()
    home.cycle()
    home.human_skips("B", "Harbour")
    home.resolver_is_up()
    home.cycles(2)
    assert home.posts_to("L") == []
    assert home.state("L", "Harbour") is State.VETOED

    home.human_forgets("B", "Harbour")
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}


def test_answers_that_contradict_each_other_are_pushed_nowhere(home: Household) -> None:
    """Two songs, two answers; then MusicBrainz merges the recordings, and one of the answers denies what both are now."""
    home.add("B2", Service.BOOMPLAY).reissue("Harbour")
    home.human_loves("B2", "Harbour")
    home.human_loves("B", "Harbour")
    home.services["L"].fates = [Fate.BUSY] * 3
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.human_says_it_is("B", "Harbour", "Lantern")
    with_one_name = home.library.mbid("Harbour"), home.library.mbid("Lantern")
    home.united(*with_one_name)
    home.cycles(2)

    assert home.posts_to("L").count("Harbour") <= 1
    assert home.state("L", "Harbour") is State.DOUBTFUL


def test_a_target_only_account_is_taken_back_to_what_it_was(bare: Household) -> None:
    """Nobody hears a target's own loves, and what the human had made there stays."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.human_loves("B", "Harbour", "Meadow")
    bare.human_loves("L", "Meadow")
    bare.cycle()
    bare.human_says_not("B", "Harbour", "Harbour")
    bare.human_says_not("B", "Meadow", "Meadow")
    bare.cycles(2)

    assert bare.loved_at("L") == {"Meadow"}


def test_corrections_alone_read_and_write_where_something_is_to_be_taken_back(home: Household) -> None:
    """No source is read, nobody is asked, nothing is loved: `syncd wrong` is quick whatever waits beside it."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_loves("B", "Meadow")
    home.human_says_not("B", "Harbour", "Harbour")
    asked = dict(home.catalogue.asked)
    home.services["B"].trouble = Unavailable("B", "nobody is to ask")
    home.cycle(Order(what=Corrections()))

    assert home.loved_at("L") == set()
    assert home.catalogue.asked == asked
    assert home.account_state("B") is AccountState.RESTING
    home.is_up("B")
    home.cycle()
    assert home.loved_at("L") == {"Meadow"}
