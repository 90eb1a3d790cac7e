"""From the agreement to actions, and to exactly one state for every favourite at every target."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.domain.account import Role, Score
from syncd.domain.memory import Favourite, View
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import RecordingId, Service
from syncd.planner.merge import Agreement, Word
from syncd.planner.places import buried_by_place
from syncd.planner.plan import plan, stand
from tests.planner.words import NOON, ONE_WAY, account, favourite, love, ref, row, view

JAMENDO = account(2, Service.JAMENDO, Role.TARGET, ONE_WAY)
LISTENBRAINZ = account()
AT_JAMENDO = ref("j1", Service.JAMENDO)


def agreed(*numbers: int, cycle: int = 3, hated: Sequence[int] = ()) -> Agreement:
    """What is loved, all in one cycle, and what is hated."""
    return Agreement({RecordingId(each): Word(cycle) for each in numbers}, frozenset(map(RecordingId, hated)))


def state(known: Favourite, target: View, agreement: Agreement | None = None) -> State:
    """How one favourite stands."""
    return stand(known, target, agreement or agreed(1)).state


def at_jamendo(**more: Any) -> Favourite:
    """A favourite that was found at Jamendo."""
    return favourite(1, located={Service.JAMENDO: AT_JAMENDO}, **more)


@pytest.mark.parametrize(
    ("known", "target", "expected"),
    [
        (favourite(1), view(love("m1")), State.SETTLED),
        (favourite(1), view(love("m1", missing_since=4)), State.PENDING),
        (favourite(1), view(love("m1", missing_since=4, is_guarded=True)), State.HELD),
        (favourite(1, refs=frozenset({ref("old")})), view(love("old")), State.SETTLED),
        (at_jamendo(), view(love("j1", service=Service.JAMENDO), who=JAMENDO), State.SETTLED),
        (favourite(1), view(love("m1", is_taken_down=True)), State.WITHDRAWN),
        (favourite(1), view(tombstones={RecordingId(1): 4}), State.VETOED),
        (favourite(1), view(tombstones={RecordingId(1): 3}), State.PENDING),
        (favourite(1), view(), State.PENDING),
        (favourite(1, is_known=None), view(), State.PENDING),
        (favourite(1, is_known=False), view(), State.UNKNOWN),
        (favourite(1, is_known=False), view(rows={ref("m1"): row()}), State.UNKNOWN),
        (favourite(1, mbid=None), view(), State.PENDING),
        (favourite(1, mbid=None, misses=frozenset({Service.MUSICBRAINZ})), view(), State.UNKNOWN),
        (favourite(1, mbid=None, doubts=frozenset({Service.MUSICBRAINZ})), view(), State.DOUBTFUL),
        (favourite(1), view(who=JAMENDO), State.PENDING),
        (favourite(1, misses=frozenset({Service.JAMENDO})), view(who=JAMENDO), State.UNAVAILABLE),
        (favourite(1, doubts=frozenset({Service.JAMENDO})), view(who=JAMENDO), State.DOUBTFUL),
        (favourite(1), view(rows={ref("m1"): row(state=RowState.SENT)}), State.UNCONFIRMED),
        (favourite(1), view(rows={ref("m1"): row(state=RowState.FAILED)}), State.FAILED),
        (favourite(1), view(rows={ref("m1"): row(state=RowState.DONE)}), State.PENDING),
        (favourite(1), view(why_not_written="down"), State.PENDING),
        (favourite(1), view(why_not_written="not yet", is_held=True), State.HELD),
    ],
)
def test_the_first_rule_that_applies_decides(known: Favourite, target: View, expected: State) -> None:
    """One case for each state and its causes."""
    assert state(known, target) is expected


@pytest.mark.parametrize("row_state", [RowState.SENT, RowState.DONE, RowState.FAILED])
def test_a_one_way_row_is_never_sent_again(row_state: RowState) -> None:
    """Whatever became of the first, a second POST may undo it: no action."""
    target = view(who=JAMENDO, rows={AT_JAMENDO: row("j1", row_state, service=Service.JAMENDO)})
    made = plan(agreed(1), [target], {RecordingId(1): at_jamendo()})

    assert made.actions == ()
    assert made.standings[0].state in {State.UNCONFIRMED, State.VETOED, State.FAILED}


def test_a_hate_vetoes() -> None:
    """Hated anywhere, loved nowhere by us; a love that stands already is left alone."""
    hated = agreed(1, hated=[1])

    assert state(favourite(1), view(), hated) is State.VETOED
    assert state(favourite(1), view(love("m1")), hated) is State.SETTLED
    assert plan(hated, [view()], {RecordingId(1): favourite(1)}).actions == ()


def test_nothing_is_loved_while_an_account_that_may_hate_was_never_read() -> None:
    """It may be hated there, and what goes to Jamendo cannot be taken back; what stands is left alone."""
    unheard = replace(agreed(1), unheard=["my-listenbrainz"])
    made = plan(unheard, [view(who=JAMENDO)], {RecordingId(1): at_jamendo()})

    assert made.actions == ()
    assert [each.state for each in made.standings] == [State.PENDING]
    assert made.standings[0].reason == "my-listenbrainz may hate it: never read whole so far"
    assert state(favourite(1), view(love("m1")), unheard) is State.SETTLED


UNASKED = favourite(9, mbid=None)
ANSWERED = [
    favourite(9),
    favourite(9, mbid=None, doubts=frozenset({Service.MUSICBRAINZ})),
    favourite(9, mbid=None, misses=frozenset({Service.MUSICBRAINZ})),
    favourite(9, mbid=None, is_described=False),
]
ROW = {AT_JAMENDO: row("j1", service=Service.JAMENDO)}
SENT = {AT_JAMENDO: row("j1", RowState.SENT, service=Service.JAMENDO)}


@pytest.mark.parametrize("hate", [UNASKED, *ANSWERED])
@pytest.mark.parametrize("target", [view(), view(who=JAMENDO), view(who=JAMENDO, rows=ROW)])
def test_nothing_is_loved_while_a_hated_song_is_not_identified(hate: Favourite, target: View) -> None:
    """It may be any song: all wait for the catalogues' word, whatever that is; a miss or a doubt holds nobody."""
    made = plan(agreed(1, hated=[9]), [target], {RecordingId(1): at_jamendo(), RecordingId(9): hate})
    waits = hate is UNASKED

    assert bool(made.actions) is not waits
    assert made.standings[0].state is State.PENDING
    assert made.standings[0].reason == ("a hated song of this profile has not been identified yet" if waits else "")


