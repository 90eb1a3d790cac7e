"""The composition root: the only file that knows everybody."""

import hashlib
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from syncd.daemon import settings as config
from syncd.daemon.clock import SystemClock
from syncd.daemon.logs import log
from syncd.daemon.secrets import Secret, SecretMissing
from syncd.daemon.tokens import StoredTokens
from syncd.domain.account import Role
from syncd.domain.errors import Unauthorised
from syncd.domain.track import Isrc, Mbid, Service, Track, TrackRef
from syncd.engine.world import Member, Progress, Stage, Unwatched, World
from syncd.planner.guard import GuardLimits
from syncd.ports import FavouritesService
from syncd.services.boomplay import Boomplay, BoomplayApp
from syncd.services.file import FileList
from syncd.services.http import Host
from syncd.services.jamendo import Jamendo
from syncd.services.jamendo_login import JamendoApp
from syncd.services.listenbrainz import ListenBrainz, ListenBrainzCatalogue
from syncd.services.musicbrainz import MusicBrainz
from syncd.store.database import Database
from syncd.store.paces import Budget, SqlPace
from syncd.store.store import SqlStore
from syncd.store.tokens import Label

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


@dataclass(frozen=True, slots=True)
class MetaBrainz:
    """Two catalogues behind one port: MusicBrainz for pages, ISRCs and what became of an MBID, ListenBrainz for the rest."""

    musicbrainz: MusicBrainz
    listenbrainz: ListenBrainzCatalogue

    def by_page(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings that link to these tracks' pages."""
        return self.musicbrainz.links(refs)

    def by_isrc(self, isrcs: Collection[Isrc]) -> Sequence[Track]:
        """Recordings that carry any of these ISRCs."""
        return self.musicbrainz.by_isrc(isrcs)

    def by_name(self, tracks: Sequence[Track]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings whose names equal a track's."""
        return self.listenbrainz.by_name(tracks)

    def alike(self, track: Track) -> Sequence[Track]:
        """Recordings whose names are more or less alike."""
        return self.listenbrainz.alike(track)

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """Names, length, ISRCs and links of recordings."""
        return self.listenbrainz.facts(mbids)

    def standing(self, mbid: Mbid) -> Mbid | None:
        """The MBID under which a recording stands now; None where it was deleted."""
        recording = self.musicbrainz.recording(mbid)
        return recording.mbid if recording else None


@dataclass(slots=True)
class Program:
    """Everything that one command of syncd works with."""

    settings: config.Settings
    database: Database
    clock: SystemClock
    hosts: Mapping[Service, Host]
    world: World

    def close(self) -> None:
        """Let go of sockets and files."""
        for host in self.hosts.values():
            host.close()
        self.database.close()


def build(
    settings: config.Settings,
    *,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Progress | None = None,
    database_path: Path | None = None,
) -> Program:
    """The program for these settings. Nothing is asked of anybody yet. Another database may stand in for theirs."""
    clock, database = SystemClock(), Database(database_path or settings.database_path)
    builder = _Builder(settings, clock, database, dry_run=dry_run)
    world = World(
        store=SqlStore(database),
        members=[builder.member(each) for each in _wanted(settings, profile)],
        catalogue=builder.catalogue(),
        clock=clock,
        jitter=random.SystemRandom().random,
        rates=rates_of(settings),
        block=lambda host, reason: builder.paces[Service(host)].block(reason),
        limits=GuardLimits(settings.guard.max_removals_per_day, settings.guard.max_removal_share_per_day),
        progress=progress or Unwatched(),
        paced_by={stage: host.value for stage, host in _PACED_BY.items()},
    )
    return Program(settings=settings, database=database, clock=clock, hosts=builder.hosts, world=world)


def rates_of(settings: config.Settings) -> dict[str, float]:
    """Requests a second, per host."""
    rates = {host.value: getattr(settings.hosts, host.value).requests_per_second for host in HOSTS}
    return {**rates, Service.FILE.value: _LOCAL_RATE}


def _wanted(settings: config.Settings, profile: str | None) -> list[config.ConfiguredAccount]:
    accounts = [each for each in settings.all_accounts() if each.settings.enabled]
    return [each for each in accounts if profile is None or each.profile == profile]


class _Builder:
    """Makes the parts of one program."""

    def __init__(self, settings: config.Settings, clock: SystemClock, database: Database, *, dry_run: bool) -> None:
        self._settings, self._clock, self._database = settings, clock, database
        self.paces = {host: SqlPace(database, host, self._budget(host), clock.now) for host in HOSTS}
        self.hosts = {
            host: Host(
                name=host.value,
                base_url=getattr(settings.hosts, host.value).base_url,
                user_agent=settings.user_agent,
                pace=self.paces[host],
                sleep=clock.sleep,
                now=clock.now,
                dry_run=dry_run,
            )
            for host in HOSTS
        }

    def _budget(self, host: Service) -> Budget:
        jamendo = self._settings.apps.jamendo
        a_month = jamendo.requests_per_month if jamendo and host is Service.JAMENDO else None
        return Budget(getattr(self._settings.hosts, host.value).requests_per_second, a_month)

    def catalogue(self) -> MetaBrainz:
        """MusicBrainz and ListenBrainz' metadata; the latter wants somebody's token."""
        listenbrainz = ListenBrainzCatalogue(host=self.hosts[Service.LISTENBRAINZ], token=self._lookup_token())
        return MetaBrainz(MusicBrainz(self.hosts[Service.MUSICBRAINZ]), listenbrainz)

    def _lookup_token(self) -> str:
        accounts = [each.settings for each in self._settings.all_accounts()]
        own = [each.token for each in accounts if isinstance(each, config.ListenBrainzAccount) and each.enabled]
        for secret in [self._settings.hosts.listenbrainz.token, *own]:
            if secret is not None and (token := _read_or_none(secret)):
                return token
        return ""

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
        )
        try:
            return replace(member, favourites=self._favourites(account), mark=_mark(account))
        except SecretMissing as error:
            remedy = error.remedy or f"set it, or change accounts.{account.name} in {self._settings.file}"
            return replace(member, trouble=Unauthorised(account.name, str(error.args[0]), remedy=remedy))

    def _favourites(self, account: config.ConfiguredAccount) -> FavouritesService:
        name, now = account.name, self._clock.now
        match account.settings:
            case config.ListenBrainzAccount(token=token):
                return ListenBrainz(host=self.hosts[Service.LISTENBRAINZ], token=_demanded(token, name), now=now)
            case config.BoomplayAccount(token=token):
                return Boomplay(
                    self.hosts[Service.BOOMPLAY], self._boomplay_app(), _demanded(token, name), now, account=name
                )
            case config.JamendoAccount() as jamendo:
                return self._jamendo(jamendo, Label(account.profile, name))
            case config.FileAccount(path=path):
                return FileList(path, now, listed_before=self._listed_before(account))

    def _jamendo(self, account: config.JamendoAccount, label: Label) -> Jamendo:
        app = self._settings.apps.jamendo
        assert app is not None, "the settings demand it"
        secret = app.client_secret.read() if app.client_secret else ""
        keeper = StoredTokens(self._database, label, account.access_token, account.refresh_token)
        wire = JamendoApp(client_id=app.client_id, client_secret=secret, like_as=account.like_as.value)
        host, now, name = self.hosts[Service.JAMENDO], self._clock.now, label.account
        return Jamendo(host, wire, keeper, now, account=name, on_warning=logged_once(name))

    def _boomplay_app(self) -> BoomplayApp:
        app = self._settings.apps.boomplay
        assert app is not None, "the settings demand it"
        return BoomplayApp(app_id=app.app_id, authorization=app.authorization, page_size=app.page_size)

    def _listed_before(self, account: config.ConfiguredAccount) -> int | None:
        """How long a file was when it was last read whole: one that is suddenly half as long is not believed."""
        with SqlStore(self._database).reading() as tx:
            looks = [
                record.listed
                for record in tx.memory.records()
                if (record.account.profile, record.account.name) == (account.profile, account.name)
                and record.account.service is Service.FILE
                and record.last_whole_look is not None
            ]
        return looks[-1] if looks else None


def _read_or_none(secret: Secret) -> str | None:
    try:
        return secret.read()
    except SecretMissing:
        return None


def logged_once(account: str) -> Callable[[str], None]:
    """A listener that logs each warning of a service once: a quota that runs out is told with every answer."""
    told: set[str] = set()

    def tell(warning: str) -> None:
        if warning not in told:
            told.add(warning)
            log.warning("the service warns", account=account, warning=warning)

    return tell


def _mark(account: config.ConfiguredAccount) -> str:
    """A ListenBrainz token is one user for ever, whatever he is called (`apis/listenbrainz.md` §1)."""
    if not isinstance(account.settings, config.ListenBrainzAccount):
        return ""
    token = _demanded(account.settings.token, account.name)
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def _demanded(secret: Secret | None, account: str) -> str:
    if secret is None:
        raise SecretMissing(f"accounts.{account}.token is not set")
    return secret.read()
