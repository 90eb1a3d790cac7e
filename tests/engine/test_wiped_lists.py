"""A list that is wiped counts together, though its songs known by MBID are words at once and its texts only at the next look."""

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.guarding import MEEK, held, keeps, titles
from tests.engine.household import Household

SONGS, TEXTS = [f"Song {number}" for number in range(10)], [f"Text {number}" for number in range(3)]


def wiped(home: Household, role: Role = Role.BOTH, *, texts: list[str] = TEXTS, songs: list[str] = SONGS) -> Household:
    """L loves so many songs by MBID and so many by text, L2 got them, and L's list is empty."""
    home.limits, home.carries_unloves = MEEK, True
    home.add("L", Service.LISTENBRAINZ, role=role).by_text |= set(texts)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L", *songs, *texts)
    home.cycle()
    assert home.loved_at("L2") == {*songs, *texts}
    home.human_unloves("L", *songs, *texts)
    return home


@pytest.mark.parametrize("role", [Role.BOTH, Role.SOURCE])
def test_what_a_human_keeps_is_the_whole_list(bare: Household, role: Role) -> None:
    """Asked once, about all thirteen."""
    home = wiped(bare, role)
    home.cycle()
    [group] = held(home)
    assert titles(home, group) == [*SONGS, *TEXTS]

    keeps(home)
    home.cycles(3)

    assert home.loved_at("L2") == {*SONGS, *TEXTS}
    assert role is Role.SOURCE or home.loved_at("L") == {*SONGS, *TEXTS}


def test_a_list_that_is_mostly_texts(bare: Household) -> None:
    """Three by MBID are within the bound; with the ten that go beside them they are not."""
    songs, texts = SONGS[:3], [f"Text {number}" for number in range(10)]
    home = wiped(bare, songs=songs, texts=texts)
    home.cycles(3)

    assert home.loved_at("L2") == {*songs, *texts}
    assert [len(group.refs) for group in held(home)] == [13]


def test_a_list_that_is_wiped_before_midnight(bare: Household) -> None:
    """The look that tells of the texts comes on another day, on which three may go."""
    home = wiped(bare)
    home.goes_on(hours=10, minutes=30)
    home.cycle()
    assert held(home)

    home.goes_on(hours=1)
    home.cycles(2)

    assert home.loved_at("L2") == {*SONGS, *TEXTS}


def test_texts_that_were_rewritten_do_not_count(bare: Household) -> None:
    """Three songs were taken back, and the texts go on under new ids: that is within the bound."""
    home = wiped(bare, songs=SONGS[:3])
    home.human_loves("L", *TEXTS)
    for text in TEXTS:
        home.services["L"].reissue(text)
    home.cycles(3)

    assert held(home) == []
    assert home.loved_at("L2") == set(TEXTS)


def test_a_text_that_is_back_at_the_next_look_holds_nothing(bare: Household) -> None:
    """Three were unloved, as many as a day has, and one look lacked a text beside them: they go with the next look."""
    bare.limits, bare.carries_unloves = MEEK, True
    bare.add("L", Service.LISTENBRAINZ).by_text.add(TEXTS[0])
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", *SONGS, TEXTS[0])
    bare.cycle()
    bare.human_unloves("L", *SONGS[:3], TEXTS[0])
    bare.cycle()
    bare.human_loves("L", TEXTS[0])
    bare.cycles(2)

    assert held(bare) == []
    assert bare.loved_at("L2") == {*SONGS[3:], TEXTS[0]}


def test_a_love_that_became_a_hate_is_no_absence(bare: Household) -> None:
    """Anthem's MBID is hated now and its text is gone, beside four more, which come back: the hate goes on its way."""
    bare.limits, bare.carries_unloves = MEEK, True
    there = bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", "Anthem", *SONGS)
    bare.cycle()
    there.by_text.add("Anthem")
    bare.human_loves("L", "Anthem")
    bare.cycles(2)
    text = there.ref("Anthem")
    there.by_text.discard("Anthem")
    bare.human_hates("L", "Anthem")
    there.marks.pop(text)
    bare.human_unloves("L", *SONGS[:4])
    bare.cycle()
    assert held(bare)
    bare.human_loves("L", *SONGS[:4])
    bare.cycles(3)

    assert bare.loved_at("L2") == set(SONGS)
