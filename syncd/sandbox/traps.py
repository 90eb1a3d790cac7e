"""The traps: how a plain song becomes hard to recognise, as songs in the wild are (`apis/boomplay.md` §8, §9)."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from syncd.sandbox import words
from syncd.sandbox.catalogue import Song
from syncd.sandbox.draft import Draft, Trap, recording

_HAS_VERSION = re.compile(
    r"\b(live|remix|mix|edit|version|acoustic|instrumental|karaoke|demo|feat|part|pt)\b", re.IGNORECASE
)


def _none(draft: Draft, _: Random) -> Draft:
    return draft


def _uploader(draft: Draft, dice: Random) -> Draft:
    """The uploader stands as artist, the performer in the title."""
    note = dice.choice(("", " (Official Video)", " (《电影主题曲》)", " [Lyrics]", " (Official Audio)"))
    uploader = dice.choice(words.UPLOADERS)
    return replace(
        draft, shown=f"{draft.artist} - {draft.shown}{note}", shown_artist=uploader, traps=(*draft.traps, Trap.UPLOADER)
    )


def _guest(draft: Draft, dice: Random) -> Draft:
    """The guest stands in MusicBrainz' artist credit and in Boomplay's title."""
    if _HAS_VERSION.search(draft.title):
        return draft
    guest = f"{dice.choice(words.ENGLISH.first)} {dice.choice(words.ENGLISH.last)}"
    word = dice.choice(("feat.", "ft.", "Feat."))
    return replace(
        draft,
        artist=f"{draft.artist} feat. {guest}",
        shown=f"{draft.shown} ({word} {guest})",
        traps=(*draft.traps, Trap.GUEST),
    )


def _entities(draft: Draft, _: Random) -> Draft:
    shown, artist = html.escape(draft.shown), html.escape(draft.shown_artist)
    if (shown, artist) == (draft.shown, draft.shown_artist):
        return draft
    return replace(draft, shown=shown, shown_artist=artist, traps=(*draft.traps, Trap.ENTITIES))


def _wide(draft: Draft, dice: Random) -> Draft:
    note = dice.choice(("（Official Audio）", "【Official Video】", "（电影主题曲）"))  # noqa: RUF001  # wide on purpose
    return replace(draft, shown=draft.shown + note, traps=(*draft.traps, Trap.WIDE_BRACKETS))


def _version(draft: Draft, dice: Random) -> Draft:
    """A live take or a remix: the plain recording exists too, this one only half of the time."""
    if _HAS_VERSION.search(draft.title):
        return draft
    plain = Song(recordings=(recording(draft, dice),))
    remixer = dice.choice(words.REMIXERS)
    told, remark = dice.choice(
        ((f"{draft.title} ({remixer} Remix)", f"{remixer} remix"), (f"{draft.title} (Live)", "live"))
    )
    in_title = dice.random() < 1 / 2
    is_known = dice.random() < 1 / 2
    return replace(
        draft,
        title=f"{draft.title} ({remark})" if in_title else draft.title,
        version="" if in_title else remark,
        shown=told,
        at_jamendo=told,
        seconds=draft.seconds + dice.randint(20, 70),
        isrcs=tuple(_next_isrc(isrc) for isrc in draft.isrcs[:1]),
        is_known=is_known,
        others=(*draft.others, plain),
        traps=(*draft.traps, Trap.VERSION if is_known else Trap.VERSION_UNKNOWN),
    )


def _look_alike(draft: Draft, dice: Random) -> Draft:
    """MusicBrainz knows only a song that looks like this one: by others, or another part."""
    if _HAS_VERSION.search(draft.title):
        return draft
    is_part = dice.random() < 1 / 2
    other = replace(draft, seconds=draft.seconds + dice.randint(8, 60), isrcs=())
    other = (
        replace(other, title=f"{draft.title}, Pt. 1") if is_part else replace(other, artist=f"Studio {draft.number}")
    )
    told = f"{draft.title}, Pt. 2" if is_part else draft.title
    return replace(
        draft,
        title=told,
        shown=told,
        at_jamendo=told,
        is_known=False,
        others=(*draft.others, Song(recordings=(recording(other, dice),))),
        traps=(*draft.traps, Trap.LOOK_ALIKE),
    )


def _next_isrc(isrc: str) -> str:
    return isrc[:7] + f"{(int(isrc[7:]) + 50_000) % 100_000:05}" if isrc[7:].isdecimal() else isrc


_SHARES: Sequence[tuple[Callable[[Draft, Random], Draft], float]] = (
    (_none, 0.60),
    (_uploader, 0.12),
    (_guest, 0.08),
    (_entities, 0.06),
    (_wide, 0.05),
    (_version, 0.05),
    (_look_alike, 0.04),
)


def disguise(draft: Draft, dice: Random) -> Draft:
    """The draft, in most cases as it is, else with one trap."""
    trap = dice.choices([trap for trap, _ in _SHARES], [share for _, share in _SHARES])[0]
    return trap(draft, dice)
