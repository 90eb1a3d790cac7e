"""The composition root: the only file that knows everybody."""

import random
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from syncd.daemon import settings as config
from syncd.daemon.clock import SystemClock
from syncd.daemon.logins import Remembered, account_mark, label_of, lookup_token, token_of, tokens_of
from syncd.daemon.logs import log
from syncd.daemon.secrets import SecretMissing
from syncd.domain.account import Label, Role
from syncd.domain.errors import Unauthorised
from syncd.domain.track import Service
from syncd.engine.blocked import METABRAINZ
from syncd.engine.world import Member, Progress, Stage, Unwatched, World
from syncd.planner.guard import GuardLimits
from syncd.ports import FavouritesService
from syncd.services.boomplay import Boomplay, BoomplayApp
from syncd.services.boomplay_login import BoomplayLogin, LoginAddress
from syncd.services.endpoint import Endpoint
from syncd.services.file import FileList, place_of
from syncd.services.http import Host
from syncd.services.jamendo import Jamendo
from syncd.services.jamendo_login import JamendoApp
from syncd.services.listenbrainz import ListenBrainz, ListenBrainzCatalogue
from syncd.services.listenbrainz_pins import PinBoard
from syncd.services.metabrainz import MetaBrainz
from syncd.services.musicbrainz import MusicBrainz
from syncd.store.database import Database
from syncd.store.paces import Budget, SqlPace
from syncd.store.store import SqlStore

HOSTS = (Service.BOOMPLAY, Service.LISTENBRAINZ, Service.JAMENDO, Service.MUSICBRAINZ)
_LOCAL_RATE = 1000.0  # a file is nobody's server
_PACED_BY = {
    Stage.FACTS: Service.LISTENBRAINZ,
    Stage.STANDING: Service.MUSICBRAINZ,
    Stage.PAGES: Service.MUSICBRAINZ,
    Stage.ISRC: Service.MUSICBRAINZ,
    Stage.NAMES: Service.LISTENBRAINZ,
    Stage.ALIKE: Service.LISTENBRAINZ,
}


@dataclass(slots=True)
class Program:
    """Everything that one command of syncd works with."""

    settings: config.Settings
    database: Database
    clock: SystemClock
    hosts: Mapping[Service, Host]
    world: World
    builder: "Builder | None" = None  #: makes an account anew when its login is new
    logged_in: set[Label] = field(default_factory=set)  #: whose login is new, and who is to be asked at once

    def of_profile(self, profile: str | None) -> "Program":
        """The same, for one profile's accounts; None is all of them."""
        members = [each for each in self.world.members if profile in {None, each.profile}]
        return replace(self, world=replace(self.world, members=members))

    def take_up(self, login: Label) -> None:
        """Somebody logged in or out there: who uses this login is asked at once, with what is stored now."""
        assert self.builder is not None, "only a program that was built whole serves wishes"
        self.logged_in |= self.read_again({login})

    def read_again(self, labels: Collection[Label]) -> set[Label]:
        """From now on these accounts, and whoever shares their logins, are asked with what is stored now; who that is."""
        if self.builder is None or not labels:
            return set()
        accounts = {Label(each.profile, each.name): each for each in self.settings.all_accounts()}
        logins = {label_of(accounts[label]) for label in labels}
        concerned = {each.label for each in self.world.members if label_of(accounts[each.label]) in logins}
        members = [
            self.builder.member(accounts[each.label]) if each.label in concerned else each
            for each in self.world.members
        ]
        self.world = replace(self.world, members=members, catalogue=self.builder.catalogue())
        return concerned

    def settle(self) -> None:
        """Book what each host's last answer brought; what those before it brought was booked with the next request."""
        for pace in self.builder.paces.values() if self.builder else ():
            pace.settle()

    def close(self) -> None:
        """Let go of sockets and files: of all of them, even where the last accounts cannot be kept."""
        with ExitStack() as held:
            held.callback(self.database.close)
            for host in [*self.hosts.values(), *(self.builder.doors.values() if self.builder else ())]:
                held.callback(host.close)


