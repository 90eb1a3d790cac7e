"""A list in a file is its place, and where the place is new, its name: the memory of what moved goes along."""

from dataclasses import replace

import pytest

from syncd.domain.account import Label
from syncd.domain.memory import AccountRecord
from syncd.domain.track import Service
from tests.engine.guarding import MEEK, SONGS, approves, held
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService


def sync(home: Household, count: int = 1, disabled: dict[Label, str] | None = None) -> None:
    """Some syncs; the configuration says where each list lies, those of disabled accounts, too."""
    lists = {id(each): each.name for each in home.services.values() if each.service is Service.FILE}
    places = {each.label: lists[id(each.favourites)] for each in home.members.values() if id(each.favourites) in lists}
    for _ in range(count):
        home.cycle(world=replace(home.world(), places=places | (disabled or {})))


def moves(home: Household, name: str, place: str) -> ScriptedService:
    """The configuration has another path for this list."""
    home.services[name].name = place
    return home.services[name]


def record(home: Household, whoami: str) -> AccountRecord:
    """What is known of the account at a place."""
    return next(each for each in home.records() if each.account.whoami == whoami)


@pytest.fixture
def listed(bare: Household) -> Household:
    """Unloves travel from the list F to L; the guard believes three a day."""
    bare.carries_unloves, bare.limits = True, MEEK
    bare.add("F", Service.FILE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("F", *SONGS)
    sync(bare, 2)
    assert bare.loved_at("L") == set(SONGS)
    return bare


def test_what_was_unloved_before_a_list_moved_stays_unloved(listed: Household) -> None:
    """Another list still has the song, and loved it before."""
    listed.add("G", Service.FILE)
    listed.human_loves("G", SONGS[0])
    sync(listed, 2)
    listed.human_unloves("F", SONGS[0])
    sync(listed, 2)
    moves(listed, "F", "elsewhere")
    sync(listed, 3)

    assert listed.loved_at("L") == set(SONGS[1:])
    assert [each.account.whoami for each in listed.records()] == ["elsewhere", "L", "G"]


def test_what_a_list_lost_while_it_moved_was_unloved(listed: Household) -> None:
    """It is the same list, so what it lacks is news."""
    moves(listed, "F", "elsewhere")
    listed.human_unloves("F", SONGS[0])
    sync(listed, 3)

    assert listed.loved_at("L") == set(SONGS[1:])


def test_a_path_to_quite_another_list_is_what_the_guard_is_for(listed: Household) -> None:
    """Nothing is taken away before a human has judged it; then it is."""
    moves(listed, "F", "elsewhere").marks.clear()
    listed.human_loves("F", "Harbour")
    sync(listed, 2)
    assert listed.loved_at("L") == {*SONGS, "Harbour"}
    assert record(listed, "elsewhere").guarded == len(SONGS)

    approves(listed, held(listed)[0])
    [removals] = held(listed)
    approves(listed, removals)

    assert listed.loved_at("L") == {"Harbour"}


def test_with_removals_off_nothing_is_taken_away(listed: Household) -> None:
    """Neither what got lost on the way, nor all of another list."""
    listed.carries_unloves = False
    moves(listed, "F", "elsewhere")
    listed.human_unloves("F", SONGS[0])
    sync(listed, 2)
    moves(listed, "F", "and elsewhere again").marks.clear()
    listed.human_loves("F", "Harbour")
    sync(listed, 3)

    assert listed.loved_at("L") == {*SONGS, "Harbour"}


def test_a_place_that_has_another_name_keeps_its_memory(listed: Household) -> None:
    """F's old place is G's by now, and out of reach at first: F is a new list, and takes no other's memory."""
    before = record(listed, "F")
    listed.is_renamed("F", "G")
    listed.services["G"] = listed.services.pop("F")
    listed.is_down("G")
    listed.add("F", Service.FILE).name = "elsewhere"
    listed.human_loves("F", "Harbour")
    sync(listed, 2)
    listed.is_up("G")
    sync(listed, 2)

    assert record(listed, "F").account.id == before.account.id
    assert [record(listed, each).account.name for each in ("F", "elsewhere")] == ["G", "F"]
    assert listed.loved_at("L") == {*SONGS, "Harbour"}
    assert held(listed) == []


def test_the_place_of_a_disabled_list_is_taken(listed: Household) -> None:
    """F's old place is that of a disabled account now: its memory is not that of the list at F's new place."""
    listed.silent[Label("default", "G")] = Service.FILE
    moves(listed, "F", "elsewhere").marks.clear()
    listed.human_loves("F", "Harbour")
    sync(listed, 2, disabled={Label("default", "G"): "F"})

    assert record(listed, "F").guarded == 0
    assert {line.ref.id for line in listed.outcome.decisions["default"].plan.actions} == set()
    assert listed.loved_at("L") == {*SONGS, "Harbour"}


def test_lists_may_change_places(listed: Household) -> None:
    """Who lies where is known: the names follow, and nothing was unloved."""
    listed.add("G", Service.FILE)
    listed.human_loves("G", "Harbour")
    sync(listed, 2)
    f, g = listed.services["F"], listed.services["G"]
    f.name, g.name, f.marks, g.marks = g.name, f.name, g.marks, f.marks
    sync(listed, 3)

    assert listed.loved_at("L") == {*SONGS, "Harbour"}
    assert [record(listed, each).account.name for each in ("F", "G")] == ["G", "F"]
    assert held(listed) == []


def test_a_moved_list_that_cannot_be_read_is_remembered(listed: Household) -> None:
    """Its path has a spelling mistake: what it loves counts, as with any list that is out of reach."""
    moves(listed, "F", "elsewhere")
    listed.is_down("F")
    sync(listed, 2)
    assert listed.outcome.favourites == {"default": len(SONGS)}
    listed.is_up("F")
    sync(listed, 2)

    assert [each.account.whoami for each in listed.records()] == ["elsewhere", "L"]


def test_a_list_that_got_another_name_and_cannot_be_read_is_remembered(listed: Household) -> None:
    """Its place tells whose it is before anybody looks there."""
    listed.is_renamed("F", "G")
    listed.is_down("F")
    sync(listed, 2)

    assert listed.outcome.favourites == {"default": len(SONGS)}


def test_other_accounts_are_who_they_log_in_as(bare: Household) -> None:
    """Another login under the same name is somebody else, whose list has a memory of its own."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", "Harbour")
    sync(bare, 2)
    moves(bare, "B", "somebody else").marks.clear()
    bare.human_loves("B", "Lantern")
    sync(bare, 2)

    assert sorted(each.account.whoami for each in bare.records()) == ["B", "L", "somebody else"]
    assert bare.loved_at("L") == {"Harbour", "Lantern"}
