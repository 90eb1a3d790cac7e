"""`syncd plan`: what a sync would do, what it would not and why, how long it takes, and what it is least sure of."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from syncd.cli.estimate import estimates, minutes
from syncd.cli.exits import exit_for_report
from syncd.cli.links import page_for
from syncd.cli.options import Common
from syncd.cli.progress import watcher
from syncd.cli.report import instant
from syncd.cli.session import program, run, settings_of, writing
from syncd.cli.show import console, safe, show_report
from syncd.daemon.settings import DEFAULT_PROFILE, Settings
from syncd.daemon.wiring import Program, rates_of
from syncd.domain.errors import StoreLocked, UsageError
from syncd.domain.plan import Action, State
from syncd.domain.track import Track
from syncd.engine.cycle import Order, Outcome
from syncd.store.certainty import Certainty, least_certain
from syncd.store.database import Database
from syncd.store.knowledge import descriptions
from syncd.store.plans import SavedPlan, load_plan, save_plan

_SHOWN = 10


def show_plan(asked: Common, *, out: Path | None, as_json: bool) -> int:
    """Poll, resolve, show; writes to no service. Beside a running syncd its latest plan is shown with its age."""
    if out is not None and not out.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {out.parent}")
    settings = settings_of(asked)
    try:
        plan = _made(settings, asked)
    except StoreLocked as locked:
        plan = _saved(settings, asked, locked)
    if out is not None:
        out.write_text(json.dumps(plan, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if as_json:
        json.dump(plan, sys.stdout, indent=1)
        sys.stdout.write("\n")
    else:
        _show(console(), plan)
    return exit_for_report(plan["report"])


def _made(settings: Settings, asked: Common) -> dict[str, Any]:
    with (
        writing(settings),
        watcher(rates_of(settings), is_quiet=asked.is_quiet) as progress,
        program(settings, asked, dry_run=True, progress=progress) as built,
    ):
        outcome, report = run(built, Order(dry_run=True))
        plan = _plan(built, outcome, report)
        save_plan(built.database, asked.profile or DEFAULT_PROFILE, SavedPlan(built.clock.now(), plan))
    return plan


def _saved(settings: Settings, asked: Common, locked: StoreLocked) -> dict[str, Any]:
    database = Database(settings.database_path)
    try:
        saved = load_plan(database, asked.profile or DEFAULT_PROFILE)
    finally:
        database.close()
    if saved is None:
        raise locked
    print(f"syncd: another syncd is at work; this is the plan of {instant(saved.made_at)}", file=sys.stderr)  # noqa: T201 - a remark
    return saved.content


def _plan(built: Program, outcome: Outcome, report: Mapping[str, Any]) -> dict[str, Any]:
    """The plan as JSON."""
    recordings = [recording for decision in outcome.decisions.values() for recording in decision.favourites]
    with built.database.reading() as connection:
        tracks = descriptions(connection, recordings)
        doubted = least_certain(connection, recordings, _SHOWN)
    names = {each.account.id: each.member.name for each in outcome.polled if each.account}
    actions = [action for decision in outcome.decisions.values() for action in decision.plan.actions]
    held = [
        each for decision in outcome.decisions.values() for each in decision.plan.standings if each.state is State.HELD
    ]
    found = estimates(outcome, built.world.rates)
    return {
        "plan": 1,
        "made_at": instant(built.clock.now()),
        "report": report,
        "actions": [_action(action, names[action.account], tracks.get(action.recording)) for action in actions],
        "held": [
            {"account": names[each.account], "reason": each.reason, **_named(tracks.get(each.recording))}
            for each in held
        ],
        "estimates": [asdict(each) for each in found],
        "minutes": round(minutes(found), 1),
        "least_certain": [_certainty(each) for each in doubted],
    }


def _action(action: Action, account: str, track: Track | None) -> dict[str, Any]:
    return {
        "account": account,
        "ref": str(action.ref),
        "score": action.score.name.lower(),
        "loved_at": instant(action.loved_at),
        **_named(track),
    }


def _named(track: Track | None) -> dict[str, str]:
    return {"artist": track.artist, "title": track.title} if track else {"artist": "", "title": ""}


def _certainty(certainty: Certainty) -> dict[str, Any]:
    return {
        "heard": _named(certainty.heard) | {"page": page_for(certainty.heard.ref)},
        "taken_for": _named(certainty.taken_for) | {"page": page_for(certainty.taken_for.ref)},
        "confidence": round(certainty.confidence, 3),
        "reasons": [str(reason) for reason in certainty.reasons],
    }


def _show(out: Console, plan: Mapping[str, Any]) -> None:
    show_report(out, plan["report"])
    out.print(_actions(plan))
    _show_least_certain(out, plan["least_certain"])


def _actions(plan: Mapping[str, Any]) -> str:
    """What a sync would do, in sentences."""
    if not plan["actions"] and not plan["minutes"]:
        return "A sync would have nothing to do."
    hosts = [f"{each['host']}: {each['writes']} writes and about {each['reads']} reads" for each in plan["estimates"]]
    return f"A sync would make {'; '.join(hosts)}; about {max(plan['minutes'], 0.1):.1f} min at the pace allowed. Nothing was written."


def _show_least_certain(out: Console, rows: list[Mapping[str, Any]]) -> None:
    if not rows:
        return
    table = Table(title="The least certain of the accepted matches", title_justify="left")
    for column in ("heard", "taken for", "sure", "why", "look"):
        table.add_column(column, overflow="fold")
    for row in rows:
        heard, taken = row["heard"], row["taken_for"]
        table.add_row(
            safe(f"{heard['artist']} - {heard['title']}"),
            safe(f"{taken['artist']} - {taken['title']}"),
            f"{row['confidence']:.2f}",
            safe(", ".join(row["reasons"])),
            safe(f"{heard['page']} {taken['page']}"),
        )
    out.print(table)
