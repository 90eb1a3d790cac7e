"""A track's texts, parsed once: title core, version words, credits. Comparing parsed tracks touches no raw text."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from syncd.domain.track import Service, Track
from syncd.planner.credits import Credits, Likeness, compare_credits, credits_of, split_names
from syncd.planner.edges import Numbered, bare, take_number
from syncd.planner.text import Name, clean, decode, name_of
from syncd.planner.versions import Note, Role, Versions, classify, classify_dashed, kinds_said, union
from syncd.planner.vocabulary import IMITATING_UPLOADERS, IMITATORS, LIVE_ALBUM, Kind

_OPENING = "([{【\u3014〖"
_BRACKET = re.compile(r"[()\[\]{}【】\u3014\u3015〖〗]")
_DASH = re.compile(r"(?:^|(?<=\s))[-~]+(?=\s|$)")
_BAR = re.compile(r"(?<=\s)\|(?=\s)")
_CLAUSE = re.compile(r";|(?<=\s)/(?=\s)")
_FEATURING = re.compile(r"(?<![\w'])(?:feat(?:uring|\.)?|ft\.?|f/)\s*:?\s+(?P<names>.+)$", re.IGNORECASE)
_COUNTER = re.compile(r"^\d{1,4}[.)\s]\s*(?=\D)")
_WITHOUT_UPLOADERS = frozenset({Service.JAMENDO})  # artists upload there themselves
_APART = " - "  # a movement's Roman numeral is told by the dash before it
_SAID = frozenset({Role.ASIDE, Role.NUMBER, Role.VERSION})


class Spelling(NamedTuple):
    """Names worth asking a look-up for."""

    artist: str
    title: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a track's texts. `full` has every word of the title but credits and decoration."""

    core: Name
    full: Name
    asides: tuple[Name, ...]
    credits: Credits
    versions: Versions
    #: the guests that the title names
    guests: tuple[Name, ...] = ()
    #: the kinds of version that are mentioned anywhere, brackets or not: "We Dem Boyz Remix"
    mentioned: tuple[Kind, ...] = ()
    #: the performer was taken from the title although the artist field names somebody else: an uploader, perhaps
    is_split: bool = False
    #: and that somebody's name says that he plays what others sang: "Cover Nation"
    is_by_imitator: bool = False
    #: what was taken for a track number, and left out
    number: Numbered | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A track and its readings, the plainest first."""

    track: Track
    readings: tuple[Reading, ...]
    #: what the catalogue's own remark says of the version, apart from the title
    remark: Versions
    #: and what it says beside that, folded
    remark_words: tuple[str, ...]
    is_on_a_live_album: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a title with what it is; None where it is the title itself."""

    text: str
    note: Note | None


@lru_cache(maxsize=128)
def parse(track: Track) -> Parsed:
    """The texts of a track, parsed. Total on any text; the cost is bounded."""
    remarks = [classify(part) for part in _CLAUSE.split(clean(track.version)) if part]
    remark = union([_imitation_by(track.artist), *(note.versions for note in remarks)])
    ways = _ways(bare(clean(track.title)), credits_of(track.artist))
    if track.ref.service in _WITHOUT_UPLOADERS:
        ways = [way for way in ways if not way.is_split]
    return Parsed(
        track=track,
        readings=tuple(_read(way, remark) for way in ways),
        remark=remark,
        remark_words=name_of(clean(track.version)).words if any(note.role is Role.ASIDE for note in remarks) else (),
        is_on_a_live_album=LIVE_ALBUM.search(clean(track.album)) is not None,
    )


def titles_of(track: Track) -> frozenset[str]:
    """Every bare title that a track may have, romanised: songs that share none are not alike."""
    return frozenset(reading.core.roman for reading in parse(track).readings if reading.core.roman)


