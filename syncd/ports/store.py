"""What the engine asks of the database: transactions, and in them one port for each owner of tables (`design.md` §5)."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from syncd.domain.account import Account, AccountId, Login
from syncd.domain.answer import ArtistAnswer, HumanAnswer, Withdrawal
from syncd.domain.dossier import Hearsay
from syncd.domain.match import Candidate, Decider, Reason
from syncd.domain.memory import AccountRecord, Favourite, Love, Question, Source, Tombstone
from syncd.domain.outbox import Row
from syncd.domain.plan import Action
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef


class Identity(Protocol):
    """Who is who. Owned by resolve, locate and review."""

    def learn(self, tracks: Collection[Track], now: datetime) -> None:
        """Remember how services describe tracks; each new one gets a recording of its own, or its stated MBID's."""
        ...

    def recordings_of(self, services: Collection[Service]) -> Mapping[TrackRef, RecordingId]:
        """Which recording each known ref of these services is."""
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

    def lost(self, recordings: Collection[RecordingId], now: datetime, most: int) -> Sequence[Mbid]:
        """At most so many of their current MBIDs that have no facts, and whose standing is due to be asked for."""
        ...

    def missed(self, recordings: Collection[RecordingId], now: datetime, most: int) -> Sequence[Question]:
        """At most so many of these that exact evidence missed twice, and whose alike names are due; the never asked first."""
        ...

    def identify(self, recording: RecordingId, candidate: Candidate, decider: Decider, now: datetime) -> RecordingId:
        """A recording has the candidate's MBID; the recording that it is now, for it may unite with another."""
        ...

    def described(self, refs: Collection[TrackRef]) -> Sequence[Track]:
        """These tracks, as far as anybody has described them."""
        ...

    def known(self, recordings: Collection[RecordingId]) -> Sequence[Track]:
        """The recordings of MusicBrainz that these are, as the catalogue describes them."""
        ...

    def rivals(self, mbids: Collection[Mbid]) -> Sequence[Mbid]:
        """Other current MBIDs whose recordings share an ISRC with these: siblings, or merged into them since."""
        ...

    def merge(self, old: Mbid, into: Mbid) -> None:
        """MusicBrainz merged one recording into another; ours are one, and the old MBID is an alias."""
        ...

    def free(self, mbid: Mbid, now: datetime) -> None:
        """MusicBrainz deleted this recording: ours is asked about anew.

        The MBID stays as an alias, so that what hangs on it, and what is loved under it, is still this recording's.
        """
        ...

    def locate(self, recording: RecordingId, candidate: Candidate, decider: Decider, now: datetime) -> None:
        """A recording stands at a target under this track's id."""
        ...

    def doubt(self, recording: RecordingId, place: Service, candidates: Sequence[Candidate], now: datetime) -> None:
        """These candidates wait for a human."""
        ...

    def owner(self, mbid: Mbid) -> RecordingId | None:
        """Whose MBID this is, or was."""
        ...

    def tries(self, recording: RecordingId, place: Service | Source) -> int:
        """How often a place was asked about a recording in vain."""
        ...

    def miss(self, recording: RecordingId, place: Service | Source, tries: int, not_before: datetime) -> None:
        """A place does not know a recording; do not ask again before then."""
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

    def rule_out(self, recording: RecordingId, place: Service, answer: str) -> None:
        """This candidate waits no longer; where it was the last one, the place is asked again.

        How it was described is kept.
        """
        ...

    def reopen(self, recording: RecordingId, place: Service) -> None:
        """Doubts and misses of a recording at a place are forgotten: it is asked again at once."""
        ...

    def hearsay(self, recordings: Collection[RecordingId]) -> Sequence[Hearsay]:
        """Imported matches of these recordings that can be judged here, and were not yet."""
        ...

    def vouch(self, hearsay: Hearsay, reasons: Sequence[Reason]) -> None:
        """An imported match was judged here, and may stand."""
        ...


class Answers(Protocol):
    """What humans said, and what is to be taken back because of it. Owned by review and its like."""

    def put(self, answers: Collection[HumanAnswer]) -> None:
        """Remember what was said. A track is one thing at a place, and never both something and not."""
        ...

    def forget(self, about: TrackRef) -> Sequence[HumanAnswer]:
        """Take back all that was said about a track; what that was."""
        ...

    def by_recording(self) -> Mapping[RecordingId, Sequence[HumanAnswer]]:
        """The answers about each recording's tracks."""
        ...

    def artists(self) -> Sequence[ArtistAnswer]:
        """All that was said about artists, in its order."""
        ...

    def withdraw(self, withdrawals: Collection[Withdrawal]) -> None:
        """These loves are to be taken back."""
        ...

    def withdrawals(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[TrackRef, RecordingId]]:
        """What is to be taken back at these accounts."""
        ...

    def close(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """These are taken back, or wanted after all."""
        ...


class Memory(Protocol):
    """What accounts showed. Owned by poll."""

    def account(self, login: Login) -> Account:
        """The account of this login, made or brought up to date. ConfigError where another profile has it."""
        ...

    def records(self) -> Sequence[AccountRecord]:
        """All accounts with what is known of their last looks."""
        ...

    def note(self, record: AccountRecord) -> None:
        """How an account fared, and what its last whole look found."""
        ...

    def loves(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[TrackRef, Love]]:
        """The remembered lines of these accounts."""
        ...

    def remember(self, loves: Collection[Love]) -> None:
        """Keep these lines, new or changed."""
        ...

    def forget(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """Drop these lines."""
        ...

    def bury(self, tombstones: Collection[Tombstone]) -> None:
        """Remember unloves."""
        ...

    def tombstones(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[RecordingId, int]]:
        """The cycles of the unloves heard at these accounts."""
        ...


class Outbox(Protocol):
    """Between "decided" and "proved". Filled by decide, advanced by push and settle."""

    def rows(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[TrackRef, Row]]:
        """The rows of these accounts."""
        ...

    def put(self, rows: Collection[Row]) -> None:
        """Write these rows, whatever they were."""
        ...

    def enqueue(self, accounts: Collection[AccountId], actions: Collection[Action]) -> None:
        """A pending row for each action; pending rows of these accounts that no plan stands behind any more go."""
        ...


class History(Protocol):
    """Cycles and the journal."""

    def begin_cycle(self, now: datetime) -> int:
        """A new cycle's number."""
        ...

    def end_cycle(self, cycle: int, now: datetime) -> None:
        """A cycle is over."""
        ...

    def note(self, cycle: int, rows: Collection[Row], now: datetime) -> None:
        """These changes were made by us, and proved: loves where nothing was, unloves where our love was."""
        ...


class Transaction(Protocol):
    """One transaction. It rolls back unless it is committed; nothing is asked of the network inside."""

    @property
    def identity(self) -> Identity: ...  # noqa: D102, the class says it
    @property
    def answers(self) -> Answers: ...  # noqa: D102, the class says it
    @property
    def memory(self) -> Memory: ...  # noqa: D102, the class says it
    @property
    def outbox(self) -> Outbox: ...  # noqa: D102, the class says it
    @property
    def history(self) -> History: ...  # noqa: D102, the class says it
    def commit(self) -> None:
        """Make it durable."""
        ...


class Store(Protocol):
    """The database."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """A look at one moment."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]:
        """The one writer's turn."""
        ...
