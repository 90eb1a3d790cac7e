"""The traps: how a plain song becomes hard to recognise, as songs in the wild are (`apis/boomplay.md` §8, §9)."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from anyascii import anyascii

from syncd.sandbox import words
from syncd.sandbox.catalogue import Song
from syncd.sandbox.draft import Draft, Trap, jamendo_track, recording

_NOUNS = words.ENGLISH.nouns
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
        isrcs=tuple(next_isrc(isrc) for isrc in draft.isrcs[:1]),
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


def _cross_script(draft: Draft, _: Random) -> Draft:
    """Boomplay spells the song in Latin letters where MusicBrainz has its own script, or in Cyrillic ones."""
    shown, artist = _respelt(draft.shown), _respelt(draft.shown_artist)
    if not {shown, artist}.isdisjoint({draft.shown, draft.shown_artist}):
        return draft
    return replace(draft, shown=shown, shown_artist=artist, traps=(*draft.traps, Trap.CROSS_SCRIPT))


def _respelt(name: str) -> str:
    """The name in other letters; where these have no sound of their own it stays as it is."""
    if not name.isascii():
        return " ".join(anyascii(name).split())
    lowered = name.lower()
    is_spelt = all(letter in words.CYRILLIC_LETTERS for letter in lowered if letter.isalpha())
    return "".join(words.CYRILLIC_LETTERS.get(letter, letter) for letter in lowered).title() if is_spelt else name


def _wrong_isrc(draft: Draft, dice: Random) -> Draft:
    """Somebody typed the ISRC at another song of the same artist, not at this one; it is just as long."""
    if not draft.isrcs:
        return draft
    return replace(draft, others=(*draft.others, _same_artists(draft, dice)), traps=(*draft.traps, Trap.WRONG_ISRC))


def _shared_isrc(draft: Draft, dice: Random) -> Draft:
    """Another song of the artist has the same ISRC, or a live take that only a remark tells from this one."""
    if not draft.isrcs or _HAS_VERSION.search(draft.title):
        return draft
    others = (_same_artists(draft, dice),) if dice.random() < 1 / 2 else ()
    return replace(draft, others=(*draft.others, *others), traps=(*draft.traps, Trap.SHARED_ISRC))


def _split_isrc(draft: Draft, _: Random) -> Draft:
    """One song under two MBIDs, each with an ISRC of its own; Boomplay shows that of the sibling."""
    if not draft.isrcs:
        return draft
    isrcs = (draft.isrcs[0], next_isrc(draft.isrcs[0]))
    return replace(draft, isrcs=isrcs, traps=(*draft.traps, Trap.SPLIT_ISRC))


def _duet(draft: Draft, dice: Random) -> Draft:
    """A guest sings along on another recording, at MusicBrainz and at Jamendo; no catalogue tells our song's length."""
    if _HAS_VERSION.search(draft.title):
        return draft
    guest = f"{dice.choice(words.ENGLISH.first)} {dice.choice(words.ENGLISH.last)}"
    duet = replace(draft, artist=f"{draft.artist} & {guest}", isrcs=())
    known = replace(recording(duet, dice), seconds=None)
    song = Song(recordings=(known,), jamendo=jamendo_track(duet, dice, place=3))
    return replace(draft, others=(*draft.others, song), traps=(*draft.traps, Trap.DUET))


def _same_artists(draft: Draft, dice: Random) -> Song:
    """Another song of the same artist, as long and with the same ISRC."""
    noun, adjective, other = (dice.choice(some) for some in (_NOUNS, words.ENGLISH.adjectives, _NOUNS))
    return Song(recordings=(recording(replace(draft, title=f"{noun} Under {adjective} {other}"), dice),))


def next_isrc(isrc: str) -> str:
    """Another code of the same registrant."""
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


_CODES_AND_SCRIPTS: Sequence[tuple[Callable[[Draft, Random], Draft], float]] = (
    (_none, 0.88),
    (_duet, 0.02),
    (_cross_script, 0.04),
    (_wrong_isrc, 0.02),
    (_shared_isrc, 0.02),
    (_split_isrc, 0.02),
)


def disguise(draft: Draft, dice: Random) -> Draft:
    """The draft, in most cases as it is, else with one trap."""
    trapped = _thrown(_SHARES, dice)(draft, dice)
    if trapped.traps:
        return trapped
    own = Random(f"{draft.artist}|{draft.title}|{draft.number}")  # noqa: S311  # the songs after it stay as they are
    return _thrown(_CODES_AND_SCRIPTS, own)(draft, own)


def _thrown(
    shares: Sequence[tuple[Callable[[Draft, Random], Draft], float]], dice: Random
) -> Callable[[Draft, Random], Draft]:
    return dice.choices([trap for trap, _ in shares], [share for _, share in shares])[0]