@pytest.mark.parametrize(
    ("known", "hated", "reason"),
    [
        (at_jamendo(mbid=None), [9], "not asked yet who it is"),
        (at_jamendo(mbid=None), [], ""),
        (at_jamendo(), [9], ""),
        (at_jamendo(mbid=None, misses=frozenset({Service.MUSICBRAINZ})), [9], ""),
        (at_jamendo(mbid=None, doubts=frozenset({Service.MUSICBRAINZ})), [9], ""),
    ],
)
def test_who_may_be_the_hated_song_waits_at_every_target(known: Favourite, hated: list[int], reason: str) -> None:
    """As long as a profile hates anything, nobody is loved of whom nobody was asked who it is."""
    made = plan(agreed(1, hated=hated), [view(who=JAMENDO)], {RecordingId(1): known, RecordingId(9): favourite(9)})

    assert (made.standings[0].state, made.standings[0].reason) == (State.PENDING, reason)
    assert [action.ref for action in made.actions] == ([] if reason else [AT_JAMENDO])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (view(love("j1", service=Service.JAMENDO), who=JAMENDO), State.SETTLED),
        (view(who=JAMENDO, rows=SENT), State.UNCONFIRMED),
        (view(who=JAMENDO, tombstones={RecordingId(1): 4}), State.VETOED),
        (view(who=JAMENDO, why_not_written="not yet", is_held=True), State.HELD),
    ],
)
def test_what_is_done_or_refused_does_not_wait_for_a_hate(target: View, expected: State) -> None:
    """Only what would be written now waits; everything else stands as it stood."""
    made = plan(agreed(1, hated=[9]), [target], {RecordingId(1): at_jamendo(), RecordingId(9): UNASKED})

    assert [standing.state for standing in made.standings] == [expected]


def test_an_unlove_of_a_track_buries_what_stands_there() -> None:
    """The tombstone is the track's own recording's; a favourite located at it stays away with it."""
    target = view(who=JAMENDO, tombstones={RecordingId(9): 4})
    known = {RecordingId(1): at_jamendo(), RecordingId(2): favourite(2)}

    buried = buried_by_place(target, known, {AT_JAMENDO: RecordingId(9)})

    assert buried.tombstones == {9: 4, 1: 4}
    assert state(at_jamendo(), buried) is State.VETOED
    assert state(at_jamendo(), buried, agreed(1, cycle=4)) is State.PENDING


