"""What exact evidence missed is looked for by names that are only alike: one by one, a few in a sync, and seldom."""

from itertools import pairwise

from sqlalchemy import delete

from syncd.domain.errors import Unavailable
from syncd.store import tables as t
from tests.engine.hearsay import decider, missed_at
from tests.engine.household import Household


def test_what_exact_names_missed_twice_is_looked_for_by_alike_ones(home: Household) -> None:
    """One request a song, never before everything exact was confirmed; our own comparison decides."""
    home.library.uncoded.add("Constellation Harbour")
    home.catalogue.misspells["Constellation Harbour"] = "Constelation Harbour"
    home.human_loves("B", "Constellation Harbour")
    home.cycles(2)
    assert "alike" not in home.catalogue.asked

    home.goes_on(days=1)
    home.cycle()

    assert home.catalogue.asked["alike"] == [1]
    assert home.loved_at("L") == {"Constellation Harbour"}
    assert decider(home, "B", "Constellation Harbour") == "names"


def test_its_misses_wait_for_months(home: Household) -> None:
    """30, 90, 180 days, whatever is asked exactly meanwhile."""
    home.catalogue.ignores.add("Harbour")
    home.human_loves("B", "Harbour")
    asked_on = []
    for day in range(0, 320, 10):
        before = len(home.catalogue.asked.get("alike", []))
        home.cycle()
        if len(home.catalogue.asked.get("alike", [])) > before:
            asked_on.append(day)
        home.goes_on(hours=239)

    assert [later - earlier for earlier, later in pairwise(asked_on)] == [30, 90, 180]


def test_at_most_fifty_are_asked_in_one_sync(home: Household) -> None:
    """The others have their turn in the next; none is asked twice."""
    songs = [f"Song {word} {number}" for word in ("red", "blue", "grey") for number in range(20)]
    home.catalogue.ignores |= set(songs)
    home.human_loves("B", *songs)
    home.cycle()
    home.goes_on(days=1)
    home.cycle()
    assert len(home.catalogue.asked["alike"]) == 50

    home.cycles(2)
    assert len(home.catalogue.asked["alike"]) == 60


def test_a_look_up_that_is_down_is_no_miss(home: Household) -> None:
    """It is asked again in the next run."""
    home.catalogue.ignores.add("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.goes_on(days=1)
    home.cycle()
    with home.database.writing() as connection:  # its months are over
        connection.execute(delete(t.misses).where(t.misses.c.place == "alike names"))
        connection.commit()
    home.catalogue.chokes_on["Harbour"] = Unavailable("listenbrainz", "503", never_left=True)
    home.cycle()
    assert "alike names" not in missed_at(home)

    home.catalogue.chokes_on.clear()
    home.cycle()
    assert "alike names" in missed_at(home)


def test_a_human_who_says_so_has_it_asked_at_once(home: Household) -> None:
    """Taking an answer back forgets the misses, those of alike names among them."""
    home.catalogue.ignores.add("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.goes_on(days=1)
    home.cycle()
    assert home.catalogue.asked["alike"] == [1]

    home.human_says_not("B", "Harbour", "Lantern")
    home.human_forgets("B", "Harbour")

    assert missed_at(home) == {"jamendo"}
