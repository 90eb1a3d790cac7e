"""What a plan owes beside its favourites, and how favourites stand that are to be taken back."""

from dataclasses import replace
from typing import Any

import pytest

from syncd.domain.account import Score
from syncd.domain.answer import Amends
from syncd.domain.memory import View
from syncd.domain.outbox import RowState
from syncd.domain.plan import Action, Plan, State
from syncd.domain.track import RecordingId
from syncd.planner.guard import GuardLimits
from syncd.planner.merge import Agreement, Word
from syncd.planner.owed import IN_DOUBT
from syncd.planner.plan import plan
from syncd.planner.removals import Policy
from tests.planner.words import NOON, account, favourite, love, ref, row, view

KNOWN = {RecordingId(number): favourite(number) for number in range(1, 4)}
CARRYING = Policy(unloves=True, hates=True, today=NOON.date())
NOBODY = Agreement(loved={}, hated=frozenset())
UNLOVED = replace(NOBODY, buried={RecordingId(1): 5})
HATED = replace(NOBODY, hated=frozenset({RecordingId(1)}), carried={RecordingId(1): 5})


def loved(*numbers: int, cycle: int = 3) -> Agreement:
    """A profile that loves these."""
    return replace(NOBODY, loved={RecordingId(number): Word(cycle) for number in numbers})


def undone(*lines: Any, **more: Any) -> View:
    """An account with loves of ours that a human undid there in cycle 5."""
    amends = {line.ref: Amends(account=line.account, ref=line.ref, recording=RecordingId(1)) for line in lines}
    return view(*lines, to_take_back=amends, tombstones={RecordingId(1): 5}, **more)


def owed(made: Plan) -> list[tuple[str, Score, Score, State, str]]:
    """Of each write: where, what stands there, what is wanted, in which state, and why."""
    return [(each.action.ref.id, each.stood, each.action.score, each.state, each.reason) for each in made.owed]


@pytest.mark.parametrize(
    ("more", "state", "reason"),
    [
        ({}, State.PENDING, ""),
        ({"rows": {ref("m1"): row(score=Score.NONE, error="503", attempts=2)}}, State.PENDING, ""),
        ({"rows": {ref("m1"): row(state=RowState.FAILED, error="gone")}}, State.PENDING, ""),
        ({"rows": {ref("m1"): row(state=RowState.FAILED, score=Score.NONE, error="no")}}, State.FAILED, "no"),
        (
            {"rows": {ref("m1"): row(state=RowState.SENT, score=Score.NONE)}},
            State.UNCONFIRMED,
            "sent, not seen yet",
        ),
        ({"why_not_written": "down"}, State.PENDING, "down"),
        ({"why_not_written": "not allowed yet", "is_held": True}, State.HELD, "not allowed yet"),
    ],
)
def test_an_unlove_of_what_nobody_loves_any_more_is_owed(more: dict[str, Any], state: State, reason: str) -> None:
    """No favourite tells of it, so it is counted by itself, also where nothing may be written now."""
    made = plan(UNLOVED, [view(love("m1", is_ours=True), listed=9, **more)], KNOWN, CARRYING)

    assert made.standings == ()
    assert owed(made) == [("m1", Score.LOVE, Score.NONE, state, reason)]
    assert len(made.actions) == (0 if more.get("why_not_written") else 1)


def test_a_hate_of_what_nobody_loved_is_owed() -> None:
    """Nothing stands there so far."""
    made = plan(HATED, [view()], KNOWN, CARRYING)

    assert owed(made) == [("m1", Score.NONE, Score.HATE, State.PENDING, "")]


def test_a_hate_of_a_favourite_is_owed_where_its_state_says_nothing_of_it() -> None:
    """Where no love of it stands, it is vetoed, which is no trouble; where one stands, it is to be taken away."""
    agreement = replace(HATED, loved={RecordingId(1): Word(3)})
    made = plan(agreement, [view(), view(love("m1", at=2), who=account(2), listed=9)], KNOWN, CARRYING)

    assert [each.state for each in made.standings] == [State.VETOED, State.PENDING]
    assert [(each.action.account, each.action.score) for each in made.owed] == [(1, Score.HATE)]


def test_nothing_is_owed_once_a_look_has_shown_it() -> None:
    """Neither the unlove nor the hate, and no love of a favourite ever is."""
    hated = view(love("m1", score=Score.HATE, is_ours=True))

    assert plan(UNLOVED, [view()], KNOWN, CARRYING).owed == ()
    assert plan(HATED, [hated], KNOWN, CARRYING).owed == ()
    assert plan(loved(1, 2), [view()], KNOWN, CARRYING).owed == ()


