"""Runs in the service's place, behind its sandbox: tries what syncd never needs, and names what it was allowed to do."""

import mmap
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

STATE = Path("/var/lib/syncd/probe")


def writes(place: str) -> Callable[[], object]:
    """An attempt to write there."""
    return lambda: Path(place).write_text("probe", encoding="utf-8")


def lists(place: str) -> Callable[[], object]:
    """An attempt to see what lies there; an empty folder shows nothing."""

    def look() -> None:
        if not os.listdir(place):  # noqa: PTH208  # the plain call, without a library's own cleverness
            raise FileNotFoundError(place)

    return look


def maps_executable_memory() -> None:
    """A page that can be written and run."""
    mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def opens_a_packet_socket() -> None:
    """Raw frames of the network."""
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()


def reads(place: str) -> Callable[[], object]:
    """An attempt to read that."""
    return lambda: Path(place).read_bytes()


FORBIDDEN: dict[str, Callable[[], object]] = {
    "read /etc/shadow": reads("/etc/shadow"),
    "read the credentials' own folder": lists("/etc/syncd/credentials"),
    "see /home": lists("/home"),
    "see /root": lists("/root"),
    "write to /usr": writes("/usr/probe"),
    "write to /etc/syncd": writes("/etc/syncd/probe"),
    "write to /opt": writes("/opt/probe"),
    "open a packet socket": opens_a_packet_socket,
    "map memory to write and run": maps_executable_memory,
    "become root": lambda: os.setuid(0),
    "give a file away": lambda: os.chown(STATE, 0, 0),
    "be nicer than others": lambda: os.setpriority(os.PRIO_PROCESS, 0, 5),
}


def is_allowed(attempt: Callable[[], object]) -> bool:
    """Whether nobody stopped it."""
    try:
        attempt()
    except OSError:
        return False
    return True


def main() -> int:
    """Every attempt must fail, and its own folder must be writable."""
    STATE.write_text("mine", encoding="utf-8")
    allowed = [name for name, attempt in FORBIDDEN.items() if is_allowed(attempt)]
    STATE.unlink()
    for name in allowed:
        print(f"a service could {name}")
    return len(allowed)


if __name__ == "__main__":
    sys.exit(main())
