"""Files that a command writes for people."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syncd.daemon.settings import FileAccount, Settings
from syncd.domain.errors import StoreFailed, UsageError


def demand_place(file: Path, settings: Settings, *, force: bool) -> None:
    """Raises UsageError where nothing can be written, or nothing may be.

    What syncd itself goes by is never written over, and no list that an account reads, whichever path or link leads there;
    any other file only by `force`.
    """
    try:
        _demand_file(file)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    for own, what in _own(settings):
        if _is_same(file, own):
            raise UsageError(f"{file} is {what}, and is never written over", remedy="choose another file")
    if not force and os.path.lexists(file):
        raise UsageError(f"{file} is there already; --force writes over it")


def _demand_file(file: Path) -> None:
    if not file.parent.is_dir():
        raise UsageError(f"{file}: there is no folder {file.parent}")
    if file.exists() and not file.is_file():
        raise UsageError(f"{file} is there and is no file")


def _own(settings: Settings) -> Iterator[tuple[Path, str]]:
    """The files that this configuration is about, and what they are; an account's list is one before it is there, too."""
    yield settings.file, "the configuration"
    yield settings.database_path, "the database"
    for account in settings.all_accounts():
        if isinstance(account.settings, FileAccount):
            yield account.settings.path, f"the list that the account {account.name} reads"


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.realpath(one) == os.path.realpath(other) or one.samefile(other)
    except OSError:
        return False  # one of them is not there, or not for us to see


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A place for the new contents; whoever reads the file meanwhile finds the old ones or the new ones, never a part.

    Raises StoreFailed where that cannot be written.
    """
    target = file.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            yield part
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise StoreFailed(f"{file}: {error.strerror}", remedy="choose another place") from None
