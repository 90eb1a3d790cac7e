"""Loves that a service cannot take back: what its human is told, by whatever command."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from syncd.cli.held import SHOWN, song_of
from syncd.cli.links import page_for
from syncd.domain.answer import Said
from syncd.domain.track import Service, TrackRef
from syncd.ports import Transaction


class Decides(StrEnum):
    """What decides whether a love of a denied match stays, where its service cannot take it back."""

    REVIEW = "review"
    SYNC = "sync"


LOVED_ALREADY = "liked there by syncd already"
"""Said of a candidate in review whose love waits for the answer."""


_DECIDED_BY = {
    Decides.REVIEW: "your answer decides whether to keep it: syncd review",
    Decides.SYNC: "the next sync asks anew whether that is right; do nothing there before it",
}


def by_hand(account: str, service: Service, page: str) -> list[str]:
    """Only a click takes it back."""
    return [
        f"{account}: {service} lets nobody take a love back through its API. Take it back there by hand:",
        f"  {page}",
    ]


def undecided(account: str, songs: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Loves of denied matches that may yet turn out right: how many and which, and who decides; nothing where there are none."""
    for decides, words in _DECIDED_BY.items():
        mine = [song for song in songs if song["waits_for"] == decides]
        if mine:
            yield f"{account}: {loves_of_denied(len(mine))} still there; {words}"
            yield from (f"  {song_of(song)}  {song['page']}" for song in mine[:SHOWN])
        if len(mine) > SHOWN:
            yield f"  … and {len(mine) - SHOWN} more; all of them: syncd status --json"


def loves_of_denied(count: int) -> str:
    """So many loves of ours that a human doubts, with their verb."""
    return "1 love of a denied match is" if count == 1 else f"{count} loves of denied matches are"


def cannot_be_removed(account: str, service: Service, songs: Sequence[Mapping[str, str]]) -> list[str]:
    """Humans unloved these elsewhere; here only a click does. Told once; nothing where there are none."""
    if not songs:
        return []
    them = "1 song" if len(songs) == 1 else f"{len(songs)} songs"
    shown = [f"  {song_of(song)}  {song['page']}" for song in songs[:SHOWN]]
    left = len(songs) - len(shown)
    return [
        f"{account}: {them} unloved elsewhere in the profile cannot be removed there: {service} lets nobody take a love back",
        "  through its API. Take them back by hand, or leave them; this is not told again:",
        *shown,
        *([f"  … and {left} more (syncd history --account {account})"] if left else []),
    ]


def left_to_a_sync(account: str, ref: TrackRef) -> list[str]:
    """A human has denied what the song is, not that it stands there: it may be found at that very track again."""
    first = f"{account}: the next sync decides whether it stays at {ref.service}; do nothing there before it"
    return [
        f"{first}  {page_for(ref)}",
        "  where it has to go, that sync shows the page, or review asks; status names it",
    ]


def is_denied(tx: Transaction, ref: TrackRef) -> bool:
    """Whether a human has said of any song that it does not stand there."""
    said = (answer for answers in tx.answers.by_recording().values() for answer in answers)
    return any(answer.said is Said.NOT and answer.other == ref for answer in said)
