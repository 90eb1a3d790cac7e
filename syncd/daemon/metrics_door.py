"""The port of the daemon, opened as soon as it can be had: another program there is no reason to sync no favourites."""

from collections.abc import Callable
from contextlib import ExitStack

from syncd.daemon.logs import log
from syncd.daemon.page import Pages
from syncd.daemon.port import PortTaken, listening
from syncd.domain.errors import ConfigError

TRIED_EVERY = 60.0
"""Seconds between two tries to have a port that another program holds."""


class MetricsDoor:
    """Health and metrics at one address; `trouble` says why nobody can ask there now. `elapsed` is a clock that nobody sets."""

    def __init__(self, address: tuple[str, int], pages: Pages, elapsed: Callable[[], float]) -> None:
        self._address, self._pages, self._elapsed = address, pages, elapsed
        self._held, self._is_open, self._tried_at = ExitStack(), False, elapsed()
        self.trouble = ""

    def open(self) -> None:
        """Serve, or say once that the port is taken. Raises ConfigError for an address that this machine has not."""
        try:
            self._serve()
        except PortTaken as error:
            self._is_refused(error)

    def look(self) -> str:
        """Try again now and then; the trouble, if there still is any."""
        if not self._is_open and self._elapsed() - self._tried_at >= TRIED_EVERY:
            self._tried_at = self._elapsed()
            try:
                self._serve()
            except ConfigError as error:  # an address that was good when we began comes and goes with its network
                self._is_refused(error)
        return self.trouble

    def close(self) -> None:
        """Serve no more."""
        self._held.close()

    def _serve(self) -> None:
        host, port = self._held.enter_context(listening(self._address, self._pages))
        self._is_open, self.trouble = True, ""
        log.info("health and metrics", host=host, port=port)

    def _is_refused(self, error: ConfigError) -> None:
        if not self.trouble:
            log.warning("health and metrics wait for their port; all else goes on", trouble=str(error))
        self.trouble = str(error)
