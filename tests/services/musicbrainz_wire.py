"""The stand-in for MusicBrainz behind a real socket, with some recordings and answers that a test scripts."""

from collections import deque
from typing import Any

from syncd.domain.track import Isrc, Mbid, Service, TrackRef
from syncd.sandbox import musicbrainz as stand_in
from syncd.sandbox.catalogue import Catalogue, Recording, Song
from syncd.sandbox.listener import Connection, Listener
from syncd.sandbox.wire import Request, Response


def mbid(number: int) -> Mbid:
    return Mbid(f"a0000000-0000-4000-8000-{number:012x}")


def isrc(number: int) -> Isrc:
    return Isrc(f"GBAAA{number:07}")


def jamendo(number: int) -> TrackRef:
    return TrackRef(Service.JAMENDO, str(number))


def boomplay(number: int) -> TrackRef:
    return TrackRef(Service.BOOMPLAY, str(number))


def recording(number: int, **more: Any) -> Recording:
    facts = {"title": f"Song {number}", "artist": "Ada", "artist_mbid": mbid(900), "isrcs": (isrc(number),)}
    return Recording(mbid=mbid(number), **(facts | more))


RECORDINGS = (
    recording(
        1,
        seconds=289.946,
        version="live",
        links=("http://jamendo.com/track/725574", "https://www.boomplay.com/songs/42", "https://example.org/"),
    ),
    recording(2, isrcs=(isrc(1), isrc(2)), links=("https://www.jamendo.com/track/725574",)),
    recording(3, isrcs=(), links=("https://www.jamendo.com/track/33",)),
    *(recording(n) for n in range(10, 260)),
    *(recording(n, isrcs=(isrc(9),)) for n in range(300, 430)),
)
MERGED: dict[str, str] = {mbid(5): mbid(1)}


class Wire:
    """The stand-in behind a real socket; replies in `script` are given first."""

    def __init__(self) -> None:
        songs = tuple(Song(recordings=(one,)) for one in RECORDINGS)
        self.service = stand_in.MusicBrainz(Catalogue(songs=songs, merged=MERGED), limits=False)
        self.asked: list[Request] = []
        self.script: deque[Response] = deque()
        self.listener = Listener(0, self._answer, lambda: 1_789_000_000.0)

    def _answer(self, request: Request, _: Connection) -> Response:
        self.asked.append(request)
        return self.script.popleft() if self.script else self.service.answer(request)
