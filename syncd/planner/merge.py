"""What a profile loves: one set of recordings, merged from its accounts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from sys import maxsize

from syncd.domain.account import Score
from syncd.domain.memory import Love, Tombstone, View
from syncd.domain.plan import Ruling
from syncd.domain.track import RecordingId, TrackRef


@dataclass(frozen=True, slots=True)
class Word:
    """That a recording is loved: the latest cycle that heard it from a human, and the oldest date known for it."""

    cycle: int
    loved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the profile's humans love, with the word for it, and what any of them hates.

    `unasked_hate` says of which hated line nobody could tell yet which song it is; it may be any of the loved ones.
    `vanished` are those of the loved that may turn out to be unloved: every list lacks them by now or, where one list's unlove
    goes for all, any list does; of the `unjudged` among them a human is to say whether it was.
    `carried` are those of the hates that stand at accounts which are heard, with the latest cycle that heard one; `doubted`
    are those of them that every list lacks by now.
    `buried` is what was unloved in the whole profile, and not loved anew since, with the cycle of the latest unlove.
    `forbidden` is like `buried`, but by the word of accounts that may have left the configuration: these are never loved, and
    nothing is taken away because of them.
    `unanswered` are those about which nobody could say, right before this, whether they were merged since.
    `unheard` names the accounts that may hate anything, and were never read whole.
    """

    loved: Mapping[RecordingId, Word]
    hated: frozenset[RecordingId]
    vanished: frozenset[RecordingId] = frozenset()
    unjudged: frozenset[RecordingId] = frozenset()
    unasked_hate: str = ""
    carried: Mapping[RecordingId, int] = field(default_factory=dict)
    doubted: frozenset[RecordingId] = frozenset()
    buried: Mapping[RecordingId, int] = field(default_factory=dict)
    forbidden: Mapping[RecordingId, int] = field(default_factory=dict)
    unheard: Sequence[str] = ()
    unanswered: Collection[RecordingId] = frozenset()


def merge(
    views: Collection[View], recordings: Mapping[TrackRef, RecordingId], *, unloves_travel: bool = False
) -> Agreement:
    """Merge the accounts into two sets; what stands in both is hated (`planner/plan.py` lets the hate win).

    loved by a human at an account that is heard    -> loved; its word is the latest of all accounts'
    loved only by our own writes                    -> nobody's opinion
    hated by a human anywhere, heard or not         -> hated: loved nowhere by us, loves that stand are left alone
    unloved where unloves travel, and no later word -> buried
    """
    loved: dict[RecordingId, Word] = {}
    hated: set[RecordingId] = set()
    carried: dict[RecordingId, int] = {}
    for view in views:
        for recording, love in _by_recording(view, recordings):
            if love.score is Score.HATE:
                hated.add(recording)
                if view.account.role.hears and not view.only_forbids:
                    carried[recording] = max(love.since, carried.get(recording, love.since))
            elif view.account.role.hears:
                loved[recording] = _later(loved.get(recording), love)
    hearing = [view for view in views if view.account.role.hears]
    standing = {word for view in hearing for word in _standing(view, recordings)}
    vanished = frozenset(each for each in loved if (each, Score.LOVE) not in standing)
    if unloves_travel:
        missing = _missing_since(hearing, recordings)
        vanished |= {each for each, cycle in missing.items() if each in loved and loved[each].cycle < cycle}
    certain, unsure = ([view for view in views if view.only_forbids is which] for which in (False, True))
    return Agreement(
        loved=loved,
        hated=frozenset(hated),
        vanished=vanished,
        unjudged=vanished & {each for view in hearing for each in _unjudged(view, recordings)},
        carried=carried,
        doubted=frozenset(each for each in carried if (each, Score.HATE) not in standing),
        buried=_buried(certain, loved),
        forbidden=_buried(unsure, loved),
    )


