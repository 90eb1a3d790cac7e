"""From a draft to what each service knows: siblings, merges, ISRCs, links, and decoys at Jamendo."""

from dataclasses import replace
from random import Random
from typing import NamedTuple

from syncd.sandbox import words
from syncd.sandbox.catalogue import JamendoTrack, Recording, Song
from syncd.sandbox.draft import Draft, Told, Trap, boomplay_track, jamendo_track, recording
from syncd.sandbox.names import mbid
from syncd.sandbox.traps import disguise

UNKNOWN_SHARE = 0.08
SIBLINGS_SHARE = 0.10
MERGED_SHARE = 0.04
ISRC_SHARE = 0.55
STRAY_SHARE = 0.10
FALSE_SHARE = 0.01
JAMENDO_SHARE = 0.35
LINKED_SHARE = 0.25
DECOY_SHARE = 0.12
BOOMPLAY_LINK_SHARE = 0.03

SAME_AUDIO = frozenset({"", "2011 remaster", "album version"})
"""MusicBrainz' remarks that do not name another audio (`design.md` §6)."""


class Codes(NamedTuple):
    """The ISRC that Boomplay shows, those that MusicBrainz knows, and what is wrong with it."""

    shown: str
    known: tuple[str, ...]
    traps: tuple[Trap, ...] = ()


def told(draft: Draft, dice: Random, stranger: str) -> Told:
    """The song as all services tell it. `stranger` is another song's ISRC, or empty."""
    draft = disguise(draft, dice)
    if draft.is_known and dice.random() < UNKNOWN_SHARE:
        draft = replace(draft, is_known=False, traps=(*draft.traps, Trap.UNKNOWN))
    plain = _codes(draft, dice, stranger)
    codes = _trapped_codes(draft) or plain
    jamendo = jamendo_track(draft, dice) if dice.random() < JAMENDO_SHARE else None
    recordings = _recordings(replace(draft, isrcs=codes.known), dice) if draft.is_known else ()
    recordings = _with_codes(recordings, draft)
    recordings = _linked(recordings, jamendo, draft, dice)
    merged = _merged(recordings, dice)
    decoys = _decoys(draft, dice)
    boomplay = boomplay_track(draft, dice, codes.shown)
    if Trap.DUET in draft.traps:
        recordings, boomplay = tuple(replace(one, seconds=None) for one in recordings), replace(boomplay, seconds=None)
    song = Song(recordings=recordings, boomplay=boomplay, jamendo=jamendo)
    return Told(
        song=song,
        others=(*draft.others, *decoys),
        merged=merged,
        right=tuple(one.mbid for one in recordings if _is_same(one, draft)),
        traps=(*draft.traps, *codes.traps, *_marks(song, merged, decoys)),
    )


def _is_same(one: Recording, draft: Draft) -> bool:
    return one.version == draft.version or {one.version, draft.version} <= SAME_AUDIO


def _codes(draft: Draft, dice: Random, stranger: str) -> Codes:
    if not draft.isrcs or dice.random() > ISRC_SHARE:
        return Codes("", draft.isrcs)
    roll = dice.random()
    if roll < FALSE_SHARE and stranger:
        return Codes(stranger, draft.isrcs, (Trap.FALSE_ISRC,))
    own = dice.choice(draft.isrcs)
    shown = dice.choices((own, f"{own[:2]}-{own[2:5]}-{own[5:7]}-{own[7:]}".lower()), (20, 1))[0]
    return Codes(shown, (), (Trap.STRAY_ISRC,)) if roll > 1 - STRAY_SHARE else Codes(shown, draft.isrcs)


def _trapped_codes(draft: Draft) -> Codes | None:
    """What Boomplay shows where the trap is in the ISRC itself: it is shown, and well-formed. Of a duet's solo none is."""
    if Trap.DUET in draft.traps:
        return Codes("", draft.isrcs)
    if Trap.WRONG_ISRC in draft.traps:
        return Codes(draft.isrcs[0], ())
    if Trap.SHARED_ISRC in draft.traps:
        return Codes(draft.isrcs[0], draft.isrcs)
    return Codes(draft.isrcs[-1], draft.isrcs[:1]) if Trap.SPLIT_ISRC in draft.traps else None


