"""The last step before a text leaves the process: secrets become `***`.

Two nets. Values that were read as secrets are known and replaced wherever they stand, in every spelling that a URL,
JSON or Python's repr may give them. What merely looks like a secret is caught by its name, because some secrets come
from elsewhere (a fresh token in an answer). Redaction by the names of log fields alone is not enough: secrets stand
inside URLs and messages (`reliability.md` F).
"""

import json
import re
from threading import Lock
from urllib.parse import quote, quote_plus

MARK = "***"
"""What stands where a secret stood. Redacting twice changes nothing."""

SHORTEST = 6
"""Characters. Anything shorter is no secret, and replacing it would blot out ordinary words."""

_NAMES = (
    r"access_?token|refresh_?token|id_token|auth_?token|user_?token|token|client_secret|app_secret|secret|"
    r"pass(?:word|wd)|api_?key"
)
_HEADERS = r"(?:proxy-)?authorization|(?:set-)?cookie"
_IS_SECRET_NAME = re.compile(rf"(?:.*[_-])?(?:{_NAMES}|{_HEADERS})", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")

# key=value, key%3Dvalue; "key": "value" and ('key', b'value') with plain or escaped quotes
_GIVEN = rf"""((?:\b|_|%[0-9A-F]{{2}})(?:{_NAMES})(?:=|%3D|\\?["']\s*[:,]\s*b?\\?["']))[^\s"'\\&,;}})\]<>#]+"""
_HEADER = rf"""(\b(?:{_HEADERS})(?:\\?["'])?\s*[:=,]\s*b?(?:\\?["'])?)[^"'\\\r\n,}})\]]+"""
_BEARER = r"(\bBearer )[A-Za-z0-9._~+/=-]{16,}"
_LOOKS_SECRET = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (_HEADER, _GIVEN, _BEARER))


def is_secret_name(name: str) -> bool:
    """Whether a field of this name holds a secret, whatever its value looks like."""
    return _IS_SECRET_NAME.fullmatch(name) is not None


class Redactor:
    """Knows the secrets of this process and takes them out of texts. May be used by several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._spellings: set[str] = set()
        self._known = _NEVER

    def learn(self, secret: str) -> None:
        """From now on this value is replaced, in all its spellings. Values below `SHORTEST` are passed over."""
        if len(secret) < SHORTEST:
            return
        with self._lock:
            self._spellings |= _spellings(secret)
            # The longest first: one secret may begin with another.
            longest_first = sorted(self._spellings, key=len, reverse=True)
            self._known = re.compile("|".join(map(re.escape, longest_first)))

    def clean(self, text: str) -> str:
        """The text without secrets."""
        text = self._known.sub(MARK, text)
        for pattern in _LOOKS_SECRET:
            text = pattern.sub(rf"\g<1>{MARK}", text)
        return text


def _spellings(secret: str) -> set[str]:
    """How a value may look inside a URL, a form, a JSON text or a repr."""
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
    }


redactor = Redactor()
"""The one of this process: what any part of it has read as a secret, no log line may show."""