def _standing(view: View, recordings: Mapping[TrackRef, RecordingId]) -> set[tuple[RecordingId, Score]]:
    """What humans say in one list, as far as that was not seen to vanish, or a human says that he keeps it."""
    words = ((ref, love) for ref, love in view.loves.items() if not _is_in_doubt(view, love))
    is_heard = {Score.LOVE: True, Score.HATE: not view.only_forbids}
    return {
        (recordings[ref], love.score)
        for ref, love in words
        if ref in recordings and not love.is_ours and is_heard[love.score]
    }


def _missing_since(views: Collection[View], recordings: Mapping[TrackRef, RecordingId]) -> dict[RecordingId, int]:
    """What some list lacks by now, our own loves included, with the latest cycle in which one was seen to lack it."""
    missing: dict[RecordingId, int] = {}
    for view in views:
        loves = {ref: love for ref, love in view.loves.items() if love.score is Score.LOVE and ref in recordings}
        there = {recordings[ref] for ref, love in loves.items() if not _is_in_doubt(view, love)}
        for ref, love in loves.items():
            if recordings[ref] not in there and ref not in view.left_to_human:
                missing[recordings[ref]] = max(love.gone_since or maxsize, missing.get(recordings[ref], 0))
    return missing


def _is_in_doubt(view: View, love: Love) -> bool:
    """Whether the next look may turn a line into a human's word."""
    stays = love.ref in view.to_bring_back or view.rulings.get(love.ref) is Ruling.UNMEANT
    return love.may_be_gone and not stays


def _unjudged(view: View, recordings: Mapping[TrackRef, RecordingId]) -> set[RecordingId]:
    """What vanished from one list, and waits for a human to say whether it was meant."""
    guarded = (ref for ref, love in view.loves.items() if love.is_guarded and view.rulings.get(ref) is not Ruling.HEAR)
    return {recordings[ref] for ref in guarded if ref in recordings}


def _by_recording(view: View, recordings: Mapping[TrackRef, RecordingId]) -> list[tuple[RecordingId, Love]]:
    """What humans say in one list. A song that stands in it twice with one score counts once, since the first of the two."""
    lines: dict[tuple[RecordingId, Score], Love] = {}
    for ref, love in view.loves.items():
        if ref in recordings and not love.is_ours:
            key = recordings[ref], love.score
            lines[key] = _earlier(lines.get(key), love)
    return [(recording, love) for (recording, _), love in lines.items()]


def _earlier(one: Love | None, other: Love) -> Love:
    if one is None:
        return other
    return replace(min(one, other, key=lambda love: love.since), loved_at=_oldest(one.loved_at, other.loved_at))


def _later(word: Word | None, love: Love) -> Word:
    if word is None:
        return Word(love.since, love.loved_at)
    return Word(max(word.cycle, love.since), _oldest(word.loved_at, love.loved_at))


def _oldest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _buried(views: Collection[View], loved: Mapping[RecordingId, Word]) -> dict[RecordingId, int]:
    """What went for the whole profile and was not loved anew since, with the cycle of the latest unlove."""
    latest: dict[RecordingId, int] = {}
    for view in views:
        for recording, cycle in view.carrying.items():
            latest[recording] = max(cycle, latest.get(recording, cycle))
    return {recording: cycle for recording, cycle in latest.items() if is_buried(cycle, loved.get(recording))}


def is_buried(tombstone: int | None, word: Word | None) -> bool:
    """Whether a tombstone stands: a love heard in its cycle or later lifts it; a first look lifts nothing."""
    return tombstone is not None and (word is None or word.cycle < tombstone)


def lifted(view: View, agreement: Agreement) -> list[Tombstone]:
    """The tombstones of one account that held for the whole profile until somebody loved the song anew.

    From now on they hold for that account only: to unlove the song everywhere again takes a new unlove.
    """
    if view.only_forbids:
        return []
    return [
        Tombstone(account=view.account.id, recording=recording, cycle=cycle, carries=True)
        for recording, cycle in view.carrying.items()
        if recording not in agreement.buried
    ]