def _with_codes(recordings: tuple[Recording, ...], draft: Draft) -> tuple[Recording, ...]:
    """One more recording where the trap wants it: a sibling with an ISRC of its own, or a live take with the same one."""
    if not recordings:
        return recordings
    first = recordings[0]
    if Trap.SPLIT_ISRC in draft.traps:
        sibling = replace(first, mbid=mbid("split", first.mbid), isrcs=draft.isrcs[-1:])
        return (first, sibling, *recordings[1:])
    if Trap.SHARED_ISRC in draft.traps and not draft.others:
        return (*recordings, replace(first, mbid=mbid("live", first.mbid), version="live"))
    return recordings


def _recordings(draft: Draft, dice: Random) -> tuple[Recording, ...]:
    """The canonical one, and for a tenth two siblings: a little longer or shorter, or with a remark."""
    first = recording(draft, dice)
    if dice.random() > SIBLINGS_SHARE:
        return (first,)
    near = recording(
        replace(draft, seconds=draft.seconds + dice.choice((-1, 1)), isrcs=draft.isrcs[-1:]), dice, sibling=1
    )
    remark = dice.choices(("", "2011 remaster", "album version", "live"), (3, 1, 1, 1))[0] if not draft.version else ""
    gap = 35 if remark == "live" else 1
    far = recording(
        replace(draft, version=remark or draft.version, seconds=draft.seconds + gap, isrcs=()), dice, sibling=2
    )
    return (first, near, far)


def _linked(
    recordings: tuple[Recording, ...], jamendo: JamendoTrack | None, draft: Draft, dice: Random
) -> tuple[Recording, ...]:
    """The canonical recording with links to the song's pages, as editors typed them (`apis/musicbrainz.md` §5.1)."""
    links: list[str] = []
    if jamendo and dice.random() < LINKED_SHARE:
        links.append(f"{dice.choice(('http', 'https'))}://{dice.choice(('www.', ''))}jamendo.com/track/{jamendo.id}")
    if dice.random() < BOOMPLAY_LINK_SHARE:
        links.append(f"https://www.boomplay.com/songs/{boomplay_track(draft, dice, '').id}")
    if not recordings or not links:
        return recordings
    return (replace(recordings[0], links=tuple(links)), *recordings[1:])


def _merged(recordings: tuple[Recording, ...], dice: Random) -> dict[str, str]:
    if not recordings or dice.random() > MERGED_SHARE:
        return {}
    return {mbid("merged", recordings[0].mbid): recordings[0].mbid}


def _decoys(draft: Draft, dice: Random) -> tuple[Song, ...]:
    """Tracks at Jamendo that only look like this song: by another artist, or live and of another length."""
    if dice.random() > DECOY_SHARE:
        return ()
    stranger = f"{dice.choice(words.ENGLISH.last)} {dice.choice(words.BANDS)}"
    by_another = jamendo_track(replace(draft, artist=stranger), dice, place=1)
    live = jamendo_track(
        replace(draft, at_jamendo=f"{draft.at_jamendo} (live at the harbour)", seconds=draft.seconds + 41),
        dice,
        place=2,
    )
    return tuple(Song(jamendo=track) for track in dice.choice(((by_another,), (live,), (by_another, live))))


def _marks(song: Song, merged: dict[str, str], decoys: tuple[Song, ...]) -> tuple[Trap, ...]:
    """The traps that can be seen from the finished song."""
    marks = {
        Trap.SIBLINGS: len(song.recordings) > 1,
        Trap.MERGED: bool(merged),
        Trap.LINKED: any("jamendo" in link for one in song.recordings for link in one.links),
        Trap.SINGLE: song.jamendo is not None and song.jamendo.is_single,
        Trap.DECOY: bool(decoys),
    }
    return tuple(trap for trap, is_set in marks.items() if is_set)
