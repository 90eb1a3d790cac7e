"""The stand-in for ListenBrainz behind a real socket, with an account and a book of what was asked."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from syncd.domain.track import Mbid, Service, TrackRef
from syncd.sandbox import listenbrainz as stand_in
from syncd.sandbox.catalogue import Recording
from syncd.sandbox.listenbrainz_rows import FeedbackRow
from syncd.sandbox.listener import Connection, Listener
from syncd.sandbox.wire import Request, Response

USER, TOKEN = "Ada Löve/lace", "0f8d4c1e-canary"
MSID = "d23f4719-9212-49f0-ad08-ddbfbfc50d6f"
WHO, LOOKUP = "/1/validate-token", "/1/metadata/lookup/"
LIST_PATH = "/1/feedback/user/Ada%20L%C3%B6ve%2Flace/get-feedback"
POINT_PATH = f"{LIST_PATH}-for-recordings"
AT = 1_789_000_000.25


def mbid(number: int) -> Mbid:
    """The n-th MBID."""
    return Mbid(f"a0000000-0000-4000-8000-{number:012x}")


def ref(id_: str) -> TrackRef:
    """An id at ListenBrainz."""
    return TrackRef(Service.LISTENBRAINZ, id_)


class Wire:
    """The stand-in behind a real socket; a reply in `script` is given instead of the next answer to its path."""

    def __init__(self) -> None:
        self.service = stand_in.ListenBrainz(limits=False)
        self.tables = self.service.tables
        self.tables.add_user(USER, TOKEN)
        self.tables.add_user("bob", "bobs-token")
        self.asked: list[Request] = []
        self.script: defaultdict[str, deque[Response]] = defaultdict(deque)
        self.before: Callable[[Request], None] = lambda _request: None
        self.listener = Listener(0, self._answer, lambda: AT)

    def love(self, *numbers: int, created: Callable[[int], float] = lambda n: AT - n, score: int = 1) -> None:
        """Rows of one love each, in the order given."""
        for n in numbers:
            self.tables.add_feedback(USER, FeedbackRow(recording_mbid=mbid(n), score=score, created=created(n)))

    def paths(self) -> list[str]:
        """What was asked, in order, by its last word."""
        return [request.path.rstrip("/").rpartition("/")[2] for request in self.asked]

    def _answer(self, request: Request, _: Connection) -> Response:
        self.asked.append(request)
        self.before(request)
        replies = self.script[request.path]
        return replies.popleft() if replies else self.service.answer(request)


@contextmanager
def wired() -> Iterator[Wire]:
    """A stand-in that serves."""
    wire = Wire()
    wire.listener.start()
    try:
        yield wire
    finally:
        wire.listener.stop()


def recording(number: int, **more: Any) -> Recording:
    """A recording of the stand-in's catalogue."""
    facts = {"title": f"Song {number}", "artist": "Portis feat. Head", "artist_mbid": mbid(900), "album": "Dummy"}
    return Recording(mbid=mbid(number), album_mbid=mbid(800), **(facts | more))
