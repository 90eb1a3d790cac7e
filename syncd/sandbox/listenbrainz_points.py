"""Feedback on given recordings (`apis/listenbrainz.md` §4.2 and §14, 22-27)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from syncd.sandbox.listenbrainz_forms import Form
from syncd.sandbox.listenbrainz_rows import FeedbackRow
from syncd.sandbox.listenbrainz_web import Call, bad_request, crash

Ids = Sequence[str | None]
Finder = Callable[[str | None], Sequence[FeedbackRow]]


def post(call: Call) -> Any:
    """`POST /1/feedback/user/<user>/get-feedback-for-recordings`."""
    body = call.json_object()
    return _answer(call, body.get("recording_mbids"), body.get("recording_msids"))


def get(call: Call) -> Any:
    """The same with ids in the query, separated by commas; `recordings` is an old name of `recording_msids`."""
    return _answer(call, _parts(call, "recording_mbids"), _parts(call, "recording_msids") or _parts(call, "recordings"))


def _parts(call: Call, name: str) -> list[str]:
    parts = (part.strip() for part in (call.param(name) or "").split(","))
    return [part for part in parts if part]


def _answer(call: Call, mbids: Any, msids: Any) -> Any:
    if not mbids and not msids:
        raise bad_request("No valid recording msid or recording mbid found.")
    user = call.named_user()
    with call.tables.lock:
        shelf = call.tables.shelf_of(user)
        rows = [
            *_found(_ids(msids), shelf.of_msid, lambda msid: FeedbackRow(recording_msid=msid, score=0)),
            *_found(_ids(mbids), shelf.of_mbid, lambda mbid: FeedbackRow(recording_mbid=mbid, score=0)),
        ]
    if mbids and msids:  # the genuine server joins the two with UNION, which keeps no duplicates
        rows = list(dict.fromkeys(rows))
    return {"feedback": [_item(call.args["user"], row) for row in rows]}


def _ids(value: Any) -> Ids:
    """The ids that were asked for, lists of lists made flat; other shapes make the genuine database fail."""
    if not value:
        return ()
    if not isinstance(value, list):
        raise crash()
    ids = list(_flat(value))
    if any(not isinstance(item, str | None) for item in ids) or not any(item is not None for item in ids):
        raise crash()
    return ids


def _flat(value: Sequence[Any]) -> Iterator[Any]:
    for item in value:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def _found(ids: Ids, find: Finder, absent: Callable[[str | None], FeedbackRow]) -> Iterator[FeedbackRow]:
    """The rows of each id, or one with score 0. Ids are compared as text: an upper case one is not found (§14, 24)."""
    for wanted in ids:
        for row in find(wanted) or (absent(wanted),):
            yield replace(row, created=0.0)


def _item(user_name: str, row: FeedbackRow) -> dict[str, Any]:
    """The six keys; the ids are checked only here, so an upper case one comes back in lower case."""
    form = Form("Feedback")
    msid = form.identifier("recording_msid", row.recording_msid)
    mbid = form.identifier("recording_mbid", row.recording_mbid)
    form.need_one(msid, mbid)
    form.check()
    return {
        "user_id": user_name,
        "recording_mbid": mbid,
        "recording_msid": msid,
        "score": row.score,
        "created": None,
        "track_metadata": None,
    }
