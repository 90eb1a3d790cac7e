"""Who sings: the credits of a track, split, and how two of them go together."""

import re
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz

from syncd.planner.text import Name, clean, name_of

_FEATURED = re.compile(r"\s*[(\[]?\s*(?<!\w)(?:feat(?:uring)?\.?|ft\.?|f/|w/|with|starring)(?=\s)\s*", re.IGNORECASE)
_JOINED = re.compile(
    r"\s*(?:[,;/&+|、\u00d7•·]|\b(?:and|x|vs\.?|versus|und|et|y|e|con|avec)\b(?=\s)|(?<!\w)(?:feat(?:uring)?|ft)\b\.?)\s*",
    re.IGNORECASE,
)
_JOINERS = frozenset(
    ["and", "x", "vs", "versus", "und", "et", "y", "e", "con", "avec", "feat", "featuring", "ft", "with", "the"]
)
_CHANNEL = re.compile(
    r"\s*(?:(?<=\w)vevo|- topic|\(?official(?: channel| artist)?\)?|\[[^\[\]]*\]|\([^()]*\))\s*$", re.IGNORECASE
)
_ANONYMOUS = frozenset(
    {
        *(
            "",
            "various",
            "variousartists",
            "unknown",
            "unknownartist",
            "va",
            "artist",
            "noartist",
            "anonymous",
            "untitled",
        ),
        *("群星", "未知", "未知歌手", "佚名"),
    }
)
_SPELT_ALIKE = 88.0
_SHORTEST_TYPO = 5

MOST_NAMES = 40
"""More performers than this are not told apart: comparing lists costs the product of their lengths."""


class Likeness(IntEnum):
    """How alike two names are, the least first."""

    DIFFERENT = 0
    INCOMPARABLE = 1  #: they share no script, or one is not said
    WEAK = 2
    NEAR = 3
    EQUAL = 4


@dataclass(frozen=True, slots=True)
class Credits:
    """The performers of a track: those of the artist field, and the guests wherever they are named."""

    mains: tuple[Name, ...]
    guests: tuple[Name, ...] = ()
    #: the whole credit as one name, and its words in any order: "AC/DC", "Tyler, The Creator"
    whole: Name | None = None
    words: frozenset[str] = frozenset()

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is named."""
        return not self.mains

    @property
    def everybody(self) -> tuple[Name, ...]:
        """All performers."""
        return self.mains + self.guests


def credits_of(text: str) -> Credits:
    """The performers that an artist field names."""
    shown = _CHANNEL.sub("", clean(text)) or clean(text)
    if name_of(shown).joined in _ANONYMOUS:
        return Credits(())
    mains, *guests = _FEATURED.split(shown)
    whole = name_of(mains)
    return Credits(
        mains=split_names(mains) or (whole,),
        guests=tuple(name for part in guests for name in split_names(part)),
        whole=whole,
        words=frozenset(whole.words) - _JOINERS,
    )


def split_names(text: str) -> tuple[Name, ...]:
    """The names in a list such as "A, B & C x D"."""
    names = (name_of(part.strip(" ()[].")) for part in _JOINED.split(text, maxsplit=MOST_NAMES))
    return tuple(name for name in names if name.joined)[:MOST_NAMES]


def compare_credits(ours: Credits, theirs: Credits) -> Likeness:
    """How alike two credits are; the order of the names and the field they stand in do not matter."""
    if ours.is_anonymous or theirs.is_anonymous:
        return Likeness.INCOMPARABLE
    if ours.words == theirs.words or (ours.whole and theirs.whole and ours.whole.is_same(theirs.whole)):
        return Likeness.EQUAL
    return max(_compare_leads(ours, theirs), _compare_strays(ours, theirs))


def _compare_leads(ours: Credits, theirs: Credits) -> Likeness:
    mine, yours = ours.mains[0], theirs.mains[0]
    if mine.is_same(yours):
        return Likeness.NEAR if _are_the_others_strangers(ours, theirs) else Likeness.EQUAL
    if _has(theirs.everybody, mine) and _has(ours.everybody, yours):
        return Likeness.EQUAL
    if _has(theirs.everybody, mine) or _has(ours.everybody, yours) or _are_spelt_alike(mine, yours):
        return Likeness.NEAR
    return Likeness.INCOMPARABLE if mine.is_foreign_to(yours) else Likeness.DIFFERENT


def _compare_strays(ours: Credits, theirs: Credits) -> Likeness:
    """A shared guest, or a name that is part of the other ("KC", "KC & The Sunshine Band"), is weak evidence."""
    if any(_has(theirs.everybody, name) for name in ours.everybody):
        return Likeness.WEAK
    is_part = bool(ours.words and theirs.words) and (ours.words <= theirs.words or theirs.words <= ours.words)
    return Likeness.WEAK if is_part else Likeness.DIFFERENT


def _are_the_others_strangers(ours: Credits, theirs: Credits) -> bool:
    """Whether both sides name further main performers and agree about none of them."""
    mine, yours = ours.mains[1:], theirs.mains[1:]
    if not mine or not yours:
        return False
    return not any(_has(theirs.everybody, name) for name in mine) and not any(
        _has(ours.everybody, name) for name in yours
    )


def _has(names: tuple[Name, ...], wanted: Name) -> bool:
    return any(wanted.is_same(name) for name in names)


def _are_spelt_alike(mine: Name, yours: Name) -> bool:
    """A typo, a lost accent or initials: "Jhené Aiko", "J. S. Bach"."""
    if _are_initials(mine, yours) or _are_initials(yours, mine):
        return True
    shorter = min(len(mine.roman), len(yours.roman))
    return (
        shorter >= _SHORTEST_TYPO
        and mine.numbers == yours.numbers
        and fuzz.ratio(mine.roman, yours.roman) >= _SPELT_ALIKE
    )


def _are_initials(short: Name, long: Name) -> bool:
    return (
        len(short.words) == len(long.words) > 1
        and short.words[-1] == long.words[-1]
        and all(a == b or (len(a) == 1 and b.startswith(a)) for a, b in zip(short.words, long.words, strict=True))
    )
