"""How everything stands, profile by profile, by the remembered lists alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from syncd.engine.decide import Decision, consider, count_favourites
from syncd.engine.views import read_ahead
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class Stock:
    """Each profile's plan, and how many favourites it has."""

    decisions: Mapping[str, Decision]
    favourites: Mapping[str, int]


def take_stock(tx: Transaction, world: World, polled: Sequence[Polled]) -> Stock:
    """How everything stands. Changes nothing."""
    read_ahead(tx, polled)
    profiles = list(by_profile(polled))
    return Stock(
        decisions={profile: consider(tx, world, mine) for profile, mine in profiles},
        favourites={profile: count_favourites(tx, mine) for profile, mine in profiles},
    )


def by_profile(polled: Sequence[Polled]) -> Iterator[tuple[str, list[Polled]]]:
    """Each profile with its own."""
    for profile in dict.fromkeys(each.member.profile for each in polled):
        yield profile, [each for each in polled if each.member.profile == profile]
