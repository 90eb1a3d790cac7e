"""Who sings: the credits of a track, split, and how two of them go together."""

import re
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from functools import lru_cache

from rapidfuzz import fuzz

from syncd.planner.scripts import LATIN
from syncd.planner.text import Name, clean, name_of

_FEATURED = re.compile(r"\s*[(\[]?\s*(?<!\w)(?:feat(?:uring)?\.?|ft\.?|f/|w/|with|starring)(?=\s)\s*", re.IGNORECASE)
_SIGN = r"[,;/&+|、\u00d7•·]"
_WORD = r"(?:and|x|vs\.?|versus|und|et|y|e|con|avec|och|og|и|та|و)"
# What joins has a name on both sides: "Lil Nas X & Jack Harlow" are two, and "E Nomine" and "B+" are names.
_JOINED = re.compile(
    rf"(?<=\S)(?:\s*{_SIGN}\s*(?=\S)|\s+{_WORD}\s+(?!{_SIGN}|{_WORD}\s)(?=\S))"
    r"|\s*(?<!\w)(?:feat(?:uring)?|ft)\b\.?\s*",
    re.IGNORECASE,
)
_CHANNEL = re.compile(
    r"\s*(?:(?<=\w)vevo|(?<=\w )vevo|- topic|\(?official(?: channel| artist)?\)?"
    r"|(?!.(?:(?:feat|featuring|ft|with|starring)\b|[fw]/))(?:\[[^\[\]]*\]|\([^()]*\)))\s*$",
    re.IGNORECASE,
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
_ALIKE_AT_ALL = 70.0
_SHORTEST_TYPO = 5

MOST_NAMES = 40
"""More performers than this are not told apart: comparing lists costs the product of their lengths."""


class Likeness(IntEnum):
    """How alike two names are, the least first."""

    DIFFERENT = 0
    INCOMPARABLE = 1  #: they share no script, or one is not said
    WEAK = 2
    NEAR = 3
    FULLER = 4  #: the same, and one side says more: a subtitle, a translation
    EQUAL = 5


class Company(Enum):
    """Whether two credits name the same performers."""

    SAME = auto()
    MORE = auto()  #: one side names somebody whom the other lacks: a solo and a duet
    OTHERS = auto()  #: each names somebody whom the other lacks


@dataclass(frozen=True, slots=True)
class Credits:
    """The performers of a track: those of the artist field, and the guests wherever they are named."""

    mains: tuple[Name, ...]
    guests: tuple[Name, ...] = ()
    #: the whole credit as one name, and the words of its names in order of the alphabet: "AC/DC", "Tyler, The Creator"
    whole: Name | None = None
    words: tuple[str, ...] = ()

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is named."""
        return not self.mains

    @property
    def everybody(self) -> tuple[Name, ...]:
        """All performers."""
        return self.mains + self.guests


@lru_cache(maxsize=256)
def credits_of(text: str) -> Credits:
    """The performers that an artist field names."""
    cleaned = clean(text)
    shown = _CHANNEL.sub("", cleaned) or cleaned
    if name_of(shown).joined in _ANONYMOUS:
        return Credits(())
    mains, *guests = _FEATURED.split(shown)
    whole, names = name_of(mains), split_names(mains)
    return Credits(
        mains=names or (whole,),
        guests=tuple(name for part in guests for name in split_names(part)),
        whole=whole,
        words=tuple(_words_of(names)),
    )


def split_names(text: str) -> tuple[Name, ...]:
    """The names in a list such as "A, B & C x D"."""
    names = (name_of(part.strip(" ()[].")) for part in _JOINED.split(text, maxsplit=MOST_NAMES))
    return tuple(name for name in names if name.joined)[:MOST_NAMES]


def compare_credits(ours: Credits, theirs: Credits) -> Likeness:
    """How alike two credits are; the order of the names and the field they stand in do not matter."""
    if ours.is_anonymous or theirs.is_anonymous:
        return Likeness.INCOMPARABLE
    if _are_one_list(ours, theirs):
        return Likeness.EQUAL
    return max(_compare_leads(ours, theirs), _compare_strays(ours, theirs))


def compare_company(ours: Credits, theirs: Credits, likeness: Likeness) -> Company:
    """Who else sings, whichever field names them; `likeness` is that of the credits (`compare_credits`).

    Where it is weak, the main artists are no company but two artists, and only guests are compared.
    """
    if len(ours.mains) < 2 and len(theirs.mains) < 2 and not ours.guests and not theirs.guests:  # noqa: PLR2004  # one
        return Company.SAME
    is_led_alike = likeness >= Likeness.NEAR
    has_mains = is_led_alike and not _are_one_list(ours, theirs)
    mine, yours = _left_over(ours, theirs, has_mains=has_mains), _left_over(theirs, ours, has_mains=has_mains)
    if _words_of(mine) == _words_of(yours):
        return Company.SAME
    others, their_others = (yours, mine) if is_led_alike else (theirs.everybody[1:], ours.everybody[1:])
    are_strange = _has_stranger(mine, others), _has_stranger(yours, their_others)
    if all(are_strange):
        return Company.OTHERS
    return Company.MORE if any(are_strange) or (is_led_alike and len(mine) != len(yours)) else Company.SAME


def _are_one_list(ours: Credits, theirs: Credits) -> bool:
    """Whether the artist fields name the same, in whatever order and joined however."""
    return _have_same_words(ours, theirs) or bool(ours.whole and theirs.whole and ours.whole.is_same(theirs.whole))


def _left_over(ours: Credits, theirs: Credits, *, has_mains: bool) -> tuple[Name, ...]:
    """Those whom the other side does not name, each once."""
    names = ours.everybody if has_mains else ours.guests
    return tuple({name.joined: name for name in names if not _has(theirs.everybody, name)}.values())


def _words_of(names: tuple[Name, ...]) -> list[str]:
    return sorted(word for name in names for word in name.words if word != "the")


def _has_stranger(names: tuple[Name, ...], others: tuple[Name, ...]) -> bool:
    return not all(_is_spelt_like_one(others, name) for name in names)


def _have_same_words(ours: Credits, theirs: Credits) -> bool:
    """Whether they name the same, in whatever order and joined however; the signs of short names tell, too: "B+"."""
    mine, yours = (sorted(name.marks for name in credit.mains) for credit in (ours, theirs))
    return ours.words == theirs.words != () and mine == yours


def _compare_leads(ours: Credits, theirs: Credits) -> Likeness:
    mine, yours = ours.mains[0], theirs.mains[0]
    if _are_mostly_strangers(ours, theirs):
        return Likeness.DIFFERENT
    if _are_swapped(ours, theirs):
        return Likeness.WEAK
    if mine.is_same(yours) or (_has(theirs.everybody, mine) and _has(ours.everybody, yours)):
        return Likeness.EQUAL
    if _has(theirs.everybody, mine) or _has(ours.everybody, yours) or _are_spelt_alike(mine, yours):
        return Likeness.NEAR
    return Likeness.INCOMPARABLE if mine.is_foreign_to(yours) else Likeness.DIFFERENT


def _compare_strays(ours: Credits, theirs: Credits) -> Likeness:
    """Weak evidence: a shared guest, a name that is part of the other ("Kiri", "Kiri Te Kanawa"), a likeness."""
    if any(_has(theirs.everybody, name) for name in ours.everybody) or _is_part(ours, theirs):
        return Likeness.WEAK
    mine, yours = ours.mains[0], theirs.mains[0]
    return Likeness.WEAK if _ratio(mine, yours) >= _ALIKE_AT_ALL else Likeness.DIFFERENT


def _is_part(ours: Credits, theirs: Credits) -> bool:
    """Whether one credit has all words of the other; a single word counts in the lead's name only."""
    fewer, more = sorted((ours, theirs), key=lambda credit: len(set(credit.words)))
    if len(fewer.words) == 1 and more.mains:
        return fewer.words[0] in more.mains[0].words
    return bool(fewer.words) and set(fewer.words) <= set(more.words)


def _are_swapped(ours: Credits, theirs: Credits) -> bool:
    """Whether each side's only guests are the other's main artists: Adele with Sam is not Sam with Adele."""
    return _are_guests_only(ours.mains, theirs) and _are_guests_only(theirs.mains, ours)


def _are_guests_only(names: tuple[Name, ...], there: Credits) -> bool:
    return all(_has(there.guests, name) and not _has(there.mains, name) for name in names)


def _are_mostly_strangers(ours: Credits, theirs: Credits) -> bool:
    """Whether both sides name several performers and agree about one at most: a composer, played by two orchestras."""
    if len(ours.mains) == 1 or len(theirs.mains) == 1:
        return False
    mine, yours = _known_among(ours.mains, theirs.everybody), _known_among(theirs.mains, ours.everybody)
    return max(mine, yours) == 1 and mine < len(ours.mains) and yours < len(theirs.mains)


def _known_among(names: tuple[Name, ...], others: tuple[Name, ...]) -> int:
    return sum(_has(others, name) or _is_spelt_like_one(others, name) for name in names)


def _has(names: tuple[Name, ...], wanted: Name) -> bool:
    return any(wanted.is_same(name) for name in names)


def _are_spelt_alike(mine: Name, yours: Name) -> bool:
    """A typo, a lost accent or initials: "Jhené Aiko", "J. S. Bach".

    A name of one word is too soon another's ("Maria", "Mariah"), and a word more is no typo ("Lil Nas X").
    """
    fewer, more = sorted((frozenset(mine.words), frozenset(yours.words)), key=len)
    if len(fewer) == 1 or fewer < more:
        return False
    return _are_initials(mine, yours) or _are_initials(yours, mine) or _ratio(mine, yours) >= _SPELT_ALIKE


def _is_spelt_like_one(names: tuple[Name, ...], wanted: Name) -> bool:
    """Whether one of these may be that name, which is thus no stranger."""
    return any(
        wanted.is_foreign_to(name) or _are_spelt_alike(wanted, name) or _ratio(wanted, name) >= _SPELT_ALIKE
        for name in names
    )


def _ratio(mine: Name, yours: Name) -> float:
    """How alike two names sound, up to 100; 0 where they are too short to tell or their numbers differ.

    Names of one script other than ours are compared as they are written: sounds say too little there.
    """
    is_native = mine.scripts == yours.scripts and not mine.scripts <= LATIN
    one, other = (mine.joined, yours.joined) if is_native else (mine.roman, yours.roman)
    if min(len(one), len(other)) < _SHORTEST_TYPO or mine.numbers != yours.numbers:
        return 0.0
    return fuzz.ratio(one, other, score_cutoff=_ALIKE_AT_ALL)


def _are_initials(short: Name, long: Name) -> bool:
    return (
        len(short.words) == len(long.words) > 1
        and short.words[-1] == long.words[-1]
        and all(a == b or (len(a) == 1 and b.startswith(a)) for a, b in zip(short.words, long.words, strict=True))
    )
