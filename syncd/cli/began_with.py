"""Whether the daemon works by the configuration as it stands: it reads it once, when it begins."""

from syncd.daemon.settings import Settings
from syncd.domain.errors import StoreLocked
from syncd.store.lock import Holder
from syncd.store.overview import lock_holder

OUTDATED = "the daemon works by another configuration than this: by another file, or as it was when the daemon began"

RESTART = (
    "restart the daemon: sudo systemctl restart syncd, or systemctl --user restart syncd where it is yours; "
    "or name the file that it has: --config FILE"
)
"""A daemon reads one file, and only when it begins."""


def outdated(settings: Settings) -> Holder | None:
    """The daemon, where it began with another configuration than this; None where it did not, or cannot say."""
    holder = lock_holder(settings.database_path)
    if holder is None or not holder.is_daemon or holder.fingerprint in {"", settings.fingerprint}:
        return None
    return holder


def refuse_outdated(settings: Settings) -> None:
    """Raise StoreLocked where the daemon would do by other settings, and at other accounts, what is asked by these."""
    if (holder := outdated(settings)) is not None:
        remedy = f"{RESTART}; then do this once more"
        raise StoreLocked(f"{OUTDATED} (process {holder.process})", remedy=remedy, is_daemon=True)
