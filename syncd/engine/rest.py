"""Rest: a cycle that changed nothing and had nothing to do would come to the same again, until something moves or falls due.

So a quiet cycle need not think: it compares a number, looks at the clock, and is over.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from syncd import __version__
from syncd.domain.account import AccountId
from syncd.domain.memory import Rest
from syncd.engine.stock import by_profile
from syncd.engine.world import Polled, World
from syncd.ports import Transaction

_MEANS = frozenset(
    [
        "store",
        "members",
        "labels",
        "places",
        "catalogue",
        "clock",
        "jitter",
        "rates",
        "block",
        "knock",
        "progress",
        "paced_by",
        "push_window",
        "window_writes",
    ]
)
"""With what a cycle is made; all else that a world holds may change what comes of it."""


def is_at_rest(tx: Transaction, world: World, polled: Sequence[Polled]) -> bool:
    """Whether a cycle would do nothing: no list is to be heard, and nothing has moved or fallen due since a rest."""
    return not any(each.look for each in polled) and all(
        _rests(tx, world, profile, mine) for profile, mine in by_profile(polled)
    )


def note_rest(tx: Transaction, world: World, profile: str, polled: Sequence[Polled]) -> None:
    """Remember that a whole cycle of this profile changed nothing and has nothing to do where it may write.

    Where it is at the very same rest as before, and nothing has fallen due since, those that could be written to then count
    as ready, too.
    """
    now, before = world.clock.now(), tx.history.rest(profile)
    revision, terms, ready = tx.history.revision(), _terms(world, polled), _ready(polled)
    if before is not None and (before.revision, before.terms) == (revision, terms) and _lasts(before, now):
        ready |= before.ready
    until = min(filter(None, [tx.history.falls_due(now), _next_day(now)]))
    tx.history.note_rest(Rest(profile=profile, revision=revision, terms=terms, ready=ready, since=now, until=until))


def _rests(tx: Transaction, world: World, profile: str, polled: Sequence[Polled]) -> bool:
    """Whether this profile is still at rest. That fewer accounts can be written to than then, gives it nothing to do."""
    rest = tx.history.rest(profile)
    if rest is None or not _lasts(rest, world.clock.now()):
        return False
    is_the_same = (rest.revision, rest.terms) == (tx.history.revision(), _terms(world, polled))
    return is_the_same and _ready(polled) <= rest.ready


def _lasts(rest: Rest, now: datetime) -> bool:
    return rest.since <= now < rest.until


def _ready(polled: Sequence[Polled]) -> frozenset[AccountId]:
    return frozenset(each.account.id for each in polled if each.account and each.is_read and each.may_write)


def _terms(world: World, polled: Sequence[Polled]) -> str:
    """Everything that a cycle goes by and that stands in no table of the database."""
    policy = {each.name: getattr(world, each.name) for each in fields(world) if each.name not in _MEANS}
    accounts = sorted(
        (
            each.member.name,
            *((each.account.id, each.account.role.value, each.account.can.value) if each.account else ()),
        )
        for each in polled
    )
    return hashlib.sha256(repr((__version__, policy, accounts)).encode()).hexdigest()


def _next_day(now: datetime) -> datetime:
    """Bounds that are counted by the day begin anew at midnight, UTC."""
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
