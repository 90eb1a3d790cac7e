"""Accounts that got another name in the configuration, before a sync has asked who they are: nobody can look there yet."""

from collections.abc import Collection

from syncd.cli.remembered import records_of
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, Label
from syncd.domain.errors import SyncdError
from syncd.engine.world import Member
from syncd.ports import Transaction

_SYNC = "run: syncd sync"


def unclaimed_notes(tx: Transaction, built: Program, account: str | None = None) -> list[str]:
    """Whose memory was left out, since it may be behind a name that was never read; of one account, by either of its names.

    What is remembered nowhere looks the same, so whoever finds nothing must not say that there is nothing.
    """
    records = records_of(tx, built.world)
    borne = {(each.account.label, each.account.service) for each in records}
    members = [each for each in built.world.members if (each.label, each.service) not in borne]
    labels = built.world.labels or ()
    left = [each.account for each in records if each.last_whole_look is not None and each.account.label not in labels]
    pairs = [(member, [each.name for each in left if _may_be(each, member, labels)]) for member in members]
    return [_said(member, names) for member, names in pairs if names and account in {None, member.name, *names}]


def demand_claimed(tx: Transaction, built: Program, account: str | None = None) -> None:
    """Raise SyncdError where what was looked for in vain may be remembered of such an account."""
    if notes := unclaimed_notes(tx, built, account):
        raise SyncdError("; ".join(notes), remedy=_SYNC)


def with_the_remedy(note: str) -> str:
    """A note on a line of its own."""
    return f"{note}; {_SYNC}"


def _may_be(account: Account, member: Member, labels: Collection[Label]) -> bool:
    """An account stays in its profile, as long as the configuration has that."""
    is_at_home = account.profile == member.profile or account.profile not in {each.profile for each in labels}
    return account.service is member.service and is_at_home


def _said(member: Member, names: Collection[str]) -> str:
    whose = " or ".join(names)
    return f"{member.name} was not read under this name yet: if it was {whose} before, what is remembered of that waits for it"
