"""The doctor's look at the world: secrets, hosts with their clocks, logins, budgets."""

from collections.abc import Container, Iterator, Mapping
from datetime import datetime, timedelta

from syncd.cli.finding import Finding, Health, fail, from_error, ok, refused_by_the_store, warn
from syncd.cli.hosts import CATALOGUES, hosts_of
from syncd.cli.show import counted
from syncd.daemon import settings as config
from syncd.daemon.logins import login_states
from syncd.daemon.secrets import Secret, SecretMissing
from syncd.daemon.timekeeping import CLOCKS_AGREE_WITHIN, ahead
from syncd.daemon.wiring import Program
from syncd.domain.account import AccountState, Can, Label
from syncd.domain.errors import AwaitingApproval, LoginEnded, ServiceError, StoreFailed, Unauthorised, Unavailable
from syncd.domain.instants import to_the_minute
from syncd.domain.track import Service
from syncd.engine.world import Member
from syncd.ports import FavouritesService
from syncd.services.answer import Answer
from syncd.services.file import FileList
from syncd.store.overview import Spent, spent

NEARLY_USED_UP = 0.9
"""The share of a monthly budget from which we warn."""

_FORBIDDEN, _SERVER_ERROR = 403, 500


def check_secrets(program: Program) -> Iterator[Finding]:
    """Whether each account's secrets can be read. Values are never shown."""
    accounts = {account.name: account.settings for account in program.settings.all_accounts()}
    for member in program.world.members:
        named = _secrets(accounts[member.name], program.settings.apps)
        if member.favourites is not None and None in named.values():
            yield ok(f"secret {member.name}", "token: stored by syncd login")
            continue
        if named:
            yield _check_secrets(member.name, named)
    if token := program.settings.hosts.listenbrainz.token:
        yield _check_secrets("hosts.listenbrainz", {"token": token})


def check_hosts(program: Program, silent: set[str]) -> Iterator[Finding]:
    """Each host that a sync asks, with what it said to one request. Those that do not answer are put into `silent`."""
    needed = hosts_of(program.world.members)
    for name, host in program.hosts.items():
        if name in needed:
            try:
                yield _answered(name, host.knock(), program.clock.now())
            except Unavailable as error:
                silent.add(name)
                remedy = f"check the network and hosts.{name}.base_url; syncd tries again by itself"
                yield warn(f"host {name}", str(error.args[0]), remedy)
            except ServiceError as error:
                yield from_error(f"host {name}", error, Health.WARN, "report a bug if syncd cannot read it either")
    if needed and silent >= needed:
        yield fail("network", "no host answers", "check this machine's network; syncd tries again by itself")


def check_logins(
    program: Program, silent: Container[str], logins: dict[Label, str], *, may_renew: bool
) -> Iterator[Finding]:
    """Each account's login, tried once; who logs in there is put into `logins`. `silent` hosts are not asked again.

    A login that renews itself is only tried where the new pair can be kept: the old one is dead afterwards.
    """
    renewing = {account.name for account in program.settings.all_accounts() if _renews(account.settings)}
    states = login_states(program.database, program.settings)
    logged_out = {account.name for account, state in states if state is None}
    for member in program.world.members:
        check = f"{'file' if member.service is Service.FILE else 'login'} {member.name}"
        if member.favourites is None:
            yield warn(check, "not tried, because its secret cannot be read", "mend the secret first")
        elif member.name in logged_out:
            yield fail(check, "there is no login yet", _way_in(member, program.settings.apps))
        elif member.host in silent:
            yield warn(check, "not tried, because its host does not answer", "try again later: syncd doctor")
        elif member.name in renewing and not may_renew:
            yield ok(check, "not tried: that would renew it, and there is no database yet to keep the new pair")
        else:
            yield _check_login(check, member, member.favourites, logins)


def check_budgets(program: Program) -> Iterator[Finding]:
    """How often each host may be asked, and what of that is left."""
    now = program.clock.now()
    with program.database.reading() as connection:
        asked = spent(connection, now)
    for host in program.hosts:
        if host in hosts_of(program.world.members):
            yield _check_budget(program, host, asked.get(host, Spent()))


def check_approval(program: Program) -> Iterator[Finding]:
    """Whether Jamendo lets this application write, as far as earlier writes have shown."""
    with program.world.store.reading() as tx:
        states = {record.account.name: record for record in tx.memory.records()}
    for member in program.world.members:
        if member.service is Service.JAMENDO and member.role.writes and member.name in states:
            record = states[member.name]
            if record.state is AccountState.AWAITING_APPROVAL:
                remedy = "apply for the Read & Write plan at Jamendo's developer portal"
                yield fail(f"approval {member.name}", record.trouble or "may not write yet", remedy)


