"""What a human is told, and that it is told once: what needs him, what is over again, and each week how everything stands."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from syncd.daemon.health import NEEDS_YOU, Condition, ConditionKind
from syncd.daemon.logs import log
from syncd.daemon.messenger import Message
from syncd.daemon.notifier import Sent
from syncd.store.database import Database
from syncd.store.notices import Notice, keep_notices, notices

A_WEEK = timedelta(days=7)
"""How often a human is told how everything stands."""

TRIED_AGAIN_AFTER = timedelta(hours=1)
"""How long we wait after a message that nobody took."""

_WEEKLY = "weekly"
_LOGGED = {ConditionKind.GUARD, ConditionKind.DISK, ConditionKind.PORT}  # of logins and silence others tell


class Notices:
    """Remembers conditions in the database, and tells them by `send`, None where nobody wants to be told.

    A message is noted as told before it leaves: rather one that is missed than one that comes twice. Only where it is
    certain that nobody took it, it is tried again. `summary` gives the body of the weekly one.
    """

    def __init__(
        self, database: Database, send: Callable[[Message], Sent] | None, summary: Callable[[datetime], str]
    ) -> None:
        self._database, self._send, self._summary = database, send, summary
        self._again_at: datetime | None = None

    def known(self) -> Mapping[str, Notice]:
        """What is the matter, and since when, by its key."""
        with self._database.reading() as connection:
            return notices(connection)

    def look(self, conditions: Collection[Condition], now: datetime) -> None:
        """Note what is the matter and what is over, and tell what is to be told."""
        before = self.known()
        current = {each.key: each for each in conditions}
        fresh = [_noted(each, before.get(key)) for key, each in current.items()]
        for each in fresh:
            if each.key not in before and current[each.key].kind in _LOGGED:
                log.warning("needs you", what=each.text)
        is_mute = self._send is None or self._is_waiting(now)
        over = [each for key, each in before.items() if key not in current and key != _WEEKLY]
        gone = [each for each in over if self._send is None or not is_mute or each.told_at is None]
        changed = [each for each in fresh if each != before.get(each.key)]
        keep_notices(self._database, changed, gone=[each.key for each in gone])
        if is_mute:
            return
        self._tell_needs([each for each in fresh if current[each.key].kind in NEEDS_YOU and each.told_at is None], now)
        self._tell_recovered([each for each in gone if each.told_at is not None])
        self._tell_week(before.get(_WEEKLY), now)

    def _tell_needs(self, needs: Collection[Notice], now: datetime) -> None:
        if not needs:
            return
        keep_notices(self._database, [replace(each, told_at=now) for each in needs])
        if not self._is_told(Message("syncd needs you", _lines(needs)), now):
            keep_notices(self._database, needs)

    def _tell_recovered(self, over: Collection[Notice]) -> None:
        if over and self._send is not None:
            self._send(Message("syncd: recovered", f"No longer the matter:\n{_lines(over)}"))

    def _tell_week(self, last: Notice | None, now: datetime) -> None:
        """The first week begins with the first look; a clock that was set back begins it anew."""
        told_at = last.told_at if last else None
        this = Notice(_WEEKLY, "", now, now)
        if told_at is None or told_at > now:
            keep_notices(self._database, [this])
        elif now - told_at >= A_WEEK:
            keep_notices(self._database, [this])
            self._is_told(Message("syncd: the week", self._summary(told_at)), now)

    def _is_told(self, message: Message, now: datetime) -> bool:
        """Whether somebody was told, or may have been."""
        assert self._send is not None
        is_told = self._send(message) in {Sent.DELIVERED, Sent.UNSURE}
        self._again_at = None if is_told else now + TRIED_AGAIN_AFTER
        return is_told

    def _is_waiting(self, now: datetime) -> bool:
        return self._again_at is not None and now < self._again_at <= now + TRIED_AGAIN_AFTER


def _noted(condition: Condition, before: Notice | None) -> Notice:
    """Its words may change, not since when it is the matter, nor whether it was told."""
    if before is None:
        return Notice(condition.key, condition.text, condition.since)
    return replace(before, text=condition.text)


def _lines(told: Iterable[Notice]) -> str:
    return "\n".join(f"- {each.text}" for each in told)
