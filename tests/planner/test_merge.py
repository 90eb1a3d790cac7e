"""A profile's accounts merged into one set."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.domain.account import Role, Score
from syncd.domain.memory import FIRST_LOOK
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.merge import Word, is_buried, merge
from tests.planner.words import NOON, account, context, love, ref, view

RECORDINGS = context().recordings
YESTERDAY = NOON - timedelta(days=1)


def words(*views: Any, recordings: dict[TrackRef, RecordingId] | None = None) -> dict[int, int]:
    """The cycle of each loved recording's word."""
    agreed = merge(views, RECORDINGS if recordings is None else recordings)
    return {recording: word.cycle for recording, word in agreed.loved.items()}


def test_what_any_heard_account_loves_is_loved() -> None:
    """Two sets meet in one; a song at both is one."""
    here, there = view(love("a"), love("b", since=2)), view(love("b", since=3), love("c"), who=account(2))

    assert words(here, there) == {1: 1, 2: 3, 3: 1}


@pytest.mark.parametrize(("role", "heard"), [(Role.SOURCE, True), (Role.BOTH, True), (Role.TARGET, False)])
def test_an_account_is_heard_by_its_role(role: Role, *, heard: bool) -> None:
    """A target's loves are nobody else's business."""
    assert words(view(love("a"), who=account(role=role))) == ({1: 1} if heard else {})


def test_our_own_echo_is_nobodys_opinion() -> None:
    """A love that only we made is not loved; beside a human's it adds no word."""
    assert words(view(love("a", since=9, is_ours=True))) == {}
    assert words(view(love("a", since=2)), view(love("a", since=9, is_ours=True), who=account(2))) == {1: 2}


def test_of_two_accounts_the_later_word_stands_and_of_two_copies_the_first() -> None:
    """An account that lists a song twice loved it once, when it listed it first."""
    same = {ref("a"): RecordingId(1), ref("b"): RecordingId(1)}

    assert words(view(love("a", since=2), love("b", since=7)), recordings=same) == {1: 2}
    assert words(view(love("a", since=2)), view(love("b", since=7), who=account(2)), recordings=same) == {1: 7}


@pytest.mark.parametrize("role", list(Role))
def test_a_hate_is_heard_from_every_account(role: Role) -> None:
    """What is hated anywhere in the profile we love nowhere."""
    agreed = merge(
        [view(love("a", score=Score.HATE), who=account(role=role)), view(love("a"), who=account(2))], RECORDINGS
    )

    assert agreed.hated == {1}


def test_both_at_once_is_a_hate() -> None:
    """A song that is loved under one id and hated under another is hated."""
    same = {ref("a"): RecordingId(1), ref("b"): RecordingId(1)}

    assert merge([view(love("a"), love("b", score=Score.HATE))], same).hated == {1}


@pytest.mark.parametrize(
    ("dates", "oldest"),
    [((NOON, YESTERDAY), YESTERDAY), ((None, NOON), NOON), ((NOON, None), NOON), ((None, None), None)],
)
def test_the_oldest_known_date_stands(dates: tuple[datetime | None, datetime | None], oldest: datetime | None) -> None:
    """An account without dates takes nothing away from one that has them."""
    views = [view(love("a", loved_at=date), who=account(number)) for number, date in enumerate(dates)]

    assert merge(views, RECORDINGS).loved[RecordingId(1)].loved_at == oldest


def test_what_nobody_knows_is_left_out() -> None:
    """A ref without a recording waits until it has one."""
    assert words(view(love("a")), recordings={}) == {}


@pytest.mark.parametrize(
    ("tombstone", "word", "buried"),
    [
        (None, None, False),
        (None, Word(3), False),
        (5, None, True),
        (5, Word(FIRST_LOOK), True),
        (5, Word(4), True),
        (5, Word(5), False),
        (5, Word(6), False),
    ],
)
def test_the_later_word_stands(tombstone: int | None, word: Word | None, *, buried: bool) -> None:
    """A love heard in the tombstone's cycle or later lifts it; a first look lifts nothing."""
    assert is_buried(tombstone, word) is buried


lines = st.builds(love, st.sampled_from("abcdefgh"), st.integers(0, 9), is_ours=st.booleans())


@given(st.lists(st.lists(lines), max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_accounts_does_not_matter(lists: list[list[Any]], dice: Any) -> None:
    """Merging is a set's business: no account comes first."""
    views = [view(*loves, who=account(number)) for number, loves in enumerate(lists)]
    shuffled = dice.sample(views, len(views))

    assert merge(views, RECORDINGS) == merge(shuffled, RECORDINGS)
