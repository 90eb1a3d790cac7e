"""The switches that make the stand-in for ListenBrainz lie."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from syncd.sandbox.listenbrainz import ListenBrainz
from tests.services.listenbrainz_visit import (
    LIST,
    NOW,
    POINTS,
    get,
    listed,
    loves,
    mbid,
    post,
    two_accounts,
    value,
    write,
)


@pytest.fixture
def server() -> ListenBrainz:
    """Two accounts without feedback."""
    return two_accounts()


class TestFaults:
    @pytest.fixture
    def loved(self, server: ListenBrainz) -> ListenBrainz:
        """Forty loves of alice, one of Bob."""
        for number in range(40):
            server.tables.set_feedback("alice", mbid(number), 1, NOW + number)
        server.tables.set_feedback("Bob Smith", mbid(99), 1, NOW)
        return server

    def test_a_dropped_write_says_ok_and_stores_nothing(self, server: ListenBrainz) -> None:
        """As many writes as were told, then all is well again."""
        server.faults.drop_writes = 1
        assert write(server).status == 200
        assert loves(server) == []
        write(server)
        assert len(loves(server)) == 1

    def test_a_late_write_waits_to_be_told(self, server: ListenBrainz) -> None:
        """It is stored with the instant at which it was sent."""
        server.faults.apply_late = True
        write(server, at=NOW)
        assert listed(server)["total_count"] == 0
        server.flush_late()
        assert listed(server)["feedback"][0]["created"] == NOW

    def test_a_late_write_may_come_by_itself(self, server: ListenBrainz) -> None:
        """So many requests later it is there."""
        server.faults.apply_late, server.faults.late_by = 1, 2
        write(server)
        assert [listed(server)["total_count"] for _ in range(2)] == [0, 1]

    def test_a_lost_answer_leaves_the_write_done(self, server: ListenBrainz) -> None:
        """The connection is closed after the row was stored."""
        server.faults.lose_answers = 1
        assert write(server).hang_up
        assert len(loves(server)) == 1

    @pytest.mark.parametrize(
        ("lie", "seen"),
        [
            ("wrong_total", lambda answer: (answer["count"], answer["total_count"]) == (25, 47)),
            ("missing_page", lambda answer: (answer["feedback"], answer["total_count"]) == ([], 40)),
            ("empty_list", lambda answer: (answer["feedback"], answer["total_count"]) == ([], 0)),
            ("strangers_list", lambda answer: {row["user_id"] for row in answer["feedback"]} == {"Bob Smith"}),
        ],
    )
    def test_a_lying_list_lies_once_and_the_bulk_check_tells_the_truth(
        self, loved: ListenBrainz, lie: str, seen: Callable[[Any], bool]
    ) -> None:
        """A number is used up; point reads are never touched."""
        setattr(loved.faults, lie, 1)
        assert value(post(loved, POINTS, {"recording_mbids": [mbid(3)]}))["feedback"][0]["score"] == 1
        assert seen(value(get(loved, LIST)))
        assert value(get(loved, LIST))["total_count"] == 40

    def test_a_list_may_be_a_page_for_people(self, loved: ListenBrainz) -> None:
        """200 with HTML."""
        loved.faults.html_list = 1
        answer = get(loved, LIST)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")

    def test_a_list_may_be_cut(self, loved: ListenBrainz) -> None:
        """200 with half of the JSON, for as long as the switch says."""
        loved.faults.cut_json = True
        for _ in range(2):
            with pytest.raises(json.JSONDecodeError):
                value(get(loved, LIST))
