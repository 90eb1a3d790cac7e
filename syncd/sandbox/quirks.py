"""What a service may be like for as long as one wishes: other than a fault, it does not hit single requests."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from syncd.sandbox.services import PREFIXES, Services


class Quirk(StrEnum):
    """What can be switched on and off by name."""

    NO_LIMITS = "no_limits"  #: nobody is refused for coming too fast; the journal notices it all the same
    READ_ONLY = "read_only"  #: nobody at Jamendo has approved the application's plan to write
    TOKEN_EXPIRED = "token_expired"  # noqa: S105  # a name; every access token given so far has run out
    TOGGLE = "toggle"  #: a second like undoes the first (`apis/jamendo.md` §4.1)
    DUPLICATE_23 = "duplicate_23"  #: a second like fails with code 23 (§4.1)

    @property
    def services(self) -> tuple[str, ...]:
        """Which stand-ins know it."""
        return tuple(PREFIXES) if self is Quirk.NO_LIMITS else ("jamendo",)


@dataclass(slots=True)
class Quirks:
    """The quirks that are on."""

    services: Services
    _on: dict[tuple[str, Quirk], None] = field(default_factory=dict)

    def set(self, service: str, quirk: Quirk, *, on: bool = True) -> None:
        """Turn one on or off. Raises ValueError where the service has no such quirk."""
        if service not in quirk.services:
            raise ValueError(f"{service} cannot be {quirk}; that is for {', '.join(quirk.services)}")
        if quirk is Quirk.NO_LIMITS:
            getattr(self.services, service).limits = not on
        else:
            _JAMENDO[quirk](self.services, on)
        self._on.pop((service, quirk), None)
        if on:
            self._on[service, quirk] = None

    def on(self) -> Iterable[tuple[str, Quirk]]:
        """Services and quirks."""
        return list(self._on)


def _read_only(services: Services, on: bool) -> None:  # noqa: FBT001  # the form of the table below
    apps = services.jamendo.apps
    apps.update({client_id: replace(app, may_write=not on) for client_id, app in apps.items()})


def _expire(services: Services, on: bool) -> None:  # noqa: FBT001  # as above
    if on:
        services.jamendo.gate.expire_all()


def _option(name: str) -> Callable[[Services, bool], None]:
    def turn(services: Services, on: bool) -> None:  # noqa: FBT001  # as above
        changed: dict[str, Any] = {name: on}
        services.jamendo.options = replace(services.jamendo.options, **changed)

    return turn


_JAMENDO: Mapping[Quirk, Callable[[Services, bool], None]] = {
    Quirk.READ_ONLY: _read_only,
    Quirk.TOKEN_EXPIRED: _expire,
    Quirk.TOGGLE: _option("second_like_undoes"),
    Quirk.DUPLICATE_23: _option("duplicate_is_23"),
}
