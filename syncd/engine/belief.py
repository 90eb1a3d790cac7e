"""Which absences from a list become words: what the guard lets pass, and what a human did."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from syncd.domain.memory import AccountRecord, Look, Love
from syncd.domain.track import TrackRef
from syncd.planner.guard import GuardLimits, is_frightening
from syncd.planner.hearing import Context, Heard
from syncd.planner.memory import without_absences

_GOES_ON = timedelta(days=2)
"""So far back a clock may go before the day that is counted begins anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What is believed of a look, and how many absences its account's day has brought: `believed` ones and `held` ones."""

    heard: Heard
    believed: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One account's day: which it is, what is allowed, what it has brought so far, and what a human let pass.

    What is gone `by_hand` he was asked to take away there.
    """

    today: date
    limits: GuardLimits
    record: AccountRecord
    passed: Collection[TrackRef]
    by_hand: Collection[TrackRef] = ()

    @property
    def counted_on(self) -> date:
        """The day that is counted. One that has begun goes on when the clock goes back a little, else each return to it
        would begin it anew; a day further ahead was a wrong clock's.
        """
        counted = self.record.gone_on
        return counted if counted and timedelta() <= counted - self.today <= _GOES_ON else self.today

    @property
    def believed(self) -> int:
        """How many absences were believed today."""
        return self.record.gone_that_day if self.record.gone_on == self.counted_on else 0

    @property
    def held(self) -> int:
        """How many absences were not believed today."""
        return self.record.held_that_day if self.record.gone_on == self.counted_on else 0


def believe(heard: Heard, look: Look, seen: Mapping[TrackRef, Love], context: Context, day: Day) -> Belief:
    """Hold the absences that frighten (`design.md` §8, *guard*).

    What is held waits for a human, or for the list to show it again, be it under another id; no later day judges it anew, or
    counts it. Within the day it was held on it counts, as far as it is still away. What a human was asked to take away by
    hand is nobody's news: it neither counts nor is held, and is forgotten by a look of which nothing is held.

    What goes beside it, and is believed at the next look only, is held with it: else a list that is wiped would come in two
    parts, and be judged twice. Where only both together would be too much, the next look weighs them together.
    """
    by_hand = [ref for ref in heard.forgotten if ref in day.by_hand]
    coming = _coming(heard, look, context)
    passed = {*day.passed, *by_hand, *_under_other_ids([*heard.forgotten, *coming], look, seen, context)}
    judged = [ref for ref in heard.forgotten if ref not in passed]
    waiting = [ref for ref in judged if seen[ref].is_guarded]
    news = [ref for ref in judged if not seen[ref].is_guarded]
    beside = [ref for ref in coming if ref not in passed and ref not in day.by_hand] if news else []
    held = min(day.held, _still_held(look, seen, passed))
    listed = len(_stood_before(look, seen, context, news)) + day.believed
    frightens = partial(is_frightening, heard_today=day.believed + held, listed=listed, limits=day.limits)
    is_too_much = frightens(len(news))
    postponed = news if frightens(len(news) + len(beside)) and not is_too_much else []
    doubted = [*waiting, *news, *beside] if is_too_much else waiting
    believed = without_absences(heard, doubted, seen, context) if doubted else heard
    believed = without_absences(believed, postponed, seen, context, are_guarded=False) if postponed else believed
    is_certain = not doubted and not postponed
    return Belief(
        heard=_without_news(believed, by_hand, seen, context, is_certain=is_certain) if by_hand else believed,
        believed=day.believed + (0 if is_too_much else len(news) - len(postponed)),
        held=held + (len(news) + len(beside) if is_too_much else 0),
    )


def _coming(heard: Heard, look: Look, context: Context) -> list[TrackRef]:
    """What this look lacks for the first time, and a point read denies: if the next look lacks it too, it is a word."""
    explained = {*context.awaited, *context.reissued}
    lacking = (line for line in heard.kept if line.missing_since == context.cycle and not line.is_guarded)
    return [line.ref for line in lacking if line.ref in look.denied and line.ref not in explained]


def _stood_before(
    look: Look, seen: Mapping[TrackRef, Love], context: Context, news: Collection[TrackRef]
) -> set[TrackRef]:
    """What its list held before these absences began, that of our own writes included.

    Not what was away before: what is held, was taken down, is to be brought back, or was taken back by us.
    """
    listed = look.snapshot.scores() if look.snapshot else {}
    away = {ref for ref, line in seen.items() if line.missing_since is not None} | context.taken_back
    return seen.keys() - (away - listed.keys() - look.still - set(news))


def _without_news(
    heard: Heard, refs: Collection[TrackRef], seen: Mapping[TrackRef, Love], context: Context, *, is_certain: bool
) -> Heard:
    """The same look where some of its absences are nobody's word: they are forgotten, or stay missing until that is certain."""
    left = [ref for ref in heard.forgotten if ref not in refs]
    songs = {context.recordings.get(ref) for ref in refs} - {context.recordings.get(ref) for ref in left}
    away = () if is_certain else [_away(seen[ref], context) for ref in refs]
    return replace(
        heard,
        kept=(*heard.kept, *away),
        forgotten=tuple(left),
        tombstones=tuple(each for each in heard.tombstones if each.recording not in songs),
        silent=(*heard.silent, *refs) if is_certain else heard.silent,
    )


def _away(line: Love, context: Context) -> Love:
    since = context.cycle if line.missing_since is None else line.missing_since
    return replace(line, missing_since=since, is_guarded=False)


def _under_other_ids(
    absent: Collection[TrackRef], look: Look, seen: Mapping[TrackRef, Love], context: Context
) -> list[TrackRef]:
    """The absent refs whose songs the list shows under other ids, with the same score: their absence takes nothing away."""
    listed = look.snapshot.scores() if look.snapshot else {}
    stands = {(context.recordings[ref], score) for ref, score in listed.items() if ref in context.recordings}
    return [ref for ref in absent if (context.recordings.get(ref), seen[ref].score) in stands]


def _still_held(look: Look, seen: Mapping[TrackRef, Love], passed: Collection[TrackRef]) -> int:
    listed = look.snapshot.scores() if look.snapshot else {}
    there = listed.keys() | look.still | set(passed)
    return sum(line.is_guarded and ref not in there for ref, line in seen.items())
