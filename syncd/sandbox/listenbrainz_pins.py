"""Pins (`apis/listenbrainz.md` §5)."""

from http import HTTPStatus
from typing import Any

from syncd.sandbox.listenbrainz_forms import MAX_BLURB, Form
from syncd.sandbox.listenbrainz_order import newest
from syncd.sandbox.listenbrainz_rows import Pin, User
from syncd.sandbox.listenbrainz_tables import Tables
from syncd.sandbox.listenbrainz_tracks import track_metadata
from syncd.sandbox.listenbrainz_web import Call, as_int, bad_request, crash, refusal

DEFAULT_SECONDS = 7 * 24 * 3600.0
_WRONG = "Something went wrong. Please try again."


def pin(call: Call) -> Any:
    """`POST /1/pin`: ends the current pin first; the old row stays in the list."""
    user, body = call.user(), call.body()
    if not isinstance(body, dict | list | str):
        raise crash()
    if "recording_msid" not in body and "recording_mbid" not in body:
        raise bad_request("JSON document must contain either recording_msid or recording_mbid")
    if not isinstance(body, dict):
        raise crash()
    new = _submitted(body, user, call.now)
    with call.tables.lock:
        _end_current(call.tables, user, call.now)
        call.tables.last_pin = new.row_id = call.tables.last_pin + 1
        call.tables.pins[new.row_id] = new
    return {"pinned_recording": _shown(new) | {"track_metadata": None}}


def _submitted(body: dict[str, Any], user: User, now: float) -> Pin:
    form = Form("WritablePinnedRecording")
    made = Pin(
        row_id=0,
        user_id=user.id,
        recording_msid=form.identifier("recording_msid", body.get("recording_msid")),
        recording_mbid=form.identifier("recording_mbid", body.get("recording_mbid")),
        blurb_content=form.blurb(body.get("blurb_content")),
        created=now,
        pinned_until=form.pinned_until(body.get("pinned_until"), now, now + DEFAULT_SECONDS),
    )
    form.need_one(made.recording_msid, made.recording_mbid)
    form.check()
    return made


def unpin(call: Call) -> Any:
    """`POST /1/pin/unpin`."""
    user = call.user()
    with call.tables.lock:
        if not _end_current(call.tables, user, call.now):
            text = f"Cannot find an active pinned recording for user '{user.name}' to unpin"
            raise refusal(HTTPStatus.NOT_FOUND, text)
    return {"status": "ok"}


def delete(call: Call) -> Any:
    """`POST /1/pin/delete/<row_id>`."""
    user, row_id = call.user(), as_int(call.args["id"])
    if row_id is None:
        raise refusal(HTTPStatus.INTERNAL_SERVER_ERROR, _WRONG)
    with call.tables.lock:
        found = call.tables.pins.get(row_id)
        if found is None or found.user_id != user.id:
            text = f"Cannot find pin with row_id '{row_id}' for user '{user.name}'"
            raise refusal(HTTPStatus.NOT_FOUND, text)
        del call.tables.pins[row_id]
    return {"status": "ok"}


def update(call: Call) -> Any:
    """`POST /1/pin/update/<row_id>`: nobody checks the length of the new blurb (§14, 33)."""
    user, body = call.user(), call.json_object()
    if "blurb_content" not in body:
        raise bad_request("JSON document must contain blurb_content")
    row_id = as_int(call.args["id"])
    if row_id is None:
        raise bad_request("Invalid row_id provided")
    found = call.tables.pins.get(row_id)
    if found is None:
        raise refusal(HTTPStatus.NOT_FOUND, f"Cannot find pin for row_id: {row_id}")
    if found.user_id != user.id:
        raise refusal(HTTPStatus.FORBIDDEN, "Cannot update pin for another user")
    found.blurb_content = body["blurb_content"]
    return {"status": True}


def of_user(call: Call) -> Any:
    """`GET /1/<user>/pins`; the name is spelt as in the path."""
    user, (offset, count) = call.named_user(), call.page()
    mine = _pins_of(call.tables, {user.id})
    page = newest(mine, count, offset)
    if any(_is_too_long(each) for each in page):
        raise refusal(HTTPStatus.INTERNAL_SERVER_ERROR, _WRONG)
    return {
        "user_name": call.args["user"],
        "count": len(page),
        "offset": offset,
        "total_count": len(mine),
        "pinned_recordings": [_told(call.tables, each) for each in page],
    }


def current(call: Call) -> Any:
    """`GET /1/<user>/pins/current`."""
    active = _active(call.tables, {call.named_user().id}, call.now)
    shown = _told(call.tables, active[0]) if active else None
    return {"pinned_recording": shown, "user_name": call.args["user"]}


def following(call: Call) -> Any:
    """`GET /1/<user>/pins/following`: the active pins of those whom a user follows, without a total."""
    user, (offset, count) = call.named_user(), call.page()
    active = _active(call.tables, call.tables.follows[user.id], call.now)
    page = newest(active, count, offset)
    return {
        "user_name": call.args["user"],
        "count": len(page),
        "offset": offset,
        "pinned_recordings": [_signed(call.tables, each) for each in page],
    }


def by_number(call: Call) -> Any:
    """`GET /1/pin/<row_id>`."""
    found = call.tables.pins.get(int(call.args["number"]))
    if found is None:
        raise refusal(HTTPStatus.NOT_FOUND, f"Cannot find pin with row_id '{call.args['number']}'")
    return {"pinned_recording": _signed(call.tables, found)}


def _pins_of(tables: Tables, users: set[int]) -> list[Pin]:
    with tables.lock:
        return [each for each in tables.pins.values() if each.user_id in users]


def _active(tables: Tables, users: set[int], now: float) -> list[Pin]:
    return [each for each in _pins_of(tables, users) if each.pinned_until > now]


def _end_current(tables: Tables, user: User, now: float) -> bool:
    """End the active pins of a user; whether there was one."""
    ended = _active(tables, {user.id}, now)
    for each in ended:
        each.pinned_until = now
    return bool(ended)


def _is_too_long(each: Pin) -> bool:
    return each.blurb_content is not None and len(each.blurb_content) > MAX_BLURB


def _shown(each: Pin) -> dict[str, Any]:
    return {
        "row_id": each.row_id,
        "recording_mbid": each.recording_mbid,
        "recording_msid": each.recording_msid,
        "blurb_content": each.blurb_content,
        "created": int(each.created),
        "pinned_until": int(each.pinned_until),
    }


def _told(tables: Tables, each: Pin) -> dict[str, Any]:
    """A pin as the lists show it; one with too long a blurb makes the genuine code fail."""
    if _is_too_long(each):
        raise crash()
    return _shown(each) | {"track_metadata": track_metadata(tables, each.recording_mbid, each.recording_msid)}


def _signed(tables: Tables, each: Pin) -> dict[str, Any]:
    return _told(tables, each) | {"user_name": tables.user(each.user_id).name}
