"""Which humans' words a look leaves behind: what was unloved, and what is hated no longer."""

from collections.abc import Iterable, Mapping

from syncd.domain.account import Score
from syncd.domain.memory import Look, Love, Tombstone
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.hearing import Context


def tombstones(
    gone: list[TrackRef], seen: Mapping[TrackRef, Love], kept: list[Love], look: Look, context: Context
) -> tuple[Tombstone, ...]:
    """What vanished and is not listed under another id was unloved, where we write, or where unloves go for the whole profile.

    A hate that vanished is remembered, too, but only for the account itself; so is a love that is listed by the same names
    under an id which nobody knows: it is not loved there again, and nobody has unloved the song.
    """
    role = look.account.role
    carries = context.carries and role.hears
    if not (role.writes or carries):
        return ()
    still = {(context.recordings.get(love.ref), love.score) for love in kept}
    lost = {key: cycle for key, cycle in _lost([seen[ref] for ref in gone], context).items() if key not in still}
    turned = {context.recordings[love.ref] for love in kept if _is_turned(love, seen.get(love.ref), context)}
    unloved = {each: cycle for (each, score), cycle in lost.items() if score is Score.LOVE}
    unloved |= dict.fromkeys(turned, context.cycle)
    unhated = {each: cycle for (each, score), cycle in lost.items() if score is Score.HATE}
    stay = {context.recordings.get(ref) for ref in gone if context.reissued.get(ref) in context.strangers}
    account = look.account.id
    return (
        *(
            Tombstone(account=account, recording=each, cycle=unloved[each], carries=carries and each not in stay)
            for each in sorted(unloved)
        ),
        *(
            Tombstone(account=account, recording=each, cycle=unhated[each], score=Score.HATE)
            for each in sorted(unhated)
        ),
    )


def _lost(gone: Iterable[Love], context: Context) -> dict[tuple[RecordingId, Score], int]:
    """What went, and in which cycle: when a list first lacked it. Who loved it anew since then has said so later."""
    lost: dict[tuple[RecordingId, Score], int] = {}
    for love in gone:
        if love.ref in context.recordings:
            key = context.recordings[love.ref], love.score
            cycle = love.gone_since or context.cycle
            lost[key] = max(cycle, lost.get(key, cycle))
    return lost


def _is_turned(love: Love, old: Love | None, context: Context) -> bool:
    """A love that became a hate; our own, too, which nobody ever saw as a love. That we turned it ourselves is no word."""
    if love.is_ours:
        return False
    was_loved = love.ref in context.echoes if old is None else old.score is Score.LOVE
    return love.score is Score.HATE and was_loved
