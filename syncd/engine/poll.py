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
    return _without_taken_names(polled)


def _demand_different_logins(polled: Sequence[Polled]) -> None:
    """Two names for one login would love everything twice. Raises ConfigError."""
    names: dict[AccountId, str] = {}
    for each in polled:
        if each.account is None or not each.is_read:
            continue
        if each.account.id in names:
            raise ConfigError(
                f"accounts.{each.member.name}: the same login as accounts.{names[each.account.id]}",
                remedy="use each login once",
            )
        names[each.account.id] = each.member.name


def _without_taken_names(polled: Sequence[Polled]) -> list[Polled]:
    """A name that could not be read stands for the login that bore it last, unless that is read under another name."""
    read = {each.account.id for each in polled if each.account is not None and each.is_read}
    return [
        replace(each, account=None) if each.account and not each.is_read and each.account.id in read else each
        for each in polled
    ]


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
    """The account of this login, or that bore this name when it was last read: to remember, not to write."""
    with store.reading() as tx:
        records = tx.memory.records()
    accounts = [record.account for record in records if record.account.service is member.service]
    marked = [account for account in accounts if account.mark and account.mark == member.mark]
    named = [account for account in accounts if (account.profile, account.name) == (member.profile, member.name)]
    return next(iter([*marked, *reversed(named)]), None)


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
        states = service.states(absent) if absent and Can.POINT_READ in service.can else {}
        still = frozenset(ref for ref, score in states.items() if score is not Score.NONE)
        left = frozenset(absent) - still
        gone = left - service.tracks(sorted(left)).keys() if left and Can.LOOK_UP in service.can else frozenset()
        return cls(still=still, denied=frozenset(states) - still - gone, withdrawn=gone)
