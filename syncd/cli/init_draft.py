"""The configuration that `syncd init` writes: its tables as text, each secret in a file of its own."""

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from syncd.cli.files import replacing
from syncd.daemon.complaints import dotted
from syncd.daemon.config_file import load
from syncd.domain.errors import ConfigError, StoreFailed, UsageError

_HEAD = """\
# Written by `syncd init`; yours to edit. Every setting, its default and what it means: syncd init --example
# More accounts: syncd init --add
"""

Scalar = str | float


@dataclass(frozen=True, slots=True)
class Table:
    """One table to be written: its settings, and its secrets by the names of theirs."""

    path: tuple[str, ...]
    settings: Mapping[str, Scalar]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def into(self, document: dict[str, Any]) -> None:
        """Put this table into a document that is only tried, with the secrets in plain text."""
        for step in self.path:
            document = document.setdefault(step, {})
        document.update({**self.settings, **self.secrets})


def create(file: Path, contact: str, tables: Sequence[Table]) -> list[Path]:
    """Write a new configuration for its owner only; all files that were made. Raises UsageError where one is there."""
    kept = _kept(file, tables)
    with _made(file.parent, _contents(kept, tables)) as made:
        text = "\n".join([_HEAD + _line("contact", contact), *_texts(tables, kept)])
        _write(file, text)
        made.append(file)
        load(file, os.environ)
        return made


def extend(file: Path, tables: Sequence[Table]) -> list[Path]:
    """Add tables to a configuration, whose text stays as it is; all files that were made or changed.

    Raises ConfigError where its form leaves no room behind its end; then nothing has changed.
    """
    before, kept = file.read_bytes(), _kept(file, tables)
    gap = b"\n" if before.endswith(b"\n") else b"\n\n"
    after = before + gap + "\n".join(_texts(tables, kept)).encode()
    with _made(file.parent, _contents(kept, tables)) as made:
        for each in made:
            _owned_like(file, each)
        with replacing(file) as part:
            _like(file, part)
            part.write_bytes(after)
            _demand_sense(file, part)
        return [*made, file]


def _demand_sense(file: Path, part: Path) -> None:
    try:
        load(part, os.environ)
    except ConfigError as error:
        problem = str(error.args[0]).replace(str(part), str(file))
        remedy = "write its accounts as [accounts.NAME] tables, then once more"
        raise ConfigError(
            f"nothing can be added behind its end, so it stays as it is: {problem}", remedy=remedy
        ) from None


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The name, or with a number where it is taken."""
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _kept(file: Path, tables: Sequence[Table]) -> dict[tuple[str, ...], str]:
    """The name of each secret's file, by table and setting. Nothing that is there is written over."""
    taken = {each.name for each in file.parent.iterdir()} if file.parent.is_dir() else set()
    kept: dict[tuple[str, ...], str] = {}
    for table in tables:
        for setting in table.secrets:
            wanted = f"{table.path[-1]}-{setting}".replace("_", "-").replace("/", "-")
            kept[*table.path, setting] = free_name(wanted, {*taken, *kept.values()})
    return kept


def _contents(kept: Mapping[tuple[str, ...], str], tables: Sequence[Table]) -> dict[str, str]:
    return {kept[*table.path, name]: secret for table in tables for name, secret in table.secrets.items()}


def _texts(tables: Sequence[Table], kept: Mapping[tuple[str, ...], str]) -> list[str]:
    return [_text(table, kept) for table in tables]


def _text(table: Table, kept: Mapping[tuple[str, ...], str]) -> str:
    plain = [_line(name, value) for name, value in table.settings.items()]
    secret = [f"{name} = {{ file = {json.dumps(kept[*table.path, name])} }}\n" for name in table.secrets]
    return "".join([f"[{dotted(table.path)}]\n", *plain, *secret])


def _line(name: str, value: Scalar) -> str:
    # JSON's texts and numbers are TOML's as well.
    return f"{name} = {json.dumps(value, ensure_ascii=False)}\n"


@contextmanager
def _made(folder: Path, contents: Mapping[str, str]) -> Iterator[list[Path]]:
    """Files of these contents, for their owner only; all of them are gone again where something fails."""
    made: list[Path] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in contents.items():
            _write(folder / name, f"{content}\n")
            made.append(folder / name)
        yield made
    except BaseException as error:
        for each in made:
            each.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise UsageError(f"{error.filename}: is there already; nothing was written") from None
        if isinstance(error, OSError):
            raise StoreFailed(f"{error.filename or folder}: {error.strerror}", remedy="nothing was written") from None
        raise


def _write(file: Path, text: str) -> None:
    """A new file, never one that is there; what a full disk made of it is gone again."""
    with open(file, "x", encoding="utf-8", opener=_private) as handle:
        try:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        except BaseException:
            file.unlink()
            raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _like(file: Path, other: Path) -> None:
    """An empty file of the same owner and mode, made for its owner only."""
    os.close(_private(str(other), os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    _owned_like(file, other)
    other.chmod(file.stat().st_mode)


def _owned_like(file: Path, other: Path) -> None:
    about, mine = file.stat(), other.stat()
    if (about.st_uid, about.st_gid) != (mine.st_uid, mine.st_gid):
        os.chown(other, about.st_uid, about.st_gid)
