"""Which of these tracks is ours? Accept only what is near and clearly nearer than the next (`design.md` §6)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from math import inf

from syncd.domain.match import Candidate, Judgement, Match, Reason
from syncd.domain.track import Track, TrackRef
from syncd.planner.artists import NOBODY_KNOWN, KnownArtists
from syncd.planner.credits import Company, Likeness, compare_company, compare_credits
from syncd.planner.evidence import are_titled_apart, compare_versions, judge
from syncd.planner.lengths import Length, compare_lengths, seconds_apart
from syncd.planner.parsed import Parsed, parse
from syncd.planner.titles import compare_titles
from syncd.planner.versions import Accord

CLEARLY = 0.06
"""A runner-up that is another song must fall short of the best by more than this."""


def choose(
    ours: Track,
    theirs: Sequence[Track],
    known_artists: KnownArtists = NOBODY_KNOWN,
    canonical: Collection[TrackRef] = (),
) -> Match:
    """The track that is ours, if one is accepted and no other song is nearly as near.

    Among siblings (one song listed several times) the best score wins, an equal ISRC among its reasons, then the nearest
    length in whole seconds, then the same edition (remaster, explicit), then a canonical one, then the first given.
    """
    if not theirs:  # a place that knew nothing: the text need not be parsed for that
        return Match(Judgement.REJECTED, None)
    parsed = parse(ours)
    possibly = (each for each in map(parse, theirs) if not are_titled_apart(parsed, each))
    judged = [judge(parsed, each, known_artists) for each in possibly]
    possible = [candidate for candidate in judged if candidate.judgement is not Judgement.REJECTED]
    ranked = sorted(possible, key=lambda candidate: (*_rank(parsed, candidate), candidate.track.ref not in canonical))
    if not ranked:
        return Match(Judgement.REJECTED, None)
    best = ranked[0]
    if best.judgement is not Judgement.ACCEPTED:
        return Match(Judgement.DOUBTFUL, None, tuple(ranked))
    if any(_is_rival(best, candidate) for candidate in ranked[1:]):
        return Match(Judgement.DOUBTFUL, None, tuple(_doubted(best, candidate) for candidate in ranked))
    return Match(Judgement.ACCEPTED, best, tuple(ranked))


def are_siblings(one: Parsed, other: Parsed) -> bool:
    """Whether two tracks are one song listed twice: the same names and version words, lengths within 3 s.

    A solo and a duet are two recordings.
    """
    if compare_lengths(one.track.seconds, other.track.seconds) in {Length.OFF, Length.FAR}:
        return False
    mine, yours = one.readings[0], other.readings[0]
    likeness = compare_credits(mine.credits, yours.credits)
    return (
        compare_titles(mine, yours) is Likeness.EQUAL
        and likeness >= Likeness.NEAR
        and compare_company(mine.credits, yours.credits, likeness) is Company.SAME
        and compare_versions(one, other, mine, yours) is Accord.SAME
    )


def _rank(ours: Parsed, candidate: Candidate) -> tuple[float, float, int]:
    theirs = parse(candidate.track)
    editions = ours.readings[0].versions.editions ^ theirs.readings[0].versions.editions
    return -candidate.score, _distance(ours.track, theirs.track), len(editions)


def _distance(ours: Track, theirs: Track) -> float:
    apart = seconds_apart(ours.seconds, theirs.seconds)
    return inf if apart is None else int(apart)


def _is_rival(best: Candidate, candidate: Candidate) -> bool:
    is_near = best.score - candidate.score <= CLEARLY
    return is_near and not are_siblings(parse(best.track), parse(candidate.track))


def _doubted(best: Candidate, candidate: Candidate) -> Candidate:
    if best.score - candidate.score > CLEARLY:
        return candidate
    rival = Reason("rival", -CLEARLY, "another song is nearly as near")
    return replace(candidate, judgement=Judgement.DOUBTFUL, reasons=(*candidate.reasons, rival))
