"""Hosts that give no answer. Each account there would cost a whole time-out, so one poll asks two of them and no more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from syncd.domain.account import AccountState, Label
from syncd.domain.errors import Late, RateLimited, ServiceError, Unavailable
from syncd.domain.memory import AccountRecord
from syncd.engine.world import Member, Polled

ENOUGH = 2
"""So many accounts in a row whose host gives no answer speak for all of it; a single one may have trouble of its own."""


class Silences:
    """What one poll hears of its hosts; each of them is asked on one thread only."""

    def __init__(self) -> None:
        self._in_a_row: defaultdict[str, list[ServiceError]] = defaultdict(list)

    def at(self, member: Member) -> ServiceError | None:
        """What this account would be told, as others at its host were; None where it is to be asked."""
        errors = self._in_a_row[member.host]
        return errors[-1] if member.favourites and len(errors) >= ENOUGH else None

    def note(self, polled: Polled) -> None:
        """What asking one account came to. Any answer, however bad, ends a silence; who has no login was not asked.

        Nor was the host where the account's login is renewed elsewhere, and that door gives no answer.
        """
        host, error = polled.member.host, polled.error
        if error is None or not (isinstance(error, Late) or is_out_of_reach(error)):
            if polled.member.favourites:
                self._in_a_row[host].clear()
        elif error.where == host:
            self._in_a_row[host].append(error)


def is_out_of_reach(error: ServiceError) -> bool:
    """Whether there was no connection at all. Whose pace is used up was not asked."""
    return isinstance(error, Unavailable) and error.never_left and not isinstance(error, RateLimited)


def in_turn(polled: Iterable[Polled], known: Mapping[Label, AccountRecord | None], now: datetime) -> list[Polled]:
    """Whom to ask first: those that were not unreachable last time, as the configuration has them.

    The others come in another order at every poll, whichever process makes it: two whose answers are always late do not
    stand before a third one for ever.
    """

    def place(each: Polled) -> bytes:
        record = known[each.member.label]
        if record is not None and record.state is not AccountState.UNREACHABLE:
            return b""
        return sha256(f"{each.member.label.key} {now}".encode()).digest()

    return sorted(polled, key=place)
