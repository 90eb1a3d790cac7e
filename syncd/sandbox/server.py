"""The sandbox: one local HTTP server with four services, a journal and a control desk."""

import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from syncd.sandbox import config
from syncd.sandbox.clock import SandboxClock
from syncd.sandbox.control import Control
from syncd.sandbox.gate import Gate, under
from syncd.sandbox.listener import Connection, Listener
from syncd.sandbox.quirks import Quirks
from syncd.sandbox.services import JAMENDO_CLIENT_ID, JAMENDO_CLIENT_SECRET, PREFIXES, furnished
from syncd.sandbox.settings import SandboxSettings
from syncd.sandbox.switches import Switches
from syncd.sandbox.wire import Request, Response
from syncd.sandbox.world import build

CONTROL = "/_sandbox"


class Sandbox:
    """Stand-in services on 127.0.0.1 for as long as the context lasts.

    `control` is the desk behind `/_sandbox`: humans, merges, tracks taken down. `switches` break things, `quirks` make services
    odd. `world` is what there was at the beginning. `real` is the clock that the sandbox's own clock is made of. Raises BadCatalogue, and OSError
    where the port is taken.
    """

    def __init__(self, settings: SandboxSettings | None = None, *, real: Callable[[], float] = time.time) -> None:
        self.settings = settings or SandboxSettings()
        self.clock = SandboxClock(self.settings.speedup, real)
        self.world = build(self.settings)
        self.switches = Switches(self.settings.switches, self.settings.seed)
        self._listener = Listener(self.settings.port, self._answer, self.clock.now, real)
        self.services = furnished(self.world, self.settings, self.url)
        self.quirks = Quirks(self.services)
        self._gate = Gate(
            stand_ins=self.services.stand_ins(),
            ledgers=self.services.ledgers(),
            switches=self.switches,
            speedup=self.settings.speedup,
        )
        self.control = Control(gate=self._gate, services=self.services, quirks=self.quirks, truth=self.truth, now=real)

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.stop()

    @property
    def url(self) -> str:
        """The root URL, without a slash at its end; `/_sandbox/…` begins there."""
        return self._listener.address

    @property
    def base_urls(self) -> dict[str, str]:
        """The base URL of each service."""
        return {service: self.url + prefix for service, prefix in PREFIXES.items()}

    @property
    def truth(self) -> tuple[dict[str, Any], ...]:
        """What a perfect syncd would do with each favourite of the source accounts (see `world`)."""
        return self.world.truth

    @property
    def secrets(self) -> set[str]:
        """All that nobody may ever print: every token that was handed out, dead ones included."""
        people = {self.world.boomplay.token, *(user.token for user in self.services.boomplay.users)}
        listeners = {each.token for each in self.world.listenbrainz}
        return people | listeners | self.services.jamendo.gate.secrets | {JAMENDO_CLIENT_SECRET}

    def journal(self, since: int = 0) -> dict[str, Any]:
        """All requests above a number, the violations, and the counts per service."""
        return self._gate.journal.report(since)

    def wait_for_requests(self, count: int, seconds: float) -> bool:
        """Wait until so many requests were answered; False where `seconds` of real time were not enough."""
        return self._gate.journal.wait_for(count, seconds)

    def config_toml(self, database: str | Path, **options: config.Scalar) -> str:
        """A whole configuration of syncd for this sandbox; `options` are further settings at top level.

        Each has a Jamendo login of its own: two users of one would take it from each other at the first renewal.
        """
        tokens = self.services.jamendo.issue(JAMENDO_CLIENT_ID, int(self.world.jamendo.id), self.clock.now())
        sections = config.tables(
            self.world, self.base_urls, self.settings.speedup, tokens.access_token, tokens.refresh_token
        )
        return config.written(database, sections, options)

    def serve_forever(self) -> None:
        """Wait, inside the context, until somebody interrupts."""
        self._listener.closing.wait()

    def _answer(self, request: Request, connection: Connection) -> Response:
        for service, prefix in PREFIXES.items():
            inner = under(prefix, request)
            if inner:
                return self._gate.answer(service, inner, connection)
        inner = under(CONTROL, request)
        return self.control.answer(inner) if inner else Response(status=404)
