"""What syncd remembers of accounts, and what it knows of recordings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from syncd.domain.account import Account, AccountId, AccountState, Score
from syncd.domain.answer import Amends
from syncd.domain.outbox import Row
from syncd.domain.plan import Ruling
from syncd.domain.snapshot import Fingerprint, Snapshot
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef

FIRST_LOOK = 0
"""The cycle number of words heard at an account's first look: memory, not news; it lifts no tombstone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Love:
    """One remembered line of an account's list (a hate is a line with another score).

    `since` is the number of the cycle that heard it (FIRST_LOOK: it was there before us), `missing_since` the cycle
    of the first whole list that lacked it, `is_ours` whether our own write put it there, `is_guarded` whether its absence
    would be a word if the guard believed it.
    """

    account: AccountId
    ref: TrackRef
    score: Score
    since: int
    loved_at: datetime | None = None
    missing_since: int | None = None
    is_ours: bool = False
    is_taken_down: bool = False
    is_guarded: bool = False

    @property
    def may_be_gone(self) -> bool:
        """Whether its list lacks it, which may turn out to be a human's word; what the service took down never does."""
        return self.missing_since is not None and not self.is_taken_down

    @property
    def gone_since(self) -> int | None:
        """The cycle of the first list that lacked it; None while none does, or where the line only waits for its heir: that is
        counted from its own beginning.
        """
        return self.missing_since if self.missing_since is not None and self.missing_since > self.since else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one account's poll went.

    Of the tracks that the list lacks, `still` are shown by a point read all the same, `denied` are denied by it, too,
    `taken_down` no longer exist at the service: they were not unloved.
    """

    account: Account
    state: AccountState
    snapshot: Snapshot | None = None
    still: frozenset[TrackRef] = frozenset()
    denied: frozenset[TrackRef] = frozenset()
    taken_down: frozenset[TrackRef] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A human unloved this at this account, or hates it there no longer; kept until someone loves, or hates, it anew.

    It `carries` where it was heard while unloves travel: then it goes for the whole profile, and stands beside a later one that
    is the account's alone. It forbids what has its `score` and no more: who hates a song no longer has not unloved it.
    """

    account: AccountId
    recording: RecordingId
    cycle: int
    carries: bool = False
    score: Score = Score.LOVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Favourite:
    """What is known of one recording, for planning.

    `mbid` is the current one, `is_known` whether ListenBrainz' metadata knew it when it was last asked (None: never, or
    more than eight days ago; it is asked weekly about what may be pushed, and a day's grace lets a late cycle go on;
    False where MusicBrainz deleted the only one), `refs` every ref that is this recording (merged and deleted MBIDs
    included), `located` where it was found at places that have ids of their own,
    `doubts` and `misses` the places where it is doubtful or was not found (MusicBrainz: its identity).
    """

    recording: RecordingId
    mbid: Mbid | None = None
    is_known: bool | None = None
    refs: frozenset[TrackRef] = frozenset()
    located: Mapping[Service, TrackRef] = field(default_factory=dict)
    doubts: frozenset[Service] = frozenset()
    misses: frozenset[Service] = frozenset()
    is_settled: bool = True  #: somebody has said what became of its MBID, if it has one
    is_described: bool = True  #: somebody knows its names; without them nobody can look for it
    skipped_by: frozenset[str] = frozenset()  #: profiles: never push this song; "" is every one
    is_disputed: bool = False  #: what humans said about its tracks contradicts each other


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One account as it stands in memory: its lines, its tombstones, its outbox rows, and what is to be taken or brought back.

    `why_not_written` says why syncd may not write there in this cycle, or is empty; `is_held` whether that is because
    the service has not allowed this application to write yet.
    """

    account: Account
    loves: Mapping[TrackRef, Love]
    tombstones: Mapping[RecordingId, int] = field(default_factory=dict)
    carrying: Mapping[RecordingId, int] = field(default_factory=dict)  #: the tombstones that go for the whole profile
    unhated: Mapping[RecordingId, int] = field(default_factory=dict)  #: the tombstones of hates
    rows: Mapping[TrackRef, Row] = field(default_factory=dict)
    to_take_back: Mapping[TrackRef, Amends] = field(default_factory=dict)
    to_bring_back: Mapping[TrackRef, Amends] = field(default_factory=dict)
    why_not_written: str = ""
    is_held: bool = False
    only_forbids: bool = False  #: nobody knows whether it has a say: it forbids, and nothing else comes of its words
    listed: int = 0  #: how much its last whole list held
    rulings: Mapping[TrackRef, Ruling] = field(default_factory=dict)
    taken: frozenset[TrackRef] = frozenset()  #: the loves that we took away today, as the journal knows
    last_unlove: int | None = None  #: the cycle of the latest unlove that counts there
    left_to_human: frozenset[TrackRef] = frozenset()  #: our loves that went, as he was asked to take them away
    unasked_unlove: int | None = None  #: that of the latest one of a song that nobody was asked about yet


class Source(StrEnum):
    """Kinds of evidence whose misses wait for themselves, beside those of the places."""

    PAGES = "pages"  #: which recordings link to a track's page
    ALIKE = "alike names"  #: the one-by-one look-up by names that are only alike
    STANDING = "standing"  #: what became of an MBID that is not known any more
    MERGE = "merge"  #: the same, right before something is written that it may veto


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A recording that some place is to be asked about, as its sources (or MusicBrainz) describe it.

    `in_vain` are the kinds of evidence that were asked for already, found nothing, and are not due again.
    """

    recording: RecordingId
    tracks: tuple[Track, ...]
    in_vain: frozenset[Source] = frozenset()


@dataclass(frozen=True, slots=True)
class Miss:
    """A place was asked so often about a recording in vain, and is not asked again before then."""

    tries: int
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """An account with what is known of its last looks.

    `listed` is how much its last whole list held, `guarded` how many absences the guard does not believe,
    `gone_that_day` how many were believed on the day `gone_on`, `held_that_day` how many were not. `fingerprint` is that of
    the last whole list, None since we wrote there.
    """

    account: Account
    state: AccountState = AccountState.RESTING
    trouble: str = ""
    last_whole_look: datetime | None = None
    listed: int = 0
    guarded: int = 0
    gone_on: date | None = None
    gone_that_day: int = 0
    held_that_day: int = 0
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """That a whole cycle of a profile changed nothing and had nothing to do: until something moves, another would not either.

    `revision` counts the changes of the database up to then, `terms` stand for all else that a cycle goes by but for the
    clock and for which of its accounts could be written to: those were `ready`. At `until` something falls due.
    """

    profile: str
    revision: int
    terms: str
    ready: frozenset[AccountId]
    since: datetime
    until: datetime
