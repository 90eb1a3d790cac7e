"""ListenBrainz' import, the feedback of everybody, rows by text and rows stored twice, over real HTTP."""

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from syncd.domain.account import Score
from syncd.domain.errors import Rejected, Unauthorised, Unavailable, UnknownOutcome, Unreadable, WriteRefused
from syncd.sandbox.listenbrainz_rows import FeedbackRow, LovedElsewhere
from syncd.sandbox.wire import Response, json_response
from syncd.services.http import Host
from syncd.services.listenbrainz import ListenBrainz
from syncd.services.listenbrainz_imports import Elsewhere, Imported, import_loves
from syncd.services.listenbrainz_public_feedback import PublicFeedback, public_feedback
from tests.services.listenbrainz_wire import AT, MSID, TOKEN, USER, Wire, mbid, ref, wired
from tests.services.upstream import NOON, Diary, host_at

IMPORT_PATH = "/1/feedback/import"
OF_EVERYBODY = f"/1/feedback/recording/{mbid(1)}/get-feedback-mbid"


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
    return ListenBrainz(host=host, token=TOKEN, now=lambda: NOON)


class TestTheImport:
    @pytest.mark.parametrize("elsewhere", Elsewhere)
    def test_what_was_loved_elsewhere_is_listed(
        self, wire: Wire, host: Host, account: ListenBrainz, diary: Diary, elsewhere: Elsewhere
    ) -> None:
        """Loves come with their old dates, and a hate of the same song becomes a love."""
        wire.love(1, score=-1)
        rows = tuple(FeedbackRow(recording_mbid=mbid(n), created=AT - 10**8) for n in (1, 2))
        wire.tables.lastfm["ada"] = LovedElsewhere(rows=rows, total=3)

        done = import_loves(host, TOKEN, elsewhere, "ada", diary.leaving)

        assert done == Imported(total=3, imported=2)
        entries = account.snapshot().entries
        assert {entry.ref: entry.score for entry in entries} == {ref(mbid(n)): Score.LOVE for n in (1, 2)}
        assert {entry.loved_at.year for entry in entries if entry.loved_at} == {2023}
        assert len(diary.of("leaving")) == 1

    def test_an_unknown_user_is_refused_in_the_services_own_words(self, host: Host, diary: Diary) -> None:
        """Who is not known over there is told, and nothing was done."""
        with pytest.raises(Rejected, match="Lastfm user with username 'nobody' not found"):
            import_loves(host, TOKEN, Elsewhere.LASTFM, "nobody", diary.leaving)

    def test_a_failure_over_there_leaves_the_outcome_open(self, wire: Wire, host: Host, diary: Diary) -> None:
        """A 500 may come after a part of the deed; the import is not repeated."""
        wire.tables.lastfm["ada"] = LovedElsewhere(is_down=True)
        with pytest.raises(UnknownOutcome):
            import_loves(host, TOKEN, Elsewhere.LASTFM, "ada", diary.leaving)
        assert wire.paths() == ["import"]

    @pytest.mark.parametrize("body", [{}, {"total": 1}, {"total": "1", "imported": 1}, []])
    def test_an_answer_without_numbers_is_an_unknown_outcome(
        self, wire: Wire, host: Host, diary: Diary, body: Any
    ) -> None:
        """What does not say how much was imported proves nothing."""
        wire.script[IMPORT_PATH] = deque([json_response(body)])
        with pytest.raises(UnknownOutcome):
            import_loves(host, TOKEN, Elsewhere.LASTFM, "ada", diary.leaving)

    def test_a_wrong_token_imports_nothing(self, host: Host, diary: Diary) -> None:
        """A refused login is no unknown outcome."""
        with pytest.raises(Unauthorised):
            import_loves(host, "wrong", Elsewhere.LASTFM, "ada", diary.leaving)

    def test_a_dry_run_imports_nothing(self, wire: Wire, diary: Diary) -> None:
        """The import is declared as a write, so a dry run's way out refuses it."""
        with closing(host_at(wire.listener.address, diary, dry_run=True)) as host, pytest.raises(WriteRefused):
            import_loves(host, TOKEN, Elsewhere.LASTFM, "ada", diary.leaving)
        assert not wire.asked