def is_asked_as(track: Track) -> tuple[Spelling, ...]:
    """The spellings worth asking a name look-up for, the likeliest first.

    MusicBrainz keeps guests in the artist credit ("A feat. B"), so they are asked there first. "Artist - Title" by an
    uploader is asked split, then as it is; other titles as they are, then without guests and decoration, and without
    what may be a track number.
    """
    performer, song = _performer_and_song(track)
    original, plain = Spelling(decode(track.artist), decode(track.title)), _plain(song)
    split = Spelling(performer, plain)
    guests = _guests_in(song)
    credited = [Spelling(f"{performer} feat. {guests}", plain)] if guests else []
    asked = [*credited, original, split] if performer == original.artist else [*credited, split, original]
    if numbered := take_number(clean(track.title)):
        asked.append(Spelling(original.artist, _plain(numbered.title)))
    return tuple(dict.fromkeys(spelling for spelling in asked if all(spelling)))


def is_looked_for_as(track: Track) -> Spelling | None:
    """The one spelling to look for alike names with: who sings what, without guests and decoration."""
    performer, song = _performer_and_song(track)
    title = _plain(song) or song
    return Spelling(performer, title) if performer and title else None


def is_searched_as(track: Track) -> tuple[Spelling, ...]:
    """The spellings worth searching a service's own catalogue for: under the main performer, then under all of them."""
    performer, song = _performer_and_song(track)
    found = _FEATURING.search(performer)
    lead = performer[: found.start()].strip() if found else performer
    title, guests = _plain(song) or song, _guests_in(song)
    everybody = f"{performer} feat. {guests}" if guests else performer
    return tuple(dict.fromkeys(Spelling(credit, title) for credit in (lead, everybody) if credit and title))


def _guests_in(title: str) -> str:
    notes = (piece.note for piece in _pieces(bare(title), Credits(())) if piece.note)
    return " & ".join(note.names for note in notes if note.names)


def _performer_and_song(track: Track) -> tuple[str, str]:
    """Who sings what: an uploader's "Artist - Title" taken apart."""
    title, artist = clean(track.title), decode(track.artist)
    if (numbered := take_number(title)) and numbered.is_padded:
        title = numbered.title
    head, tail = _split_at_dash(title)
    return (head, tail) if head and not _is_mere_note(tail) else (artist, title)


class _Way(NamedTuple):
    """One way to divide the texts: the title, who sings, and whether the latter is a guess."""

    title: str
    credit: Credits
    is_split: bool = False
    is_by_imitator: bool = False
    number: Numbered | None = None


def _ways(title: str, credit: Credits) -> list[_Way]:
    ways, numbered = _divided(title, credit), take_number(title)
    if numbered is not None:
        ways += [way._replace(number=numbered) for way in _divided(numbered.title, credit)]
    return ways


def _divided(title: str, credit: Credits) -> list[_Way]:
    head, tail = _split_at_dash(title)
    if not head or _is_mere_note(tail):
        return [_Way(title, credit)]
    named = credits_of(head)
    if credit.is_anonymous:
        return [_Way(tail, named)]
    if compare_credits(named, credit) >= Likeness.NEAR:
        return [_Way(tail, replace(credit, guests=credit.guests + named.everybody))]
    is_by_imitator = not IMITATING_UPLOADERS.isdisjoint(credit.words)
    return [_Way(title, credit), _Way(tail, named, is_split=True, is_by_imitator=is_by_imitator)]


def _read(way: _Way, remark: Versions) -> Reading:
    pieces = _pieces(way.title, way.credit)
    core = (piece.text for piece in pieces if piece.note is None or piece.note.role is Role.NUMBER)
    said = (piece.text for piece in pieces if piece.note is None or piece.note.role in _SAID)
    notes = [(piece.text, piece.note) for piece in pieces if piece.note is not None]
    guests = tuple(name for _, note in notes for name in split_names(note.names))
    versions = union([remark, *(note.versions for _, note in notes)])
    named = name_of(_APART.join(core))
    return Reading(
        core=named,
        full=name_of(_APART.join(said)),
        asides=tuple(name_of(text) for text, note in notes if note.role is Role.ASIDE),
        credits=replace(way.credit, guests=(*way.credit.guests, *guests)),
        versions=versions,
        guests=guests,
        mentioned=tuple(sorted([*versions.kinds, *kinds_said(" ".join(named.words))])),
        is_split=way.is_split,
        is_by_imitator=way.is_by_imitator,
        number=way.number,
    )


