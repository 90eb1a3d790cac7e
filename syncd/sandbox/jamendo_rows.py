"""Rows as Jamendo writes them; types wander from one method to the next (`apis/jamendo.md` §5, §8.16)."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from syncd.sandbox.catalogue import JamendoTrack

_WITH_UNDERSCORES = 7  # one artist in so many goes by an id-like name (§5.7)
_LICENCE = "http://creativecommons.org/licenses/by-nc-nd/3.0/"
_WAVEFORM = json.dumps({"peaks": [place * 37 % 101 for place in range(1200)]})
_WITHOUT_LICENCE = 4
_FIRST_YEAR, _YEARS = 2005, 10
_ALBUM_LENGTH = 12


def artist_label(artist_id: int, name: str) -> str:
    """The artist's name as shown, before HTML has its way."""
    return name.replace(" ", "_") if artist_id % _WITH_UNDERSCORES == _WITH_UNDERSCORES - 1 else name


def html(name: str) -> str:
    """Names come with HTML entities; apostrophes stay."""
    return escape(name, quote=False).replace('"', "&quot;")


def join_date(artist_id: int) -> str:
    """When an artist joined: the same day each time one asks."""
    return f"{_FIRST_YEAR + artist_id % _YEARS}-03-01"


def track_row(track: JamendoTrack, include: Sequence[str] = ()) -> dict[str, Any]:
    """A row of `/tracks`: `duration` is an integer, ids are strings, a single's album fields are empty (§5.5)."""
    album_id = str(track.album_id) if track.album_id else ""
    page = {"shorturl": f"https://jamen.do/t/{track.id}", "shareurl": f"https://www.jamendo.com/track/{track.id}"}
    return {
        "id": str(track.id),
        "name": html(track.name),
        "duration": track.seconds,
        **_artist(track),
        "artist_idstr": track.artist.lower().replace(" ", "."),
        "album_name": html(track.album),
        "album_id": album_id,
        "license_ccurl": _licence(track),
        "position": 1 + track.id % _ALBUM_LENGTH if track.album_id else 1,
        "releasedate": track.released,
        **_media(track),
        **page,
        "prourl": "",
        "waveform": _WAVEFORM,
        "content_id_free": False,
        **{name: _INCLUDED[name] for name in include},
    }


def user_track_row(track: JamendoTrack, liked: str | None, favoured: str | None) -> dict[str, Any]:
    """A row of `/users/tracks`: everything is text, and no album is named (§5.3)."""
    return {
        "id": str(track.id),
        "name": html(track.name),
        "releasedate": track.released,
        "duration": str(track.seconds),
        **_artist(track),
        "license_ccurl": _licence(track),
        "updatedate": max(liked or "", favoured or ""),
        **_media(track),
        "relations": {"review": "0", "favorite": _flag(favoured), "like": _flag(liked)},
    }


def artist_track_row(track: JamendoTrack) -> dict[str, Any]:
    """A row inside `/artists/tracks`: `duration` is text, the album is named (§5.6)."""
    return {
        "album_id": str(track.album_id) if track.album_id else "",
        "album_name": html(track.album),
        "id": str(track.id),
        "name": html(track.name),
        "duration": str(track.seconds),
        "releasedate": track.released,
        "license_ccurl": _licence(track),
        **_media(track),
    }


def artist_row(artist_id: int, name: str) -> dict[str, Any]:
    """A row of `/artists` (§5.7)."""
    return {
        "id": str(artist_id),
        "name": html(artist_label(artist_id, name)),
        "website": "",
        "joindate": join_date(artist_id),
        "image": "",
        "shorturl": f"https://jamen.do/a/{artist_id}",
        "shareurl": f"https://www.jamendo.com/artist/{artist_id}",
    }


def user_row(user_id: int, name: str) -> dict[str, Any]:
    """What every row about a person begins with (§5.2); `/users` adds an image."""
    return {"id": str(user_id), "name": name, "dispname": name, "lang": "en", "creationdate": "2010-10-17"}


def _artist(track: JamendoTrack) -> dict[str, str]:
    label = artist_label(track.artist_id, track.artist)
    return {"artist_id": str(track.artist_id), "artist_name": html(label)}


def _media(track: JamendoTrack) -> dict[str, Any]:
    image = f"https://usercontent.jamendo.com/?type=album&id={track.album_id}&width=300&trackid={track.id}"
    return {
        "album_image": image if track.album_id else "",
        "image": image,
        "audio": f"https://prod-1.storage.jamendo.com/?trackid={track.id}&format=mp31",
        "audiodownload": f"https://prod-1.storage.jamendo.com/download/track/{track.id}/mp32/",
        "audiodownload_allowed": True,
    }


def _licence(track: JamendoTrack) -> str:
    return _LICENCE if track.id % _WITHOUT_LICENCE else ""  # seen live (§5.5)


def _flag(since: str | None) -> str:
    return "0" if since is None else "1"


_INCLUDED: Mapping[str, Any] = {
    "licenses": dict.fromkeys(("ccnc", "ccnd", "ccsa", "prolicensing", "probackground"), "false"),
    "lyrics": "",
    "musicinfo": {
        **dict.fromkeys(("vocalinstrumental", "lang", "gender", "acousticelectric", "speed"), ""),
        "tags": {"genres": [], "instruments": [], "vartags": []},
    },
    "stats": dict.fromkeys(
        (
            "rate_downloads_total",
            "rate_listened_total",
            "playlisted",
            "favorited",
            "likes",
            "dislikes",
            "avgnote",
            "notes",
        ),
        0,
    ),
}
