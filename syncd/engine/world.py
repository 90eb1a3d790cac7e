"""All that a cycle may touch, handed to it by the wiring."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from syncd.domain.account import Account, AccountState, Can, Role
from syncd.domain.errors import ServiceError
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
    PUSH = "loving at"
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

    `mark` is its login's (see `Login`).
    """

    profile: str
    name: str
    service: Service
    role: Role
    host: str
    favourites: FavouritesService | None
    trouble: ServiceError | None = None
    mark: str = ""

    @property
    def can(self) -> Can:
        """What the account offers; nothing while its login is broken."""
        return self.favourites.can if self.favourites else Can.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How the poll of one member went. `account` is None where nobody knows yet who it is."""

    member: Member
    state: AccountState
    account: Account | None = None
    look: Look | None = None
    error: ServiceError | None = None
    may_write: bool = True

    @property
    def trouble(self) -> str:
        """What went wrong, and what to do; empty where nothing did."""
        return str(self.error) if self.error else ""

    @property
    def is_read(self) -> bool:
        """Whether its list is known whole, as of this turn."""
        return self.state in {AccountState.READ, AccountState.UNCHANGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The store, the services, the catalogue, the clock; `jitter` gives a number from 0 to 1."""

    store: Store
    members: Collection[Member]
    catalogue: Catalogue
    clock: Clock
    jitter: Callable[[], float]
    rates: Mapping[str, float]  #: requests a second, per host
    block: Callable[[str, str], None]  #: let a host that drops us rest for minutes, growing; with the reason
    limits: GuardLimits = field(default_factory=GuardLimits)
    progress: Progress = field(default_factory=Unwatched)
    paced_by: Mapping[Stage, str] = field(default_factory=dict)  #: by whose pace the catalogue answers
    push_window: timedelta = PUSH_WINDOW
    window_writes: Mapping[str, int] = field(default_factory=dict)  #: the most writes of one push window, per host
