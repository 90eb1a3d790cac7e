"""Finding the view of a path."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from syncd.sandbox.listenbrainz_web import View

_VARIABLES = {
    "user": r"(?P<user>[^/].+?)",  # two characters at least, slashes allowed (§14, 2)
    "id": r"(?P<id>[^/]+)",
    "number": r"(?P<number>\d+)",
}


@dataclass(frozen=True)
class Route:
    """A path with `<variables>` and its views by method."""

    path: str
    views: Mapping[str, View]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the path must look like."""
        return re.compile(re.sub(r"<(\w+)>", lambda variable: _VARIABLES[variable[1]], self.path), re.DOTALL)

    @property
    def methods(self) -> tuple[str, ...]:
        """All methods, with those that the framework adds."""
        return (*(("HEAD",) if "GET" in self.views else ()), *self.views, "OPTIONS")


@dataclass(frozen=True, slots=True)
class Found:
    """A route and the variable parts of the path."""

    route: Route
    args: Mapping[str, str]

    def view(self, method: str) -> View:
        """The view for a method; HEAD goes where GET goes."""
        return self.route.views["GET" if method == "HEAD" else method]


@dataclass(frozen=True, slots=True)
class Routes:
    """All routes of the service."""

    routes: Sequence[Route]

    def find(self, method: str, path: str) -> Found | None:
        """The route that takes this method at this path."""
        return next((found for found in self._matches(path) if method in found.route.methods), None)

    def allowed(self, path: str) -> tuple[str, ...]:
        """The methods that this path takes, empty where there is no such path."""
        return next((found.route.methods for found in self._matches(path)), ())

    def corrected(self, method: str, path: str) -> str | None:
        """The path with its slashes put right, where that helps: doubled ones merged, a missing last one added."""
        candidates = (re.sub("/{2,}", "/", path), f"{path}/")
        return next((candidate for candidate in candidates if self.find(method, candidate)), None)

    def _matches(self, path: str) -> list[Found]:
        matches = ((route, route.pattern.fullmatch(path)) for route in self.routes)
        return [Found(route, match.groupdict()) for route, match in matches if match]
