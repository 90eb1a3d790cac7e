"""Whose profile has another name by now, as far as the names of accounts tell it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from syncd.domain.account import Account, AccountId, Can, Label, Role
from syncd.domain.memory import AccountRecord
from syncd.domain.track import Service
from syncd.engine.renamed_profiles import awaited_labels, renamed_labels
from tests.engine.household import Household

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def record(number: int, profile: str, name: str, *, was_read: bool = True) -> AccountRecord:
    """An account that was read, or only enrolled."""
    account = Account(
        id=AccountId(number),
        profile=profile,
        name=name,
        service=Service.LISTENBRAINZ,
        whoami=f"user {number}",
        role=Role.BOTH,
        can=Can.READ,
    )
    return AccountRecord(account=account, last_whole_look=NOON if was_read else None)


def test_the_accounts_of_a_profile_that_left_bear_its_new_name() -> None:
    """Those whose names the configuration still has."""
    records = [record(1, "me", "a"), record(2, "me", "b")]

    assert renamed_labels(records, [Label("us", "a"), Label("us", "c")]) == {AccountId(1): Label("us", "a")}
    assert renamed_labels(records, [Label("me", "a"), Label("us", "b")]) == {}, "the old profile is still there"


def test_a_profile_that_remembers_lists_of_its_own_is_no_new_name() -> None:
    """A friend's account bore the name that a new one bears now: nobody takes one for the other."""
    friends = record(1, "friend", "second")
    labels = [Label("default", "first"), Label("default", "second")]

    assert renamed_labels([friends, record(2, "default", "first")], labels) == {}
    assert renamed_labels([friends, record(2, "default", "first", was_read=False)], labels) == {
        AccountId(1): Label("default", "second")
    }


def test_an_account_that_was_enrolled_is_no_other() -> None:
    """Its login is known, whatever it shares its name with."""
    records = [record(1, "me", "a"), record(2, "us", "a", was_read=False)]

    assert renamed_labels(records, [Label("us", "a")]) == {}


LEFT = [record(1, "me", "a"), record(2, "me", "b"), record(3, "us", "z")]
"""Of `me` nobody is left."""


def awaited(home: Household, labels: Collection[Label], **also: AccountRecord) -> dict[Label, str]:
    """Who is awaited among these accounts of the configuration."""
    for label in labels:
        home.add(label.account, Service.LISTENBRAINZ, profile=label.profile)
    world = replace(home.world(), labels=labels)
    return awaited_labels([*LEFT, *also.values()], world.members, world)


def test_a_name_of_a_profile_that_left_is_awaited_in_its_new_one(bare: Household) -> None:
    """And nobody else."""
    assert awaited(bare, [Label("new", "a"), Label("new", "n"), Label("us", "z")]) == {Label("new", "a"): "me"}


def test_where_lists_are_remembered_nobody_is_awaited(bare: Household) -> None:
    """That profile is no new name of another one."""
    assert awaited(bare, [Label("us", "a"), Label("us", "z")]) == {}


def test_who_was_never_read_is_not_awaited(bare: Household) -> None:
    """There is nothing to be remembered."""
    assert awaited(bare, [Label("new", "c")], never=record(4, "me", "c", was_read=False)) == {}


def test_at_another_service_it_is_somebody_else(bare: Household) -> None:
    """Whatever his name."""
    bare.add("a", Service.FILE, profile="new")
    world = replace(bare.world(), labels=[Label("new", "a")])
    assert awaited_labels(LEFT, world.members, world) == {}


def test_a_secret_or_a_place_tells_it_too(bare: Household) -> None:
    """Where the name is another one."""
    marked = replace(LEFT[0], account=replace(LEFT[0].account, mark="secret"))
    placed = replace(LEFT[1], account=replace(LEFT[1].account, service=Service.FILE))
    for name, service in (("n", Service.LISTENBRAINZ), ("f", Service.FILE)):
        bare.add(name, service, profile="new")
    bare.members["n"] = replace(bare.members["n"], mark="secret")
    labels = [Label("new", "n"), Label("new", "f")]
    world = replace(bare.world(), labels=labels, places={Label("new", "f"): "user 2"})
    assert awaited_labels([marked, placed], world.members, world) == dict.fromkeys(labels, "me")


def test_without_a_word_of_the_configuration_nobody_left(bare: Household) -> None:
    """Whoever calls may not know it."""
    bare.add("a", Service.LISTENBRAINZ, profile="new")
    assert awaited_labels(LEFT, bare.world().members, bare.world()) == {}
