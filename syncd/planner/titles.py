"""How alike two titles are, their version words and credits aside."""

import re
from collections import Counter

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from syncd.planner.credits import Likeness
from syncd.planner.parsed import Reading
from syncd.planner.scripts import LATIN
from syncd.planner.text import Name
from syncd.planner.versions import name_a_version, tell_a_version

_ALIKE_AT_ALL = 75.0
_LONG_WORD = 4
_SHORTEST_REMAINS = 6
_SHORTEST_TYPO = 8
_LETTERS_PER_TYPO = 8
_OF_PHRASES = frozenset(
    [
        *("a", "an", "and", "the", "of", "in", "on", "to", "for", "from", "with", "by", "at", "is", "are", "be", "it"),
        *("i", "im", "me", "my", "you", "your", "we", "us", "our", "he", "she", "her", "his", "they", "them", "this"),
        *("do", "dont", "no", "not", "yes", "so", "up", "down", "all", "de", "la", "el", "le", "mi", "te", "tu", "je"),
    ]
)
"""Words that stand in subtitles, and hardly in what performers and styles are called."""

_COUNT = re.compile(r"\b(?:part|vol|chapter|episode|act) \d+")


def compare_titles(ours: Reading, theirs: Reading) -> Likeness:
    """How alike two titles are.

    Equal: the same words. Fuller: one side has a subtitle more. Near: garbled letters, a translation beside the title,
    the same letters written otherwise ("Hell", "He'll").
    Weak: a slip of the pen or another word ("Midnight Rain", "Midnight Train"), which an ISRC tells apart, or a human.
    """
    if ours.full.is_same(theirs.full):
        return Likeness.NEAR if ours.full.is_written_otherwise(theirs.full) else Likeness.EQUAL
    if ours.core.is_same(theirs.core):
        likeness = _compare_asides(ours, theirs)
        return min(likeness, Likeness.NEAR) if ours.core.is_written_otherwise(theirs.core) else likeness
    if ours.core.numbers != theirs.core.numbers:
        return Likeness.DIFFERENT
    return _compare_unequal(ours, theirs)


def are_worded_apart(ours: Reading, theirs: Reading) -> bool:
    """Whether words outside brackets make two versions: "Feather", "Feather Piano"; "Feather Kato Mix", "… Mike Mix".

    A slip of the pen makes none ("Jingle Bell", "Jingle Bells").
    """
    mine, yours = _strange(ours.core, theirs.full), _strange(theirs.core, ours.full)
    if not mine and not yours:
        return False
    if mine and yours and (_is_typo(ours.core, theirs.core) or _is_typo(ours.full, theirs.full)):
        return False
    if tell_a_version(mine) or tell_a_version(yours):
        return True
    return bool(mine and yours) and any(name_a_version(side.core.words) for side in (ours, theirs))


def _strange(title: Name, other: Name) -> list[str]:
    """The words, in order, that the other title does not have."""
    return [word for word in title.words if word not in other.words]


def _compare_asides(ours: Reading, theirs: Reading) -> Likeness:
    if not ours.asides and not theirs.asides:
        return Likeness.EQUAL
    if not ours.asides or not theirs.asides:
        return _compare_with_fuller(ours, theirs)
    if ours.full.numbers != theirs.full.numbers:
        return Likeness.DIFFERENT
    mine, yours = (sorted(aside.joined for aside in side.asides) for side in (ours, theirs))
    if mine == yours:
        return Likeness.EQUAL
    is_elsewhere = _names_somebody(ours, theirs) and _names_somebody(theirs, ours)
    is_alike = any(_is_alike(mine, yours) for mine in ours.asides for yours in theirs.asides)
    return Likeness.DIFFERENT if is_elsewhere and not is_alike else Likeness.WEAK


