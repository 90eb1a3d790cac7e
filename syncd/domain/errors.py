"""
The errors, drawn. Each says whose fault it is and what to do (its remedy).

SyncdError
  x Stopped                  somebody asked us to end; nothing is lost
  x UsageError               the command line asks for something that cannot be; exit 2
  x ConfigError              edit the configuration; exit 2
  x StoreFailed              disk or database; exit 74
    - StoreLocked            another syncd holds the lock; exit 75
  x ServiceError             always names the host or account
    + Unavailable            wait; nothing is wrong with us
      - RateLimited          wait exactly this long
      - Late                 no answer came in time; the request may have arrived
      - Blocked              the host drops us; wait minutes, growing
    + Unauthorised           a human must link the account again
      - LoginEnded           a login that cannot renew itself has run out; the account is asleep, no trouble
      - SecondName           the login stands in the configuration under another name, too
    + AwaitingApproval       the service has not allowed this application to write yet
    + Rejected               this very request will never work
    + Unreadable             the service changed its answer; report a bug
      - IncompleteListing    a list that we must not believe
    + UnknownOutcome         a write may have arrived; look before anything else
    + WriteRefused           a dry run was about to write: a bug of ours, nothing left
"""

from datetime import datetime, timedelta

from syncd.domain.instants import to_the_minute

NEXT_SYNC = "tried again with the next sync"
"""What a remedy promises where a sync does so; what is asked for once, by a human, no sync tries again."""

NOT_OURS = f"its trouble, not yours; {NEXT_SYNC}"
"""What to say of a service that is down, or answers nonsense."""

_IF_IT_LASTS = f"{NOT_OURS}; where it lasts for days, look for a newer syncd, or report it"


class SyncdError(Exception):
    """The root. `remedy` is a sentence for the person who can mend it, or empty."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} ({self.remedy})" if self.remedy else message


class Stopped(SyncdError):
    """Somebody asked the process to end. Nothing is lost; the next start goes on."""


class UsageError(SyncdError):
    """The command line asks for something that cannot be."""


class ConfigError(SyncdError):
    """The configuration is wrong; the message names the file and the key."""


class StoreFailed(SyncdError):
    """The disk or the database failed. Nothing is pushed without a durable record."""


class StoreLocked(StoreFailed):
    """Another syncd works on this database. A daemon carries out what it is wished (`contract.md` §2)."""

    def __init__(self, message: str, *, remedy: str = "", is_daemon: bool = False) -> None:
        super().__init__(message, remedy=remedy)
        self.is_daemon = is_daemon


class ServiceError(SyncdError):
    """Something went wrong with a service. `where` names the host or the account."""

    def __init__(self, where: str, message: str, *, remedy: str = "") -> None:
        super().__init__(f"{where}: {message}", remedy=remedy)
        self.where = where


class Unavailable(ServiceError):
    """The service is down, busy or out of reach. Wait; nothing is wrong with us.

    `never_left` is True where it is certain that the request did not reach the service (no connection).
    """

    def __init__(self, where: str, message: str, *, remedy: str = NOT_OURS, never_left: bool = False) -> None:
        super().__init__(where, message, remedy=remedy)
        self.never_left = never_left


class RateLimited(Unavailable):
    """The service asks us to wait `seconds` from now; the request was not carried out.

    Its text says until when, where that is known: a text is kept and read again, and seconds would not stay true.
    """

    def __init__(self, where: str, seconds: float, message: str = "asks us to slow down") -> None:
        super().__init__(where, message, remedy="", never_left=True)
        self.seconds = seconds
        self._message = message

    def heard_at(self, now: datetime) -> "RateLimited":
        """The same, saying until when."""
        until = to_the_minute(now + timedelta(seconds=self.seconds))
        return RateLimited(self.where, self.seconds, f"{self._message}, until {until}")


class Late(Unavailable):
    """No answer came in time; the request may have arrived."""


class Blocked(Unavailable):
    """The service drops us (connect time-outs while others answer, or a 403): pause for minutes, growing."""


class Unauthorised(ServiceError):
    """The login is wrong or has expired. A human must link the account again; its polling pauses."""


class LoginEnded(Unauthorised):
    """A login that worked and cannot renew itself has run out. Until the next one its account is asleep: no trouble."""


class SecondName(Unauthorised):
    """A login that the configuration has under another name already, which goes on; both by their keys."""

    def __init__(self, where: str, key: str, first: str) -> None:
        super().__init__(
            where,
            f"{key} is the same login as {first}",
            remedy="use each login once: log in as somebody else there, or take one of the two out of the configuration",
        )


class AwaitingApproval(ServiceError):
    """The service has not yet allowed this application to write. Reading goes on."""


class Rejected(ServiceError):
    """This very request will never work; the service is sure that it did nothing."""


class Unreadable(ServiceError):
    """The service's answer is not what its documentation promises."""

    def __init__(self, where: str, message: str, *, remedy: str = _IF_IT_LASTS) -> None:
        super().__init__(where, message, remedy=remedy)


class IncompleteListing(Unreadable):
    """A list that is not whole, or not the right person's. Nothing may be concluded from it."""


class UnknownOutcome(ServiceError):
    """A write may have arrived (time-out, lost answer, 5xx). Only a look can tell."""


class WriteRefused(ServiceError):
    """A dry run was about to write: a bug of ours. Nothing left this machine."""
