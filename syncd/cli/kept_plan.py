"""The plan that `syncd plan` shows beside a running daemon: each cycle's, kept for each profile."""

from collections.abc import Sequence

from syncd.cli.plan import plan_of
from syncd.cli.remembered import remembered
from syncd.cli.session import report
from syncd.cli.unread import unread_notes
from syncd.daemon.telling import is_quiet
from syncd.daemon.wiring import Program
from syncd.engine.stock import Stock, by_profile, take_stock
from syncd.engine.sync import Outcome
from syncd.engine.world import Polled
from syncd.ports import Transaction
from syncd.store.plans import SavedPlan, renew_plan, save_plan

_Basis = tuple[int, Sequence[tuple[str, str]]]
"""What a plan tells of, as far as it changes while this process runs: a revision of the database, each account's trouble."""


class KeptPlans:
    """Those that this process has kept. One of an earlier process is of a configuration that may be another by now."""

    def __init__(self) -> None:
        self._bases: dict[str, _Basis] = {}

    def keep(self, built: Program, outcome: Outcome) -> None:
        """Keep what the last cycle would do next. A quiet one changed no plan: the one that is kept is of now, then."""
        untold = [each for each in outcome.polled if each.member.profile not in self._bases.keys() | outcome.decisions]
        if not (untold or outcome.decisions):
            return
        now = built.clock.now()
        with built.world.store.reading() as tx:
            stock = _stock(tx, built, outcome, untold)
            revision = tx.history.revision()
            records = tx.memory.records(stock.decisions.keys())
        members = [each for each in built.world.members if each.profile in stock.decisions]
        for profile, polled in by_profile(remembered(records, members, unread_notes(built.database, members))):
            basis = (revision, [(each.member.name, each.trouble) for each in polled])
            is_of_now = is_quiet(outcome) and basis == self._bases.get(profile)
            if not (is_of_now and renew_plan(built.database, profile, now)):
                plan = _plan(built.of_profile(profile), outcome, stock, polled)
                save_plan(built.database, profile, SavedPlan(now, plan))
            self._bases[profile] = basis


def _stock(tx: Transaction, built: Program, outcome: Outcome, untold: Sequence[Polled]) -> Stock:
    """What the cycle told, and what it left untold because there all was at rest since before this process began."""
    more = take_stock(tx, built.world, untold)
    return Stock(
        decisions={**outcome.decisions, **more.decisions},
        favourites={**outcome.favourites, **more.favourites},
        held={**outcome.held, **more.held},
        guarded={**outcome.guarded, **more.guarded},
    )


def _plan(built: Program, outcome: Outcome, stock: Stock, polled: list[Polled]) -> dict[str, object]:
    """What was not due is shown as it stood after its last look."""
    profile = polled[0].member.profile
    mine = Outcome(
        polled=polled,
        cycles=outcome.cycles,
        changes=outcome.changes,
        pushed=outcome.pushed,
        located=outcome.located,
        decisions={profile: stock.decisions[profile]},
        favourites={profile: stock.favourites[profile]},
        held={profile: stock.held[profile]},
        guarded=dict(stock.guarded),
        errors=outcome.errors,
    )
    return plan_of(built, mine, report(built, mine, took=0.0, dry_run=True))
