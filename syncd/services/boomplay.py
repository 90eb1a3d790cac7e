"""Boomplay: read only. Its list has no dates, no documented order and no trustworthy total (`apis/boomplay.md` §3)."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from syncd.domain.account import Can, Score
from syncd.domain.errors import IncompleteListing, RateLimited, Rejected, Unauthorised, Unavailable, Unreadable
from syncd.domain.snapshot import Entry, Fingerprint, Snapshot
from syncd.domain.track import Service, Track, TrackRef, isrcs_of
from syncd.services.answer import MAX_TEXT, Answer, as_list, clean, judge_status
from syncd.services.boomplay_login import Login
from syncd.services.fingerprints import of_list
from syncd.services.http import Endpoint, Host
from syncd.services.lookup import existing
from syncd.services.masking import without
from syncd.services.tokens import TokenRefused

LARGEST_PAGE = 50
"""What lies above is not documented (`apis/boomplay.md` §9, 9)."""

MAX_PAGES = 2000
"""A list of 100,000 favourites; what goes on after that repeats itself."""

MOST_IDS = 20
"""Track ids in one look-up (`apis/boomplay.md` §4.1)."""

LONG_WAIT = 60.0
"""Seconds that we pause where Boomplay says "too many" and not for how long."""

_ME = Endpoint("GET", "/user/getUserInfo")
_FAVOURITES = Endpoint("GET", "/favourite/v1/tracks")
_TRACKS = Endpoint("GET", "/track/v1/trackIds")

_LONGEST_SAYING = 100 * MAX_TEXT

_ABOUT_LOGIN = re.compile(r"token|auth|login|expire", re.IGNORECASE)
_ABOUT_APP = re.compile(r"app.?id", re.IGNORECASE)
_ABOUT_PACE = re.compile(r"limit|frequen|too many", re.IGNORECASE)
_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})")
_PERIOD = re.compile(r"PT(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,6})S)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoomplayApp:
    """What Boomplay knows of this program. Documented, never measured, hence all of it is configuration."""

    app_id: str
    authorization: str = "Bearer {token}"
    page_size: int = LARGEST_PAGE


class Boomplay:
    """One account's favourites at Boomplay; satisfies `FavouritesService`."""

    service = Service.BOOMPLAY
    can = Can.READ | Can.LOOK_UP

    def __init__(
        self, host: Host, app: BoomplayApp, login: Login, now: Callable[[], datetime], *, account: str = "ACCOUNT"
    ) -> None:
        self._host, self._app, self._login = host, app, login
        self._now = now
        self._page_size = max(1, min(app.page_size, LARGEST_PAGE))
        self._account = account
        self._token = ""  # as the present look found it: a look has hundreds of pages

    @property
    def host(self) -> str:
        """The lane that carries this account."""
        return self._host.name

    def whoami(self) -> str:
        """The opaque user id. Raises Unauthorised where the token has run out. Every look begins with this question."""
        self._token = ""
        data = self._ask(_ME, {}).get("data")
        user_id = data.get("user_id") if isinstance(data, dict) else None
        whoami = "" if isinstance(user_id, bool) or not isinstance(user_id, str | int) else clean(str(user_id))
        if not whoami:
            raise Unreadable(self.host, "does not say whose token this is")
        return whoami

    def snapshot(self) -> Snapshot:
        """The whole list. One that moved while it was read is read once more; then IncompleteListing."""
        whoami = self.whoami()
        crawl = self._crawl()
        if crawl.doubt:
            crawl = self._crawl()
        if crawl.doubt:
            raise self._incomplete(crawl.doubt)
        tracks = crawl.tracks.values()
        return Snapshot(whoami, tuple(map(Entry, tracks)), self._now(), of_list(tracks), is_exact=True)

    def probe(self) -> Fingerprint | None:
        """Nothing: no total is to be trusted, and no order shows what is new (`apis/boomplay.md` §3)."""
        return None

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """What the account thinks of these, by reading the whole list: Boomplay has no point read."""
        listed = self.snapshot().scores()
        return {ref: listed.get(ref, Score.NONE) for ref in refs}

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """Always Rejected: no documented call writes a favourite (`apis/boomplay.md` §3.1)."""
        del score, leaving
        raise Rejected(self.host, f"offers no way to change a favourite, so {ref} stays as it is")

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """Nothing: who cannot be written to need not be searched."""
        del tracks
        return ()

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """Those that exist; what a batch leaves out is asked again singly before it counts as missing."""
        return existing(refs, MOST_IDS, self._looked_up)

    def _looked_up(self, refs: Collection[TrackRef]) -> dict[TrackRef, Track]:
        rows = self._ask(_TRACKS, {"ids": ",".join(ref.id for ref in refs)}).get("data")
        parsed = filter(None, map(parse_track, rows if isinstance(rows, list) else []))
        return {track.ref: track for track in parsed if track.ref in refs}

    def _crawl(self) -> "_Crawl":
        crawl = _Crawl()
        for page in range(MAX_PAGES):
            rows, counts = self._page(page * self._page_size)
            if not crawl.add(rows, counts):
                return crawl
        raise self._incomplete(f"its list does not end after {MAX_PAGES} pages")

    def _page(self, offset: int) -> tuple[list[Track], int]:
        body = self._ask(_FAVOURITES, {"offset": str(offset), "limit": str(self._page_size)})
        data, counts = body.get("data"), body.get("counts")
        if not isinstance(data, list):
            raise self._incomplete(f"the page at {offset} has no list")
        tracks = [track for track in map(parse_track, data) if track is not None]
        if len(tracks) < len(data):
            raise self._incomplete(f"a row on the page at {offset} has no track_id")
        return tracks, counts if isinstance(counts, int) else 0

    def _ask(self, endpoint: Endpoint, params: Mapping[str, str]) -> dict[str, Any]:
        """Read with our token; where it is refused, once more with another one, if there is one."""
        token = self._token or self._login.token()
        try:
            body = self._read(endpoint, params, token)
        except TokenRefused as refusal:
            token = self._login.after(token, refusal)
            body = self._read(endpoint, params, token)
        self._login.worked(token)
        self._token = token
        return body

    def _read(self, endpoint: Endpoint, params: Mapping[str, str], token: str) -> dict[str, Any]:
        headers = {
            "Content-Type": "application/json",  # demanded on GET too (`apis/boomplay.md` §9, 14)
            "Accept-Language": "en",  # titles must be the same at every poll
            "app_id": self._app.app_id,
            "Authorization": self._app.authorization.replace("{token}", token),
        }
        judge = _Judge(self._account, token)
        return self._host.read(endpoint, judge=judge, params=params, headers=headers).object()

    def _incomplete(self, what: str) -> IncompleteListing:
        return IncompleteListing(self.host, f"the favourites are not whole: {what}")


