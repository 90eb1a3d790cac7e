"""One request per new account: is the credential good, and whose is it?"""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from syncd.cli.check_files import is_usable
from syncd.cli.init_draft import Table
from syncd.cli.session import database_for_the_moment, stopping
from syncd.cli.show import counted
from syncd.daemon.complaints import complaints
from syncd.daemon.redaction import redactor
from syncd.daemon.secrets import Surroundings
from syncd.daemon.settings import BoomplayAccount, Settings
from syncd.daemon.wiring import Program, build
from syncd.domain.errors import ConfigError, ServiceError, Unavailable
from syncd.domain.track import Service, TrackRef
from syncd.services.file import FileList
from syncd.store.database import Database
from syncd.store.store import SqlStore

_ANY_TRACK = TrackRef(Service.JAMENDO, "1")
"""Asking for a track shows whether Jamendo knows the application; a login comes later, by `syncd login`."""


class Refused(Exception):
    """What was answered cannot be used; the text says why, a line for each reason."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial showed. `whoami` is empty where it could not be learnt yet."""

    told: str
    whoami: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """Tries accounts against the hosts and applications of `document`, whose relative paths count from `around.file`."""

    document: Mapping[str, Any]
    around: Surroundings
    database: Path

    def settings(self, tables: list[Table]) -> Settings:
        """The new accounts alone, as a configuration. Raises Refused."""
        document = {
            "contact": self.document["contact"],
            "hosts": dict(self.document.get("hosts", {})),
            "apps": {name: dict(app) for name, app in self.document.get("apps", {}).items()},
        }
        for table in tables:
            table.into(document)
        try:
            return Settings.model_validate(document, context=self.around)
        except ValidationError as error:
            # `from None`: pydantic's error carries the values, secrets among them.
            raise Refused("\n".join(complaints(error, Settings))) from None

    def known_logins(self, names: Collection[str]) -> dict[tuple[Service, str], str]:
        """Who the accounts of these names were when they were last read."""
        database = Database(self.database)
        try:
            with SqlStore(database).reading() as tx:
                accounts = [record.account for record in tx.memory.records()]
        finally:
            database.close()
        return {(each.service, each.whoami): each.name for each in accounts if each.name in names}

    def run(self, tables: list[Table]) -> Tried:
        """Ask the service who this is, once. Raises Refused; a service that cannot be reached refuses nothing."""
        program = build(self.settings(tables), dry_run=True, database_path=self.database)
        try:
            with stopping(program.clock):
                return _tried(program)
        except Unavailable as error:
            return Tried(f"{_clean(error.args[0])}; not tried, so run later: syncd doctor")
        except (ServiceError, ConfigError) as error:
            raise Refused(_clean(error.args[0])) from None
        finally:
            program.close()


@contextmanager
def trial(document: Mapping[str, Any], file: Path | None, own: Path | None) -> Iterator[Trial]:
    """A trial beside the configuration `file` and the database `own`, whose paces it keeps; each may not be there yet."""
    with nullcontext(own) if own and is_usable(own) else database_for_the_moment() as database:
        # Secrets are tried from memory: no file that others could read holds them.
        around = Surroundings(file=file or database, env=os.environ, is_private=True)
        yield Trial(document, around, database)


def _tried(program: Program) -> Tried:
    (account,), (member,) = program.settings.all_accounts(), program.world.members
    service = member.favourites
    if isinstance(account.settings, BoomplayAccount) and account.settings.token is None:
        return Tried("no login yet")
    if service is None:
        raise Refused(_clean(member.trouble and member.trouble.args[0]))
    if isinstance(service, FileList):
        return Tried(f"{counted(len(service.snapshot().entries), 'song')} in the list", service.whoami())
    if member.service is Service.JAMENDO:
        service.tracks({_ANY_TRACK})
        return Tried("Jamendo knows this application; no login yet")
    whoami = service.whoami()
    return Tried(f"this is {whoami}", whoami)


def _clean(text: object) -> str:
    return redactor.clean(str(text))
