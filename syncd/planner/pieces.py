"""A title taken apart: its stretches, in order, each with what it is (`planner/versions.py` says what)."""

import re
from dataclasses import dataclass, replace

from syncd.planner.credits import Credits
from syncd.planner.text import name_of
from syncd.planner.versions import Note, Sense, classify, classify_dashed
from syncd.planner.vocabulary import Kind

_OPENING = "([{【\u3014〖"
_BRACKET = re.compile(r"[()\[\]{}【】\u3014\u3015〖〗]")
_DASH = re.compile(r"(?:^|(?<=\s))[-~]+(?=\s|$)")
_BAR = re.compile(r"(?<=\s)\|(?=\s)")

CLAUSE = re.compile(r";|(?<=\s)/(?=\s)")
"""Parts the clauses of one note, or of a catalogue's remark."""

FEATURING = re.compile(r"(?<![\w'])(?:feat(?:uring|\.)?|ft\.?|f/)\s*:?\s+(?P<names>.+)$", re.IGNORECASE)
"""Where the names of guests begin."""

_COUNTER = re.compile(r"^\d{1,4}[.)\s]\s*(?=\D)")

SAID = frozenset({Sense.ASIDE, Sense.NUMBER, Sense.VERSION})
"""What is said of the song beside its bare title; credits and decoration are not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a title with what it is; None where it is the title itself."""

    text: str
    note: Note | None


def pieces_of(title: str, credit: Credits) -> list[Piece]:
    """The title in order, classified; where nothing would remain as title, the first note is the title."""
    pieces: list[Piece] = []
    for text, is_note in _brackets(title):
        pieces += _classified_note(text) if is_note else _classified_title(text, is_first=not pieces)
    pieces = [replace(piece, note=Note(Sense.CREDIT)) if _is_performer(piece, credit) else piece for piece in pieces]
    if not pieces:
        return [Piece(title, None)]
    if any(piece.note is None for piece in pieces):
        return pieces
    return [Piece(pieces[0].text, None), *pieces[1:]]


def split_at_dash(title: str) -> tuple[str, str]:
    """What stands before and behind the first dash, without a leading counter ("001 柏松 - …"); empty without one."""
    found = _DASH.search(title)
    if found is None or _BRACKET.search(title[: found.start()]):
        return "", ""
    head, tail = title[: found.start()].strip(), title[found.end() :].strip()
    return (_COUNTER.sub("", head), tail) if head and tail else ("", "")


def is_mere_note(text: str) -> bool:
    """Whether words behind a dash are no title: "Remastered 2011", "Live at Wembley"."""
    notes = [classify(part) if is_note else classify_dashed(part) for part, is_note in _brackets(text)]
    return all(note.sense is not Sense.ASIDE and not _may_be_a_title(note) for note in notes)


def _brackets(title: str) -> list[tuple[str, bool]]:
    """The stretches of a title, and whether each stands in brackets; unclosed ones reach to the end.

    Where nothing is a letter or a digit, brackets are signs like any other: ":)" is not ":(".
    """
    if not any(map(str.isalnum, title)):
        return [(title, False)] if title else []
    stretches: list[tuple[str, bool]] = []
    depth = start = 0
    for bracket in _BRACKET.finditer(title):
        stretches.append((title[start : bracket.start()], depth > 0))
        start = bracket.end()
        depth = depth + 1 if bracket[0] in _OPENING else max(0, depth - 1)
    stretches.append((title[start:], depth > 0))
    return [(text.strip(), is_note) for text, is_note in stretches if text.strip()]


def _classified_note(text: str) -> list[Piece]:
    clauses = (clause.strip() for clause in CLAUSE.split(text))
    return [Piece(clause, classify(clause)) for clause in clauses if clause]


def _classified_title(text: str, *, is_first: bool) -> list[Piece]:
    """What stands outside brackets: the title with its guests, and notes behind dashes or bars."""
    plain, *barred = (part.strip() for part in _BAR.split(text))
    head, *dashed = (part.strip() for part in _DASH.split(plain))
    pieces = _with_guests(head, is_first=is_first) if head else []
    for part in filter(None, dashed):
        note = classify_dashed(part)
        pieces += _with_guests(part, is_first=False) if note.sense is Sense.ASIDE else [Piece(part, note)]
    return pieces + [Piece(part, classify(part)) for part in barred if part]


def _with_guests(text: str, *, is_first: bool) -> list[Piece]:
    """The title itself, and the guests named behind it without brackets."""
    found = FEATURING.search(text)
    if found is None or (is_first and found.start() == 0):
        return [Piece(text, None)]
    title = text[: found.start()].strip()
    guests = Piece(found[0], Note(Sense.CREDIT, names=found["names"]))
    return [Piece(title, None), guests] if title else [guests]


def _is_performer(piece: Piece, credit: Credits) -> bool:
    """Whether an aside only repeats a performer: "Title (Shakira)"."""
    if piece.note is None or piece.note.sense is not Sense.ASIDE:
        return False
    name = name_of(piece.text)
    return any(name.is_same(performer) for performer in credit.mains)


def _may_be_a_title(note: Note) -> bool:
    """Whether it may be a song's name with a version word: "Toosie Slide Remix"."""
    return note.sense is Sense.VERSION and bool(note.versions.details) and Kind.LIVE not in note.versions.kinds
