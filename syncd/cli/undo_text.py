"""What `syncd undo` tells people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from syncd.cli.by_hand import by_hand
from syncd.cli.done import song_fields
from syncd.cli.held import song_of
from syncd.cli.show import counted
from syncd.domain.account import Account, AccountId
from syncd.planner.undo import Undoing, Way
from syncd.store.past import Names

TO_NEXT_SYNC = "left to the next sync"
WAITING = "noted, and waiting"
GIVEN_UP = "given up; try again: syncd retry, or this undo once more"
_SHOWN = 20
_DONE = {
    Way.UNLOVE: "loves taken back, proved by a look; they are not made again",
    Way.CLEAR: "hates taken back, proved by a look",
    Way.LOVE: "loved again, proved by a look, and by your word: other accounts follow",
}
_WOULD = {Way.UNLOVE: "loves to be taken back", Way.CLEAR: "hates to be taken back", Way.LOVE: "to be loved again"}
Accounts = Mapping[AccountId, Account]


class Left(NamedTuple):
    """How a change stands that is not proved yet, and why it is not, unless that says it."""

    how: str
    why: str = ""


def lines(
    found: Sequence[Undoing], accounts: Accounts, names: Names, left: Mapping[int, Left], *, dry_run: bool
) -> Iterator[str]:
    """What became of every change, account by account; what only a click takes back with its page."""
    for account in dict.fromkeys(accounts[each.last.account] for each in found):
        mine = [each for each in found if each.last.account == account.id]
        done = [each for each in mine if each.last.id not in left]
        for way, said in (_WOULD if dry_run else _DONE).items():
            yield from _some(account, said, [each for each in done if each.way is way], names)
        yield from _left(account, [each for each in mine if each.last.id in left], names, left)
        yield from _nothing(account, [each for each in mine if each.way is Way.NOTHING], names)
        yield from _by_hand(account, [each for each in mine if each.way is Way.BY_HAND], names)
    if dry_run:
        yield "Nothing was changed."
    elif all(each.way is Way.NOTHING for each in found):
        yield "Nothing was undone."


def _some(account: Account, said: str, some: Sequence[Undoing], names: Names) -> Iterator[str]:
    if some:
        yield f"{account.name}: {len(some)} {said}"
    yield from (f"  {_song(each, names)}" for each in some[:_SHOWN])
    if len(some) > _SHOWN:
        yield f"  and {len(some) - _SHOWN} more: syncd history"


def _left(account: Account, some: Sequence[Undoing], names: Names, left: Mapping[int, Left]) -> Iterator[str]:
    for how in dict.fromkeys(left[each.last.id].how for each in some):
        mine = [each for each in some if left[each.last.id].how == how]
        yield from _some(account, how, mine, names)
        whys = dict.fromkeys(left[each.last.id].why for each in mine)
        yield from (f"  why not now: {why}" for why in whys if why)


def _nothing(account: Account, some: Sequence[Undoing], names: Names) -> Iterator[str]:
    for why in dict.fromkeys(each.why for each in some):
        yield from _some(account, f"left alone: {why}", [each for each in some if each.why == why], names)


def _by_hand(account: Account, some: Sequence[Undoing], names: Names) -> Iterator[str]:
    """All of them, with nothing left out: nobody else will."""
    if some:
        yield f"{account.name}: {counted(len(some), 'like')} will not be made again, whatever you do there."
        yield by_hand(account.name, account.service, "")[0]
    yield from (f"  {_song(each, names)}" for each in some)


def _song(undoing: Undoing, names: Names) -> str:
    fields = song_fields(undoing.last.ref, names)
    return f"{song_of(fields)}  {fields['page']}"