def _secrets(account: config.AccountSettings, apps: config.Apps) -> dict[str, Secret | None]:
    """An account's secrets by the names of their settings; None where one must be set and is not."""
    match account:
        case config.BoomplayAccount(token=token) | config.ListenBrainzAccount(token=token):
            return {"token": token}
        case config.JamendoAccount(access_token=access, refresh_token=refresh):
            secret = apps.jamendo.client_secret if apps.jamendo else None
            named = {"access_token": access, "refresh_token": refresh, "client_secret": secret}
            return {name: each for name, each in named.items() if each is not None}
        case config.FileAccount():
            return {}


def _check_secrets(owner: str, named: Mapping[str, Secret | None]) -> Finding:
    check = f"secret {owner}"
    for name, secret in named.items():
        remedy = f"set {name} in the configuration"
        if secret is None:
            return fail(check, f"{name} is not set", f"run: syncd login {owner}")
        try:
            secret.read()
        except SecretMissing as error:
            return from_error(check, error, Health.FAIL, remedy)
    return ok(check, ", ".join(f"{name}: {secret}" for name, secret in named.items()))


def _answered(name: str, answer: Answer, now: datetime) -> Finding:
    check = f"host {name}"
    if answer.status == _FORBIDDEN and name in CATALOGUES:
        return fail(check, "refuses this program (403)", "check `contact` in the configuration")
    if answer.status >= _SERVER_ERROR:
        return warn(check, f"is in trouble (it answered {answer.status})", "wait; syncd tries again by itself")
    difference = ahead(answer, now)
    if difference is None:
        return ok(check, "answers, without saying what time it is")
    if abs(difference) > CLOCKS_AGREE_WITHIN:
        side = "behind" if difference > timedelta() else "ahead of"
        detail = f"answers; our clock is {abs(difference).total_seconds():.0f} s {side} its clock"
        return warn(check, detail, "set this machine's clock, for instance: timedatectl set-ntp true")
    return ok(check, f"answers; its clock and ours agree within {CLOCKS_AGREE_WITHIN.total_seconds():.0f} s")


def _renews(account: config.AccountSettings) -> bool:
    return isinstance(account, config.JamendoAccount) and account.refresh_token is not None


def _way_in(member: Member, apps: config.Apps) -> str:
    """How to log in; at Jamendo that needs more than asking does."""
    is_short = member.service is Service.JAMENDO and apps.jamendo is not None and apps.jamendo.client_secret is None
    first = "set client_secret of [apps.jamendo], which Jamendo's portal shows, then " if is_short else ""
    return f"{first}run: syncd login {member.name}"


def _check_login(check: str, member: Member, service: FavouritesService, logins: dict[Label, str]) -> Finding:
    try:
        logins[member.label] = who = service.whoami()
        if isinstance(service, FileList):
            return _check_file(check, service)
    except SecretMissing as error:
        return from_error(check, error, Health.FAIL)
    except StoreFailed as error:
        return refused_by_the_store(check, error)
    except ServiceError as error:
        is_login = isinstance(error, Unauthorised | AwaitingApproval) and not isinstance(error, LoginEnded)
        is_ours = (
            is_login or member.service is Service.FILE
        )  # an account that sleeps until its next login is no trouble
        state = Health.FAIL if is_ours else Health.WARN
        return from_error(check, error, state, "wait, or report a bug if it stays so")
    writes = ", written by syncd" if member.role.writes and Can.LOVE in service.can else ", only read"
    return ok(check, f"{who}{writes}")


def _check_file(check: str, file: FileList) -> Finding:
    detail = f"{counted(len(file.snapshot().entries), 'track')} in the file"
    if file.remark:
        return warn(check, f"{detail}; {file.remark}", "mend those rows, or leave them: they stop nothing else")
    return ok(check, detail)


def _check_budget(program: Program, host: Service, made: Spent) -> Finding:
    check, jamendo = f"budget {host}", program.settings.apps.jamendo
    most = jamendo.requests_per_month if jamendo and host is Service.JAMENDO else None
    of = f" of {most}" if most else ""
    detail = f"at most {program.world.rates[host]:g} requests a second; {made.asked_this_month}{of} booked this month"
    if made.pauses_until is not None:
        return warn(check, f"rests until {to_the_minute(made.pauses_until)}: {made.reason}", "wait; nothing is lost")
    if most and made.asked_this_month >= most * NEARLY_USED_UP:
        return warn(check, detail, "it begins anew next month; syncd stops asking where it is used up")
    return ok(check, detail)
