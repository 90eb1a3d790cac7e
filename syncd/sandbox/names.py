"""Names: how they fold, and the stable ids that are made of them."""

import re
from uuid import NAMESPACE_URL, UUID, uuid5

from anyascii import anyascii

_SPACE: UUID = uuid5(NAMESPACE_URL, "https://musicbrainz.org/")


def fold(name: str) -> str:
    """The coarsest fold that any service uses: what differs here differs everywhere."""
    return re.sub(r"\W+", "", anyascii(re.sub(r"\W+", "", name).lower()).lower()) or name


def mbid(*about: object) -> str:
    """An id for what these words name: the same in every world."""
    return str(uuid5(_SPACE, "\x1f".join(map(str, about))))
