"""All that a cycle may touch, handed to it by the wiring."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from syncd.domain.account import Account, AccountState, Can, Label, Role
from syncd.domain.errors import ServiceError, Unavailable
from syncd.domain.memory import Look
from syncd.domain.track import Service
from syncd.planner.guard import GuardLimits
from syncd.ports import Catalogue, Clock, FavouritesService, Store

PUSH_WINDOW = timedelta(minutes=5)
"""For how long a cycle pushes before it looks at what it wrote (`design.md` §2)."""


class Stage(StrEnum):
    """What a cycle is busy with, for whoever watches."""

    POLL = "reading lists"
    FACTS = "asking for recordings"
    STANDING = "asking what became of recordings"
    PAGES = "asking who links to the pages"
    ISRC = "asking for ISRCs"
    NAMES = "asking for names"
    ALIKE = "asking for alike names"
    LOCATE = "searching at"
    PUSH = "writing at"
    IMPORT = "importing rows"


class Progress(Protocol):
    """Somebody who watches."""

    def tell(self, stage: Stage, host: str, done: int, total: int) -> None:
        """So much of it is done; `host` is whose pace it goes by."""
        ...


class Unwatched:
    """Nobody watches."""

    def tell(self, stage: Stage, host: str, done: int, total: int) -> None:
        """Nothing to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account of the configuration, ready to be asked; `trouble` says why it is not, and then `favourites` is None.

    `mark` is its login's (see `Login`), `every` how often it is polled while its polls are not stretched.
    """

    profile: str
    name: str
    service: Service
    role: Role
    host: str
    favourites: FavouritesService | None
    trouble: ServiceError | None = None
    mark: str = ""
    every: timedelta = timedelta()

    @property
    def label(self) -> Label:
        """How the configuration calls it."""
        return Label(self.profile, self.name)

    @property
    def can(self) -> Can:
        """What the account offers; nothing while its login is broken."""
        return self.favourites.can if self.favourites else Can.NOTHING

    @property
    def may_hate(self) -> bool:
        """Whether its list may show hates, as far as is known while its login is broken."""
        return Can.HATE in self.favourites.can if self.favourites else self.service is Service.LISTENBRAINZ


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How the poll of one member went. `account` is None where nobody knows yet who it is.

    `is_trusted` are those that are not due and were read by this very process lately: every write has looks of its own.
    `read_at` is when a list was read that is the very one of the last time, so that there is nothing to hear.
    """

    member: Member
    state: AccountState
    account: Account | None = None
    look: Look | None = None
    error: ServiceError | None = None
    may_write: bool = True
    is_trusted: bool = False
    read_at: datetime | None = None

    @property
    def trouble(self) -> str:
        """What went wrong, and what to do; empty where nothing did."""
        return str(self.error) if self.error else ""

    @property
    def is_read(self) -> bool:
        """Whether its list is known whole, as of this cycle, or lately enough."""
        is_trusted = self.is_trusted and self.state is AccountState.RESTING
        return is_trusted or self.state in {AccountState.READ, AccountState.UNCHANGED}


def _nobody_knocks(host: str) -> None:
    """Nothing is known of a host that nobody asks."""
    raise Unavailable(host, "nobody asked at its door")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The store, the services, the catalogue, the clock; `jitter` gives a number from 0 to 1."""

    store: Store
    members: Collection[Member]
    catalogue: Catalogue
    clock: Clock
    jitter: Callable[[], float]
    rates: Mapping[str, float]  #: requests a second, per host
    block: Callable[[str, str], None]  #: let a host that drops us pause for minutes, growing; with the reason
    knock: Callable[[str], object] = _nobody_knocks  #: ask at a host's door, once; raises ServiceError
    limits: GuardLimits = field(default_factory=GuardLimits)
    carries_unloves: bool = False  #: `removals = "guarded"`
    carries_hates: bool = False  #: `hates = "sync"`
    silent: Mapping[Label, Service] = field(default_factory=dict)  #: the configuration's disabled accounts
    labels: Collection[Label] | None = None  #: all accounts of the configuration, those of other profiles, too
    places: Mapping[Label, str] = field(default_factory=dict)  #: `whoami` of those who are what stands there: files
    progress: Progress = field(default_factory=Unwatched)
    paced_by: Mapping[Stage, str] = field(default_factory=dict)  #: by whose pace the catalogue answers
    push_window: timedelta = PUSH_WINDOW
    window_writes: Mapping[str, int] = field(default_factory=dict)  #: the most writes of one push window, per host
