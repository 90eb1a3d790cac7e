"""What a fresh list tells: the difference from memory that is not our own echo."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from syncd.domain.account import Score
from syncd.domain.memory import FIRST_LOOK, Look, Love
from syncd.domain.snapshot import Entry
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.hearing import Context, Heard
from syncd.planner.tombstones import tombstones

CLOCKS_APART = timedelta(minutes=30)
"""So far may our clock and a service's be apart without taking our own love for a human's, or the other way round."""

OUR_TRIES_APART = timedelta(days=1)
"""So long before a love of ours its other tries may have left: what is dated longer before it is none of them.

Both dates are the service's, so no clock of ours has a say in it.
"""


def hear(seen: Mapping[TrackRef, Love], look: Look, context: Context) -> Heard:
    """Compare a whole list with what is remembered.

    listed, not remembered         a new word (of a human, or our own echo)
    listed and remembered          stays; what was missing is back
    not listed, but point-read     stays: a list may lack what is there
    not listed                     missing: a word once the point read denies it, too (but no MSID's, which may have been
                                   rewritten), or a later look agrees, and never while something in the list is unasked
    no longer at the service       taken down: nobody's word; forgotten once the song is listed under a new id
    listed by the same names       reissued (a new id, a rewritten MSID): nobody's word; forgotten, the new one is no news
    """
    if look.snapshot is None:
        return Heard(kept=(), forgotten=(), tombstones=())
    entries = {entry.ref: entry for entry in look.snapshot.entries}
    listed_as = {context.recordings.get(ref) for ref in entries} - {None}
    silent = tuple(ref for ref in seen if ref not in entries and _is_silent(seen[ref], listed_as, look, context))
    absent = {ref: love for ref, love in seen.items() if ref not in entries and ref not in silent}
    gone = [] if context.has_unasked else [ref for ref, love in absent.items() if _is_gone(love, look, context)]
    listed = [_listed(seen.get(ref), entry, look, context) for ref, entry in entries.items()]
    missing = [_missing(love, look, context) for ref, love in absent.items() if ref not in gone]
    heirs = _heirs([*listed, *missing], seen, context)
    kept = _with_inherited_words(heirs, [seen[ref] for ref in (*gone, *silent)], context)
    changed = tuple(love for love in kept if seen.get(love.ref) != love)
    stones = tombstones(gone, seen, kept, look, context)
    return Heard(kept=changed, forgotten=tuple(gone), tombstones=stones, silent=silent)


def without_absences(
    heard: Heard,
    doubted: Collection[TrackRef],
    seen: Mapping[TrackRef, Love],
    context: Context,
    *,
    are_guarded: bool = True,
) -> Heard:
    """The same look where some of its absences are not believed: they stay missing, and wait for a human or the next look.

    A love turned into a hate stays.
    """
    turned = {context.recordings.get(love.ref) for love in heard.kept if love.score is Score.HATE}
    absent = {context.recordings.get(ref) for ref in doubted} - turned
    waiting = [_waiting(seen[ref], context, is_guarded=are_guarded) for ref in doubted]
    kept = tuple(love for love in heard.kept if love.ref not in doubted)
    return replace(
        heard,
        kept=kept + tuple(love for love in waiting if love != seen[love.ref]),
        forgotten=tuple(ref for ref in heard.forgotten if ref not in doubted),
        tombstones=tuple(each for each in heard.tombstones if each.recording not in absent),
    )


def _waiting(love: Love, context: Context, *, is_guarded: bool) -> Love:
    since = context.cycle if love.missing_since is None else love.missing_since
    return replace(love, missing_since=since, is_guarded=is_guarded, is_taken_down=False)


def came_since_absences(
    seen: Mapping[TrackRef, Love], listed: Collection[TrackRef], written: Collection[TrackRef] = ()
) -> list[TrackRef]:
    """The refs that came to a list when the first of its present absences began, or later: each may be an absent song's new id.

    But not those that our own writes put there; `written` are the refs of all that we wrote.
    """
    absent = [love for ref, love in seen.items() if ref not in listed]
    begun = min((love.missing_since for love in absent if love.missing_since is not None), default=None)
    ours = {ref for ref in written if ref in seen and seen[ref].is_ours}
    return [ref for ref in listed if ref not in seen or (_is_since(seen[ref], begun) and ref not in ours)]


def _is_since(love: Love, begun: int | None) -> bool:
    return begun is not None and love.since >= begun


def _listed(old: Love | None, entry: Entry, look: Look, context: Context) -> Love:
    is_our_love = entry.ref in context.echoes and entry.score is Score.LOVE
    is_anothers = _is_later(entry, context.sent_at) or (old is not None and _is_older(old, entry))
    is_echo = (is_our_love or context.is_our_hate(entry)) and not is_anothers
    if old is not None and old.score is entry.score and not _is_loved_anew(old, entry, context):
        return _there(replace(old, loved_at=entry.loved_at or old.loved_at))
    return Love(
        account=look.account.id,
        ref=entry.ref,
        score=entry.score,
        since=FIRST_LOOK if context.is_first_look else _said_in(entry, context) or context.cycle,
        loved_at=entry.loved_at,
        is_ours=is_echo,
    )


def _said_in(entry: Entry, context: Context) -> int | None:
    """When a human undid what we brought back: what stands there is his word of then, unless he loved it himself since."""
    return None if _is_later(entry, context.sent_at) else context.said_in.get(entry.ref)


def _there(love: Love) -> Love:
    return replace(love, missing_since=None, is_taken_down=False, is_guarded=False)


def _is_loved_anew(old: Love, entry: Entry, context: Context) -> bool:
    """Whether a human loved a song anew between two looks: he took it back and loved it again, so the service dates it later.

    Or he had it imported over ours: then it has the date of a love that is older (`apis/listenbrainz.md` §14, 29). What our
    own write to that track dated later is no word.
    """
    if entry.loved_at is None:
        return False
    if _is_older(old, entry):
        return True
    if old.is_ours and (old.loved_at is None or entry.ref in context.echoes):
        return _is_later(entry, context.sent_at)
    is_not_our_doing = old.is_ours or entry.ref not in context.sent_at or _is_later(entry, context.sent_at)
    return old.loved_at is not None and entry.loved_at > old.loved_at and is_not_our_doing


def _is_later(entry: Entry, sent_at: Mapping[TrackRef, datetime]) -> bool:
    """Whether the service dates a love so long after our last write to that track that it cannot be ours."""
    sent = sent_at.get(entry.ref)
    return entry.loved_at is not None and sent is not None and entry.loved_at > sent + CLOCKS_APART


def _is_older(old: Love, entry: Entry) -> bool:
    """Whether the service dates a love so long before the one that we made that it cannot be ours."""
    if not old.is_ours or old.loved_at is None or entry.loved_at is None:
        return False
    return entry.loved_at < old.loved_at - OUR_TRIES_APART


def dated(seen: Iterable[Love], entries: Iterable[Entry], sent_at: Mapping[TrackRef, datetime]) -> list[Love]:
    """Our lines that a look at single tracks showed, so that memory has no date of them, as the whole list dates them.

    Those that a human has made anew since are left out: the next look is to hear of them.
    """
    undated = {love.ref: love for love in seen if love.is_ours and love.loved_at is None}
    listed = [each for each in entries if each.ref in undated and not _is_later(each, sent_at)]
    return [
        replace(undated[each.ref], loved_at=each.loved_at) for each in listed if each.score is undated[each.ref].score
    ]


def _missing(love: Love, look: Look, context: Context) -> Love:
    if love.ref in look.still:
        return _there(love)
    since = context.cycle if love.missing_since is None else love.missing_since
    is_taken_down = love.ref in look.taken_down
    return replace(
        love, missing_since=since, is_taken_down=is_taken_down, is_guarded=love.is_guarded and not is_taken_down
    )


def _is_silent(love: Love, listed_as: Collection[RecordingId | None], look: Look, context: Context) -> bool:
    """Whether a line that is gone is nobody's word: we took it back ourselves, or its song has another id now."""
    if love.ref in look.still:
        return False
    if love.ref in context.taken_back:
        return True
    is_under_new_id = love.ref in look.taken_down and context.recordings.get(love.ref) in listed_as
    is_reissued = is_under_new_id or (love.ref in context.reissued and context.is_told_by_names)
    return is_reissued and not context.has_unasked


