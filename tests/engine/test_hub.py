"""What the rules of `design.md` §1 promise beyond the table of histories: the hub, words, echoes, hates, what is taken down."""

import pytest

from syncd.domain.account import Role
from syncd.domain.errors import Unavailable
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.stories import our_love_is_taken_over


def test_loves_meet_in_one_hub(home: Household) -> None:
    """What is loved at any source is loved at every target that has it, and a second cycle has nothing to do."""
    home.jamendo_offers("Harbour", "Lantern")
    home.human_loves("B", "Harbour")
    home.human_loves("L", "Lantern", "Meadow")
    home.cycles(2)  # the second one learns when L says that it was loved

    assert home.loved_at("L") == {"Harbour", "Lantern", "Meadow"}
    assert home.loved_at("J") == {"Harbour", "Lantern"}
    assert home.state("J", "Meadow") is State.UNAVAILABLE
    before = home.dump("loves", "outbox", "tombstones", "journal")
    home.cycle()
    assert home.dump("loves", "outbox", "tombstones", "journal") == before
    assert home.posts_to("L") == ["Harbour"]


def test_our_own_echo_is_nobodys_word(home: Household) -> None:
    """A love that only we made is no reason to keep it: the source's human is, and when he leaves, nobody is left."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.jamendo_offers("Harbour")
    home.human_unloves("B", "Harbour")
    home.cycles(3)

    assert home.loved_at("L") == {"Harbour"}
    home.goes_on(days=100)
    home.cycle()
    assert home.posts_to("J") == []


def test_a_human_who_loves_anew_at_the_account_itself_is_heard(home: Household) -> None:
    """A tombstone stands until somebody loves the song anew, wherever that is."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.human_loves("L2", "Lantern")
    home.cycle()
    assert home.loved_at("L") == {"Lantern"}

    home.human_unloves("B", "Harbour")
    home.cycles(2)
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.loved_at("L") == {"Harbour", "Lantern"}


def test_a_human_undoes_and_redoes_our_love_at_l(home: Household) -> None:
    """What we once wrote is no echo any more after it was seen: the human's second love there is his own word."""
    home.jamendo_offers("Harbour")
    our_love_is_taken_over(home)
    home.human_unloves("B", "Harbour")
    home.cycles(3)

    assert home.state("L", "Harbour") is State.SETTLED
    assert home.posts_to("L") == ["Harbour"]


@pytest.mark.parametrize("fate", [Fate.DONE, Fate.NEVER_ARRIVED])
def test_a_love_turned_into_a_hate_is_an_unlove_and_a_hate(home: Household, fate: Fate) -> None:
    """After the hate has gone, the song is still unloved there, although another account loves it.

    Also where our love was turned before we ever saw it.
    """
    home.services["L"].fates = [fate]
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_hates("L", "Harbour")
    home.cycle()
    assert home.state("L", "Harbour") is State.VETOED

    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert home.posts_to("L") == ["Harbour"]
    assert home.state("L", "Harbour") is State.VETOED


def test_a_hate_vetoes_also_where_its_account_is_only_written(bare: Household) -> None:
    """What is hated anywhere in the profile we love nowhere; a love is never written over a hate."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_hates("L", "Harbour")
    bare.human_loves("B", "Harbour")
    bare.cycles(2)

    assert bare.posts_to("L") == bare.posts_to("L2") == []
    assert bare.state("L", "Harbour") is bare.state("L2", "Harbour") is State.VETOED


def test_a_hate_that_is_known_by_text_only_vetoes_too(home: Household) -> None:
    """A hate is asked about like a love: the catalogues say which recording it is."""
    home.services["L"].by_text.add("Harbour")
    home.human_hates("L", "Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.posts_to("L") == []
    assert home.state("L", "Harbour") is State.VETOED


def test_a_silent_drop_is_no_unlove(home: Household) -> None:
    """A write that was accepted and never shown is tried again; the song stays loved everywhere else."""
    home.services["L"].fates = [Fate.DROPPED, Fate.DROPPED]
    home.human_loves("B", "Harbour")
    home.cycles(2)
    assert home.loved_at("L") == set()
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}
    assert home.dump("tombstones") == {"tombstones": []}


def test_a_silent_drop_at_a_one_way_account_is_not_repeated(home: Household) -> None:
    """A second POST there may undo the first: the row is unconfirmed for a week and then failed, for a human."""
    home.jamendo_offers("Harbour")
    home.services["J"].fates = [Fate.DROPPED]
    home.human_loves("B", "Harbour")
    home.cycles(3)
    assert home.state("J", "Harbour") is State.UNCONFIRMED
    home.goes_on(days=8)
    home.cycles(2)

    assert home.posts_to("J") == ["Harbour"]
    assert home.state("J", "Harbour") is State.FAILED


def test_a_track_taken_down_by_the_service_was_not_unloved(home: Household) -> None:
    """It stands as taken down, leaves no tombstone, and is settled again when it comes back."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.services["J"].taken_down.add("Harbour")
    home.cycles(2)
    assert home.state("J", "Harbour") is State.WITHDRAWN
    assert home.dump("tombstones") == {"tombstones": []}

    home.services["J"].taken_down.clear()
    home.cycle()

    assert home.state("J", "Harbour") is State.SETTLED
    assert home.posts_to("J") == ["Harbour"]


