"""How ListenBrainz compares names."""

import re

from anyascii import anyascii


def fold(text: str) -> str:
    """The key of the lookup tables: word characters only, lower case, then transliterated (`§14, 41`).

    The genuine server transliterates with Unidecode, this one with anyascii, the same on both sides; the keys of
    some scripts differ, what matches does not.
    """
    return anyascii(re.sub(r"\W+", "", text).lower())


def edits(one: str, other: str) -> int:
    """The Levenshtein distance."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]
