"""The plan for people. What the guard holds is told with the accounts."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from rich.console import Console

from syncd.cli.held import song_of
from syncd.cli.show import MEANING, counted, safe, show_report

_ACTIONS_SHOWN = 20
_LEFT_SHOWN = 5
_WOULD = {"love": "love", "none": "unlove", "hate": "hate"}

Rows = Sequence[Mapping[str, Any]]


def show(out: Console, plan: Mapping[str, Any]) -> None:
    """How everything stands, what a sync would do and leave alone, what it takes, and what it is least sure of."""
    show_report(out, plan["report"])
    parts = (
        _actions(plan["actions"]),
        _left_alone(plan["left_alone"]),
        _least_certain(plan["least_certain"]),
    )
    for line in chain(*parts, [""], _price(plan)):
        out.print(safe(line))


def _actions(actions: Rows) -> Iterator[str]:
    for (account, score), rows in _grouped(actions, "account", "score").items():
        yield ""
        yield f"A sync would {_WOULD[score]} {len(rows)} at {account}:"
        yield from (f"  {song_of(row)}  {row['page']}" for row in rows[:_ACTIONS_SHOWN])
        if len(rows) > _ACTIONS_SHOWN:
            yield f"  and {len(rows) - _ACTIONS_SHOWN} more; all of them: syncd plan --json"


def _left_alone(rows: Rows) -> Iterator[str]:
    for (account, state), some in _grouped(rows, "account", "state").items():
        yield ""
        yield f"A sync would leave {len(some)} {state} alone at {account} ({MEANING[state]}):"
        yield from (f"  {song_of(row)}{_because(row)}" for row in some[:_LEFT_SHOWN])
        if len(some) > _LEFT_SHOWN:
            yield f"  and {len(some) - _LEFT_SHOWN} more; all of them: syncd plan --json"


def _least_certain(rows: Rows) -> Iterator[str]:
    if rows:
        yield ""
        yield "The least certain of the accepted matches, from 0 to 1:"
    for row in rows:
        heard, taken = row["heard"], row["taken_for"]
        yield f"  {row['confidence']:.2f}  {song_of(heard)}"
        yield f"        taken for {song_of(taken)}"
        yield f"        why: {', '.join(row['reasons']) or 'nothing was said against it'}"
        yield from (f"        {page}" for page in dict.fromkeys((heard["page"], taken["page"])))


def _price(plan: Mapping[str, Any]) -> Iterator[str]:
    """What a sync would take, as far as the lists could be read."""
    hosts = plan["estimates"]
    writes, reads = sum(each["writes"] for each in hosts), sum(each["reads"] for each in hosts)
    if unread := [name for name, fields in _accounts(plan) if fields["state"] not in {"read", "unchanged"}]:
        yield f"Could not be read, so that nobody knows what a sync would do with it: {', '.join(unread)}."
    elif not writes and not _is_anything_pending(plan):
        yield f"A sync would have nothing to do: 0 writes, about {counted(reads, 'request')} to look."
        return
    if not writes + reads:
        return
    duration = f"{max(plan['minutes'], 0.1):.1f} min at the pace allowed, the hosts side by side"
    yield f"A sync would make about {counted(writes + reads, 'request')}, {writes} of them to write, in about {duration}:"
    yield from (f"  {each['host']:13}{each['reads']:6} to read {each['writes']:6} to write" for each in hosts)
    yield "Nothing was written."


def _accounts(plan: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for profile in plan["report"]["profiles"].values():
        yield from profile["accounts"].items()


def _is_anything_pending(plan: Mapping[str, Any]) -> bool:
    profiles = plan["report"]["profiles"].values()
    return any(counts["pending"] for profile in profiles for counts in profile["targets"].values())


def _grouped(rows: Rows, *keys: str) -> dict[tuple[str, ...], list[Mapping[str, Any]]]:
    """Rows that agree in these fields, in the order of the first of each kind."""
    found: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found


def _because(row: Mapping[str, Any]) -> str:
    return f": {row['reason']}" if row["reason"] else ""
