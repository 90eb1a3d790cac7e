"""Whose profile has another name by now, as far as the names of accounts tell it."""

from datetime import UTC, datetime

from syncd.domain.account import Account, AccountId, Can, Label, Role
from syncd.domain.memory import AccountRecord
from syncd.domain.track import Service
from syncd.engine.renaming import renamed_labels

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