def _is_gone(love: Love, look: Look, context: Context) -> bool:
    if love.ref in look.taken_down or love.ref in look.still or love.ref in context.awaited:
        return False
    was_missing_before = love.missing_since is not None and love.missing_since < context.cycle
    is_denied = love.ref in look.denied and not love.ref.is_msid  # that may go on under another: only lists show it
    return is_denied or was_missing_before


def _heirs(kept: list[Love], seen: Mapping[TrackRef, Love], context: Context) -> list[Love]:
    """The lines to keep, where those with new ids inherit from those with the old ones: since when, and whether by us.

    The old one counts as missing since then, too, so that the new one stays a newcomer while nobody knows yet who it is.
    Nothing is inherited of what the service had taken down, or we had taken back: whoever loves that under a new id
    says a new word.
    """
    old: dict[TrackRef, list[Love]] = {}
    for ref, new in context.reissued.items():
        if new not in seen and not seen[ref].is_taken_down and ref not in context.taken_back:
            old.setdefault(new, []).append(seen[ref])
    heirs = {love.ref: _heir(love, old[love.ref]) for love in kept if love.ref in old}
    waiting = {each.ref: heirs[new].since for new, lines in old.items() for each in lines}
    return [heirs.get(love.ref) or _away_since(love, waiting.get(love.ref)) for love in kept]


def _heir(love: Love, old: list[Love]) -> Love:
    is_ours = love.is_ours or all(each.is_ours for each in old)
    return replace(love, since=min(love.since, *(each.since for each in old)), is_ours=is_ours)


def _away_since(love: Love, cycle: int | None) -> Love:
    if cycle is None or love.missing_since is None:
        return love
    return replace(love, missing_since=min(love.missing_since, cycle))


def _with_inherited_words(kept: list[Love], gone: list[Love], context: Context) -> list[Love]:
    """A song that stays listed under another id was not loved, or hated, anew: the oldest of its words stands."""
    oldest: dict[tuple[RecordingId, Score], int] = {}
    for love in [*kept, *gone]:
        recording = context.recordings.get(love.ref)
        if recording is not None and not love.is_ours:
            word = recording, love.score
            oldest[word] = min(love.since, oldest.get(word, love.since))
    return [_since(love, oldest, context) for love in kept]


def _since(love: Love, oldest: Mapping[tuple[RecordingId, Score], int], context: Context) -> Love:
    recording = context.recordings.get(love.ref)
    if recording is None or love.is_ours:
        return love
    return replace(love, since=oldest[recording, love.score])
