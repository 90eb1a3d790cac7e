"""How Jamendo speaks: an envelope with a code whatever the HTTP status, and rows whose types wander."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from syncd.domain.errors import (
    AwaitingApproval,
    RateLimited,
    Rejected,
    ServiceError,
    Unauthorised,
    Unavailable,
    Unreadable,
)
from syncd.domain.track import Service, Track, TrackRef
from syncd.services.http import Answer, clean, judge_status
from syncd.services.masking import without
from syncd.services.tokens import TokenRefused

LONG_WAIT = 60.0
"""Seconds to pause after code 6, which names none (`apis/jamendo.md` §2.2)."""

DUPLICATE = 23
"""The code that says "already there": fine, and to be verified by reading like any other acceptance."""

_PORTAL = "devportal.jamendo.com"
_SECRETS = ("access_token", "client_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class JamendoJudge:
    """What an answer to one call means. `sent` are the call's parameters, `writes` says that it was to change something."""

    account: str
    sent: Mapping[str, str]
    on_warning: Callable[[str], None]
    writes: bool = False

    def __call__(self, answer: Answer) -> None:
        """Decide on the code whatever the status; only a body that is no envelope is judged by the status (`§2.1`)."""
        headers = _headers_in(answer)
        if headers is None:
            self._judge_status(answer)
            return
        code = whole(headers.get("code"))
        if code != 0 and not (code == DUPLICATE and self.writes):
            raise self._error(answer, code, self._safe(headers.get("error_message")))
        self._heed(answer, self._safe(headers.get("warnings")))

    def _error(self, answer: Answer, code: int | None, said: str) -> ServiceError:
        where, what = answer.host, f"code {code}: {said}"
        match code:
            case 1:
                return Unavailable(where, what)
            case 6:
                return RateLimited(where, max(LONG_WAIT, answer.wait or 0.0))
            case 5 | 10 | 11:
                return Unauthorised(where, what, remedy=f"look after the application at {_PORTAL}")
            case 12:
                return TokenRefused(where, what, remedy=self._log_in)
            case 13:
                return self._may_not(where, what)
            case _:
                return Rejected(where, f"{answer.path}: {what}")

    def _may_not(self, where: str, what: str) -> ServiceError:
        """Code 13: what a login without the scope gets, and perhaps one of an application that may only read."""
        if not self.writes:
            return Unauthorised(where, what, remedy=self._log_in)
        plan = f"apply for the Read & Write plan at Jamendo's developer portal, {_PORTAL}"
        return AwaitingApproval(where, what, remedy=plan)

    @property
    def _log_in(self) -> str:
        return f"run: syncd login {self.account}"

    def _heed(self, answer: Answer, warning: str) -> None:
        """An unknown parameter is ignored and only warned of: the answer is then one to another question (`§8, 7`)."""
        named = set(re.findall(r"\w+", warning)) if "param" in warning.lower() else _quoted(warning)
        if ignored := named & self.sent.keys():
            raise Unreadable(answer.host, f"{answer.path} ignored {', '.join(sorted(ignored))}: {warning}")
        if warning:
            self.on_warning(warning)

    def _judge_status(self, answer: Answer) -> None:
        if answer.status in {401, 403}:
            raise Unauthorised(answer.host, f"answered {answer.status}", remedy=self._log_in)
        judge_status(answer)
        raise Unreadable(answer.host, f"{answer.path} answered without Jamendo's envelope")

    def _safe(self, text: object) -> str:
        """A text from Jamendo, without the secrets that we sent: its messages may quote them."""
        secrets = filter(None, map(self.sent.get, _SECRETS))
        return clean(without(text, secrets) if isinstance(text, str) else "")


def results(answer: Answer) -> list[dict[str, Any]]:
    """The rows of a judged answer. Raises Unreadable where they are no list of objects."""
    rows = answer.object().get("results")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(answer.host, f"{answer.path} answered without a list of results")
    return rows


def parse_track(row: object) -> Track | None:
    """A row of `/tracks` or of `/users/tracks`; None where it has no usable id. Names come with HTML entities."""
    if not isinstance(row, dict):
        return None
    number, artist = whole(row.get("id")), whole(row.get("artist_id"))
    if not number:
        return None
    return Track(
        ref=TrackRef(Service.JAMENDO, str(number)),
        title=_name(row.get("name")),
        artist=_name(row.get("artist_name")),
        album=_name(row.get("album_name")),
        seconds=float(whole(row.get("duration")) or 0) or None,
        artist_ids=(str(artist),) if artist else (),
    )


def whole(value: object) -> int | None:
    """A whole number from 0 up, in either spelling: ids and lengths come as numbers here and as texts there."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:  # noqa: PLR2004  # no id is so long
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _headers_in(answer: Answer) -> dict[str, Any] | None:
    """The envelope's headers, or None where the body is no envelope with a code."""
    try:
        headers = answer.object().get("headers")
    except Unreadable:
        return None
    return headers if isinstance(headers, dict) and whole(headers.get("code")) is not None else None


def _name(value: object) -> str:
    return clean(html.unescape(value)) if isinstance(value, str) else ""


def _quoted(warning: str) -> set[str]:
    return set(re.findall(r"['\"`](\w+)['\"`]", warning))
