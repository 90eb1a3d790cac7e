"""Folding: how two spellings of one name become comparable, in any script, and never fold to nothing.

What is folded: NFKC, case, diacritics, HTML entities, underscores, dashes, apostrophes, invisible characters, "&",
part numbers. A romanisation stands beside the original, it never replaces it: it bridges scripts, but two words of one
script that are only said alike stay two. A text without a single letter or digit stays what it is: `"!!!"` and `"???"`
are two titles (`design.md` §6), and so are `"C++"` and `"C"`, since so short a title is told apart by its marks.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from anyascii import anyascii

from syncd.planner.scripts import LATIN, are_one_spelling, scripts_of

_APOSTROPHES = "\u2019\u2018\u201b\u02bc\u02bb`\u00b4\u2032\uff07"
_QUOTES = "“”„‟«»″〝〞《》〈〉「」『』"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_SPELT_ALIKE = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys(_QUOTES, '"'),
        **dict.fromkeys(_DASHES, "-"),
        "_": " ",
        # Letters that Arabic keyboards and catalogues mix freely; the stretching mark is decoration.
        "\u0649": "\u064a",
        "\u0629": "\u0647",
        "\u0640": "",
    }
)
_TERMINAL_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
_MARKUP = re.compile(r"</?(?:b|i|u|em|strong|br|span|font|p|a)(?: [^<>]{0,200})?/?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Only the marks that mean no letter of their own: Indic vowel signs and Japanese voicing marks stay.
_DIACRITICS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
# Two keys are two pieces: "C♯ Minor", "Eb major". A sharp without a key beside it is decoration.
_SHARP = re.compile(r"(?<![^\W_])([a-g])[#\u266f]")
_FLAT = re.compile(r"(?<![^\W_])([a-g])(?:\u266d|b(?= (?:maj|min|dur|moll)))")
_DOLLAR_S = re.compile(r"\$(?=[a-z])|(?<=[a-z])\$")
_NO_WORD = re.compile(r"[^a-zA-Z0-9]+")
_BANG_I = re.compile(r"(?<=[a-z])!(?=[a-z])")

_COUNTED = {
    **dict.fromkeys(("pt", "pts", "part", "parts", "parte", "partie", "teil", "часть"), "part"),
    **dict.fromkeys(("vol", "volume", "volumen"), "vol"),
    **dict.fromkeys(("ch", "chapter", "chap"), "chapter"),
    **dict.fromkeys(("ep", "episode"), "episode"),
    **dict.fromkeys(("no", "nr", "num", "number"), "no"),
    "op": "op",
    "act": "act",
    "mvt": "movement",
    "movement": "movement",
}
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8"}
_ROMANS = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_AFTER_A_COUNTED_WORD = {**_DIGITS, **_ROMANS, "i": "1", "v": "5", "x": "10"}
_SPELT_ANEW = frozenset({*_COUNTED, *_COUNTED.values(), *_DIGITS, "n"})
_MOVEMENT = re.compile(r"(?:^|(?<=[:\-/\d] ))(iv|ix|vi{0,3}|i{1,3}|x)(?=\. )")

_FEW_LETTERS = 3
_MARK = re.compile(r"[!?+*%=<>^]|[$€£](?= ?\d)|(?<!\S)-(?=\d)|(?<=\w)-$")
# An apostrophe tells apart only where both spellings are words: "He'll" and "Hell", but "Dont" is "Don't".
_CONTRACTED = re.compile(r"(?<!\w)(?:(?:he|she|we|i) ?'(?:ll|d)|we ?'re)(?!\w)")
_OPERATOR = re.compile(r"[+=<>\u00d7\u00f7]")
_PLAIN_SYMBOLS = frozenset("\u00a9\u00ae\u00b0\u2117")
_TONE_OF_VOICE = frozenset("!?")


LONGEST = 1_000
"""Of a longer text the middle is not read, but summed up: some characters expand 18-fold."""


def decode(text: str) -> str:
    """A text as its author meant it to be shown: without entities and markup, single blanks, nothing invisible."""
    if _is_plain(text):
        return " ".join(text.split())
    text = html.unescape(html.unescape(_TERMINAL_ESCAPE.sub("", _shortened(text))))
    text = _MARKUP.sub(" ", text).strip() or text
    return " ".join(_CONTROL.sub(" ", _INVISIBLE.sub("", text)).split())


def clean(text: str) -> str:
    """A decoded text with one kind of dash, quote and apostrophe, in NFKC."""
    if _is_plain(text):
        return " ".join(text.replace("_", " ").replace("`", "'").split())
    text = unicodedata.normalize("NFKC", decode(text).translate(_SPELT_ALIKE))
    return _shortened(" ".join(_INVISIBLE.sub("", text).translate(_SPELT_ALIKE).split()))


def words_of(text: str) -> list[str]:
    """The words of a cleaned text, folded; empty where there is no letter and no digit."""
    folded = _without_diacritics(_with_keys(text.casefold()))
    folded = _with_letters_for_signs(folded).replace("'", "").replace("&", " and ")
    if ". " in folded:
        folded = _MOVEMENT.sub(lambda found: _AFTER_A_COUNTED_WORD[found[1]], folded)
    if folded.isascii():
        return _canonical(_NO_WORD.sub(" ", folded).split())
    return _canonical("".join(c if _belongs_to_a_word(c) else " " for c in folded).split())


def fold(text: str) -> str:
    """The comparable form of a name: folded words with one blank between them, or its symbols where it has no words."""
    cleaned = clean(text)
    words = words_of(cleaned)
    if words and words != ["and"]:
        return " ".join(words)
    return "".join(cleaned.casefold().split())


def romanise(folded: str) -> str:
    """The folded text in ASCII letters, or nothing where it has no words to be said aloud."""
    if folded.isascii():
        return folded if any(map(str.isalnum, folded)) else ""
    return " ".join(words_of(clean(anyascii(folded)))) if any(map(str.isalpha, folded)) else ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the forms that it is compared in. `joined` and `roman` have no blanks and no leading "the"."""

    words: tuple[str, ...]
    joined: str
    roman: str
    #: the ASCII letters only: what survives in a catalogue that garbled the others ("Perd' _ n", "PerdÌ_n")
    remains: str
    numbers: tuple[str, ...]
    scripts: frozenset[str]
    #: the signs that tell a title of few letters apart: "C++", "100%", "Me?"
    marks: str = ""
    #: what makes other words of the same letters: sums ("I + You") and contractions ("He'll")
    signs: tuple[str, ...] = ()
    #: pictures that stand for words: "I ❤ You"
    emblems: frozenset[str] = frozenset()

    def is_same(self, other: "Name") -> bool:
        """Whether both are one name, letter by letter or as it is romanised."""
        if self.joined == "" or _are_told_apart_by_signs(self, other):
            return False
        return self.joined == other.joined or self.sounds_like(other)

    def is_written_otherwise(self, other: "Name") -> bool:
        """Whether names of the same letters may be two, by their signs, pictures or blanks ("No Where", "Now Here")."""
        if self.signs != other.signs or (self.emblems and other.emblems and self.emblems != other.emblems):
            return True
        return self.joined == other.joined and len(self.words) == len(other.words) and self.words != other.words

    def sounds_like(self, other: "Name") -> bool:
        """Whether one romanises the other, or both are one text in traditional and simplified characters."""
        if len(self.roman) < 2 or self.roman != other.roman:  # noqa: PLR2004  # one letter sounds like too much
            return False
        is_bridged = self.scripts != other.scripts or self.scripts <= LATIN
        return is_bridged or are_one_spelling(self.joined, other.joined)

    def is_foreign_to(self, other: "Name") -> bool:
        """Whether they share no script, so that their letters say nothing about each other."""
        return bool(self.scripts and other.scripts) and self.scripts.isdisjoint(other.scripts)


