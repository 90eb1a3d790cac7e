"""A process of its own that tells a human something through Apprise: `python -m syncd.daemon.notifier`.

It reads one JSON object from stdin: `urls`, `title`, `body`. The URLs are secrets, so they stand in no argument and no
environment, and whatever Apprise prints goes nowhere. Its many imports are this process' alone. Without a title nothing
is sent: the last line on stdout then says of each URL whether Apprise knows what it means.
"""

import json
import sys
from collections.abc import Mapping
from enum import IntEnum
from importlib import import_module
from typing import Any


class Sent(IntEnum):
    """What became of a message; the exit code of the process."""

    DELIVERED = 0  #: at least one of the URLs took it
    FAILED = 1  #: none did
    NOT_INSTALLED = 3  #: the extra is missing
    UNSURE = 4  #: nobody knows: it took too long


def main() -> int:
    """Send one message to each URL, or only look at the URLs."""
    asked = json.load(sys.stdin)
    try:
        apprise = import_module("apprise")
    except ImportError:
        return Sent.NOT_INSTALLED
    if "title" not in asked:
        sys.stdout.write(f"\n{json.dumps([bool(apprise.Apprise().add(url)) for url in asked['urls']])}\n")
        return Sent.DELIVERED
    taken = [_is_taken(apprise, url, asked) for url in asked["urls"]]
    return Sent.DELIVERED if any(taken) else Sent.FAILED


def _is_taken(apprise: Any, url: str, asked: Mapping[str, str]) -> bool:
    somebody = apprise.Apprise()
    return bool(somebody.add(url) and somebody.notify(title=asked["title"], body=asked["body"]))


if __name__ == "__main__":
    sys.exit(main())
