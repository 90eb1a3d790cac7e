"""Where does a recording stand at a target that has ids of its own?"""

from syncd.domain.errors import Rejected, Unavailable
from syncd.domain.plan import State
from syncd.engine.cycle import Order
from tests.engine.household import Household

SONGS = ("Harbour", "Lantern", "Meadow")


def test_one_search_answers_for_all_songs_of_an_artist(home: Household) -> None:
    """Three songs by one artist are one request; the answers, found or not, are not asked for again."""
    home.jamendo_offers("Harbour", "Lantern")
    home.human_loves("B", *SONGS)
    home.cycles(3)

    assert home.services["J"].searches == [3]
    assert home.loved_at("J") == {"Harbour", "Lantern"}
    assert home.state("J", "Meadow") is State.UNAVAILABLE


def test_what_a_target_lacks_is_asked_again_after_a_month(home: Household) -> None:
    """Its quota is small, so the wait is long; then a new upload is found."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.jamendo_offers("Harbour")
    home.goes_on(days=20)
    home.cycle()
    assert home.services["J"].searches == [1]

    home.goes_on(days=11)
    home.cycle()

    assert home.loved_at("J") == {"Harbour"}


def test_a_refused_search_is_no_miss(home: Household) -> None:
    """What the target would not search for stays pending; nothing is remembered about it."""
    home.human_loves("B", "Harbour")
    home.services["J"].broken_search = Rejected("jamendo", "no such search")
    home.cycle()
    assert home.state("J", "Harbour") is State.PENDING
    assert home.dump("misses") == {"misses": []}

    home.services["J"].broken_search = Unavailable("jamendo", "503")
    home.cycle()
    assert home.dump("misses") == {"misses": []}
    home.services["J"].broken_search = None
    home.jamendo_offers("Harbour")
    home.cycle()

    assert home.loved_at("J") == {"Harbour"}


def test_a_page_that_musicbrainz_links_to_is_looked_up_and_not_searched_for(home: Household) -> None:
    """The strongest evidence first: the very page, if what stands there agrees by name and length."""
    home.jamendo_offers("Harbour")
    home.library.links["Harbour"] = home.services["J"].ref("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.services["J"].searches == []
    assert home.loved_at("J") == {"Harbour"}
    assert home.dump("locations")["locations"][0][3] == "link"


def test_a_linked_page_of_another_song_is_not_believed(home: Household) -> None:
    """A wrong like is worse than none."""
    home.jamendo_offers("Lantern")
    home.library.links["Harbour"] = home.services["J"].ref("Lantern")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.loved_at("J") == set()
    assert home.state("J", "Harbour") is State.UNAVAILABLE


def test_searching_ends_with_its_time_and_goes_on_with_the_next(home: Household) -> None:
    """`--for` is over: what was not searched for is still to be found, and nothing is lost."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle(Order(seconds=0.0))
    assert home.services["J"].searches == []
    assert home.state("J", "Harbour") is State.PENDING

    home.cycle()

    assert home.loved_at("J") == {"Harbour"}
