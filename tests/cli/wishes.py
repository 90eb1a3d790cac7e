"""What commands left for a daemon, and a daemon's hand that grants it."""

from typing import Any

from syncd.cli.options import Common
from syncd.cli.session import program, settings_of, writing
from syncd.cli.wishing import granted
from syncd.daemon.wishes import Wishes
from syncd.engine.world import Unwatched
from syncd.store import wishes
from syncd.store.database import Database
from tests.cli.scene import Scene


def waiting_wishes(scene: Scene) -> list[tuple[str, Any]]:
    """The verbs and parameters of the wishes that wait."""
    database = Database(scene.database)
    try:
        with database.reading() as connection:
            return [(each.verb, each.details["parameters"]) for each in wishes.waiting(connection)]
    finally:
        database.close()


def grant_wishes(scene: Scene) -> None:
    """Carry out all of them as the daemon does."""
    asked = Common(config=scene.config, verbosity=-1)
    settings = settings_of(asked)
    with (
        writing(settings, is_daemon=True),
        program(settings, asked, dry_run=False, progress=Unwatched()) as built,
    ):
        Wishes(built, lambda verb, details: granted(built, verb, details)).carry_out()
