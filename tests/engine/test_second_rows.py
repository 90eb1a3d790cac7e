"""A second row of a song that its list holds already is no new word: no love comes back that was unloved elsewhere."""

from datetime import UTC, datetime

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.track import Service
from tests.engine.household import Household


def unloved_at_l2(home: Household, *, carries: bool) -> None:
    """L3 has loved Harbour since 2015; L2 had it by syncd, and its human unloved it a month ago."""
    home.carries_unloves = carries
    home.add("L2", Service.LISTENBRAINZ)
    if "L3" not in home.services:
        home.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    home.human_loves("L3", "Harbour", at=datetime(2015, 5, 1, tzinfo=UTC))
    home.cycles(2)
    assert "Harbour" in home.loved_at("L2")
    home.goes_on(days=3)
    home.human_unloves("L2", "Harbour")
    home.cycles(3)
    assert home.loved_at("L2") == set()
    home.goes_on(days=30)


@pytest.mark.parametrize("carries", [False, True])
@pytest.mark.parametrize("year", [2014, 2018])
def test_an_import_beside_the_old_row_is_no_new_word(bare: Household, year: int, *, carries: bool) -> None:
    """Last.fm knows the song by another MBID, which was merged since: a second row, with its date of old."""
    unloved_at_l2(bare, carries=carries)
    bare.library.merge("Harbour")
    bare.human_loves("L3", "Harbour", at=datetime(year, 6, 1, tzinfo=UTC))
    bare.cycles(4)

    assert bare.loved_at("L2") == set()


@pytest.mark.parametrize("carries", [False, True])
def test_a_text_that_gets_a_known_id_is_no_new_word(bare: Household, *, carries: bool) -> None:
    """L3 has always listed the song twice, by its MBID and as a text that nobody knew: the text is mapped, and nobody acts."""
    bare.catalogue.ignores.add("Harbour tape")
    there = bare.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    there.by_text.add("Harbour tape")
    bare.human_loves("L3", "Harbour tape", at=datetime(2018, 5, 1, tzinfo=UTC))
    unloved_at_l2(bare, carries=carries)
    text = there.ref("Harbour tape")
    there.by_text.add("Harbour")
    new = there.ref("Harbour")
    there.marks[new], there.dates[new] = there.marks.pop(text), there.dates.pop(text)
    bare.cycles(4)

    assert bare.loved_at("L2") == set()
    assert there.marks[new] is Score.LOVE


def test_an_import_likes_nothing_at_jamendo(bare: Household) -> None:
    """Where no like can be taken back: Jamendo is linked after the song was unloved for the whole profile."""
    unloved_at_l2(bare, carries=True)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Harbour")
    bare.cycles(2)
    bare.library.merge("Harbour")
    bare.human_loves("L3", "Harbour", at=datetime(2018, 6, 1, tzinfo=UTC))
    bare.cycles(4)

    assert bare.posts_to("J") == []