def _pieces(title: str, credit: Credits) -> list[_Piece]:
    """The title in order, classified; where nothing would remain as title, the first note is the title."""
    pieces: list[_Piece] = []
    for text, is_note in _brackets(title):
        pieces += _classified_note(text) if is_note else _classified_title(text, is_first=not pieces)
    pieces = [replace(piece, note=Note(Role.CREDIT)) if _is_performer(piece, credit) else piece for piece in pieces]
    if not pieces:
        return [_Piece(title, None)]
    if any(piece.note is None for piece in pieces):
        return pieces
    return [_Piece(pieces[0].text, None), *pieces[1:]]


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


def _classified_note(text: str) -> list[_Piece]:
    clauses = (clause.strip() for clause in _CLAUSE.split(text))
    return [_Piece(clause, classify(clause)) for clause in clauses if clause]


def _classified_title(text: str, *, is_first: bool) -> list[_Piece]:
    """What stands outside brackets: the title with its guests, and notes behind dashes or bars."""
    plain, *barred = (part.strip() for part in _BAR.split(text))
    head, *dashed = (part.strip() for part in _DASH.split(plain))
    pieces = _with_guests(head, is_first=is_first) if head else []
    for part in filter(None, dashed):
        note = classify_dashed(part)
        pieces += _with_guests(part, is_first=False) if note.role is Role.ASIDE else [_Piece(part, note)]
    return pieces + [_Piece(part, classify(part)) for part in barred if part]


def _with_guests(text: str, *, is_first: bool) -> list[_Piece]:
    """The title itself, and the guests named behind it without brackets."""
    found = _FEATURING.search(text)
    if found is None or (is_first and found.start() == 0):
        return [_Piece(text, None)]
    title = text[: found.start()].strip()
    guests = _Piece(found[0], Note(Role.CREDIT, names=found["names"]))
    return [_Piece(title, None), guests] if title else [guests]


def _is_performer(piece: _Piece, credit: Credits) -> bool:
    """Whether an aside only repeats a performer: "Title (Shakira)"."""
    if piece.note is None or piece.note.role is not Role.ASIDE:
        return False
    name = name_of(piece.text)
    return any(name.is_same(performer) for performer in credit.mains)


def _split_at_dash(title: str) -> tuple[str, str]:
    """What stands before and behind the first dash, without a leading counter ("001 柏松 - …"); empty without one."""
    found = _DASH.search(title)
    if found is None or _BRACKET.search(title[: found.start()]):
        return "", ""
    head, tail = title[: found.start()].strip(), title[found.end() :].strip()
    return (_COUNTER.sub("", head), tail) if head and tail else ("", "")


def _is_mere_note(text: str) -> bool:
    """Whether words behind a dash are no title: "Remastered 2011", "Live at Wembley"."""
    notes = [classify(part) if is_note else classify_dashed(part) for part, is_note in _brackets(text)]
    return all(note.role is not Role.ASIDE and not _may_be_a_title(note) for note in notes)


def _may_be_a_title(note: Note) -> bool:
    """Whether it may be a song's name with a version word: "Toosie Slide Remix"."""
    return note.role is Role.VERSION and bool(note.versions.details) and Kind.LIVE not in note.versions.kinds


def _plain(title: str) -> str:
    """The title without guests and decoration; version words stay, in brackets."""
    return " ".join(_as_written(piece) for piece in _pieces(bare(title), Credits(())) if _is_worth_asking(piece))


def _is_worth_asking(piece: _Piece) -> bool:
    return piece.note is None or piece.note.role in _SAID


def _as_written(piece: _Piece) -> str:
    return piece.text if piece.note is None else f"({piece.text})"


def _imitation_by(artist: str) -> Versions:
    """What an artist's name alone tells: "Karaoke Hits" sells karaoke."""
    words = name_of(clean(artist)).words
    return Versions(frozenset(kind for word, kind in IMITATORS.items() if word in words))
