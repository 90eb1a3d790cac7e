"""A human's no to a song is not overruled by the same song under another id."""

from dataclasses import replace

import pytest

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.match import Judgement
from syncd.domain.memory import Question
from syncd.domain.track import RecordingId, Service, Track, TrackRef
from syncd.engine.inquiry import HumanWords, Inquiry
from syncd.planner.answers import doubted_beside
from syncd.planner.artists import NOBODY_KNOWN
from syncd.planner.choose import choose
from tests.engine.scripted_world import START

OURS = Track(ref=TrackRef(Service.BOOMPLAY, "7"), title="Harbour", artist="Nina Holm", seconds=200.0)
ONE = replace(OURS, ref=TrackRef(Service.JAMENDO, "1"))
COPY = replace(OURS, ref=TrackRef(Service.JAMENDO, "2"))


def inquiry(*denied: Track) -> Inquiry:
    """A question about our track, some candidates for which a human has ruled out."""
    recording = RecordingId(1)
    said = [
        HumanAnswer(about=OURS.ref, place=each.ref.service, said=Said.NOT, answer=each.ref.id, answered_at=START)
        for each in denied
    ]
    return Inquiry.of(Question(recording=recording, tracks=(OURS,)), [], HumanWords({recording: said}, NOBODY_KNOWN))


def test_a_copy_of_what_was_denied_waits_for_a_human() -> None:
    """Jamendo lists the song twice: with one of them denied, no machine accepts the other."""
    assert inquiry().match_among([ONE, COPY]).chosen is not None
    match = inquiry(ONE).match_among([ONE, COPY])
    assert (match.judgement, match.chosen) == (Judgement.DOUBTFUL, None)
    assert [each.track for each in match.candidates] == [COPY]
    assert "denied before" in str(match.candidates[0].reasons[-1])


@pytest.mark.parametrize(
    ("denied", "judgement"),
    [
        (COPY, Judgement.DOUBTFUL),
        (replace(COPY, title="Harbour (Live)"), Judgement.ACCEPTED),
        (replace(COPY, seconds=300.0), Judgement.ACCEPTED),
    ],
)
def test_only_the_same_song_is_doubted(denied: Track, judgement: Judgement) -> None:
    """The no to another version or length says nothing against the right one."""
    match = doubted_beside(choose(OURS, [ONE]), [denied])
    assert match.judgement is judgement
    assert [each.track for each in match.candidates] == [ONE]
