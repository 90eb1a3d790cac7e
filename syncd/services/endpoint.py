"""The calls that services offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call that a service offers. `path` may hold {fields}; `writes` says that it changes something there.

    `patience` is for how many seconds we wait for its answer, where that is not what every call gets; a call that
    `is_dispensable` is not tried again.
    """

    method: str
    path: str
    writes: bool = False
    patience: float | None = None
    is_dispensable: bool = False

    def filled(self, fields: Mapping[str, str]) -> str:
        """The path with its fields percent-encoded, so that none can reach another path."""
        return self.path.format_map({name: _segment(value) for name, value in fields.items()})


def _segment(value: str) -> str:
    quoted = quote(value, safe="")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E")  # "." and ".." would climb
