"""Jamendo on loopback, with a script for what it would not say by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from syncd.domain.track import Service, Track, TrackRef
from syncd.sandbox import jamendo as stand_in, jamendo_oauth
from syncd.sandbox.catalogue import JamendoTrack
from syncd.sandbox.jamendo_users import JamendoUser
from syncd.services.http import Host
from syncd.services.jamendo import Jamendo
from syncd.services.jamendo_login import JamendoApp, Tokens
from tests.services.scripted_wire import ScriptedWire

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
ME, OTHER = 972174, 972175
ALBUM, SINGLE, GONE = 1, 2, 9999
APP = JamendoApp(client_id="c11e47id", client_secret="canary-secret")
GRANT, LIST, TRACKS, WHO, LIKE = "/oauth/grant", "/users/tracks/", "/tracks/", "/users/", "/setuser/like/"


class Keeper:
    """Tokens in memory, and how often they were saved."""

    def __init__(self, tokens: Tokens | None) -> None:
        self.tokens = tokens
        self.saved: list[Tokens] = []
        self.lock = Lock()
        self.on_lock: Callable[[], None] = lambda: None

    def load(self) -> Tokens | None:
        """The newest pair."""
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        """Only one may save at a time."""
        assert self.lock.locked()
        self.saved.append(tokens)
        self.tokens = tokens

    @contextmanager
    def refreshing(self) -> Iterator[None]:
        """The lock, and what happens while we wait for it."""
        self.on_lock()
        with self.lock:
            yield


class Wire(ScriptedWire):
    """The stand-in behind a real socket, a clock of its own, and what is scripted for a path."""

    def __init__(self) -> None:
        songs = [
            JamendoTrack(id=n, name=f"Song {n}", artist="Amity in Fame", artist_id=13, album_id=4, seconds=200 + n)
            for n in range(3, 700)
        ]
        songs += [
            JamendoTrack(
                id=ALBUM,
                name="Yellow Gold",
                artist="John Dada & the Weathermen",
                artist_id=5,
                album="Gold",
                album_id=3,
                seconds=289,
            ),
            JamendoTrack(id=SINGLE, name="Giraffe", artist="Zoo", artist_id=8, seconds=183),
        ]
        users = [JamendoUser(ME, "ada"), JamendoUser(OTHER, "bob")]
        app = jamendo_oauth.JamendoApp(
            client_id=APP.client_id, client_secret=APP.client_secret, redirect_uri="http://localhost:8917/"
        )
        self.service = stand_in.Jamendo({song.id: song for song in songs}, users, [app], limits=False)
        self.now = START
        super().__init__(self.service, self._time)

    @property
    def me(self) -> JamendoUser:
        """Our user at the stand-in."""
        return self.service.users[ME]

    def _time(self) -> float:
        return self.now.timestamp()


def failed(code: int, message: str = "Jamendo Api Error: no") -> dict[str, Any]:
    return {"headers": {"status": "failed", "code": code, "error_message": message, "warnings": ""}, "results": []}


def fine(*rows: Any, warnings: str = "") -> dict[str, Any]:
    headers = {"status": "success", "code": 0, "error_message": "", "warnings": warnings, "results_count": len(rows)}
    return {"headers": headers, "results": list(rows)}


def ref(number: int) -> TrackRef:
    return TrackRef(Service.JAMENDO, str(number))


def song(title: str, artist: str) -> Track:
    return Track(ref=TrackRef(Service.BOOMPLAY, title), title=title, artist=artist)


def nothing() -> None:
    """A record that is made durable elsewhere."""


def like(wire: Wire, *numbers: int) -> None:
    for number in numbers:
        wire.service.like_by_hand(ME, number, wire.now.timestamp())


def listed(account: Jamendo) -> set[int]:
    return {int(entry.ref.id) for entry in account.snapshot().entries}


Hosts = Callable[..., Host]
