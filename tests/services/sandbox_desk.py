"""A sandbox whose clock is set by hand, and a polite client of it."""

import http.client
import json
import tomllib
from typing import Any
from urllib.parse import urlencode

from syncd.sandbox import Sandbox
from syncd.sandbox.services import JAMENDO_CLIENT_ID

AGENT = "syncd/1.0 ( sandbox@syncd.local )"
LIST = "/listenbrainz/1/feedback/user/alice/get-feedback"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Clock:
    """Real time that stands still, or goes on by `step` at each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.time = 1_800_000_000.0
        self.step = step

    def __call__(self) -> float:
        """The instant, in seconds since the epoch."""
        self.time += self.step
        return self.time


class Client:
    """One kept connection to a sandbox, with the configuration that points there."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=20)
        self.config = tomllib.loads(sandbox.config_toml("syncd.db"))

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body of an answer. An object as body is sent as JSON."""
        sent = json.dumps(body) if isinstance(body, dict) else body
        self.connection.request(method, path, sent, {"User-Agent": AGENT, **(headers or {})})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def json(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """The JSON of an answer."""
        return json.loads(self.ask(method, path, body, headers)[2])

    def switch(self, **switch: Any) -> Any:
        """Turn a switch; the switches that are on then."""
        return self.json("POST", "/_sandbox/switch", switch)

    def violations(self) -> list[list[str]]:
        """The violations so far, request by request."""
        return [row["violations"] for row in self.sandbox.journal()["violations"]]

    def feed(self, mbid: str, score: int = 1) -> int:
        """Write at ListenBrainz; the status."""
        headers = {**JSON, "Authorization": f"Token {self.config['accounts']['my-listenbrainz']['token']}"}
        path = "/listenbrainz/1/feedback/recording-feedback"
        return self.ask("POST", path, {"recording_mbid": mbid, "score": score}, headers)[0]

    def look_at(self, *mbids: str) -> None:
        """ListenBrainz' bulk check."""
        path = "/listenbrainz/1/feedback/user/Alice/get-feedback-for-recordings"
        self.ask("POST", path, {"recording_mbids": mbids}, JSON)

    def page(self, **params: Any) -> Any:
        """A page of the list at ListenBrainz."""
        return self.json("GET", f"{LIST}?{urlencode(params)}")

    @property
    def jamendo(self) -> dict[str, Any]:
        """Who we are at Jamendo."""
        return {"client_id": JAMENDO_CLIENT_ID, "access_token": self.config["accounts"]["my-jamendo"]["access_token"]}

    def like(self, track: int) -> None:
        """Write at Jamendo."""
        self.ask("POST", "/jamendo/v3.0/setuser/like/", urlencode({**self.jamendo, "track_id": track}), FORM)

    def likes(self, **params: Any) -> None:
        """A page of the list at Jamendo."""
        self.ask("GET", f"/jamendo/v3.0/users/tracks/?{urlencode({**self.jamendo, **params})}")

    def unloved(self) -> list[str]:
        """MBIDs that Alice has no opinion on."""
        held = self.sandbox.control.holdings()["listenbrainz"]["alice"]
        songs = self.sandbox.world.catalogue.songs
        return [song.recordings[0].mbid for song in songs if song.recordings and song.recordings[0].mbid not in held]

    def unliked(self) -> list[int]:
        """Tracks that nobody likes at Jamendo."""
        held = self.sandbox.control.holdings()["jamendo"]["972174"]
        tracks = [song.jamendo for song in self.sandbox.world.catalogue.songs if song.jamendo]
        return [track.id for track in tracks if str(track.id) not in held]
