"""The fewest requests that a first sync needs at each host (`contract.md` §4), writes aside."""

from dataclasses import dataclass
from math import ceil

from benchmarks.evidence import Evidence

_JAMENDO_PAGE = 200
_IDS_A_LOOK_UP = 50


@dataclass(frozen=True, slots=True)
class Term:
    """So many requests, and why none of them can be spared."""

    requests: int
    why: str


@dataclass(frozen=True, slots=True)
class Floor:
    """What one host has to be asked."""

    host: str
    terms: tuple[Term, ...]

    @property
    def requests(self) -> int:
        """The sum of all terms."""
        return sum(term.requests for term in self.terms)


def floors(evidence: Evidence) -> tuple[Floor, ...]:
    """The floor of each host."""
    return (_boomplay(evidence), _listenbrainz(evidence), _musicbrainz(evidence), _jamendo(evidence))


def _boomplay(had: Evidence) -> Floor:
    return Floor(
        "boomplay",
        (
            Term(2, "who we are, and the page that shows the end: its total is not to be trusted"),
            _batched("N", had.favourites, 50, "favourites listed"),
        ),
    )


def _listenbrainz(had: Evidence) -> Floor:
    return Floor(
        "listenbrainz",
        (
            Term(1, "who we are"),
            _batched("L", had.listed, 1000, "loves and hates listed"),
            _batched("K", had.joined, 1000, "recordings: stated, carriers of our ISRCs, accepted or doubtful by name"),
            _batched("C", had.pushed, 1000, "loves looked at before they are written"),
            _batched("C", had.pushed, 1000, "loves looked at after they were written"),
            _batched("M", had.named, 50, "names: spellings up to the one that is known, or all that a track has"),
        ),
    )


def _musicbrainz(had: Evidence) -> Floor:
    """Links are stronger evidence than ISRCs and as cheap as a hundred a request, so they are asked about before."""
    return Floor(
        "musicbrainz",
        (
            _batched("I", had.isrcs, 80, "distinct ISRCs"),
            _batched("B", had.favourites, 100, "Boomplay pages that a recording may link to"),
            Term(had.moved, "stated MBIDs without facts, one by one: merged, deleted or very new"),
        ),
    )


def _jamendo(had: Evidence) -> Floor:
    """Credits are asked about one by one, since no call takes several; lists are read to a page without news."""
    return Floor(
        "jamendo",
        (
            Term(1, "who we are"),
            _listing(had.liked, "the list at first"),
            _batched("P", had.linked, _IDS_A_LOOK_UP, "pages that MusicBrainz names for recordings to be found"),
            Term(had.credits, "A: artist credits of the others, all tracks under one in one request"),
            Term(had.absent, "F: credits with nothing under them, searched as free text: who uploads spells freely"),
            Term(had.liking, "one look right before each write: a second like may undo the first"),
            _look(had.liked + had.liking, had.liking, "after the writes"),
        ),
    )


def _batched(letter: str, number: int, size: int, what: str) -> Term:
    return Term(ceil(number / size), f"{letter}/{size}, {letter} = {number}: {what}")


def _listing(length: int, when: str) -> Term:
    return Term(ceil(length / _JAMENDO_PAGE) + 1, f"{length}/{_JAMENDO_PAGE} and the page that shows the end: {when}")


def _look(length: int, refs: int, when: str) -> Term:
    """The whole list, or one request a track where that takes fewer."""
    whole = _listing(length, f"the list {when}")
    return whole if whole.requests < refs else Term(refs, f"one look at each track {when}")
