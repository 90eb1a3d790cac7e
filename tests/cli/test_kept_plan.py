"""The plans that a daemon keeps are of its own configuration, and of now where they say so."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from syncd.cli.kept_plan import KeptPlans
from syncd.daemon.config_file import load
from syncd.daemon.telling import is_quiet
from syncd.daemon.wiring import Program, build
from syncd.domain.account import Label
from syncd.engine.order import Asker, Order
from syncd.engine.sync import Outcome, sync
from syncd.sandbox.ledgers import Verb
from syncd.store.database import Database
from syncd.store.plans import SavedPlan, load_plan, save_plan
from tests.cli.scene import Scene

NOBODY = Order(asked_by=Asker.DAEMON, accounts=frozenset())
LISTENED = replace(NOBODY, accounts=frozenset({Label("default", "my-listenbrainz")}))
LONG_AGO = datetime.now(UTC) - timedelta(days=1)
FORGED = 4711


@contextmanager
def process(scene: Scene) -> Iterator[tuple[Program, KeptPlans]]:
    """What a daemon with this configuration has."""
    with closing(build(load(scene.config, {}))) as built:
        yield built, KeptPlans()


def first_cycle(scene: Scene) -> Outcome:
    """The first cycle of a daemon, in which nobody is due."""
    with process(scene) as (built, plans):
        outcome = sync(built.world, NOBODY)
        plans.keep(built, outcome)
    return outcome


def kept(scene: Scene) -> SavedPlan:
    """The plan that `plan` would show."""
    with closing(Database(scene.database)) as database:
        plan = load_plan(database, "default")
    assert plan is not None
    return plan


def forge(scene: Scene) -> None:
    """As if the kept plan had been made yesterday, and told something else."""
    content = kept(scene).content | {"minutes": FORGED}
    with closing(Database(scene.database)) as database:
        save_plan(database, "default", SavedPlan(LONG_AGO, content))


def test_the_plan_of_another_configuration_does_not_outlive_the_first_cycle(synced: Scene) -> None:
    """An account that was switched off is in no plan and no metric of the new daemon, although its cycle was quiet."""
    first_cycle(synced)
    before = kept(synced).content["report"]["profiles"]["default"]["targets"]
    synced.rewrite('service = "jamendo"', 'service = "jamendo"\nenabled = false')

    outcome = first_cycle(synced)

    assert (is_quiet(outcome), list(outcome.decisions)) == (True, ["default"])
    assert "my-jamendo" in before
    assert "my-jamendo" not in kept(synced).content["report"]["profiles"]["default"]["targets"]


def test_a_new_process_keeps_a_plan_of_its_own_even_at_rest(synced: Scene) -> None:
    """Back under a configuration that rested, a daemon makes no cycle; what another one left is replaced all the same."""
    while first_cycle(synced).decisions:
        pass
    forge(synced)

    outcome = first_cycle(synced)

    assert outcome.decisions == {}
    assert kept(synced).content["minutes"] != FORGED
    assert kept(synced).made_at > LONG_AGO


def test_what_the_guard_holds_stands_in_the_kept_plan(synced: Scene) -> None:
    """Such a cycle adds, takes and writes nothing; the notices, the metrics and `plan` tell of it all the same."""
    synced.rewrite("database =", 'removals = "guarded"\ndatabase =')
    held = synced.sandbox.services.ledgers()["listenbrainz"].holdings()["alice"]
    with process(synced) as (built, plans):
        plans.keep(built, sync(built.world, NOBODY))
        for item in [item for item, score in held.items() if score == 1]:
            synced.sandbox.control.human("listenbrainz", Verb.UNLOVE, item, "alice")
        outcomes = [sync(built.world, LISTENED) for _ in range(2)]
        plans.keep(built, outcomes[-1])

    assert is_quiet(outcomes[-1])
    assert kept(synced).content["report"]["profiles"]["default"]["accounts"]["my-listenbrainz"]["held"] != []


def test_a_quiet_cycle_renews_only_what_it_would_make_again(synced: Scene) -> None:
    """Its own plan is told to be of now; where anything moved in the database since, it is made anew."""
    with process(synced) as (built, plans):
        outcome = sync(built.world, NOBODY)
        plans.keep(built, outcome)
        forge(synced)
        plans.keep(built, outcome)
        renewed = kept(synced)
        synced.execute("update revisions set number = number + 1")
        plans.keep(built, outcome)

    assert is_quiet(outcome)
    assert (renewed.content["minutes"], renewed.made_at > LONG_AGO) == (FORGED, True)
    assert kept(synced).content["minutes"] != FORGED
