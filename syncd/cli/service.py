"""`syncd service`: the systemd units for the very program that runs it."""

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from syncd.cli.exits import Exit
from syncd.cli.files import replacing
from syncd.cli.options import Common
from syncd.cli.service_database import database_hindrances, outside_database, to_be_given
from syncd.cli.service_reach import (
    as_seen,
    checked_config,
    file_hindrances,
    files_needed,
    program_hindrances,
    service_user,
    unreadable,
)
from syncd.cli.service_steps import (
    Step,
    after_install,
    after_remove,
    before_remove,
    is_systemd_here,
    missing,
    other,
    run,
    spelt,
)
from syncd.cli.streams import remark
from syncd.daemon.locations import NoConfig, candidates, find_config
from syncd.daemon.units import CONFIG, ONCE, TIMER, UnitFile, UnitOrder, places, started_as, unit_files
from syncd.domain.errors import StoreFailed, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOptions:
    """What was asked for. `root` is another folder to take for `/`; then nothing is run."""

    is_users: bool
    has_timer: bool
    is_sure: bool = False
    root: Path | None = None

    @property
    def users_folder(self) -> Path | None:
        """Where this user's own manager looks; None where the system's is meant."""
        return candidates(os.environ)[0].parents[1] / "systemd/user" if self.is_users else None

    @property
    def is_run(self) -> bool:
        """Whether systemd is to be told at once."""
        return self.root is None and is_systemd_here()

    def place(self, path: Path) -> Path:
        """Where a file of systemd's lies for us."""
        return self.root / path.relative_to("/") if self.root else path


def show_units(asked: Common, wish: ServiceOptions) -> int:
    """Print the units as `install` would write them."""
    order = _order(asked, wish)
    _show(unit_files(order), wish)
    for line in _hindrances(order, wish):
        remark(line)
    return Exit.DONE


def install(asked: Common, wish: ServiceOptions) -> int:
    """Show the units and the commands, ask, write and run. Raises UsageError where the service could not work."""
    order = _order(asked, wish)
    _refuse_without_rights(wish, order.program)
    if hindrances := _hindrances(order, wish):
        raise UsageError("\n".join(hindrances))
    files, is_other_there = unit_files(order), wish.place(other(order)).exists()
    steps, later = after_install(order, lacks=_lacks(order, wish), is_other_there=is_other_there)
    _show(files, wish)
    if not _is_agreed(wish, steps, "Write these files?"):
        return Exit.DONE
    for each in files:
        _write(wish.place(each.path), each.text)
    return _carry_out(wish, steps, later)


def remove(wish: ServiceOptions) -> int:
    """Show which units are there, ask, stop them and take them away. What syncd remembers and its user stay."""
    present = [path for path in _removable(wish) if wish.place(path).exists()]
    if not present:
        remark("no unit of syncd is installed there")
        return Exit.DONE
    _refuse_without_rights(wish, started_as(sys.argv[0], sys.executable))
    sys.stdout.writelines(f"{wish.place(path)}\n" for path in present)
    before = before_remove(present, is_users=wish.is_users)
    steps, later = after_remove(is_users=wish.is_users)
    if not _is_agreed(wish, [*before, *steps], "Stop syncd, and remove these files?"):
        return Exit.DONE
    if wish.is_run and (code := run(before)) != Exit.DONE:
        return code
    for path in present:
        _unlink(wish.place(path))
    return _carry_out(wish, steps, later)


def _removable(wish: ServiceOptions) -> Iterable[Path]:
    return [path for path in places(wish.users_folder) if not wish.has_timer or path.name in {ONCE, TIMER}]


def _order(asked: Common, wish: ServiceOptions) -> UnitOrder:
    config = _config(asked, wish)
    return UnitOrder(
        program=started_as(sys.argv[0], sys.executable),
        config=config,
        users_folder=wish.users_folder,
        has_timer=wish.has_timer,
        data=as_seen(outside.parent, wish.root) if (outside := _outside(config, wish)) else None,
    )


def _outside(config: Path, wish: ServiceOptions) -> Path | None:
    """The database of a service of the system's, where it is told to lie outside of that service's own folder."""
    return None if wish.is_users else outside_database(wish.place(config))


def _config(asked: Common, wish: ServiceOptions) -> Path:
    """The one that was named; else for the system the machine's own, for a user whichever syncd would find."""
    if not wish.is_users:
        return asked.config.absolute() if asked.config else CONFIG
    try:
        return find_config(asked.config, os.environ)
    except NoConfig:
        return candidates(os.environ)[0]


def _hindrances(order: UnitOrder, wish: ServiceOptions) -> list[str]:
    """Why the service's user could not run this program with this configuration, and what mends it, line by line."""
    if wish.is_users:
        return []
    needed, broken = checked_config(wish.place(order.config))
    outside, user = _outside(order.config, wish), service_user()
    far = database_hindrances(outside, wish.root, user) if outside else []
    return file_hindrances(needed, wish.root, user) + far + broken + program_hindrances(order)


def _refuse_without_rights(wish: ServiceOptions, program: Sequence[str]) -> None:
    if os.geteuid() and not wish.is_users and wish.root is None:
        again = f"sudo {' '.join(program)} service …; or for yourself alone, add --user"
        raise UsageError("only root may change the system's units", remedy=again)


def _lacks(order: UnitOrder, wish: ServiceOptions) -> list[str]:
    """What is to be done before it can start: the configuration's to be there, and its files the service's to read."""
    file, user = wish.place(order.config), service_user()
    if not file.exists():
        return [missing(order)]
    if wish.is_users:
        return []
    outside = _outside(order.config, wish)
    return [*unreadable(files_needed(file), user), *(to_be_given(outside, user) if outside else [])]


def _show(files: Iterable[UnitFile], wish: ServiceOptions) -> None:
    for each in files:
        place = wish.place(each.path)
        replaced = " (replaces another one)" if place.exists() and place.read_text("utf-8") != each.text else ""
        sys.stdout.write(f"#### {place}{replaced}\n{each.text}\n")


def _is_agreed(wish: ServiceOptions, steps: Sequence[Step], question: str) -> bool:
    """Whether a human says yes, or did. Raises UsageError where nobody can be asked."""
    if wish.is_run and steps:
        sys.stdout.write("#### and then\n" + "".join(f"{spelt(step)}\n" for step in steps))
    if wish.is_sure:
        return True
    if not sys.stdin.isatty():
        raise UsageError("this asks first; a program says --yes")
    is_agreed = typer.confirm(question, err=True)
    if not is_agreed:
        remark("nothing was changed")
    return is_agreed


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFailed(f"{file.parent}: {error.strerror}") from None
    with replacing(file) as part:
        part.write_text(text, encoding="utf-8")
        part.chmod(0o644)


def _unlink(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreFailed(f"{file}: {error.strerror}") from None


def _carry_out(wish: ServiceOptions, steps: Sequence[Step], later: Sequence[str]) -> int:
    """Run the commands, or say them; then what is left to a human."""
    code = run(steps) if wish.is_run else Exit.DONE
    if not wish.is_run:
        sys.stdout.writelines(f"to be run: {spelt(step)}\n" for step in steps)
    sys.stdout.writelines(f"{line}\n" for line in later)
    return code