def test_profiles_do_not_meet(home: Household) -> None:
    """One person's loves never reach another person's accounts."""
    home.add("L of Ann", Service.LISTENBRAINZ, profile="ann")
    home.human_loves("B", "Harbour")
    home.human_loves("L of Ann", "Lantern")
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}
    assert home.loved_at("L of Ann") == {"Lantern"}


def test_a_hate_that_only_a_target_knows_by_text_vetoes(bare: Household) -> None:
    """Whose lines are not heard for the others is asked about all the same: its hates veto everywhere."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=Role.TARGET).by_text.add("Harbour")
    bare.human_hates("L", "Harbour")
    bare.human_loves("B", "Harbour")
    bare.cycle()

    assert bare.posts_to("L") == []
    assert bare.state("L", "Harbour") is State.VETOED


def test_a_song_that_a_target_lists_by_text_only_is_not_loved_there_again(bare: Household) -> None:
    """Once the catalogues say which recording the line is, the favourite is settled."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=Role.TARGET).by_text.add("Harbour")
    bare.human_loves("L", "Harbour")
    bare.human_loves("B", "Harbour")
    bare.cycle()

    assert bare.posts_to("L") == []
    assert bare.state("L", "Harbour") is State.SETTLED


def test_our_own_writes_are_not_asked_about(home: Household) -> None:
    """What they are, we know: not even a late one at a target with ids of its own costs the catalogues a request."""
    home.jamendo_offers("Harbour")
    home.services["J"].fates = [Fate.LATE]
    home.human_loves("B", "Harbour")
    home.cycles(4)

    assert home.state("J", "Harbour") is State.SETTLED
    assert home.catalogue.asked == {"page": [1], "isrc": [1], "facts": [1]}


def test_a_line_that_a_target_rewrites_while_the_resolver_is_down_was_not_unloved(bare: Household) -> None:
    """An absence is no word while what came with it is unasked: it may be the same song under another id."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=Role.TARGET).by_text.add("Harbour")
    bare.human_loves("L", "Harbour")
    bare.human_loves("B", "Harbour")
    bare.cycle()
    bare.resolver_is_down()
    bare.services["L"].reissue("Harbour")
    bare.cycles(3)
    assert bare.dump("tombstones") == {"tombstones": []}

    bare.resolver_is_up()
    bare.cycles(2)

    assert bare.state("L", "Harbour") is State.SETTLED
    assert bare.posts_to("L") == []


def test_nothing_new_is_loved_while_a_hated_song_is_not_identified(home: Household) -> None:
    """It may be any of them: all wait, wherever they go, until the catalogues were asked about the hate."""
    home.services["L"].by_text.add("Harbour")
    home.jamendo_offers("Harbour", "Lantern")
    home.human_hates("L", "Harbour")
    home.human_loves("B", "Lantern", "Harbour")
    home.catalogue.chokes_on["Harbour"] = Unavailable("listenbrainz", "500")
    home.cycle()
    assert home.posts_to("L") == home.posts_to("J") == []
    assert home.state("L", "Lantern") is home.state("J", "Lantern") is State.PENDING

    home.catalogue.chokes_on.clear()
    home.cycle()

    assert home.posts_to("L") == home.posts_to("J") == ["Lantern"]
    assert home.state("L", "Harbour") is home.state("J", "Harbour") is State.VETOED


def test_a_hate_that_no_catalogue_knows_holds_nothing(home: Household) -> None:
    """It was asked about; a miss must not stop everything for ever."""
    home.services["L"].by_text.add("Harbour")
    home.human_hates("L", "Harbour")
    home.human_loves("B", "Lantern")
    home.catalogue.ignores.add("Harbour")
    home.cycle()

    assert home.posts_to("L") == ["Lantern"]


def test_who_is_not_asked_about_yet_waits_at_every_target_where_anything_is_hated(home: Household) -> None:
    """J could be sent a song by the source's own description; but it may be the one that is hated at L."""
    home.jamendo_offers("Harbour")
    home.human_hates("L", "Harbour")
    home.human_loves("B", "Harbour")
    home.catalogue.chokes_on[home.library.isrc("Harbour")] = Unavailable("musicbrainz", "500")
    home.cycle()
    assert home.posts_to("J") == []
    assert home.state("J", "Harbour") is State.PENDING

    home.catalogue.chokes_on.clear()
    home.cycle()

    assert home.posts_to("J") == []
    assert home.state("J", "Harbour") is State.VETOED


def test_what_a_service_took_down_is_asked_about_once_a_week(home: Household) -> None:
    """It stands as taken down all the time; a look a day later costs no request, one of the next week does."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.goes_on(days=1)  # a Monday
    home.cycle()
    home.services["J"].taken_down.add("Harbour")
    home.cycle()
    home.services["J"].point_reads.clear()
    home.goes_on(days=5)
    home.cycles(2)
    assert home.services["J"].point_reads == []
    assert home.state("J", "Harbour") is State.WITHDRAWN

    home.goes_on(days=2)
    home.cycles(2)

    assert home.services["J"].point_reads == [1]
    assert home.state("J", "Harbour") is State.WITHDRAWN
    assert home.dump("tombstones") == {"tombstones": []}
