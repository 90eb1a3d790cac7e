"""Jamendo's people and what they like: writes that prove nothing, reads one row too long (`apis/jamendo.md` §4, §5.3)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from syncd.sandbox.catalogue import JamendoTrack
from syncd.sandbox.jamendo_params import Asked, Code, Failed, natural, naturals, order, text, words
from syncd.sandbox.jamendo_rows import user_track_row
from syncd.sandbox.jamendo_tracks import ALBUM_TRACKS, Library, kind

RELATIONS = ("like", "favorite", "review")

USERS = {"id": naturals, "access_token": text, "name": text, "imagesize": words("30", "50", "100")}

USERS_TRACKS = {
    "id": natural,
    "access_token": text,
    "relation": words(*RELATIONS),
    "track_type": words("single", "albumtrack"),
    "order": order("updatedate", "rating"),
    "track_id": naturals,
    "artist_id": naturals,
    "album_id": naturals,
    "imagesize": words("30", "50", "100"),
    **dict.fromkeys(("album_imagesize", "audioformat", "audiodlformat"), text),
}

_TESTS: Mapping[str, Callable[[JamendoTrack, Any], bool]] = {
    "track_type": lambda track, types: kind(track) in types,
    "track_id": lambda track, ids: track.id in ids,
    "artist_id": lambda track, ids: track.artist_id in ids,
    "album_id": lambda track, ids: track.album_id in ids,
}


@dataclass(slots=True)
class JamendoUser:
    """A person. `likes` and `favorites` lead from a track to its date as Jamendo writes it (`stamp`)."""

    id: int
    name: str
    likes: dict[int, str] = field(default_factory=dict)
    favorites: dict[int, str] = field(default_factory=dict)
    hidden: dict[tuple[str, int], int] = field(default_factory=dict)  # (relation, track) -> reads until it shows

    def marks(self, relation: str) -> dict[int, str]:
        """All tracks in a relation. There are no reviews here."""
        return {"like": self.likes, "favorite": self.favorites}.get(relation, {})

    def date(self, relation: str, track_id: int) -> str | None:
        """Since when a track shows in a relation; None where it does not."""
        return None if (relation, track_id) in self.hidden else self.marks(relation).get(track_id)

    def latest(self, track_id: int) -> str:
        """The last time that the person said anything about a track (§8, 15)."""
        return max(self.date(relation, track_id) or "" for relation in RELATIONS)

    def count_a_read(self) -> None:
        """What was hidden in this read is one read nearer to showing."""
        self.hidden = {key: left - 1 for key, left in self.hidden.items() if left > 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a write does beyond what is documented; nobody knows which of these the real one does (§4.1)."""

    second_like_undoes: bool = False
    duplicate_is_23: bool = False
    shows_after: int = 0  # so many reads of the list do not show the write yet


def stamp(at: float) -> str:
    """A date as Jamendo writes it: no time zone given (UTC here)."""
    return datetime.fromtimestamp(at, tz=UTC).strftime("%Y-%m-%d %H:%M:%S")


def mark(user: JamendoUser, relation: str, track_id: int, at: float, writing: Writing) -> None:
    """Like or favour a track. A second time does nothing, undoes the first, or fails with code 23."""
    marks = user.marks(relation)
    if track_id not in marks:
        marks[track_id] = stamp(at)
        if writing.shows_after:
            user.hidden[relation, track_id] = writing.shows_after
    elif writing.second_like_undoes:
        del marks[track_id]
        user.hidden.pop((relation, track_id), None)
    elif writing.duplicate_is_23:
        raise Failed(Code.DUPLICATE, "the value exists already")


def user_tracks(user: JamendoUser, library: Library, asked: Asked) -> list[JamendoTrack]:
    """A person's tracks in the order asked for. Those taken down never show, singles only on demand."""
    wanted = {"track_type": ALBUM_TRACKS, **asked}
    tests = [(test, wanted[name]) for name, test in _TESTS.items() if name in wanted]
    relations = asked.get("relation", RELATIONS)
    marked = asked.get("track_id") or {id_ for relation in relations for id_ in user.marks(relation)}
    ids = [id_ for id_ in marked if any(user.date(relation, id_) is not None for relation in relations)]
    tracks = [track for id_ in ids if (track := library.get(id_)) and all(test(track, want) for test, want in tests)]
    return _ordered(tracks, user, library, asked.get("order", ()))


def user_track(user: JamendoUser, track: JamendoTrack) -> dict[str, Any]:
    """One of a person's tracks, as a row."""
    return user_track_row(track, user.date("like", track.id), user.date("favorite", track.id))


def _ordered(
    tracks: list[JamendoTrack], user: JamendoUser, library: Library, keys: Sequence[str]
) -> list[JamendoTrack]:
    """No default order is documented; a rating runs downwards whatever one asks (§5.1): a favourite 9, a like 8."""
    tracks.sort(key=lambda track: library.fame(track.id))
    for key in reversed(keys):
        if key.startswith("rating"):
            tracks.sort(key=lambda track: track.id not in user.favorites)
        else:
            tracks.sort(key=lambda track: user.latest(track.id), reverse=key.endswith("_desc"))
    return tracks
