"""A search that is interrupted is over then and there: nothing of it happens later, on some other thread."""

import gc
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.errors import Stopped
from syncd.domain.match import Candidate, Judgement
from syncd.domain.track import Service, Track
from syncd.engine.correct import correct
from syncd.engine.order import Order
from syncd.engine.sync import sync
from syncd.store.store import SqlStore
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService

SONGS = {"friend": ("Amber", "Birch", "Cedar"), "me": ("Delta", "Ember", "Fjord")}


class Interrupted(ScriptedService):
    """At its second search the process learns that it is to end, or that a wish is more urgent."""

    is_interrupted = False

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """All that is offered, once."""
        if self.is_interrupted and self.searches:
            raise Stopped("jamendo")
        return super().search(tracks)


@pytest.fixture
def interrupted(bare: Household) -> Iterator[Household]:
    """Two persons, whose accounts share three hosts; while both were searched for, a wish interrupted the friend's search."""
    gc.collect()
    gc.disable()  # what is left to it would happen by chance
    for profile, songs in SONGS.items():
        for letter, service in (("B", Service.BOOMPLAY), ("L", Service.LISTENBRAINZ), ("J", Service.JAMENDO)):
            name = f"{letter} of {profile}"
            bare.add(name, service, profile=profile, kind=Interrupted)
            bare.members[name] = replace(bare.members[name], host=service.value)
        bare.library.artists |= {song: f"The {song}s" for song in songs}
        bare.catalogue.ignores |= set(songs)
        bare.services[f"J of {profile}"].offers |= set(songs)
        bare.human_loves(f"B of {profile}", *songs)
    friend = bare.services["J of friend"]
    assert isinstance(friend, Interrupted)
    friend.is_interrupted = True
    with pytest.raises(Stopped):
        sync(bare.world(), Order())
    friend.is_interrupted = False
    yield bare
    gc.enable()


def test_no_thread_is_left(interrupted: Household) -> None:
    """Whoever judged is gone, and what both searches had answered is written down."""
    assert [each.name for each in threading.enumerate() if each.name.startswith("judge")] == []
    answered = [artist for profile in SONGS for artist in interrupted.services[f"J of {profile}"].searched]
    assert len(interrupted.dump("locations")["locations"]) == len(answered) > 1


def test_what_a_human_says_afterwards_stands(interrupted: Household) -> None:
    """He names another track than the one that was found: no search of before writes over that."""
    mine = interrupted.services["J of me"]
    song = mine.searched[0].removeprefix("The ").removesuffix("s")
    named = interrupted.another_copy("J of me", song)
    about = interrupted.services["B of me"].ref(song)
    word = HumanAnswer(
        about=about,
        place=Service.JAMENDO,
        said=Said.IS,
        answer=named.id,
        undid_match=False,
        answered_at=interrupted.clock.now(),
    )
    track = Track(ref=named, title=song, artist=f"The {song}s")
    with SqlStore(interrupted.database).writing() as tx:
        correct(tx, [word], {named: Candidate(track, Judgement.ACCEPTED, 1.0)}, interrupted.clock.now())
        tx.commit()
    gc.collect()
    interrupted.cycles(2)

    assert named in mine.marks
    assert mine.ref(song) not in mine.marks


def test_two_accounts_of_one_service_are_searched_for_once(bare: Household) -> None:
    """Where a song stands is the service's, whoever loves it; and one miss counts once."""
    bare.add("B", Service.BOOMPLAY)
    for name in ("J", "J2"):
        bare.add(name, Service.JAMENDO).offers.add("Harbour")
        bare.members[name] = replace(bare.members[name], host="jamendo")
    bare.human_loves("B", "Harbour", "Lantern")
    bare.cycles(2)

    assert bare.services["J"].searches + bare.services["J2"].searches == [2]
    assert [row[2] for row in bare.dump("misses")["misses"] if row[1] == "jamendo"] == [1]
    assert bare.posts_to("J") == bare.posts_to("J2") == ["Harbour"]
