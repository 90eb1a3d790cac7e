"""Durations as people write them: `90s`, `15m`, `6h`, `400d`, `2w`."""

import re
from datetime import timedelta

LONGEST = timedelta(days=36_500)
"""A hundred years: far enough for everybody, and near enough for every calendar."""

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_DURATION = re.compile(r"([0-9]{1,10})([smhdw])")


def parse_duration(text: object) -> timedelta:
    """The duration that a text such as `6h` names; more than nothing, at most `LONGEST`. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ValueError('must be a duration: a whole number and s, m, h, d or w, such as "90s", "15m", "6h" or "400d"')
    # The bound is held against whole seconds, because a timedelta too long for itself raises something else.
    seconds = int(found[1]) * int(_UNITS[found[2]].total_seconds())
    if not 0 < seconds <= LONGEST.total_seconds():
        raise ValueError(f"must be a duration of at least 1s and at most {LONGEST.days}d")
    return timedelta(seconds=seconds)
