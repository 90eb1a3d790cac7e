"""The plan that `syncd plan` shows beside a running daemon: each cycle's, kept for each profile."""

from syncd.cli.plan import plan_of
from syncd.cli.remembered import remembered
from syncd.cli.session import report
from syncd.cli.unread import unread_notes
from syncd.daemon.telling import is_quiet
from syncd.daemon.wiring import Program
from syncd.engine.cycle import Outcome
from syncd.store.plans import SavedPlan, renew_plan, save_plan


def keep_plan(built: Program, outcome: Outcome) -> None:
    """Keep what the last cycle would do next. A quiet one changed no plan: the one that is kept is of now, then."""
    now = built.clock.now()
    for profile in outcome.decisions:
        if not (is_quiet(outcome) and renew_plan(built.database, profile, now)):
            save_plan(built.database, profile, SavedPlan(now, _plan(built.of_profile(profile), outcome, profile)))


def _plan(built: Program, outcome: Outcome, profile: str) -> dict[str, object]:
    """What rests is shown as it stood after its last look."""
    with built.world.store.reading() as tx:
        polled = remembered(tx.memory.records(), built.world.members, unread_notes(built.database, built.world.members))
    mine = Outcome(
        polled=polled,
        cycles=outcome.cycles,
        changes=outcome.changes,
        pushed=outcome.pushed,
        located=outcome.located,
        decisions={profile: outcome.decisions[profile]},
        favourites={profile: outcome.favourites[profile]},
        errors=outcome.errors,
    )
    return plan_of(built, mine, report(built, mine, took=0.0, dry_run=True))
