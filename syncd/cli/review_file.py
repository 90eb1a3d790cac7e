"""Review as a spreadsheet: one row for each candidate, and one for each answer that was given."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import isfinite

from syncd.cli.by_hand import LOVED_ALREADY
from syncd.cli.links import page_for
from syncd.daemon.logs import printable
from syncd.domain.answer import ArtistAnswer, HumanAnswer, Said
from syncd.domain.errors import UsageError
from syncd.domain.track import Service, Track, TrackRef, parse_mbid
from syncd.planner.review import Case, may_be_asked
from syncd.planner.wellformed import id_at, instant_of
from syncd.services.cells import guarded, unguarded, why_no_commas

COLUMNS = (
    *("profile", "service", "ref", "artist", "title", "album", "seconds", "isrcs", "place"),
    *("candidate", "candidate_artist", "candidate_title", "candidate_seconds"),
    *("score", "reasons", "note", "link", "answer", "answered_at"),
)
ARTIST_PREFIX = "artist:"
"""Marks an artist where a track's ref could stand."""

_HAVE_ARTISTS = (Service.BOOMPLAY, Service.JAMENDO)
"""The services whose artists a human says who they are: the others give MusicBrainz' own ids."""

_NEEDED = ("service", "ref", "place", "candidate", "answer")


class AnswerWord(StrEnum):
    """What may stand in the column `answer`."""

    NOTHING = ""
    YES = "yes"  #: it is this candidate
    NO = "no"  #: it is not this candidate
    NONE = "none"  #: it is none of the candidates that this file has for it
    SKIP = "skip"  #: never push this song
    ARTIST = "artist"  #: this candidate's artist is the song's artist


_WORDS = {Said.IS: AnswerWord.YES, Said.NOT: AnswerWord.NO, Said.SKIP: AnswerWord.SKIP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the file. `described` is the candidate as the file describes it; `artist_id` is set where the row is
    about an artist, and then the candidate is an artist, too.
    """

    number: int
    about: TrackRef
    other: TrackRef
    word: AnswerWord
    answered_at: datetime | None
    described: Track
    artist_id: str = ""
    profile: str = ""  #: who skips the song; empty: everybody who lists it


def rows_of_case(case: Case) -> Iterator[dict[str, str]]:
    """One row for each candidate, to be answered."""
    about = next((ref for ref in case.refs if may_be_asked(ref, case.place)), case.refs[0])
    for candidate in case.candidates:
        yield {
            **_song(about, case.track),
            **_candidate(candidate.track.ref, candidate.track),
            "score": f"{candidate.score:.3f}",
            "reasons": "; ".join(str(reason) for reason in candidate.reasons),
            "note": LOVED_ALREADY if candidate.track.ref in case.loved else "",
        }


def row_of_answer(answer: HumanAnswer, tracks: Mapping[TrackRef, Track]) -> dict[str, str]:
    """An answer that was given."""
    return {
        "profile": answer.profile,
        **_song(answer.about, tracks.get(answer.about)),
        **_candidate(answer.other, tracks.get(answer.other)),
        "answer": _WORDS[answer.said].value,
        "answered_at": answer.answered_at.isoformat(),
    }


def row_of_artist(answer: ArtistAnswer) -> dict[str, str]:
    """Who an artist is, as a human said."""
    return {
        "service": answer.service.value,
        "ref": f"{ARTIST_PREFIX}{answer.artist_id}",
        "place": Service.MUSICBRAINZ.value,
        "candidate": answer.artist_mbid,
        "link": f"https://musicbrainz.org/artist/{answer.artist_mbid}",
        "answer": AnswerWord.ARTIST.value,
        "answered_at": answer.answered_at.isoformat(),
    }


def written(rows: Iterable[Mapping[str, str]]) -> str:
    """The file's text. No cell is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(row.get(column, "")) for column in COLUMNS] for row in rows)
    return out.getvalue()


def read(text: str, name: str) -> list[Line]:
    """The rows of a file, all well-formed. Raises UsageError, naming line and column, where one is not."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    lines: list[Line] = []
    header = [*COLUMNS]
    try:
        header = _header(next(reader, []), name)
        begins = reader.line_num + 1  # a quoted cell may go over several lines
        for cells in reader:
            if any(cells):
                lines.append(_line(begins, header, cells, name))
            begins = reader.line_num + 1
    except csv.Error as error:
        where = f"{name}, line {max(reader.line_num, 1)}, column {printable(header[0])} or later"
        raise UsageError(f"{where}: {error}") from None
    return lines


def _header(cells: list[str], name: str) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    if why := why_no_commas(cells):
        raise UsageError(f"{name}, line 1: {why}")
    if missing := [column for column in _NEEDED if column not in header]:
        raise UsageError(f"{name}, line 1: there is no column {missing[0]}")
    if twice := [column for column in header if column and header.count(column) > 1]:
        raise UsageError(f"{name}, line 1: the column {printable(twice[0])} stands there twice")
    return header


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row's cells by column, and where it stands."""

    name: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, column: str, why: str) -> UsageError:
        return UsageError(f"{self.name}, line {self.number}, column {column}: {why}")

    def service(self, column: str) -> Service:
        try:
            return Service(self.text(column).strip().lower())
        except ValueError:
            raise self.wrong(column, f"unknown service {printable(self.text(column))[:40]!r}") from None

    def word(self) -> AnswerWord:
        try:
            return AnswerWord(self.text("answer").strip().lower())
        except ValueError:
            words = ", ".join(word for word in AnswerWord if word)
            raise self.wrong("answer", f"{printable(self.text('answer'))[:40]!r} is none of {words}") from None

    def instant(self, column: str) -> datetime | None:
        text = self.text(column).strip()
        instant = instant_of(text)
        if text and instant is None:
            raise self.wrong(column, "no instant with its time zone, such as 2026-11-22T12:00:00+00:00")
        return instant

    def seconds(self, column: str) -> float | None:
        text = self.text(column).strip()
        if text and not (text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdecimal()):
            raise self.wrong(column, "no number of seconds")
        seconds = float(text) if text else None
        if seconds is not None and not isfinite(seconds):
            raise self.wrong(column, "no song is that long")
        return seconds

    def id(self, column: str, service: Service, text: str) -> str:
        """An id at a service. Nothing else may come in, since it would be asked for there, and exported again."""
        id_ = id_at(service, text)
        if id_ is None:
            raise self.wrong(column, f"{printable(text)[:40]!r} is no id at {service}" if text else "is empty")
        return id_


