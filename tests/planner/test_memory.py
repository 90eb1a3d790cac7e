"""What a fresh list tells, case by case."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.domain.account import Role, Score
from syncd.domain.memory import FIRST_LOOK, Look, Love
from syncd.domain.track import TrackRef
from syncd.planner.hearing import Heard
from syncd.planner.memory import came_since_absences, hear, without_absences
from tests.planner.words import account, context, look, love, ref, remembered

names = st.sampled_from("abcdefgh")


def after(seen: dict[TrackRef, Love], heard: Heard) -> dict[TrackRef, Love]:
    """The memory after a look."""
    lines = seen | remembered(*heard.kept)
    return {key: line for key, line in lines.items() if key not in heard.forgotten}


def test_a_first_look_is_memory_and_not_news() -> None:
    """Its loves count, and their word is older than any tombstone."""
    heard = hear({}, look("a", "b"), context(is_first_look=True))

    assert {each.since for each in heard.kept} == {FIRST_LOOK}


def test_what_is_listed_and_not_remembered_is_a_new_word() -> None:
    """It carries the number of the cycle that heard it."""
    heard = hear({}, look("a", hates="b"), context(cycle=5))

    assert [(each.ref.id, each.score, each.since, each.is_ours) for each in heard.kept] == [
        ("a", Score.LOVE, 5, False),
        ("b", Score.HATE, 5, False),
    ]


def test_our_own_write_is_an_echo() -> None:
    """What we sent and had not seen yet is ours; a hate there is not, for we sent a love."""
    heard = hear({}, look("a", hates="b"), context(echoes=frozenset({ref("a"), ref("b")})))

    assert {each.ref.id: each.is_ours for each in heard.kept} == {"a": True, "b": False}


def test_nothing_new_changes_nothing() -> None:
    """The same list again is no change at all."""
    heard = hear(remembered(love("a"), love("b")), look("a", "b"), context())

    assert heard == Heard(kept=(), forgotten=(), tombstones=())


def test_no_list_concludes_nothing() -> None:
    """An account that could not be read whole has no vote."""
    quiet = replace(look("a"), snapshot=None)

    assert hear(remembered(love("b")), quiet, context()) == Heard(kept=(), forgotten=(), tombstones=())


def test_a_first_absence_is_no_word() -> None:
    """The line stays, and remembers when it went missing."""
    heard = hear(remembered(love("a")), look(), context(cycle=5))

    assert heard.forgotten == ()
    assert [each.missing_since for each in heard.kept] == [5]


@pytest.mark.parametrize(
    ("missing_since", "answers", "gone"),
    [
        (None, {}, False),
        (5, {}, False),
        (4, {}, True),
        (None, {"denied": "a"}, True),
        (4, {"still": "a"}, False),
        (4, {"taken_down": "a"}, False),
        (None, {"taken_down": "a"}, False),
    ],
)
def test_an_absence_needs_a_second_look_or_a_denial(
    missing_since: int | None, answers: dict[str, Any], *, gone: bool
) -> None:
    """A second whole read or the point read confirms it; a point read that shows it, or a track taken down, does not."""
    heard = hear(remembered(love("a", missing_since=missing_since)), look(**answers), context(cycle=5))

    assert heard.forgotten == ((ref("a"),) if gone else ())
    assert [each.recording for each in heard.tombstones] == ([1] if gone else [])
    assert heard.gone == int(gone)


@pytest.mark.parametrize("answers", [{}, {"denied": "a"}])
def test_nothing_is_concluded_while_a_new_ref_is_unasked(answers: dict[str, Any]) -> None:
    """It may be the old song under a new id, even where the point read denies the old one."""
    heard = hear(remembered(love("a", missing_since=2)), look("b", **answers), context(has_unasked=True))

    assert heard.forgotten == ()
    assert heard.tombstones == ()


def test_what_was_missing_is_back() -> None:
    """It keeps its old word."""
    [line] = hear(remembered(love("a", since=2, missing_since=4)), look("a"), context()).kept

    assert (line.since, line.missing_since) == (2, None)


def test_what_the_service_took_down_is_marked_and_comes_back() -> None:
    """What is taken down is nobody's word; shown again, it is as it was."""
    [gone] = hear(remembered(love("a")), look(taken_down="a"), context()).kept
    assert gone.is_taken_down

    [back] = hear(remembered(gone), look("a"), context()).kept

    assert back == love("a")


def test_the_same_song_twice_and_one_copy_removed_is_no_unlove() -> None:
    """The copy is forgotten; the song is still listed there."""
    both = context(recordings={"a": 1, "b": 1})
    heard = hear(remembered(love("a"), love("b")), look("b", denied="a"), both)

    assert heard.forgotten == (ref("a"),)
    assert heard.tombstones == ()


def test_a_reissued_id_keeps_its_old_word() -> None:
    """A song that stays listed under another id was not loved anew."""
    same = context(cycle=9, recordings={"a": 1, "b": 1})
    heard = hear(remembered(love("a", since=2)), look("b", denied="a"), same)

    assert [(each.ref.id, each.since) for each in heard.kept] == [("b", 2)]
    assert heard.tombstones == ()


def test_an_echo_neither_inherits_nor_hands_on_a_word() -> None:
    """Our own line under another id is no human's word."""
    same = context(cycle=9, recordings={"a": 1, "b": 1})
    heard = hear(remembered(love("a", since=2, is_ours=True)), look("a", "b"), same)

    assert [(each.ref.id, each.since) for each in heard.kept] == [("b", 9)]


