"""Known MBIDs are asked about again; what was merged is followed, what was deleted is freed."""

import pytest

from syncd.domain.errors import Rejected, ServiceError, Unavailable, Unreadable
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.recheck import STANDINGS_A_RUN
from tests.engine.household import Household


def test_a_merged_mbid_that_a_list_states_is_followed_at_once(home: Household) -> None:
    """L2 loves it under the old MBID: L gets the new one, the same day, and once."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", "Harbour")
    old = home.library.mbid("Harbour")
    new = home.library.merge("Harbour")
    home.cycles(2)

    assert [ref.id for ref in home.services["L"].posts] == [new]
    assert home.catalogue.asked["standing"] == [1]
    assert {row[0]: row[2] for row in home.dump("mbids")["mbids"]} == {old: False, new: True}


def test_a_hate_under_an_mbid_that_was_merged_since_is_a_hate_of_the_song(home: Household) -> None:
    """L hates the old MBID, whose facts are fresh; L2 then loves the new one: their ISRC has the old one asked about."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_hates("L", "Harbour")
    home.cycle()
    home.library.merge("Harbour")
    home.human_loves("L2", "Harbour")
    home.cycles(2)

    assert home.posts_to("L") == []
    assert home.state("L", "Harbour") is State.VETOED


def test_a_hate_is_heard_through_two_merges(home: Household) -> None:
    """What L2 loves was merged once more since: the recording that stands has the ISRC of the hated one."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_hates("L", "Harbour")
    home.cycle()
    home.library.merge("Harbour")
    home.human_loves("L2", "Harbour")
    home.library.merge("Harbour")
    home.cycles(2)

    assert home.posts_to("L") == []


def test_a_love_that_was_pushed_under_a_merged_mbid_is_one_love(home: Household) -> None:
    """A month later the re-check finds the merge; L lists the song under its old MBID, and that is enough."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    new = home.library.merge("Harbour")
    home.goes_on(days=31)
    home.cycles(2)

    assert home.posts_to("L") == ["Harbour"]
    assert home.state("L", "Harbour") is State.SETTLED
    assert new in {row[0] for row in home.dump("mbids")["mbids"]}


def test_a_denied_recording_into_which_the_match_was_merged_is_no_match(home: Household) -> None:
    """The human names the MBID of today while syncd knows the old one: what that made is taken back once both are one."""
    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.loved_at("L") == {"Harbour"}
    home.library.merge("Harbour")
    home.human_says_not("B", "Harbour", "Harbour")
    home.goes_on(days=40)
    home.cycles(2)

    assert home.loved_at("L") == set()
    assert home.dump("amends")["amends"] == []


def test_a_denied_recording_that_was_merged_into_the_same_one_as_the_match_is_no_match(home: Household) -> None:
    """He names the MBID of today, and both it and the one that syncd knows are another one when syncd looks again."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.library.merge("Harbour")
    home.human_says_not("B", "Harbour", "Harbour")
    home.library.merge("Harbour")
    home.goes_on(days=40)
    home.cycles(2)

    assert home.loved_at("L") == set()
    assert home.state("L", "Harbour") is State.UNKNOWN
    assert home.dump("amends")["amends"] == []


@pytest.mark.parametrize("trouble", [Unavailable, Unreadable, Rejected])
def test_a_merge_is_not_followed_while_nobody_can_say_what_became_of_a_denied_recording(
    trouble: type[ServiceError], home: Household
) -> None:
    """Else the human's no would be lost with it: once the catalogue answers, what he denied is taken back."""
    home.human_loves("B", "Harbour")
    home.cycle()
    denied = home.library.merge("Harbour")
    home.human_says_not("B", "Harbour", "Harbour")
    home.library.merge("Harbour")
    home.catalogue.chokes_on[denied] = trouble("musicbrainz", "no answer")
    home.goes_on(days=40)
    home.cycle()
    assert home.state("L", "Harbour") is State.SETTLED

    home.catalogue.chokes_on.clear()
    home.goes_on(days=40)
    home.cycles(2)

    assert home.loved_at("L") == set()


