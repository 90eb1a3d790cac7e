"""Judging one pair: named reasons for and against, and what they amount to.

The weights add up to 1 where title, artist, length and ISRC all agree. Equal names alone are just enough; whatever is
less needs the length, an ISRC or a link beside it: a note that only one side has ("Mambo No. 5 (A Little Bit Of...)")
may be a subtitle or a version that nobody has a word for; a bare name there ("Harbour (Marlow)") needs even more.
Version, length and another artist can veto anything.
"""

from collections.abc import Iterable

from syncd.domain.match import Candidate, Judgement, Reason
from syncd.domain.track import Track
from syncd.planner.artists import NOBODY_KNOWN, KnownArtists, lead_artist
from syncd.planner.credits import Company, Likeness, compare_company, compare_credits
from syncd.planner.lengths import Length, compare_lengths, minutes
from syncd.planner.parsed import Parsed, Reading
from syncd.planner.titles import are_worded_apart, compare_titles
from syncd.planner.versions import Accord, accord, are_mixed_apart
from syncd.planner.vocabulary import Kind

ACCEPTED_FROM = 0.48
DOUBTFUL_FROM = 0.30
VETO = -0.50
VETOED_FROM = -0.30
"""Evidence as heavy as this, or heavier, leaves at best a doubt: another title, artist, version or length."""

_TITLE = {
    Likeness.EQUAL: 0.30,
    Likeness.FULLER: 0.17,
    Likeness.NEAR: 0.15,
    Likeness.WEAK: 0.05,
    Likeness.INCOMPARABLE: -0.25,  # a translation, or another song: an ISRC alone does not tell, a link does
    Likeness.DIFFERENT: -0.30,
}
_ARTIST = {
    Likeness.EQUAL: 0.25,
    Likeness.NEAR: 0.17,
    Likeness.WEAK: 0.02,
    Likeness.INCOMPARABLE: 0.0,
    Likeness.DIFFERENT: -0.30,  # ISRCs are mistyped and reused: not even with one, or a link, are two artists one
}
_IN_WORDS = {
    Likeness.EQUAL: "equal",
    Likeness.FULLER: "equal, one side says more",
    Likeness.NEAR: "nearly equal",
    Likeness.WEAK: "partly alike",
    Likeness.INCOMPARABLE: "not comparable",
    Likeness.DIFFERENT: "different",
}
_VERSION = {Accord.LOOSE: -0.08, Accord.UNNAMED: -0.25, Accord.CONFLICT: VETO}
_EQUAL_ISRC = 0.30
_ISRC_ALONE = 0.15  # titles partly alike, and no equal length: versions share ISRCs more often than they should
_LINKED = 0.33  # instead of the ISRC, not beside it: together they would outweigh another title
_IN_TWO_SCRIPTS = 0.15  # just enough for a human's look
_SPLIT_TITLE = -0.12
_PADDED_NUMBER = -0.08
_NUMBER = -0.25  # "7. Sinfonie" is no track number
_LIVE_ALBUM = -0.08
_MORE_GUESTS = -0.08
_MORE_GUESTS_AT_ONE_LENGTH = -0.07  # still accepted, and clearly behind whoever has our credit
_OTHER_GUESTS = -0.25
_LENGTH = {Length.SAME: 0.15, Length.OFF: -0.10, Length.FAR: VETO}


def judge(ours: Parsed, theirs: Parsed, known_artists: KnownArtists = NOBODY_KNOWN) -> Candidate:
    """Judge whether `theirs` is the recording that `ours` is, by the pair of readings that speaks best for it.

    `known_artists` are human answers: they count where title, version and length agree and the artists' names do not
    contradict them, since an artist field may be an uploader.
    """
    lead, their_lead = lead_artist(ours.track, known_artists), lead_artist(theirs.track, known_artists)
    answer = lead if lead == their_lead else ""
    pairs = [
        _reasons(ours, theirs, mine, yours, answer)
        for mine in ours.readings
        for yours in theirs.readings
        if not (mine.number and yours.number)  # two tracks of an album: "1. Allegro", "2. Allegro"
    ]
    reasons = (*max(pairs, key=weigh), *_reasons_beside_names(ours, theirs))
    score = weigh(reasons)
    return Candidate(theirs.track, _judgement(score, reasons), min(1.0, max(0.0, score)), reasons)


