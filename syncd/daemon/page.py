"""What the port for health and metrics serves. Apart from the port itself, for few want one, and a server takes memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Page:
    """What one path answers."""

    body: str
    status: HTTPStatus = HTTPStatus.OK
    kind: str = "text/plain; charset=utf-8"


Pages = Mapping[str, Callable[[str], Page]]
"""What each path answers to an Accept header."""
