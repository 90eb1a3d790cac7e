"""The commands that tell systemd about new or removed units, and what is left to a human."""

import shlex
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from syncd.cli.exits import Exit
from syncd.cli.streams import remark
from syncd.daemon.units import ONCE, SERVICE, SYSTEM_USERS, TIMER, USER, UnitOrder

Step = tuple[str, ...]
"""One command."""


def is_systemd_here() -> bool:
    """Whether systemd runs this machine (sd_booted(3)); in a container it may be installed and asleep."""
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None


def other(order: UnitOrder) -> Path:
    """The unit that would be at work beside what is ordered: the timer for the daemon, the daemon for the timer."""
    return order.folder / (SERVICE if order.has_timer else TIMER)


def after_install(order: UnitOrder, *, lacks: Sequence[str], is_other_there: bool) -> tuple[list[Step], list[str]]:
    """The commands behind written units, and what a human does then; nothing starts without its configuration.

    `lacks` is what must be done before; `is_other_there` where the `other` unit lies there.
    """
    is_users = order.users_folder is not None
    control = _control(is_users=is_users)
    make_user: list[Step] = [] if is_users else [("systemd-sysusers", str(SYSTEM_USERS))]
    reload: list[Step] = [(*control, "daemon-reload")]
    # A daemon that runs already shall run by its new unit, and never beside the timer: one would lock out the other.
    rest: list[Step] = [(*control, "disable", "--now", other(order).name)] if is_other_there else []
    start: list[Step] = [*rest, (*control, "enable", order.started), (*control, "restart", order.started)]
    if not lacks:
        return [*make_user, *reload, *start], _to_watch(order)
    return [*make_user, *reload], [
        f"it is not started yet: {lacks[0]}",
        *(f"then: {step}" for step in lacks[1:]),
        *(f"then: {spelt(step)}" for step in start),
        *_to_watch(order),
    ]


def before_remove(present: Iterable[Path], *, is_users: bool) -> list[Step]:
    """The commands that stop what is to be removed."""
    units = [path.name for path in present if path != SYSTEM_USERS]
    return [(*_control(is_users=is_users), "disable", "--now", *units)] if units else []


def after_remove(*, is_users: bool) -> tuple[list[Step], list[str]]:
    """The commands behind removed units, and what stays for a human to remove."""
    kept = ["configuration and database stay where they are; syncd status names them"]
    own = [f"so does the user {USER}: userdel {USER}"]
    return [(*_control(is_users=is_users), "daemon-reload")], kept if is_users else kept + own


def run(steps: Sequence[Step]) -> Exit:
    """Run them in order, up to the first that fails."""
    for step in steps:
        # What a command says goes where our own remarks go: stdout holds results.
        done = subprocess.run(step, check=False, stdout=2)  # noqa: S603  # our own words and paths that were checked
        if done.returncode:
            remark(f"this failed: {spelt(step)}")
            return Exit.TROUBLE
    return Exit.DONE


def spelt(step: Step) -> str:
    """A command as one types it."""
    return shlex.join(step)


def _control(*, is_users: bool) -> Step:
    return ("systemctl", "--user") if is_users else ("systemctl",)


def missing(order: UnitOrder) -> str:
    """How to get the configuration that is not there."""
    if order.users_folder is not None:
        return f"write {order.config}, or let syncd init do it"
    return f"write {order.config}, for {USER} alone: chown {USER}: FILE; chmod 600 FILE; secret files beside it, too"


def _to_watch(order: UnitOrder) -> list[str]:
    is_users = order.users_folder is not None
    whose = " --user" if is_users else ""
    watch = f"to watch it: journalctl{whose} -f -u {order.names[0]}"
    own = ["to let it run while you are not logged in: loginctl enable-linger"] if is_users else []
    start = spelt((*_control(is_users=is_users), "start", "--no-block", ONCE))
    return [watch, *([f"to sync now: {start}"] if order.has_timer else []), *own]