class TestTheFeedbackOfEverybody:
    def test_loves_and_hates_are_counted(self, wire: Wire, host: Host) -> None:
        """Of all users, in one request."""
        wire.love(1, 2)
        wire.tables.add_feedback("bob", FeedbackRow(recording_mbid=mbid(1), score=-1))

        assert public_feedback(host, mbid(1)) == PublicFeedback(loved=1, hated=1, total=2)
        assert public_feedback(host, mbid(3)) == PublicFeedback(loved=0, hated=0, total=0)
        assert len(wire.asked) == 2

    def test_of_very_many_the_newest_are_counted(self, wire: Wire, host: Host) -> None:
        """A thousand rows are enough; the total says of how many they are the newest."""
        wire.love(*[1] * 1001)
        assert public_feedback(host, mbid(1)) == PublicFeedback(loved=1000, hated=0, total=1001)

    def test_nobody_waits_for_it(self, wire: Wire, host: Host, diary: Diary) -> None:
        """A service in trouble is asked once."""
        wire.script[OF_EVERYBODY] = deque([Response(status=503)] * 9)
        with pytest.raises(Unavailable):
            public_feedback(host, mbid(1))
        assert len(wire.asked) == 1

    @pytest.mark.parametrize("body", [{}, {"feedback": []}, {"feedback": None, "total_count": 1}])
    def test_an_answer_without_sense_is_not_believed(self, wire: Wire, host: Host, body: Any) -> None:
        """What is no list with a total says nothing."""
        wire.script[OF_EVERYBODY] = deque([json_response(body)])
        with pytest.raises(Unreadable):
            public_feedback(host, mbid(1))


class TestRowsByText:
    def test_a_row_by_text_is_unloved_by_its_text(self, wire: Wire, account: ListenBrainz, diary: Diary) -> None:
        """A line that carries only an MSID keeps it as its ref: listed, looked at and cleared by it."""
        wire.tables.add_feedback(USER, FeedbackRow(recording_msid=MSID, created=AT))
        [line] = account.snapshot().entries

        before = account.states([line.ref])[line.ref]
        account.set(line.ref, Score.NONE, diary.leaving)

        assert (line.ref, before) == (ref(f"msid:{MSID}"), Score.LOVE)
        assert account.states([line.ref])[line.ref] is Score.NONE
        assert account.snapshot().entries == ()

    def test_unloving_by_mbid_leaves_a_row_by_text(self, wire: Wire, account: ListenBrainz, diary: Diary) -> None:
        """The two are two rows, whatever they stand for; and one that has both ids goes by its MBID."""
        wire.tables.add_feedback(USER, FeedbackRow(recording_msid=MSID, created=AT))
        wire.tables.add_feedback(USER, FeedbackRow(recording_mbid=mbid(1), recording_msid=mbid(5), created=AT))

        account.set(ref(mbid(1)), Score.NONE, diary.leaving)

        assert list(account.snapshot().scores()) == [ref(f"msid:{MSID}")]


class TestRowsStoredTwice:
    def test_one_write_clears_them_all(self, wire: Wire, account: ListenBrainz, diary: Diary) -> None:
        """Two rows of one recording with two scores are one line, a hate, and the next wanted write leaves one row."""
        wire.love(1, 1)
        wire.love(1, score=-1)
        seen = [account.states([ref(mbid(1))]), account.snapshot().scores()]

        account.set(ref(mbid(1)), Score.LOVE, diary.leaving)

        assert seen == [{ref(mbid(1)): Score.HATE}] * 2
        assert [row.score for row in wire.tables.feedback_of(USER)] == [1]

    @pytest.mark.parametrize("msids", [(MSID, None), (None, MSID)])
    def test_which_of_two_equal_ones_is_told_does_not_change(
        self, wire: Wire, account: ListenBrainz, msids: tuple[str | None, ...]
    ) -> None:
        """Rows of one second come in any order; what is told of the track is the same each time."""
        for msid in msids:
            wire.tables.add_feedback(USER, FeedbackRow(recording_mbid=mbid(1), recording_msid=msid, created=AT))

        [line] = account.snapshot().entries

        assert line.track.links == frozenset({ref(f"msid:{MSID}")})
