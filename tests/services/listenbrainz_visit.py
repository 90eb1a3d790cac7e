"""Asking the stand-in for ListenBrainz."""

import json
from typing import Any

from syncd.sandbox.listenbrainz import ListenBrainz
from syncd.sandbox.wire import Request, Response

TOKEN = "11111111-1111-4111-8111-11111111aaaa"
NOW = 1_800_000_000.0
LIST = "/1/feedback/user/alice/get-feedback"
POINTS = f"{LIST}-for-recordings"


def two_accounts() -> ListenBrainz:
    """A stand-in that knows alice, who has the token, and Bob Smith."""
    server = ListenBrainz()
    server.tables.add_user("alice", TOKEN)
    server.tables.add_user("Bob Smith", "22222222-2222-4222-8222-222222222222")
    return server


def mbid(number: int) -> str:
    """An id, different for each number."""
    return f"a0000000-0000-4000-8000-{number:012x}"


def get(server: ListenBrainz, path: str, query: str = "", *, at: float = NOW, client: str = "127.0.0.1") -> Response:
    """A GET with the token of alice."""
    headers = {"authorization": f"Token {TOKEN}", "host": "127.0.0.1:1"}
    return server.answer(Request(method="GET", path=path, query=query, headers=headers, at=at, client=client))


def post(server: ListenBrainz, path: str, body: Any, at: float = NOW) -> Response:
    """A POST of JSON with the token of alice, each from an address of its own."""
    headers = {"authorization": f"Token {TOKEN}", "content-type": "application/json"}
    return server.answer(
        Request(method="POST", path=path, headers=headers, body=json.dumps(body).encode(), at=at, client=str(at))
    )


def write(server: ListenBrainz, score: Any = 1, at: float = NOW, **ids: str) -> Response:
    """Feedback of alice, on the first recording if not said otherwise."""
    return post(server, "/1/feedback/recording-feedback", {**(ids or {"recording_mbid": mbid(1)}), "score": score}, at)


def value(response: Response) -> Any:
    """The JSON of an answer."""
    return json.loads(response.body)


def listed(server: ListenBrainz, query: str = "count=1000", user: str = "alice") -> Any:
    """The list of an account."""
    return value(get(server, f"/1/feedback/user/{user}/get-feedback", query, client="reader"))


def loves(server: ListenBrainz) -> list[tuple[str | None, str | None, int]]:
    """The rows of alice: MBID, MSID, score."""
    return [(row.recording_mbid, row.recording_msid, row.score) for row in server.tables.feedback_of("alice")]
