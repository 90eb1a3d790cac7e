"""The `track_metadata` of feedback and pins (`apis/listenbrainz.md` §4.1)."""

from typing import Any

from syncd.sandbox.listenbrainz_rows import Cached
from syncd.sandbox.listenbrainz_tables import Tables


def track_metadata(tables: Tables, mbid: str | None, msid: str | None) -> dict[str, Any] | None:
    """What is known of a row: the cache's view of its MBID, else MessyBrainz' text of its MSID, else None."""
    entry = tables.metadata.get(mbid or "")
    track = _from_cache(entry) if entry else _from_text(tables, msid)
    if track is not None and msid:
        track["additional_info"] = {"recording_msid": msid}
    return track


def _from_cache(entry: Cached) -> dict[str, Any]:
    mapping: dict[str, Any] = {
        "recording_mbid": entry.recording_mbid,
        "release_mbid": entry.release_mbid,
        "artist_mbids": list(entry.artist_mbids),
        "artists": [
            {"artist_mbid": mbid, "artist_credit_name": artist["name"], "join_phrase": artist["join_phrase"]}
            for mbid, artist in zip(entry.artist_mbids, entry.artist["artists"], strict=True)
        ],
    }
    mapping |= {key: entry.release[key] for key in ("caa_id", "caa_release_mbid") if key in entry.release}
    return {
        "track_name": entry.recording["name"],
        "artist_name": entry.artist["name"],
        "release_name": entry.release.get("name"),
        "mbid_mapping": mapping,
    }


def _from_text(tables: Tables, msid: str | None) -> dict[str, Any] | None:
    """Never with an `mbid_mapping`, even where the MSID has been matched meanwhile; no release, no key (§14, 21)."""
    text = tables.text_of(msid)
    if text is None:
        return None
    release = {"release_name": text.release} if text.release is not None else {}
    return {"track_name": text.recording, "artist_name": text.artist_credit} | release
