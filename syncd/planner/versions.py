"""What stands beside a title: which recording of the song it is, who else sings, or mere decoration.

All false matches of the best-recalling peer were versions (`peers.md` 4.2): live, remix, demo, karaoke. Nothing in
brackets is deleted before it has been classified (`design.md` §6).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from rapidfuzz import fuzz

from syncd.planner.text import clean, words_of
from syncd.planner.vocabulary import (
    DECORATION,
    EAST_ASIAN,
    EDITIONS,
    FILLER,
    KINDS,
    MIX,
    NEUTRAL,
    NO_NAMES,
    REMASTERED,
    RENDERED,
    RENDERED_NOTE,
    UNSETTLED,
    VERSION,
    Kind,
)

_CREDIT = re.compile(
    r"^(?:feat(?:uring|s)?\b\.?|ft\b\.?|f/|w/|(?P<with>with\b|\+)|duet with|avec\b|starring|合唱(?!\s*(?:版|团|團|曲)))\s*:?\s*(?P<names>.+)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:part|vol|chapter|episode|act|movement|day|night|disc|cd) (?:\d|\w$)|^(?:no |op )?\d{1,3}(?: 0)?$|^side \w$"
    r"|^(?:ii|iii|iv|vi|vii|viii|ix|xi|xii)$"
    r"|^(?:[上中下前后後]|[上中下前后後][篇集部]|第[一二三四五六七八九十\d]+.?)$|^الجزء "
)
_YEAR = re.compile(r"\d{4}$")
_TAKE = re.compile(r"\btake (\d+)")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_SPELT_ALIKE = 85.0
_NAMED = frozenset({Kind.REMIX, Kind.DUB, Kind.VIP, Kind.OTHER})
_CHANNELS = frozenset({"mono", "stereo"})


class Sense(Enum):
    """What a note beside the title is."""

    VERSION = auto()
    CREDIT = auto()
    NUMBER = auto()  #: "(Part 2)" belongs to the title
    NEUTRAL = auto()  #: remaster, explicit, official video, from a film: no other recording
    ASIDE = auto()  #: words that nothing is known about: a subtitle, a translation


@dataclass(frozen=True, slots=True)
class Versions:
    """The version words of a track: their kinds, and the names, places and years that go with them.

    Editions (remaster, explicit) stand beside them and make no other version, so they do not count in comparisons.
    """

    kinds: frozenset[Kind] = frozenset()
    details: frozenset[str] = frozenset()
    editions: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def channels(self) -> frozenset[str]:
        """Mono or stereo, where a note says so."""
        return self.editions & _CHANNELS

    def __str__(self) -> str:
        return " ".join([*sorted(self.kinds), *sorted(self.details)]) or "none"


@dataclass(frozen=True, slots=True)
class Note:
    """One classified note. `names` is the text of a credit."""

    sense: Sense
    versions: Versions = Versions()
    names: str = ""


class Accord(Enum):
    """How the version words of two tracks go together."""

    SAME = auto()
    LOOSE = auto()  #: one side says where or when, the other does not
    UNNAMED = auto()  #: one side names the remixer or one more, the other does not; or two halls of one town
    CONFLICT = auto()


def union(versions: Iterable[Versions]) -> Versions:
    """All version words of several notes."""
    known = [each for each in versions if each != _NONE or each.editions]
    if len(known) < 2:  # noqa: PLR2004  # one is its own union; nearly all titles have none, and share this one
        return known[0] if known else _NONE
    return Versions(
        kinds=frozenset(kind for each in known for kind in each.kinds),
        details=frozenset(detail for each in known for detail in each.details),
        editions=frozenset(edition for each in known for edition in each.editions),
    )


_NONE = Versions()


def classify(text: str) -> Note:
    """What a note in brackets, or in a catalogue's remark, is."""
    if (credit := _CREDIT.match(text)) and not (credit["with"] and _starts_without_a_name(credit["names"])):
        return Note(Sense.CREDIT, names=credit["names"])
    words = _words(text)
    said = " ".join(words)
    if _COUNTED.match(said):
        return Note(Sense.NUMBER)
    if UNSETTLED.fullmatch(said):
        return Note(Sense.ASIDE)
    note = _classify_words(words)
    if note.sense is Sense.VERSION or not RENDERED_NOTE.fullmatch(said):
        return note
    return Note(Sense.VERSION, Versions(frozenset({Kind.OTHER}), frozenset({"".join(words)})))


