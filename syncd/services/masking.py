"""What a service says may repeat what we sent it. Our secrets go out of such a text before anybody shows or keeps it."""

from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MARK = "***"
"""What stands where a secret stood."""


def without(text: str, secrets: Iterable[str]) -> str:
    """The text without these secrets, whether they stand there as they are or as a URL spells them (`reliability.md` F)."""
    spellings = {spelt for secret in secrets for spelt in (secret, quote(secret, safe=""), quote_plus(secret))}
    for spelt in sorted(filter(None, spellings), key=len, reverse=True):  # one secret may begin with another
        text = text.replace(spelt, MARK)
    return text
