"""Before an undo takes back, or loves again, more at once than the guard lets pass on one day, a human says yes."""

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


def agrees(built: Program, found: Sequence[Undoing], names: Names) -> bool:
    """Whether these loves may be taken back, or made again: few may, of many a human says so.

    Raises UsageError where nobody can be asked.
    """
    many = list(_beyond_the_bound(built, found))
    if not many:
        return True
    told = "; ".join(f"{_what(account, mine)} at once" for account, mine in many)
    if not sys.stdin.isatty():
        raise UsageError(f"{told}: more than the guard lets pass on one day; this asks first; a program says --yes")
    for account, mine in many:
        remark(printable(f"{_what(account, mine)}, such as"))
        for each in mine[:_EXAMPLES]:
            remark(printable(f"  {song_of(song_fields(each.last.ref, names))}"))
    return typer.confirm("That is more than the guard lets pass on one day. Undo it?", err=True)


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
