"""What a human asks of an account at ListenBrainz beside syncing: pin, unpin, import.

Each is one function, for the command and for a daemon that finds the wish; each looks, writes once, and looks again.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from syncd.daemon.secrets import SecretMissing
from syncd.daemon.settings import ConfiguredAccount, ListenBrainzAccount, ListenBrainzPins, Settings
from syncd.daemon.spelling import advice
from syncd.daemon.wiring import Program
from syncd.domain.account import Label
from syncd.domain.errors import NEXT_SYNC, Rejected, ServiceError, Unauthorised, UnknownOutcome, UsageError
from syncd.domain.memory import Love
from syncd.domain.track import Service, TrackRef
from syncd.engine.undated import dates_of_ours
from syncd.services.http import clean
from syncd.services.listenbrainz_imports import Elsewhere, Imported, import_loves as fetch_loves
from syncd.services.listenbrainz_pins import Pin, PinBoard


@dataclass(frozen=True, slots=True)
class PinOrder:
    """What to pin, with a note for everybody, until when (None: a week)."""

    ref: TrackRef
    note: str = ""
    until: datetime | None = None

    def is_met_by(self, pin: Pin | None) -> bool:
        """Whether this very pin stands; without a wish of one's own any end will do."""
        if pin is None or (pin.ref, pin.note) != (self.ref, clean(self.note)):
            return False
        return self.until is None or pin.until == self.until.replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a user's page showed before, and what it shows now."""

    user: str
    before: Pin | None
    now: Pin | None


def account_named(settings: Settings, profile: str | None, name: str | None) -> ConfiguredAccount:
    """The ListenBrainz account that is meant, by its name or because it is the only one that syncd may write to.

    Raises UsageError where that is none, or more than one.
    """
    able = {each.name: each for each in settings.all_accounts() if _may_write(each, profile)}
    if name is not None and name not in able:
        raise UsageError(f"--account {name}: no ListenBrainz account that syncd may write to{advice(name, able)}")
    if name is None and len(able) > 1:
        raise UsageError(f"which account? say --account NAME; allowed: {', '.join(able)}")
    if not able:
        raise UsageError("the configuration has no ListenBrainz account that syncd may write to")
    return able[name] if name is not None else next(iter(able.values()))


@contextmanager
def _asked_once() -> Iterator[None]:
    """No sync tries again what a human asks for here: where the trouble promises that, it says who must."""
    try:
        yield
    except ServiceError as error:
        error.remedy = error.remedy.replace(NEXT_SYNC, "give the command again later")
        raise


@_asked_once()
def pin(built: Program, account: ConfiguredAccount, order: PinOrder) -> Pinned:
    """Pin a recording, unless that pin stands. Raises UnknownOutcome where the write was lost and no look shows it."""
    board = _board(built, account)
    user = board.user()
    before = board.current(user)
    if order.is_met_by(before):
        return Pinned(user, before, before)
    lost = _lost(lambda: board.pin(order.ref, note=order.note, until=order.until, leaving=_unrecorded))
    now = board.current(user)
    if lost is not None and not order.is_met_by(now):
        raise lost
    return Pinned(user, before, now)


@_asked_once()
def unpin(built: Program, account: ConfiguredAccount) -> Pinned:
    """End the pin that stands, if one does. Raises UnknownOutcome where the write was lost and it stands still."""
    board = _board(built, account)
    user = board.user()
    before = board.current(user)
    if before is None:
        return Pinned(user, None, None)
    try:
        lost = _lost(lambda: board.unpin(_unrecorded))
    except Rejected:  # it ended between the look and the write
        lost = None
    now = board.current(user)
    if lost is not None and now is not None:
        raise lost
    return Pinned(user, before, now)


@_asked_once()
def import_loves(built: Program, account: ConfiguredAccount, elsewhere: Elsewhere, user: str) -> Imported:
    """Let ListenBrainz fetch loves from Last.fm or Libre.fm. They come with old dates: the next look reads the list whole.

    By those dates it knows human loves from ours, so ours must have theirs first. Raises ServiceError where they cannot be
    read; then nothing is imported.
    """
    host, token = built.hosts[Service.LISTENBRAINZ], _token(account)
    member = next(each for each in built.world.members if each.label == Label(account.profile, account.name))
    ours = dates_of_ours(built.world, member)
    return fetch_loves(host, token, elsewhere, user, leaving=lambda: _distrust(built, account, ours))


def _distrust(built: Program, account: ConfiguredAccount, ours: Collection[Love]) -> None:
    with built.world.store.writing() as tx:
        tx.memory.remember(ours)
        for each in (record.account for record in tx.memory.records([account.profile])):
            if (each.name, each.service) == (account.name, Service.LISTENBRAINZ):
                tx.memory.distrust(each.id)
        tx.commit()


def _may_write(account: ConfiguredAccount, profile: str | None) -> bool:
    match account.settings:
        case ListenBrainzPins():
            return False
        case ListenBrainzAccount(enabled=True, role=role):
            return role.writes and profile in {None, account.profile}
    return False


def _board(built: Program, account: ConfiguredAccount) -> PinBoard:
    return PinBoard(host=built.hosts[Service.LISTENBRAINZ], token=_token(account), now=built.clock.now)


def _token(account: ConfiguredAccount) -> str:
    assert isinstance(account.settings, ListenBrainzAccount), "only such accounts are chosen"
    if account.settings.token is None:
        raise Unauthorised(account.name, "has no token", remedy=f"set accounts.{account.name}.token")
    try:
        return account.settings.token.read()
    except SecretMissing as error:
        raise Unauthorised(account.name, str(error.args[0]), remedy=error.remedy) from None


def _lost(write: Callable[[], None]) -> UnknownOutcome | None:
    """Write; what to say where nobody knows whether it arrived."""
    try:
        write()
    except UnknownOutcome as error:
        return error
    return None


def _unrecorded() -> None:
    """Pins are no part of what syncd keeps in step: nothing is to be made durable before one leaves."""
