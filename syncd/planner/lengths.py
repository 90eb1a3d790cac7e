"""How two lengths go together. Seconds; a missing or zero length is no evidence."""

from enum import Enum, auto
from math import isfinite
from typing import TypeGuard

SAME_SECONDS = 3.0
"""Two lengths this near are one length (`design.md` §6)."""

FAR_SECONDS = 10.0
"""Beyond this the length is a veto; between the two it is a doubt."""


class Length(Enum):
    """What two lengths say."""

    SAME = auto()
    UNKNOWN = auto()
    OFF = auto()
    FAR = auto()


def seconds_apart(ours: float | None, theirs: float | None) -> float | None:
    """The difference of two lengths, or None where one is not known."""
    return abs(ours - theirs) if _is_known(ours) and _is_known(theirs) else None


def compare_lengths(ours: float | None, theirs: float | None) -> Length:
    """What two lengths say."""
    apart = seconds_apart(ours, theirs)
    if apart is None:
        return Length.UNKNOWN
    if apart <= SAME_SECONDS:
        return Length.SAME
    return Length.OFF if apart <= FAR_SECONDS else Length.FAR


def minutes(seconds: float | None) -> str:
    """A length as players show it: "3:12"."""
    whole, rest = divmod(round(seconds or 0), 60)
    return f"{whole}:{rest:02}"


def _is_known(seconds: float | None) -> TypeGuard[float]:
    return seconds is not None and isfinite(seconds) and seconds > 0
