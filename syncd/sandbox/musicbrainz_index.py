"""MusicBrainz' data, found by id, ISRC, address and words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

from anyascii import anyascii

from syncd.sandbox.catalogue import Catalogue, Recording

_JAMENDO = re.compile(r"(?i)^(https?://(?:[^/]+\.)?jamendo\.com/)(?:\w\w/)?track/(\d+)")
_BOOMPLAY = re.compile(r"(?i)^https?://(?:[^/]+\.)?boomplay\.com/songs/(\d+)")


def canonical(address: str) -> str:
    """Generic canonicalisation of an address: what a look-up forgives (`apis/musicbrainz.md` §5.2)."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, parts.fragment))


def cleaned(address: str) -> str:
    """An address as it is kept after an editor typed it.

    Jamendo's loses language and title and keeps scheme and `www.` (§5.1); Boomplay's is made one
    (`apis/boomplay.md` §8, 3).
    """
    if found := _JAMENDO.match(address):
        return canonical(f"{found[1]}track/{found[2]}")
    if found := _BOOMPLAY.match(address):
        return f"https://www.boomplay.com/songs/{found[1]}"
    return canonical(address)


def folded(text: str) -> list[str]:
    """The words of a text as the search index keeps them: without case and accents."""
    return re.findall(r"\w+", anyascii(text).casefold())


class Index:
    """All recordings. The merged ids lead to those that took their place."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.recordings = {recording.mbid: recording for song in catalogue.songs for recording in song.recordings}
        self._merged = catalogue.merged
        self._by_isrc: dict[str, list[Recording]] = defaultdict(list)
        self._by_address: dict[str, list[Recording]] = defaultdict(list)
        self._by_word: dict[tuple[str, str], set[str]] = defaultdict(set)
        for recording in self.recordings.values():
            self._file(recording)

    def _file(self, recording: Recording) -> None:
        for isrc in recording.isrcs:
            self._by_isrc[isrc.lower()].append(recording)
        for address in {cleaned(link) for link in recording.links}:
            self._by_address[address].append(recording)
        for name, text in searchable(recording).items():
            for word in folded(text):
                self._by_word[name, word].add(recording.mbid)

    def survivor(self, mbid: str) -> str:
        """The id that stands for this one today; itself where nothing was merged."""
        while mbid in self._merged:
            mbid = self._merged[mbid]
        return mbid

    def with_isrc(self, isrc: str) -> list[Recording]:
        """Every recording with this code, whatever its case; hyphens count (§3.1)."""
        return self._by_isrc.get(isrc.lower(), [])

    def with_address(self, address: str) -> list[Recording]:
        """The recordings that have exactly this page."""
        return self._by_address.get(canonical(address), [])

    def with_phrase(self, name: str, phrase: str) -> set[str]:
        """Ids of the recordings in whose field these words stand side by side."""
        words = folded(phrase)
        if not words:
            return set()
        ids = set.intersection(*(self._by_word.get((name, word), set()) for word in words))
        return {mbid for mbid in ids if _beside(words, folded(searchable(self.recordings[mbid])[name]))}


def searchable(recording: Recording) -> Mapping[str, str]:
    """The text fields of the search index that are filled here."""
    return {"recording": recording.title, "artist": recording.artist, "release": recording.album}


def _beside(words: list[str], text: Iterable[str]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(text)} "
