"""The stand-in for ListenBrainz: the traps of the genuine service."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.sandbox.listenbrainz import ListenBrainz
from syncd.sandbox.listenbrainz_order import newest
from syncd.sandbox.listenbrainz_rows import FeedbackRow, LovedElsewhere
from syncd.sandbox.listenbrainz_tables import Tables
from syncd.sandbox.wire import Request, Response
from tests.services.listenbrainz_visit import (
    LIST,
    NOW,
    POINTS,
    TOKEN,
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


class TestWrites:
    def test_loving_again_moves_the_item_to_the_top_and_to_now(self, server: ListenBrainz) -> None:
        """A write is a delete and an insert, so `created` becomes the instant of the last one."""
        write(server, at=NOW)
        write(server, at=NOW + 1, recording_mbid=mbid(2))
        write(server, at=NOW + 2.75)
        rows = listed(server)["feedback"]
        assert [(row["recording_mbid"], row["created"]) for row in rows] == [(mbid(1), NOW + 2), (mbid(2), NOW + 1)]

    def test_a_hate_takes_the_place_of_the_love(self, server: ListenBrainz) -> None:
        """One row is left, with the new score."""
        write(server, 1)
        write(server, -1)
        assert loves(server) == [(mbid(1), None, -1)]

    def test_a_removal_leaves_no_trace_and_is_answered_alike_when_there_was_nothing(self, server: ListenBrainz) -> None:
        """Score 0 deletes the row; the answer is the same ok either way."""
        write(server)
        assert write(server, 0).body == write(server, 0).body == b'{"status":"ok"}\n'
        assert listed(server) == {"count": 0, "offset": 0, "total_count": 0, "feedback": []}

    @pytest.mark.parametrize("score", [False, 0.5, "0", -0.9])
    def test_dangerous_scores_delete(self, server: ListenBrainz, score: Any) -> None:
        """Whatever Python's int cuts to 0 takes the love away."""
        write(server)
        assert write(server, score).status == 200
        assert loves(server) == []

    def test_a_love_by_one_id_drops_the_other(self, server: ListenBrainz) -> None:
        """A row with both ids loses the one that the next write does not name."""
        msid = mbid(900)
        write(server, recording_mbid=mbid(1), recording_msid=msid)
        write(server, recording_msid=msid)
        assert loves(server) == [(None, msid, 1)]

    def test_any_spelling_of_an_id_is_stored_in_the_normal_one(self, server: ListenBrainz) -> None:
        """Upper case, no dashes, braces: one row."""
        for spelling in (mbid(10).upper(), mbid(10).replace("-", ""), f"{{{mbid(10)}}}"):
            write(server, recording_mbid=spelling)
        assert loves(server) == [(mbid(10), None, 1)]

    def test_writes_at_once_leave_duplicates_and_the_next_one_clears_them(self, server: ListenBrainz) -> None:
        """Two overlapping loves of one recording are two rows; a later love makes them one again."""
        server.overlap(2)
        with ThreadPoolExecutor(2) as pool:
            statuses = [answer.status for answer in pool.map(lambda at: write(server, at=at), (NOW, NOW + 0.1))]
        assert statuses == [200, 200]
        assert loves(server) == [(mbid(1), None, 1)] * 2
        write(server)
        assert loves(server) == [(mbid(1), None, 1)]

    def test_a_removal_that_overlaps_with_a_love_does_not_see_it(self, server: ListenBrainz) -> None:
        """The love stays though both were answered with ok."""
        server.overlap(2)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda score: write(server, score), (0, 1)))
        assert loves(server) == [(mbid(1), None, 1)]


