"""Whoever is hated under one MBID is not loved under the one that MusicBrainz has merged it into since."""

from itertools import count
from pathlib import Path

import pytest

from syncd.domain.account import Score
from syncd.domain.errors import Rejected
from syncd.domain.track import Mbid, Service
from tests.engine.crashing import Fuse, Killed, crashing
from tests.engine.household import Household, hasty
from tests.engine.merging import Busy
from tests.engine.scripted_catalogue import ScriptedCatalogue


def hating(home: Household) -> Household:
    """L hates Harbour under an MBID that is merged; then B loves Harbour, which J offers, and is known under the new one."""
    home.add("B", Service.BOOMPLAY)
    home.add("L", Service.LISTENBRAINZ)
    home.add("J", Service.JAMENDO)
    home.jamendo_offers("Harbour")
    home.human_hates("L", "Harbour")
    home.cycles(2)
    home.library.merge("Harbour")
    home.human_loves("B", "Harbour")
    return home


class Picky(Busy):
    """MusicBrainz refuses to say anything of some MBIDs."""

    def standing(self, mbid: Mbid) -> Mbid | None:
        """An answer that helps nobody."""
        raise Rejected("musicbrainz", f"400 for {mbid}")


def loves(home: Household) -> list[str]:
    """The accounts at which Harbour is loved by us."""
    held = {name: home.services[name] for name in ("L", "J")}
    return [name for name, each in held.items() if Score.LOVE in {each.marks[ref] for ref in each.posts}]


def test_a_hate_is_followed_before_anything_is_loved(bare: Household) -> None:
    """What is found for the same ISRC tells that the hated MBID is to be asked about."""
    hating(bare).cycles(2)

    assert loves(bare) == []


def test_a_process_that_ends_before_a_hate_was_followed_follows_it_later(tmp_path: Path, template: Path) -> None:
    """Wherever it is killed on its way: what it found is no reason to love it before all was asked."""
    for at in count(1):
        folder = tmp_path / str(at)
        folder.mkdir()
        home = hating(Household(folder, template, opened=hasty))
        try:
            home.cycle(world=crashing(home.world(), Fuse(at)))
        except Killed:
            home.restart()
            home.cycle()
            assert loves(home) == [], f"killed at boundary {at}"
        else:
            break
        finally:
            home.close()

    assert at > 10, "there are more boundaries on its way"


@pytest.mark.parametrize("weeks", [0, 1, 5])
def test_nothing_is_loved_while_nobody_can_say_what_a_hate_has_become(bare: Household, weeks: int) -> None:
    """MusicBrainz alone could tell, and is busy: Harbour waits however long it takes, and is vetoed once that was asked."""
    bare.add("L2", Service.LISTENBRAINZ)
    hating(bare)
    well, bare.catalogue = bare.catalogue, Busy(bare.library)
    bare.cycles(2)
    for _ in range(weeks):
        bare.goes_on(days=8)
        bare.cycles(2)
    assert loves(bare) == []
    bare.catalogue = well
    bare.cycles(2)

    assert loves(bare) == []


@pytest.mark.parametrize("others", [0, 60])
def test_a_hate_that_was_merged_before_anybody_asked_is_asked_about_first(bare: Household, others: int) -> None:
    """Nobody knows its names or its ISRC: until MusicBrainz has said what became of it, it may be anything that is loved."""
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Harbour")
    newest = [f"New {number}" for number in range(others)]  # without facts so far, too
    bare.catalogue.ignores |= set(newest)
    bare.human_loves("L2", *newest)
    bare.human_hates("L", "Harbour")
    bare.library.merge("Harbour")
    bare.human_loves("L2", "Harbour")
    well, bare.catalogue = bare.catalogue, Busy(bare.library, ignores=set(newest))
    bare.cycle()
    bare.catalogue = well
    bare.cycles(3)

    assert loves(bare) == []