@lru_cache(maxsize=256)
def name_of(text: str) -> Name:
    """The name that a cleaned text spells."""
    shown = text.casefold()
    words = _with_numerals(_without_article(fold(text).split()), shown)
    joined = "".join(words)
    return Name(
        words=words,
        joined=joined,
        roman=romanise(" ".join(words)).replace(" ", ""),
        remains=_NO_WORD.sub("", _with_keys(shown)),
        numbers=tuple(sorted(word for word in words if word.isdigit())),
        scripts=scripts_of(joined),
        marks="".join(_MARK.findall(text)) if _is_short(joined) else "",
        signs=(*_OPERATOR.findall(text), *_contracted(shown)),
        emblems=frozenset() if text.isascii() else frozenset(filter(_is_emblem, text)),
    )


def _is_plain(text: str) -> bool:
    """Whether it holds nothing to decode, as most texts: then that costs a tenth."""
    return text.isascii() and text.isprintable() and len(text) <= LONGEST and "&" not in text and "<" not in text


def _shortened(text: str) -> str:
    """A text of bounded length that is still told from any other."""
    if len(text) <= LONGEST:
        return text
    third = LONGEST // 3
    summed_up = crc32(text[third:-third].casefold().encode("utf-8", "replace"))
    return f"{text[:third].rstrip()} {summed_up:x} {text[-third:].lstrip()}"


