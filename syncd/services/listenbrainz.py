"""ListenBrainz: one account's loves and hates, and its metadata as a catalogue (`apis/listenbrainz.md`)."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from syncd.domain.account import Can, Score
from syncd.domain.errors import IncompleteListing, Rejected, Unreadable
from syncd.domain.snapshot import Fingerprint, Snapshot
from syncd.domain.track import Mbid, Service, Track, TrackRef, isrcs_of, parse_mbid
from syncd.planner.batches import batches
from syncd.services.answer import as_list, as_object, clean, seconds_of
from syncd.services.fingerprints import NEWEST
from syncd.services.http import Endpoint, Host
from syncd.services.listenbrainz_feedback import (
    FeedbackPage,
    entries_of,
    fingerprint_of,
    parse_page,
    score_of,
    whole_list,
)
from syncd.services.listenbrainz_wire import judge, judge_write, login, user_name, wire_id
from syncd.services.pages import pages_of

GET_FEEDBACK = Endpoint("GET", "/1/feedback/user/{user}/get-feedback")
POINT_READ = Endpoint("POST", "/1/feedback/user/{user}/get-feedback-for-recordings")
SET_FEEDBACK = Endpoint("POST", "/1/feedback/recording-feedback", writes=True)
LOOKUP = Endpoint("POST", "/1/metadata/lookup/")
LOOKUP_ALIKE = Endpoint("GET", "/1/metadata/lookup/")
RECORDINGS = Endpoint("POST", "/1/metadata/recording/")

IDS_AT_ONCE = 1000
NAMES_AT_ONCE = 50
LONGEST_NAMES = 250
"""Characters of artist, title and release together; a longer row fails all fifty (§7.2)."""

_SAME_DAY = timedelta(days=1)


class ListenBrainz:
    """One account at ListenBrainz. Its list is public, but only its token says whose it is; nothing is read without."""

    can = Can.READ | Can.LOVE | Can.UNLOVE | Can.HATE | Can.POINT_READ

    def __init__(self, *, host: Host, token: str, now: Callable[[], datetime], account: str = "ACCOUNT") -> None:
        self._host, self._now, self._account = host, now, account
        self._headers = login(token)
        self._name = ""
        self._is_name_fresh = False
        self._named_at: datetime | None = None

    @property
    def host(self) -> str:
        """The upstream host, whose lane carries this account."""
        return self._host.name

    def whoami(self) -> str:
        """The present user name; names change, tokens stay. Raises Unauthorised where the token is not valid."""
        self._name, self._is_name_fresh = user_name(self._host, self._headers, self._account), True
        self._named_at = self._now()
        return clean(self._name)

    def snapshot(self) -> Snapshot:
        """Every love and hate, newest first. Raises IncompleteListing rather than give a part."""
        taken_at = self._now()
        if not self._is_name_fresh:
            self.whoami()
        self._is_name_fresh = False
        rows = whole_list(self._page, self._host.name)
        fingerprint = fingerprint_of(self._name, FeedbackPage(rows, len(rows)))
        return Snapshot(clean(self._name), entries_of(rows), taken_at, fingerprint)

    def probe(self) -> Fingerprint | None:
        """Whose list it is, how long, and its newest rows, in one request where we know who we are; None: better read it whole.

        A token stays its user's, and each row bears his name; that he was asked for on the same day is enough here. Before
        a whole list is believed he is always asked for. Imported rows bear old dates, so an import beside as many unloves
        shows only in the next whole list (§12, 6).
        """
        is_remembered = self._named_at is not None and timedelta() <= self._now() - self._named_at < _SAME_DAY
        if not is_remembered:
            self.whoami()
        try:
            return fingerprint_of(self._name, self._page(0, NEWEST, has_names=False))
        except (Rejected, Unreadable):
            if is_remembered:  # perhaps he has another name by now
                return None
            raise

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """What the account thinks of these refs, 1,000 a request; MBIDs and MSIDs are asked for apart (§14, 22)."""
        scores = dict.fromkeys(refs, Score.NONE)
        for key in ("recording_mbid", "recording_msid"):
            ids = {ref: id_ for ref in refs if (id_ := wire_id(ref).get(key))}
            found: dict[str, Score] = {}
            for batch in batches(dict.fromkeys(ids.values()), IDS_AT_ONCE):
                found |= self._point_read(key, batch)
            scores |= {ref: found[id_] for ref, id_ in ids.items()}
        return scores

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """Love, hate or clear one ref, in one request that is never repeated: it would re-date the love (§3.1)."""
        id_ = wire_id(ref)
        if not id_:
            raise Rejected(self._host.name, f"{ref} is no id of ListenBrainz")
        body = {**id_, "score": score.value}
        self._host.write(SET_FEEDBACK, json=body, headers=self._headers, judge=judge_write, leaving=leaving)

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """Nothing: any MBID can be loved here, and MBIDs come from the catalogues."""
        del tracks
        return ()

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """Nothing: ListenBrainz keeps any id and does not say whether it exists (§3.1)."""
        del refs
        return {}

    def _page(self, offset: int, width: int, *, has_names: bool = True) -> FeedbackPage:
        params = {"count": str(width), "offset": str(offset), "metadata": "true" if has_names else "false"}
        fields = {"user": self._name}
        answer = self._host.read(GET_FEEDBACK, fields=fields, params=params, headers=self._headers, judge=judge)
        try:
            body = answer.object()
        except Unreadable as error:
            raise IncompleteListing(self._host.name, f"no list of feedback: {error.args[0]}") from None
        return parse_page(body, self._name, self._host.name)

    def _point_read(self, key: str, ids: Sequence[str]) -> dict[str, Score]:
        """The scores of ids of one kind; an id that the answer leaves out would be no proof of anything."""
        if not self._name:
            self.whoami()
        where, fields = self._host.name, {"user": self._name}
        body = {f"{key}s": list(ids)}
        answer = self._host.read(POINT_READ, fields=fields, json=body, headers=self._headers, judge=judge).object()
        scores: dict[str, Score] = {}
        for item in map(as_object, as_list(answer.get("feedback"))):
            id_, score = str(item.get(key)).lower(), score_of(item.get("score"))
            if score is None or str(item.get("user_id")).casefold() != fields["user"].casefold():
                raise Unreadable(where, f"{POINT_READ.path} answered with a row that makes no sense")
            scores[id_] = _stronger(score, scores.get(id_, Score.NONE))
        if not scores.keys() >= set(ids):
            raise Unreadable(where, f"{POINT_READ.path} left out ids that were asked for")
        return {id_: scores[id_] for id_ in ids}


class ListenBrainzCatalogue:
    """What ListenBrainz knows of MusicBrainz' recordings, in large batches and up to a day old (§6, §7)."""

    def __init__(self, *, host: Host, token: str) -> None:
        self._host = host
        self._headers = login(token)

    def by_name(self, tracks: Sequence[Track]) -> Mapping[TrackRef, Sequence[Track]]:
        """The canonical recording of equal names, if any, for every track whose names can be asked about (§7.2)."""
        keys = {track.ref: key for track in tracks if (key := _key(track)) and _fits(track)}
        # Of tracks that share a key the first is asked about, for all of them.
        first = {keys[track.ref]: track for track in reversed(tracks) if track.ref in keys}
        found: dict[str, Track] = {}
        for batch in batches(first, NAMES_AT_ONCE):
            found |= self._looked_up({key: first[key] for key in batch})
        return {ref: (found[key],) if key in found else () for ref, key in keys.items()}

    def alike(self, track: Track) -> Sequence[Track]:
        """The recording whose names are most alike, in one request (§7.1). How alike they are the answer does not say.

        The release is left out: a wrong one leaves no sign, and an unknown one only makes the names longer.
        """
        if not (_key(track) and _fits(track)):
            return ()
        params = {"artist_name": track.artist, "recording_name": track.title}
        row = self._host.read(LOOKUP_ALIKE, params=params, headers=self._headers, judge=judge).object()
        mbid = parse_mbid(row.get("recording_mbid"))
        if mbid is None and row:  # a miss is an empty object
            raise Unreadable(self._host.name, f"{LOOKUP_ALIKE.path} answered without a recording")
        return () if mbid is None else (_hit(mbid, row),)

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """Names, length, ISRCs and linked pages, 1,000 a request; merged and unknown recordings are missing (§6)."""
        facts: dict[Mbid, Track] = {}
        for batch in batches(sorted(set(mbids)), IDS_AT_ONCE):
            body = {"recording_mbids": batch, "inc": "artist release"}
            answer = self._host.read(RECORDINGS, json=body, headers=self._headers, judge=judge).object()
            if not all(_is_described(entry) for entry in answer.values()):
                raise Unreadable(self._host.name, f"{RECORDINGS.path} answered without recordings")
            facts |= {mbid: _facts(mbid, answer[mbid]) for mbid in batch if mbid in answer}
        return facts

    def _looked_up(self, asked: Mapping[str, Track]) -> dict[str, Track]:
        body = {"recordings": [_question(track) for track in asked.values()]}
        rows = self._host.read(LOOKUP, json=body, headers=self._headers, judge=judge).json()
        if not isinstance(rows, list) or [as_object(row).get("index") for row in rows] != list(range(len(asked))):
            raise Unreadable(self._host.name, f"{LOOKUP.path} did not answer row by row")
        hits = {key: (parse_mbid(row.get("recording_mbid")), row) for key, row in zip(asked, rows, strict=True)}
        return {key: _hit(mbid, row) for key, (mbid, row) in hits.items() if mbid}


