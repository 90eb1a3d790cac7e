"""ListenBrainz' own import of loves from Last.fm and Libre.fm (`apis/listenbrainz.md` §4.4, §14, 29).

It overwrites hates, gives loves that stand the date that they have over there, and may store one recording twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from syncd.domain.errors import Rejected, Unreadable
from syncd.services.answer import Answer, as_count, clean
from syncd.services.http import Endpoint, Host
from syncd.services.listenbrainz_wire import judge, login

IMPORT = Endpoint("POST", "/1/feedback/import", writes=True, patience=300.0)
"""The answer comes when all of it is done, and that service is asked page by page meanwhile."""


class Elsewhere(StrEnum):
    """Whose loved tracks ListenBrainz can fetch."""

    LASTFM = "lastfm"
    LIBREFM = "librefm"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many loves that account had, and how many of them ListenBrainz could tell and stored."""

    total: int
    imported: int


def import_loves(host: Host, token: str, elsewhere: Elsewhere, user: str, leaving: Callable[[], None]) -> Imported:
    """Let ListenBrainz fetch what somebody loved elsewhere. Raises Rejected, with its own words, for an unknown user.

    The request is made once. Raises UnknownOutcome where it may have arrived.
    """
    body = {"service": elsewhere.value, "user_name": user}
    answer = host.write(IMPORT, json=body, headers=login(token), judge=_judge, leaving=leaving)
    counted = _counted(answer)
    assert counted is not None, "its judge has seen to that"
    return counted


def _counted(answer: Answer) -> Imported | None:
    total, imported = (as_count(answer.object().get(key)) for key in ("total", "imported"))
    return None if total is None or imported is None else Imported(total, imported)


def _judge(answer: Answer) -> None:
    if answer.status == HTTPStatus.NOT_FOUND:  # nobody is called so over there
        told = clean(answer.object().get("error"))
        raise Rejected(answer.host, told or "nobody is called so there")
    judge(answer)
    if _counted(answer) is None:
        raise Unreadable(answer.host, f"{answer.path} does not say how much it imported")
