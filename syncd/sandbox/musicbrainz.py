"""MusicBrainz' web service as its source and its clients draw it (`apis/musicbrainz.md`)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from syncd.sandbox import musicbrainz_shapes as shapes
from syncd.sandbox.bucket import Bucket
from syncd.sandbox.catalogue import Catalogue, Recording
from syncd.sandbox.dice import throw
from syncd.sandbox.musicbrainz_format import Wrong, busy, dressed, error, included, too_fast, unidentified, written
from syncd.sandbox.musicbrainz_index import Index, canonical
from syncd.sandbox.musicbrainz_search import BadQuery, parse, search
from syncd.sandbox.wire import Request, Response

LIMIT_DEFAULT = 25
LIMIT_MAX = 100
RESOURCES_MAX = 100
_HALF = 0.5
_MBID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_BLANK = "You submitted a blank search query. You must include a non-blank 'query=' parameter with your search."
_NO_SUCH_CALL = "The given parameters do not match any available query type for the {} resource."


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicBrainzOptions:
    """What may differ from one day to another. Shares are from 0 to 1."""

    base_url: str = "https://musicbrainz.org/ws/2"  # as it stands in `Location`
    seed: int = 0
    lists_isrcs: bool = True  # whether a search hit says its ISRCs (§3.1 leaves it open)
    shed: float = 0.0  # the share of requests that meet a busy server (§1.2)
    partial: float = 0.0  # the share of searches that silently lack hits (§8, 15)
    ended: frozenset[str] = frozenset()  # addresses whose links have ended, in their clean form
    requests_a_second: float = 1.0
    burst: int = 5


class MusicBrainz:
    """The service. `options` and `limits` may be changed while it runs."""

    exclusive = True

    def __init__(self, catalogue: Catalogue, options: MusicBrainzOptions | None = None, *, limits: bool = True) -> None:
        self.options = options or MusicBrainzOptions()
        self.limits = limits
        self._index = Index(catalogue)
        self._bucket = Bucket(self.options.requests_a_second, self.options.burst)
        self._served = 0

    def answer(self, request: Request) -> Response:
        """The answer to one request: refused at the door, or looked up."""
        self._served += 1
        is_search = request.path.strip("/") == "recording"
        refused = self._refused(request, is_search=is_search)
        if refused is not None:
            return refused
        try:
            response = self._looked_up(request)
        except Wrong as wrong:
            response = error(request, wrong)
        return dressed(response, self._chance("remaining"), is_search=is_search)

    def _refused(self, request: Request, *, is_search: bool) -> Response | None:
        """Agent, then address, then everybody together (§1.2)."""
        if not request.headers.get("user-agent", "").strip():
            return unidentified()
        if self.limits and self._bucket.is_over(request.client, request.at):
            return too_fast(request.client)
        if self._chance("shed") < self.options.shed:
            return busy(self._chance("busy"), is_search=is_search)
        return None

    def _looked_up(self, request: Request) -> Response:
        if request.method != "GET":
            raise Wrong(405, "Method not allowed")
        resource, _, key = request.plain_path.strip("/").partition("/")
        methods = {
            ("recording", False): self._search,
            ("recording", True): self._recording,
            ("isrc", True): self._isrc,
            ("url", False): self._urls,
        }
        method = methods.get((resource, bool(key)))
        if method is None:
            raise Wrong(404, "Not Found")
        return method(request, key)

    def _recording(self, request: Request, mbid: str) -> Response:
        """One recording; a merged id leads on, with the other's body already in hand (§4)."""
        if not _MBID.fullmatch(mbid):
            raise Wrong(400, "Invalid mbid.")
        inc = included(request, "recording")
        survivor = self._index.survivor(mbid.lower())
        recording = self._index.recordings.get(survivor)
        if recording is None:
            raise Wrong(404, "Not Found")
        body = shapes.looked_up(recording, inc, self.options.ended, nested=False)
        if survivor == mbid:
            return written(request, body)
        location = f"{self.options.base_url}/recording/{survivor}{'?' if request.query else ''}{request.query}"
        return written(request, body, 301, {"Location": location})

    def _isrc(self, request: Request, isrc: str) -> Response:
        if not _ISRC.fullmatch(isrc):
            raise Wrong(400, "Invalid isrc.")
        inc = included(request, "isrc")
        recordings = self._index.with_isrc(isrc)
        if not recordings:
            raise Wrong(404, "Not Found")
        found = [shapes.looked_up(one, inc, self.options.ended, nested=True) for one in recordings]
        return written(request, {"isrc": isrc, "recordings": found})

    def _urls(self, request: Request, _: str) -> Response:
        """One address has one shape, several have another; what is too much is cut without a word (§5.2)."""
        inc = included(request, "url")
        asked = [value for name, value in request.params if name == "resource"][:RESOURCES_MAX]
        if not asked:
            raise Wrong(400, _NO_SUCH_CALL.format("url"))
        known = {canonical(address): self._index.with_address(address) for address in asked}
        urls = [shapes.url(address, them, inc, self.options.ended) for address, them in known.items() if them]
        if len(asked) > 1:
            ordered = sorted(urls, key=lambda one: str(one["id"]))
            return written(request, {"url-count": len(urls), "url-offset": 0, "urls": ordered})
        if not urls:
            raise Wrong(404, "Not Found")
        return written(request, urls[0])

    def _search(self, request: Request, _: str) -> Response:
        asked = dict(request.params)
        if "query" not in asked:
            raise Wrong(400, _NO_SUCH_CALL.format("recording"))
        hits = self._hits(asked["query"])
        offset = _number(asked.get("offset", ""))
        page = hits[offset : offset + _limit(asked.get("limit", ""))]
        rows = [shapes.hit(recording, score, lists_isrcs=self.options.lists_isrcs) for score, recording in page]
        created = datetime.fromtimestamp(request.at, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return written(request, {"created": created, "count": len(hits), "offset": offset, "recordings": rows})

    def _hits(self, query: str) -> list[tuple[int, Recording]]:
        """All hits; a slow search gives up half of them without a sign (§8, 15)."""
        if not query.strip():
            raise Wrong(400, _BLANK)
        try:
            hits = search(self._index, parse(query))
        except BadQuery:
            raise Wrong(400, "Search server could not complete query: Bad request") from None
        if self._chance("partial") >= self.options.partial:
            return hits
        return [hit for hit in hits if self._chance("lost", hit[1].mbid) >= _HALF]

    def _chance(self, *about: Any) -> float:
        return throw(self.options.seed, self._served, *about)


def _limit(value: str) -> int:
    """0 and more than 100 fall back to 25, without an error (§3.1)."""
    number = _number(value)
    return number if 1 <= number <= LIMIT_MAX else LIMIT_DEFAULT


def _number(value: str) -> int:
    return int(value) if value.isdecimal() else 0
