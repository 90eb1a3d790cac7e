"""Pins over real HTTP, against the stand-in that answers as the genuine code did."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from syncd.domain.account import Can, Score
from syncd.domain.errors import IncompleteListing, Rejected, Unauthorised, UnknownOutcome, Unreadable, WriteRefused
from syncd.ports import FavouritesService
from syncd.sandbox.listenbrainz_rows import Pin as PinRow, Text
from syncd.sandbox.wire import Response, json_response
from syncd.services.http import Host
from syncd.services.listenbrainz_pins import PinBoard
from tests.services.listenbrainz_wire import AT, MSID, TOKEN, USER, Wire, mbid, recording, ref, wired
from tests.services.upstream import NOON, Diary, host_at

PINS_PATH = "/1/Ada%20L%C3%B6ve%2Flace/pins"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wired() as wire:
        yield wire


@pytest.fixture
def host(wire: Wire, diary: Diary) -> Iterator[Host]:
    with closing(host_at(wire.listener.address, diary)) as host:
        yield host


@pytest.fixture
def board(host: Host) -> PinBoard:
    return PinBoard(host=host, token=f"{TOKEN}\n", now=lambda: NOON)


def pinned(wire: Wire, *numbers: int, **more: Any) -> None:
    """Rows of pins that have ended, in the order given."""
    for n in numbers:
        wire.tables.last_pin += 1
        row: dict[str, Any] = {
            "row_id": wire.tables.last_pin,
            "user_id": 1,
            "recording_mbid": mbid(n),
            "recording_msid": None,
            "blurb_content": None,
            "created": AT - 10_000 + n,
            "pinned_until": AT - 9_000 + n,
        }
        wire.tables.pins[wire.tables.last_pin] = PinRow(**(row | more))


class TestTheAccount:
    def test_it_is_heard_and_never_written(self, host: Host, board: PinBoard, diary: Diary) -> None:
        """Pins are a source's list on ListenBrainz' lane, told apart from the same user's feedback."""
        favourites: FavouritesService = board
        assert (favourites.can, favourites.host) == (Can.READ | Can.POINT_READ, host.name)
        assert favourites.whoami() == f"{USER} (pins)"
        assert (favourites.search([]), favourites.tracks([ref(mbid(1))])) == ((), {})
        with pytest.raises(Rejected):
            favourites.set(ref(mbid(1)), Score.LOVE, diary.leaving)

    def test_every_pin_there_ever_was_is_loved(self, wire: Wire, board: PinBoard) -> None:
        """Ended ones too; a song pinned twice is one line with the newer date; names and both ids are taken over."""
        wire.tables.add_recording(recording(2), canonical=True)
        wire.tables.texts[MSID] = Text(recording="Mere\x1b Text", artist_credit="Nobody")
        pinned(wire, 1, 2, recording_msid=MSID)
        pinned(wire, 1, created=AT - 5)
        pinned(wire, 3, recording_mbid=None, recording_msid=MSID)

        snapshot = board.snapshot()

        assert snapshot.whoami == f"{USER} (pins)"
        assert [entry.ref for entry in snapshot.entries] == [ref(mbid(1)), ref(f"msid:{MSID}"), ref(mbid(2))]
        assert set(snapshot.scores().values()) == {Score.LOVE}
        newest, text, second = snapshot.entries
        assert newest.loved_at == datetime.fromtimestamp(int(AT) - 5, UTC)
        assert (text.track.title, text.track.mbid) == ("Mere Text", None)
        assert (second.track.title, second.track.links) == ("Song 2", frozenset({ref(f"msid:{MSID}")}))

    def test_a_list_costs_a_request_a_thousand(self, wire: Wire, board: PinBoard) -> None:
        """The name and then 1,000 pins a request."""
        pinned(wire, *range(1001))

        assert len(board.snapshot().entries) == 1001
        assert wire.paths() == ["validate-token", "pins", "pins"]

    def test_a_probe_tells_whether_anything_was_pinned(self, wire: Wire, board: PinBoard) -> None:
        """Equal to the last list's until another pin stands above it; it names the user and costs two requests."""
        pinned(wire, *range(1001))
        first = board.snapshot().fingerprint
        unchanged = board.probe()
        pinned(wire, 5, created=AT)

        assert unchanged == first != board.probe() == board.snapshot().fingerprint
        assert USER in unchanged
        assert wire.paths()[3:5] == ["validate-token", "pins"]

    def test_without_any_pin_there_is_an_empty_list(self, board: PinBoard) -> None:
        """Who never pinned anything is read whole all the same."""
        snapshot = board.snapshot()
        assert snapshot.entries == ()
        assert snapshot.fingerprint == board.probe()

    def test_a_pin_that_is_gone_takes_nothing_back(self, board: PinBoard, wire: Wire) -> None:
        """The point read says of everything that it is loved, and asks nobody."""
        assert board.states([ref(mbid(1))]) == {ref(mbid(1)): Score.LOVE}
        assert not wire.asked

    def test_a_wrong_token_reads_nothing(self, host: Host) -> None:
        """Pins are public, and yet only a token says whose they are."""
        with pytest.raises(Unauthorised):
            PinBoard(host=host, token="wrong", now=lambda: NOON).snapshot()

    @pytest.mark.parametrize(
        "change",
        [
            {"user_name": "bob"},
            {"pinned_recordings": None},
            {"total_count": "1"},
            {"pinned_recordings": [None]},
            {"pinned_recordings": [{"recording_mbid": "x"}]},
        ],
    )
    def test_a_list_that_makes_no_sense_is_no_list(self, wire: Wire, board: PinBoard, change: dict[str, Any]) -> None:
        """Somebody else's pins, or rows that are none: nothing is concluded."""
        row = {"recording_mbid": mbid(1), "recording_msid": None}
        page = {"user_name": USER, "total_count": 1, "count": 1, "offset": 0, "pinned_recordings": [row]}
        wire.script[PINS_PATH] = deque([json_response(page | change)])

        with pytest.raises(IncompleteListing):
            board.snapshot()

    def test_a_list_that_never_ends_is_no_list(self, wire: Wire, board: PinBoard) -> None:
        """A total that no page ever reaches does not hold a lane for ever."""
        page = {"user_name": USER, "total_count": 9_999, "pinned_recordings": [{"recording_mbid": mbid(1)}]}
        wire.script[PINS_PATH] = deque([json_response(page)] * 200)

        with pytest.raises(IncompleteListing):
            board.snapshot()

    def test_a_note_that_breaks_the_list_is_told(self, wire: Wire, board: PinBoard) -> None:
        """A note made too long later is a 500 for good: said with its remedy, in one request."""
        pinned(wire, 1, blurb_content="x" * 281)

        with pytest.raises(Unreadable, match="delete that pin"):
            board.snapshot()

        assert wire.paths() == ["validate-token", "pins"]