def test_of_two_tombstones_of_one_place_the_later_stands() -> None:
    """One is the recording's own, one the track's."""
    target = view(who=JAMENDO, tombstones={RecordingId(9): 4, RecordingId(1): 6})

    assert (
        buried_by_place(target, {RecordingId(1): at_jamendo()}, {AT_JAMENDO: RecordingId(9)}).tombstones[RecordingId(1)]
        == 6
    )


def test_oldest_first_and_ties_stable() -> None:
    """By date, then by the cycle that heard it, then by number; what has no date goes last."""
    loved = {
        RecordingId(1): Word(2),
        RecordingId(2): Word(1),
        RecordingId(3): Word(5, NOON),
        RecordingId(4): Word(5, NOON - timedelta(days=1)),
        RecordingId(6): Word(1),
        RecordingId(5): Word(1),
    }
    made = plan(Agreement(loved, frozenset()), [view()], {each: favourite(each) for each in loved})

    assert [action.recording for action in made.actions] == [4, 3, 2, 5, 6, 1]
    assert {action.score for action in made.actions} == {Score.LOVE}


def test_two_recordings_at_one_place_are_one_action() -> None:
    """Both are pending; one love there is enough for both, and it is the older one's."""
    known = {RecordingId(each): favourite(each, located={Service.JAMENDO: AT_JAMENDO}) for each in (1, 2)}
    loved = {RecordingId(1): Word(3, NOON), RecordingId(2): Word(3, NOON - timedelta(days=1))}
    made = plan(Agreement(loved, frozenset()), [view(who=JAMENDO)], known)

    assert [(action.ref, action.recording) for action in made.actions] == [(AT_JAMENDO, 2)]
    assert [standing.state for standing in made.standings] == [State.PENDING, State.PENDING]


def test_an_action_is_made_for_each_target() -> None:
    """One favourite, two accounts, two actions, each in the service's own id."""
    made = plan(agreed(1), [view(), view(who=JAMENDO)], {RecordingId(1): at_jamendo()})

    assert [(action.account, action.ref) for action in made.actions] == [(1, ref("m1")), (2, AT_JAMENDO)]


favourites = st.builds(
    favourite,
    st.integers(1, 6),
    mbid=st.none() | st.sampled_from(["m1", "m2", "m3"]),
    is_known=st.none() | st.booleans(),
    doubts=st.frozensets(st.sampled_from([Service.MUSICBRAINZ, Service.JAMENDO])),
    misses=st.frozensets(st.sampled_from([Service.MUSICBRAINZ, Service.JAMENDO])),
    located=st.just({}) | st.just({Service.JAMENDO: AT_JAMENDO}),
)
rows = st.dictionaries(
    st.sampled_from([ref("m1"), ref("m2"), AT_JAMENDO]),
    st.sampled_from(list(RowState)).map(lambda each: row(state=each)),
)
lines = st.builds(
    love, st.sampled_from(["m1", "m2"]), score=st.sampled_from([Score.LOVE, Score.HATE]), is_taken_down=st.booleans()
)
buried = st.dictionaries(st.integers(1, 6).map(RecordingId), st.integers(1, 6))
targets = st.builds(
    lambda loves, **more: view(*loves, **more),
    st.lists(lines),
    who=st.sampled_from([LISTENBRAINZ, JAMENDO]),
    rows=rows,
    tombstones=buried,
    why_not_written=st.sampled_from(["", "down"]),
    is_held=st.booleans(),
)


@given(st.lists(favourites), st.lists(targets, max_size=3, unique_by=lambda each: each.account.id), st.integers(1, 6))
def test_the_states_always_add_up_to_the_favourites(known: list[Favourite], aims: list[View], cycle: int) -> None:
    """Every favourite has exactly one state at every target, and every action is a pending favourite's, once a ref."""
    by_number = {each.recording: each for each in known}
    made = plan(agreed(*by_number, cycle=cycle), aims, by_number)

    pairs = [(standing.account, standing.recording) for standing in made.standings]
    assert sorted(pairs) == sorted((aim.account.id, number) for aim in aims for number in by_number)
    pending = {(each.account, each.recording) for each in made.standings if each.state is State.PENDING}
    assert {(action.account, action.recording) for action in made.actions} <= pending
    assert len({(action.account, action.ref) for action in made.actions}) == len(made.actions)
