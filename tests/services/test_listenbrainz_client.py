"""The ListenBrainz account over real HTTP, against the stand-in that answers as the genuine code did."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from syncd.domain.account import Score
from syncd.domain.errors import (
    IncompleteListing,
    Rejected,
    Unauthorised,
    UnknownOutcome,
    Unreadable,
)
from syncd.domain.track import Service, TrackRef
from syncd.ports import FavouritesService
from syncd.sandbox.listenbrainz_rows import FeedbackRow, Text
from syncd.sandbox.wire import Request, json_response
from syncd.services.http import Host
from syncd.services.listenbrainz import ListenBrainz
from tests.services.listenbrainz_wire import (
    AT,
    LIST_PATH,
    MSID,
    POINT_PATH,
    TOKEN,
    USER,
    Wire,
    mbid,
    recording,
    ref,
    wired,
)
from tests.services.upstream import NOON, Diary, host_at


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wired() as wire:
        yield wire


@pytest.fixture
def host(wire: Wire, diary: Diary) -> Iterator[Host]:
    with closing(host_at(wire.listener.address, diary)) as host:
        yield host


@pytest.fixture
def account(host: Host) -> ListenBrainz:
    return ListenBrainz(host=host, token=f"{TOKEN}\n", now=lambda: NOON)


@pytest.fixture
def favourites(account: ListenBrainz) -> FavouritesService:
    return account


class TestTheList:
    def test_rows_become_entries(self, wire: Wire, account: ListenBrainz) -> None:
        """Loves and hates come newest first, with their dates, names and both of their ids."""
        wire.tables.texts[MSID] = Text(recording="Mere\x1b Text", artist_credit="Nobody")
        wire.tables.add_recording(recording(2), canonical=True)
        wire.love(1, score=-1)
        wire.tables.add_feedback(USER, FeedbackRow(recording_mbid=mbid(2), recording_msid=MSID, created=AT))
        wire.tables.add_feedback(USER, FeedbackRow(recording_msid=MSID, created=AT - 9))

        snapshot = account.snapshot()

        assert (snapshot.whoami, snapshot.taken_at) == (USER, NOON)
        assert snapshot.scores() == {
            ref(mbid(2)): Score.LOVE,
            ref(mbid(1)): Score.HATE,
            ref(f"msid:{MSID}"): Score.LOVE,
        }
        first, second, third = snapshot.entries
        assert first.loved_at == datetime.fromtimestamp(int(AT), UTC)
        assert (first.track.mbid, first.track.links) == (mbid(2), frozenset({ref(f"msid:{MSID}")}))
        assert (first.track.title, first.track.artist) == ("Song 2", "Portis feat. Head")
        assert (second.track.title, second.track.mbid) == ("", mbid(1))
        assert (third.track.title, third.track.artist, third.track.mbid) == ("Mere Text", "Nobody", None)

    @pytest.mark.parametrize(("loves", "pages"), [(0, 1), (1000, 1), (1001, 2), (2500, 3)])
    def test_a_list_costs_a_request_a_thousand(self, wire: Wire, account: ListenBrainz, loves: int, pages: int) -> None:
        """The name and then 1,000 rows a request; a name just asked for is not asked for again."""
        wire.love(*range(loves))

        account.whoami()
        found = account.snapshot()

        assert len(found.entries) == loves
        assert wire.paths() == ["validate-token", *["get-feedback"] * pages]

    def test_the_name_is_asked_before_each_list(self, wire: Wire, account: ListenBrainz) -> None:
        """Names change: every list is preceded by its own question."""
        account.snapshot()
        account.snapshot()

        assert wire.paths() == ["validate-token", "get-feedback"] * 2

    @pytest.mark.parametrize("run", [2, 10, 300, 999])
    def test_equal_dates_lose_nothing(self, wire: Wire, account: ListenBrainz, run: int) -> None:
        """Imported loves share seconds, and the order of such rows changes from page to page; every one is found."""
        wire.love(*range(2500), created=lambda n: AT - n // run)

        assert {entry.ref.id for entry in account.snapshot().entries} == set(map(mbid, range(2500)))

    def test_rows_stored_twice_are_one_entry(self, wire: Wire, account: ListenBrainz) -> None:
        """Duplicates are whole lists too, and cost no second reading; love and hate at once are a hate."""
        wire.love(1, 1, 2, *range(3, 1200))
        wire.love(2, score=-1, created=lambda _n: AT - 800)

        snapshot = account.snapshot()

        assert len(snapshot.entries) == 1199
        assert snapshot.scores()[ref(mbid(2))] is Score.HATE
        assert wire.paths().count("get-feedback") == 2

    def test_a_love_renewed_between_two_pages_is_not_lost(self, wire: Wire, account: ListenBrainz) -> None:
        """A row that jumps to the top while we read leaves the total as it was; the list is read anew."""
        wire.love(*range(1500))

        def renew(_request: Request) -> None:
            if wire.paths().count("get-feedback") == 2:
                wire.tables.set_feedback(USER, mbid(1400), 1, AT + 5)

        wire.before = renew

        assert set(map(mbid, range(1500))) == {entry.ref.id for entry in account.snapshot().entries}

    @pytest.mark.parametrize("lie", ["wrong_total", "missing_page", "strangers_list", "html_list", "cut_json"])
    def test_a_list_that_lies_is_no_list(self, wire: Wire, account: ListenBrainz, lie: str) -> None:
        """A wrong total, a missing page, a stranger's list, a page for people: nothing may be concluded."""
        wire.love(*range(30))
        wire.tables.add_feedback("bob", FeedbackRow(recording_mbid=mbid(99)))
        setattr(wire.service.faults, lie, True)

        with pytest.raises(IncompleteListing):
            account.snapshot()

    def test_a_page_that_repeats_is_no_list(self, wire: Wire, account: ListenBrainz) -> None:
        """An upstream that forgets the offset gives the same page for ever; that is not taken for duplicates."""
        wire.love(*range(2000))
        first = json.loads(wire.service.answer(_list_request(wire, "count=1000&offset=0")).body)
        wire.script[LIST_PATH] = deque([json_response(first)] * 9)

        with pytest.raises(IncompleteListing):
            account.snapshot()

    @pytest.mark.parametrize(
        "row", [None, {}, {"score": 0}, {"score": True}, {"recording_mbid": "x"}, {"user_id": "bob"}, {"user_id": None}]
    )
    def test_a_row_without_sense_is_no_list(self, wire: Wire, account: ListenBrainz, row: Any) -> None:
        """A list with a row that we cannot read is not believed."""
        good = {"user_id": USER.upper(), "recording_mbid": mbid(1), "score": 1, "created": 1}
        page = {"feedback": [good | row if row else row], "total_count": 1}
        wire.script[LIST_PATH] = deque([json_response(page)])

        with pytest.raises(IncompleteListing):
            account.snapshot()


