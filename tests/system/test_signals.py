"""A signal comes at any moment, also while the main thread holds a lock."""

import subprocess
import sys

_HELD = """
import signal
from syncd.cli.session import stopping
from syncd.daemon.clock import SystemClock

clock = SystemClock()
with stopping(clock, is_daemon=True):
    with clock._stopping._cond, clock._waking._cond:
        signal.raise_signal(signal.SIGTERM)
    clock.until_stopped()
"""


def test_a_signal_amid_a_wait_does_not_lock_the_process_up() -> None:
    """The wait of the clock is interrupted while it holds its own lock; it ends all the same."""
    done = subprocess.run([sys.executable, "-c", _HELD], timeout=60, check=False)

    assert done.returncode == 0
