"""Lists of favourites as files: CSV, JSONL and JSPF, read with distrust and written so that they can be read back."""

import csv
import hashlib
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TextIO
from unicodedata import normalize

from syncd.domain.errors import ConfigError
from syncd.domain.track import Isrc, Mbid, Service, Track, TrackRef, isrcs_of, parse_mbid
from syncd.services.cells import guarded, unguarded
from syncd.services.http import clean

COLUMNS = ("title", "artist", "album", "seconds", "isrc", "mbid")
"""What a row may say (`contract.md` §1); several ISRCs stand in one cell with semicolons between them."""

_RECORDING_PAGE = "https://musicbrainz.org/recording/"
_ISRC_URN = "urn:isrc:"

Row = Mapping[str, Any]
Rows = Iterator[tuple[int, Row]]
"""Rows with their numbers: the line that each begins on, or in JSPF its place in the list, from 1."""


class Format(StrEnum):
    """The formats, named by the file's suffix."""

    CSV = "csv"
    JSONL = "jsonl"
    JSPF = "jspf"

    @classmethod
    def of(cls, path: Path) -> Self:
        """The format that a path's suffix names; raises ConfigError for any other."""
        try:
            return cls(path.suffix.lower().lstrip("."))
        except ValueError:
            allowed = ", ".join(f".{each}" for each in cls)
            raise ConfigError(f"{path.name}: a list of favourites ends in one of {allowed}") from None


