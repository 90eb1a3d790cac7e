"""Who knocks: the User-Agent that MetaBrainz demands, and what it does to those who do not tell."""

import json
import re
from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType

from syncd.sandbox.journal import Violation
from syncd.sandbox.wire import Request, Response

METABRAINZ = frozenset({"listenbrainz", "musicbrainz"})
"""The two services behind one blocking infrastructure (`apis/musicbrainz.md` §1.2)."""

BLOCK_SECONDS = 300.0
"""How long an unidentified client is dropped, on the sandbox's clock (`apis/listenbrainz.md` §1)."""

_FORM = re.compile(r"[^/()]+/\S+ +\( *\S*(@|://)\S+ *\)")

_UA_MISSING: Mapping[str, str] = MappingProxyType(
    {"Content-Type": "application/json", "x-ratelimit-who": "ua-missing", "x-mb-rate-limiter": "lua"}
)
_UA_MISSING_TEXT = (
    "Your requests are being throttled by MusicBrainz because the application you are using has not identified itself. "
    "Please update your application, and see http://musicbrainz.org/doc/XML_Web_Service/Rate_Limiting "
    "for more information."
)


def misses(request: Request) -> Violation | None:
    """What the User-Agent lacks of `name/version ( contact )`; None where it is complete."""
    agent = request.headers.get("user-agent", "").strip()
    if not agent:
        return Violation.NO_USER_AGENT
    return None if _FORM.fullmatch(agent) else Violation.NO_CONTACT


def ua_missing() -> Response:
    """MusicBrainz' answer to a client without a name (`apis/musicbrainz.md` §1.1)."""
    return Response(status=403, headers=_UA_MISSING, body=json.dumps({"error": _UA_MISSING_TEXT}).encode())


class Doorman:
    """Remembers which clients are dropped, and until when."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until: dict[str, float] = {}

    def drops(self, service: str, request: Request) -> bool:
        """Whether this client is not heard at all now."""
        with self._lock:
            return service in METABRAINZ and request.at < self._until.get(request.client, 0.0)

    def judge(self, service: str, request: Request) -> None:
        """Drop an unidentified client from its next request on; this one is still answered."""
        if service in METABRAINZ and misses(request):
            with self._lock:
                self._until[request.client] = request.at + BLOCK_SECONDS
