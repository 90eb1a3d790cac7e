"""What was learnt of accounts that nobody has ever read."""

from collections.abc import Collection

from syncd.domain.account import AccountState, Label
from syncd.engine.world import Member, Polled
from syncd.store.database import Database
from syncd.store.unread import Try, load_tries, save_tries


def note_unread(database: Database, polled: Collection[Polled]) -> None:
    """Remember how the accounts fared that were asked in vain and never read before; older notes of their profiles go.

    Of those that were not due, the older notes stand.
    """
    profiles = {each.member.profile for each in polled}
    before = {label: each for label, each in load_tries(database).items() if label.profile in profiles}
    unread = [each for each in polled if each.account is None]
    resting = {each.member.label for each in unread if each.state is AccountState.RESTING}
    now = {
        each.member.label: Try(each.member.service, each.state, each.trouble)
        for each in unread
        if each.member.label not in resting
    }
    changed = {label: each for label, each in now.items() if before.get(label) != each}
    save_tries(database, changed, before.keys() - now.keys() - resting)


def unread_notes(database: Database, members: Collection[Member]) -> dict[Label, Try]:
    """The notes of these accounts; one that was of another service then has none."""
    services = {member.label: member.service for member in members}
    return {label: each for label, each in load_tries(database).items() if services.get(label) is each.service}
