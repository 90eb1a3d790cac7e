"""Jamendo: a love can be made there and never taken back, and a second one may undo the first (`apis/jamendo.md` §4.1)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from syncd.domain.account import Can, Score
from syncd.domain.errors import IncompleteListing, Rejected, Unreadable
from syncd.domain.snapshot import Entry, Fingerprint, Snapshot
from syncd.domain.track import Service, Track, TrackRef
from syncd.services.fingerprints import NEWEST, of_list, of_newest
from syncd.services.http import Endpoint, Host
from syncd.services.jamendo_login import JamendoApp, JamendoLogin, TokenKeeper
from syncd.services.jamendo_wire import JamendoJudge, parse_track, results, whole
from syncd.services.lookup import existing
from syncd.services.tokens import TokenRefused

PAGE = 200
"""Rows that we ask for at once, Jamendo's most; a page may hold one more (`apis/jamendo.md` §5.3)."""

LENGTH_MARGIN = 20
"""Seconds around a song's length in which free text looks for it. Nearly all hits of free text are strangers, and each
row is several kB (`apis/jamendo.md` §8, 25 and 26); what is further off would never be taken for the song.
"""

MAX_PAGES = 500
"""A list of 100,000 loves; what goes on after that repeats itself."""

MOST_IDS = 50
"""Track ids in one look-up; Jamendo's own most is not known."""

MAX_ARTIST_PAGES = 5
"""Pages of one artist's tracks that a search reads: nobody there has more than 1,000."""

LIKE = "like"
"""The list that is ours unless the configuration says otherwise."""

_ME = Endpoint("GET", "/users/")
_LOVES = Endpoint("GET", "/users/tracks/")
_TRACKS = Endpoint("GET", "/tracks/")
_LIKE = Endpoint("POST", "/setuser/{list}/", writes=True)

_KINDS = "single albumtrack"  # Jamendo leaves singles out by default (§8, 5)


