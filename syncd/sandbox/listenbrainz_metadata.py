"""MBIDs to ISRCs, links and names; manual mappings (`apis/listenbrainz.md` §6, §7.4)."""

from collections.abc import Iterable
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from syncd.sandbox.listenbrainz_rows import Cached, ManualMapping
from syncd.sandbox.listenbrainz_web import Call, as_uuid, bad_request, crash
from syncd.sandbox.wire import json_response

MAX_MBIDS = 1000
_PARTS = ("artist", "tag", "release", "recording", "release_group")
_ELEMENT = "recording_mbids JSON element must be present and contain a list of recording_mbids"
_ARGUMENT = "recording_mbids argument must be present and contain a comma separated list of recording_mbids"


def post_recording(call: Call) -> Any:
    """`POST /1/metadata/recording/`."""
    body = call.json_object()
    parts = included(body.get("inc"))
    if "recording_mbids" not in body:
        raise bad_request(_ELEMENT)
    if not isinstance(body["recording_mbids"], list | str | dict):
        raise crash()
    return _answer(call, list(body["recording_mbids"]), parts, "recording_mbid")


def get_recording(call: Call) -> Any:
    """`GET /1/metadata/recording/`, with texts of its own (§14, 36)."""
    parts, argument = included(call.param("inc")), call.param("recording_mbids")
    if argument is None:
        raise bad_request(_ARGUMENT)
    return _answer(call, [part.strip() for part in argument.split(",")], parts, "Recording mbid")


def _answer(call: Call, asked: list[Any], parts: Iterable[str], word: str) -> Any:
    """The entries that the cache knows; unknown and merged MBIDs are simply absent."""
    for mbid in asked:  # before the number of them is looked at (§14, 35)
        if as_uuid(mbid) is None:
            raise bad_request(f"{word} {mbid} is not valid.")
    if not asked:
        raise bad_request("At least one valid recording_mbid must be present.")
    if len(asked) > MAX_MBIDS:
        raise bad_request(f"Maximum number of recordings_mbids that can be fetched at once is {MAX_MBIDS}")
    if any(str(mbid).startswith("urn:") for mbid in asked):  # Python takes that spelling, the database does not
        raise crash()
    entries = (call.tables.metadata.get(as_uuid(mbid) or "") for mbid in asked)
    return {entry.recording_mbid: shown(entry, parts) for entry in entries if entry}


def included(inc: Any) -> tuple[str, ...]:
    """The parts that `inc` asks for; `recording` is always given, `release_group` adds nothing."""
    if not inc:
        return ()
    if not isinstance(inc, str):
        raise bad_request("inc must be a string")
    for part in inc.split():
        if part not in _PARTS:
            raise bad_request(f"invalid inc argument '{part}'. Must be one of {', '.join(_PARTS)}.")
    return tuple(inc.split())


def shown(entry: Cached, parts: Iterable[str]) -> dict[str, Any]:
    """An entry with its `recording` part and those that were asked for."""
    whole = {"artist": _artist(entry), "tag": entry.tag, "release": entry.release}
    return {"recording": entry.recording} | {part: whole[part] for part in parts if part in whole}


def _artist(entry: Cached) -> dict[str, Any]:
    pairs = zip(entry.artist_mbids, entry.artist["artists"], strict=True)
    return {**entry.artist, "artists": [{"artist_mbid": mbid, **artist} for mbid, artist in pairs]}


def submit_mapping(call: Call) -> Any:
    """`POST /1/metadata/submit_manual_mapping/`: the last word counts, MSIDs need not be known."""
    user, body = call.user(), call.json_object()
    msid = _argument("recording_msid", body.get("recording_msid"))
    mbid = _argument("recording_mbid", body.get("recording_mbid"))
    call.tables.mappings[user.id, msid] = ManualMapping(recording_mbid=mbid, created=call.now)
    return {"status": "ok"}


def get_mapping(call: Call) -> Any:
    """`GET /1/metadata/get_manual_mapping/`: an HTTP date and a numeric user, unlike feedback (§14, 42)."""
    user = call.user()
    msid = _argument("recording_msid", call.param("recording_msid"))
    mapping = call.tables.mappings.get((user.id, msid))
    if mapping is None:
        return json_response({"status": "none"}, HTTPStatus.NOT_FOUND)
    shown_mapping = {
        "created": formatdate(mapping.created, usegmt=True),
        "recording_mbid": mapping.recording_mbid,
        "recording_msid": msid,
        "user_id": user.id,
    }
    return {"status": "ok", "mapping": shown_mapping}


def _argument(name: str, value: Any) -> str:
    if (uuid := as_uuid(value)) is None:
        raise bad_request(f"{name} is invalid or not present in arguments")
    return uuid
