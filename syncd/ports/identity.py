"""What the engine asks of the database about who is who."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from syncd.domain.dossier import Hearsay
from syncd.domain.match import Candidate, Decider, Reason
from syncd.domain.memory import Favourite, Miss, Question, Source
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef


class Identity(Protocol):
    """Who is who. Owned by resolve, locate and review."""

    def learn(self, tracks: Collection[Track], now: datetime) -> None:
        """Remember how services describe tracks; each new one gets a recording of its own, or its stated MBID's."""
        ...

    def recordings_of_refs(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, RecordingId]:
        """Which recording each of these refs is, as far as it is known."""
        ...

    def recording_of(self, ref: TrackRef) -> RecordingId | None:
        """Which recording one ref is, as far as it is known."""
        ...

    def questions(self, recordings: Collection[RecordingId], place: Service, now: datetime) -> Sequence[Question]:
        """What is to be asked now about these recordings at a place (MusicBrainz: who they are)."""
        ...

    def unasked(
        self, recordings: Collection[RecordingId], now: datetime, wanted: Collection[RecordingId] = ()
    ) -> Sequence[Mbid]:
        """Their current MBIDs that the catalogue's facts were not asked for lately.

        For a month; for a week where the recording is wanted (it may be loved under its MBID), or was not known.
        """
        ...

    def stale(self, recordings: Collection[RecordingId], now: datetime) -> Sequence[Mbid]:
        """Their current MBIDs whose facts were not asked for within the last half hour."""
        ...

    def without_standing(self, recordings: Collection[RecordingId], now: datetime) -> Sequence[Mbid]:
        """Those of the stale ones of which MusicBrainz did not tell lately that they stand."""
        ...

    def without_facts(self, recordings: Collection[RecordingId]) -> Collection[Mbid]:
        """Their current MBIDs that have no facts, whoever was asked for any."""
        ...

    def lost(self, recordings: Collection[RecordingId], now: datetime, why: Source = Source.STANDING) -> Sequence[Mbid]:
        """Their current MBIDs that have no facts, and whose standing is due to be asked for; first those that were asked for least."""
        ...

    def siblings(self, recordings: Collection[RecordingId]) -> Collection[RecordingId]:
        """Those of these that share an ISRC with any other recording, and those others: they may be one by now."""
        ...

    def missed(self, recordings: Collection[RecordingId], now: datetime, most: int) -> Sequence[Question]:
        """At most so many of these that exact evidence missed twice, and whose alike names are due; the never asked first."""
        ...

    def identify(self, recording: RecordingId, candidate: Candidate, decider: Decider, now: datetime) -> RecordingId:
        """A recording has the candidate's MBID; the recording that it is now, for it may unite with another."""
        ...

    def describe(self, tracks: Collection[Track]) -> None:
        """Remember how their services describe these tracks, whoever they are."""
        ...

    def described(self, refs: Collection[TrackRef]) -> Sequence[Track]:
        """These tracks, as far as services have described them."""
        ...

    def known(self, recordings: Collection[RecordingId]) -> Sequence[Track]:
        """The recordings of MusicBrainz that these are, as the catalogue describes them."""
        ...

    def merge(self, old: Mbid, into: Mbid) -> None:
        """MusicBrainz merged one recording into another; ours are one, and the old MBID is an alias."""
        ...

    def free(self, mbid: Mbid, now: datetime) -> None:
        """MusicBrainz deleted this recording: ours is asked about anew.

        The MBID stays as an alias, so that what hangs on it, and what is loved under it, is still this recording's.
        """
        ...

    def locate(self, found: Mapping[RecordingId, Candidate], decider: Decider, now: datetime) -> None:
        """Recordings stand at a target under these tracks' ids."""
        ...

    def doubt(self, recording: RecordingId, place: Service, candidates: Sequence[Candidate], now: datetime) -> None:
        """These candidates wait for a human."""
        ...

    def owners(self, mbids: Collection[Mbid]) -> Mapping[Mbid, RecordingId]:
        """Whose MBIDs these are, or were, as far as anybody's."""
        ...

    def tries(self, recordings: Collection[RecordingId], place: Service | Source) -> Mapping[RecordingId, int]:
        """How often a place was asked about recordings in vain; those that were never missed are not told."""
        ...

    def miss(self, misses: Mapping[RecordingId, Miss], place: Service | Source) -> None:
        """A place does not know these recordings."""
        ...

    def know(self, facts: Mapping[Mbid, Track], asked: Collection[Mbid], now: datetime) -> None:
        """What ListenBrainz' metadata knows of these MBIDs; the asked ones that are missing it does not know."""
        ...

    def favourites(self, recordings: Collection[RecordingId], now: datetime) -> Mapping[RecordingId, Favourite]:
        """What planning needs to know of these recordings."""
        ...

    def confirm(self, ref: TrackRef, now: datetime) -> None:
        """A human says that this ref is the recording that it is mapped to."""
        ...

    def detach(self, refs: Collection[TrackRef], now: datetime) -> RecordingId:
        """These refs are not the recording that they are mapped to; they get one of their own, not asked about yet."""
        ...

    def unlocate(self, recording: RecordingId, place: Service) -> None:
        """A recording does not stand there."""
        ...

    def candidates(self, recordings: Collection[RecordingId], place: Service) -> Collection[TrackRef]:
        """The tracks of a place among which a human is to choose for these."""
        ...

    def rule_out(self, recording: RecordingId, place: Service, answer: str) -> None:
        """This candidate waits no longer; where it was the last one, the place is asked again.

        How it was described is kept.
        """
        ...

    def reopen(self, recording: RecordingId, place: Service) -> None:
        """Doubts and misses of a recording at a place are forgotten: it is asked again at once."""
        ...

    def ask_again(self, recordings: Collection[RecordingId], now: datetime) -> Collection[RecordingId]:
        """Whatever these wait for is due now, at every place: doubts, misses, lost MBIDs. Those that waited for anything."""
        ...

    def overruled(self, recordings: Collection[RecordingId]) -> Sequence[TrackRef]:
        """Tracks that are these because their service says so, though a human says that they are another recording."""
        ...

    def hearsay(self, recordings: Collection[RecordingId]) -> Sequence[Hearsay]:
        """Imported mappings of these recordings that can be judged here, and were not yet."""
        ...

    def told_places(self, recordings: Collection[RecordingId], place: Service) -> Mapping[RecordingId, TrackRef]:
        """Where only a file says that these stand at a target; not believed until the target itself was asked."""
        ...

    def vouch(self, hearsay: Hearsay, reasons: Sequence[Reason]) -> None:
        """An imported match was judged here, and may stand."""
        ...

    def refuse(self, hearsay: Hearsay, why: str, now: datetime) -> None:
        """An imported match was judged here, and is not believed; what became of it stays known."""
        ...
