"""What is to be brought back at an account, and what has made that needless."""

from typing import Any

import pytest

from syncd.domain.account import Score
from syncd.domain.answer import Amends
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.planner.amends import bringing_back
from syncd.planner.merge import Agreement
from tests.planner.words import ONE_WAY, account, favourite, love, ref, view

SHOP = account(service=Service.JAMENDO, can=ONE_WAY)
OLD, NEW = ref("old", Service.JAMENDO), ref("new", Service.JAMENDO)
SONG = RecordingId(1)


def brought_back(**old: Any) -> list[tuple[TrackRef, Score]]:
    """What is liked again of a song that a human keeps under its new id; its old id stands in memory like this."""
    lines = [love("old", service=Service.JAMENDO, **old), love("new", service=Service.JAMENDO, missing_since=3)]
    here = view(
        *lines, who=SHOP, to_bring_back={NEW: Amends(account=SHOP.id, ref=NEW, recording=SONG, score=Score.LOVE)}
    )
    actions = bringing_back(
        here, Agreement(loved={}, hated=frozenset()), {SONG: favourite(1, refs=frozenset({OLD, NEW}))}
    )
    return [(each.ref, each.score) for each in actions]


@pytest.mark.parametrize("missing_since", [None, 2])
def test_a_love_under_another_id_is_a_later_word_whether_it_stands_or_went(missing_since: int | None) -> None:
    """Nothing is made twice, and nothing that a human took away under the id that it had last."""
    assert brought_back(missing_since=missing_since) == []


def test_what_the_service_took_down_under_another_id_is_nobodys_word() -> None:
    """The song had another id by then, and is liked again under that."""
    assert brought_back(missing_since=2, is_taken_down=True) == [(NEW, Score.LOVE)]


@pytest.mark.parametrize(("unloved_in", "again"), [(7, [(NEW, Score.LOVE)]), (9, [(NEW, Score.LOVE)]), (10, [])])
def test_an_unlove_after_the_undo_is_the_later_word(unloved_in: int, again: list[tuple[TrackRef, Score]]) -> None:
    """It was undone in cycles 8 and 9, and could not be written; of the unlove of another id, it turns out later that it was this song's."""
    wanted = Amends(account=SHOP.id, ref=NEW, recording=SONG, score=Score.LOVE, said_in=8)
    here = view(who=SHOP, to_bring_back={NEW: wanted}, tombstones={SONG: unloved_in})

    actions = bringing_back(here, Agreement(loved={}, hated=frozenset()), {SONG: favourite(1, refs=frozenset({NEW}))})

    assert [(each.ref, each.score) for each in actions] == again
