"""Real songs from a table: tab-separated, with a header; needs `artist` and `title`, heeds `year` and `isrc`."""

import csv
import re
from pathlib import Path
from random import Random

from syncd.sandbox.generate import Plain
from syncd.sandbox.names import fold

_FEATURED = re.compile(r"\s*[(\[](?:feat|ft|featuring)\b\.? [^)\]]*[)\]]", re.IGNORECASE)

_REMASTER = re.compile(r"\s*[-(\[]\s*(?:\d{4}\s+)?remaster(?:ed)?(?:\s+version)?(?:\s+\d{4})?\s*[)\]]?$", re.IGNORECASE)


class BadCatalogue(ValueError):
    """The file is not such a table, or holds too few songs; the message says which."""


def plain_songs(path: Path, dice: Random) -> list[Plain]:
    """One song per artist and title, and per ISRC and title, guests and remasters aside; lengths are thrown.

    ISRCs stay as they are, errors included: one may stand on songs of different titles.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not {"artist", "title"} <= set(rows.fieldnames or ()):
            raise BadCatalogue(f"{path}: needs a header with artist and title, separated by tabs")
        songs: dict[str, Plain] = {}
        codes: set[tuple[str, str]] = set()
        for row in rows:
            artist, title = _tidy(row["artist"]), _tidy(row["title"])
            core = _REMASTER.sub("", _FEATURED.sub("", title))
            key, code = fold(artist + core), (row.get("isrc") or "", fold(core))
            if artist and title and key not in songs and code not in codes:
                songs[key] = _plain(dice, artist, title, row)
                codes |= {code} if code[0] else set()
    return list(songs.values())


def _tidy(name: str | None) -> str:
    return " ".join((name or "").split())


def _plain(dice: Random, artist: str, title: str, row: dict[str, str]) -> Plain:
    year, isrc = row.get("year") or "", row.get("isrc") or ""
    return Plain(
        artist=artist,
        title=title,
        album=_FEATURED.sub("", title),
        seconds=dice.randint(120, 360),
        year=int(year) if year.isdecimal() else 2000,
        isrcs=(isrc,) if isrc else (),
    )