def are_titled_apart(ours: Parsed, theirs: Parsed) -> bool:
    """Whether other titles settle it, whoever sings and however long: only an ISRC or a link would make `judge` doubt.

    Asked first where there are many candidates, since it costs a fraction of a judgement.
    """
    if _is_vouched_for(ours, theirs):
        return False
    pairs = ((mine, yours) for mine in ours.readings for yours in theirs.readings)
    return all(compare_titles(mine, yours) is Likeness.DIFFERENT for mine, yours in pairs)


def doubts_of(candidate: Candidate) -> list[Reason]:
    """What speaks against a candidate, and names that are less than equal, unless a human says who the artist is."""
    full = {"title": _TITLE[Likeness.EQUAL], "artist": _ARTIST[Likeness.EQUAL]}
    if any(reason.name == "artist answer" for reason in candidate.reasons):
        del full["artist"]
    return [reason for reason in candidate.reasons if reason.weight < full.get(reason.name, 0.0)]


def is_veto(reason: Reason) -> bool:
    """Whether a reason is so heavy that it leaves at best a doubt."""
    return reason.weight <= VETOED_FROM


def weigh(reasons: Iterable[Reason]) -> float:
    """The sum of all evidence."""
    return round(sum(reason.weight for reason in reasons), 3)


def compare_versions(ours: Parsed, theirs: Parsed, mine: Reading, yours: Reading) -> Accord:
    """Whether two readings are one version; titles of the very same words are, however their words were classified."""
    found = accord(mine.versions, yours.versions)
    is_worded_alike = mine.full.is_same(yours.full)
    has_kinds = bool(mine.versions.kinds or yours.versions.kinds)  # bare years are no words of the title
    if found is Accord.CONFLICT and ours.remark == theirs.remark and is_worded_alike and has_kinds:
        found = Accord.SAME
    if mine.mentioned != yours.mentioned and not is_worded_alike:
        found = Accord.CONFLICT
    if found is Accord.CONFLICT and _is_vouched_live(ours, theirs, mine, yours):
        found = Accord.UNNAMED
    return Accord.LOOSE if found is Accord.SAME and ours.remark_words != theirs.remark_words else found


def _reasons(ours: Parsed, theirs: Parsed, mine: Reading, yours: Reading, answer: str) -> tuple[Reason, ...]:
    """What two readings say; `answer` is the artist of both, if a human says so."""
    title, artist = compare_titles(mine, yours), compare_credits(mine.credits, yours.credits)
    names = [
        Reason("title", _TITLE[title], _title_in_words(title, mine, yours)),
        Reason("artist", _ARTIST[artist], _IN_WORDS[artist]),
    ]
    if title is artist is Likeness.DIFFERENT:  # as most that free text finds; nothing outweighs both
        return tuple(names)
    is_worded_apart = title is Likeness.WEAK and are_worded_apart(mine, yours)
    is_apart = is_worded_apart or are_mixed_apart(mine.versions, yours.versions)
    version = Accord.CONFLICT if is_apart else compare_versions(ours, theirs, mine, yours)
    length = compare_lengths(ours.track.seconds, theirs.track.seconds)
    reasons = [
        *names,
        *_reasons_against(version, mine, yours),
        *_company(compare_company(mine.credits, yours.credits, artist), length),
        *(_vouchers(ours, theirs, title, length) or _in_two_scripts(title, artist, length)),
    ]
    is_agreed = title >= Likeness.FULLER and version is Accord.SAME and length in {Length.SAME, Length.UNKNOWN}
    if answer and is_agreed and _may_be_answered(artist, mine, yours):
        reasons.append(Reason("artist answer", _ARTIST[Likeness.EQUAL] - _ARTIST[artist], "a human says who that is"))
    return tuple(reasons)


def _reasons_against(version: Accord, mine: Reading, yours: Reading) -> list[Reason]:
    reasons = []
    if version is not Accord.SAME:
        reasons.append(Reason("version", _VERSION[version], _versions_in_words(mine, yours)))
    if splits := mine.is_split + yours.is_split:
        reasons.append(Reason("uploader", splits * _SPLIT_TITLE, "the performer stands in the title"))
    if number := mine.number or yours.number:
        weight = _PADDED_NUMBER if number.is_padded else _NUMBER
        reasons.append(Reason("track number", weight, f"{number.number} before the title"))
    if mine.is_by_imitator or yours.is_by_imitator:
        reasons.append(Reason("uploader", VETO, "the uploader's name says that it is another's rendition"))
    return reasons


