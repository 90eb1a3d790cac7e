"""Before an undo takes back, or loves again, more at once than the guard lets pass on one day, a human says yes."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from itertools import product

import typer

from syncd.cli.done import song_fields
from syncd.cli.held import song_of
from syncd.cli.show import counted
from syncd.cli.streams import remark
from syncd.daemon.logs import printable
from syncd.daemon.wiring import Program
from syncd.domain.account import Account
from syncd.domain.errors import UsageError
from syncd.planner.undo import Undoing, Way
from syncd.store.past import Names

_EXAMPLES = 10
_WHAT = {Way.UNLOVE: ("love", "to be taken back"), Way.LOVE: ("song", "to be loved again")}


def agrees(built: Program, found: Sequence[Undoing], names: Names, agreed: str) -> bool:
    """Whether these loves may be taken back, or made again: few may, of many a human says so.

    Raises UsageError where nobody can be asked, with the command that is `agreed`.
    """
    many = list(_beyond_the_bound(built, found))
    if not many:
        return True
    if not sys.stdin.isatty():
        raise UsageError(f"{_told(many)}; this asks first; a program says --yes: {agreed}")
    for account, mine in many:
        remark(printable(f"{_what(account, mine)}, such as"))
        for each in mine[:_EXAMPLES]:
            remark(printable(f"  {song_of(song_fields(each.last.ref, names))}"))
    return typer.confirm("That is more than the guard lets pass on one day. Undo it?", err=True)


def foretold(built: Program, found: Sequence[Undoing], agreed: str) -> Iterator[str]:
    """That the real one will ask first, where it will; `agreed` is the command that does not."""
    if many := list(_beyond_the_bound(built, found)):
        yield f"{_told(many)}; without --dry-run this asks first; a program says --yes: {agreed}"


def spelled(cycle: int | None, since: str | None, profile: str | None) -> str:
    """This very undo as a command that does not ask."""
    what = [str(cycle)] if since is None else ["--since", since]
    whose = [] if profile is None else ["--profile", profile]
    return shlex.join(["syncd", "undo", *what, *whose, "--yes"])


def _told(many: Sequence[tuple[Account, Sequence[Undoing]]]) -> str:
    told = "; ".join(f"{_what(account, mine)} at once" for account, mine in many)
    return f"{told}: more than the guard lets pass on one day"


def _beyond_the_bound(built: Program, found: Sequence[Undoing]) -> Iterator[tuple[Account, list[Undoing]]]:
    with built.world.store.reading() as tx:
        records = tx.memory.records()
    for record, way in product(records, _WHAT):
        mine = [each for each in found if each.last.account == record.account.id and each.way is way]
        if len(mine) > built.world.limits.allowed(record.listed):
            yield record.account, mine


def _what(account: Account, some: Sequence[Undoing]) -> str:
    noun, fate = _WHAT[some[0].way]
    return f"{account.name}: {counted(len(some), noun)} {fate}"
