"""Entities as MusicBrainz writes them in JSON (`apis/musicbrainz.md` §2 to §5)."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from syncd.sandbox.catalogue import Recording
from syncd.sandbox.musicbrainz_index import cleaned

DOWNLOAD = ("download for free", "45d0cbc5-d65b-4e77-bdfd-8a75207cb5c5")
STREAM = ("free streaming", "7e41ef12-a124-4324-afdb-fdbae687a89c")
_GROUP_TYPE_ID = "e431f5f6-b5d2-343d-8b36-72607fffb74b"


def url_id(address: str) -> str:
    """The id of an address."""
    return str(uuid5(NAMESPACE_URL, address))


def recording_facts(recording: Recording) -> dict[str, Any]:
    """What a look-up says without `inc`."""
    facts = {
        "id": recording.mbid,
        "title": recording.title,
        "disambiguation": recording.version,
        "length": _milliseconds(recording),
        "video": False,
    }
    return {**facts, "first-release-date": recording.released} if recording.released else facts


def looked_up(recording: Recording, inc: Collection[str], ended: Collection[str], *, nested: bool) -> dict[str, Any]:
    """A recording with what was included. Nested ones never show releases (§2)."""
    said = recording_facts(recording)
    if not {"artists", "artist-credits"}.isdisjoint(inc):
        said["artist-credit"] = artist_credit(recording)
    if "isrcs" in inc:
        said["isrcs"] = sorted(recording.isrcs)
    if any(name.endswith("-rels") for name in inc):
        said["relations"] = list(_to_urls(recording, ended)) if "url-rels" in inc else []
    if "releases" in inc and not nested:
        said["releases"] = _releases(recording)
    return said


def hit(recording: Recording, score: int, *, lists_isrcs: bool) -> dict[str, Any]:
    """A recording as the search shows it: what is empty is absent, `video` is null (§3.1, §8, 16)."""
    filled = {
        "length": _milliseconds(recording),
        "disambiguation": recording.version,
        "first-release-date": recording.released,
        "releases": _releases(recording),
        "isrcs": list(recording.isrcs) if lists_isrcs else [],
    }
    return {
        "id": recording.mbid,
        "score": score,
        "title": recording.title,
        "video": None,
        "artist-credit-id": url_id(f"credit:{recording.artist}"),
        "artist-credit": [{"name": recording.artist, "artist": {**_artist(recording), "aliases": []}}],
        **{name: value for name, value in filled.items() if value},
    }


def url(
    address: str, recordings: Collection[Recording], inc: Collection[str], ended: Collection[str]
) -> dict[str, Any]:
    """An address, with its recordings where they are asked for (§5.2)."""
    said: dict[str, Any] = {"id": url_id(address), "resource": address}
    if any(name.endswith("-rels") for name in inc):
        said["relations"] = list(_from_url(address, recordings, inc, ended)) if "recording-rels" in inc else []
    return said


def artist_credit(recording: Recording) -> list[dict[str, Any]]:
    """The credit as a look-up shows it."""
    more = {"disambiguation": "", "type": "Group", "type-id": _GROUP_TYPE_ID, "country": None}
    return [{"name": recording.artist, "joinphrase": "", "artist": {**_artist(recording), **more}}]


def _artist(recording: Recording) -> dict[str, Any]:
    return {"id": recording.artist_mbid, "name": recording.artist, "sort-name": recording.artist}


def _releases(recording: Recording) -> list[dict[str, Any]]:
    if not recording.album:
        return []
    group = {"id": url_id(f"group:{recording.album_mbid}"), "primary-type": "Album"}
    track = {"number": "1", "title": recording.title, "length": _milliseconds(recording)}
    media = [{"position": 1, "track": [track]}]
    head = {"id": recording.album_mbid, "title": recording.album, "status": "Official"}
    return [{**head, "release-group": group, "media": media}]


def _milliseconds(recording: Recording) -> int | None:
    return None if recording.seconds is None else round(recording.seconds * 1000)


def _to_urls(recording: Recording, ended: Collection[str]) -> Iterator[dict[str, Any]]:
    for address in sorted({cleaned(link) for link in recording.links}):
        for kind in _kinds(address):
            target = {"id": url_id(address), "resource": address}
            yield {**_relation(kind, "url", "forward", is_ended=address in ended), "url": target}


def _from_url(
    address: str, recordings: Collection[Recording], inc: Collection[str], ended: Collection[str]
) -> Iterator[dict[str, Any]]:
    for recording in recordings:
        facts = recording_facts(recording)
        target = {name: facts[name] for name in ("id", "title", "length", "video", "disambiguation")}
        if "artist-credits" in inc:
            target["artist-credit"] = artist_credit(recording)
        for kind in _kinds(address):
            relation = _relation(kind, "recording", "backward", is_ended=address in ended)
            yield {**relation, "recording": target}


def _kinds(address: str) -> tuple[tuple[str, str], ...]:
    """A Jamendo page must be linked as both kinds, so it stands there twice (§5.1)."""
    return (DOWNLOAD, STREAM) if "jamendo.com/" in address else (STREAM,)


def _relation(kind: tuple[str, str], target: str, direction: str, *, is_ended: bool) -> dict[str, Any]:
    return {
        "type": kind[0],
        "type-id": kind[1],
        "target-type": target,
        "direction": direction,
        "begin": None,
        "end": None,
        "ended": is_ended,
        "attributes": [],
        "attribute-values": {},
        "attribute-ids": {},
        "source-credit": "",
        "target-credit": "",
    }