class TestThePointRead:
    def test_every_ref_gets_its_score(self, wire: Wire, account: ListenBrainz) -> None:
        """Loves, hates and the unknown, by MBID and MSID; what is no id of ListenBrainz is not asked about."""
        wire.love(1, 2, 2)
        wire.love(2, 3, score=-1)
        wire.tables.add_feedback(USER, FeedbackRow(recording_msid=MSID, score=1))
        odd = [TrackRef(Service.JAMENDO, "7"), ref("nonsense")]

        states = account.states([*[ref(mbid(n)) for n in (1, 2, 3, 4)], ref(f"msid:{MSID}"), *odd])

        assert list(states.values()) == [
            Score.LOVE,
            Score.HATE,
            Score.HATE,
            Score.NONE,
            Score.LOVE,
            Score.NONE,
            Score.NONE,
        ]
        assert [list(json.loads(request.body)) for request in wire.asked[1:]] == [
            ["recording_mbids"],
            ["recording_msids"],
        ]

    def test_a_thousand_are_asked_at_once(self, wire: Wire, account: ListenBrainz) -> None:
        """The point read costs a request a thousand ids."""
        wire.love(*range(0, 1200, 2))

        states = account.states([ref(mbid(n)) for n in range(1200)])

        assert list(states.values()).count(Score.LOVE) == 600
        assert wire.paths() == ["validate-token", *["get-feedback-for-recordings"] * 2]

    def test_nothing_asked_is_nothing_sent(self, wire: Wire, account: ListenBrainz) -> None:
        """An empty question is not sent: the service would refuse it."""
        assert account.states([]) == {}
        assert not wire.asked

    @pytest.mark.parametrize("body", [{}, {"feedback": None}, {"feedback": []}, {"feedback": [None]}, []])
    def test_an_answer_with_gaps_is_not_believed(self, wire: Wire, account: ListenBrainz, body: Any) -> None:
        """An id that is left out is not thereby unloved."""
        wire.script[POINT_PATH] = deque([json_response(body)])

        with pytest.raises(Unreadable):
            account.states([ref(mbid(1))])

    def test_the_answer_about_another_user_is_not_believed(self, wire: Wire, account: ListenBrainz) -> None:
        """What bob does not love says nothing about us, however whole the answer is."""
        rows = [{"user_id": "bob", "recording_mbid": mbid(1), "score": 0}]
        wire.script[POINT_PATH] = deque([json_response({"feedback": rows})])

        with pytest.raises(Unreadable):
            account.states([ref(mbid(1))])


