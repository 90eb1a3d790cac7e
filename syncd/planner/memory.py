"""What a fresh list tells: the difference from memory that is not our own echo."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from syncd.domain.account import Score
from syncd.domain.memory import FIRST_LOOK, Look, Love, Tombstone
from syncd.domain.snapshot import Entry
from syncd.domain.track import RecordingId, TrackRef

CLOCKS_APART = timedelta(minutes=30)
"""So far may our clock and a service's be apart without taking our own love for a human's, or the other way round."""

OUR_TRIES_APART = timedelta(days=1)
"""So long before a love of ours its other tries may have left: what is dated longer before it is none of them.

Both dates are the service's, so no clock of ours has a say in it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The memory after a look: lines to keep (new or changed), lines to forget, and the tombstones they leave.

    `gone` counts the absences that became words; the guard judges by it. The `silent` ones go and are nobody's word:
    what we took back ourselves, and the old ids of songs that are listed under new ones.
    """

    kept: tuple[Love, ...]
    forgotten: tuple[TrackRef, ...]
    tombstones: tuple[Tombstone, ...]
    silent: tuple[TrackRef, ...] = ()

    @property
    def gone(self) -> int:
        """How many absences became a human's word."""
        return len(self.forgotten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is needed to understand a list: when it was heard, which of it is our echo, and who is who."""

    cycle: int
    is_first_look: bool
    echoes: frozenset[TrackRef]
    recordings: Mapping[TrackRef, RecordingId]
    has_unasked: bool  #: some new ref of this list has not been asked about; it may be an old song under a new id
    hate_echoes: frozenset[TrackRef] = frozenset()  #: the same of the hates that we carried
    taken_back: frozenset[TrackRef] = frozenset()  #: whose unlove by us is on its way, and may have arrived
    sent_at: Mapping[TrackRef, datetime] = field(default_factory=dict)  #: when our last write to a track left
    carries: bool = False  #: the unloves heard here go for the whole profile
    awaited: frozenset[TrackRef] = frozenset()  #: we bring them back, or make them hates: their absence is no word
    said_in: Mapping[TrackRef, int | None] = field(default_factory=dict)  #: when a human undid what we bring back
    reissued: Mapping[TrackRef, TrackRef] = field(default_factory=dict)  #: listed by the same names under another id
    is_told_by_names: bool = True  #: what is reissued so was not unloved; else its own id must tell what became of it

    def is_our_hate(self, entry: Entry) -> bool:
        """Whether a listed hate is the one that we carried there."""
        return entry.ref in self.hate_echoes and entry.score is Score.HATE


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
    tombstones = _tombstones(gone, seen, kept, look, context)
    return Heard(kept=changed, forgotten=tuple(gone), tombstones=tombstones, silent=silent)


def without_absences(
    heard: Heard, guarded: Collection[TrackRef], seen: Mapping[TrackRef, Love], context: Context
) -> Heard:
    """The same look where some of its absences are not believed: they stay missing, and wait for a human.

    A love turned into a hate stays.
    """
    absent = {context.recordings.get(ref) for ref in guarded}
    waiting = [_waiting(seen[ref], context) for ref in guarded]
    kept = tuple(love for love in heard.kept if love.ref not in guarded)
    return replace(
        heard,
        kept=kept + tuple(love for love in waiting if love != seen[love.ref]),
        forgotten=tuple(ref for ref in heard.forgotten if ref not in guarded),
        tombstones=tuple(each for each in heard.tombstones if each.recording not in absent),
    )


def _waiting(love: Love, context: Context) -> Love:
    since = context.cycle if love.missing_since is None else love.missing_since
    return replace(love, missing_since=since, is_guarded=True, is_taken_down=False)


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
        since=FIRST_LOOK if context.is_first_look else context.said_in.get(entry.ref) or context.cycle,
        loved_at=entry.loved_at,
        is_ours=is_echo,
    )


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
    if love.ref in context.taken_back:
        return True
    if love.ref in look.still:
        return False
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


def _tombstones(
    gone: list[TrackRef], seen: Mapping[TrackRef, Love], kept: list[Love], look: Look, context: Context
) -> tuple[Tombstone, ...]:
    """What vanished and is not listed under another id was unloved, where we write, or where unloves go for the whole profile.

    A hate that vanished is remembered, too, but only for the account itself.
    """
    role = look.account.role
    carries = context.carries and role.hears
    if not (role.writes or carries):
        return ()
    still = {(context.recordings.get(love.ref), love.score) for love in kept}
    lost = {
        (context.recordings[ref], _last_score(seen[ref], context)) for ref in gone if ref in context.recordings
    } - still
    turned = {context.recordings[love.ref] for love in kept if _is_turned(love, seen.get(love.ref), context)}
    unloved = sorted(turned | {each for each, score in lost if score is Score.LOVE})
    unhated = sorted(each for each, score in lost if score is Score.HATE)
    account, cycle = look.account.id, context.cycle
    return (
        *(Tombstone(account=account, recording=each, cycle=cycle, carries=carries) for each in unloved),
        *(Tombstone(account=account, recording=each, cycle=cycle, score=Score.HATE) for each in unhated),
    )


def _last_score(love: Love, context: Context) -> Score:
    """What stood there last: our love may have become our hate, though no look showed that, before a human took it away."""
    return Score.HATE if love.is_ours and love.ref in context.hate_echoes else love.score


def _is_turned(love: Love, old: Love | None, context: Context) -> bool:
    """A love that became a hate; our own, too, which nobody ever saw as a love. That we turned it ourselves is no word."""
    if love.is_ours:
        return False
    was_loved = love.ref in context.echoes if old is None else old.score is Score.LOVE
    return love.score is Score.HATE and was_loved
