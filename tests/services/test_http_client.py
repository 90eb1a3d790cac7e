"""The HTTP library's client: when it is made."""

import subprocess
import sys

_HOST = """
import sys
from time import sleep
from types import SimpleNamespace
from syncd.services.http import Host
pace = SimpleNamespace(close=lambda: None)
host = Host(name="jamendo", base_url="http://127.0.0.1:1", user_agent="test", pace=pace, sleep=sleep, now=None)
host.close()
print("httpcore" in sys.modules)
"""


def test_who_asks_nobody_loads_no_certificates() -> None:
    """Most commands only look into the database; a host that is never asked costs them next to nothing."""
    told = subprocess.run([sys.executable, "-c", _HOST], stdout=subprocess.PIPE, check=True, text=True)

    assert told.stdout == "False\n"
