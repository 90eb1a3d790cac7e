"""ListenBrainz' database in memory."""

from collections import defaultdict
from collections.abc import Sequence
from threading import Barrier, BrokenBarrierError, RLock

from syncd.sandbox.catalogue import Recording
from syncd.sandbox.listenbrainz_cache import cached, canonical_row
from syncd.sandbox.listenbrainz_fold import fold
from syncd.sandbox.listenbrainz_rows import (
    Cached,
    Canonical,
    Change,
    FeedbackRow,
    LovedElsewhere,
    ManualMapping,
    Pin,
    Shelf,
    Text,
    User,
)

MEETING_SECONDS = 5.0
"""How long a write waits for those it was told to overlap with, in real time."""


class Tables:
    """Everything that the stand-in knows. Methods may be called from several threads."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.metadata: dict[str, Cached] = {}
        self.canonical: dict[str, Canonical] = {}  #: by the fold of artist + title
        self.canonical_with_release: dict[str, Canonical] = {}  #: by the fold of artist + title + release
        self.texts: dict[str, Text] = {}  #: MessyBrainz, by MSID
        self.redirects: dict[str, str] = {}  #: duplicate MSID -> original MSID
        self.pins: dict[int, Pin] = {}  #: by row id
        self.last_pin = 0
        self.follows: dict[int, set[int]] = defaultdict(set)
        self.mappings: dict[tuple[int, str], ManualMapping] = {}
        self.lastfm: dict[str, LovedElsewhere] = {}  #: by Last.fm user name
        self._users: dict[int, User] = {}
        self._shelves: dict[int, Shelf] = {}
        self._credits: dict[str, int] = {}
        self._meeting: Barrier | None = None

    def add_user(self, name: str, token: str) -> User:
        """A new account."""
        with self.lock:
            user = User(id=len(self._users) + 1, name=name, token=token)
            self._users[user.id] = user
            self._shelves[user.id] = Shelf()
            return user

    def user_named(self, name: str) -> User | None:
        """The account of a name, in any case."""
        return next((user for user in self._users.values() if user.name.lower() == name.lower()), None)

    def user_with_token(self, token: str) -> User | None:
        """The account of a token; tokens are compared case-sensitively (§14, 8)."""
        return next((user for user in self._users.values() if user.token == token), None)

    def user(self, user_id: int) -> User:
        """The account of a row number."""
        return self._users[user_id]

    def users(self) -> list[User]:
        """All accounts."""
        return list(self._users.values())

    def follow(self, who: str, whom: str) -> None:
        """Make one account follow another."""
        self.follows[self._known(who).id].add(self._known(whom).id)

    def add_recording(self, entry: Recording, *, canonical: bool) -> None:
        """Fill the metadata cache, and the lookup tables where this is the canonical recording of its name.

        Merged MBIDs are told by their absence: the cache knows neither them nor where they went.
        """
        credit = self._credits.setdefault(entry.artist, len(self._credits) + 1)
        self.metadata[entry.mbid] = cached(entry, credit)
        if canonical:
            self.add_canonical(canonical_row(entry, credit), with_release=False)
            self.add_canonical(canonical_row(entry, credit), with_release=True)

    def add_canonical(self, row: Canonical, *, with_release: bool) -> None:
        """A row of one of the two lookup tables; the first of a key stays, names of marks only have no key."""
        release = row.release_name if with_release else ""
        key = fold(row.artist_credit_name + row.recording_name + (release or ""))
        if key and release is not None:
            (self.canonical_with_release if with_release else self.canonical).setdefault(key, row)

    def text_of(self, msid: str | None) -> Text | None:
        """What MessyBrainz knows of an MSID, duplicates resolved."""
        return self.texts.get(self.redirects.get(msid or "", msid or ""))

    def shelf_of(self, user: User) -> Shelf:
        """The rows of an account. Take `lock` around more than one look at it."""
        return self._shelves[user.id]

    def feedback_of(self, user_name: str) -> list[FeedbackRow]:
        """What an account holds, in the order of insertion; raises KeyError where there is no such account."""
        with self.lock:
            return self.shelf_of(self._known(user_name)).rows()

    def add_feedback(self, user_name: str, row: FeedbackRow) -> None:
        """A row as it is, beside those that are there: so duplicates get in (§14, 14 and 29)."""
        with self.lock:
            self.shelf_of(self._known(user_name)).add(row)

    def set_feedback(self, user_name: str, mbid_or_msid: str, score: int, created: float) -> None:
        """What a human does on the website: 1 loves, -1 hates, 0 takes back. MSIDs are those that MessyBrainz knows."""
        known = self.text_of(mbid_or_msid) is not None
        mbid, msid = (None, mbid_or_msid) if known else (mbid_or_msid, None)
        row = FeedbackRow(recording_mbid=mbid, recording_msid=msid, score=score, created=created)
        self.write(Change(user_id=self._known(user_name).id, row=row))

    def write(self, change: Change) -> None:
        """Delete what matches, then insert: two steps, so writes at once leave duplicates (§14, 14)."""
        shelf = self._shelves[change.user_id]
        with self.lock:
            shelf.remove(change.row)
        self._meet()
        if change.row.score:
            with self.lock:
                shelf.add(change.row)

    def import_rows(self, user: User, rows: Sequence[FeedbackRow]) -> None:
        """One statement for all: two rows of one recording stay two (§14, 29)."""
        with self.lock:
            shelf = self.shelf_of(user)
            for row in rows:
                shelf.remove(row)
            for row in rows:
                shelf.add(row)

    def overlap(self, writes: int) -> None:
        """Let the next so many writes meet between their delete and their insert, as they do at the genuine server."""
        self._meeting = Barrier(writes, action=self._part)

    def _meet(self) -> None:
        if (meeting := self._meeting) is None:
            return
        try:
            meeting.wait(MEETING_SECONDS)
        except BrokenBarrierError:
            self._part()

    def _part(self) -> None:
        self._meeting = None

    def _known(self, name: str) -> User:
        if (user := self.user_named(name)) is None:
            raise KeyError(name)
        return user
