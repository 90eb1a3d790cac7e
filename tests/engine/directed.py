"""Histories that random ones hardly ever meet, each written for one bug that somebody might plant."""

from syncd.domain.track import Service
from syncd.engine.order import Order
from syncd.planner.guard import GuardLimits
from tests.engine.faulty import FaultyService, Lie
from tests.engine.household import Household
from tests.engine.merging import Busy
from tests.engine.scripted import Fate


def an_empty_list_twice(home: Household) -> None:
    """A list that became empty is not believed, however often it is shown."""
    home.limits = GuardLimits()
    home.human_loves("B", *(f"Song {number}" for number in range(10)))
    home.cycle()
    home.human_unloves("B", *(f"Song {number}" for number in range(10)))
    home.cycles(3)
    assert home.outcome.favourites["default"] == 10, "an empty list was believed"


def a_few_every_hour(home: Household) -> None:
    """The guard counts by the day: unloves that trickle in are held back, too."""
    home.limits = GuardLimits(max_per_day=3, max_share=1.0)
    home.human_loves("L", *(f"Song {number}" for number in range(10)))
    home.cycle()
    for number in range(8):
        home.human_unloves("L", f"Song {number}")
        home.cycle()
    assert home.outcome.favourites["default"] == 7, "more unloves a day than the guard lets pass"


def an_unlove_and_then_the_rows_unite(home: Household) -> None:
    """An unlove of one recording outlives its union with another."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.library.merge("Harbour")
    well, home.catalogue = home.catalogue, Busy(home.library)  # so that B2's is known before the two unite
    home.add("B2", Service.BOOMPLAY).reissue("Harbour")
    home.human_loves("B2", "Harbour")
    home.cycle()
    home.catalogue = well
    home.cycles(2)
    assert home.posts_to("L") == ["Harbour"], "the union lost the tombstone"


def a_reissue_while_the_resolver_is_down(home: Household) -> None:
    """A track under another id is no love anew, though it is spelt otherwise, too."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.resolver_is_down()
    home.library.told[Service.BOOMPLAY, "Harbour"] = {"title": "Harbour (Remastered)"}
    home.services["B"].reissue("Harbour")
    home.cycles(3)
    home.resolver_is_up()
    home.cycles(3)
    assert home.posts_to("L") == ["Harbour"], "a new id was taken for a love anew"


def never_seen_at_jamendo(home: Household) -> None:
    """A like that may have arrived is never sent again, seen or not."""
    home.jamendo_offers("Harbour")
    home.services["J"].fates = [Fate.NEVER_ARRIVED]
    home.human_loves("B", "Harbour")
    home.cycle()
    home.goes_on(days=1)
    home.cycles(2)
    assert home.posts_to("J") == ["Harbour"], "a second like undoes the first"


def a_new_id(home: Household) -> None:
    """A track that B re-issues is no love anew: the unlove stands."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.services["B"].reissue("Harbour")
    home.cycles(3)
    assert home.posts_to("L") == ["Harbour"], "a new id was taken for a love anew"


def a_hate_after_the_plan(home: Household) -> None:
    """What was decided yesterday is sent today only if today's plan still says so."""
    home.human_loves("B", "Harbour")
    home.cycle(Order(limit=0))
    home.human_hates("L", "Meadow")
    home.human_says_not("B", "Harbour", "Harbour")
    home.cycles(2)
    assert home.posts_to("L") == [], "a love that nobody wants any more was sent"


def another_account(home: Household) -> None:
    """What stood in a list before us is memory, not news."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.add("B2", Service.BOOMPLAY)
    home.human_loves("B2", "Harbour")
    home.cycles(2)
    assert home.posts_to("L") == ["Harbour"], "a first look lifted an unlove"


def loved_anew(home: Household) -> None:
    """A love that is heard after an unlove lifts it."""
    home.human_loves("L", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.loved_at("L") == {"Harbour"}, "an unlove that is never lifted"


def our_own_echo(home: Household) -> None:
    """Our own love is nobody's opinion: it travels nowhere."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("B", "Harbour")
    home.cycles(3)
    home.add("L2", Service.LISTENBRAINZ)
    home.cycles(2)
    assert home.posts_to("L2") == [], "our own love was taken for a human's"


def a_track_taken_down(home: Household) -> None:
    """What a service takes down was not unloved."""
    home.jamendo_offers("Harbour")
    home.human_loves("L", "Harbour")
    home.cycles(2)
    home.services["J"].taken_down.add("Harbour")
    home.cycles(2)
    assert home.dump("tombstones") == {"tombstones": []}, "what was taken down counts as unloved"


def a_love_that_others_support(home: Household) -> None:
    """A wrong match takes nothing from those who truly love the song."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.add("F", Service.FILE)
    home.human_loves("F", "Harbour")
    home.cycles(2)
    assert home.posts_to("L") == ["Harbour"], "a love that another list supports was taken back"


def a_list_that_lacks_a_line(home: Household) -> None:
    """What the look before a write shows is not written again."""
    account = home.add("L2", Service.LISTENBRAINZ, kind=FaultyService)
    assert isinstance(account, FaultyService)
    account.lie = Lie.LACKS
    home.human_loves("B", "Harbour")
    home.human_loves("L2", "Harbour")
    home.cycle()
    assert home.posts_to("L2") == [], "a love that stood there was made again"


def a_limit(home: Household) -> None:
    """So many writes and no more."""
    home.human_loves("B", "Harbour", "Lantern")
    home.cycle(Order(limit=1))
    assert len(home.posts_to("L")) == 1, "the limit was not heeded"


def a_page_is_missing(home: Household) -> None:
    """Nothing is concluded from a list that is not whole."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.is_incomplete("B")
    home.cycles(3)
    assert home.outcome.favourites["default"] == 1, "a partial list was believed"


def a_list_that_could_not_be_read(home: Household) -> None:
    """An account that could not be read whole is not written."""
    home.cycle()
    home.human_loves("B", "Harbour")
    home.is_incomplete("L")
    home.cycles(2)
    assert home.posts_to("L") == [], "written without a whole list"


def a_hate(home: Household) -> None:
    """What is hated anywhere is loved nowhere by us."""
    home.human_hates("L", "Harbour")
    home.cycle()
    home.human_loves("B", "Harbour")
    home.jamendo_offers("Harbour")
    home.cycles(2)
    assert home.posts_to("J") == [], "loved although it is hated elsewhere"
