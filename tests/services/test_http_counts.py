"""What a request is counted as: by its host, and by the month's budget."""

from datetime import UTC, datetime

import pytest

from syncd.domain.errors import Rejected, Unavailable
from syncd.services.answer import judge_status
from syncd.services.endpoint import Endpoint
from syncd.services.http import Host
from tests.services.upstream import Diary, Reply, Upstream, ask

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DOOR = Endpoint("GET", "/")


def test_a_request_that_never_left_is_told_to_the_pace() -> None:
    """Nobody listens there: each try was booked, and each is taken back."""
    diary = Diary()
    host = Host(
        name="up",
        base_url="http://127.0.0.1:1",
        user_agent="t",
        pace=diary,
        sleep=diary.sleep,
        now=lambda: NOON,
    )
    with pytest.raises(Unavailable):
        host.read(DOOR, judge=judge_status)
    host.close()

    assert diary.counted
    assert set(diary.counted) == {(0, True)}
    assert host.requests == 0
    assert dict(host.outcomes) == {"no whole answer": len(diary.counted)}
    assert host.waited == 0.0


def test_what_an_answer_brought_is_told_to_the_pace(upstream: Upstream, host: Host, diary: Diary) -> None:
    """Its bytes as they came over the wire, whatever it means; outcomes are counted by status, waits in seconds."""
    diary.slots = [2.0, 0.0]
    upstream.replies = [Reply(body=b"{}"), Reply(body=b'{"x": 1}', status=404)]
    ask(host)
    with pytest.raises(Rejected):
        ask(host)

    assert diary.counted == [(2, False), (8, False)]
    assert dict(host.outcomes) == {"200": 1, "404": 1}
    assert host.waited == 2.0
