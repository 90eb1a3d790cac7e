"""What was learnt of accounts that nobody has ever read: they have no row of their own, so it is kept beside the plans."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from syncd.domain.account import AccountState
from syncd.engine.world import Member, Polled
from syncd.store.database import Database
from syncd.store.plans import SavedPlan, load_plan, save_plan

Note = Mapping[str, Any]


def note_unread(database: Database, polled: Collection[Polled], now: datetime) -> None:
    """Remember how the accounts fared that were asked in vain and never read before; older notes of their profiles go.

    Of those that rest, the older notes stand.
    """
    for profile in dict.fromkeys(each.member.profile for each in polled):
        saved = load_plan(database, _key(profile))
        before = saved.content if saved else {}
        resting = {each.member.name for each in polled if each.state is AccountState.RESTING and each.account is None}
        notes = {
            each.member.name: {"service": each.member.service.value, "state": each.state.value, "trouble": each.trouble}
            for each in polled
            if each.member.profile == profile and each.account is None and each.member.name not in resting
        }
        notes |= {name: note for name, note in before.items() if name in resting}
        if notes != before:
            save_plan(database, _key(profile), SavedPlan(now, notes))


def unread_notes(database: Database, members: Collection[Member]) -> dict[str, Note]:
    """The notes of these accounts, by their names; one that was of another service then has none."""
    services = {member.name: member.service.value for member in members}
    saved = [load_plan(database, _key(profile)) for profile in dict.fromkeys(member.profile for member in members)]
    notes = {name: note for each in saved if each is not None for name, note in each.content.items()}
    return {name: note for name, note in notes.items() if services.get(name) == note["service"]}


def _key(profile: str) -> str:
    """No profile's name has a blank, so no plan is ever kept under this one."""
    return f"unread {profile}"
