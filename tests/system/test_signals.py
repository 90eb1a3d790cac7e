"""A signal comes at any moment, also while the main thread holds a lock."""

import signal
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


_BUSY = """
import signal, threading
from syncd.cli import session
from syncd.daemon.clock import SystemClock

session._GRACE = 0.01
with session.stopping(SystemClock()):
    signal.raise_signal(signal.SIGTERM)
    threading.Event().wait()
"""


def test_what_does_not_end_in_time_is_ended_with_a_word() -> None:
    """Whoever waits for the prompt learns why it came back although something still hung."""
    done = subprocess.run([sys.executable, "-c", _BUSY], timeout=60, check=False, capture_output=True, text=True)

    assert done.returncode == 128 + signal.SIGTERM
    assert done.stderr == "syncd: stopped amid something slow; nothing is lost, the next start goes on\n"


_FAILING = """
import threading
from syncd.cli import session
from syncd.domain.errors import StoreFailed

session._GRACE = 0.01
with session.ending_in_time() as fail:
    fail(StoreFailed("the disk failed", remedy="mend it"))
    threading.Event().wait()
"""


def test_what_ends_by_itself_has_no_longer() -> None:
    """Something hangs while it lets go: it ends all the same, with the code of what failed, and says both."""
    done = subprocess.run([sys.executable, "-c", _FAILING], timeout=60, check=False, capture_output=True, text=True)
    words = done.stderr.splitlines()

    assert done.returncode == 74
    assert (words[0].startswith("syncd: the disk failed"), "amid something slow" in words[-1]) == (True, True)