class TestTheWrite:
    @pytest.mark.parametrize("id_", [mbid(1), f"msid:{MSID}"])
    @pytest.mark.parametrize("score", [Score.LOVE, Score.HATE])
    def test_a_score_is_set_and_cleared(self, account: ListenBrainz, diary: Diary, id_: str, score: Score) -> None:
        """What was set shows in the point read, under the id by which it was set, until it is cleared."""
        seen = []
        for wanted in (score, Score.NONE):
            account.set(ref(id_), wanted, diary.leaving)
            seen.append(account.states([ref(id_)])[ref(id_)])

        assert seen == [score, Score.NONE]
        assert len(diary.of("leaving")) == 2

    def test_one_id_and_a_number_are_sent(self, wire: Wire, account: ListenBrainz, diary: Diary) -> None:
        """The body holds one id in lower case and a whole number: a fraction would delete."""
        account.set(ref(mbid(10).upper()), Score.LOVE, diary.leaving)

        assert json.loads(wire.asked[-1].body) == {"recording_mbid": mbid(10), "score": 1}

    def test_a_lost_answer_is_an_unknown_outcome(self, wire: Wire, account: ListenBrainz, diary: Diary) -> None:
        """A write whose answer is lost did arrive, once, and is not repeated."""
        wire.service.faults.lose_answers = 1

        with pytest.raises(UnknownOutcome):
            account.set(ref(mbid(1)), Score.LOVE, diary.leaving)

        assert wire.paths() == ["recording-feedback"]
        assert account.states([ref(mbid(1))])[ref(mbid(1))] is Score.LOVE

    def test_a_wrong_token_writes_nothing(self, host: Host, diary: Diary) -> None:
        """A write with a token that is none is refused, not unknown."""
        with pytest.raises(Unauthorised):
            ListenBrainz(host=host, token="wrong", now=lambda: NOON).set(ref(mbid(1)), Score.LOVE, diary.leaving)

    @pytest.mark.parametrize("odd", [ref("x"), ref("msid:x"), TrackRef(Service.JAMENDO, mbid(1))])
    def test_a_foreign_id_is_not_sent(self, wire: Wire, account: ListenBrainz, diary: Diary, odd: TrackRef) -> None:
        """What is no id of ListenBrainz never leaves."""
        with pytest.raises(Rejected):
            account.set(odd, Score.LOVE, diary.leaving)

        assert not wire.asked


def _list_request(wire: Wire, query: str) -> Request:
    return Request(method="GET", path=LIST_PATH, query=query, at=AT)
