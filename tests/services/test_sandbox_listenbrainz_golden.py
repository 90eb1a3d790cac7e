"""The stand-in for ListenBrainz against recorded answers of the genuine server code.

`$SYNCD_GOLDEN` names the folder with the recordings: `fixtures.json` and `listenbrainz/*.json`. They are no part of
the project; without them these tests are skipped.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from syncd.sandbox.listenbrainz import ListenBrainz
from syncd.sandbox.listenbrainz_fixtures import add_feedback, feedback_row, filled
from syncd.sandbox.listenbrainz_rows import LovedElsewhere
from syncd.sandbox.wire import Request
from tests.services.listenbrainz_golden import Exchange, Json, differences_of

GOLDEN = Path(os.environ.get("SYNCD_GOLDEN") or os.devnull)
pytestmark = pytest.mark.skipif(
    not ((GOLDEN / "fixtures.json").is_file() and (GOLDEN / "listenbrainz").is_dir()),
    reason="SYNCD_GOLDEN names no folder with fixtures.json and listenbrainz/",
)

Played = Mapping[tuple[str, str], list[str]]

REPLAYED = (
    "concurrency",
    "feedback-import",
    "get-feedback",
    "get-feedback-by-recording",
    "get-feedback-for-recordings",
    "long-requests",
    "manual-mapping",
    "metadata-lookup",
    "metadata-recording",
    "paging",
    "pin",
    "rate-limit",
    "recording-feedback",
    "routing",
    "submit-listens-msid",
    "user-agent",
    "validate-token",
)
DIFFERENT: Mapping[tuple[str, str], str] = {
    ("submit-listens-msid", "*"): "syncd submits no listens, so that endpoint is not part of the sandbox: always 404",
}
"""Deliberate differences: file and pattern of exchange names -> reason."""


def _records(file: str) -> list[dict[str, Json]]:
    return list(json.loads((GOLDEN / "listenbrainz" / f"{file}.json").read_text()))


def _exchanges() -> list[Exchange]:
    """All exchanges in the order of recording."""
    all_of_them = (Exchange(file, record) for file in REPLAYED for record in _records(file) if "request" in record)
    return sorted(all_of_them, key=lambda exchange: exchange.at)


def _summary(file: str, name: str) -> Json:
    return next(record for record in _records(file) if record["name"].startswith(f"summary: {name}"))


def _fixtures() -> dict[str, Json]:
    return dict(json.loads((GOLDEN / "fixtures.json").read_text()))


# What was done between the exchanges, by file and name of the exchange that followed it.


def _loves_of_bob_and_the_others(server: ListenBrainz, _: Exchange) -> None:
    for title, rows in _fixtures().items():
        if title.startswith("feedback of"):
            add_feedback(server.tables, rows, user="Bob Smith")


def _rows_as_answered(server: ListenBrainz, exchange: Exchange) -> None:
    """Rows that were put in directly; the answer names them all, and their account as `user_id`."""
    rows = exchange.record["response"]["json"]["feedback"]
    add_feedback(server.tables, rows, user=rows[0]["user_id"])


def _six_items(server: ListenBrainz, exchange: Exchange) -> None:
    """Six of the pager's items stay, a second apart; the page that follows shows the three newest."""
    rows = exchange.record["response"]["json"]["feedback"]
    newest = max(row["created"] for row in rows)
    for row in server.tables.feedback_of("pager"):
        server.tables.set_feedback("pager", row.recording_mbid or "", 0, newest)
    first = int(rows[0]["recording_mbid"][-12:], 16)
    for back in reversed(range(6)):
        mbid = f"{rows[0]['recording_mbid'][:-12]}{first - back:012x}"
        server.tables.set_feedback("pager", mbid, 1, newest - back)


def _search_goes_down(server: ListenBrainz, _: Exchange) -> None:
    server.faults.search_is_down = True


def _lastfm_stand_ins(server: ListenBrainz, _: Exchange) -> None:
    """The Last.fm of the recording; what it could import is what its first import left behind."""
    record = next(each for each in _records("feedback-import") if each["name"] == "import: state after")
    rows = tuple(feedback_row(row) for row in record["response"]["json"]["feedback"])
    server.tables.lastfm["someone"] = LovedElsewhere(rows=rows, total=7)
    server.tables.lastfm["broken"] = LovedElsewhere(is_down=True)
    server.tables.lastfm["none"] = LovedElsewhere()


def _the_item_is_loved(server: ListenBrainz, exchange: Exchange) -> None:
    """An unrecorded love of the same item; an exchange says so in its note."""
    mbid = exchange.record["request"]["json"]["recording_mbid"]
    love = replace(exchange.request(), body=json.dumps({"recording_mbid": mbid, "score": 1}).encode())
    is_first = exchange.record["response"]["headers"]["X-RateLimit-Remaining"] == "29"
    server.answer(replace(love, client="127.0.0.8") if is_first else love)


def _a_request_goes_unrecorded(server: ListenBrainz, exchange: Exchange) -> None:
    """Only the limiter's count tells of it."""
    server.answer(replace(exchange.request(), method="GET", path="/1/alice/pins/current", query=""))


