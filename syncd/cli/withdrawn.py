"""Loves that a service cannot take back: what its human is told, by whatever command."""

from collections.abc import Mapping, Sequence

from syncd.cli.held import SHOWN, song_of
from syncd.cli.links import page_for
from syncd.domain.answer import Said
from syncd.domain.track import Service, TrackRef
from syncd.ports import Transaction


def by_hand(account: str, service: Service, page: str) -> list[str]:
    """Only a click takes it back."""
    return [
        f"{account}: {service} lets nobody take a love back through its API. Take it back there by hand:",
        f"  {page}",
    ]


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
    return [f"{first}  {page_for(ref)}", "  where it has to go, that sync shows the page, or review asks"]


def is_denied(tx: Transaction, ref: TrackRef) -> bool:
    """Whether a human has said of any song that it does not stand there."""
    said = (answer for answers in tx.answers.by_recording().values() for answer in answers)
    return any(answer.said is Said.NOT and answer.other == ref for answer in said)
