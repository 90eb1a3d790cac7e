"""What a configuration may say: one frozen model per table, each field with its default.

`config/config.example.toml` says what every setting means; tests hold it against these models. `config_file.load` is
the one place that makes them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationInfo, field_validator

from syncd import __version__
from syncd.daemon.addresses import is_official, parse_listen
from syncd.daemon.fields import (
    AnyRole,
    AppId,
    Authorization,
    BaseUrl,
    Contact,
    Duration,
    FilePath,
    Listen,
    Name,
    OptionalUrl,
    SecretField,
    Secrets,
    SecureBaseUrl,
    SecureUrl,
    SourceOnly,
)
from syncd.daemon.locations import check_database, database_path
from syncd.daemon.secrets import Surroundings
from syncd.domain.account import DEFAULT_PROFILE, Role
from syncd.domain.track import Service

OFFICIAL_RATE = 1.0
"""Requests a second that syncd allows itself on the official hosts."""


class Removals(StrEnum):
    """What becomes of an unlove."""

    OFF = "off"  #: it keeps us from loving the song again there
    GUARDED = "guarded"  #: it is also carried to the accounts that still love it


class Hates(StrEnum):
    """What becomes of a hate."""

    VETO = "veto"  #: what is hated anywhere is loved nowhere by us
    SYNC = "sync"  #: it is also carried to the profile's other ListenBrainz accounts


class LikeAs(StrEnum):
    """Which of Jamendo's two lists is ours."""

    LIKE = "like"
    FAVORITE = "favorite"


class Model(BaseModel):
    """A table of the configuration: no unknown keys, no guessing of types, no change after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class GuardSettings(Model):
    """The bounds beyond which all removals of an account are held; one a day always passes."""

    max_removals_per_day: int = Field(default=20, ge=0)
    max_removal_share_per_day: float = Field(default=0.05, ge=0, le=1)  #: of what the account listed


class DaemonSettings(Model):
    """The service itself."""

    listen: Listen = ""

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port for health and metrics, or None."""
        return parse_listen(self.listen)


class NotifySettings(Model):
    """Who is told when an account needs a human. The URLs are Apprise's, and secrets."""

    urls: Secrets = ()


class BoomplayApp(Model):
    """What Boomplay calls an application. Most of it is uncertain and therefore a setting (`apis/boomplay.md` §0, §2)."""

    app_id: AppId = Field(description="Boomplay gives one to every registered application")
    authorization: Authorization = "Bearer {token}"
    page_size: int = Field(default=50, ge=1, le=50)
    redirect_uri: SecureUrl = "http://localhost:8917/"
    consent_url: OptionalUrl = ""
    token_url: OptionalUrl = ""
    refresh_url: OptionalUrl = ""


class JamendoApp(Model):
    """What Jamendo calls an application (`apis/jamendo.md` §1)."""

    client_id: AppId = Field(description="Jamendo gives one to every registered application")
    client_secret: SecretField | None = None
    redirect_uri: SecureUrl = "http://localhost:8917/"
    requests_per_month: int = Field(default=30_000, ge=1)


class Apps(Model):
    """The applications; accounts of a service use its own."""

    boomplay: BoomplayApp | None = None
    jamendo: JamendoApp | None = None


class BoomplayAccount(Model):
    """A Boomplay account: can be heard, never written."""

    service: Literal[Service.BOOMPLAY]
    enabled: bool = True
    role: SourceOnly = Role.SOURCE
    token: SecretField | None = None
    poll_every: Duration = timedelta(hours=6)


class ListenBrainzAccount(Model):
    """A ListenBrainz account; the user name comes from its token."""

    service: Literal[Service.LISTENBRAINZ]
    enabled: bool = True
    role: AnyRole = Role.BOTH
    token: SecretField | None = None
    poll_every: Duration = timedelta(minutes=15)
    pins: bool = False


class ListenBrainzPins(ListenBrainzAccount):
    """What a ListenBrainz account pins, where that counts: an account of its own, heard and never written."""


class JamendoAccount(Model):
    """A Jamendo account; the tokens are for a first run without a login."""

    service: Literal[Service.JAMENDO]
    enabled: bool = True
    role: AnyRole = Role.TARGET
    access_token: SecretField | None = None
    refresh_token: SecretField | None = None
    poll_every: Duration = timedelta(hours=1)
    like_as: Annotated[LikeAs, Field(strict=False)] = LikeAs.LIKE


class FileAccount(Model):
    """A list of favourites in a file."""

    service: Literal[Service.FILE]
    enabled: bool = True
    role: SourceOnly = Role.SOURCE
    path: FilePath = Field(description="the CSV, JSONL or JSPF file to read")
    poll_every: Duration = timedelta(minutes=5)