def build(  # noqa: PLR0913  # each of them may be left out
    settings: config.Settings,
    *,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Progress | None = None,
    database_path: Path | None = None,
    clock: SystemClock | None = None,
) -> Program:
    """The program for these settings; nothing is asked of anybody yet. Another database or clock may stand in."""
    clock, database = clock or SystemClock(), Database(database_path or settings.database_path)
    builder = Builder(settings, clock, database, dry_run=dry_run)
    world = World(
        store=SqlStore(database),
        members=[builder.member(each) for each in _wanted(settings, profile)],
        catalogue=builder.catalogue(),
        clock=clock,
        jitter=random.SystemRandom().random,
        rates=rates_of(settings),
        block=lambda host, reason: builder.paces[Service(host)].block(reason),
        knock=lambda host: builder.hosts[Service(host)].knock(),
        limits=GuardLimits(settings.guard.max_removals_per_day, settings.guard.max_removal_share_per_day),
        carries_unloves=settings.removals is config.Removals.GUARDED,
        carries_hates=settings.hates is config.Hates.SYNC,
        silent=_silent(settings),
        labels=[Label(each.profile, each.name) for each in settings.all_accounts()],
        places=_places(settings),
        progress=progress or Unwatched(),
        paced_by={stage: host.value for stage, host in _PACED_BY.items()},
    )
    return Program(settings=settings, database=database, clock=clock, hosts=builder.hosts, world=world, builder=builder)


def rates_of(settings: config.Settings) -> dict[str, float]:
    """Requests a second, per host."""
    rates = {host.value: getattr(settings.hosts, host.value).requests_per_second for host in HOSTS}
    return {**rates, Service.FILE.value: _LOCAL_RATE}


def _wanted(settings: config.Settings, profile: str | None) -> list[config.ConfiguredAccount]:
    accounts = [each for each in settings.all_accounts() if each.settings.enabled]
    return [each for each in accounts if profile is None or each.profile == profile]


def _silent(settings: config.Settings) -> dict[Label, Service]:
    accounts = [each for each in settings.all_accounts() if not each.settings.enabled]
    return {Label(each.profile, each.name): each.settings.service for each in accounts}


def _places(settings: config.Settings) -> dict[Label, str]:
    files = ((each, each.settings) for each in settings.all_accounts())
    return {
        Label(each.profile, each.name): place_of(file.path)
        for each, file in files
        if isinstance(file, config.FileAccount)
    }