@dataclass(slots=True)
class _Crawl:
    """One reading of the whole list, page by page."""

    tracks: dict[TrackRef, Track] = field(default_factory=dict)
    counts: set[int] = field(default_factory=set)
    has_total: bool = False
    has_repeats: bool = False

    def add(self, rows: Sequence[Track], counts: int) -> bool:
        """Take a page in; False where the list has ended, or only repeats itself.

        What one answer shows twice is stored twice; what two answers show has moved between them.
        """
        page = {track.ref: track for track in rows}
        known = len(self.tracks)
        self.tracks.update(page)
        new = len(self.tracks) - known
        self.has_repeats |= new < len(page)
        self.has_total |= counts > len(rows)
        self.counts |= {counts} - {0}  # a page past the end may honestly count nothing
        return new > 0

    @property
    def doubt(self) -> str:
        """Why this list is not to be believed; empty where nothing speaks against it (`apis/boomplay.md` §3.3)."""
        if self.has_repeats:
            return "some tracks came twice, so it changed while it was read"
        if self.has_total and len(self.counts) > 1:
            return "its stated length changed while it was read"
        if self.has_total and len(self.tracks) < max(self.counts):
            return f"{len(self.tracks)} tracks came of {max(self.counts)} stated"
        return ""


@dataclass(frozen=True, slots=True)
class _Judge:
    """What an answer means. No error code is documented, so words and statuses decide (`apis/boomplay.md` §7)."""

    account: str
    token: str = field(repr=False)

    def __call__(self, answer: Answer) -> None:
        body = _object_in(answer)
        if answer.status in {401, 403}:
            raise self._login_is_over(answer, f"answered {answer.status}")
        is_its_own_fault = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if body is not None and body.get("code") != 0 and not is_its_own_fault:
            self._judge_words(answer, self._shown(body.get("desc")))
        judge_status(answer)
        if body is None:
            raise Unavailable(answer.host, f"{answer.path} answered with something else than JSON")
        if body.get("code") != 0:
            raise IncompleteListing(answer.host, f"{answer.path} {self._said(body)}")

    def _judge_words(self, answer: Answer, desc: str) -> None:
        if _ABOUT_APP.search(desc):
            raise Unauthorised(answer.host, f"says: {desc}", remedy="put the right id into apps.boomplay.app_id")
        if _ABOUT_LOGIN.search(desc):
            raise self._login_is_over(answer, f"says: {desc}")
        if _ABOUT_PACE.search(desc):
            raise RateLimited(answer.host, answer.wait or LONG_WAIT, f"says: {desc}")

    def _said(self, body: Mapping[str, Any]) -> str:
        """What an answer that is no success says."""
        if body.get("code") is None:
            return "answered without a code, so that nobody knows whether it worked"
        desc = self._shown(body.get("desc"))
        return f"answered with code {self._shown(str(body['code']))}{f': {desc}' if desc else ' and does not say why'}"

    def _shown(self, said: object) -> str:
        """What Boomplay says, fit to be shown and kept; it may quote our token, and cutting the text may cut that."""
        return without(clean(said, limit=_LONGEST_SAYING), [self.token])[:MAX_TEXT]

    def _login_is_over(self, answer: Answer, what: str) -> Unauthorised:
        return TokenRefused(answer.host, what, remedy=f"run: syncd login {self.account}")


