"""Where does a recording stand at a target that has ids of its own?"""

from syncd.domain.errors import Rejected, Unavailable, Unreadable
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Order
from tests.engine.household import Household

SONGS = ("Harbour", "Lantern", "Meadow")
WORDS = ("Amber", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Grove", "Haven")


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
    """A wrong like is worse than none; whether the song is another one, or only called otherwise, a human may judge."""
    home.jamendo_offers("Lantern")
    home.library.links["Harbour"] = home.services["J"].ref("Lantern")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.loved_at("J") == set()
    assert home.state("J", "Harbour") is State.DOUBTFUL


def test_a_length_that_only_the_source_knows_counts_at_a_target(home: Household) -> None:
    """MusicBrainz describes the song best but never measured it: another take of other length is not ours."""
    home.jamendo_offers("Harbour")
    home.library.told |= {
        (Service.MUSICBRAINZ, "Harbour"): {"seconds": None},
        (Service.BOOMPLAY, "Harbour"): {"seconds": 260.0},
    }
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}
    assert home.loved_at("J") == set()


def test_searching_ends_with_its_time_and_goes_on_with_the_next(home: Household) -> None:
    """`--for` is over: what was not searched for is still to be found, and nothing is lost."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle(Order(seconds=0.0))
    assert home.services["J"].searches == []
    assert home.state("J", "Harbour") is State.PENDING

    home.cycle()

    assert home.loved_at("J") == {"Harbour"}


def by_different_artists(home: Household, count: int) -> list[str]:
    """So many songs, each by an artist of its own, loved at B, and unknown to the catalogues."""
    songs = [f"Song of {word}" for word in WORDS[:count]]
    home.library.artists |= {song: f"The {song.split()[-1]}s" for song in songs}
    home.catalogue.ignores |= set(songs)
    home.human_loves("B", *songs)
    return songs


def test_a_search_that_is_always_unreadable_is_asked_three_times(home: Household) -> None:
    """Then it is the target that has changed, and that is told; nothing is remembered about the songs."""
    songs = by_different_artists(home, 8)
    home.services["J"].broken_search = Unreadable("jamendo", "not JSON")
    located = next(iter(home.cycle().located.values()))

    assert len(home.services["J"].searched) == 3
    assert isinstance(located.trouble, Unreadable)
    assert (located.answered, located.left) == (0, len(songs))
    assert "jamendo" not in {place for _, place, *_ in home.dump("misses")["misses"]}


def test_a_few_searches_that_are_refused_stop_nobody_else(home: Household) -> None:
    """Not even where they stand side by side; what was refused is left, and not counted as answered."""
    songs = by_different_artists(home, 8)
    home.jamendo_offers(*songs)
    bad = [home.library.artists[song] for song in songs[:3]]
    home.services["J"].broken_artists = dict.fromkeys(bad, Rejected("jamendo", "no such search"))
    home.cycle()

    assert home.loved_at("J") == set(songs[3:])
    assert {home.state("J", song) for song in songs[:3]} == {State.PENDING}


def test_a_linked_page_that_disappoints_is_asked_about_once(home: Household) -> None:
    """What the page did not answer is searched for before anything else, so that no window asks for it again."""
    *others, linked = by_different_artists(home, 5)
    home.catalogue.ignores.remove(linked)
    home.library.links[linked] = home.services["J"].ref("Lantern")
    home.services["J"].search_takes = home.world().push_window
    home.cycle(Order(seconds=1))
    assert home.services["J"].searched == [home.library.artists[linked]]
    home.cycle()

    assert home.services["J"].looked_up == [{home.services["J"].ref("Lantern")}]
    assert home.state("J", linked) is State.UNAVAILABLE
    assert set(home.services["J"].searched[1:]) <= {home.library.artists[other] for other in others}


def test_a_window_that_is_over_looks_no_page_up(home: Household) -> None:
    """Pages are asked for within the same time as the search."""
    home.library.links["Harbour"] = home.services["J"].ref("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle(Order(seconds=0.0))

    assert home.services["J"].looked_up == []


def test_pages_that_the_target_refuses_leave_the_search(home: Household) -> None:
    """One bad link never stops the rest."""
    home.jamendo_offers("Harbour", "Lantern")
    home.library.links["Harbour"] = home.services["J"].ref("Harbour")
    home.services["J"].broken_pages = Rejected("jamendo", "no such id")
    home.human_loves("B", "Harbour", "Lantern")
    home.cycle()

    assert home.loved_at("J") == {"Harbour", "Lantern"}


def test_what_was_answered_before_a_target_went_away_is_not_asked_again(home: Household) -> None:
    """Answers are judged beside the asking, and written down some at a time: none is lost because the next search fails."""
    songs = by_different_artists(home, 8)
    home.jamendo_offers(songs[0])
    jamendo, last = home.services["J"], home.library.artists[songs[-1]]
    jamendo.broken_artists = {last: Unavailable("jamendo", "503")}
    located = next(iter(home.cycle().located.values()))
    before = [artist for artist in jamendo.searched if artist != last]
    assert isinstance(located.trouble, Unavailable)
    assert (len(before), located.left) == (7, 1)

    jamendo.broken_artists, jamendo.searched = {}, []
    home.cycles(2)

    assert not set(before) & set(jamendo.searched)
    assert home.loved_at("J") == {songs[0]}
