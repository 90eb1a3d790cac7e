"""A song that several accounts of a service lack is asked for once there, and by whoever comes to it first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.domain.errors import Rejected, ServiceError, Unauthorised
from syncd.domain.track import Service
from syncd.engine import locate
from syncd.engine.order import Asker, Order
from syncd.planner.exchange import RowKind
from tests.engine.household import Household
from tests.engine.test_imported import imported

FRIENDS = ("P0", "P1", "P2")
SHARED = "Zephyr"


def has_target(home: Household, profile: str, songs: Sequence[str]) -> None:
    """Somebody loves these at Boomplay, in this order, and has an account at Jamendo; all are by different artists."""
    home.add(f"B {profile}", Service.BOOMPLAY, profile=profile)
    home.add(f"J {profile}", Service.JAMENDO, profile=profile).offers.add(SHARED)
    home.members[f"J {profile}"] = replace(home.members[f"J {profile}"], host="jamendo")
    home.library.artists |= {song: f"The {song}s" for song in songs}
    home.catalogue.ignores |= set(songs)
    home.human_loves(f"B {profile}", *songs)


def searched(home: Household) -> list[str]:
    """The artists that all accounts together were asked for."""
    return [artist for service in home.services.values() for artist in service.searched]


@pytest.fixture
def village(bare: Household) -> Household:
    """Friends with long lists, and amid them a song of mine; and me, who has just loved that one alone."""
    for profile in FRIENDS:
        songs = [f"Song{n:02d} of {profile}" for n in range(10)]
        has_target(bare, profile, [*songs[:5], SHARED, *songs[5:]])
    has_target(bare, "me", [SHARED])
    return bare


def test_one_new_love_waits_for_no_friend(village: Household) -> None:
    """A window has five searches for four accounts, and each friend's list alone is twice as long."""
    for name in [name for name in village.services if name.startswith("J")]:
        village.services[name].search_takes = timedelta(minutes=1)
    village.cycle(Order(asked_by=Asker.DAEMON))
    village.cycle(Order(asked_by=Asker.DAEMON))

    assert village.loved_at("J me") == {SHARED}
    assert searched(village).count(f"The {SHARED}s") == 1


@pytest.mark.parametrize("error", [Rejected("jamendo", "no such search"), Unauthorised("jamendo", "no")])
def test_what_friends_could_not_ask_i_ask(error: ServiceError, village: Household) -> None:
    """All else that they search for is refused, so that they never get to our song."""
    for profile in FRIENDS:
        bad = [f"The Song{n:02d} of {profile}s" for n in range(10)]
        village.services[f"J {profile}"].broken_artists = dict.fromkeys(bad, error)
    village.cycle(Order(asked_by=Asker.DAEMON))

    assert village.services["J me"].searched == [f"The {SHARED}s"]


def test_a_song_that_one_account_is_refused_another_asks_for(bare: Household) -> None:
    """Whoever's turn is next; and what others found out is nobody's to find any more."""
    for profile in ("friend", "me"):
        has_target(bare, profile, ["Amber", SHARED, "Birch"])
    bare.services["J friend"].broken_artists = {f"The {SHARED}s": Rejected("jamendo", "no such search")}
    bare.cycle()

    assert bare.loved_at("J friend") == bare.loved_at("J me") == {SHARED}
    assert {artist: searched(bare).count(artist) for artist in ("The Ambers", "The Birchs")} == {
        "The Ambers": 1,
        "The Birchs": 1,
    }
    assert _left(bare) == {0}


def test_a_second_spelling_is_asked_by_whoever_asked_for_the_first(bare: Household) -> None:
    """Between the two, another account has its turn, and lacks the same song."""
    for profile in ("friend", "me"):
        has_target(bare, profile, ["Harbour"])
    bare.library.artists["Harbour"] = "Marlow feat. Ada"
    bare.cycle()

    assert sorted(searched(bare)) == ["Marlow", "Marlow feat. Ada"]
    assert [bare.services[f"J {profile}"].searches for profile in ("friend", "me")].count([]) == 1


@pytest.mark.parametrize("page", [SHARED, "Lantern"])
def test_a_linked_page_is_looked_up_once(page: str, bare: Household) -> None:
    """Whether our song stands there or another one."""
    for profile in ("friend", "me"):
        has_target(bare, profile, [SHARED])
    bare.catalogue.ignores.clear()
    bare.library.links[SHARED] = bare.services["J me"].ref(page)
    bare.cycle()

    looked_up = [refs for service in bare.services.values() for refs in service.looked_up]
    assert looked_up.count({bare.services["J me"].ref(page)}) == 1
    assert len(searched(bare)) == (page != SHARED)


@pytest.mark.parametrize("page", [SHARED, "Lantern"])
def test_a_place_that_a_file_names_is_judged_once(page: str, bare: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """More places than one look-up holds, and two accounts that lack them all."""
    monkeypatch.setattr(locate, "PLACES_AT_ONCE", 3)
    songs = [SHARED, "Amber", "Birch", "Cedar", "Delta"]
    for profile in ("friend", "me"):
        has_target(bare, profile, songs)
    bare.catalogue.ignores.clear()
    for song in songs:
        imported(bare, RowKind.LOCATION, bare.services["J me"].ref(page if song == SHARED else song), song)
    bare.cycle()

    looked_up = [refs for service in bare.services.values() for refs in service.looked_up]
    assert sorted(map(len, looked_up)) == [2, 3]
    assert len(bare.dump("refusals")["refusals"]) == len(searched(bare)) == (page != SHARED)
    assert bare.loved_at("J friend") == bare.loved_at("J me") == set(songs)


def _left(home: Household) -> set[int]:
    """What the accounts' searches left open."""
    return {each.left for each in home.outcome.located.values()}
