"""How each change of ours is taken back: what stands there now decides, and what a human has said since is his."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from syncd.domain.account import AccountId, Can, Score
from syncd.domain.journal import Deed
from syncd.domain.memory import FIRST_LOOK, Love, View
from syncd.domain.track import RecordingId, TrackRef

WAITS_FOR_HATE = "the profile hates it; it is loved again once nobody there does"
"""Why a love that a human brings back is not written yet."""
WAITS_FOR_SKIP = (
    "never to be pushed, as was said in review; it is loved again once that is taken back: syncd review forget"
)
"""The same of a song that the profile's human does not want to be pushed."""
NOT_HATED_AGAIN = "a hate is not brought back; if it replaced a love, undo the cycle that made the hate"
"""Why the end of a hate of ours stays, where the hate itself is not undone."""

_WRITTEN_BY_AN_UNDO = {(Score.LOVE, Score.NONE), (Score.HATE, Score.NONE), (Score.NONE, Score.LOVE)}
"""From what to what: never to a hate, and from a hate to a love in two steps."""


Wanted = tuple[AccountId, TrackRef, Score]
"""That a human wants this to stand at one account under that ref."""

Song = tuple[str, RecordingId]
"""A recording, of one profile's."""


class Way(StrEnum):
    """What becomes of a change that a human undoes."""

    UNLOVE = "unlove"  #: our love is taken back, and stays away
    CLEAR = "clear"  #: our hate is taken back, and stays away
    LOVE = "love"  #: what we unloved, or turned into a hate, is loved again, by a human's word
    BY_HAND = "by hand"  #: the service has no way to take it back; it is not made again
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoes all that was done at one account with one track, as which `recording` it was loved there.

    `why` says why nothing does, or why it has to wait; `made` is what the deeds had made it there: loved, hated, or both in turn.
    """

    last: Deed
    way: Way
    why: str = ""
    recording: RecordingId | None = None
    made: frozenset[Score] = frozenset()


def undoings(
    deeds: Iterable[Deed],
    views: Mapping[AccountId, View],
    latest: Collection[int],
    waiting: Mapping[str, Mapping[RecordingId, str]],
) -> list[Undoing]:
    """What undoes these deeds, of which the oldest come first.

    `latest` are the numbers of each track's last deed; what is `waiting` is not loved in that profile yet, and why.
    """
    found: list[Undoing] = []
    for (account, ref), mine in _by_track(deeds).items():
        view = views[account]
        way, why = _undone(mine[0].old, mine[-1], view, is_latest=mine[-1].id in latest)
        row = view.rows.get(ref)
        if way is Way.LOVE and row is not None:
            why = waiting[view.account.profile].get(row.recording, why)
        made = frozenset(deed.new for deed in mine) - {Score.NONE}
        found.append(Undoing(mine[-1], way, why, row.recording if row else None, made))
    return found


def is_unwritten(deed: Deed, unwritten: Collection[Wanted]) -> bool:
    """Whether what a human wants instead of what a deed made is not written yet.

    What wants that very score is another word, and a later one: what he keeps, say.
    """
    others = (score for score in (Score.LOVE, Score.NONE) if score is not deed.new)
    return any((deed.account, deed.ref, score) in unwritten for score in others)


def changed_since(
    history: Sequence[Deed],
    since: datetime,
    first: int,
    unwritten: Collection[Wanted],
    songs: Mapping[int, Song],
) -> list[Deed]:
    """What is to be undone of the time since an instant: the tracks that stand otherwise than then.

    `history` is all that is kept of each track of which something was done, or undone, in that time; the oldest come first.
    `first` is the least number of what was done in it, and `songs` says of each number whose song that was about.

    Deeds that are undone count: the first of a track says what stood there. What an undo has taken back already is left out,
    and what it said since then and is `unwritten` is not. What only an undo did, or carried on, is undone by its cycle, never
    by a time, which would turn against the same word when it is said once more.
    """
    found: list[Deed] = []
    carried_on = _carried_on(history, since, songs)
    for mine in _by_track(history).values():
        is_left = is_unwritten(mine[-1], unwritten)
        span = mine[_beginning(mine, since, first, is_left=is_left) :]
        own = {after.id for before, after in pairwise(mine) if _takes_back(after, before)} | carried_on
        if span and span[0].old is not span[-1].new and _is_to_be_undone(span, own, is_left=is_left):
            found += span
    return sorted(found, key=lambda deed: deed.id)


def _by_track(deeds: Iterable[Deed]) -> dict[tuple[AccountId, TrackRef], list[Deed]]:
    grouped: dict[tuple[AccountId, TrackRef], list[Deed]] = {}
    for deed in deeds:
        grouped.setdefault((deed.account, deed.ref), []).append(deed)
    return grouped


def _beginning(mine: Sequence[Deed], since: datetime, first: int, *, is_left: bool) -> int:
    """How many of a track's deeds are older than a time, and than what was said in it and is not written yet."""
    said = (deed.id >= first or (is_left and deed.undone_at is not None and deed.undone_at >= since) for deed in mine)
    return next((number for number, is_lately in enumerate(said) if is_lately), len(mine))