AccountSettings = BoomplayAccount | ListenBrainzAccount | JamendoAccount | FileAccount
"""What the configuration says of one account; `match` on the class."""

Accounts = dict[Name, Annotated[AccountSettings, Field(discriminator="service")]]


@dataclass(frozen=True, slots=True)
class ConfiguredAccount:
    """An account of the configuration with its profile and its name, which is unique in the file."""

    profile: str
    name: str
    settings: AccountSettings

    def with_pins(self) -> Iterator[Self]:
        """This account, and after it its pins, where they count as loved."""
        yield self
        match self.settings:
            case ListenBrainzAccount(pins=True, role=role) if role.hears:
                pins = ListenBrainzPins.model_construct(**{**dict(self.settings), "role": Role.SOURCE, "pins": False})
                yield replace(self, name=f"{self.name}.pins", settings=pins)


class ProfileSettings(Model):
    """One more person."""

    accounts: Accounts = {}


class HostSettings(Model):
    """One upstream host."""

    base_url: SecureBaseUrl
    requests_per_second: float = Field(default=OFFICIAL_RATE, gt=0, allow_inf_nan=False)

    @field_validator("requests_per_second")
    @classmethod
    def _no_faster_on_official_hosts(cls, rate: float, info: ValidationInfo) -> float:
        if rate > OFFICIAL_RATE and is_official(info.data.get("base_url", "")):
            raise ValueError(f"more than {OFFICIAL_RATE} is for mirrors of your own, not for the official hosts")
        return rate


class BoomplayHost(HostSettings):
    """Boomplay's API."""

    base_url: SecureBaseUrl = "https://openapi.boomplay.com"


class ListenBrainzHost(HostSettings):
    """ListenBrainz' API; the token is for look-ups where a profile has no ListenBrainz account."""

    base_url: SecureBaseUrl = "https://api.listenbrainz.org"
    token: SecretField | None = None


class JamendoHost(HostSettings):
    """Jamendo's API."""

    base_url: SecureBaseUrl = "https://api.jamendo.com/v3.0"


class MusicBrainzHost(HostSettings):
    """MusicBrainz' web service; it is told no secret, so a mirror may speak plain http."""

    base_url: BaseUrl = "https://musicbrainz.org/ws/2"


class Hosts(Model):
    """The upstream hosts."""

    boomplay: BoomplayHost = BoomplayHost()
    listenbrainz: ListenBrainzHost = ListenBrainzHost()
    jamendo: JamendoHost = JamendoHost()
    musicbrainz: MusicBrainzHost = MusicBrainzHost()


class Settings(Model):
    """A whole configuration. It knows the file it came from and where that puts the database."""

    contact: Contact = Field(description="your e-mail address or URL, for the User-Agent that the services demand")
    database: Annotated[str, AfterValidator(check_database)] = "syncd.db"
    removals: Annotated[Removals, Field(strict=False)] = Removals.OFF
    hates: Annotated[Hates, Field(strict=False)] = Hates.VETO
    keep_history: Duration = timedelta(days=400)
    guard: GuardSettings = GuardSettings()
    daemon: DaemonSettings = DaemonSettings()
    notify: NotifySettings = NotifySettings()
    apps: Apps = Apps()
    accounts: Accounts = {}
    profiles: dict[Name, ProfileSettings] = {}
    hosts: Hosts = Hosts()

    _file: Path = PrivateAttr()
    _database_path: Path = PrivateAttr()
    _fingerprint: str = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Remember where all this was read."""
        assert isinstance(context, Surroundings)
        self._file = context.file
        self._database_path = database_path(self.database, context.file, context.env)
        self._fingerprint = context.fingerprint

    @property
    def file(self) -> Path:
        """The configuration's own file, in full."""
        return self._file

    @property
    def database_path(self) -> Path:
        """The database's file, in full. Neither it nor its folder need exist."""
        return self._database_path

    @property
    def fingerprint(self) -> str:
        """The same for as long as the file says the same, whoever reads it; shows nothing of what it says."""
        return self._fingerprint

    @property
    def user_agent(self) -> str:
        """Who we say we are (`apis/musicbrainz.md` §1)."""
        return f"syncd/{__version__} ( {self.contact} )"

    def all_accounts(self) -> Iterator[ConfiguredAccount]:
        """Every account of every profile, disabled ones included, in the file's order."""
        for name, account in self.accounts.items():
            yield from ConfiguredAccount(DEFAULT_PROFILE, name, account).with_pins()
        for profile, settings in self.profiles.items():
            for name, account in settings.accounts.items():
                yield from ConfiguredAccount(profile, name, account).with_pins()
