"""How everything stands, profile by profile, by the remembered lists alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from syncd.domain.account import AccountId
from syncd.domain.track import RecordingId
from syncd.engine.approve import Group, held_groups
from syncd.engine.decide import Decision, consider, count_favourites, remember
from syncd.engine.views import read_ahead
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class Stock:
    """Each profile's plan, how many favourites it has, and what the guard holds there.

    `guarded` counts each account's absences that are not believed, those that a human lets pass with the next look, too.
    """

    decisions: Mapping[str, Decision]
    favourites: Mapping[str, int]
    held: Mapping[str, Sequence[Group]]
    guarded: Mapping[AccountId, int]


def take_stock(
    tx: Transaction, world: World, polled: Sequence[Polled], unanswered: Collection[RecordingId] = ()
) -> Stock:
    """How everything stands. Changes nothing."""
    read_ahead(tx, polled)
    profiles = list(by_profile(polled))
    decisions = {profile: consider(tx, world, mine, unanswered) for profile, mine in profiles}
    accounts = [each.account.id for each in polled if each.account is not None]
    return Stock(
        decisions=decisions,
        favourites={profile: count_favourites(tx, mine) for profile, mine in profiles},
        held={profile: _held(tx, mine, decisions[profile]) for profile, mine in profiles},
        guarded={account: tx.memory.record(account).guarded for account in accounts},
    )


def foresee(tx: Transaction, world: World, polled: Sequence[Polled], unanswered: Collection[RecordingId] = ()) -> Stock:
    """How everything would stand if the looks of these accounts were heard. Hears them: whoever asks takes that back.

    What is not held yet says so, for no other command knows of it.
    """
    known = {group.hash for groups in take_stock(tx, world, polled).held.values() for group in groups}
    remember(tx, world, polled, tx.history.begin_cycle(world.clock.now()))
    stock = take_stock(tx, world, polled, unanswered)
    held = {
        profile: [replace(group, is_foreseen=group.hash not in known) for group in groups]
        for profile, groups in stock.held.items()
    }
    return replace(stock, held=held)


def _held(tx: Transaction, polled: Sequence[Polled], decision: Decision) -> list[Group]:
    return held_groups(tx, [each.account for each in polled if each.account is not None], decision)


def by_profile(polled: Sequence[Polled]) -> Iterator[tuple[str, list[Polled]]]:
    """Each profile with its own."""
    for profile in dict.fromkeys(each.member.profile for each in polled):
        yield profile, [each for each in polled if each.member.profile == profile]