class Jamendo:
    """One account's favourites at Jamendo; satisfies `FavouritesService`. `on_warning` hears of quotas and the like.

    `listed_before` says how many the last whole look found, where another process took it.
    """

    service = Service.JAMENDO
    can = Can.READ | Can.LOVE | Can.SEARCH | Can.POINT_READ | Can.LOOK_UP

    def __init__(  # noqa: PLR0913  # what an account consists of
        self,
        host: Host,
        app: JamendoApp,
        keeper: TokenKeeper,
        now: Callable[[], datetime],
        *,
        account: str = "ACCOUNT",
        on_warning: Callable[[str], None] = lambda _warning: None,
        listed_before: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._host, self._app, self._now = host, app, now
        self._account, self._on_warning, self._listed_before = account, on_warning, listed_before
        self._login = JamendoLogin(host=host, app=app, keeper=keeper, now=now, account=account)
        self._me = ""
        self._whoami = ""  # as the probe just found it; the next whole look asks no more
        self._length: int | None = None  # how many loves the last whole look of this process found

    @property
    def host(self) -> str:
        """The lane that carries this account."""
        return self._host.name

    def whoami(self) -> str:
        """The number of the user whose token this is, and which of the two lists is ours where it is not the likes."""
        rows = self._ask(_ME, {})
        number = whole(rows[0].get("id")) if rows else None
        if not number:
            raise Unreadable(self.host, "does not say whose token this is")
        self._me = str(number)
        return self._me if self._app.like_as == LIKE else f"{self._me} {self._app.like_as}"

    def snapshot(self) -> Snapshot:
        """The whole list. Its dates mix likes, favourites and reviews, so no love has one (`apis/jamendo.md` §8, 15).

        A short one, for which no probe takes less, is known by itself.
        """
        whoami = self._whoami or self.whoami()
        self._whoami = ""
        rows = self._crawl()
        loved = tuple(Entry(row.track) for row in rows if row.is_loved)
        is_short = len(rows) <= PAGE
        known_by = of_list(each.track for each in loved) if is_short else _fingerprint(whoami, len(rows), rows)
        return Snapshot(whoami, loved, self._now(), known_by, is_exact=is_short)

    def probe(self) -> Fingerprint | None:
        """Who we are, the newest rows, and whether the list still ends where it did, in three requests.

        Nothing where a whole look takes no more. No total is told (`apis/jamendo.md` §8, 8): the last row is one more
        than those before it. Whoever likes, favours or reviews anything comes on top, by the order asked for.
        """
        length = self._last_length()
        if length is None or length <= PAGE:
            return None
        self._whoami = self.whoami()
        newest = {"limit": str(NEWEST), "order": "updatedate_desc"}
        head = list(self._page(newest))
        tail = list(self._page({"limit": "10", "offset": str(length - 1)}))
        return _fingerprint(self._whoami, length, head) if len(tail) == 1 else None

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """One request a track, or the whole list where that takes fewer."""
        wanted = list(dict.fromkeys(refs))
        if wanted and not self._me:
            self.whoami()
        length = self._last_length() if len(wanted) > 1 else None  # alone it is asked for in one request
        is_long = length is not None and ceil(length / PAGE) + 1 < len(wanted)
        crawled = {row.track.ref for row in self._crawl() if row.is_loved} if is_long else set()
        loved = crawled if is_long else set(filter(self._is_loved, wanted))
        return {ref: Score.LOVE if ref in loved else Score.NONE for ref in wanted}

    def _last_length(self) -> int | None:
        """How long the list was at the last whole look, of this process or of one before it."""
        return self._length if self._length is not None else self._listed_before()

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """Love a track. Success is answered for tracks that do not exist, too (`apis/jamendo.md` §4).

        Asked once; only where the login was refused, so that nothing was done for certain, once more under a new one.
        """
        if score is not Score.LOVE:
            raise Rejected(self.host, f"offers no way to take a love back or to hate, so {ref} stays as it is")
        token = self._login.token()
        try:
            self._like(ref, token, leaving)
        except TokenRefused:
            self._like(ref, self._login.token(refused=token), leaving)

    def _like(self, ref: TrackRef, token: str, leaving: Callable[[], None]) -> None:
        form = self._common(token) | {"track_id": ref.id}
        judge = self._judge(form, writes=True)
        self._host.write(_LIKE, judge=judge, leaving=leaving, fields={"list": self._app.like_as}, form=form)

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """All tracks of the artist, or those with the one title; free text only where nothing came of that."""
        titles = list(dict.fromkeys(track.title for track in tracks if track.title))
        if not titles:
            return ()
        artist = tracks[0].artist
        found = self._named(artist, titles) if artist else []
        if found:
            return found
        if artist and len(titles) > 1:
            return self._catalogue({"search": artist})
        texts = [{"search": f"{artist} {title}".strip(), **_lengths(tracks, title)} for title in titles]
        return _distinct(track for text in texts for track in self._catalogue(text))

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """Those that exist; what a batch leaves out is asked again singly before it counts as missing."""
        return existing(refs, MOST_IDS, self._looked_up)

    def _looked_up(self, refs: Collection[TrackRef]) -> dict[TrackRef, Track]:
        rows = self._catalogue({"id": " ".join(ref.id for ref in refs)})
        return {track.ref: track for track in rows if track.ref in refs}

    def _named(self, artist: str, titles: Sequence[str]) -> list[Track]:
        if len(titles) == 1:
            return self._catalogue({"artist_name": artist, "namesearch": titles[0]})
        found: list[Track] = []
        for page in range(MAX_ARTIST_PAGES):
            rows = self._catalogue({"artist_name": artist, "offset": str(page * PAGE)})
            found += rows
            if len(rows) < PAGE:
                break
        return _distinct(found)

    def _catalogue(self, params: Mapping[str, str]) -> list[Track]:
        """Tracks from the public catalogue: no token needed, and relevance kept (`apis/jamendo.md` §8, 26)."""
        sent = self._common() | {"type": _KINDS, "limit": str(PAGE), **params}
        rows = results(self._host.read(_TRACKS, judge=self._judge(sent), params=sent))
        return _distinct(filter(None, map(parse_track, rows)))

    def _crawl(self) -> list["_Row"]:
        """Every row. Pages may overlap by one, so only a page without anything new is the end (`§8, 9`)."""
        seen: dict[TrackRef, _Row] = {}
        for page in range(MAX_PAGES):
            known = len(seen)
            rows = self._page({"limit": str(PAGE), "offset": str(page * PAGE)})
            seen.update((row.track.ref, row) for row in rows)
            if len(seen) == known:
                self._length = known
                return list(seen.values())
        raise self._incomplete(f"they do not end after {MAX_PAGES} pages")

    def _is_loved(self, ref: TrackRef) -> bool:
        page = self._page({"limit": "10", "track_id": ref.id})
        return any(row.track.ref == ref and row.is_loved for row in page)

    def _page(self, params: Mapping[str, str]) -> Iterator["_Row"]:
        """Rows of our list. A user without any may come as no user at all (`§5.3`)."""
        relation = self._app.like_as
        for user in self._ask(_LOVES, {"relation": relation, "track_type": _KINDS, **params}):
            if str(user.get("id")) != self._me:
                raise self._incomplete("they are another user's")
            for row in self._rows_of(user):
                track = parse_track(row)
                if track is None:
                    raise self._incomplete("a row has no id")
                yield _Row(track, str(row.get("updatedate") or ""), is_loved=_is_set(row.get("relations"), relation))

    def _rows_of(self, user: Mapping[str, Any]) -> list[Any]:
        rows = user.get("tracks", [])
        if not isinstance(rows, list):
            raise self._incomplete("the page has no list")
        return rows

    def _ask(self, endpoint: Endpoint, params: Mapping[str, str]) -> list[dict[str, Any]]:
        """Read with our token; where it is refused, once more with a new one."""
        token = self._login.token()
        try:
            return self._read(endpoint, params, token)
        except TokenRefused:
            return self._read(endpoint, params, self._login.token(refused=token))

    def _read(self, endpoint: Endpoint, params: Mapping[str, str], token: str) -> list[dict[str, Any]]:
        sent = self._common(token) | dict(params)
        return results(self._host.read(endpoint, judge=self._judge(sent), params=sent))

    def _common(self, token: str = "") -> dict[str, str]:
        """What every call carries; Jamendo documents no header for the token."""
        common = {"client_id": self._app.client_id, "format": "json"}
        return common | {"access_token": token} if token else common

    def _judge(self, sent: Mapping[str, str], *, writes: bool = False) -> JamendoJudge:
        return JamendoJudge(account=self._account, sent=sent, on_warning=self._on_warning, writes=writes)

    def _incomplete(self, what: str) -> IncompleteListing:
        return IncompleteListing(self.host, f"the loves are not to be believed: {what}")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of somebody's list. `updated` is when he last said anything about the track; it need not be our list's love."""

    track: Track
    updated: str
    is_loved: bool


def _fingerprint(whoami: str, length: int, rows: Sequence[_Row]) -> Fingerprint | None:
    """What a list is known by; None where rows do not say when they were made."""
    stamped = [(row.updated, f"{row.track.ref.id} {row.is_loved}") for row in rows if row.updated]
    return of_newest(whoami, length, sorted(stamped, reverse=True)) if len(stamped) == len(rows) else None


def _lengths(tracks: Iterable[Track], title: str) -> dict[str, str]:
    """The filter for the lengths that tracks of this title may have; none where one of them is not known."""
    known = [track.seconds for track in tracks if track.title == title]
    lengths = [seconds for seconds in known if seconds]
    if not lengths or len(lengths) < len(known):
        return {}
    return {"durationbetween": f"{max(0, int(min(lengths)) - LENGTH_MARGIN)}_{ceil(max(lengths)) + LENGTH_MARGIN}"}


def _is_set(relations: object, relation: str) -> bool:
    """Whether a row says so; one that says nothing was asked for by this very relation."""
    value = relations.get(relation, "1") if isinstance(relations, dict) else "1"
    return str(value) != "0"


def _distinct(tracks: Iterable[Track]) -> list[Track]:
    """Each track once, in the order of their first coming."""
    return list({track.ref: track for track in tracks}.values())
