"""`syncd status`: one verdict, then everything behind it, by the database alone."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from syncd import __version__
from syncd.cli.budgets import budgets
from syncd.cli.check_files import why_no_room
from syncd.cli.exits import NEEDS_A_HUMAN
from syncd.cli.held import song_of
from syncd.cli.links import page_for
from syncd.cli.logins import logins_of
from syncd.cli.options import Common
from syncd.cli.remembered import Survey, looking, survey
from syncd.cli.report import PROVED, report_of
from syncd.cli.running import next_polls, running
from syncd.cli.session import settings_of
from syncd.cli.show import console, safe
from syncd.cli.status_text import show
from syncd.cli.streams import dump
from syncd.cli.verdict import exit_for_status, hints, verdict
from syncd.daemon.locations import NoConfig, candidates
from syncd.daemon.spelling import advice
from syncd.daemon.wiring import Program
from syncd.domain.account import AccountState, Label
from syncd.domain.errors import UsageError
from syncd.domain.memory import Favourite
from syncd.domain.plan import Standing, State
from syncd.domain.track import Service, Track, TrackRef
from syncd.engine.decide import Decision
from syncd.engine.world import Polled
from syncd.store.knowledge import descriptions
from syncd.store.overview import versions

STATUS = 1
"""The version of the JSON object's form."""

_START = """\
syncd keeps your favourites together, and has no configuration yet: start with syncd init

To see it work without any account:    syncd demo

Or write {place} by hand, for you alone (chmod 600):

    contact = "your-address@your-domain"       # goes into the User-Agent, as the services demand

    [accounts.my-list]
    service = "file"
    path = "favourites.csv"                    # beside this file; its first line: title,artist

    [accounts.my-listenbrainz]
    service = "listenbrainz"
    token = "the user token of https://listenbrainz.org/settings/"

Then:

    syncd doctor    is everything in order?
    syncd plan      what would a sync do? (writes nothing)
    syncd sync      do it

Boomplay and Jamendo need an [apps.…] table, too: syncd init --example shows every setting.
"""


def show_status_or_start(asked: Common) -> int:
    """The status, or how to start where there is no configuration anywhere."""
    try:
        return show_status(asked, state=None, as_json=False)
    except NoConfig:
        sys.stdout.write(_START.format(place=candidates(os.environ)[0]))
        return 0


def show_status(asked: Common, *, state: str | None, as_json: bool) -> int:
    """How everything stands, or all favourites in one state. Asks no service and holds no lock."""
    wanted = None if state is None else _state(state)
    settings = settings_of(asked)
    with looking(settings, asked) as built:
        found = survey(built)
        status = _status(built, found)
        rows = [] if wanted is None else _in_state(built, found, wanted)
    if wanted is not None:
        _show_state(wanted, rows, as_json=as_json)
    elif as_json:
        dump(status)
    else:
        show(console(), status)
    return exit_for_status(status)


def _state(text: str) -> State:
    try:
        return State(text)
    except ValueError:
        raise UsageError(f"--state {text}: unknown state{advice(text, State)}") from None


def _status(built: Program, found: Survey) -> dict[str, Any]:
    """Everything as one JSON object."""
    report = report_of(found.outcome, found.known, took=0.0, dry_run=True, hosts={})
    with built.database.reading() as connection:
        made_of = versions(connection)
    polls, known_logins = next_polls(built), logins_of(built)
    path = built.settings.database_path
    is_there = built.database.path == path
    status: dict[str, Any] = {
        "status": STATUS,
        "balanced": report["balanced"],
        "profiles": {
            name: _profile(found, name, fields, polls, known_logins) for name, fields in report["profiles"].items()
        },
        "daemon": running(built),
        "hosts": budgets(built),
        "versions": {"syncd": __version__, **asdict(made_of)},
        "config": str(built.settings.file),
        "database": str(path),
        "is_made": is_there,
        "why_not_made": "" if is_there else why_no_room(path),
    }
    return {"verdict": verdict(status), **status, "hints": hints(status)}


def _profile(
    found: Survey,
    name: str,
    fields: Mapping[str, Any],
    polls: Mapping[Label, str | None],
    known_logins: Mapping[Label, Any],
) -> dict[str, Any]:
    """A report's profile without what only a sync can tell."""
    return {
        "favourites": found.outcome.favourites[name],
        "accounts": {
            account: {
                **_without(row, "added", "removed"),
                **_logged_out(account, row, known_logins.get(Label(name, account), row)),
                "next_poll": polls.get(Label(name, account)),
                "login": known_logins.get(Label(name, account)),
            }
            for account, row in fields["accounts"].items()
        },
        "targets": {target: _without(row, "sent", "confirmed", *PROVED) for target, row in fields["targets"].items()},
    }


def _logged_out(name: str, row: Mapping[str, Any], login: Any) -> dict[str, str]:
    """Who has no login any more needs one at once, however he was found by the last look."""
    if login is not None or row["state"] in NEEDS_A_HUMAN:
        return {}
    return {"state": AccountState.NEEDS_LOGIN.value, "trouble": f"{name}: there is no login (run: syncd login {name})"}


def _without(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def _in_state(built: Program, found: Survey, wanted: State) -> list[dict[str, str]]:
    """All favourites in one state, target after target, by artist and title."""
    decisions = found.outcome.decisions
    recordings = {each for decision in decisions.values() for each in decision.favourites}
    with built.database.reading() as connection:
        tracks = descriptions(connection, recordings)
    rows: list[dict[str, str]] = []
    for each in found.outcome.polled:
        if each.member.role.writes:
            decision = decisions[each.member.profile]
            standings = [standing for standing in _standings(each, decision) if standing.state is wanted]
            listed = [
                _row(each, standing, decision.favourites[standing.recording], tracks.get(standing.recording))
                for standing in standings
            ]
            rows += sorted(listed, key=lambda row: (row["artist"].casefold(), row["title"].casefold()))
    return rows


def _standings(polled: Polled, decision: Decision) -> Iterator[Standing]:
    """Song by song; a target that nobody has ever reached has none."""
    if polled.account is not None:
        yield from (each for each in decision.plan.standings if each.account == polled.account.id)


def _row(polled: Polled, standing: Standing, favourite: Favourite, track: Track | None) -> dict[str, str]:
    return {
        "target": polled.member.name,
        "title": track.title if track else "",
        "artist": track.artist if track else "",
        "reason": standing.reason,
        "link": _link(favourite, polled.member.service),
    }


def _link(favourite: Favourite, target: Service) -> str:
    """The page at the target, else the recording's, else the page of whoever brought it."""
    if target in favourite.located:
        return page_for(favourite.located[target])
    if favourite.mbid is not None:
        return page_for(TrackRef(Service.MUSICBRAINZ, favourite.mbid))
    pages = (page_for(ref) for ref in sorted(favourite.refs))
    return next((page for page in pages if page.startswith("https://")), "")


def _show_state(wanted: State, rows: list[dict[str, str]], *, as_json: bool) -> None:
    if as_json:
        dump({"status": STATUS, "state": wanted.value, "favourites": rows})
        return
    out = console()
    for row in rows:
        song = song_of(row)
        out.print(safe("  ".join(filter(None, (row["target"], song, row["reason"], row["link"])))))
    out.print(f"{len(rows)} {wanted}")