def _stronger(one: Score, other: Score) -> Score:
    """Of two stored rows for one id (§14, 14): both at once is a hate, and a love is more than nothing."""
    return next(score for score in (Score.HATE, Score.LOVE, Score.NONE) if score in {one, other})


def _key(track: Track) -> str:
    """Rows with one fold may not stand in one request (§7.2, the duplicate trap); ours is close to the server's."""
    if not (track.title and track.artist):
        return ""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKD", track.artist + track.title)).casefold()


def _fits(track: Track) -> bool:
    return len(track.artist) + len(track.title) <= LONGEST_NAMES


def _question(track: Track) -> dict[str, str]:
    """One row of a look-up; a release that is unknown or too long is left out, since null fails all fifty (§14, 38)."""
    names = {"artist_name": track.artist, "recording_name": track.title}
    spare = LONGEST_NAMES - len(track.artist) - len(track.title)
    return names | {"release_name": track.album} if 0 < len(track.album) <= spare else names


def _hit(mbid: Mbid, row: Mapping[str, Any]) -> Track:
    return Track(
        ref=TrackRef(Service.MUSICBRAINZ, mbid),
        title=clean(row.get("recording_name")),
        artist=clean(row.get("artist_credit_name")),
        album=clean(row.get("release_name")),
        mbid=mbid,
        artist_ids=tuple(map(clean, as_list(row.get("artist_mbids")))),
    )


def _is_described(entry: object) -> bool:
    return isinstance(as_object(entry).get("recording"), dict)


def _facts(mbid: Mbid, entry: Mapping[str, Any]) -> Track:
    """One entry of §6: ISRCs may be null, links absent, the release empty."""
    recording, artist = as_object(entry.get("recording")), as_object(entry.get("artist"))
    return Track(
        ref=TrackRef(Service.MUSICBRAINZ, mbid),
        title=clean(recording.get("name")),
        artist=clean(artist.get("name")),
        album=clean(as_object(entry.get("release")).get("name")),
        seconds=seconds_of(recording.get("length")),
        isrcs=isrcs_of(as_list(recording.get("isrcs"))),
        mbid=mbid,
        artist_ids=tuple(clean(as_object(part).get("artist_mbid")) for part in as_list(artist.get("artists"))),
        links=pages_of(as_object(link).get("url") for link in as_list(recording.get("url_rels"))),
    )
