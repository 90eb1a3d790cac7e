"""What ids and instants look like that may come in by a file."""

import re
from datetime import UTC, datetime

from syncd.domain.track import MSID_PREFIX, Service, parse_mbid

_DIGITS = re.compile(r"[0-9]{1,19}")
_LONGEST_ID = 200


def id_at(service: Service, text: str) -> str | None:
    """A track's id in the one spelling of its service, or None where the service gives no such id.

    An id in a file is whatever stands there, so that it is taken exactly as it is or not at all.
    """
    if service is Service.FILE:
        is_exact = text.isprintable() and text == text.strip() and len(text) <= _LONGEST_ID
        return text if text and is_exact else None
    if service in {Service.BOOMPLAY, Service.JAMENDO}:
        return text.strip() if _DIGITS.fullmatch(text.strip()) else None
    prefix = MSID_PREFIX if service is Service.LISTENBRAINZ and text.strip().startswith(MSID_PREFIX) else ""
    mbid = parse_mbid(text.strip().removeprefix(prefix))
    return f"{prefix}{mbid}" if mbid else None


def instant_of(text: str) -> datetime | None:
    """The instant, in UTC, that a text names with its time zone; None where it names none, or none that UTC can hold."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
