"""What `syncd apply` tells people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncd.cli.held import song_of
from syncd.cli.plan_file import PlanFile
from syncd.cli.show import counted
from syncd.domain.plan import ActionKey
from syncd.engine.apply import Applied, End

_SAID = {
    End.DONE: "done, proved by a look",
    End.STANDS: "would be done: they still stand",
    End.SENT: "sent, not seen there yet",
    End.DUE: "still due: they stand, and could not be written now",
    End.FAILED: "failed; try again: syncd retry",
    End.GONE: "no longer stand, and were left alone",
}
_SHOWN = {End.DONE: 20, End.STANDS: 20}
"""What went as it should is told shortly; the others are all named."""

Told = Mapping[ActionKey, Mapping[str, Any]]


def lines(saved: PlanFile, found: Sequence[Applied], others: int, *, dry_run: bool) -> Iterator[str]:
    """What became of every action of the plan, and what is left to the next one."""
    told = {action.key: action.told for action in saved.actions}
    yield f"The plan of {saved.made_at}: {counted(len(found), 'action')}"
    for end, said in _SAID.items():
        yield from _some(said, [each for each in found if each.end is end], told, _SHOWN.get(end))
    if others:
        yield f"{counted(others, 'action')} of today's plan {'is' if others == 1 else 'are'} not in it: syncd plan"
    if dry_run:
        yield "Nothing was written."


def _some(said: str, some: Sequence[Applied], told: Told, shown: int | None) -> Iterator[str]:
    if some:
        yield f"{len(some)} {said}:"
    for each in some[:shown]:
        row = told[each.key]
        why = f": {each.why}" if each.why else ""
        yield f"  {row['account']}  {row['score']}  {song_of(row)}  {row['page']}{why}"
    if shown is not None and len(some) > shown:
        yield f"  and {len(some) - shown} more"
