"""What a daemon tells that ends because its disk or database failed. What was told cannot be remembered there.

systemd starts it again every two minutes, so a mark remembers it in the folder that systemd keeps until the service is
stopped (RuntimeDirectory=). Without such a folder somebody sits before the daemon, and reads how it ended.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from syncd.daemon.messenger import Message
from syncd.daemon.notices import TRIED_AGAIN_AFTER
from syncd.daemon.notifier import Sent
from syncd.domain.errors import StoreFailed, StoreLocked

_TOLD, _IN_VAIN = "told", "in vain"


class LastWords:
    """Tells by `send`, None where nobody wants to be told: once that it ends, and once that it goes on."""

    def __init__(self, env: Mapping[str, str], send: Callable[[Message], Sent] | None) -> None:
        folder = env.get("RUNTIME_DIRECTORY", "").partition(":")[0]
        self._mark = Path(folder, "last-words") if folder else None
        self._send = send

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """Tell of a failure that ends what is done inside. Another syncd at work is none."""
        try:
            yield
        except StoreLocked:
            raise
        except StoreFailed as error:
            with suppress(OSError):  # of the mark
                self._tell(str(error))
            raise

    def take_back(self) -> None:
        """The database has taken what there was to write."""
        if self._mark is None or self._send is None:
            return
        with suppress(OSError):
            was_told = self._mark.read_text("utf-8") == _TOLD
            self._mark.unlink()
            if was_told:
                self._send(Message("syncd: recovered", "No longer the matter:\n- the disk or the database failed"))

    def _tell(self, trouble: str) -> None:
        """The mark is made before the message leaves: rather one that is missed than one every two minutes."""
        if self._mark is None or self._send is None or self._is_marked(self._mark):
            return
        self._mark.write_text(_TOLD, "utf-8")
        body = f"- {trouble}\nIt is started again every two minutes, and goes on by itself once that is mended."
        if self._send(Message("syncd needs you", body)) not in {Sent.DELIVERED, Sent.UNSURE}:
            self._mark.write_text(_IN_VAIN, "utf-8")

    @staticmethod
    def _is_marked(mark: Path) -> bool:
        """Whether it was told, or tried in vain just now."""
        if not mark.exists():
            return False
        age = time.time() - mark.stat().st_mtime
        return mark.read_text("utf-8") == _TOLD or 0 <= age < TRIED_AGAIN_AFTER.total_seconds()
