"""`syncd import`: ListenBrainz fetches what somebody loved at Last.fm or Libre.fm."""

import sys

import typer

from syncd.cli.exits import Exit
from syncd.cli.options import Common
from syncd.cli.session import program, settings_of, writing
from syncd.cli.show import console, safe
from syncd.cli.streams import remark
from syncd.daemon.at_listenbrainz import account_named, import_loves
from syncd.daemon.logs import printable
from syncd.daemon.settings import Settings
from syncd.daemon.spelling import advice
from syncd.domain.errors import UsageError
from syncd.engine.world import Unwatched
from syncd.services.listenbrainz_imports import Elsewhere, Imported

_CALLED = {Elsewhere.LASTFM: "Last.fm", Elsewhere.LIBREFM: "Libre.fm"}


def import_from(asked: Common, source: str, user: str, *, account: str | None, is_agreed: bool) -> int:
    """Ask, then let ListenBrainz import. What it brought is synced by the next sync."""
    elsewhere, settings = _elsewhere(source, user), settings_of(asked)
    chosen = account_named(settings, asked.profile, account)
    if not (is_agreed or _agrees(elsewhere, user, chosen.name)):
        remark("nothing was imported")
        return Exit.DONE
    with writing(settings), program(settings, asked, dry_run=False, progress=Unwatched()) as built:
        done = import_loves(built, chosen, elsewhere, user)
    console().print(safe(_told(chosen.name, elsewhere, done)))
    return Exit.DONE


def agreed(source: str, user: str, _settings: Settings) -> dict[str, bool]:
    """What a daemon that imports later need not ask again: nobody comes to the lock without having agreed."""
    _elsewhere(source, user)
    return {"is_agreed": True}


def _elsewhere(source: str, user: str) -> Elsewhere:
    if not user.strip():
        raise UsageError("import: say whose loves, by the name of that user there")
    try:
        return Elsewhere(source.lower())
    except ValueError:
        raise UsageError(f"import {printable(source)}: unknown service{advice(source, Elsewhere)}") from None


def _agrees(elsewhere: Elsewhere, user: str, account: str) -> bool:
    """Whether a human at the terminal says yes. Raises UsageError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise UsageError("import overwrites hates and therefore asks first; a program says --yes")
    name = _CALLED[elsewhere]
    remark(f"ListenBrainz will add to {account} what {printable(user)} loves at {name}, for all to see.")
    remark(f"A song of these that you hate becomes a love; one that you love gets the date of {name}.")
    remark("There is no undo for it as a whole.")
    return typer.confirm("Import?", err=True)


def _told(account: str, elsewhere: Elsewhere, done: Imported) -> str:
    missing = done.total - done.imported
    unknown = f"; {missing} ListenBrainz could not tell" if missing > 0 else ""
    told = f"{account}: {done.imported} of {done.total} loves of {_CALLED[elsewhere]} imported{unknown}"
    return f"{told}. The next sync reads the whole list and goes on from there."
