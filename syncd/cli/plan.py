"""`syncd plan`: what a sync would do, what it would not and why, how long it takes, and what it is least sure of."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syncd.cli.began_with import OUTDATED, RESTART, outdated
from syncd.cli.estimate import estimates, minutes
from syncd.cli.exits import exit_for_report
from syncd.cli.files import demand_place
from syncd.cli.held import held_rows, told
from syncd.cli.links import page_for
from syncd.cli.options import Common
from syncd.cli.plan_file import database_of, write_plan
from syncd.cli.report import instant
from syncd.cli.session import program, run, settings_of, writing
from syncd.cli.streams import dump, remark
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program, rates_of
from syncd.domain.account import DEFAULT_PROFILE
from syncd.domain.errors import StoreLocked
from syncd.domain.plan import Action, Standing, State
from syncd.domain.track import Service, Track
from syncd.engine.approve import Group
from syncd.engine.order import Order
from syncd.engine.sync import Outcome
from syncd.planner.plan import UNJUDGED
from syncd.store.certainty import Certainty, least_certain
from syncd.store.database import Database
from syncd.store.knowledge import descriptions
from syncd.store.plans import SavedPlan, load_plan, save_plan

# ruff: noqa: PLC0415  # the daemon makes plans, too, and shows none: what draws them takes memory

_SHOWN = 10
_LEFT_ALONE = (State.HELD, State.VETOED, State.DOUBTFUL)


def show_plan(asked: Common, *, out: Path | None, force: bool = False, as_json: bool) -> int:
    """Poll, resolve, show; writes to no service. Beside a running syncd its latest plan is shown with its age."""
    settings = settings_of(asked)
    if out is not None:
        demand_place(out, settings, force=force)
    try:
        plan = _made(settings, asked)
    except StoreLocked as locked:
        plan = _saved(settings, asked, locked)
    if out is not None:
        write_plan(out, plan)
    if as_json:
        dump(plan)
    else:
        from syncd.cli.plan_text import show
        from syncd.cli.show import console

        show(console(), plan)
    return exit_for_report(plan["report"])


def _made(settings: Settings, asked: Common) -> dict[str, Any]:
    from syncd.cli.progress import watcher

    with (
        writing(settings),
        watcher(rates_of(settings), is_quiet=asked.is_quiet, is_verbose=asked.is_verbose) as progress,
        program(settings, asked, dry_run=True, progress=progress) as built,
    ):
        outcome, report = run(built, Order(dry_run=True))
        plan = plan_of(built, outcome, report)
        save_plan(built.database, asked.profile or _first_profile(settings), SavedPlan(built.clock.now(), plan))
    return plan


def _saved(settings: Settings, asked: Common, locked: StoreLocked) -> dict[str, Any]:
    database, profile = Database(settings.database_path), asked.profile or _first_profile(settings)
    try:
        saved = load_plan(database, profile)
    finally:
        database.close()
    from syncd.cli.status_text import age

    if saved is None:
        raise StoreLocked(f"{locked.args[0]}, and no plan was saved yet", remedy=locked.remedy) from None
    made_at = instant(saved.made_at)
    who = "the daemon runs" if locked.is_daemon else "another syncd is at work"
    remark(f"{who}; this is the plan of {made_at}, made {age(made_at, datetime.now(UTC))}")
    if outdated(settings) is not None:
        remark(f"{OUTDATED}; {RESTART}")
    others = sorted({each.profile for each in settings.all_accounts()} - {profile})
    if locked.is_daemon and asked.profile is None and others:
        remark(f"it is profile {profile}'s; the others': syncd plan --profile {others[0]}")
    return saved.content


def _first_profile(settings: Settings) -> str:
    """Under whose name the plan of everybody is kept; a daemon keeps one for each profile."""
    return next((each.profile for each in settings.all_accounts()), DEFAULT_PROFILE)


def plan_of(built: Program, outcome: Outcome, report: Mapping[str, Any]) -> dict[str, Any]:
    """The plan as JSON."""
    actions = [action for decision in outcome.decisions.values() for action in decision.plan.actions]
    recordings = {recording for decision in outcome.decisions.values() for recording in decision.favourites}
    with built.database.reading() as connection:
        tracks = descriptions(connection, recordings | {action.recording for action in actions})
        doubted = least_certain(connection, recordings, _SHOWN)
    with built.world.store.reading() as tx:
        held = held_rows(tx, outcome)
    names = {each.account.id: each.member.name for each in outcome.polled if each.account}
    left_alone = [
        (standing, _is_foreseen(standing, outcome.held[profile]))
        for profile, decision in outcome.decisions.items()
        for standing in decision.plan.standings
        if standing.state in _LEFT_ALONE
    ]
    found = estimates(built.world, outcome, _rows_a_page(built.settings))
    return {
        "plan": 1,
        "made_at": instant(built.clock.now()),
        "database": database_of(built),
        "report": report,
        "actions": [_action(action, names[action.account], tracks.get(action.recording)) for action in actions],
        "held": held,
        "left_alone": [
            _standing(each, names[each.account], tracks.get(each.recording), is_foreseen=is_foreseen)
            for each, is_foreseen in left_alone
        ],
        "estimates": [asdict(each) for each in found],
        "minutes": round(minutes(found), 1),
        "least_certain": [_certainty(each) for each in doubted],
    }


def _rows_a_page(settings: Settings) -> dict[Service, int]:
    boomplay = settings.apps.boomplay
    return {Service.BOOMPLAY: boomplay.page_size} if boomplay else {}


def _action(action: Action, account: str, track: Track | None) -> dict[str, Any]:
    return {
        "account": account,
        "account_id": action.account,
        "ref": str(action.ref),
        "page": page_for(action.ref),
        "score": action.score.name.lower(),
        "loved_at": instant(action.loved_at),
        **_named(track),
    }


def _is_foreseen(standing: Standing, held: Collection[Group]) -> bool:
    """Whether it waits for a human's word about what only this plan has seen: at its own account, or at any of its profile."""
    foreseen = {group.account.id for group in held if group.is_foreseen}
    return bool(foreseen) and (standing.account in foreseen or standing.reason == UNJUDGED)


def _standing(standing: Standing, account: str, track: Track | None, *, is_foreseen: bool) -> dict[str, Any]:
    reason = told(standing.reason, is_foreseen=is_foreseen)
    return {"account": account, "state": standing.state.value, "reason": reason, **_named(track)}


def _named(track: Track | None) -> dict[str, str]:
    return {"artist": track.artist, "title": track.title} if track else {"artist": "", "title": ""}


def _certainty(certainty: Certainty) -> dict[str, Any]:
    """What has no page of its own (a name at ListenBrainz) is linked by what it was taken for."""
    heard, taken = page_for(certainty.heard.ref), page_for(certainty.taken_for.ref)
    return {
        "heard": _named(certainty.heard) | {"page": heard if heard.startswith("https://") else taken},
        "taken_for": _named(certainty.taken_for) | {"page": taken},
        "confidence": round(certainty.confidence, 3),
        "reasons": [str(reason) for reason in certainty.reasons],
    }
