"""Names to MBIDs (`apis/listenbrainz.md` §7.1, §7.2)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from syncd.sandbox.listenbrainz_fold import edits, fold
from syncd.sandbox.listenbrainz_metadata import included, shown
from syncd.sandbox.listenbrainz_rows import Canonical
from syncd.sandbox.listenbrainz_tables import Tables
from syncd.sandbox.listenbrainz_web import Call, Refusal, bad_request, crash, refusal

MAX_CHARACTERS = 250
MAX_ROWS = 50
MAX_EDITS = 5
SAME_LETTERS = 3
_TOO_LONG = "total number of characters in artist_name, recording_name and release_name arguments must be less than 250"
_NAMES = ("artist_name", "recording_name", "release_name")


def get(call: Call) -> Any:
    """`GET /1/metadata/lookup/`: exact, then fuzzy; the answer does not say which."""
    call.user()
    names = {name: call.param(name) or "" for name in _NAMES}
    for name in _NAMES[:2]:
        if not names[name]:
            raise bad_request(f"{name} is invalid or not present in arguments")
    if sum(map(len, names.values())) > MAX_CHARACTERS:
        raise bad_request(_TOO_LONG)
    metadata = call.wants_metadata()
    parts = included(call.param("inc")) if metadata else ()
    row = _exact(call.tables, names) or _fuzzy(call, names)
    if row is None:
        return {}
    return _match(row) | ({"metadata": _metadata(call.tables, row, parts)} if metadata else {})


def _exact(tables: Tables, names: Mapping[str, str]) -> Canonical | None:
    """With the release, else without: a wrong release leaves no sign in the answer (§14, 40)."""
    artist, title, release = (names[name] for name in _NAMES)
    found = tables.canonical_with_release.get(fold(artist + title + release)) if release else None
    return found or tables.canonical.get(fold(artist + title))


def _fuzzy(call: Call, names: Mapping[str, str]) -> Canonical | None:
    """The nearest row within five edits of both names.

    The genuine search engine is not rebuilt. Here its sense of likeness is that the artist begins alike and less than
    half of each name differs.
    """
    if call.faults.search_is_down:
        raise _failed()
    artist, title = fold(names["artist_name"]), fold(names["recording_name"])
    if not artist or not title:
        return None
    alike = (row for key, row in list(call.tables.canonical.items()) if key.startswith(artist[:SAME_LETTERS]))
    near = [(distance, row) for row in alike if (distance := _distance(row, artist, title))]
    return min(near, key=lambda pair: pair[0], default=(0, None))[1]


def _distance(row: Canonical, artist: str, title: str) -> int:
    """How many edits lie between, 0 where too many."""
    by_artist, by_title = edits(fold(row.artist_credit_name), artist), edits(fold(row.recording_name), title)
    is_near = all(n <= MAX_EDITS and 2 * n < len(name) for n, name in ((by_artist, artist), (by_title, title)))
    return by_artist + by_title if is_near else 0


def _match(row: Canonical) -> dict[str, Any]:
    return {
        "recording_mbid": row.recording_mbid,
        "recording_name": row.recording_name,
        "release_mbid": row.release_mbid,
        "release_name": row.release_name,
        "artist_mbids": list(row.artist_mbids),
        "artist_credit_name": row.artist_credit_name,
    }


def _metadata(tables: Tables, row: Canonical, parts: Sequence[str]) -> dict[str, Any]:
    entry = tables.metadata.get(row.recording_mbid)
    return shown(entry, parts) if entry else {}


def post(call: Call) -> Any:
    """`POST /1/metadata/lookup/`: up to 50 pairs, exact only."""
    call.user()
    rows = _pairs(call.json_object().get("recordings"))
    for index, row in enumerate(rows):
        _check(index, row)
    if any(row.get("release_name", "") is None for row in rows):
        raise _failed()
    found = _exact_of_all(call.tables, rows)
    return [_told(index, row, found.get(index)) for index, row in enumerate(rows)]


def _pairs(value: Any) -> list[dict[str, Any]]:
    if not value:
        raise bad_request("recordings is invalid or not present in body")
    if isinstance(value, list) and len(value) > MAX_ROWS:
        raise bad_request(f"Number of recordings in request body exceeds maximum permitted. ({MAX_ROWS})")
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise crash()
    return value


def _check(index: int, row: Mapping[str, Any]) -> None:
    for name in _NAMES[:2]:
        if not row.get(name):
            raise bad_request(f"Recording {index} {name} is invalid or not present")
    names = [row.get(name) or "" for name in _NAMES]
    if not all(isinstance(name, str) for name in names):
        raise crash()
    if sum(map(len, names)) > MAX_CHARACTERS:
        raise bad_request(f"Recording {index} {_TOO_LONG}")


def _exact_of_all(tables: Tables, rows: Sequence[Mapping[str, str]]) -> dict[int, Canonical]:
    """The matches by index. In each of the two stages only the last of rows that fold alike is answered (§14, 39)."""
    found: dict[int, Canonical] = {}
    with_release = {fold("".join(row[name] for name in _NAMES)): i for i, row in enumerate(rows) if _has_release(row)}
    _look_up(tables.canonical_with_release, with_release, found)
    left = [(i, row) for i, row in enumerate(rows) if i not in found]
    _look_up(tables.canonical, {fold(row["artist_name"] + row["recording_name"]): i for i, row in left}, found)
    return found


def _has_release(row: Mapping[str, str]) -> bool:
    return bool(row.get("release_name"))


def _look_up(table: Mapping[str, Canonical], wanted: Mapping[str, int], found: dict[int, Canonical]) -> None:
    found.update({index: table[key] for key, index in wanted.items() if key in table})


def _told(index: int, asked: Mapping[str, Any], row: Canonical | None) -> dict[str, Any]:
    """The question, and where there is a match the answer."""
    echo = {f"{name}_arg": asked.get(name) for name in _NAMES} | {"index": index}
    if row is None:
        return echo
    return echo | _match(row) | {"artist_credit_id": row.artist_credit_id, "recording_arg": asked["recording_name"]}


def _failed() -> Refusal:
    return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Server failed to lookup recording")