def _object_in(answer: Answer) -> dict[str, Any] | None:
    try:
        return answer.object()
    except Unreadable:
        return None


def parse_track(row: object) -> Track | None:
    """A row as a track; None where it has no usable id. Any other field may be missing or junk (`§9, 17`)."""
    number = _number(row.get("track_id")) if isinstance(row, dict) else None
    if not isinstance(row, dict) or number is None:
        return None
    artists = [each for each in as_list(row.get("artists")) if isinstance(each, dict)]
    names = (clean(each.get("artist_name")) for each in artists)
    numbers = (_number(each.get("artist_id")) for each in artists)
    return Track(
        ref=TrackRef(Service.BOOMPLAY, str(number)),
        title=clean(row.get("track_title")),
        artist=", ".join(dict.fromkeys(filter(None, names))),
        album=clean(row.get("album_title")),
        seconds=parse_duration(row.get("duration")),
        isrcs=isrcs_of([row.get("isrc")]),
        artist_ids=tuple(dict.fromkeys(map(str, filter(None, numbers)))),
    )


def parse_duration(text: object) -> float | None:
    """The seconds in `HH:MM:SS`, `MM:SS` or `PTnHnMnS`; None for 0 and for anything else (`§9, 10`)."""
    match = _CLOCK.fullmatch(text) or _PERIOD.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    hours, minutes, seconds = match.groups(default="0")
    return float(int(hours) * 3600 + int(minutes) * 60 + int(seconds)) or None


def _number(value: object) -> int | None:
    """A positive whole number, however it is spelt."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:  # noqa: PLR2004  # no id is so long
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