def _line(number: int, header: list[str], values: list[str], name: str) -> Line:
    if len(values) != len(header):
        short = len(values) < len(header)
        column = header[len(values)] if short else f"{len(header) + 1}"
        raise UsageError(f"{name}, line {number}, column {column}: {len(values)} cells instead of {len(header)}")
    row = _Cells(name, number, {key: unguarded(value) for key, value in zip(header, values, strict=True)})
    word, artist_id = row.word(), _artist_id(row)
    service = row.service("service")
    ref = f"{ARTIST_PREFIX}{artist_id}" if artist_id else row.id("ref", service, row.text("ref"))
    about, other = TrackRef(service, ref), _other(row, word, is_artist=bool(artist_id))
    if word not in {AnswerWord.NOTHING, AnswerWord.SKIP} and not artist_id and not may_be_asked(about, other.service):
        raise row.wrong("place", f"{service} says itself what its track is there")
    return Line(
        number=number,
        about=about,
        other=other,
        word=word,
        answered_at=row.instant("answered_at"),
        described=_described(row, other),
        artist_id=artist_id,
        profile=row.text("profile").strip() if word is AnswerWord.SKIP else "",
    )


def _artist_id(row: _Cells) -> str:
    """Whom a row is about that is not about a song; nothing where it is about one."""
    text, service = row.text("ref").strip(), row.service("service")
    if not text.startswith(ARTIST_PREFIX) or service is Service.FILE:
        return ""
    if service not in _HAVE_ARTISTS:
        raise row.wrong("service", f"{service} has no artists of its own")
    return row.id("ref", service, text.removeprefix(ARTIST_PREFIX))


def _other(row: _Cells, word: AnswerWord, *, is_artist: bool) -> TrackRef:
    """The candidate, well-formed. A skip counts everywhere, whichever candidate it stands beside."""
    text, place = row.text("candidate").strip(), row.service("place")
    if is_artist and word not in {AnswerWord.ARTIST, AnswerWord.NOTHING}:
        raise row.wrong("answer", "of an artist only `artist` can be said")
    if place is not Service.MUSICBRAINZ and (is_artist or place is not Service.JAMENDO):
        raise row.wrong("place", "is musicbrainz" if is_artist else "is musicbrainz or jamendo")
    if word is AnswerWord.SKIP:
        return TrackRef(Service.MUSICBRAINZ, "")
    if word is AnswerWord.NOTHING and not text:
        return TrackRef(place, "")
    return TrackRef(place, row.id("candidate", place, text))


def _described(row: _Cells, other: TrackRef) -> Track:
    is_recording = other.service is Service.MUSICBRAINZ
    return Track(
        ref=other,
        title=row.text("candidate_title"),
        artist=row.text("candidate_artist"),
        seconds=row.seconds("candidate_seconds"),
        mbid=parse_mbid(other.id) if is_recording else None,
    )


def _song(ref: TrackRef, track: Track | None) -> dict[str, str]:
    named = (
        {
            "artist": printable(track.artist),
            "title": printable(track.title),
            "album": printable(track.album),
            "seconds": _number(track.seconds),
            "isrcs": " ".join(sorted(track.isrcs)),
        }
        if track
        else {}
    )
    return {"service": ref.service.value, "ref": ref.id, **named}


def _candidate(ref: TrackRef, track: Track | None) -> dict[str, str]:
    named = (
        {
            "candidate_artist": printable(track.artist),
            "candidate_title": printable(track.title),
            "candidate_seconds": _number(track.seconds),
        }
        if track
        else {}
    )
    return {"place": ref.service.value, "candidate": ref.id, "link": page_for(ref) if ref.id else "", **named}


def _number(seconds: float | None) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".") if seconds else ""
