"""What the engine asks of the database: transactions, and in them one port for each owner of tables (`design.md` §5)."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from syncd.domain.account import Account, AccountId, Label, Login, Score
from syncd.domain.answer import Amends, ArtistAnswer, HumanAnswer
from syncd.domain.journal import Deed, Span
from syncd.domain.match import Candidate, Decider
from syncd.domain.memory import AccountRecord, Love, Rest, Tombstone
from syncd.domain.outbox import Row
from syncd.domain.plan import Action, Ruling
from syncd.domain.track import RecordingId, TrackRef
from syncd.ports.identity import Identity


class Answers(Protocol):
    """What humans said, and the amends that are to be made because of it. Owned by review and its like."""

    def put(self, answers: Collection[HumanAnswer]) -> None:
        """Remember what was said. A track is one thing at a place, and never both something and not.

        Whoever says more of a place has looked there: no match that was undone before is to be asked about again.
        """
        ...

    def forget(self, about: TrackRef, profile: str = "") -> Sequence[HumanAnswer]:
        """Take back all that was said about a track; what that was. A named profile takes no other's skip back."""
        ...

    def by_recording(self) -> Mapping[RecordingId, Sequence[HumanAnswer]]:
        """The answers about each recording's tracks."""
        ...

    def artists(self) -> Sequence[ArtistAnswer]:
        """All that was said about artists, in its order."""
        ...

    def note_amends(self, amends: Collection[Amends]) -> None:
        """Remember what is to be taken back, or brought back: each says what is to stand there."""
        ...

    def amends(self, accounts: Collection[AccountId], score: Score) -> Mapping[AccountId, Mapping[TrackRef, Amends]]:
        """By account and track: with the score NONE what is to be taken back, with LOVE what is to be brought back."""
        ...

    def close_amends(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """These are made: taken back or brought back; or nobody wants them any more."""
        ...


class Memory(Protocol):
    """What accounts showed. Owned by poll."""

    def account(
        self, login: Login, *, moved: AccountId | None = None, labels: Collection[Label] | None = None
    ) -> Account:
        """The account of this login, made or brought up to date; `moved` is who it was where nobody knows its `whoami`.

        With a profile that none of the configuration's `labels` bears any more, all its accounts come along. SecondName
        where it is still there under its name in another profile, ConfigError where other accounts of that profile are;
        Unauthorised where it may not come, for its new profile remembers lists of its own.
        """
        ...

    def bearer(self, login: Login, *, moved: AccountId | None = None) -> Account | None:
        """The account that this login is, as it stands now, in whatever profile; None where nobody ever read it."""
        ...

    def records(self, profiles: Collection[str] | None = None) -> Sequence[AccountRecord]:
        """All accounts, or those of some profiles, with what is known of their last looks."""
        ...

    def record(self, account: AccountId) -> AccountRecord:
        """What is known of one account's last looks."""
        ...

    def waiting(self, accounts: Collection[AccountId]) -> Collection[AccountId]:
        """Those for whose next look something waits: an absence, or a write of ours that no look has shown yet."""
        ...

    def distrust(self, account: AccountId) -> None:
        """Its list is no longer the one that was last read whole: we are about to write there."""
        ...

    def note(self, record: AccountRecord) -> None:
        """How an account fared, and what its last whole look found."""
        ...

    def loves(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[TrackRef, Love]]:
        """The remembered lines of these accounts."""
        ...

    def lines(self, account: AccountId, refs: Collection[TrackRef]) -> Mapping[TrackRef, Love]:
        """The remembered ones among these lines of an account: a few of what may be thousands."""
        ...

    def taken_down(self, accounts: Collection[AccountId]) -> Mapping[AccountId, int]:
        """How many of each account's lines its service took down; none is missing."""
        ...

    def remember(self, loves: Collection[Love]) -> None:
        """Keep these lines, new or changed."""
        ...

    def forget(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """Drop these lines."""
        ...

    def bury(self, tombstones: Collection[Tombstone]) -> None:
        """Remember unloves, and what is hated no longer."""
        ...

    def exhume(self, tombstones: Collection[Tombstone]) -> None:
        """Forget these: they were no word about their recordings."""
        ...

    def lift(self, tombstones: Collection[Tombstone]) -> None:
        """These went for their profiles, and hold for their accounts only from now on."""
        ...

    def tombstones(
        self, accounts: Collection[AccountId], score: Score = Score.LOVE, *, carrying: bool = False
    ) -> Mapping[AccountId, Mapping[RecordingId, int]]:
        """The cycles of the unloves, or with HATE of the ends of hates, heard at these accounts.

        With `carrying` only of those that go for the profile.
        """
        ...

    def rule(self, account: AccountId, refs: Collection[TrackRef], ruling: Ruling) -> None:
        """What a human said of these, which the guard had held."""
        ...

    def rulings(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[TrackRef, Ruling]]:
        """What humans said of what the guard held at these accounts."""
        ...

    def forget_rulings(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """Forget what was said of these: it is carried out, or the case is another by now."""
        ...


class Outbox(Protocol):
    """Between "decided" and "proved". Filled by decide, advanced by push and settle."""

    def rows(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[TrackRef, Row]]:
        """The rows of these accounts."""
        ...

    def loved_as(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, tuple[Candidate, Decider]]:
        """Those of these tracks that were loved by us as one recording only, which still stands there.

        Who that is, by its MBID alone, and who said that it stands there.
        """
        ...

    def put(self, rows: Collection[Row]) -> None:
        """Write these rows, whatever they were."""
        ...

    def enqueue(
        self, accounts: Collection[AccountId], actions: Collection[Action], postponed: Collection[Action] = ()
    ) -> None:
        """A pending row for each action; pending rows of these accounts that no plan stands behind any more go, or are moot.

        What was given up and is `postponed` stays given up.
        """
        ...


class History(Protocol):
    """Cycles and the journal."""

    def begin_cycle(self, now: datetime) -> int:
        """A new cycle's number."""
        ...

    def end_cycle(self, cycle: int, now: datetime) -> None:
        """A cycle is over."""
        ...

    def revision(self) -> int:
        """How often anything changed so far that a cycle goes by."""
        ...

    def rest(self, profile: str) -> Rest | None:
        """When a profile last came to rest, if it did."""
        ...

    def note_rest(self, rest: Rest) -> None:
        """A profile came to rest."""
        ...

    def falls_due(self, now: datetime) -> datetime | None:
        """The next instant at which something that waits now waits no longer."""
        ...

    def note(self, cycle: int, rows: Collection[Row], now: datetime) -> None:
        """These changes were made by us, and proved; the remembered lines, as they still stand, say what was before."""
        ...

    def deeds(self, span: Span) -> Sequence[Deed]:
        """What was done, the oldest first."""
        ...

    def first_since(self, since: datetime) -> int:
        """The least number of what was done since then."""
        ...

    def misdated(self, since: datetime) -> Sequence[Deed]:
        """What is dated since then and stands before what is dated earlier: a clock was wrong, and nobody knows which date is."""
        ...

    def touched(self, accounts: Collection[AccountId], since: datetime) -> Sequence[Deed]:
        """All that is kept of the tracks of which something was done, or undone, since then; the oldest first."""
        ...

    def mark_undone(self, deeds: Collection[Deed], now: datetime) -> None:
        """A human undid these."""
        ...


class Transaction(Protocol):
    """One transaction. It rolls back unless it is committed; nothing is asked of the network inside."""

    @property
    def identity(self) -> Identity: ...  # noqa: D102  # the class says it
    @property
    def answers(self) -> Answers: ...  # noqa: D102  # the class says it
    @property
    def memory(self) -> Memory: ...  # noqa: D102  # the class says it
    @property
    def outbox(self) -> Outbox: ...  # noqa: D102  # the class says it
    @property
    def history(self) -> History: ...  # noqa: D102  # the class says it
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
