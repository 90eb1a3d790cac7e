"""What the accounts of a service hold, as the sandbox itself may know it without asking over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from syncd.sandbox.boomplay import Boomplay, BoomplayUser
from syncd.sandbox.facts import jamendo_item
from syncd.sandbox.jamendo import Jamendo
from syncd.sandbox.jamendo_params import Failed
from syncd.sandbox.jamendo_users import JamendoUser
from syncd.sandbox.listenbrainz_rows import FeedbackRow, User
from syncd.sandbox.listenbrainz_tables import Tables

MSID = "msid:"
"""Marks an item at ListenBrainz that is known by text only."""


class Verb(StrEnum):
    """What a human does on a website."""

    LOVE = "love"
    UNLOVE = "unlove"
    HATE = "hate"

    @property
    def score(self) -> int:
        """The number that ListenBrainz gives it."""
        return {Verb.LOVE: 1, Verb.UNLOVE: 0, Verb.HATE: -1}[self]


class Ledger(Protocol):
    """The accounts of one service, by what they log in as; items are spelled as in `facts`.

    An unknown account is a LookupError, what a human cannot do there a ValueError.
    """

    def owner(self, token: str) -> str:
        """The account that a token belongs to, or an empty text."""
        ...

    def score(self, account: str, item: str) -> int:
        """What an account thinks of an item now: 1 loved, -1 hated, 0 neither."""
        ...

    def holdings(self) -> Mapping[str, Mapping[str, int]]:
        """What every account holds now: its items and their scores."""
        ...

    def act(self, account: str, verb: Verb, item: str, at: float) -> None:
        """A human acts on the website, at an instant in seconds since the epoch."""
        ...


def _refuse_hate(verb: Verb) -> None:
    if verb is Verb.HATE:
        raise ValueError("only ListenBrainz knows hates")


@dataclass(frozen=True, slots=True)
class BoomplayLedger:
    """Boomplay's people, by user name. Nobody writes there through the API."""

    service: Boomplay

    def owner(self, _: str) -> str:
        """Nobody: no write needs to be traced."""
        return ""

    def score(self, account: str, item: str) -> int:
        """1 for a favourite."""
        return int(int(item) in self._user(account).favourites)

    def holdings(self) -> Mapping[str, Mapping[str, int]]:
        """All favourites."""
        return {user.name: {str(track): 1 for track in user.favourites} for user in self.service.users}

    def act(self, account: str, verb: Verb, item: str, _: float) -> None:
        """Favour a track or not; nothing is said about when."""
        _refuse_hate(verb)
        favourites = self._user(account).favourites
        if int(item) in favourites:
            favourites.remove(int(item))
        if verb is Verb.LOVE:
            favourites.append(int(item))

    def _user(self, account: str) -> BoomplayUser:
        found = [user for user in self.service.users if user.name == account]
        if not found:
            raise LookupError(account)
        return found[0]


@dataclass(frozen=True, slots=True)
class ListenBrainzLedger:
    """ListenBrainz' accounts, by user name in any case."""

    tables: Tables

    def owner(self, token: str) -> str:
        """The user name, in lower case."""
        user = self.tables.user_with_token(token)
        return user.name.casefold() if user else ""

    def score(self, account: str, item: str) -> int:
        """The newest row's score."""
        shelf = self.tables.shelf_of(self._user(account))
        with self.tables.lock:
            msid = item.removeprefix(MSID)
            rows = shelf.of_msid(msid) if item.startswith(MSID) else shelf.of_mbid(item)
            return rows[-1].score if rows else 0

    def holdings(self) -> Mapping[str, Mapping[str, int]]:
        """All feedback, by MBID where there is one."""
        return {
            user.name: {_item(row): row.score for row in self.tables.feedback_of(user.name)}
            for user in self.tables.users()
        }

    def act(self, account: str, verb: Verb, item: str, at: float) -> None:
        """Love, hate, or take it back."""
        self.tables.set_feedback(self._user(account).name, item.removeprefix(MSID), verb.score, at)

    def _user(self, account: str) -> User:
        user = self.tables.user_named(account)
        if user is None:
            raise LookupError(account)
        return user


@dataclass(frozen=True, slots=True)
class JamendoLedger:
    """Jamendo's people, by user id. A like goes by the track's id, a favourite says that it is one."""

    service: Jamendo

    def owner(self, token: str) -> str:
        """The user id behind an access token, expired ones included."""
        for client_id in self.service.apps:
            try:
                return str(self.service.gate.user_id(token, client_id, 0.0))
            except Failed:
                continue
        return ""

    def score(self, account: str, item: str) -> int:
        """1 for a like or a favourite, shown already or not."""
        relation, _, track = item.rpartition(":")
        return int(int(track) in self._user(account).marks(relation or "like"))

    def holdings(self) -> Mapping[str, Mapping[str, int]]:
        """All likes and favourites."""
        return {
            str(user.id): {
                jamendo_item(relation, str(track)): 1
                for relation in ("like", "favorite")
                for track in user.marks(relation)
            }
            for user in self.service.users.values()
        }

    def act(self, account: str, verb: Verb, item: str, at: float) -> None:
        """Like a track, or take a like back."""
        _refuse_hate(verb)
        user = self._user(account)
        if verb is Verb.LOVE:
            self.service.like_by_hand(user.id, int(item), at)
        else:
            self.service.unlike_by_hand(user.id, int(item))

    def _user(self, account: str) -> JamendoUser:
        return self.service.users[int(account)]


def _item(row: FeedbackRow) -> str:
    return row.recording_mbid or f"{MSID}{row.recording_msid}"