def _company(company: Company, length: Length) -> list[Reason]:
    """What it costs that not the same performers are named: there may be a recording with the guest and one without."""
    if company is Company.SAME:
        return []
    if company is Company.OTHERS:
        return [Reason("guests", _OTHER_GUESTS, "others on either side")]
    weight = _MORE_GUESTS_AT_ONE_LENGTH if length is Length.SAME else _MORE_GUESTS
    return [Reason("guests", weight, "one side names more")]


def _in_two_scripts(title: Likeness, artist: Likeness, length: Length) -> list[Reason]:
    """Whether a title may be the other's translation or transcription, which only a human can read."""
    if title is not Likeness.INCOMPARABLE or artist is not Likeness.EQUAL or length is not Length.SAME:
        return []
    return [Reason("scripts", _IN_TWO_SCRIPTS, "one performer and one length: perhaps one title in two scripts")]


def _vouchers(ours: Parsed, theirs: Parsed, title: Likeness, length: Length) -> list[Reason]:
    """What stands beside the names: a link, or an ISRC, which two versions with partly alike titles may share."""
    is_hazy = title is Likeness.WEAK and length is not Length.SAME
    if _are_linked(ours.track, theirs.track):
        return [Reason("link", _LINKED, "MusicBrainz links to that very page")]
    shared = ours.track.isrcs & theirs.track.isrcs
    return [Reason("isrc", _ISRC_ALONE if is_hazy else _EQUAL_ISRC, min(shared))] if shared else []


def _is_vouched_for(ours: Parsed, theirs: Parsed) -> bool:
    return _are_linked(ours.track, theirs.track) or not ours.track.isrcs.isdisjoint(theirs.track.isrcs)


def _are_linked(ours: Track, theirs: Track) -> bool:
    return ours.ref in theirs.links or theirs.ref in ours.links


def _title_in_words(likeness: Likeness, mine: Reading, yours: Reading) -> str:
    numbers, others = (" ".join(side.full.numbers) or "none" for side in (mine, yours))
    if likeness is Likeness.DIFFERENT and numbers != others:
        return f"different, numbers {numbers} against {others}"
    return _IN_WORDS[likeness]


def _versions_in_words(mine: Reading, yours: Reading) -> str:
    """Both versions; where the words agree so far, a word outside brackets or the channels make the difference."""
    sides = (mine, yours)
    told = (
        [str(side.versions) for side in sides],
        [" ".join(side.mentioned) or "none" for side in sides],
        [" ".join(sorted(side.versions.channels)) for side in sides],
    )
    for shown, other in told:
        if shown and other and shown != other:
            return f"{shown} against {other}"
    return "another remark" if mine.core.is_same(yours.core) else "other words in the titles"


def _may_be_answered(artist: Likeness, mine: Reading, yours: Reading) -> bool:
    """Whether the artist fields name somebody, and the names are not plainly two."""
    is_in_the_field = not (mine.is_split or yours.is_split or mine.credits.is_anonymous or yours.credits.is_anonymous)
    return is_in_the_field and Likeness.DIFFERENT < artist < Likeness.EQUAL


def _reasons_beside_names(ours: Parsed, theirs: Parsed) -> list[Reason]:
    reasons = []
    length = compare_lengths(ours.track.seconds, theirs.track.seconds)
    if length is not Length.UNKNOWN:
        shown = f"{minutes(ours.track.seconds)} against {minutes(theirs.track.seconds)}"
        reasons.append(Reason("length", _LENGTH[length], shown))
    if _is_live_by_album_only(ours, theirs) or _is_live_by_album_only(theirs, ours):
        reasons.append(Reason("live album", _LIVE_ALBUM, "one side stands on a live album"))
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
    if score < DOUBTFUL_FROM:
        return Judgement.REJECTED
    return Judgement.ACCEPTED if score >= ACCEPTED_FROM and not any(map(is_veto, reasons)) else Judgement.DOUBTFUL