class TestLists:
    def test_paging_over_equal_seconds_loses_the_same_items_every_time(self, server: ListenBrainz) -> None:
        """Without any change, a scan misses items, and a rescan misses the same ones."""
        for number in range(30):
            server.tables.set_feedback("alice", mbid(number), 1, NOW)
        server.limits = False
        scans = [
            {listed(server, f"count=1&offset={offset}")["feedback"][0]["recording_mbid"] for offset in range(30)}
            for _ in range(3)
        ]
        assert len(scans[0]) < 30
        assert scans[0] == scans[1] == scans[2]

    def test_overlapping_pages_find_everything(self, server: ListenBrainz) -> None:
        """A step shorter than the page by the longest run of equal seconds misses nothing."""
        for number in range(250):
            server.tables.set_feedback("alice", mbid(number), 1, NOW + number // 10)
        pages = [listed(server, f"count=25&offset={offset}")["feedback"] for offset in range(0, 250, 15)]
        assert len({row["recording_mbid"] for page in pages for row in page}) == 250

    @given(st.sets(st.integers(0, 10_000), max_size=60), st.integers(0, 70), st.integers(0, 70))
    def test_without_ties_a_page_is_a_slice_of_the_newest_first(self, instants: set[int], count: int, at: int) -> None:
        """The database's sort is a sort."""
        rows = [FeedbackRow(recording_mbid=mbid(instant), created=instant) for instant in instants]
        assert [row.created for row in newest(rows, count, at)] == sorted(instants, reverse=True)[at : at + count]

    def test_score_zero_filters_the_total_but_not_the_list(self, server: ListenBrainz) -> None:
        """The trap of the filter that is not rejected."""
        write(server)
        assert (listed(server, "score=0")["count"], listed(server, "score=0")["total_count"]) == (1, 0)

    def test_names_match_in_any_case_and_are_told_in_the_accounts_spelling(self, server: ListenBrainz) -> None:
        """The list names the account, the bulk check repeats the path."""
        server.tables.set_feedback("bob smith", mbid(1), 1, NOW)
        path = "/1/feedback/user/BOB%20SMITH/get-feedback"
        assert value(get(server, path))["feedback"][0]["user_id"] == "Bob Smith"
        answer = value(post(server, f"{path}-for-recordings", {"recording_mbids": [mbid(1)]}))
        assert answer["feedback"][0]["user_id"] == "BOB SMITH"

    def test_the_bulk_check_does_not_know_an_upper_case_id(self, server: ListenBrainz) -> None:
        """It is answered in lower case with score 0, as if it were not loved."""
        write(server, recording_mbid=mbid(10))
        answer = value(post(server, POINTS, {"recording_mbids": [mbid(10).upper(), mbid(10)]}))
        assert [(row["recording_mbid"], row["score"]) for row in answer["feedback"]] == [(mbid(10), 0), (mbid(10), 1)]

    def test_an_import_brings_old_dates_and_overwrites_a_hate(self, server: ListenBrainz) -> None:
        """Imported loves stand below the others, two tracks of one recording are two rows."""
        write(server, -1)
        row = FeedbackRow(recording_mbid=mbid(1), created=1_600_000_000.0)
        server.tables.lastfm["someone"] = LovedElsewhere(rows=(row, row), total=3)
        answer = post(server, "/1/feedback/import", {"service": "lastfm", "user_name": "someone"})
        assert value(answer) == {"imported": 2, "total": 3}
        assert [(row["score"], row["created"]) for row in listed(server)["feedback"]] == [(1, 1_600_000_000)] * 2


class TestLimiter:
    def test_the_31st_request_of_a_window_is_refused_without_a_retry_after(self, server: ListenBrainz) -> None:
        """Thirty in ten seconds, aligned to the epoch; the headers tell when it goes on."""
        answers = [get(server, LIST, at=NOW + 3.5) for _ in range(31)]
        assert [answer.status for answer in answers] == [200] * 30 + [429]
        told = {name: text for name, text in answers[-1].headers.items() if name.startswith(("X-Rate", "Retry"))}
        assert told == {
            "X-RateLimit-Limit": "30",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": "1800000010",
            "X-RateLimit-Reset-In": "7",
        }

    def test_the_next_window_and_other_addresses_are_free(self, server: ListenBrainz) -> None:
        """The count is per client address and window."""
        for _ in range(31):
            get(server, LIST, at=NOW + 9.9)
        assert get(server, LIST, at=NOW + 10).status == 200
        assert get(server, LIST, at=NOW + 9.9, client="127.0.0.2").headers["X-RateLimit-Remaining"] == "29"

    def test_a_refused_write_is_not_carried_out(self, server: ListenBrainz) -> None:
        """429 comes before everything else."""
        for _ in range(30):
            get(server, LIST, client=str(NOW))
        assert write(server).status == 429
        assert loves(server) == []

    def test_unknown_paths_wrong_methods_and_redirects_do_not_count(self, server: ListenBrainz) -> None:
        """They carry no limiter headers, and the next request is the first."""
        for path, status in (("/1/nonsense", 404), ("/1/pin", 405), ("/1/metadata/recording", 308)):
            answer = get(server, path)
            assert (answer.status, "X-RateLimit-Limit" in answer.headers) == (status, False)
        assert get(server, LIST).headers["X-RateLimit-Remaining"] == "29"

    def test_without_limits_nothing_is_refused(self, server: ListenBrainz) -> None:
        """The switch of the constructor, changeable later."""
        server.limits = False
        assert {get(server, LIST).status for _ in range(40)} == {200}


class TestManners:
    def test_a_redirect_names_the_mount(self) -> None:
        """A client that follows it comes back to the same stand-in."""
        server = ListenBrainz(Tables(), mount="/listenbrainz")
        answer = get(server, "/1/metadata/recording", "recording_mbids=x")
        location = "http://127.0.0.1:1/listenbrainz/1/metadata/recording/?recording_mbids=x"
        assert (answer.status, answer.headers["Location"]) == (308, location)

    def test_the_word_that_is_not_wanted(self, server: ListenBrainz) -> None:
        """A User-Agent with it is refused at any path, under another key than other errors."""
        request = Request(method="GET", path="/1/nonsense", headers={"user-agent": "x Lovable.dev"}, at=NOW)
        answer = server.answer(request)
        assert (answer.status, list(value(answer))) == (400, ["code", "message"])

    def test_too_long_an_address_closes_the_connection(self, server: ListenBrainz) -> None:
        """As the genuine front end does."""
        assert get(server, LIST, "x=" + "a" * 4000).hang_up

    def test_tokens_are_compared_with_their_case(self, server: ListenBrainz) -> None:
        """An upper-cased token is invalid, and that is told with 200."""
        right, wrong = (value(_validated(server, token)) for token in (TOKEN, TOKEN.upper()))
        assert (right["user_name"], wrong["valid"]) == ("alice", False)

    def test_an_unknown_account_cannot_be_filled(self, server: ListenBrainz) -> None:
        """The builder of a world learns of its mistake."""
        with pytest.raises(KeyError, match="nobody"):
            server.tables.set_feedback("nobody", mbid(1), 1, NOW)


def _validated(server: ListenBrainz, token: str) -> Response:
    headers = {"authorization": f"Token {token}"}
    return server.answer(Request(method="GET", path="/1/validate-token", headers=headers, at=NOW))