class TestTheWrites:
    @pytest.mark.parametrize("id_", [mbid(1), f"msid:{MSID}"])
    def test_a_pin_shows_until_it_is_ended(self, board: PinBoard, diary: Diary, id_: str) -> None:
        """By MBID or MSID, with its note and its end; afterwards it stays in the list."""
        until = datetime.fromtimestamp(int(AT), UTC) + timedelta(days=2)
        board.pin(ref(id_), note="für alle", until=until, leaving=diary.leaving)
        shown = board.current(USER)
        board.unpin(diary.leaving)

        assert shown is not None
        assert (shown.ref, shown.note, shown.until) == (ref(id_), "für alle", until)
        assert board.current(USER) is None
        assert [entry.ref for entry in board.snapshot().entries] == [ref(id_)]
        assert len(diary.of("leaving")) == 2

    def test_only_what_was_asked_for_is_sent(self, wire: Wire, board: PinBoard, diary: Diary) -> None:
        """Without a note or an end the service's own week counts."""
        board.pin(ref(mbid(10).upper()), note="", until=None, leaving=diary.leaving)

        assert json.loads(wire.asked[-1].body) == {"recording_mbid": mbid(10)}
        shown = board.current(USER)
        assert shown is not None
        assert shown.until == datetime.fromtimestamp(int(AT), UTC) + timedelta(days=7)

    def test_nothing_to_end_is_refused(self, board: PinBoard, diary: Diary) -> None:
        """Where nothing is pinned, the service is sure that it did nothing."""
        with pytest.raises(Rejected):
            board.unpin(diary.leaving)

    def test_a_refusal_is_told_in_the_services_own_words(self, board: PinBoard, diary: Diary) -> None:
        """A bare 400 says neither whose fault it is nor what to change; the service does."""
        with pytest.raises(Rejected, match=r"/1/pin answered 400: .*must be greater than created"):
            board.pin(ref(mbid(1)), note="", until=datetime.fromtimestamp(AT - 1, UTC), leaving=diary.leaving)

    def test_a_refusal_without_words_is_one_all_the_same(self, wire: Wire, board: PinBoard, diary: Diary) -> None:
        """Neither HTML nor a list in the body makes it anything else."""
        for body in (b"<html>", b"[]", b'{"error": 7}'):
            wire.script["/1/pin"] = deque([Response(status=400, body=body)])
            with pytest.raises(Rejected, match=r"/1/pin answered 400$"):
                board.pin(ref(mbid(1)), note="", until=None, leaving=diary.leaving)

    def test_a_foreign_id_is_not_sent(self, wire: Wire, board: PinBoard, diary: Diary) -> None:
        """What is no id of ListenBrainz never leaves."""
        with pytest.raises(Rejected):
            board.pin(ref("x"), note="", until=None, leaving=diary.leaving)
        assert not wire.asked

    def test_a_lost_answer_is_an_unknown_outcome(self, wire: Wire, board: PinBoard, diary: Diary) -> None:
        """A pin whose answer is lost may stand, and is not repeated."""
        wire.script["/1/pin"] = deque([Response(hang_up=True)])

        with pytest.raises(UnknownOutcome):
            board.pin(ref(mbid(1)), note="", until=None, leaving=diary.leaving)

        assert wire.paths() == ["pin"]

    def test_a_dry_run_pins_nothing(self, wire: Wire, diary: Diary) -> None:
        """Both writes are declared as writes, so a dry run's way out refuses them."""
        with closing(host_at(wire.listener.address, diary, dry_run=True)) as host:
            board = PinBoard(host=host, token=TOKEN, now=lambda: NOON)
            with pytest.raises(WriteRefused):
                board.pin(ref(mbid(1)), note="", until=None, leaving=diary.leaving)
            with pytest.raises(WriteRefused):
                board.unpin(diary.leaving)
        assert not wire.asked

    def test_an_answer_without_sense_is_not_believed(self, wire: Wire, board: PinBoard) -> None:
        """An object that does not say what is pinned says nothing."""
        wire.script[f"{PINS_PATH}/current"] = deque([json_response({"user_name": USER})])
        with pytest.raises(Unreadable):
            board.current(USER)
