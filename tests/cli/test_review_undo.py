"""Answers of `syncd review` are written down at once, and the last one can be taken back without a trace."""

import pytest

from syncd.domain.answer import Said
from syncd.domain.match import Decider
from syncd.planner.review import by_hand
from tests.cli.planting import NOON, Doubt, heard, identities, known, mbid
from tests.cli.reviewing import Sit, band, off, ref, rivals


@pytest.mark.parametrize("keys", ["a", "2", "n", "s", "t", "ky"])
def test_undo_leaves_no_trace(sit: Sit, keys: str) -> None:
    """Whatever the last answer was: the screen and every table are what they were."""
    human = sit({"t": band(1, "Harbour"), "ky": off(1)}.get(keys, rivals(10)))
    seen, held = human.sees(), human.dump()
    human.press(keys + "u")
    assert human.review.message == "taken back"
    human.review.message = ""
    assert human.sees() == seen
    assert human.dump() == held


def test_every_answer_is_written_down_at_once(sit: Sit) -> None:
    """Whatever becomes of this process, no answer is lost; what was undone is not there."""
    human = sit(off(1), off(2, "Willow"))
    human.press("a")
    assert [each.said for each in human.answers()] == [Said.IS]
    human.press("s")
    assert sorted(each.said for each in human.answers()) == [Said.IS, Said.SKIP]
    human.press("u")
    assert [each.said for each in human.answers()] == [Said.IS]


def test_undo_parts_what_an_answer_had_united(sit: Sit) -> None:
    """Two songs were taken for one recording: after the undo each has its own again, with all that hung on it."""
    human = sit(
        Doubt(heard(1, "Harbour", "Nina Holm"), (known(9, "Harbour", "Nina Holm", 207),), None), off(2, "Willow")
    )
    first = ref(1) if human.review.case.refs == (ref(1),) else ref(2)
    other = ref(2) if first == ref(1) else ref(1)
    mbid_of = {ref(1): mbid(9), ref(2): mbid(2)}
    with human.at.store.writing() as tx:
        mine = tx.identity.recording_of(other)
        assert mine is not None
        tx.identity.identify(mine, by_hand(human.review.case.best.track), Decider.NAMES, NOON)
        tx.commit()
    held = human.dump()
    human.press("a")
    assert set(identities(human.at).values()) == {mbid_of[first]}
    assert len(human.dump()["recordings"]) == 1
    human.press("u")
    assert human.dump() == held


def test_only_the_last_answer_can_be_undone(sit: Sit) -> None:
    """The one before it stands."""
    human = sit(off(1), off(2, "Willow"))
    human.press("nau")
    assert [each.said for each in human.answers()] == [Said.NOT]
    human.press("u")
    assert "nothing to take back" in human.review.message


def test_the_last_song_of_all_can_be_undone_too(sit: Sit) -> None:
    """The dialogue does not end by itself."""
    human = sit(off(1))
    human.press("a")
    assert "Nothing is left" in human.sees()
    human.press("u")
    assert human.review.left == 1
    human.press("aq")
    assert human.review.is_over
