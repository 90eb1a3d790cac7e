"""`syncd init`: from nothing to a first plan, at most three questions for each account."""

import os
import shlex
import sys
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from syncd.cli.asking import agrees, ask, tell
from syncd.cli.check_files import may_write
from syncd.cli.exits import Exit
from syncd.cli.init_draft import Scalar, Table, create, extend
from syncd.cli.init_guide import GUIDES
from syncd.cli.init_talk import Login, Talk
from syncd.cli.init_trial import trial
from syncd.cli.options import Common
from syncd.cli.show import program_name
from syncd.daemon.addresses import check_contact
from syncd.daemon.config_file import load
from syncd.daemon.fields import Name
from syncd.daemon.locations import SYSTEM_FOLDER, NoConfig, find_config, place_to_start
from syncd.daemon.logs import printable
from syncd.daemon.secrets import SecretMissing
from syncd.daemon.settings import FileAccount, Settings
from syncd.domain.account import DEFAULT_PROFILE
from syncd.domain.errors import UsageError
from syncd.domain.track import Service
from syncd.services.file import place_of
from syncd.shipped import shipped

_WELCOME = """\
syncd keeps your favourites together. It asks at most three questions for each account, and tries each answer at once.
Nothing is written to any service, and no file before the end: Ctrl-C leaves nothing behind.
"""
_CONTACT = """\
Who can be reached where this syncd misbehaves? Your e-mail address or a web address: it goes into the User-Agent, for
MusicBrainz and ListenBrainz block programs whose owner they cannot reach."""


def begin(asked: Common, hosts_of: Path | None) -> int:
    """Write a first configuration. Raises UsageError where there is one, or where its place cannot be written."""
    file = _new_place(asked)
    hosts = _hosts(hosts_of)
    tell(_WELCOME)
    contact = _contact()
    with trial({"contact": contact, "hosts": hosts}, None, None) as tries:
        talk = Talk(_profile(asked), tries, names=set(), apps=set())
        talk.accounts()
    made = create(file, contact, [*talk.tables, *_tables_of(hosts)])
    return _end(asked, file, made, talk)


def add_accounts(asked: Common) -> int:
    """Add accounts to a configuration, whose own text stays as it is."""
    file = find_config(asked.config, os.environ)
    settings = load(file, os.environ)
    _demand_room(file)
    with trial(_document(file), file, settings.database_path) as tries:
        talk = Talk(_profile(asked), tries, names=_names(settings), apps=_apps(settings))
        talk.logins |= {**_configured(settings), **tries.known_logins(talk.names)}
        talk.accounts()
    made = extend(file, talk.tables)
    return _end(asked, file, made, talk)


def show_example() -> int:
    """Print the configuration that shows every setting, as it was shipped."""
    sys.stdout.write((shipped("config") / "config.example.toml").read_text(encoding="utf-8"))
    return Exit.DONE


def _new_place(asked: Common) -> Path:
    try:
        file = find_config(asked.config, os.environ)
    except NoConfig:
        file = place_to_start(os.environ, os.geteuid())
    if os.path.lexists(file):
        raise UsageError(
            f"{file}: is there already, and init writes over nothing",
            remedy="one more account or person: syncd init --add; another configuration: syncd init --config PATH",
        )
    _demand_room(file)
    return file


def _demand_room(file: Path) -> None:
    """Better to learn this before the questions than after them."""
    folder = next(each for each in file.parents if each.exists())
    if not may_write(folder):
        raise UsageError(
            f"{file}: cannot be written, since {folder} is not yours to write", remedy="name a place: --config PATH"
        )


def _profile(asked: Common) -> str:
    if asked.profile is None:
        return DEFAULT_PROFILE
    try:
        return TypeAdapter[str](Name).validate_python(asked.profile)
    except ValidationError as error:
        raise UsageError(f"--profile: {error.errors()[0]['ctx']['error']}") from None


def _contact() -> str:
    tell(_CONTACT)
    while True:
        contact = ask("contact")
        try:
            return check_contact(contact)
        except ValueError as error:
            tell(f"  no: {printable(contact)} {error}")


def _document(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _hosts(file: Path | None) -> dict[str, dict[str, Scalar]]:
    """The addresses and rates of another configuration's hosts; a token stays where it is."""
    if file is None:
        return {}
    load(file, os.environ)
    hosts: dict[str, dict[str, Scalar]] = _document(file).get("hosts", {})
    return {name: {key: value for key, value in host.items() if key != "token"} for name, host in hosts.items()}


def _tables_of(hosts: Mapping[str, Mapping[str, Scalar]]) -> list[Table]:
    return [Table(("hosts", name), settings) for name, settings in hosts.items()]


def _names(settings: Settings) -> set[str]:
    return {account.name for account in settings.all_accounts()}


def _apps(settings: Settings) -> set[str]:
    return {name for name, app in settings.apps if app is not None}


def _configured(settings: Settings) -> dict[Login, str]:
    """The logins of a configuration, as far as they can be read."""
    found: dict[Login, str] = {}
    for account in settings.all_accounts():
        secret = getattr(account.settings, "token", None)
        with suppress(SecretMissing):
            found |= {} if secret is None else {(account.settings.service, secret.read()): account.name}
        if isinstance(account.settings, FileAccount):
            found[Service.FILE, place_of(account.settings.path)] = account.name
    return found


def _end(asked: Common, file: Path, made: Sequence[Path], talk: Talk) -> int:
    """What was written, what becomes public where, what comes next; and the plan, where somebody wants it."""
    syncd, at = program_name(), f" --config {shlex.quote(str(file))}" if asked.config else ""
    lines = [f"written: {each}" for each in made]
    lines += for_the_service(file, made)
    lines += [GUIDES[each].public for each in dict.fromkeys(talk.services)]
    lines += [f"to log in: {syncd} login {shlex.quote(name)}{at}" for name in _without_login(talk.tables)]
    lines += [f"is all well: {syncd} doctor{at}", f"what would a sync do: {syncd} plan{at}", f"do it: {syncd} sync{at}"]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
    if _wants_plan():
        from syncd.cli.plan import show_plan  # noqa: PLC0415  # only where it is wanted

        show_plan(Common(file, None, asked.verbosity), out=None, as_json=False)
    return Exit.DONE


def for_the_service(file: Path, made: Sequence[Path]) -> list[str]:
    """What a whole machine's configuration still needs: its service is no root."""
    if not file.is_relative_to(SYSTEM_FOLDER):
        return []
    return [f"for the service to read them, after syncd service install: chown syncd: {shlex.join(map(str, made))}"]


def _without_login(tables: Sequence[Table]) -> list[str]:
    return [
        table.path[-1]
        for table in tables
        if "service" in table.settings and GUIDES[Service(str(table.settings["service"]))].logs_in and not table.secrets
    ]


def _wants_plan() -> bool:
    """Whoever answers no more has what he came for."""
    tell()
    try:
        return agrees("Show now what a first sync would do? It reads your lists, and writes to no service.")
    except UsageError:
        return False
