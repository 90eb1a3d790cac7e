"""Jamendo's catalogue and how it is searched: every filter that the sheet names (`apis/jamendo.md` §5.5 to §5.7)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from syncd.sandbox.catalogue import JamendoTrack
from syncd.sandbox.dice import throw
from syncd.sandbox.jamendo_params import Asked, between, boolean, days, natural, naturals, order, text, words
from syncd.sandbox.jamendo_rows import artist_label, artist_track_row, join_date

ALBUM_TRACKS = ("albumtrack",)
NESTED_MAX = 400
_HALF_OF_THE_WORDS = 0.5
_STRANGER_SCORE = 0.75
_A_STRANGER_IN = 50
_BOOST = 0.5  # a weak boost of the popular is always on (§5.5)

_PERIODS = [f"{kind}_{span}" for kind in ("downloads", "listens") for span in ("week", "month", "total")]
_FAME = ["buzzrate", *_PERIODS, *(f"popularity_{span}" for span in ("week", "month", "total"))]
_TYPES = words("single", "albumtrack")

# The generated catalogue has no moods, tags and licences to filter by: these change nothing.
_MOODS = ("acousticelectric", "vocalinstrumental", "gender", "speed", "lang", "tags", "fuzzytags")
_LOOKS = ("imagesize", "audioformat", "audiodlformat")
_SWITCHES = ("featured", "prolicensing", "probackground", "content_id_free", "ccsa", "ccnd", "ccnc")

TRACKS = {
    **dict.fromkeys((*_MOODS, *_LOOKS), text),
    **dict.fromkeys(_SWITCHES, boolean),
    "id": naturals,
    "name": text,
    "namesearch": text,
    "type": _TYPES,
    "album_id": naturals,
    "album_name": text,
    "artist_id": naturals,
    "artist_name": text,
    "search": text,
    "xartist": text,
    "durationbetween": between(natural),
    "datebetween": days,
    "include": words("licenses", "musicinfo", "stats", "lyrics"),
    "groupby": words("artist_id", "album_id"),
    "order": order("relevance", *_FAME, "name", "album_name", "artist_name", "releasedate", "duration", "id"),
    "boost": words(*_FAME),
}

ARTISTS = {
    "id": naturals,
    "name": text,
    "namesearch": text,
    "hasimage": boolean,
    "datebetween": days,
    "order": order("name", "id", "joindate", "popularity_week", "popularity_month", "popularity_total"),
}

ARTISTS_TRACKS = {
    **ARTISTS,
    "track_id": naturals,
    "track_name": text,
    "track_type": _TYPES,
    "album_id": naturals,
    "album_name": text,
    "album_datebetween": days,
    **dict.fromkeys(_LOOKS, text),
    "order": order("name", "id", "joindate", "track_name", "track_id", "track_releasedate"),
}

_TRACK_TESTS: Mapping[str, Callable[[JamendoTrack, Any], bool]] = {
    "id": lambda track, ids: track.id in ids,
    "name": lambda track, name: track.name == name,
    "namesearch": lambda track, part: part.casefold() in track.name.casefold(),
    "type": lambda track, types: kind(track) in types,
    "album_id": lambda track, ids: track.album_id in ids,
    "album_name": lambda track, name: track.album == name,
    "artist_id": lambda track, ids: track.artist_id in ids,
    "artist_name": lambda track, name: name in _names(track.artist_id, track.artist),
    "durationbetween": lambda track, ends: ends[0] <= track.seconds <= ends[1],
    "datebetween": lambda track, ends: ends[0] <= track.released <= ends[1],
}

_ARTIST_TESTS: Mapping[str, Callable[[int, str, Any], bool]] = {
    "id": lambda id_, _, ids: id_ in ids,
    "name": lambda id_, name, asked: asked in _names(id_, name),
    "namesearch": lambda _, name, part: part.casefold() in name.casefold(),
    "datebetween": lambda id_, _, ends: ends[0] <= join_date(id_) <= ends[1],
}

_NESTED_NAMES = {
    "track_id": "id",
    "track_name": "name",
    "track_type": "type",
    "album_datebetween": "datebetween",
    "album_id": "album_id",
    "album_name": "album_name",
}

_SORTS: Mapping[str, Callable[[JamendoTrack], Any]] = {
    "name": lambda track: track.name,
    "album_name": lambda track: track.album,
    "artist_name": lambda track: track.artist,
    "releasedate": lambda track: track.released,
    "duration": lambda track: track.seconds,
    "id": lambda track: track.id,
}


def kind(track: JamendoTrack) -> str:
    """A track's type, as the filters name it."""
    return "single" if track.is_single else "albumtrack"


