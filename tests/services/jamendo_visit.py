"""A Jamendo stand-in with one person and four tracks, and how to ask it (not a test)."""

import json
from typing import Any
from urllib.parse import urlencode

from syncd.sandbox.catalogue import JamendoTrack
from syncd.sandbox.jamendo import Jamendo, JamendoOptions
from syncd.sandbox.jamendo_oauth import JamendoApp
from syncd.sandbox.jamendo_users import JamendoUser
from syncd.sandbox.wire import Request

NOW = 1_392_738_939.0  # 2014-02-18 15:55:39
APP = JamendoApp(client_id="abcd1234", client_secret="hush", redirect_uri="http://localhost:1410/")
READER = JamendoApp(client_id="reader01", client_secret="hush", redirect_uri="http://localhost:1/", may_write=False)
BANNED = JamendoApp(client_id="banned01", client_secret="hush", redirect_uri="http://localhost:1/", is_suspended=True)
BALROG = JamendoTrack(
    id=391002,
    name="Balrog Boogie",
    artist="Diablo Swing Orchestra",
    artist_id=351716,
    album="The Butcher's Ballroom",
    album_id=46478,
    seconds=233,
    released="2009-07-23",
)
YELLOW = JamendoTrack(
    id=353341, name="Yellow Gold", artist="John Dada & the Weathermen", artist_id=12, album="A", album_id=3, seconds=289
)
SINGLE = JamendoTrack(id=500, name="Alone", artist="Gianluca Luisi", artist_id=13, seconds=100)
FPM = JamendoTrack(
    id=168,
    name="J'm'e FPM",
    artist="TriFace",
    artist_id=7,
    album="Premiers Jets",
    album_id=24,
    seconds=183,
    released="2004-12-17",
)
TRACKS = {track.id: track for track in (BALROG, YELLOW, SINGLE, FPM)}
USER = 972174
SUCCESS = {"status": "success", "code": 0, "error_message": "", "warnings": ""}


def jamendo(
    tracks: dict[int, JamendoTrack] | None = None,
    likes: dict[int, str] | None = None,
    **options: Any,
) -> Jamendo:
    user = JamendoUser(USER, "claudod", likes=dict(likes or {}))
    limits = options.pop("limits", False)
    chosen = JamendoOptions(**options)
    return Jamendo(TRACKS if tracks is None else tracks, [user], [APP, READER, BANNED], chosen, limits=limits)


def many(count: int) -> dict[int, JamendoTrack]:
    return {
        n: JamendoTrack(id=n, name=f"Song {n}", artist=f"Artist {n}", artist_id=n, album="A", album_id=1)
        for n in range(1, count + 1)
    }


def get(service: Jamendo, path: str, at: float = NOW, **query: Any) -> Any:
    sent = urlencode({"client_id": APP.client_id, "format": "json", **query})
    response = service.answer(Request(method="GET", path=path, query=sent, at=at))
    assert response.status == 200
    return json.loads(response.body)


def post(service: Jamendo, path: str, at: float = NOW, **form: Any) -> Any:
    sent = urlencode({"client_id": APP.client_id, "format": "json", **form}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = service.answer(Request(method="POST", path=path, headers=headers, body=sent, at=at))
    assert response.status == 200
    return json.loads(response.body)


def code(answer: Any) -> int:
    number = answer["headers"]["code"]
    assert isinstance(number, int)
    assert (answer["headers"]["status"] == "success") is (number == 0)
    assert bool(answer["headers"]["error_message"]) is (number != 0)
    return number


def token(service: Jamendo, app: JamendoApp = APP) -> str:
    return service.issue(app.client_id, USER, NOW).access_token


def like(service: Jamendo, track_id: int, access_token: str) -> Any:
    return post(service, "/setuser/like/", access_token=access_token, track_id=track_id)


def liked(service: Jamendo, **query: Any) -> list[int]:
    wanted = {"id": USER, "relation": "like", "track_type": "single albumtrack", "limit": 200, **query}
    answer = get(service, "/users/tracks/", **wanted)
    return [int(row["id"]) for user in answer["results"] for row in user["tracks"]]
