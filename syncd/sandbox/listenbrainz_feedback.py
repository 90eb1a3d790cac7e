"""Feedback: write, list, list by recording, import (`apis/listenbrainz.md` §3, §4.1, §4.3, §4.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from syncd.sandbox.listenbrainz_faults import Lie
from syncd.sandbox.listenbrainz_forms import Form
from syncd.sandbox.listenbrainz_order import newest
from syncd.sandbox.listenbrainz_rows import Change, FeedbackRow, LovedElsewhere, User
from syncd.sandbox.listenbrainz_tracks import track_metadata
from syncd.sandbox.listenbrainz_web import Call, as_int, as_uuid, bad_request, crash, refusal
from syncd.sandbox.wire import Response

_KEYS = frozenset({"recording_msid", "recording_mbid", "score"})
_MUST = "JSON document must contain either recording_msid or recording_mbid, and score top level keys"
_MAY = "JSON document may only contain recording_msid, recording_mbid and score top level keys"
_LARGEST_OFFSET = 2**63 - 1


def submit(call: Call) -> Any:
    """`POST /1/feedback/recording-feedback`."""
    user = call.user()
    row = _submitted(_checked_keys(call.body()), call.request.date)
    call.writes.carry_out(Change(user_id=user.id, row=row))
    return Response(hang_up=True) if call.faults.strikes(Lie.LOSE_ANSWERS) else {"status": "ok"}


def _checked_keys(body: Any) -> Mapping[str, Any]:
    """The document, if its keys are right; missing ones are told before extra ones (§14, 12).

    Lists and texts are searched for the key names as well, as Python's `in` does in the genuine code.
    """
    if not isinstance(body, dict | list | str):
        raise crash()
    if "score" not in body or ("recording_msid" not in body and "recording_mbid" not in body):
        raise bad_request(_MUST)
    if any(key not in _KEYS for key in body):
        raise bad_request(_MAY)
    if not isinstance(body, dict):
        raise crash()
    return body


def _submitted(body: Mapping[str, Any], now: float) -> FeedbackRow:
    form = Form("Feedback")
    msid = form.identifier("recording_msid", body.get("recording_msid"))
    mbid = form.identifier("recording_mbid", body.get("recording_mbid"))
    score = form.score(body["score"])
    form.need_one(msid, mbid)
    form.check()
    return FeedbackRow(recording_mbid=mbid, recording_msid=msid, score=score, created=now)


def list_of_user(call: Call) -> Any:
    """`GET /1/feedback/user/<user>/get-feedback`; the order of the checks is §14, 17."""
    score, metadata, (offset, count) = _score(call), call.wants_metadata(), call.page()
    owner = call.named_user()
    _check_score(score)
    if offset > _LARGEST_OFFSET:
        raise crash()
    if call.faults.strikes(Lie.STRANGERS_LIST):
        owner = _stranger(call, owner)
    with call.tables.lock:
        rows = call.tables.shelf_of(owner).rows()
    page = [(owner, row) for row in newest(_scored(rows, score), count, offset)]
    # The trap of §4.1: 0 does not filter the list, but it does filter the total, and no row has that score.
    total = len(rows) if score is None else sum(row.score == score for row in rows)
    return call.faults.distort(_answer(call, page, offset, total, metadata=metadata))


def _stranger(call: Call, owner: User) -> User:
    """The account that owns the most, besides this one."""
    others = [user for user in call.tables.users() if user != owner]
    return max(others, key=lambda user: len(call.tables.shelf_of(user).rows()), default=owner)


def by_mbid(call: Call) -> Any:
    """`GET /1/feedback/recording/<mbid>/get-feedback-mbid`."""
    return _by_recording(call, "mbid")


def by_msid(call: Call) -> Any:
    """`GET /1/feedback/recording/<msid>/get-feedback`."""
    return _by_recording(call, "msid")


def _by_recording(call: Call, kind: str) -> Any:
    """The feedback of all users; `total_count` takes no notice of the score here."""
    uuid = as_uuid(call.args["id"])
    if uuid is None:
        raise bad_request(f"{call.args['id']} {kind} format invalid.")
    score, (offset, count) = _score(call), call.page()
    _check_score(score)
    rows = [_Owned(user, row) for user in call.tables.users() for row in _rows_of(call, user, kind, uuid)]
    wanted = [owned for owned in rows if not score or owned.row.score == score]
    page = [(owned.user, owned.row) for owned in newest(wanted, count, offset)]
    return _answer(call, page, offset, len(rows), metadata=False)


class _Owned:
    """A row together with its account."""

    def __init__(self, user: User, row: FeedbackRow) -> None:
        self.user = user
        self.row = row
        self.created = row.created


def _rows_of(call: Call, user: User, kind: str, uuid: str) -> list[FeedbackRow]:
    with call.tables.lock:
        shelf = call.tables.shelf_of(user)
        return shelf.of_mbid(uuid) if kind == "mbid" else shelf.of_msid(uuid)


def import_loves(call: Call) -> Any:
    """`POST /1/feedback/import`: old dates, a hate becomes a love, two tracks of one recording two rows (§14, 29)."""
    user, body = call.user(), call.json_object()
    if "service" not in body:
        raise bad_request("missing service")
    if "user_name" not in body:
        raise bad_request("missing user name")
    if body["service"] not in {"lastfm", "librefm"}:
        raise bad_request(f"Service {body['service']} is not supported for feedback import.")
    loved = _loved_elsewhere(call, body)
    call.tables.import_rows(user, [replace(row, score=1) for row in loved.rows])
    return {"imported": len(loved.rows), "total": loved.total}


def _loved_elsewhere(call: Call, body: Mapping[str, Any]) -> LovedElsewhere:
    loved = call.tables.lastfm.get(str(body["user_name"]))
    if loved is None:
        text = f"{body['service'].capitalize()} user with username '{body['user_name']}' not found"
        raise refusal(HTTPStatus.NOT_FOUND, text)
    if loved.is_down:
        raise crash()
    return loved


def _score(call: Call) -> int | None:
    if not (text := call.param("score")):
        return None
    if (score := as_int(text)) is None:
        raise bad_request(f"Invalid score argument: {text}")
    return score


def _check_score(score: int | None) -> None:
    if score not in {None, 1, 0, -1}:
        raise bad_request("Score can have a value of 1 or -1.")


def _scored(rows: Sequence[FeedbackRow], score: int | None) -> list[FeedbackRow]:
    return [row for row in rows if not score or row.score == score]


def _answer(
    call: Call, page: Iterable[tuple[User, FeedbackRow]], offset: int, total: int, *, metadata: bool
) -> dict[str, Any]:
    items = [_item(call, user, row, metadata=metadata) for user, row in page]
    return {"count": len(items), "offset": offset, "total_count": total, "feedback": items}


def _item(call: Call, user: User, row: FeedbackRow, *, metadata: bool) -> dict[str, Any]:
    """The six keys, always present; `user_id` is the account's own spelling of its name."""
    track = track_metadata(call.tables, row.recording_mbid, row.recording_msid) if metadata else None
    return {
        "user_id": user.name,
        "recording_mbid": row.recording_mbid,
        "recording_msid": row.recording_msid,
        "score": row.score,
        "created": int(row.created),
        "track_metadata": track,
    }
