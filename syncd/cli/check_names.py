"""The doctor's look at whose logins they are: each may stand once in the configuration, and in one profile."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from syncd.cli.finding import Finding, Health, fail, from_error
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, Label
from syncd.domain.errors import SecondName, Unauthorised
from syncd.engine.world import Member


def check_names(program: Program, logins: Mapping[Label, str]) -> Iterator[Finding]:
    """The second names of logins, and accounts that left their profile alone; `logins` says who logs in where.

    A sync judges the same way (`engine/enrolment.py`): the name that an account bore when it was last read comes first.
    """
    with program.world.store.reading() as tx:
        known = {(each.account.service, each.account.whoami): each.account for each in tx.memory.records()}
    asked = [(each, known.get((each.service, logins[each.label]))) for each in _members(program, logins)]
    names: dict[tuple[str, str], Label] = {}
    for member, account in sorted(asked, key=lambda pair: pair[1] is None or pair[1].label != pair[0].label):
        first = names.setdefault((member.service, logins[member.label]), member.label)
        yield from _check_name(program, member, account, first)


def _members(program: Program, logins: Mapping[Label, str]) -> list[Member]:
    return [each for each in program.world.members if each.label in logins]


def _check_name(program: Program, member: Member, account: Account | None, first: Label) -> Iterator[Finding]:
    labels = program.world.labels or ()
    is_elsewhere = account is not None and account.profile != member.profile
    if account is not None and is_elsewhere and account.label in labels:
        first = account.label
    if first != member.label:
        error = SecondName(member.name, member.label.key, first.key)
        yield from_error(f"name {member.name}", error, Health.FAIL)
    elif account is not None and is_elsewhere and account.profile in {each.profile for each in labels}:
        detail = f"is known as {account.label.key}, and others of that profile are still there"
        remedy = (
            f"call it {account.label.key} again, or move all other accounts of profile {account.profile} along with it"
        )
        yield fail(f"config {member.label.key}", detail, remedy)
    elif account is not None and is_elsewhere:
        yield from _check_move(program, member, account)


def _check_move(program: Program, member: Member, account: Account) -> Iterator[Finding]:
    """Whether it may come along from a profile that has left the configuration: the store is asked, and keeps nothing of it."""
    with program.world.store.writing() as tx:
        try:
            tx.memory.account(replace(account, profile=member.profile, name=member.name), labels=program.world.labels)
        except Unauthorised as error:
            yield from_error(f"name {member.name}", error, Health.FAIL)
