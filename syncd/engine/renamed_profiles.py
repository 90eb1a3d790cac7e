"""A profile that has another name in the configuration by now, found by the names of its accounts: they are unique there."""

from collections.abc import Collection

from syncd.domain.account import AccountId, Label
from syncd.domain.memory import AccountRecord
from syncd.engine.world import Member, World


def renamed_labels(records: Collection[AccountRecord], labels: Collection[Label]) -> dict[AccountId, Label]:
    """The labels of today that accounts of profiles which left the configuration seem to have: those of the same name.

    Neither a profile that remembers lists of its own nor a label that already has an account is a new name of another one.
    """
    configured, today = {label.profile for label in labels}, {label.account: label for label in labels}
    read = {each.account.label for each in records if each.last_whole_look is not None}
    remembering = {label.profile for label in labels if label in read}
    known = {each.account.label for each in records}
    left = [each.account for each in records if each.account.profile not in configured and each.account.name in today]
    found = {account.id: today[account.name] for account in left}
    return {id_: label for id_, label in found.items() if label.profile not in remembering and label not in known}


def awaited_labels(records: Collection[AccountRecord], members: Collection[Member], world: World) -> dict[Label, str]:
    """The members behind which accounts of profiles that left the configuration seem to be, and the names of those profiles.

    A member's name, secret or place tells it. In a profile that remembers lists of its own none is awaited.
    """
    labels = world.labels or ()
    configured = {label.profile for label in labels}
    read = [each.account for each in records if each.last_whole_look is not None]
    remembering = {each.profile for each in read if each.label in labels}
    left = [each for each in read if each.profile not in configured] if configured else []
    signs = {(each.service, sign): each.profile for each in left for sign in _signs(each.name, each.mark, each.whoami)}
    return {
        member.label: signs[member.service, sign]
        for member in members
        if member.profile not in remembering
        for sign in _signs(member.name, member.mark, world.places.get(member.label, ""))
        if (member.service, sign) in signs
    }


def _signs(name: str, mark: str, place: str) -> set[tuple[str, str]]:
    """By what an account is known before it is read."""
    return {(kind, sign) for kind, sign in (("name", name), ("mark", mark), ("place", place)) if sign}
