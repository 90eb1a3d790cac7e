"""Did you mean…?"""

from collections.abc import Iterable
from difflib import get_close_matches


def advice(word: object, allowed: Iterable[str]) -> str:
    """What to say behind a wrong word: the nearest right one, where one is near, and all that are allowed."""
    names = list(allowed)
    near = get_close_matches(str(word).lower(), names, n=1)
    question = f"; did you mean {near[0]}?" if near else ";"
    return f"{question} allowed: {', '.join(names) or 'nothing'}"
