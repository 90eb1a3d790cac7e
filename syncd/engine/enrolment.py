"""Whose account a login is: everybody who was read gets his row in one commit, or nobody does.

An account belongs to one profile. Where that has another name by now, what it remembers goes along with the first of its
accounts that can be read; until then nobody is new in it, for its new accounts would know nothing of what was unloved there.

A login has one name. Under two of them everything would be loved twice: the one that came later is left out, as long as the
first one is in the configuration.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from syncd.domain.account import Account, AccountId, AccountState, Label, Login
from syncd.domain.errors import SecondName, ServiceError, Unauthorised
from syncd.domain.memory import Look
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import Service, TrackRef
from syncd.engine.renamed_profiles import awaited_labels
from syncd.engine.world import Polled, World
from syncd.ports import Transaction

_Sign = tuple[Service, str] | AccountId
"""Who it is, by a service's own word, or by the number of his account."""


@dataclass(frozen=True, slots=True)
class Absences:
    """What a service says of remembered tracks that its list lacks; see `Look`."""

    still: frozenset[TrackRef] = frozenset()
    denied: frozenset[TrackRef] = frozenset()
    taken_down: frozenset[TrackRef] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a poll brought, before anything of it is kept.

    `login` is who answered, None where nobody did; `account` its row, None where it has none. `snapshot` is a list to be
    heard.
    """

    polled: Polled
    login: Login | None = None
    account: Account | None = None
    snapshot: Snapshot | None = None
    absences: Absences = Absences()

    @property
    def label(self) -> Label:
        """How the configuration calls it."""
        return self.polled.member.label

    @property
    def is_news(self) -> bool:
        """Whether its row must be made or changed."""
        return self.login is not None and (self.account is None or not self.account.is_of(self.login))

    def as_of(self, account: Account | None) -> Polled:
        """The outcome of the poll, where the login is this account."""
        if account is None or self.login is None:
            return self.polled
        return replace(self.polled, account=account, look=self._look(account))

    @property
    def bears(self) -> bool:
        """Whether its account was read under this very name before."""
        account = self.polled.account if self.login is None else self.account
        return account is not None and account.label == self.label

    def failing(self, state: AccountState, error: ServiceError) -> Polled:
        """The outcome of the poll, where nothing of it may be kept."""
        return replace(self.polled, state=state, error=error, read_at=None)

    def second_to(self, first: Label) -> "Received":
        """The same, as if nobody had logged in there, because it is another one's login."""
        error = SecondName(self.label.account, self.label.key, first.key)
        return Received(polled=self.failing(AccountState.NEEDS_LOGIN, error))

    def _look(self, account: Account) -> Look | None:
        if self.snapshot is None:
            return None
        told = self.absences
        return Look(
            account=account,
            state=AccountState.READ,
            snapshot=self.snapshot,
            still=told.still,
            denied=told.denied,
            taken_down=told.taken_down,
        )


def enrolled(world: World, heard: Sequence[Received]) -> list[Polled]:
    """How the poll went, with everybody's account.

    Who must wait for others, may not come into its profile, or is a second name for another one's login, is not let in.
    Raises ConfigError, and keeps nothing at all, where the accounts of one profile are in two of the configuration.
    """
    heard = _one_name_each(world, heard)
    if not any(each.is_news for each in heard):
        return [each.as_of(each.account) for each in heard]
    with world.store.writing() as tx:
        found = _let_in(tx, world, heard)
        tx.commit()
    return found


def _one_name_each(world: World, heard: Sequence[Received]) -> list[Received]:
    """Each login under the name that it bore when it was last read, or else that stands first in the configuration."""
    names: dict[_Sign, Label] = {}
    found: dict[Label, Received] = {}
    for each in sorted(heard, key=lambda each: not each.bears):
        signs = _signs(world, each)
        first = next((names[sign] for sign in signs if sign in names), each.label)
        names |= dict.fromkeys(signs, first)
        found[each.label] = each if each.login is None or first == each.label else each.second_to(first)
    return [found[each.label] for each in heard]


def _signs(world: World, heard: Received) -> list[_Sign]:
    """By what it is sure whose login this is; of a name that nobody answered for, its secret, its place or a look of today."""
    account, member = heard.account, heard.polled.member
    if heard.login is not None:
        who: list[_Sign] = [(heard.login.service, heard.login.whoami)]
        return who if account is None else [*who, account.id]
    account = heard.polled.account
    if account is None:
        return []
    is_marked = bool(member.mark) and member.mark == account.mark
    is_sure = heard.polled.is_trusted or is_marked or world.places.get(heard.label) == account.whoami
    return [(account.service, account.whoami), account.id] if is_sure else []


def _let_in(tx: Transaction, world: World, heard: Sequence[Received]) -> list[Polled]:
    """Those first who have a row: they tell which profile is another one's new name."""
    is_new = {each.label: each.is_news and each.account is None for each in heard}
    found = {each.label: _kept(tx, world, each) for each in heard if not is_new[each.label]}
    awaited = _awaited(tx, world, heard) if any(is_new.values()) else {}
    for each in heard:
        if is_new[each.label]:
            waits = awaited.get(each.label.profile)
            found[each.label] = _waiting(each, waits) if waits else _kept(tx, world, each)
    return [found[each.label] for each in heard]


def _kept(tx: Transaction, world: World, heard: Received) -> Polled:
    """What lies at a place (a file) is known by its label where the place is new."""
    if heard.login is None or not heard.is_news:
        return heard.as_of(heard.account)
    moved = heard.account.id if heard.account is not None and heard.label in world.places else None
    try:
        return heard.as_of(tx.memory.account(heard.login, moved=moved, labels=world.labels))
    except Unauthorised as error:
        return heard.failing(AccountState.NEEDS_LOGIN, error)


def _awaited(tx: Transaction, world: World, heard: Sequence[Received]) -> Mapping[str, Mapping[Label, str]]:
    """The accounts of each profile that could not be read, and seem to be those of another one that has left."""
    unread = [each.polled.member for each in heard if each.login is None]
    awaited: dict[str, dict[Label, str]] = defaultdict(dict)
    for label, profile in (awaited_labels(tx.memory.records(), unread, world) if unread else {}).items():
        awaited[label.profile][label] = profile
    return awaited


def _waiting(heard: Received, waits: Mapping[Label, str]) -> Polled:
    names, before = _in_words([label.account for label in waits]), _in_words(list(dict.fromkeys(waits.values())))
    must, them = ("it must", "it") if len(waits) == 1 else ("one of them must", "them")
    error = ServiceError(
        heard.label.account,
        f"waits for {names}: {must} be read first, to tell whether profile {heard.label.profile} is what was"
        f" profile {before}, and remembers the same",
        remedy=f"mend what is said of {them}; if it is a profile of its own, disable {them} for one sync",
    )
    return heard.failing(AccountState.INCOMPLETE, error)


def _in_words(names: Sequence[str]) -> str:
    return " and ".join([*filter(None, [", ".join(names[:-1])]), names[-1]])
