"""Judging one pair: named reasons for and against, and what they amount to.

The weights add up to 1 where title, artist, length and ISRC all agree. Equal names alone are just enough; whatever is
less than equal needs the length or an ISRC beside it. Version, length and numbers can veto anything.
"""

from collections.abc import Iterable
from enum import Enum, auto

from syncd.domain.match import Candidate, Judgement, Reason
from syncd.planner.credits import Likeness, compare_credits
from syncd.planner.parsed import Parsed, Reading
from syncd.planner.titles import compare_titles
from syncd.planner.versions import Agreement, agreement
from syncd.planner.vocabulary import Kind

SAME_SECONDS = 3.0
"""Two lengths this near are one length (`design.md` §6)."""

FAR_SECONDS = 10.0
"""Beyond this the length is a veto; between the two it is a doubt."""

ACCEPTED_FROM = 0.54
DOUBTFUL_FROM = 0.30
VETO = -0.50

_TITLE = {
    Likeness.EQUAL: 0.30,
    Likeness.NEAR: 0.20,
    Likeness.WEAK: 0.05,
    Likeness.INCOMPARABLE: 0.0,
    Likeness.DIFFERENT: -0.30,
}
_ARTIST = {
    Likeness.EQUAL: 0.25,
    Likeness.NEAR: 0.18,
    Likeness.WEAK: 0.05,
    Likeness.INCOMPARABLE: 0.0,
    Likeness.DIFFERENT: -0.20,
}
_VERSION = {Agreement.LOOSE: -0.08, Agreement.UNNAMED: -0.20, Agreement.CONFLICT: -0.50}
_EQUAL_ISRC = 0.30
_SPLIT_TITLE = -0.10
_LIVE_ALBUM = -0.08


class Length(Enum):
    """How two lengths go together; a missing or zero length is no evidence."""

    SAME = auto()
    UNKNOWN = auto()
    OFF = auto()
    FAR = auto()


_LENGTH = {Length.SAME: 0.15, Length.OFF: -0.10, Length.FAR: -0.50}


def seconds_apart(ours: float | None, theirs: float | None) -> float | None:
    """The difference of two lengths in seconds, or None where one is not known."""
    return abs(ours - theirs) if ours and theirs and ours > 0 and theirs > 0 else None


def judge(ours: Parsed, theirs: Parsed) -> Candidate:
    """Judge whether `theirs` is the recording that `ours` is, by the pair of readings that speaks best for it."""
    beside = _reasons_beside_names(ours, theirs)
    pairs = [_reasons_of_names(ours, theirs, mine, yours) for mine in ours.readings for yours in theirs.readings]
    reasons = (*max(pairs, key=weigh), *beside)
    score = weigh(reasons)
    return Candidate(theirs.track, _judgement(score, reasons), min(1.0, max(0.0, score)), reasons)


def weigh(reasons: Iterable[Reason]) -> float:
    """The sum of all evidence."""
    return round(sum(reason.weight for reason in reasons), 3)


def compare_lengths(ours: float | None, theirs: float | None) -> Length:
    """How two lengths in seconds go together."""
    apart = seconds_apart(ours, theirs)
    if apart is None:
        return Length.UNKNOWN
    if apart <= SAME_SECONDS:
        return Length.SAME
    return Length.OFF if apart <= FAR_SECONDS else Length.FAR


def compare_versions(ours: Parsed, theirs: Parsed, mine: Reading, yours: Reading) -> Agreement:
    """Whether two readings are one version; titles of the very same words are, however their words were classified."""
    found = agreement(mine.versions, yours.versions)
    if found is Agreement.CONFLICT and ours.remark == theirs.remark and mine.full.is_same(yours.full):
        found = Agreement.SAME
    if found is Agreement.CONFLICT and _is_vouched_live(ours, theirs, mine, yours):
        found = Agreement.UNNAMED
    return Agreement.LOOSE if found is Agreement.SAME and ours.remark_words != theirs.remark_words else found


def _reasons_of_names(ours: Parsed, theirs: Parsed, mine: Reading, yours: Reading) -> tuple[Reason, ...]:
    title, artist = compare_titles(mine, yours), compare_credits(mine.credits, yours.credits)
    reasons = [
        Reason("title", _TITLE[title], title.name.lower()),
        Reason("artist", _ARTIST[artist], artist.name.lower()),
    ]
    version = compare_versions(ours, theirs, mine, yours)
    if version is not Agreement.SAME:
        reasons.append(Reason("version", _VERSION[version], f"{mine.versions} / {yours.versions}"))
    if splits := mine.is_split + yours.is_split:
        reasons.append(Reason("uploader", splits * _SPLIT_TITLE, "the performer stands in the title"))
    return tuple(reasons)


def _reasons_beside_names(ours: Parsed, theirs: Parsed) -> list[Reason]:
    reasons = []
    length = compare_lengths(ours.track.seconds, theirs.track.seconds)
    if length is not Length.UNKNOWN:
        reasons.append(Reason("length", _LENGTH[length], f"{ours.track.seconds:.0f} s / {theirs.track.seconds:.0f} s"))
    if shared := ours.track.isrcs & theirs.track.isrcs:
        reasons.append(Reason("isrc", _EQUAL_ISRC, min(shared)))
    if _is_live_by_album_only(ours, theirs) or _is_live_by_album_only(theirs, ours):
        reasons.append(Reason("live album", _LIVE_ALBUM))
    return reasons


def _is_live_by_album_only(album: Parsed, other: Parsed) -> bool:
    """Whether one track stands on a live album, and nothing says so of the other."""
    return album.is_on_a_live_album and not other.is_on_a_live_album and not _says_live(other)


def _is_vouched_live(ours: Parsed, theirs: Parsed, mine: Reading, yours: Reading) -> bool:
    """Whether one title says live, and of the other only the album does: worth a human's look."""
    if mine.versions.kinds ^ yours.versions.kinds != {Kind.LIVE}:
        return False
    return ours.is_on_a_live_album if Kind.LIVE in yours.versions.kinds else theirs.is_on_a_live_album


def _says_live(parsed: Parsed) -> bool:
    return any(Kind.LIVE in reading.versions.kinds for reading in parsed.readings)


def _judgement(score: float, reasons: tuple[Reason, ...]) -> Judgement:
    vetoes = [reason for reason in reasons if reason.weight <= VETO]
    if score < DOUBTFUL_FROM:
        return Judgement.REJECTED
    return Judgement.ACCEPTED if score >= ACCEPTED_FROM and not vetoes else Judgement.DOUBTFUL
