"""A profile that has another name in the configuration by now, found by the names of its accounts: they are unique there."""

from collections.abc import Collection

from syncd.domain.account import AccountId, Label
from syncd.domain.memory import AccountRecord


def renamed_labels(records: Collection[AccountRecord], labels: Collection[Label]) -> dict[AccountId, Label]:
    """What the accounts of profiles that left the configuration are called now, as far as a name of today tells it.

    A profile that remembers lists of its own is no new name of another one, and an account that was read is no other.
    """
    configured, today = {label.profile for label in labels}, {label.account: label for label in labels}
    read = {each.account.label for each in records if each.last_whole_look is not None}
    remembering = {label.profile for label in labels if label in read}
    known = {each.account.label for each in records}
    left = [each.account for each in records if each.account.profile not in configured and each.account.name in today]
    found = {account.id: today[account.name] for account in left}
    return {id_: label for id_, label in found.items() if label.profile not in remembering and label not in known}