def test_a_love_turned_into_a_hate_is_an_unlove_and_a_hate() -> None:
    """The hate is a new line of this cycle; the love leaves a tombstone."""
    heard = hear(remembered(love("a")), look(hates="a"), context(cycle=5))

    assert [(each.score, each.since) for each in heard.kept] == [(Score.HATE, 5)]
    assert [(each.recording, each.cycle) for each in heard.tombstones] == [(1, 5)]


@pytest.mark.parametrize("is_ours", [False, True])
def test_a_hate_taken_back_is_no_unlove(*, is_ours: bool) -> None:
    """It leaves a tombstone of its own, whoever's it was, which goes for that account alone."""
    seen = remembered(love("a", score=Score.HATE, is_ours=is_ours))
    heard = hear(seen, look(denied="a"), context(cycle=5, carries=True))

    assert heard.forgotten == (ref("a"),)
    [stone] = heard.tombstones
    assert (stone.recording, stone.cycle, stone.carries, stone.score) == (1, 5, False, Score.HATE)


@pytest.mark.parametrize("score", [Score.LOVE, Score.HATE])
def test_a_hate_under_another_id_keeps_its_old_word(score: Score) -> None:
    """It was not hated anew, nor taken away; a love of the same song inherits nothing of it."""
    same = context(cycle=9, recordings={"a": 1, "b": 1})
    now = look("b", denied="a") if score is Score.LOVE else look(hates="b", denied="a")
    heard = hear(remembered(love("a", score=Score.HATE, since=2)), now, same)

    assert [(each.score, each.since) for each in heard.kept] == [(score, 2 if score is Score.HATE else 9)]
    assert [each.score for each in heard.tombstones] == ([Score.HATE] if score is Score.LOVE else [])


def test_a_source_leaves_no_tombstones() -> None:
    """What nobody writes to needs no memory of what must not be written."""
    source = account(role=Role.SOURCE)
    heard = hear(remembered(love("a")), look(denied="a", who=source), context())

    assert heard.forgotten == (ref("a"),)
    assert heard.tombstones == ()


def test_frightening_absences_wait_and_the_rest_is_heard() -> None:
    """Nothing of the absences enters memory; a love turned into a hate does."""
    seen = remembered(love("a"), love("b"), love("c"))
    bold = hear(seen, look(hates="c", denied="ab"), context(cycle=5))

    meek = without_absences(bold, bold.forgotten, seen, context(cycle=5))

    assert (bold.gone, meek.gone) == (2, 0)
    assert [each.recording for each in meek.tombstones] == [3]
    waiting = [each for each in meek.kept if each not in bold.kept]
    assert [(each.ref.id, each.is_guarded, each.missing_since) for each in waiting] == [("a", True, 5), ("b", True, 5)]


def test_what_was_taken_down_and_is_gone_by_its_human_waits_as_that() -> None:
    """The service has it again, and the list does not: it is doubted as an unlove, and no longer believed to be taken down."""
    seen = remembered(love("a", missing_since=3, is_taken_down=True))
    bold = hear(seen, look(denied="a"), context(cycle=5))

    [waiting] = without_absences(bold, bold.forgotten, seen, context(cycle=5)).kept

    assert (waiting.is_guarded, waiting.is_taken_down, waiting.missing_since) == (True, False, 3)


def test_newcomers_since_an_absence_may_be_the_absent_song() -> None:
    """What came when something went, or later, does; what was there before does not."""
    seen = remembered(love("a", since=0, missing_since=4), love("b", since=3), love("c", since=4), love("d", since=6))

    assert came_since_absences(seen, [ref(name) for name in "bcde"]) == [ref("c"), ref("d"), ref("e")]
    assert came_since_absences(remembered(love("b", since=3)), [ref("b"), ref("e")]) == [ref("e")]


def test_our_own_writes_are_no_absent_songs_under_a_new_id() -> None:
    """What we put there since nobody needs to be asked about."""
    seen = remembered(love("a", missing_since=4), love("b", since=4, is_ours=True), love("c", since=4))

    assert came_since_absences(seen, [ref("b"), ref("c")], written=[ref("b")]) == [ref("c")]
    assert came_since_absences(seen, [ref("b"), ref("c")]) == [ref("b"), ref("c")], "ours under a new id itself"


lines = st.builds(
    love,
    names,
    st.integers(0, 6),
    score=st.sampled_from([Score.LOVE, Score.HATE]),
    missing_since=st.none() | st.integers(1, 4),
    is_ours=st.booleans(),
)
looks = st.dictionaries(names, st.booleans()).map(
    lambda scores: look(
        *[name for name, is_love in scores.items() if is_love], hates=[n for n in scores if not scores[n]]
    )
)


@given(st.lists(lines), looks, st.integers(5, 8))
def test_hearing_the_same_list_again_changes_nothing(loves: list[Love], heard_now: Look, cycle: int) -> None:
    """In the same cycle, a list that was heard is known: hear is idempotent."""
    seen, when = remembered(*loves), context(cycle)
    once = after(seen, hear(seen, heard_now, when))

    again = hear(once, heard_now, when)

    assert again == Heard(kept=(), forgotten=(), tombstones=())


@given(st.lists(lines), looks)
def test_what_is_listed_is_remembered_and_only_the_absent_is_forgotten(loves: list[Love], heard_now: Look) -> None:
    """After any look memory holds all that it lists, with its score, and forgets nothing that it lists."""
    seen = remembered(*loves)
    heard = hear(seen, heard_now, context(9))
    memory = after(seen, heard)
    assert heard_now.snapshot is not None
    listed = heard_now.snapshot.scores()

    assert {key: memory[key].score for key in listed} == listed
    assert not listed.keys() & set(heard.forgotten)
    assert {each.recording for each in heard.tombstones} <= set(context().recordings.values())