def _is_to_be_undone(span: Sequence[Deed], own: Collection[int], *, is_left: bool) -> bool:
    """`own` are the numbers of what an undo itself wrote: where nothing else was done, only its unfinished rest is left."""
    if all(deed.undone_at is not None or deed.id in own for deed in span):
        return is_left and span[0].undone_at is not None
    return is_left or span[-1].undone_at is None


def _carried_on(history: Iterable[Deed], since: datetime, songs: Mapping[int, Song]) -> set[int]:
    """The loves that an undo carried to other accounts: of songs whose unlove, or hate, was undone in that time, and before.

    Where several were, from the first of these words on.
    """
    undone: dict[Song, datetime] = {}
    for deed in history:
        took_away = deed.old is Score.LOVE or deed.new is Score.NONE
        if took_away and deed.undone_at is not None and deed.undone_at >= since and deed.id in songs:
            undone[songs[deed.id]] = min(deed.undone_at, undone.get(songs[deed.id], deed.undone_at))
    loves = (
        deed for deed in history if (deed.old, deed.new) == (Score.NONE, Score.LOVE) and songs.get(deed.id) in undone
    )
    return {deed.id for deed in loves if deed.undone_at is None and deed.at >= undone[songs[deed.id]]}


def _takes_back(deed: Deed, before: Deed) -> bool:
    """Whether this is what the undo of the deed before it writes: it begins with what that one had made."""
    return before.undone_at is not None and deed.old is before.new and (deed.old, deed.new) in _WRITTEN_BY_AN_UNDO


def ends_of_hates(history: Iterable[Deed]) -> dict[int, Deed]:
    """The ends of our hates that stood over a love, by the numbers of those hates, as far as neither is undone yet.

    Whoever undoes the hate wants the love, so its end is undone along with it. Whoever undoes only the end does not: before
    that no love stood there. Of all in `history` the oldest come first.
    """
    last: dict[tuple[AccountId, TrackRef], Deed] = {}
    ends: dict[int, Deed] = {}
    for deed in history:
        before = last.get((deed.account, deed.ref))
        if before is not None and _took_a_love_away(before, deed):
            ends[before.id] = deed
        last[deed.account, deed.ref] = deed
    return ends


def _took_a_love_away(hate: Deed, end: Deed) -> bool:
    scores = (hate.old, hate.new, end.old, end.new)
    return scores == (Score.LOVE, Score.HATE, Score.HATE, Score.NONE) and hate.undone_at is end.undone_at is None


def accomplished(deeds: Iterable[Deed], found: Iterable[Undoing]) -> list[Deed]:
    """Those of the deeds that are undone by what was found: about the others, nothing is done."""
    taken_back = {(each.last.account, each.last.ref) for each in found if each.way is not Way.NOTHING}
    return [deed for deed in deeds if (deed.account, deed.ref) in taken_back]


def _undone(before: Score, last: Deed, view: View, *, is_latest: bool) -> tuple[Way, str]:
    if why := _why_not(before, last, view, is_latest=is_latest):
        return Way.NOTHING, why
    if last.new is Score.NONE:
        return Way.LOVE, ""
    if Can.UNLOVE not in view.account.can:
        return Way.BY_HAND, ""
    if last.new is Score.LOVE:
        return Way.UNLOVE, ""
    return (Way.LOVE if before is Score.LOVE else Way.CLEAR), ""


def _why_not(before: Score, last: Deed, view: View, *, is_latest: bool) -> str:
    """Why there is nothing to take back; empty where there is."""
    line = view.loves.get(last.ref)
    if before is last.new:
        return "it stands as it did before"
    if not is_latest:
        return "syncd has changed it again since"
    if _is_restored(last, line):
        return "it was brought back by your word; whoever does not want it takes it away there"
    if (line.score if line else Score.NONE) is not last.new or (line is not None and not line.is_ours):
        return "a human has changed it since, or wants it so by now"
    if not view.account.role.writes or last.ref not in view.rows:
        return "syncd does not write there any more"
    return NOT_HATED_AGAIN if (before, last.new) == (Score.HATE, Score.NONE) else ""


def _is_restored(last: Deed, line: Love | None) -> bool:
    """Whether that very change brought back what a human wants: then our write was his word, said no later, and its line is his."""
    return line is not None and not line.is_ours and line.score is last.new and FIRST_LOOK < line.since <= last.cycle