def _is_emblem(char: str) -> bool:
    return unicodedata.category(char) == "So" and char not in _PLAIN_SYMBOLS


def _is_short(joined: str) -> bool:
    return len(joined) <= _FEW_LETTERS and any(map(str.isalnum, joined))


def _are_told_apart_by_signs(mine: Name, yours: Name) -> bool:
    """Whether signs make two titles of the same few letters ("Me!", "Me?"), or blanks two numbers ("1.5", "15")."""
    if mine.joined.isdigit() and mine.joined == yours.joined and mine.words != yours.words:
        return True
    if mine.marks == yours.marks:
        return False
    return bool(mine.marks and yours.marks) or not _TONE_OF_VOICE.issuperset(mine.marks + yours.marks)


def _with_keys(text: str) -> str:
    if "#" in text or "\u266f" in text:
        text = _SHARP.sub(r"\1 sharp", text)
    return _FLAT.sub(r"\1 flat", text) if "b " in text or "\u266d" in text else text


def _with_letters_for_signs(text: str) -> str:
    if "$" in text:
        text = _DOLLAR_S.sub("s", text)
    return _BANG_I.sub("i", text) if "!" in text else text


def _without_diacritics(text: str) -> str:
    if text.isascii():
        return text
    bare = _DIACRITICS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFKC", bare).casefold()


def _belongs_to_a_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _canonical(words: list[str]) -> list[str]:
    """Numbers spelt one way: "Pt. II" and "Part Two" are "part 2"; "Rock 'n' Roll" is "rock and roll"."""
    if _SPELT_ANEW.isdisjoint(words):
        return words
    last = len(words) - 1
    spelt: list[str] = []
    for at, word in enumerate(words):
        if spelt and spelt[-1] in _COUNTED.values():
            spelt.append(_AFTER_A_COUNTED_WORD.get(word, word))
        elif word == "n" and 0 < at < last:
            spelt.append("and")
        else:
            spelt.append(_COUNTED.get(word) or _DIGITS.get(word, word))
    return spelt


def _without_article(words: Sequence[str]) -> Sequence[str]:
    """Without the article, in front or behind ("Beatles, The"), unless nothing else is there."""
    if len(words) > 1 and words[0] == "the":
        return words[1:]
    if len(words) > 1 and words[-1] == "the":
        return words[:-1]
    return words


def _with_numerals(words: Sequence[str], shown: str) -> tuple[str, ...]:
    """Roman numerals as numbers. Letters that were accented before folding are none: a garbled "Ü" reads "ÌÏ"."""
    if _ROMANS.keys().isdisjoint(words):
        return tuple(words)
    written = frozenset(re.findall(r"\w+", shown))
    return tuple(_ROMANS.get(word, word) if word in written else word for word in words)


def _contracted(shown: str) -> list[str]:
    return [each.replace(" ", "") for each in _CONTRACTED.findall(shown)] if "'" in shown else []
