"""Matches: proposed mappings with their reasons."""

from dataclasses import dataclass
from enum import StrEnum

from syncd.domain.track import Track


class Judgement(StrEnum):
    """What the evidence amounts to."""

    ACCEPTED = "accepted"
    DOUBTFUL = "doubtful"  #: waits in review; never pushed
    REJECTED = "rejected"


class Decider(StrEnum):
    """Who said that a ref is a recording, the strongest first."""

    HUMAN = "human"
    STATED = "stated"  #: the service itself gives the MBID
    LINK = "link"  #: MusicBrainz knows that very page
    ISRC = "isrc"
    NAMES = "names"
    IMPORTED = "imported"  #: a file from elsewhere: whoever decided there, it ranks below all that was found out here
    NOBODY = "nobody"  #: a recording of its own, until somebody knows better


@dataclass(frozen=True, slots=True)
class Reason:
    """One named piece of evidence, for a match (weight > 0), against it (weight < 0), or saying nothing (0)."""

    name: str
    weight: float
    detail: str = ""

    def __str__(self) -> str:
        sign = "?" if self.weight == 0 else "+" if self.weight > 0 else "-"
        return f"{sign}{self.name}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One track that may be ours, judged on its own. `score` is from 0 (nothing alike) to 1 (all evidence agrees)."""

    track: Track
    judgement: Judgement
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome of choosing: `chosen` is set only when accepted; `candidates` are all not rejected, best first."""

    judgement: Judgement
    chosen: Candidate | None
    candidates: tuple[Candidate, ...] = ()