class Builder:
    """Makes the parts of one program."""

    def __init__(self, settings: config.Settings, clock: SystemClock, database: Database, *, dry_run: bool) -> None:
        self._settings, self._clock, self._database = settings, clock, database
        self.paces = {
            host: SqlPace(database, host, self._budget(host), clock.step, kin=METABRAINZ if host in METABRAINZ else ())
            for host in HOSTS
        }
        self._dry_run = dry_run
        self.doors: dict[tuple[Service, str], Host] = {}  # beside the services' own addresses
        self.hosts = {host: self._host(host, getattr(settings.hosts, host.value).base_url) for host in HOSTS}

    def _host(self, service: Service, base_url: str, name: str = "") -> Host:
        return Host(
            name=name or service.value,
            base_url=base_url,
            user_agent=self._settings.user_agent,
            pace=self.paces[service],
            sleep=self._clock.sleep,
            now=self._clock.now,
            dry_run=self._dry_run,
        )

    def _budget(self, host: Service) -> Budget:
        jamendo = self._settings.apps.jamendo
        a_month = jamendo.requests_per_month if jamendo and host is Service.JAMENDO else None
        return Budget(getattr(self._settings.hosts, host.value).requests_per_second, a_month)

    def catalogue(self) -> MetaBrainz:
        """MusicBrainz and ListenBrainz' metadata; the latter wants somebody's token."""
        listenbrainz = ListenBrainzCatalogue(
            host=self.hosts[Service.LISTENBRAINZ], token=lookup_token(self._database, self._settings)
        )
        return MetaBrainz(MusicBrainz(self.hosts[Service.MUSICBRAINZ]), listenbrainz)

    def member(self, account: config.ConfiguredAccount) -> Member:
        """An account ready to be asked, or with the reason why it is not."""
        host = account.settings.service.value
        member = Member(
            profile=account.profile,
            name=account.name,
            service=account.settings.service,
            role=Role(account.settings.role),
            host=host,
            favourites=None,
            every=account.settings.poll_every,
        )
        try:
            return replace(member, favourites=self._favourites(account), mark=account_mark(self._database, account))
        except SecretMissing as error:
            remedy = error.remedy or f"set it, or change {member.label.key} in {self._settings.file}"
            return replace(member, trouble=Unauthorised(account.name, str(error.args[0]), remedy=remedy))

    def _favourites(self, account: config.ConfiguredAccount) -> FavouritesService:
        name, now = account.name, self._clock.now
        match account.settings:
            case config.ListenBrainzPins():
                token = token_of(self._database, account)
                return PinBoard(host=self.hosts[Service.LISTENBRAINZ], token=token, now=now)
            case config.ListenBrainzAccount():
                token = token_of(self._database, account)
                return ListenBrainz(host=self.hosts[Service.LISTENBRAINZ], token=token, now=now, account=name)
            case config.BoomplayAccount():
                login = self._boomplay_login(account)
                return Boomplay(self.hosts[Service.BOOMPLAY], self.boomplay_app(), login, now, account=name)
            case config.JamendoAccount() as jamendo:
                return self._jamendo(jamendo, account)
            case config.FileAccount(path=path):
                return FileList(
                    path, now, listed_before=self._listed_before(Service.FILE, Label(account.profile, name))
                )

    def _jamendo(self, jamendo: config.JamendoAccount, account: config.ConfiguredAccount) -> Jamendo:
        host, name = self.hosts[Service.JAMENDO], account.name
        return Jamendo(
            host,
            jamendo_app(self._settings, jamendo),
            tokens_of(self._database, account),
            self._clock.now,
            account=name,
            on_warning=logged_once(name),
            listed_before=lambda: self._listed_before(Service.JAMENDO, label_of(account)),
        )

    def _boomplay_login(self, account: config.ConfiguredAccount) -> BoomplayLogin:
        """Its token may change while we run; that there is one is demanded now."""
        token_of(self._database, account)
        app, now = self._settings.apps.boomplay, self._clock.now
        assert app is not None, "the settings demand it"
        return BoomplayLogin(
            keeper=tokens_of(self._database, account),
            experience=Remembered(self._database, label_of(account), now),
            account=account.name,
            app_id=app.app_id,
            now=now,
            renewal=self.door(Service.BOOMPLAY, app.refresh_url) if app.refresh_url else None,
        )

    def door(self, service: Service, url: str) -> LoginAddress:
        """A full address of the configuration, at the pace of its service."""
        parts = urlsplit(url)
        path = urlunsplit(("", "", parts.path or "/", parts.query, "")).replace("{", "%7B").replace("}", "%7D")
        base = f"{parts.scheme}://{parts.netloc}"
        if (service, base) not in self.doors:
            self.doors[service, base] = self._host(service, base, f"{service}'s login")
        return LoginAddress(host=self.doors[service, base], endpoint=Endpoint("POST", path))

    def boomplay_app(self) -> BoomplayApp:
        """What Boomplay knows of this program."""
        app = self._settings.apps.boomplay
        assert app is not None, "the settings demand it"
        return BoomplayApp(app_id=app.app_id, authorization=app.authorization, page_size=app.page_size)

    def _listed_before(self, service: Service, label: Label) -> int | None:
        """How long a list was when it was last read whole: a file that is suddenly half as long is not believed."""
        with SqlStore(self._database).reading() as tx:
            looks = [
                record.listed
                for record in tx.memory.records([label.profile])
                if (record.account.name, record.account.service) == (label.account, service)
                and record.last_whole_look is not None
            ]
        return looks[-1] if looks else None


def jamendo_app(settings: config.Settings, account: config.JamendoAccount) -> JamendoApp:
    """What Jamendo knows of this program, and which list is ours. Raises SecretMissing."""
    app = settings.apps.jamendo
    assert app is not None, "the settings demand it"
    secret = app.client_secret.read() if app.client_secret else ""
    return JamendoApp(client_id=app.client_id, client_secret=secret, like_as=account.like_as.value)


def logged_once(account: str) -> Callable[[str], None]:
    """A listener that logs each warning of a service once: a quota that runs out is told with every answer."""
    told: set[str] = set()

    def tell(warning: str) -> None:
        if warning not in told:
            told.add(warning)
            log.warning("the service warns", account=account, warning=warning)

    return tell
