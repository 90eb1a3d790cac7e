"""What is to be undone of the time since an instant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncd.domain.account import AccountId, Score
from syncd.domain.journal import Deed
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.planner.undo import Song, changed_since

HERE, THERE = AccountId(1), AccountId(2)
SONG = TrackRef(Service.LISTENBRAINZ, "c7d3f7c9-a747-5c3d-9299-e3d2be081867")
THEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
HATE, NONE, LOVE = Score.HATE, Score.NONE, Score.LOVE
Done = tuple[int, Score, Score, int | None]


def deed(number: int, done: Done) -> Deed:
    """So many minutes after that instant, from this to that, and undone so many minutes after it."""
    at, old, new, undone = done
    undone_at = None if undone is None else THEN + timedelta(minutes=undone)
    return Deed(
        id=number,
        cycle=number,
        account=HERE,
        ref=SONG,
        old=old,
        new=new,
        at=THEN + timedelta(minutes=at),
        undone_at=undone_at,
    )


def whose(deeds: Sequence[Deed]) -> dict[int, Song]:
    """All of one song of one person."""
    return {deed.id: ("me", RecordingId(1)) for deed in deeds}


LOVED, UNLOVED = (1, NONE, LOVE, None), (5, LOVE, NONE, None)
LOVED_AND_UNDONE, LOVED_BEFORE_AND_UNDONE = (1, NONE, LOVE, 4), (-9, NONE, LOVE, 4)


@pytest.mark.parametrize(
    ("history", "is_unwritten", "expected"),
    [
        pytest.param([LOVED], False, [0], id="a love"),
        pytest.param([(-9, NONE, LOVE, None)], False, [], id="an older love"),
        pytest.param([LOVED, UNLOVED], False, [], id="it stands as it did"),
        pytest.param([(-9, NONE, LOVE, None), UNLOVED], False, [1], id="an unlove of an older love"),
        pytest.param([LOVED_AND_UNDONE], False, [], id="undone, and nothing is left to write"),
        pytest.param([LOVED_AND_UNDONE], True, [0], id="undone, and not written yet"),
        pytest.param([LOVED_AND_UNDONE, UNLOVED], False, [], id="undone and taken back"),
        pytest.param([LOVED_AND_UNDONE, UNLOVED], True, [], id="taken back, and no plan has seen that yet"),
        pytest.param([LOVED_AND_UNDONE, UNLOVED, (6, NONE, LOVE, None)], False, [0, 1, 2], id="made anew"),
        pytest.param([LOVED_BEFORE_AND_UNDONE], True, [0], id="undone since, and not written yet"),
        pytest.param([LOVED_BEFORE_AND_UNDONE, UNLOVED], False, [], id="undone since, by its cycle"),
        pytest.param([LOVED_BEFORE_AND_UNDONE, UNLOVED], True, [], id="undone since, and no plan has seen that yet"),
        pytest.param([(-9, NONE, LOVE, -5), UNLOVED], True, [], id="undone before, taken back since"),
        pytest.param([(-9, NONE, LOVE, -5)], True, [], id="undone before, and not written yet"),
        pytest.param([(1, LOVE, HATE, 4), (5, HATE, NONE, None)], True, [0, 1], id="half of a love brought back"),
        pytest.param([(-9, NONE, LOVE, -5), (-4, LOVE, NONE, 3)], True, [1], id="an undo, undone by its cycle"),
        pytest.param([(-9, NONE, LOVE, -5), LOVED], False, [1], id="taken away by a human, and made anew"),
        pytest.param([(-9, LOVE, NONE, -5), UNLOVED], False, [1], id="brought back by a human, and unloved anew"),
        pytest.param([(-9, NONE, LOVE, -5), (1, LOVE, HATE, None)], False, [1], id="undone, and a hate instead"),
        pytest.param(
            [(-9, HATE, LOVE, -5), UNLOVED], False, [], id="undone before, to nothing, for no hate comes back"
        ),
        pytest.param([(-9, LOVE, HATE, -5), (5, HATE, NONE, None)], False, [], id="half of an undone hate's way back"),
        pytest.param(
            [(-9, NONE, LOVE, 1), (2, LOVE, NONE, None), (3, NONE, LOVE, 4), UNLOVED], False, [], id="undone twice"
        ),
    ],
)
def test_what_stands_otherwise_than_then_is_undone(
    history: list[Done], expected: list[int], *, is_unwritten: bool
) -> None:
    """What an undo took back is never turned round by a time; what it could not write is said again."""
    deeds = [deed(number, done) for number, done in enumerate(history)]

    first = next((each.id for each in deeds if each.at >= THEN), len(deeds))

    wanted = [LOVE if deed.old is LOVE else NONE for deed in deeds if deed.undone_at is not None]
    found = changed_since(deeds, THEN, first, {(HERE, SONG, wanted[-1])} if is_unwritten else (), whose(deeds))

    assert [each.id for each in found] == expected


@pytest.mark.parametrize(("first", "expected"), [(0, [0, 1]), (1, [1]), (2, [])])
def test_what_is_older_by_its_number_is_older_though_it_is_dated_later(first: int, expected: list[int]) -> None:
    """The clock was an hour ahead when the hate was made, and right when it became a love."""
    deeds = [deed(0, (70, NONE, HATE, None)), deed(1, (10, HATE, LOVE, None))]

    found = changed_since(deeds, THEN, first, (), whose(deeds))

    assert [each.id for each in found] == expected


@pytest.mark.parametrize(("whose_love", "expected"), [("me", []), ("another", [1])])
def test_what_an_undo_carried_on_is_its_own(whose_love: str, expected: list[int]) -> None:
    """The unlove here was undone, and that word was carried there; what another one loves is no part of it."""
    unloved, loved = deed(0, (1, LOVE, NONE, 4)), replace(deed(1, (5, NONE, LOVE, None)), account=THERE)
    back = deed(2, (5, NONE, LOVE, None))
    songs = whose([unloved, back]) | {loved.id: (whose_love, RecordingId(1))}

    found = changed_since([unloved, loved, back], THEN, 0, (), songs)

    assert [each.id for each in found] == expected
