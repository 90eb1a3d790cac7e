"""All that is known of who one recording is, for `explain` and `wrong`."""

from dataclasses import dataclass
from datetime import datetime

from syncd.domain.answer import HumanAnswer
from syncd.domain.match import Candidate, Decider, Reason
from syncd.domain.track import Isrc, Mbid, RecordingId, Service, Track, TrackRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A track that was taken for the recording: by whom, how surely, why and when.

    `is_judged` is False while only a file says so, and nobody here has compared the two: no love is made by it.
    """

    track: Track
    decider: Decider
    confidence: float
    reasons: tuple[Reason, ...] = ()
    decided_at: datetime
    is_judged: bool = True

    @property
    def ref(self) -> TrackRef:
        """The track's own id at its service."""
        return self.track.ref


@dataclass(frozen=True, slots=True)
class Doubt:
    """Candidates at a place (MusicBrainz: for its identity) that wait for a human."""

    place: Service
    candidates: tuple[Candidate, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Miss:
    """What was asked in vain (a place, or a kind of evidence), so many times, and is not asked again before then."""

    place: str
    tries: int
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An imported match that was not believed here: `told_by` had decided it elsewhere, `why` is what spoke against it."""

    ref: TrackRef
    mbid: Mbid
    told_by: Decider
    why: str
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One recording: `heard` are its tracks at services, `located` where it was found at targets.

    `mbid` is the current one, `aliases` all that it had before, of which MusicBrainz deleted the `deleted` ones and merged
    the others; `facts` is how MusicBrainz describes it.
    """

    recording: RecordingId
    mbid: Mbid | None = None
    aliases: tuple[Mbid, ...] = ()
    deleted: frozenset[Mbid] = frozenset()
    facts: Track | None = None
    isrcs: tuple[Isrc, ...] = ()
    heard: tuple[Decided, ...] = ()
    located: tuple[Decided, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    misses: tuple[Miss, ...] = ()
    answers: tuple[HumanAnswer, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def track(self) -> Track | None:
        """How it is described best: by MusicBrainz, else by whoever showed it and knows its name."""
        described = [self.facts, *(each.track for each in self.heard)]
        return next((track for track in described if track is not None and track.title), None)

    @property
    def refs(self) -> frozenset[TrackRef]:
        """Every id under which it stands anywhere; MBIDs, merged ones too, are ids at ListenBrainz."""
        mbids = {TrackRef(Service.LISTENBRAINZ, mbid) for mbid in (self.mbid, *self.aliases) if mbid}
        return frozenset(mbids | {each.ref for each in (*self.heard, *self.located)})


@dataclass(frozen=True, slots=True)
class Taken:
    """One match: a track as its service describes it, what it was taken for (at MusicBrainz or a target), and by whom."""

    heard: Track
    taken_for: TrackRef
    decider: Decider


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearsay:
    """An imported match that nobody here has judged yet, with how both sides are described here.

    `place` is MusicBrainz where a track was mapped, else the target at which the recording was located; then `theirs` is
    nameless where the target has no such track.
    """

    recording: RecordingId
    place: Service
    ours: Track
    theirs: Track