def test_a_recording_that_a_human_named_stays_where_it_is_merged_with_one_that_he_denied(home: Household) -> None:
    """Not this one but that one, he said; that both are one recording by now takes nothing back."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.human_says_it_is("B", "Harbour", "Lantern")
    home.cycles(2)
    assert home.loved_at("L") == {"Lantern"}

    home.library.mbids["Lantern"] = home.library.merge("Harbour")
    home.goes_on(days=40)
    home.cycles(3)

    assert home.posts_to("L") == ["Harbour", "Harbour", "Lantern"]
    assert home.loved_at("L") == {"Lantern"}


def test_a_deleted_recording_is_found_anew_and_its_love_stays(home: Household) -> None:
    """What we loved under the deleted MBID is not unloved, nor loved a second time under the new one."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    old = home.library.delete("Harbour")
    home.goes_on(days=31)
    home.cycles(2)

    assert home.posts_to("L") == ["Harbour"]
    assert home.state("L", "Harbour") is State.SETTLED
    current = {row[0] for row in home.dump("mbids")["mbids"] if row[2]}
    assert current == {home.library.mbid("Harbour")}
    assert old in {row[0] for row in home.dump("mbids")["mbids"]}


def test_a_new_account_gets_the_recording_that_took_its_place(home: Household) -> None:
    """Where the song is not loved yet, the deleted MBID is never pushed."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.library.delete("Harbour")
    home.goes_on(days=31)
    home.add("L2", Service.LISTENBRAINZ)
    home.cycles(2)

    assert [ref.id for ref in home.services["L2"].posts] == [home.library.mbid("Harbour")]


def test_a_deleted_recording_that_nobody_names_is_unknown(home: Household) -> None:
    """L states a deleted MBID and no names: nothing can be asked, and that is said."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", "Harbour")
    home.library.told[Service.LISTENBRAINZ, "Harbour"] = {"title": "", "artist": "", "isrcs": frozenset()}
    home.library.deleted.add(home.library.mbid("Harbour"))
    home.catalogue.ignores.add("Harbour")
    home.cycles(2)

    assert home.state("L", "Harbour") is State.UNKNOWN
    assert home.state("J", "Harbour") is State.UNKNOWN
    assert home.posts_to("L") == []


def test_what_only_the_facts_do_not_have_yet_is_asked_about_again_after_growing_waits(home: Household) -> None:
    """A very new recording stands: MusicBrainz is not asked about it in every run."""
    home.catalogue.ignores.add("Harbour")
    home.human_loves("L", "Harbour")
    home.cycles(3)
    assert home.catalogue.asked["standing"] == [1]

    home.goes_on(days=1)
    home.cycles(2)
    assert home.catalogue.asked["standing"] == [1, 1]
    home.goes_on(days=1)
    home.cycle()
    assert home.catalogue.asked["standing"] == [1, 1]


def test_a_run_asks_for_so_many_and_the_next_for_the_rest(home: Household) -> None:
    """One by one at one request a second: a list full of dead MBIDs must not stop everything else."""
    songs = [f"Song {word} {number}" for word in ("red", "blue", "grey") for number in range(20)]
    home.catalogue.ignores |= set(songs)
    home.human_loves("L", *songs)
    home.cycle()
    assert len(home.catalogue.asked["standing"]) == STANDINGS_A_RUN

    home.cycle()
    assert len(home.catalogue.asked["standing"]) == len(songs)


def test_a_standing_that_cannot_be_had_changes_nothing(home: Household) -> None:
    """A 503 frees nobody."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    old = home.library.delete("Harbour")
    home.catalogue.chokes_on[old] = Unavailable("musicbrainz", "503")
    home.goes_on(days=31)
    home.cycle()

    assert {row[0] for row in home.dump("mbids")["mbids"] if row[2]} == {old}
    assert home.state("L", "Harbour") is State.SETTLED