def test_a_favourite_that_is_to_be_taken_back_is_not_settled() -> None:
    """A human undid our love of what others love: to be done while its list shows it, vetoed once it does not."""
    made = plan(loved(1), [undone(love("m1", is_ours=True))], KNOWN)
    [standing] = made.standings
    assert (standing.state, made.owed) == (State.PENDING, ())
    assert standing.reason.startswith("to be taken back here")

    after = plan(loved(1), [view(tombstones={RecordingId(1): 5})], KNOWN)
    assert [each.state for each in after.standings] == [State.VETOED]


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"rows": {ref("m1"): row(state=RowState.FAILED, score=Score.NONE, error="no")}}, State.FAILED),
        ({"rows": {ref("m1"): row(state=RowState.SENT, score=Score.NONE)}}, State.UNCONFIRMED),
        ({"why_not_written": "down"}, State.PENDING),
    ],
)
def test_so_it_is_however_its_unlove_fares(more: dict[str, Any], state: State) -> None:
    """Given up, on its way, or not to be written now."""
    made = plan(loved(1), [undone(love("m1", is_ours=True), **more)], KNOWN)

    assert ([each.state for each in made.standings], made.owed) == ([state], ())


def test_what_stays_under_another_id_is_settled_and_the_rest_is_owed() -> None:
    """A human loves the song there himself under one id; our love under another is taken back, and nothing else waits for it."""
    known = KNOWN | {RecordingId(1): favourite(1, refs=frozenset({ref("m1"), ref("other")}))}
    target = undone(love("other", is_ours=True))
    target = replace(target, loves={**target.loves, ref("m1"): love("m1", since=3)})
    made = plan(loved(1), [target], known)

    assert [each.state for each in made.standings] == [State.SETTLED]
    assert owed(made) == [("other", Score.LOVE, Score.NONE, State.PENDING, "")]


def test_what_a_wrong_match_made_is_owed_beside_the_favourite_itself() -> None:
    """The song is loved anew under its right id; whatever comes of that, the wrong love is counted by itself."""
    wrong = love("wrong", is_ours=True)
    amends = {wrong.ref: Amends(account=wrong.account, ref=wrong.ref, recording=RecordingId(1))}
    failed = row("wrong", RowState.FAILED, score=Score.NONE, error="no")
    made = plan(loved(1), [view(wrong, to_take_back=amends, rows={wrong.ref: failed})], KNOWN)

    assert [each.state for each in made.standings] == [State.PENDING]
    assert [(each.ref.id, each.score) for each in made.actions] == [("wrong", Score.NONE), ("m1", Score.LOVE)]
    assert owed(made) == [("wrong", Score.LOVE, Score.NONE, State.FAILED, "no")]


def test_what_a_human_brings_back_is_owed_until_it_is_loved() -> None:
    """He undid an unlove of a song that nobody else loves any more."""
    back = {
        ref("m1"): Amends(account=account().id, ref=ref("m1"), recording=RecordingId(1), score=Score.LOVE, said_in=5)
    }

    assert owed(plan(NOBODY, [view(to_bring_back=back)], KNOWN)) == [("m1", Score.NONE, Score.LOVE, State.PENDING, "")]


@pytest.mark.parametrize("sent", ["m1", "other"])
@pytest.mark.parametrize(("left", "state"), [(RowState.PENDING, State.PENDING), (RowState.FAILED, State.FAILED)])
def test_what_is_left_to_do_does_not_hide_behind_what_is_sent(sent: str, left: RowState, state: State) -> None:
    """A song stands there under two ids of ours; one unlove is on its way, the other is not."""
    known = KNOWN | {RecordingId(1): favourite(1, refs=frozenset({ref("m1"), ref("other")}))}
    rows = {ref(each): row(each, RowState.SENT if each == sent else left, score=Score.NONE) for each in ("m1", "other")}
    here = undone(love("m1", is_ours=True), love("other", is_ours=True), rows=rows)

    made = plan(loved(1), [here], known)

    assert [each.state for each in made.standings] == [state]


def test_many_doubts_cost_no_more_each_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of thousands was unloved elsewhere, and nobody can say what of it was loved anew: none is compared with all others."""
    compared: list[object] = []
    equals = Action.__eq__

    def counted(one: Action, other: object) -> bool:
        compared.append(other)
        return equals(one, other)

    songs = range(1, 201)
    unloved = {RecordingId(number): 5 for number in songs}
    doubted = replace(loved(500, cycle=6), buried=unloved, unanswered=frozenset(unloved))
    lines = [love(f"m{number}") for number in songs]
    known = {RecordingId(number): favourite(number) for number in (*songs, 500)}
    bold = replace(CARRYING, limits=GuardLimits(max_per_day=1000, max_share=1.0))
    monkeypatch.setattr(Action, "__eq__", counted)
    made = plan(doubted, [view(*lines, listed=900)], known, bold)

    assert [each.reason for each in made.owed] == [IN_DOUBT] * len(songs)
    assert len(compared) <= 2 * len(songs)
