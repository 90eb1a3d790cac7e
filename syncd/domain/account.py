"""Accounts: one login at one service."""

from dataclasses import dataclass
from enum import Enum, Flag, StrEnum, auto
from typing import NewType

from syncd.domain.track import Service

AccountId = NewType("AccountId", int)
"""The number of an account's row; an account is who it logs in as, its name is a label."""

DEFAULT_PROFILE = "default"
"""The profile of the accounts at top level of the configuration."""


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """How the configuration calls an account."""

    profile: str
    account: str

    @property
    def key(self) -> str:
        """Where the account stands in the configuration."""
        place = "" if self.profile == DEFAULT_PROFILE else f"profiles.{self.profile}."
        return f"{place}accounts.{self.account}"


class Can(Flag):
    """What a service offers for an account."""

    NOTHING = 0
    READ = auto()
    LOVE = auto()
    UNLOVE = auto()
    HATE = auto()
    SEARCH = auto()
    POINT_READ = auto()
    LOOK_UP = auto()  #: says whether a track still exists there


class Role(StrEnum):
    """Whether an account is heard, written, or both."""

    SOURCE = "source"
    TARGET = "target"
    BOTH = "both"

    @property
    def hears(self) -> bool:
        """Whether this account's loves count for the others."""
        return self is not Role.TARGET

    @property
    def writes(self) -> bool:
        """Whether syncd writes to this account."""
        return self is not Role.SOURCE


class AccountState(StrEnum):
    """How an account fared in a cycle (`contract.md` §3)."""

    READ = "read"
    UNCHANGED = "unchanged"
    RESTING = "resting"  #: not due
    UNREACHABLE = "unreachable"
    INCOMPLETE = "incomplete"  #: answered, but not with a list to be believed
    NEEDS_LOGIN = "needs_login"
    ASLEEP = "asleep"  #: a login that cannot renew itself has run out; no trouble
    AWAITING_APPROVAL = "awaiting_approval"  #: may read, may not write yet


class Score(Enum):
    """What an account thinks of a track; the numbers are ListenBrainz'."""

    LOVE = 1
    NONE = 0
    HATE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who logs in where, in which role. `name` is the label of the configuration, `whoami` the service's own word.

    `mark` is a fingerprint of the secret that logs in, where one secret is one user for ever (ListenBrainz); empty
    elsewhere.
    """

    profile: str
    name: str
    service: Service
    whoami: str
    role: Role
    can: Can
    mark: str = ""

    @property
    def label(self) -> Label:
        """How the configuration calls it, or called it when it was last read."""
        return Label(self.profile, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Login):
    """One login at one service, as the database knows it."""

    id: AccountId

    def is_of(self, login: Login) -> bool:
        """Whether nothing about the login is news."""
        return login == Login(
            profile=self.profile,
            name=self.name,
            service=self.service,
            whoami=self.whoami,
            role=self.role,
            can=self.can,
            mark=self.mark if login.mark else "",
        )

    @property
    def is_one_way(self) -> bool:
        """Whether a love can be made here and not taken back (Jamendo)."""
        return Can.LOVE in self.can and Can.UNLOVE not in self.can
