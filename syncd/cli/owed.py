"""What is still to be written at a target beside the loves of its favourites, in words. Pure functions of the JSON object."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_NOUNS = {
    "loved": ("love", "loves"),
    "unloved": ("unlove", "unloves"),
    "hated": ("hate", "hates"),
    "cleared": ("end of a hate", "ends of hates"),
}
_WHAT_NEXT = {
    "pending": "still to be done; the next sync goes on with it",
    "unconfirmed": "sent, and not seen yet; the next look tells",
    "held": "held back until it may be written",
    "failed": "given up; try again: syncd retry",
}

Counts = Mapping[str, Any]


def count_owed(counts: Counts, *states: str) -> int:
    """How much of it is in any of these states. A plan that an older syncd has kept says nothing of it."""
    return sum(row["count"] for row in counts.get("owed", ()) if row["state"] in states)


def owed_words(counts: Counts) -> Iterator[tuple[str, str, Mapping[str, int]]]:
    """What there is of each kind: its state, how many of what, and so many for each reason."""
    rows = counts.get("owed", ())
    for state, wanted in dict.fromkeys((row["state"], row["wanted"]) for row in rows):
        why = Counter[str]()
        for row in rows:
            if (row["state"], row["wanted"]) == (state, wanted):
                why[row["why"]] += row["count"]
        one, more = _NOUNS[wanted]
        yield state, f"{why.total()} {one if why.total() == 1 else more}", why


def owed_lines(target: str, counts: Counts, *states: str) -> Iterator[str]:
    """What is owed at a target, or of that what is in these states: how many, what comes next, and why it is not done."""
    for state, what, why in owed_words(counts):
        if not states or state in states:
            yield f"{target}: {what} {_WHAT_NEXT[state]}"
            yield from (f"  {count}: {reason}" for reason, count in why.items())