def classify_dashed(text: str) -> Note:
    """The same for words behind a dash, which may as well be half of the title.

    To be a version every word must be known, or the last one must say "remix", "version" or the like. An intro or a
    skit is rather a song of that name ("The xx - Intro").
    """
    note = classify(text)
    if note.sense is Sense.VERSION and note.versions.kinds == {Kind.PASSAGE}:
        return Note(Sense.ASIDE)
    if note.sense is not Sense.VERSION or not note.versions.details:
        return note
    words = _words(text)
    is_live_somewhere = words[0] == "live" and words[1] in FILLER
    return note if is_live_somewhere or _says_version(words[-1]) else Note(Sense.ASIDE)


def accord(ours: Versions, theirs: Versions) -> Accord:
    """Whether two tracks are the same version; named remixers, places and dates must not contradict each other."""
    if ours.kinds != theirs.kinds:
        return Accord.CONFLICT
    if ours.details == theirs.details or _are_details_idle(ours.kinds):
        return Accord.SAME
    if _are_counted_apart(ours.details, theirs.details):
        return Accord.CONFLICT
    if ours.details and theirs.details:
        return _compare_details(ours, theirs)
    dated = ours if ours.details else theirs
    if not dated.kinds and "remaster" in dated.editions:
        return Accord.SAME  # "2011 - Remaster": the year is the remaster's
    return Accord.UNNAMED if ours.kinds & _NAMED else Accord.LOOSE


def are_mixed_apart(ours: Versions, theirs: Versions) -> bool:
    """Whether one side says that it is the mono mix, and the other the stereo mix.

    Who asks for neither is served by both, so beside each other they are siblings all the same.
    """
    mine, yours = ours.channels, theirs.channels
    return bool(mine and yours) and mine.isdisjoint(yours)


def tell_a_version(words: Sequence[str]) -> bool:
    """Whether folded words that only one of two titles has tell another recording: "Piano", "Velvet Amapiano Mix"."""
    if not words:
        return False
    text = " ".join(words)
    parted = list(words) if text.isascii() else _words(text) or list(words)
    is_rendered = parted[-1] in RENDERED or RENDERED_NOTE.fullmatch(text) is not None
    return is_rendered or _classify_words(parted).sense is Sense.VERSION


def name_a_version(words: Sequence[str]) -> bool:
    """Whether a title's folded words say some version, which names may go with: "Kato Mix", "Live Wembley"."""
    return bool(words) and (words[-1] in MIX or words[-1] in VERSION or KINDS.search(" ".join(words)) is not None)


def kinds_said(text: str) -> tuple[Kind, ...]:
    """The kinds of version that folded words mention, one by one; "Live Forever" mentions none."""
    return tuple(Kind[found.lastgroup] for found in KINDS.finditer(text) if found.lastgroup)


def _are_details_idle(kinds: frozenset[Kind]) -> bool:
    """Whom a karaoke version imitates is said in too many ways to be compared."""
    return bool(kinds & {Kind.KARAOKE, Kind.COVER}) and not kinds & {Kind.REMIX, Kind.LIVE}