class MalformedList(ValueError):
    """A file that cannot be read to its end, so that none of it counts. `line` is where, from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Listed:
    """The distinct tracks of a file in its order, and the numbers of the rows that said too little to be one."""

    tracks: tuple[Track, ...]
    skipped: tuple[int, ...]


def read_list(raw: bytes, format_: Format) -> Listed:
    """What a file lists. A row without a title is skipped and named; raises MalformedList for what is no such file."""
    tracks, skipped = dict[TrackRef, Track](), list[int]()
    for number, row in _READERS[format_](_text(raw)):
        track = _track(row)
        if track is None:
            skipped.append(number)
        else:
            tracks.setdefault(track.ref, track)
    return Listed(tuple(tracks.values()), tuple(skipped))


def write_list(tracks: Iterable[Track], out: Path | TextIO, format_: Format) -> None:
    """Write tracks so that `read_list` finds them again; in CSV no cell is taken for a formula."""
    text = _WRITERS[format_](tracks)
    if isinstance(out, Path):
        out.write_text(text, encoding="utf-8", newline="")
    else:
        out.write(text)


def file_ref(title: str, artist: str, album: str, mbid: Mbid | None) -> TrackRef:
    """The ref of a row: its MBID, or a hash of its names.

    The folding stands here and not with the matcher's: refs are remembered, so it must never change.
    """
    if mbid is not None:
        return TrackRef(Service.FILE, mbid)
    names = [" ".join(normalize("NFKC", name).casefold().split()) for name in (title, artist, album)]
    return TrackRef(Service.FILE, hashlib.sha256(json.dumps(names).encode()).hexdigest()[:20])


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise MalformedList(line, "is not UTF-8; save the file as UTF-8") from None


def _track(row: Row) -> Track | None:
    title, artist, album = (clean(_words(row.get(name))) for name in ("title", "artist", "album"))
    if not title:
        return None
    mbid = parse_mbid(row.get("mbid"))
    return Track(
        ref=file_ref(title, artist, album, mbid),
        title=title,
        artist=artist,
        album=album,
        seconds=_seconds(row.get("seconds")),
        isrcs=_isrcs(row.get("isrc")),
        mbid=mbid,
    )


def _words(value: object) -> str:
    """The text of a cell; JSON may hold a title such as 1999 as a number."""
    return str(value) if isinstance(value, str | int | float) else ""


def _seconds(value: object) -> float | None:
    try:
        seconds = float(_words(value))
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _isrcs(value: object) -> frozenset[Isrc]:
    return isrcs_of(value if isinstance(value, list) else re.split(r"[;,|]", _words(value)))


def _csv_rows(text: str) -> Rows:
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)  # spreadsheets in much of Europe write semicolons
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _demand_columns(header)
        begins = reader.line_num + 1  # a quoted cell may go over several lines
        for cells in reader:
            if cells:
                yield begins, _csv_row(header, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise MalformedList(max(reader.line_num, 1), str(error)) from None


def _demand_columns(header: list[str]) -> None:
    missing = [name for name in ("title", "artist") if name not in header]
    if header and missing:
        raise MalformedList(1, f"no column {' and no column '.join(missing)}; the first line names the columns")


def _csv_row(header: list[str], cells: list[str]) -> Row:
    """A row with more cells than columns has an unquoted comma somewhere: no telling which song it means."""
    if len(cells) > len(header):
        return {}
    return {name: unguarded(cell) for name, cell in zip(header, cells, strict=False)}


def _jsonl_rows(text: str) -> Rows:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _lower_keys(_json(line, number))


def _jspf_rows(text: str) -> Rows:
    document = _json(text, 1) if text.strip() else {"playlist": {"track": []}}
    playlist = document.get("playlist") if isinstance(document, dict) else None
    tracks = playlist.get("track") if isinstance(playlist, dict) else None
    if not isinstance(tracks, list):
        raise MalformedList(1, "no list playlist.track in it")
    for number, track in enumerate(tracks, start=1):
        yield number, _from_jspf(_lower_keys(track))


def _from_jspf(track: Row) -> Row:
    identifiers = track.get("identifier")
    texts = identifiers if isinstance(identifiers, list) else [identifiers]
    named = [text for text in texts if isinstance(text, str)]
    milliseconds = _seconds(track.get("duration"))
    return {
        **track,
        "artist": track.get("creator"),
        "seconds": None if milliseconds is None else milliseconds / 1000,
        "isrc": [text.rpartition(":")[2] for text in named if "isrc:" in text.lower()],
        "mbid": next((text.rpartition("/")[2] for text in named if "/recording/" in text), None),
    }


def _json(text: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise MalformedList(line + error.lineno - 1, f"is not JSON: {error.msg}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets of thousands of levels
        raise MalformedList(line, "is not JSON that anyone would write") from None


def _lower_keys(row: object) -> Row:
    return {str(key).strip().lower(): value for key, value in row.items()} if isinstance(row, dict) else {}


def _cells(track: Track) -> dict[str, str]:
    seconds = "" if track.seconds is None else f"{track.seconds:.3f}".rstrip("0").rstrip(".")
    isrcs = ";".join(sorted(track.isrcs))
    return dict(zip(COLUMNS, (track.title, track.artist, track.album, seconds, isrcs, track.mbid or ""), strict=True))


def _csv_text(tracks: Iterable[Track]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(guarded, _cells(track).values()) for track in tracks)
    return out.getvalue()


def _jsonl_text(tracks: Iterable[Track]) -> str:
    return "".join(json.dumps(_to_json(track), ensure_ascii=False) + "\n" for track in tracks)


def _to_json(track: Track) -> dict[str, Any]:
    """The cells that say something; a length is a number."""
    row: dict[str, Any] = {name: cell for name, cell in _cells(track).items() if cell}
    return row if track.seconds is None else row | {"seconds": _number(track.seconds)}


def _number(seconds: float) -> float:
    return int(seconds) if seconds.is_integer() else round(seconds, 3)


def _jspf_text(tracks: Iterable[Track]) -> str:
    playlist = {"title": "Favourites", "track": [_to_jspf(track) for track in tracks]}
    return json.dumps({"playlist": playlist}, ensure_ascii=False, indent=1) + "\n"


def _to_jspf(track: Track) -> dict[str, Any]:
    row: dict[str, Any] = {"title": track.title, "creator": track.artist, "album": track.album}
    if track.seconds is not None:
        row["duration"] = round(track.seconds * 1000)
    row["identifier"] = [_RECORDING_PAGE + track.mbid] if track.mbid else []
    row["identifier"] += [_ISRC_URN + isrc for isrc in sorted(track.isrcs)]
    return row


_READERS: Mapping[Format, Callable[[str], Rows]] = {
    Format.CSV: _csv_rows,
    Format.JSONL: _jsonl_rows,
    Format.JSPF: _jspf_rows,
}
_WRITERS: Mapping[Format, Callable[[Iterable[Track]], str]] = {
    Format.CSV: _csv_text,
    Format.JSONL: _jsonl_text,
    Format.JSPF: _jspf_text,
}
