"""Who are these tracks? Asked in batches, never twice, and an error is never a miss."""

import pytest

from syncd.domain.errors import RateLimited, Rejected, ServiceError, Unavailable, Unreadable
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.place import MOST_HALVINGS
from tests.engine.household import Household
from tests.engine.scripted import Fate

FIRST = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jetty")
SECOND = ("anchor", "beacon", "candle", "dancer", "echo", "feather", "garden", "hammer", "island", "journey")
MANY = [f"{first} {second}" for first in FIRST for second in SECOND]


@pytest.mark.parametrize("error", [Unavailable("musicbrainz", "503"), RateLimited("musicbrainz", 30)])
def test_a_503_is_never_a_miss(home: Household, error: ServiceError) -> None:
    """
    A place that could not answer was not asked: the song is pending, and resolved as soon as somebody answers.

    J, which is asked by the source's own description, does not wait for it.
    """
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.catalogue.trouble = error
    home.cycle()
    assert home.state("L", "Harbour") is State.PENDING
    assert home.dump("misses", "doubts") == {"misses": [], "doubts": []}
    assert home.loved_at("J") == {"Harbour"}

    home.resolver_is_up()
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}


def test_a_miss_waits_and_then_is_asked_again_by_itself(home: Household) -> None:
    """Nobody is asked twice within the wait; the wait grows, and what becomes known later is found (`design.md` §1, 10)."""
    home.catalogue.ignores.add("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.state("L", "Harbour") is State.UNKNOWN
    home.catalogue.asked.clear()
    home.cycles(3)
    assert home.catalogue.asked == {}

    home.goes_on(days=1)
    home.cycle()
    assert home.catalogue.asked["isrc"] == [1]
    home.catalogue.asked.clear()
    home.goes_on(days=1)
    home.cycle()
    assert home.catalogue.asked == {}

    home.catalogue.ignores.clear()
    home.goes_on(days=2)
    home.cycle()
    assert home.loved_at("L") == {"Harbour"}


def test_isrcs_are_asked_eighty_at_once_and_joined_at_once(home: Household) -> None:
    """A hundred ISRCs are two searches and one request for their facts; a second cycle asks nothing."""
    home.human_loves("B", *MANY)
    home.cycle()

    assert home.catalogue.asked == {"page": [100], "isrc": [80, 20], "facts": [100]}
    assert home.loved_at("L") == set(MANY)
    home.catalogue.asked.clear()
    home.cycle()
    assert home.catalogue.asked == {}


def test_names_are_asked_fifty_at_once(home: Household) -> None:
    """What has no ISRC goes to the look-up by names, and its hits to one request for their facts."""
    home.services["L"].by_text |= set(MANY)
    home.human_loves("L", *MANY)
    home.cycle()

    assert home.catalogue.asked == {"name": [50, 50], "facts": [100]}
    assert home.posts_to("L") == []
    assert home.state("L", MANY[0]) is State.SETTLED


def test_facts_are_asked_a_thousand_at_once_and_again_after_a_month(home: Household) -> None:
    """MBIDs that are listed where they would be pushed are asked about once a month, never more often."""
    songs = [f"{title} {number}" for title in MANY for number in ("one", "two", "three", "four", "five", "six")]
    home.human_loves(
        "L", *songs, *(f"{title} {word}" for title in MANY for word in ("red", "blue", "grey", "gold", "jade"))
    )
    home.cycles(2)
    assert home.catalogue.asked == {"facts": [1000, 100]}
    home.goes_on(days=29)
    home.cycle()
    assert home.catalogue.asked == {"facts": [1000, 100]}

    home.goes_on(days=2)
    home.cycle()

    assert home.catalogue.asked == {"facts": [1000, 100, 1000, 100]}


def test_what_may_be_pushed_is_asked_about_every_week(home: Household) -> None:
    """A love that L refuses for now waits: ListenBrainz gets no MBID that was not known within the week."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", "Harbour")
    home.services["L"].fates = [Fate.BUSY] * 20
    home.cycle()
    assert home.catalogue.asked == {"facts": [1]}

    home.goes_on(days=8)
    home.cycle()

    assert home.catalogue.asked == {"facts": [1, 1]}


def test_listenbrainz_gets_only_mbids_that_its_metadata_knows(home: Household) -> None:
    """An MBID that is merged, deleted or very new is not pushed; it stands as unknown."""
    home.add("L2", home.services["L"].service)
    home.catalogue.ignores.add("Harbour")
    home.human_loves("L2", "Harbour")
    home.cycle()

    assert home.posts_to("L") == []
    assert home.state("L", "Harbour") is State.UNKNOWN
    home.catalogue.ignores.clear()
    home.goes_on(days=8)
    home.cycle()
    assert home.loved_at("L") == {"Harbour"}


def test_one_song_that_makes_a_place_fail_starves_no_other(home: Household) -> None:
    """MusicBrainz answers 500 whenever one song is among the asked: all others are found and pushed all the same."""
    home.catalogue.chokes_on[home.library.isrc(MANY[0])] = Unavailable("musicbrainz", "500")
    home.human_loves("B", *MANY)
    home.cycle()

    assert home.loved_at("L") == set(MANY[1:])
    assert home.state("L", MANY[0]) is State.PENDING
    assert len(home.catalogue.asked["isrc"]) <= 2 + 2 * MOST_HALVINGS


def test_names_that_always_fail_starve_no_isrcs_and_no_other_names(home: Household) -> None:
    """Each place counts its own errors: a look-up by names that is down keeps nobody from asking MusicBrainz."""
    by_text = [f"{title} {number}" for title in MANY for number in ("one", "two")]
    home.add("L2", Service.LISTENBRAINZ).by_text |= set(by_text)
    home.human_loves("L2", *by_text)
    home.catalogue.chokes_on |= dict.fromkeys(by_text, Unavailable("listenbrainz", "500"))
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.catalogue.asked["name"] == [50] * 3
    assert home.loved_at("L") == {"Harbour"}


@pytest.mark.parametrize("error", [Rejected("listenbrainz", "400"), Unreadable("listenbrainz", "not JSON")])
def test_one_bad_track_never_stops_its_batch(home: Household, error: ServiceError) -> None:
    """A refused look-up is halved until the bad one stands alone; it is a miss, asked again when its wait is over."""
    home.add("L2", Service.LISTENBRAINZ).by_text |= set(MANY)
    home.human_loves("L2", *MANY)
    home.catalogue.chokes_on[MANY[7]] = error
    home.cycle()

    assert home.loved_at("L") == {*MANY} - {MANY[7]}
    assert home.state("L", MANY[7]) is State.UNKNOWN
    home.catalogue.asked.clear()
    home.cycle()
    assert home.catalogue.asked == {}

    home.catalogue.chokes_on.clear()
    home.goes_on(days=1)
    home.cycle()
    assert home.loved_at("L") == {*MANY}


def test_a_bad_isrc_is_asked_by_its_name(home: Household) -> None:
    """What MusicBrainz refuses to search for is not yet a miss."""
    home.catalogue.chokes_on[home.library.isrc(MANY[3])] = Rejected("musicbrainz", "400")
    home.human_loves("B", *MANY)
    home.cycle()

    assert home.loved_at("L") == set(MANY)
    assert home.catalogue.asked["name"] == [1]


def test_an_mbid_that_spoils_a_request_for_facts_stands_alone(home: Household) -> None:
    """The facts of its thousand neighbours are learnt; it is unknown, as is what the metadata does not have."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", *MANY)
    home.catalogue.chokes_on[home.library.mbid(MANY[5])] = Rejected("listenbrainz", "400")
    home.cycle()

    assert home.loved_at("L") == {*MANY} - {MANY[5]}
    assert home.state("L", MANY[5]) is State.UNKNOWN
