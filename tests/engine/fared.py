"""How accounts fared in a household's last sync."""

from syncd.engine.world import Polled
from tests.engine.household import Household


def polled(home: Household, name: str) -> Polled:
    """How an account fared."""
    return next(each for each in home.outcome.polled if each.member.name == name)
