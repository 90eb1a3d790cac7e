"""Reading accounts: who are we, what is listed, and is what seems absent really absent?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from syncd.domain.account import Account, AccountId, AccountState, Can, Login, Score
from syncd.domain.errors import ConfigError, ServiceError, Unauthorised, Unreadable
from syncd.domain.memory import Look
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import TrackRef
from syncd.engine.lanes import in_lanes
from syncd.engine.world import Member, Polled, Stage, World
from syncd.ports import FavouritesService, Store


def poll(world: World, is_due: Callable[[Polled], bool] = lambda _: True) -> list[Polled]:
    """Read every account that is due whole, hosts side by side; the others stand as they are remembered.

    One that fails stops nobody else.
    """
    resting = [_remembered(world.store, member) for member in world.members]
    total = sum(map(is_due, resting))
    done = count(1)

    def read(each: Polled) -> Polled:
        if not is_due(each):
            return each
        polled = _polled(world, each)
        world.progress.tell(Stage.POLL, each.member.host, next(done), total)
        return polled

    polled = in_lanes(resting, lambda each: each.member.host, read)
    _demand_different_logins(polled)
    return polled


def _demand_different_logins(polled: Sequence[Polled]) -> None:
    """Two names for one login would love everything twice. Raises ConfigError."""
    names: dict[AccountId, str] = {}
    for each in polled:
        if each.account is not None and each.account.id in names and each.is_read:
            raise ConfigError(
                f"accounts.{each.member.name}: the same login as accounts.{names[each.account.id]}",
                remedy="use each login once",
            )
        if each.account is not None:
            names[each.account.id] = each.member.name


def _remembered(store: Store, member: Member) -> Polled:
    return Polled(member=member, state=AccountState.RESTING, account=_known_account(store, member))


def _polled(world: World, before: Polled) -> Polled:
    member = before.member
    if member.favourites is None:
        return replace(before, state=AccountState.NEEDS_LOGIN, error=member.trouble)
    try:
        snapshot = member.favourites.snapshot()
        account = _enrol(world.store, member, snapshot.whoami)
        look = _look(world.store, account, snapshot, member.favourites)
    except ServiceError as error:
        return replace(before, state=state_after(error), error=error)
    return replace(before, state=AccountState.READ, account=account, look=look)


def state_after(error: ServiceError) -> AccountState:
    """What an error says about an account."""
    match error:
        case Unauthorised():
            return AccountState.NEEDS_LOGIN
        case Unreadable():
            return AccountState.INCOMPLETE
        case _:
            return AccountState.UNREACHABLE


def _known_account(store: Store, member: Member) -> Account | None:
    """The account that bore this name when it was last read; good for remembering, not for writing."""
    with store.reading() as tx:
        named = [
            record.account
            for record in tx.memory.records()
            if (record.account.profile, record.account.name) == (member.profile, member.name)
            and record.account.service is member.service
        ]
    return named[-1] if named else None


def _enrol(store: Store, member: Member, whoami: str) -> Account:
    login = Login(
        profile=member.profile,
        name=member.name,
        service=member.service,
        whoami=whoami,
        role=member.role,
        can=member.can,
        mark=member.mark,
    )
    with store.writing() as tx:
        account = tx.memory.account(login)
        tx.commit()
    return account


def _look(store: Store, account: Account, snapshot: Snapshot, service: FavouritesService) -> Look:
    """The list, and what the service says of each absence where it can answer; a list may lack what a point read shows.

    What it took down is asked about once a week, lest it be asked at every look for ever.
    """
    with store.reading() as tx:
        lines = tx.memory.loves([account.id])[account.id]
        last = next(each.last_whole_look for each in tx.memory.records() if each.account.id == account.id)
    absent = lines.keys() - snapshot.scores().keys()
    is_asked_again = last is None or _week(last) != _week(snapshot.taken_at)
    believed = frozenset(ref for ref in absent if lines[ref].is_withdrawn and not is_asked_again)
    told = _Absences.of(sorted(absent - believed), service)
    return Look(
        account=account,
        state=AccountState.READ,
        snapshot=snapshot,
        still=told.still,
        denied=told.denied,
        withdrawn=told.withdrawn | believed,
    )


def _week(at: datetime) -> tuple[int, int]:
    year, week, _ = at.isocalendar()
    return year, week


@dataclass(frozen=True, slots=True)
class _Absences:
    """What a service says of remembered tracks that its list lacks; see `Look`."""

    still: frozenset[TrackRef] = frozenset()
    denied: frozenset[TrackRef] = frozenset()
    withdrawn: frozenset[TrackRef] = frozenset()

    @classmethod
    def of(cls, absent: list[TrackRef], service: FavouritesService) -> "_Absences":
        if not absent or Can.POINT_READ not in service.can:
            return cls()
        states = service.states(absent)
        denied = frozenset(ref for ref in absent if states[ref] is Score.NONE)
        gone = denied - service.tracks(sorted(denied)).keys() if denied and Can.SEARCH in service.can else frozenset()
        return cls(still=frozenset(absent) - denied, denied=denied - gone, withdrawn=gone)