class Library:
    """All tracks, but for those taken down."""

    def __init__(self, tracks: Mapping[int, JamendoTrack]) -> None:
        self._tracks = dict(tracks)
        self._fame = {id_: throw("fame", id_) for id_ in tracks}
        self._texts = {id_: f"{track.name} {track.artist} {track.album}".casefold() for id_, track in tracks.items()}
        self._ids = list(tracks)
        self._heard: dict[str, list[int]] = {}  # words that were searched for, and what they hit
        self._by_artist: dict[str, list[JamendoTrack]] = defaultdict(list)
        for track in tracks.values():
            for name in _names(track.artist_id, track.artist):
                self._by_artist[name].append(track)

    def get(self, id_: int) -> JamendoTrack | None:
        """The track, if it is there."""
        return self._tracks.get(id_)

    def fame(self, id_: int) -> float:
        """Where a track stands when nobody says an order: anywhere, and always there."""
        return self._fame[id_]

    def take_down(self, id_: int) -> None:
        """Take a track down."""
        self._tracks.pop(id_, None)

    def find(self, asked: Asked) -> list[JamendoTrack]:
        """What `/tracks` answers, in order. Without a filter: whatever is popular."""
        phrase = asked.get("search") or asked.get("xartist")
        scores = self._scores(phrase, is_exact="search" in asked) if phrase else {}
        pool = [self._tracks[id_] for id_ in scores if id_ in self._tracks] if phrase else self._pool(asked)
        found = _passing(pool, {"type": ALBUM_TRACKS, **asked})
        found.sort(key=lambda track: -scores.get(track.id, 0.0) - _BOOST * self._fame[track.id])
        return _one_each(self._ordered(found, asked.get("order", ())), asked.get("groupby", ()))

    def artists(self, asked: Asked) -> list[tuple[int, str]]:
        """Ids and names of the artists asked for."""
        tests = [(test, asked[name]) for name, test in _ARTIST_TESTS.items() if name in asked]
        everybody = {track.artist_id: track.artist for track in self._tracks.values()}
        found = [(id_, name) for id_, name in everybody.items() if all(test(id_, name, want) for test, want in tests)]
        by_name = any(key.startswith("name") for key in asked.get("order", ()))
        return sorted(found, key=lambda artist: artist[1] if by_name else artist[0])

    def nested(self, artists: Iterable[tuple[int, str]], asked: Asked) -> dict[int, list[dict[str, Any]]]:
        """The tracks inside `/artists/tracks`: at most 400 in one answer (§5.1)."""
        wanted = {ours: asked[theirs] for theirs, ours in _NESTED_NAMES.items() if theirs in asked}
        ids = frozenset(id_ for id_, _ in artists)
        found = _passing(self._tracks.values(), {"type": ALBUM_TRACKS, **wanted, "artist_id": ids})
        rows = defaultdict(list)
        for track in sorted(found, key=lambda track: track.id)[:NESTED_MAX]:
            rows[track.artist_id].append(artist_track_row(track))
        return rows

    def _pool(self, asked: Asked) -> Iterable[JamendoTrack]:
        """The fewest tracks that hold every hit."""
        if "id" in asked:
            return [self._tracks[id_] for id_ in asked["id"] if id_ in self._tracks]
        if "artist_name" in asked:
            return [track for track in self._by_artist.get(asked["artist_name"], ()) if track.id in self._tracks]
        return self._tracks.values()

    def _scores(self, phrase: str, *, is_exact: bool) -> dict[int, float]:
        """Free text looks at names, tags and similar artists, so strangers are among the hits (§8, 26)."""
        wanted = phrase.casefold().split() if is_exact else []
        hits = Counter(id_ for word in wanted for id_ in self._having(word))
        found = {id_: count / len(wanted) for id_, count in hits.items() if count / len(wanted) >= _HALF_OF_THE_WORDS}
        return dict.fromkeys(self._strangers(phrase), _STRANGER_SCORE) | found

    def _having(self, word: str) -> list[int]:
        """The tracks whose names hold this word, or a longer one that it is a part of."""
        if word not in self._heard:
            self._heard[word] = [id_ for id_, text in self._texts.items() if word in text]
        return self._heard[word]

    def _strangers(self, phrase: str) -> list[int]:
        """What stands among the hits for its tags or a similar artist: about one track in fifty."""
        return [
            self._ids[int(throw("similar", phrase, n) * len(self._ids))]
            for n in range(len(self._ids) // _A_STRANGER_IN)
        ]

    def _ordered(self, found: list[JamendoTrack], keys: Sequence[str]) -> list[JamendoTrack]:
        """The keys in turn; whatever is about fame runs downwards, and relevance keeps what it has."""
        for key in reversed(keys):
            name, _, direction = key.rpartition("_") if key.endswith(("_asc", "_desc")) else (key, "", "asc")
            if name in _SORTS:
                found = sorted(found, key=_SORTS[name], reverse=direction == "desc")
            elif name != "relevance":
                found = sorted(found, key=partial(_fame_in, name))
        return found


def _passing(tracks: Iterable[JamendoTrack], asked: Asked) -> list[JamendoTrack]:
    tests = [(test, asked[name]) for name, test in _TRACK_TESTS.items() if name in asked]
    return [track for track in tracks if all(test(track, want) for test, want in tests)]


def _one_each(found: list[JamendoTrack], keys: Sequence[str]) -> list[JamendoTrack]:
    for key in keys:
        found = list({getattr(track, key): track for track in reversed(found)}.values())[::-1]
    return found


def _names(artist_id: int, name: str) -> set[str]:
    """The names by which an artist may be asked for: as given, and as shown."""
    return {name, artist_label(artist_id, name)}


def _fame_in(period: str, track: JamendoTrack) -> float:
    return -throw(period, track.id)