BEFORE: Mapping[tuple[str, str], Callable[[ListenBrainz, Exchange], None]] = {
    ("get-feedback", "default"): _loves_of_bob_and_the_others,
    ("paging", "30 items of one created second, all in one page"): _rows_as_answered,
    ("paging", "six items, page 1 of size 3"): _six_items,
    ("concurrency", "duplicates in get-feedback"): _rows_as_answered,
    ("metadata-lookup", "GET: no exact match and the search engine is down"): _search_goes_down,
    ("get-feedback-for-recordings", "unknown user"): _a_request_goes_unrecorded,
    ("pin", "list unknown user"): _a_request_goes_unrecorded,
    ("feedback-import", "import: item hated before"): _lastfm_stand_ins,
}


def _prepare(server: ListenBrainz, exchange: Exchange) -> None:
    if exchange.record.get("note") == "the item had score 1 before":
        _the_item_is_loved(server, exchange)
    if prepare := BEFORE.get((exchange.file, exchange.name)):
        prepare(server, exchange)


@pytest.fixture(scope="module")
def differences() -> Played:
    """Every exchange played once, in the order of recording, and where its answer differed."""
    server = ListenBrainz(filled(_fixtures()))
    found = {}
    for exchange in _exchanges():
        _prepare(server, exchange)
        answer = server.answer(exchange.request())
        found[exchange.file, exchange.name] = list(differences_of(exchange, answer))
    return found


def _is_deliberate(key: tuple[str, str]) -> bool:
    return any(file == key[0] and fnmatchcase(key[1], pattern) for file, pattern in DIFFERENT)


@pytest.mark.parametrize("file", REPLAYED)
def test_a_file_of_recordings_is_answered_as_the_genuine_server_answered(differences: Played, file: str) -> None:
    """Status, headers and body agree, save where the table of deliberate differences says why not."""
    played = {key: found for key, found in differences.items() if key[0] == file}
    wrong = {key[1]: found for key, found in played.items() if found and not _is_deliberate(key)}
    assert played
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)


@pytest.mark.parametrize(("file", "pattern"), DIFFERENT)
def test_every_deliberate_difference_is_still_one(differences: Played, file: str, pattern: str) -> None:
    """The table holds nothing that agrees by now, and nothing that does not exist."""
    meant = [found for key, found in differences.items() if key[0] == file and fnmatchcase(key[1], pattern)]
    assert meant
    assert all(meant)


def test_no_recording_is_left_out() -> None:
    """Each file of recordings is replayed."""
    assert {path.stem for path in (GOLDEN / "listenbrainz").glob("*.json")} == set(REPLAYED)


def _pager(created: list[float]) -> ListenBrainz:
    server = ListenBrainz(limits=False)
    server.tables.add_user("pager", "token")
    for number, instant in enumerate(created):
        server.tables.set_feedback("pager", f"a0000000-0000-4000-8000-{number:012x}", 1, instant)
    return server


def _scan(server: ListenBrainz, total: int, count: int) -> list[str]:
    seen: list[str] = []
    for offset in range(0, total, count):
        query = f"count={count}&offset={offset}"
        answer = server.answer(Request(method="GET", path="/1/feedback/user/pager/get-feedback", query=query))
        seen += [item["recording_mbid"] for item in json.loads(answer.body)["feedback"]]
    return seen


@pytest.mark.parametrize(
    ("total", "name"), [(30, "30 items with one created value"), (2500, "2,500 items with one created value")]
)
def test_scans_over_ties_lose_as_many_items_as_at_the_genuine_server(total: int, name: str) -> None:
    """For each page size, exactly as many different items are seen as were recorded."""
    server = _pager([1785542400.0] * total)
    recorded = {row["page_size"]: row["different"] for row in _summary("paging", name)["result"]}
    assert recorded
    assert {size: len(set(_scan(server, total, size))) for size in recorded} == recorded


def test_the_longest_answered_address_is_the_recorded_one() -> None:
    """As many ids in a GET as recorded are answered, one more closes the connection."""
    server = ListenBrainz(limits=False)
    server.tables.add_user("alice", "token")
    for row in _summary("long-requests", "largest GET")["result"]:
        comma = "%2C" if "%2C" in row["how"] else ","
        most = row["largest_number_of_ids_answered"]
        ids = ["a0000000-0000-4000-8000-000000000001"] * (most + 1)
        for number, closes in ((most, False), (most + 1, True)):
            query = f"recording_mbids={comma.join(ids[:number])}"
            assert server.answer(Request(method="GET", path=row["path"], query=query)).hang_up is closes


def test_the_edge_of_a_window_is_passed_as_recorded() -> None:
    """Thirty requests in the last second of a window and thirty in the next pass, one more does not."""
    server = ListenBrainz()
    recorded = _summary("rate-limit", "30 requests in the last second")
    statuses = [
        Counter(
            str(server.answer(Request(method="GET", path="/1/validate-token", at=at)).status) for _ in range(number)
        )
        for at, number in ((1795312589.5, 30), (1795312590.0, 31))
    ]
    good = {"400": recorded["before_edge"]["200"]}  # no token here, so 400 stands for 200
    assert statuses == [good, {"400": recorded["after_edge"]["200"], "429": recorded["after_edge"]["429"]}]
