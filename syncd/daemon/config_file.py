"""From a TOML file to settings, or to one error that tells everything that is wrong with it."""

import errno
import hashlib
import json
import stat
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from syncd.daemon.complaints import complaints
from syncd.daemon.locations import find_config
from syncd.daemon.secrets import READABLE_BY_OTHERS, Surroundings
from syncd.daemon.settings import Apps, BoomplayAccount, ConfiguredAccount, JamendoAccount, Settings
from syncd.domain.errors import ConfigError


def load(path: Path | None, env: Mapping[str, str]) -> Settings:
    """The settings of the first configuration file that exists (`locations.find_config`).

    Raises NoConfig where there is none, and ConfigError with a line for each thing that is wrong. Secrets are not read.
    """
    file = find_config(path, env)
    document = _read(file)
    is_private = not _mode(file) & READABLE_BY_OTHERS
    around = Surroundings(file=file, env=env, is_private=is_private, fingerprint=_fingerprint(document))
    try:
        settings = Settings.model_validate(document, context=around)
    except ValidationError as error:
        # `from None`: pydantic's error carries the values, secrets among them.
        raise _config_error(file, complaints(error, Settings)) from None
    if problems := list(_contradictions(settings)):
        raise _config_error(file, problems)
    return settings


def _fingerprint(document: Mapping[str, Any]) -> str:
    """One word for all that is set, in whatever order and with whatever comments.

    Of the file's own words, for `~` and the environment are not the same to a service and to whoever asks how it is.
    Secrets among them count, and none can be read out of it.
    """
    text = json.dumps(document, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _config_error(file: Path, problems: Iterable[str]) -> ConfigError:
    return ConfigError("\n".join(f"{file}: {problem}" for problem in problems))


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{file}: there is no such file", remedy="check --config and $SYNCD_CONFIG") from error
    except OSError as error:
        remedy = "type sudo before the command, or run it as the file's owner" if error.errno == errno.EACCES else ""
        raise ConfigError(f"{file}: cannot be read: {error.strerror}", remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is no text in UTF-8, see byte {error.start}") from None
    except tomllib.TOMLDecodeError as error:
        # `from None`: newer Pythons hang the whole document, with its secrets, on this error.
        raise ConfigError(f"{file}: is no TOML: {error}") from None


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def _contradictions(settings: Settings) -> Iterator[str]:
    """What is wrong between settings that are each right."""
    accounts = list(settings.all_accounts())
    for name, times in Counter(account.name for account in accounts).items():
        if times > 1:
            yield f"the account name {name} stands {times} times; names are unique in the file"
    for account in accounts:
        if account.settings.enabled and (lack := _lacks(account, settings.apps)):
            yield f"the account {account.name} needs {lack}"


def _lacks(account: ConfiguredAccount, apps: Apps) -> str:
    """What an account needs of its service's application and does not find, or nothing."""
    match account.settings:
        case BoomplayAccount() if apps.boomplay is None:
            return "[apps.boomplay] with app_id, which Boomplay gives to a registered application"
        case JamendoAccount() if apps.jamendo is None:
            return "[apps.jamendo] with client_id, and with client_secret to log in and to renew the login"
        case JamendoAccount(refresh_token=token) if token and apps.jamendo and not apps.jamendo.client_secret:
            return "apps.jamendo.client_secret, because a refresh_token is worth nothing without it"
    return ""
