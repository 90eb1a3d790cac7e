"""ListenBrainz' pins (`apis/listenbrainz.md` §5): one public note on a user's page, and all those that were there before.

A pin that ends stays in the list of pins, and a song that was pinned once was loved once: pins only ever add. So they
are read as an account of their own beside the feedback of the same login, one that is heard and never written, and
whose lines never go: an unlove or a hate in the feedback is the later word, and the planner needs to know nothing of
pins. Pinning again what was unloved since is no new word.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from syncd.domain.account import Can, Score
from syncd.domain.errors import IncompleteListing, Rejected, Unreadable
from syncd.domain.snapshot import Entry, Fingerprint, Snapshot
from syncd.domain.track import Track, TrackRef, parse_mbid
from syncd.services.answer import Answer, as_count, as_object, clean
from syncd.services.http import Endpoint, Host
from syncd.services.listenbrainz_feedback import instant_of, track_of
from syncd.services.listenbrainz_wire import judge, judge_write, login, user_name, wire_id

PINS = Endpoint("GET", "/1/{user}/pins")
CURRENT = Endpoint("GET", "/1/{user}/pins/current")
PIN = Endpoint("POST", "/1/pin", writes=True)
UNPIN = Endpoint("POST", "/1/pin/unpin", writes=True)

LONGEST_NOTE = 280
"""Characters of a note; the service refuses a longer one (§14, 32)."""

PINS_AT_ONCE = 1000
MOST_PAGES = 100

_TOO_LONG = "if it stays so, a pin's note is too long for ListenBrainz itself: delete that pin at listenbrainz.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One pinned recording, with the note beside it."""

    track: Track
    note: str = ""
    pinned_at: datetime | None = None
    until: datetime | None = None

    @property
    def ref(self) -> TrackRef:
        """What is pinned."""
        return self.track.ref


class PinBoard:
    """What one login has pinned at ListenBrainz, as an account that is only heard; and the two writes of pins."""

    can = Can.READ | Can.POINT_READ

    def __init__(self, *, host: Host, token: str, now: Callable[[], datetime]) -> None:
        self._host, self._now = host, now
        self._headers = login(token)

    @property
    def host(self) -> str:
        """The upstream host, whose lane carries this account."""
        return self._host.name

    def whoami(self) -> str:
        """The present user name, told apart from that of his feedback. Raises Unauthorised for a wrong token."""
        return _owner(self.user())

    def user(self) -> str:
        """The present user name."""
        return user_name(self._host, self._headers)

    def snapshot(self) -> Snapshot:
        """Every pin there ever was, newest first; a song that was pinned twice is one line."""
        taken_at, user = self._now(), self.user()
        pages = list(self._pages(user))
        entries: dict[TrackRef, Entry] = {}
        for pin in (self._parsed(row) for page in pages for row in page.rows):
            entries.setdefault(pin.ref, Entry(pin.track, Score.LOVE, pin.pinned_at))
        return Snapshot(_owner(user), tuple(entries.values()), taken_at, pages[0].fingerprint(user))

    def probe(self) -> Fingerprint:
        """How many pins there are, and which is the newest, in two requests: pins come at the top and are never changed."""
        user = self.user()
        return self._page(user, 0, 1).fingerprint(user)

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """Loved, each of them: what was pinned once was loved, and a pin that is gone takes nothing back."""
        return dict.fromkeys(refs, Score.LOVE)

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """Never: syncd pins nothing of itself."""
        del score, leaving
        raise Rejected(self._host.name, f"{ref}: pins are only heard")

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """Nothing."""
        del tracks
        return ()

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """Nothing: ListenBrainz does not say whether a recording exists."""
        del refs
        return {}

    def current(self, user: str) -> Pin | None:
        """What is pinned now."""
        answer = self._host.read(CURRENT, fields={"user": user}, headers=self._headers, judge=_judge).object()
        if "pinned_recording" not in answer:
            raise Unreadable(self._host.name, f"{CURRENT.path} does not say what is pinned")
        row = answer["pinned_recording"]
        return None if row is None else self._parsed(row)

    def pin(self, ref: TrackRef, *, note: str, until: datetime | None, leaving: Callable[[], None]) -> None:
        """Pin a recording for all to see, until then (None: for a week); the pin that stands ends with it.

        The request is made once. Raises UnknownOutcome where it may have arrived.
        """
        body: dict[str, Any] = dict(wire_id(ref))
        if not body:
            raise Rejected(self._host.name, f"{ref} is no id of ListenBrainz")
        body |= {"blurb_content": note} if note else {}
        body |= {"pinned_until": int(until.timestamp())} if until else {}
        self._host.write(PIN, json=body, headers=self._headers, judge=judge, leaving=leaving)

    def unpin(self, leaving: Callable[[], None]) -> None:
        """End the pin that stands. Raises Rejected where none does, UnknownOutcome where the request may have arrived."""
        self._host.write(UNPIN, json={}, headers=self._headers, judge=judge_write, leaving=leaving)

    def _pages(self, user: str) -> Iterator["_Page"]:
        offset = 0
        for _ in range(MOST_PAGES):
            page = self._page(user, offset, PINS_AT_ONCE)
            yield page
            offset += len(page.rows)
            if not page.rows or offset >= page.total:
                return
        raise IncompleteListing(self._host.name, "the list of pins has no end")

    def _page(self, user: str, offset: int, count: int) -> "_Page":
        params = {"count": str(count), "offset": str(offset)}
        answer = self._host.read(PINS, fields={"user": user}, params=params, headers=self._headers, judge=_judge)
        body = answer.object()
        rows, total = body.get("pinned_recordings"), as_count(body.get("total_count"))
        if not isinstance(rows, list) or total is None:
            raise IncompleteListing(self._host.name, "the list of pins is not a list with a total")
        if str(body.get("user_name")).casefold() != user.casefold():
            raise IncompleteListing(self._host.name, "the list shows another user's pins")
        return _Page(rows, total)

    def _parsed(self, value: object) -> Pin:
        row = as_object(value)
        mbid, msid = parse_mbid(row.get("recording_mbid")), parse_mbid(row.get("recording_msid"))
        if not (mbid or msid):
            raise IncompleteListing(self._host.name, "a pin without a recording")
        return Pin(
            track=track_of(mbid, msid, as_object(row.get("track_metadata"))),
            note=clean(row.get("blurb_content")),
            pinned_at=instant_of(as_count(row.get("created"))),
            until=instant_of(as_count(row.get("pinned_until"))),
        )


@dataclass(frozen=True, slots=True)
class _Page:
    """Some pins, newest first, and how many there are."""

    rows: Sequence[object]
    total: int

    def fingerprint(self, user: str) -> Fingerprint:
        """What the first page shows of the whole list."""
        newest = as_object(self.rows[0]).get("row_id") if self.rows else None
        return Fingerprint(f"{_owner(user)}: {self.total} up to {newest}")


def _owner(user: str) -> str:
    """Who this account is: its own memory must not be taken for that of the same user's feedback."""
    return f"{clean(user)} (pins)"


def _judge(answer: Answer) -> None:
    """A note that was made too long later breaks the lists of pins for good (§14, 33); asking again is no use."""
    if answer.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unreadable(answer.host, f"{answer.path} answered 500", remedy=_TOO_LONG)
    judge(answer)
