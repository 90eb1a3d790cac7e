"""Whether a second line of one song in one list is a new word, or the old one under another id."""

from collections.abc import Iterable

from syncd.domain.memory import Love


def said_since(love: Love, lines: Iterable[Love]) -> int:
    """The cycle since which a human has said it, of all lines by which the list shows that song with that score.

    A song that stays listed under another id was not loved, or hated, anew: the oldest of its words stands. But where the
    service dates the new line later than the old ones, he said it once more.
    """
    older = [each for each in lines if each.since < love.since]
    is_said_anew = all(_is_dated_later(love, each) for each in older)
    return love.since if is_said_anew else min(each.since for each in older)


def _is_dated_later(love: Love, old: Love) -> bool:
    return love.loved_at is not None and old.loved_at is not None and love.loved_at > old.loved_at