def _compare_with_fuller(ours: Reading, theirs: Reading) -> Likeness:
    if _counts_in(ours) != _counts_in(theirs):
        return Likeness.DIFFERENT
    is_counted = ours.full.numbers != theirs.full.numbers
    is_open = _is_unread(ours) or _is_unread(theirs) or _names_somebody(ours, theirs) or _names_somebody(theirs, ours)
    return Likeness.WEAK if is_counted or is_open else Likeness.FULLER


def _names_somebody(reading: Reading, other: Reading) -> bool:
    """Whether a note is a bare name, which may be a remixer's or a style's: "Harbour (Marlow)", "Angel (Gospel Night Choir)".

    Not where the other side credits just that name, nor where the note is in words of another script: a translation.
    """
    asides = [each for each in reading.asides if each.scripts == reading.core.scripts == LATIN]
    names = [each for each in asides if _OF_PHRASES.isdisjoint(each.words)]
    return any(not any(name.is_same(credited) for credited in other.credits.everybody) for name in names)


def _is_unread(reading: Reading) -> bool:
    """Whether a note goes on in the title's own script, which is not ours: a subtitle, or a version word we lack."""
    scripts = reading.core.scripts - LATIN
    return any(not scripts.isdisjoint(aside.scripts) for aside in reading.asides)


def _counts_in(reading: Reading) -> list[str]:
    return _COUNT.findall(" ".join(reading.full.words))


def _compare_unequal(ours: Reading, theirs: Reading) -> Likeness:
    mine, yours = ours.core, theirs.core
    if _is_said_beside(mine, theirs) or _is_said_beside(yours, ours):
        return Likeness.NEAR if mine.is_foreign_to(yours) else Likeness.WEAK
    if mine.is_foreign_to(yours) and not _is_typo(mine, yours):
        return Likeness.INCOMPARABLE
    if _has_same_remains(mine, yours):
        return Likeness.NEAR
    is_slip = _is_typo(mine, yours) or _is_typo(ours.full, theirs.full)
    return Likeness.WEAK if is_slip or _is_part(mine, yours) or _is_alike(mine, yours) else Likeness.DIFFERENT


def _is_said_beside(title: Name, other: Reading) -> bool:
    """Whether the other side says this title in brackets: "El Perdón (Forgiveness)"."""
    return any(title.is_same(aside) for aside in other.asides)


def _has_same_remains(mine: Name, yours: Name) -> bool:
    """Whether only letters outside ASCII differ, which catalogues garble."""
    is_latin = mine.scripts == yours.scripts == LATIN
    return is_latin and len(mine.remains) >= _SHORTEST_REMAINS and mine.remains == yours.remains


def _is_typo(mine: Name, yours: Name) -> bool:
    """Whether they differ by a slip of the pen: never by a whole word, a number or a short word."""
    shorter = min(len(mine.roman), len(yours.roman))
    slips = max(1, shorter // _LETTERS_PER_TYPO)
    if shorter < _SHORTEST_TYPO or mine.numbers != yours.numbers:
        return False
    if Levenshtein.distance(mine.roman, yours.roman, score_cutoff=slips) > slips:
        return False
    strange, other = Counter(mine.words), Counter(yours.words)
    return _are_slips(sorted((strange - other).elements()), sorted((other - strange).elements()))


def _are_slips(mine: list[str], yours: list[str]) -> bool:
    if len(mine) != len(yours):
        return "".join(mine) == "".join(yours)
    return all(
        min(len(a), len(b)) >= _LONG_WORD and Levenshtein.distance(a, b) <= 1 + min(len(a), len(b)) // _LETTERS_PER_TYPO
        for a, b in zip(mine, yours, strict=True)
    )


def _is_part(mine: Name, yours: Name) -> bool:
    shorter, longer = sorted((frozenset(mine.words), frozenset(yours.words)), key=len)
    return len(shorter) > 1 and shorter <= longer


def _is_alike(mine: Name, yours: Name) -> bool:
    return bool(mine.roman) and fuzz.ratio(mine.roman, yours.roman, score_cutoff=_ALIKE_AT_ALL) > 0