def _compare_details(ours: Versions, theirs: Versions) -> Accord:
    mine, yours = ours.details, theirs.details
    if mine <= yours or yours <= mine:
        return Accord.UNNAMED if ours.kinds & _NAMED else Accord.SAME
    numbers, others = (frozenset(filter(str.isdigit, side)) for side in (mine, yours))
    if numbers and others and not (numbers <= others or others <= numbers):
        return Accord.CONFLICT
    if fuzz.ratio("".join(sorted(mine - yours)), "".join(sorted(yours - mine))) >= _SPELT_ALIKE:
        return Accord.SAME
    is_partly = Kind.LIVE in ours.kinds and len(mine & yours) * 2 >= min(len(mine), len(yours))
    return Accord.UNNAMED if is_partly else Accord.CONFLICT


def _are_counted_apart(mine: frozenset[str], yours: frozenset[str]) -> bool:
    """Whether only a count makes the difference: a second remix, demo B. Beside a year it is a date."""
    has_year = any(map(_YEAR.match, mine | yours))
    return not has_year and all(word.isdigit() or (word.isascii() and len(word) == 1) for word in mine ^ yours)


def _classify_words(words: list[str]) -> Note:
    kinds, rest = _kinds_in(words)
    neutral = frozenset(word for word in rest if word in NEUTRAL)
    if neutral:  # "30th Anniversary", but the "2nd Version" is another one
        neutral |= frozenset(filter(_ORDINAL.match, rest))
    editions = frozenset(EDITIONS[word] for word in words if word in EDITIONS)
    years = frozenset(filter(_YEAR.match, rest))
    names = frozenset(rest) - neutral - years - FILLER - MIX - VERSION
    if not kinds and DECORATION.search(" ".join(words)):
        return Note(Sense.NEUTRAL)
    if not MIX.isdisjoint(rest) and not kinds & _NAMED and (names or _is_a_new_mix(kinds, neutral, years)):
        kinds |= {Kind.REMIX}
    if not kinds and _is_another_version(rest, names, neutral, years):
        kinds = frozenset({Kind.OTHER})
    if kinds:
        # The year of a remaster says nothing about the recording.
        details = frozenset({*names, *_TAKE.findall(" ".join(words))}) | (
            frozenset() if neutral & REMASTERED else years
        )
        return Note(Sense.VERSION, Versions(kinds, details, editions))
    is_decoration = not names and (neutral or years or not VERSION.isdisjoint(rest))
    details = years if not neutral else frozenset[str]()
    return Note(Sense.NEUTRAL, Versions(details=details, editions=editions)) if is_decoration else Note(Sense.ASIDE)


def _is_a_new_mix(kinds: frozenset[Kind], neutral: frozenset[str], years: frozenset[str]) -> bool:
    """Whether a mix without a name is a later one: "2011 Mix", "2015 Stereo Mix"; the "Stereo Mix" is the song's own."""
    return not kinds and (not neutral or (bool(years) and neutral <= _CHANNELS))


def _is_another_version(rest: list[str], names: frozenset[str], neutral: frozenset[str], years: frozenset[str]) -> bool:
    """Whether a note without known kinds tells another recording: "Spanish Version", "Piano", "2024 Version"."""
    if VERSION.isdisjoint(rest):
        return bool(names) and names <= RENDERED and not neutral
    return bool(names or (years and not neutral))


def _words(text: str) -> list[str]:
    spaced = EAST_ASIAN.sub(r" \g<0> ", clean(text).casefold())
    return words_of(spaced.replace(" @ ", " at "))


def _kinds_in(words: list[str]) -> tuple[frozenset[Kind], list[str]]:
    text = " ".join(words)
    return frozenset(kinds_said(text)), KINDS.sub(" ", text).split()


def _says_version(word: str) -> bool:
    return word in MIX or word in VERSION or word in NEUTRAL or any(rule.fullmatch(word) for rule in (KINDS, _YEAR))


def _starts_without_a_name(names: str) -> bool:
    """Whether nobody is named: "(With You)" credits no guest."""
    words = words_of(clean(names))
    return not words or words[0] in NO_NAMES
