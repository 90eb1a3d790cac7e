"""What to ask a look-up or a search for, so that it finds the track: its texts in the spellings that catalogues use."""

from typing import NamedTuple

from syncd.domain.track import Track
from syncd.planner.credits import Credits
from syncd.planner.edges import bare, take_number
from syncd.planner.pieces import FEATURING, SAID, Piece, is_mere_note, pieces_of, split_at_dash
from syncd.planner.text import clean, decode


class Spelling(NamedTuple):
    """Names worth asking a look-up for."""

    artist: str
    title: str


def is_asked_as(track: Track) -> tuple[Spelling, ...]:
    """The spellings worth asking a name look-up for, the likeliest first.

    MusicBrainz keeps guests in the artist credit ("A feat. B"), so they are asked there first. "Artist - Title" by an
    uploader is asked split, then as it is; other titles as they are, then without guests and decoration, and without
    what may be a track number.
    """
    performer, song = _performer_and_song(track)
    original, plain = Spelling(decode(track.artist), decode(track.title)), _plain(song)
    split = Spelling(performer, plain)
    guests = _guests_in(song)
    credited = [Spelling(f"{performer} feat. {guests}", plain)] if guests else []
    asked = [*credited, original, split] if performer == original.artist else [*credited, split, original]
    if numbered := take_number(clean(track.title)):
        asked.append(Spelling(original.artist, _plain(numbered.title)))
    return tuple(dict.fromkeys(spelling for spelling in asked if all(spelling)))


def is_looked_for_as(track: Track) -> Spelling | None:
    """The one spelling to look for alike names with: who sings what, without guests and decoration."""
    performer, song = _performer_and_song(track)
    title = _plain(song) or song
    return Spelling(performer, title) if performer and title else None


def is_searched_as(track: Track) -> tuple[Spelling, ...]:
    """The spellings worth searching a service's own catalogue for: under the main performer, then under all of them."""
    performer, song = _performer_and_song(track)
    found = FEATURING.search(performer)
    lead = performer[: found.start()].strip() if found else performer
    title, guests = _plain(song) or song, _guests_in(song)
    everybody = f"{performer} feat. {guests}" if guests else performer
    return tuple(dict.fromkeys(Spelling(credit, title) for credit in (lead, everybody) if credit and title))


def _performer_and_song(track: Track) -> tuple[str, str]:
    """Who sings what: an uploader's "Artist - Title" taken apart."""
    title, artist = clean(track.title), decode(track.artist)
    if (numbered := take_number(title)) and numbered.is_padded:
        title = numbered.title
    head, tail = split_at_dash(title)
    return (head, tail) if head and not is_mere_note(tail) else (artist, title)


def _guests_in(title: str) -> str:
    notes = (piece.note for piece in pieces_of(bare(title), Credits(())) if piece.note)
    return " & ".join(note.names for note in notes if note.names)


def _plain(title: str) -> str:
    """The title without guests and decoration; version words stay, in brackets."""
    return " ".join(_as_written(piece) for piece in pieces_of(bare(title), Credits(())) if _is_worth_asking(piece))


def _is_worth_asking(piece: Piece) -> bool:
    return piece.note is None or piece.note.sense in SAID


def _as_written(piece: Piece) -> str:
    return piece.text if piece.note is None else f"({piece.text})"
