"""A bug that is planted on purpose: this is the one place that patches syncd."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tests.engine.household import Household

History = Callable[[Household], None]


@dataclass(frozen=True, slots=True)
class Bug:
    """What stands in place of functions of syncd; `history` is the one written for it."""

    name: str
    instead: list[tuple[object, str, Any]]
    history: History | None = None

    @contextmanager
    def planted(self) -> Iterator[None]:
        """While this lasts, syncd has the bug."""
        with ExitStack() as stack:
            for where, what, instead in self.instead:
                stack.enter_context(patch.object(where, what, instead))
            yield
