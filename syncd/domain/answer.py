"""What humans said about matches. A human's answer outranks every machine's, for ever."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syncd.domain.account import AccountId, Score
from syncd.domain.track import RecordingId, Service, TrackRef


class Said(StrEnum):
    """What a human said."""

    IS = "is"  #: this track is that one
    NOT = "not"  #: this track is not that one
    SKIP = "skip"  #: never push this song


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanAnswer:
    """A human's word about one track of a source.

    `place` is where the other one stands: MusicBrainz (who is it?) or a target with ids of its own (where is it?),
    `answer` is the other one's id there; for SKIP, which counts everywhere, the place is MusicBrainz and the answer
    is empty. Who a track is, is the same for everybody; who does not want it pushed, is not: SKIP is a `profile`'s.
    """

    about: TrackRef
    place: Service
    said: Said
    answer: str = ""
    profile: str = ""  #: of SKIP: whose; empty: that of everybody who lists the track now, else everybody's
    undid_match: bool = False  #: of NOT: a machine had taken it for that one, and no human has looked in review since
    answered_at: datetime

    @property
    def other(self) -> TrackRef:
        """The other track, as a ref."""
        return TrackRef(self.place, self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistAnswer:
    """A human's word that an artist at a service is that MusicBrainz artist: evidence for its tracks, not identity."""

    service: Service
    artist_id: str
    artist_mbid: str
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Amends:
    """What is to be put right at one track of an account: `score` is what is to stand there.

    NONE: a love of ours is to be taken back, for it came of a match that turned out wrong and no human supports it, or a human
    undid it. LOVE: it is to be brought back, for a human undid our unlove, or keeps what vanished. `said_in` is the cycle of
    that word, None where a match was corrected: what comes back is his word of then, however late it is written.
    """

    account: AccountId
    ref: TrackRef
    recording: RecordingId
    score: Score = Score.NONE
    said_in: int | None = None

    @property
    def outlives(self) -> int:
        """The cycle up to which no unlove is a later word: that word had two, and what it takes back was unloved in the second."""
        return 0 if self.said_in is None else self.said_in + 1
