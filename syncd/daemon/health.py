"""Is everything well? What is wrong with an account, since when, and whether it takes a human. Pure functions of values."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from syncd.domain.account import AccountState, Label
from syncd.store.notices import Notice

ENOUGH_ROOM = 100_000_000
"""Bytes beside the database below which its human is told, while there is still room for what must be written."""

ROOM_TO_START = 10_000_000
"""Bytes beside the database below which no daemon begins: each start would ask everybody for what cannot be remembered."""


class ConditionKind(StrEnum):
    """What may be the matter."""

    LOGIN = "login"  #: the login is refused, or the application may not write yet
    ASLEEP = "asleep"  #: a login that cannot renew itself soon runs out, or has: no trouble, but only a human ends it
    GUARD = "guard"  #: the guard holds what somebody must judge
    DISK = "disk"  #: hardly any room is left
    PORT = "port"  #: another program has the port for health and metrics
    SILENT = "silent"  #: no list that can be believed
    LATE = "late"  #: a poll is overdue
    QUEUE = "queue"  #: writes are due, and none leaves


NEEDS_YOU = frozenset(
    {ConditionKind.LOGIN, ConditionKind.ASLEEP, ConditionKind.GUARD, ConditionKind.DISK, ConditionKind.PORT}
)
"""What a human is told, since nobody else can mend it."""

_ILL_AFTER = {
    ConditionKind.LOGIN: timedelta(),
    ConditionKind.DISK: timedelta(),
    ConditionKind.SILENT: timedelta(hours=1),  # a service that restarts is no matter
    ConditionKind.LATE: timedelta(minutes=30),  # the longest that a cycle keeps others waiting
    ConditionKind.QUEUE: timedelta(hours=1),
}
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How one account stands. `next_at` is its next poll, `held` what waits for approval, by its hash.

    `ending` says that its login soon runs out and only a human can renew it: with what follows that is one matter, told
    once. `is_waiting` where a write is due there; `sent_at` is when the last one left.
    """

    label: Label
    state: AccountState
    trouble: str = ""
    ending: str = ""
    next_at: datetime | None = None
    held: Mapping[str, str] = field(default_factory=dict)
    is_waiting: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is the matter. `about` tells two of one kind apart, `text` is for people."""

    kind: ConditionKind
    about: str
    text: str
    since: datetime

    @property
    def key(self) -> str:
        """The same for as long as it is the same thing."""
        return f"{self.kind} {self.about}".rstrip()

    def is_ill(self, now: datetime) -> bool:
        """Whether it has lasted for so long that not all is well."""
        return self.kind in _ILL_AFTER and now - self.since >= _ILL_AFTER[self.kind]

    @property
    def told(self) -> str:
        """One line for people."""
        return f"{self.text} (since {self.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ})"


def conditions(
    accounts: Iterable[Seen], free_bytes: int, known: Mapping[str, Notice], now: datetime, *, port_trouble: str = ""
) -> list[Condition]:
    """All that is the matter now; `known` says since when, by the keys of what was the matter before."""
    found = [each for account in accounts for each in (*_of_account(account, now), *_still(account, known))]
    if free_bytes < ENOUGH_ROOM:
        found.append(
            Condition(ConditionKind.DISK, "", "the database's disk is nearly full: make room, or syncd stops", now)
        )
    if port_trouble:
        found.append(Condition(ConditionKind.PORT, "", f"health and metrics are not served: {port_trouble}", now))
    return [_dated(each, known.get(each.key), now) for each in found]


def standing(known: Mapping[str, Notice], is_unseen: Callable[[ConditionKind, str], bool]) -> list[Condition]:
    """What was the matter where nobody looks now, by its kind and what it is about: it stands as it was."""
    split = [(key.partition(" "), notice) for key, notice in known.items()]
    found = [(ConditionKind(kind), about, notice) for (kind, _, about), notice in split if kind in set(ConditionKind)]
    return [Condition(kind, about, each.text, each.since) for kind, about, each in found if is_unseen(kind, about)]


def ill(found: Collection[Condition], now: datetime) -> list[Condition]:
    """Those that keep us from being well, the oldest first."""
    return sorted((each for each in found if each.is_ill(now)), key=lambda each: each.since)


def as_json(found: Collection[Condition]) -> dict[str, Any]:
    """The verdict for programs."""
    rows = [{"kind": each.kind.value, "about": each.about, "what": each.text, "since": each.since} for each in found]
    return {"well": not rows, "conditions": [{**row, "since": f"{row['since']:%Y-%m-%dT%H:%M:%SZ}"} for row in rows]}


def _dated(condition: Condition, known: Notice | None, now: datetime) -> Condition:
    """Since it was first seen; an overdue poll since its time, a queue since the last write that left."""
    if condition.kind is ConditionKind.LATE:
        return condition
    since = known.since if known else now
    return replace(condition, since=max(since, condition.since) if condition.kind is ConditionKind.QUEUE else since)


def _of_account(seen: Seen, now: datetime) -> Iterator[Condition]:
    name, about = seen.label.account, f"{seen.label.profile}/{seen.label.account}"
    trouble = seen.trouble.removeprefix(f"{name}: ")
    match seen.state:
        case AccountState.NEEDS_LOGIN:
            yield Condition(ConditionKind.LOGIN, about, f"{name} must log in: {trouble or f'syncd login {name}'}", now)
        case AccountState.AWAITING_APPROVAL:
            yield Condition(ConditionKind.LOGIN, about, f"{name} may not be written yet: {trouble}", now)
        case AccountState.ASLEEP:
            yield Condition(ConditionKind.ASLEEP, about, f"{name} sleeps until you log in: syncd login {name}", now)
        case AccountState.UNREACHABLE | AccountState.INCOMPLETE:
            yield Condition(ConditionKind.SILENT, about, f"{name} could not be read ({seen.state}): {trouble}", now)
        case _:
            yield from _while_well(seen, now)
    if seen.ending and seen.state not in {AccountState.NEEDS_LOGIN, AccountState.ASLEEP}:
        yield Condition(ConditionKind.ASLEEP, about, seen.ending, now)
    for held, text in seen.held.items():
        yield Condition(ConditionKind.GUARD, f"{about} {held}", text, now)


def _still(seen: Seen, known: Mapping[str, Notice]) -> Iterator[Condition]:
    """What nothing was heard of: who cannot be read does not say whether he would be let in."""
    if seen.state not in {AccountState.UNREACHABLE, AccountState.INCOMPLETE}:
        return
    about = f"{seen.label.profile}/{seen.label.account}"
    for kind in (ConditionKind.LOGIN,) if seen.ending else (ConditionKind.LOGIN, ConditionKind.ASLEEP):
        if (before := known.get(f"{kind} {about}")) is not None:
            yield Condition(kind, about, before.text, before.since)


def _while_well(seen: Seen, now: datetime) -> Iterator[Condition]:
    """What can be wrong with an account that answers."""
    name, about = seen.label.account, f"{seen.label.profile}/{seen.label.account}"
    if seen.next_at is not None and seen.next_at < now:
        yield Condition(ConditionKind.LATE, about, f"{name} should have been read by now", seen.next_at)
    if seen.is_waiting:
        text = f"{name} has writes to come, and none leaves"
        yield Condition(ConditionKind.QUEUE, about, text, seen.sent_at or _LONG_AGO)
