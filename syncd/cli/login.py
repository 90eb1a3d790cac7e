"""`syncd login` and `syncd logout`: what a human agreed to becomes tokens that are kept.

Nothing here says anything about favourites: who is logged out is remembered as he was.
"""

from dataclasses import dataclass

from syncd.cli.exits import Exit
from syncd.cli.login_human import answer_from_browser, token_from_human
from syncd.cli.login_keeping import keep, refuse_somebody_else
from syncd.cli.options import Common
from syncd.cli.session import program, served, settings_of, writing
from syncd.cli.show import console, program_name, safe
from syncd.cli.wishing import or_wish
from syncd.daemon import settings as config
from syncd.daemon.login_door import Redirect
from syncd.daemon.login_grants import Grant, boomplay_grant, boomplay_page, jamendo_grant, jamendo_page, token_grant
from syncd.daemon.logins import account_to_log_in, label_of, secrets_of, tokens_of
from syncd.daemon.settings import ConfiguredAccount, Settings
from syncd.daemon.wiring import Program
from syncd.domain.errors import StoreLocked, UsageError
from syncd.engine.world import Unwatched

_PLACES = {
    "listenbrainz": "https://listenbrainz.org/settings/",
    "boomplay": "wherever Boomplay gave it to you",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a login is to go. `may_switch` lets it be somebody else than before; `file` holds a token."""

    opens_browser: bool = True
    may_switch: bool = False
    file: str | None = None


def log_in(asked: Common, name: str, manner: Manner) -> int:
    """Log one account in, and let it be read at once; 4 where the login is refused."""
    settings = settings_of(asked)
    account = account_to_log_in(settings, name)
    _make_sure_it_can_be_kept(settings)
    said = _ask(settings, account, manner)
    with program(settings, asked, dry_run=False, progress=Unwatched()) as built:
        granted = _granted(built, account, said)
        refuse_somebody_else(built, account, granted, may_switch=manner.may_switch)
        place = keep(built, account, granted)
    out = console()
    out.print(safe(f"{name} is logged in as {granted.name}; the login is kept in {place}"))
    if granted.tokens.expires_at is not None and not granted.tokens.refresh:
        out.print(f"it runs out at {granted.tokens.expires_at:%Y-%m-%d %H:%M} UTC; then {name} sleeps until you log in")
    return _pass_on(asked, "login", name)


def log_out(asked: Common, name: str) -> int:
    """Forget an account's tokens; say what stands where it is not ours to delete."""
    settings = settings_of(asked)
    account = account_to_log_in(settings, name)
    _make_sure_it_can_be_kept(settings)
    with program(settings, asked, dry_run=False, progress=Unwatched()) as built:
        was_kept = tokens_of(built.database, account).forget()
    out = console()
    out.print(safe(f"{name}: {'its stored login is forgotten' if was_kept else 'no login of it was stored'}"))
    for setting, secret in secrets_of(account).items():
        out.print(safe(f"accounts.{name}.{setting} still names {secret}: take it away there if it shall not be used"))
    if was_kept and isinstance(account.settings, config.JamendoAccount):
        out.print("at Jamendo the permission stands until you withdraw it in your account's preferences")
    return _pass_on(asked, "logout", name)


def take_up(asked: Common, *, account: str) -> int:
    """A login is new: a daemon reads its account at once, and without one a sync is the next thing to do."""
    settings = settings_of(asked)
    label = label_of(account_to_log_in(settings, account))
    with writing(settings):
        if (daemon := served()) is not None:
            daemon.take_up(label)
    if daemon is None:
        console().print(safe(f"next: {program_name()} sync"))
    return Exit.DONE


def let_go(asked: Common, *, account: str) -> int:
    """A login is forgotten: a daemon asks with it no more."""
    if (daemon := served()) is not None:
        daemon.take_up(label_of(account_to_log_in(daemon.settings, account)))
        return Exit.DONE
    with writing(settings_of(asked)):
        return Exit.DONE


def _pass_on(asked: Common, verb: str, name: str) -> int:
    """To the daemon, if one runs; a sync that runs at this moment goes on with what it began with."""
    try:
        return or_wish(asked, verb, account=name)
    except StoreLocked:
        console().print("a sync runs at this moment; the next one uses it")
        return Exit.DONE


def _make_sure_it_can_be_kept(settings: Settings) -> None:
    """A disk that would refuse the tokens refuses before a human has gone to any trouble. Raises StoreFailed."""
    try:
        with writing(settings):
            pass
    except StoreLocked:
        pass  # whoever holds the lock has prepared the database


def _ask(settings: Settings, account: ConfiguredAccount, manner: Manner) -> dict[str, str]:
    """What the human answers: a token, or what the service told his browser."""
    page = None if manner.file is not None else _page(settings, account)
    if page is not None:
        redirect, address = page
        return answer_from_browser(redirect, address, account.name, opens=manner.opens_browser)
    if isinstance(account.settings, config.JamendoAccount):
        raise UsageError("Jamendo gives tokens to a browser only; leave --token-file out")
    return {"access_token": token_from_human(account.name, _PLACES[account.settings.service], manner.file)}


def _page(settings: Settings, account: ConfiguredAccount) -> tuple[Redirect, str] | None:
    """Where a browser goes and comes back to; None where a token is pasted."""
    match account.settings:
        case config.JamendoAccount():
            return jamendo_page(settings)
        case config.BoomplayAccount():
            return boomplay_page(settings)
    return None


def _granted(built: Program, account: ConfiguredAccount, said: dict[str, str]) -> Grant:
    match account.settings:
        case config.JamendoAccount() as jamendo:
            return jamendo_grant(built, account.name, jamendo, said)
        case config.BoomplayAccount():
            return boomplay_grant(built, account.name, said)
    return token_grant(built, account.name, said["access_token"])