@pytest.mark.parametrize("days", [1, 12])
def test_what_was_said_of_a_hate_is_no_answer_for_ever(bare: Household, days: int) -> None:
    """Hated while it was too new for the facts, and known since: that it stood then says nothing once it is merged."""
    bare.catalogue.ignores.add("Harbour")
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Harbour")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    bare.catalogue.ignores.clear()
    bare.goes_on(days=8)
    bare.cycle()
    bare.goes_on(days=days)
    bare.cycle()
    bare.library.merge("Harbour")
    bare.human_loves("L2", "Harbour")
    well, bare.catalogue = bare.catalogue, Busy(bare.library)
    bare.cycles(3)
    bare.catalogue = well
    bare.cycles(2)

    assert loves(bare) == []


def test_hates_of_which_musicbrainz_says_nothing_hold_nobody_for_ever(bare: Household) -> None:
    """It refuses each of them: that is an answer, too, and is not asked for again in the hours that follow."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    hates = [f"Bad {number}" for number in range(4)]
    bare.catalogue = Picky(bare.library, ignores=set(hates))
    bare.human_hates("L", *hates)
    bare.human_loves("B", "Lantern")
    bare.cycles(4)

    assert bare.loved_at("L") == {"Lantern"}


def test_hates_that_musicbrainz_refuses_keep_no_other_from_being_asked_about(bare: Household) -> None:
    """Refusing one MBID after another is no sign that it is down: the merged one is followed in the same run."""
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    hates = [f"Bad {number}" for number in range(5)]
    bare.human_hates("L", *hates, "Harbour")
    refused = {bare.library.mbid(title) for title in hates}
    bare.library.merge("Harbour")

    class Refusing(ScriptedCatalogue):
        def standing(self, mbid: Mbid) -> Mbid | None:
            if mbid in refused:
                raise Rejected("musicbrainz", f"400 for {mbid}")
            return super().standing(mbid)

    bare.catalogue = Refusing(bare.library, ignores=set(hates))
    bare.human_loves("L2", "Harbour", "Lantern")
    bare.cycle()

    assert bare.loved_at("L") == {"Lantern"}


def test_an_unlove_that_nobody_can_tell_of_yet_holds_older_loves(bare: Household) -> None:
    """Unloved under an MBID that was merged before anybody asked: until that was answered, it may be what B loves.

    What B loves since is loved, whatever was unloved before.
    """
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("L", "Harbour")
    bare.human_loves("B", "Harbour")
    bare.resolver_is_down()
    bare.cycle()
    bare.human_unloves("L", "Harbour")
    bare.cycles(3)
    bare.library.merge("Harbour")
    bare.catalogue = Busy(bare.library)
    bare.cycle()
    bare.human_loves("B", "Lantern")
    bare.cycles(2)

    assert bare.loved_at("L") == {"Lantern"}


def test_what_nobody_can_tell_of_one_song_holds_no_other(bare: Household) -> None:
    """A hated live version is known, and shares its ISRC with Harbour; New has no facts, and shares one with Sibling."""
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.library.share_isrc("Harbour", "Harbour (live)")
    bare.library.share_isrc("New", "Sibling")
    bare.human_loves("L2", "Harbour", "New")
    bare.cycles(2)
    bare.catalogue = Busy(bare.library, ignores={"New"})
    bare.goes_on(days=8)
    bare.human_hates("L", "Harbour (live)")
    bare.human_loves("L2", "Sibling", "Lantern")
    bare.cycle()

    assert bare.loved_at("L") >= {"Harbour", "Lantern", "Sibling"}


def test_a_recording_that_was_merged_twice_stays_one_song(bare: Household) -> None:
    """A human names it by the MBID between, which is gone before anybody was asked: no love of ours is taken back."""
    bare.add("F", Service.FILE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("F", "Harbour")
    bare.cycles(2)
    bare.library.merge("Harbour")
    bare.human_says_it_is("F", "Harbour", "Harbour")
    bare.library.merge("Harbour")
    bare.cycles(2)

    assert [(row[4], row[5]) for row in bare.dump("journal")["journal"]] == [(0, 1)]
