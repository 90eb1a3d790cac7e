"""A track's texts, parsed once: title core, version words, credits. Comparing parsed tracks touches no raw text."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from syncd.domain.track import Service, Track
from syncd.planner.credits import Credits, Likeness, compare_credits, credits_of, split_names
from syncd.planner.edges import Numbered, bare, take_number
from syncd.planner.pieces import CLAUSE, SAID, is_mere_note, pieces_of, split_at_dash
from syncd.planner.text import Name, clean, name_of
from syncd.planner.versions import Sense, Versions, classify, kinds_said, union
from syncd.planner.vocabulary import IMITATING_UPLOADERS, IMITATORS, LIVE_ALBUM, Kind

_WITHOUT_UPLOADERS = frozenset({Service.JAMENDO})  # artists upload there themselves
_APART = " - "  # a movement's Roman numeral is told by the dash before it


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


class _Way(NamedTuple):
    """One way to divide the texts: the title, who sings, and whether the latter is a guess."""

    title: str
    credit: Credits
    is_split: bool = False
    is_by_imitator: bool = False
    number: Numbered | None = None


@lru_cache(maxsize=4096)  # free texts find the same uploads again and again
def parse(track: Track) -> Parsed:
    """The texts of a track, parsed. Total on any text; the cost is bounded."""
    remarks = [classify(part) for part in CLAUSE.split(clean(track.version)) if part]
    remark = union([_imitation_by(track.artist), *(note.versions for note in remarks)])
    ways = _ways(bare(clean(track.title)), credits_of(track.artist))
    if track.ref.service in _WITHOUT_UPLOADERS:
        ways = [way for way in ways if not way.is_split]
    return Parsed(
        track=track,
        readings=tuple(_read(way, remark) for way in ways),
        remark=remark,
        remark_words=name_of(clean(track.version)).words if any(note.sense is Sense.ASIDE for note in remarks) else (),
        is_on_a_live_album=LIVE_ALBUM.search(clean(track.album)) is not None,
    )


def titles_of(track: Track) -> frozenset[str]:
    """Every bare title that a track may have, romanised: songs that share none are not alike."""
    return frozenset(reading.core.roman for reading in parse(track).readings if reading.core.roman)


def _ways(title: str, credit: Credits) -> list[_Way]:
    ways, numbered = _divided(title, credit), take_number(title)
    if numbered is not None:
        ways += [way._replace(number=numbered) for way in _divided(numbered.title, credit)]
    return ways


def _divided(title: str, credit: Credits) -> list[_Way]:
    head, tail = split_at_dash(title)
    if not head or is_mere_note(tail):
        return [_Way(title, credit)]
    named = credits_of(head)
    if credit.is_anonymous:
        return [_Way(tail, named)]
    if compare_credits(named, credit) >= Likeness.NEAR:
        return [_Way(tail, replace(credit, guests=credit.guests + named.everybody))]
    is_by_imitator = not IMITATING_UPLOADERS.isdisjoint(credit.words)
    return [_Way(title, credit), _Way(tail, named, is_split=True, is_by_imitator=is_by_imitator)]


def _read(way: _Way, remark: Versions) -> Reading:
    pieces = pieces_of(way.title, way.credit)
    core = (piece.text for piece in pieces if piece.note is None or piece.note.sense is Sense.NUMBER)
    said = (piece.text for piece in pieces if piece.note is None or piece.note.sense in SAID)
    notes = [(piece.text, piece.note) for piece in pieces if piece.note is not None]
    guests = tuple(name for _, note in notes for name in split_names(note.names))
    versions = union([remark, *(note.versions for _, note in notes)])
    named = name_of(_APART.join(core))
    return Reading(
        core=named,
        full=name_of(_APART.join(said)),
        asides=tuple(name_of(text) for text, note in notes if note.sense is Sense.ASIDE),
        credits=replace(way.credit, guests=(*way.credit.guests, *guests)),
        versions=versions,
        guests=guests,
        mentioned=tuple(sorted([*versions.kinds, *kinds_said(" ".join(named.words))])),
        is_split=way.is_split,
        is_by_imitator=way.is_by_imitator,
        number=way.number,
    )


@lru_cache(maxsize=256)
def _imitation_by(artist: str) -> Versions:
    """What an artist's name alone tells: "Karaoke Hits" sells karaoke."""
    words = name_of(clean(artist)).words
    return Versions(frozenset(kind for word, kind in IMITATORS.items() if word in words))
