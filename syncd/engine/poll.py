"""Reading accounts: who are we, what is listed, and is what seems absent really absent?"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from syncd.domain.account import Account, AccountId, AccountState, Can, Label, Login, Score
from syncd.domain.errors import LoginEnded, ServiceError, Unauthorised, Unreadable
from syncd.domain.memory import AccountRecord
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import Service, TrackRef
from syncd.engine.enrolment import Absences, Received, enrolled
from syncd.engine.lanes import in_lanes
from syncd.engine.renamed_profiles import renamed_labels
from syncd.engine.silence import Silences, in_turn
from syncd.engine.world import Member, Polled, Stage, World
from syncd.planner.due import MOST_STRETCH
from syncd.ports import FavouritesService, Store

HEARD_WHOLE_EVERY = timedelta(days=1)
"""So old no whole look may grow, whatever a probe says: once the next poll may come later, the list is read
(`apis/listenbrainz.md` §12)."""


def poll(
    world: World, is_due: Callable[[Polled], bool] = lambda _: True, trusted: Collection[Label] = ()
) -> list[Polled]:
    """Read every account that is due, hosts side by side; the others stand as they are remembered.

    One that fails stops nobody else, and a host that gives no answer is not asked for each of its accounts. Where a probe
    proves that nothing has changed, the list is not read again.
    """
    known = _known_records(world)
    resting = [
        Polled(member=member, state=AccountState.RESTING, account=record.account if record else None)
        for member, record in zip(world.members, known.values(), strict=True)
    ]
    due = [each for each in resting if is_due(each)]
    awaited, done, silences = _awaited(world.store, due), count(1), Silences()

    def read(each: Polled) -> Received:
        if each not in due:
            return Received(polled=replace(each, is_trusted=each.member.label in trusted))
        heard = _received(world, each, known[each.member.label], awaited, silences)
        world.progress.tell(Stage.POLL, each.member.host, next(done), len(due))
        return heard

    in_order = in_turn(resting, known, world.clock.now())
    heard = {each.label: each for each in in_lanes(in_order, lambda each: each.member.host, read)}
    return _without_taken_names(enrolled(world, [heard[label] for label in known]))


def _without_taken_names(polled: Sequence[Polled]) -> list[Polled]:
    """A member that could not be read stands for the account that last had its name, unless another one stands for that.

    So no account is ever written under two names.
    """
    names: dict[AccountId, Label] = {}
    for each in sorted(polled, key=lambda each: not each.is_read):
        if each.account is not None:
            names.setdefault(each.account.id, each.member.label)
    return [
        replace(each, account=None) if each.account and names[each.account.id] != each.member.label else each
        for each in polled
    ]


def _received(
    world: World, before: Polled, known: AccountRecord | None, awaited: Collection[AccountId], silences: Silences
) -> Received:
    """What becomes of one account; where its host gives no answer to others, it is not asked."""
    silence = silences.at(before.member)
    if silence is not None:
        return Received(polled=replace(before, state=state_after(silence), error=silence))
    heard = _heard(world, before, known, awaited)
    silences.note(heard.polled)
    return heard


def _heard(world: World, before: Polled, known: AccountRecord | None, awaited: Collection[AccountId]) -> Received:
    member, service = before.member, before.member.favourites
    if service is None:
        return Received(polled=replace(before, state=AccountState.NEEDS_LOGIN, error=member.trouble))
    try:
        last = _comparable(known, awaited)
        if last is not None and _may_be_probed(world, member, last) and service.probe() == last.fingerprint:
            login = _login(member, last.account.whoami)
            return Received(polled=replace(before, state=AccountState.UNCHANGED), login=login, account=last.account)
        snapshot = service.snapshot()
        login = _login(member, snapshot.whoami)
        account = _known_account(world, login, before.account)
        is_the_same = last and account and (last.account.id, last.fingerprint) == (account.id, snapshot.fingerprint)
        if is_the_same and snapshot.is_exact:
            read = replace(before, state=AccountState.READ, read_at=snapshot.taken_at)
            return Received(polled=read, login=login, account=account)
        absences = _absences(world.store, account, snapshot, service, _read_last(account, known))
    except ServiceError as error:
        return Received(polled=replace(before, state=state_after(error), error=error))
    read = replace(before, state=AccountState.READ)
    return Received(polled=read, login=login, account=account, snapshot=snapshot, absences=absences)


def _awaited(store: Store, due: Collection[Polled]) -> Collection[AccountId]:
    """The accounts of which something in memory waits for a look: an absence, or a write of ours that none has shown."""
    with store.reading() as tx:
        return tx.memory.waiting([each.account.id for each in due if each.account is not None])


def _comparable(known: AccountRecord | None, awaited: Collection[AccountId]) -> AccountRecord | None:
    """The record whose fingerprint, shown again, means that there is nothing to hear; None where all is to be heard."""
    is_known = known is not None and known.fingerprint is not None and known.account.id not in awaited
    return known if is_known else None


def _read_last(account: Account | None, known: AccountRecord | None) -> datetime | None:
    """When this account was last read whole, as far as that is known of its name."""
    return known.last_whole_look if known and account and known.account.id == account.id else None


def _may_be_probed(world: World, member: Member, last: AccountRecord) -> bool:
    """Whether a probe is enough this time (`apis/listenbrainz.md` §12, 6).

    It does not show changes that cancel each other out, so a list is read whole once a day: now, if the next poll might
    come too late for that.
    """
    if last.last_whole_look is None:
        return False
    longest_wait = member.every * (MOST_STRETCH + 1)
    return timedelta() <= world.clock.now() - last.last_whole_look < HEARD_WHOLE_EVERY - longest_wait


def state_after(error: ServiceError) -> AccountState:
    """What an error says about an account."""
    match error:
        case LoginEnded():
            return AccountState.ASLEEP
        case Unauthorised():
            return AccountState.NEEDS_LOGIN
        case Unreadable():
            return AccountState.INCOMPLETE
        case _:
            return AccountState.UNREACHABLE


def _known_records(world: World) -> dict[Label, AccountRecord | None]:
    """What is remembered for each member: by its place, by its secret, else by the name that it had when it was last read.

    A name proves nothing: who logs in there is known, and may be written, only when he was read. A place that the
    configuration gives to some account is no other's, whatever its name was; and what is known of the first of two names for
    one login is not known of the second.
    """
    with world.store.reading() as tx:
        records = tx.memory.records({member.profile for member in world.members})
    places, members = set(world.places.values()), {member.label: member for member in world.members}
    placed = {each.account.whoami: each for each in records if each.account.whoami in places}
    marked = {(each.account.service, each.account.mark): each for each in reversed(records) if each.account.mark}
    named = {(of.service, of.label): each for each in records if (of := each.account).whoami not in places}

    def found(member: Member) -> AccountRecord | None:
        sure = placed.get(world.places.get(member.label, "")) or marked.get((member.service, member.mark))
        first = members.get(sure.account.label, member) if sure else member
        is_second = first is not member and _sign(world, first) == _sign(world, member)
        return (None if is_second else sure) or named.get((member.service, member.label))

    known = {member.label: found(member) for member in world.members}
    unknown = [label for label, record in known.items() if record is None and label in world.places]
    return known | (_moved_with_their_profiles(world, unknown) if unknown else {})


def _sign(world: World, member: Member) -> tuple[str, str]:
    """By what an account is known for sure before it is read: its secret, or its place."""
    return member.mark, world.places.get(member.label, "")


def _moved_with_their_profiles(world: World, unknown: Collection[Label]) -> dict[Label, AccountRecord | None]:
    """Files that have another place and another profile are found by their names: nothing else tells which they are."""
    with world.store.reading() as tx:
        everybody = tx.memory.records()
    labels = renamed_labels(everybody, world.labels or ())
    files = [each for each in everybody if each.account.service is Service.FILE]
    left = [each for each in files if each.account.id in labels and each.account.whoami not in world.places.values()]
    return {labels[each.account.id]: each for each in left if labels[each.account.id] in unknown}


def _login(member: Member, whoami: str) -> Login:
    return Login(
        profile=member.profile,
        name=member.name,
        service=member.service,
        whoami=whoami,
        role=member.role,
        can=member.can,
        mark=member.mark,
    )


def _known_account(world: World, login: Login, known: Account | None) -> Account | None:
    """The account of this login, if it was ever read. A file that lies at a new place is known by its label."""
    if known is not None and known.is_of(login):
        return known
    moved = known.id if known is not None and login.label in world.places else None
    with world.store.reading() as tx:
        return tx.memory.bearer(login, moved=moved)


def _absences(
    store: Store, account: Account | None, snapshot: Snapshot, service: FavouritesService, last: datetime | None
) -> Absences:
    """What the service says of each absence where it can answer; a list may lack what a point read shows.

    What it took down is asked about once a week, lest it be asked at every look for ever.
    """
    if account is None:
        return Absences()
    with store.reading() as tx:
        lines = tx.memory.loves([account.id])[account.id]
    absent = lines.keys() - snapshot.scores().keys()
    is_asked_again = last is None or _week(last) != _week(snapshot.taken_at)
    believed = frozenset(ref for ref in absent if lines[ref].is_taken_down and not is_asked_again)
    told = _told(sorted(absent - believed), service)
    return replace(told, taken_down=told.taken_down | believed)


def _told(absent: list[TrackRef], service: FavouritesService) -> Absences:
    states = service.states(absent) if absent and Can.POINT_READ in service.can else {}
    still = frozenset(ref for ref, score in states.items() if score is not Score.NONE)
    left = frozenset(absent) - still
    gone = left - service.tracks(sorted(left)).keys() if left and Can.LOOK_UP in service.can else frozenset()
    return Absences(still=still, denied=frozenset(states) - still - gone, taken_down=gone)


def _week(at: datetime) -> tuple[int, int]:
    year, week, _ = at.isocalendar()
    return year, week
