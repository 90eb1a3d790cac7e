"""Secrets: where they lie, and how they are read without ever being shown.

A secret is read when it is needed, not when the configuration is loaded: one that cannot be read is the trouble of its
account, which then needs a login; the others go on.
"""

import os
import shlex
import stat
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from syncd.daemon.locations import home
from syncd.daemon.redaction import redactor
from syncd.daemon.spelling import advice
from syncd.domain.errors import ConfigError

CREDENTIALS = Path("/etc/syncd/credentials")
"""Where `{ credential = NAME }` is looked for when systemd has not passed it."""

READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The mode bits that a file with secrets must not have."""

KINDS = ("credential", "file", "env")
"""How a configuration may name a secret instead of holding it."""

_FOLDERS_ID = "syncd"
"""What our unit calls the folder that it loads whole; systemd then calls each file in it "syncd_NAME"."""

_LARGEST = 65_536  # bytes; a secret is a line, and whoever names a film by mistake is told so


class SecretMissing(ConfigError):
    """This one secret cannot be had. Its account needs a login; nobody else is concerned."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a configuration is read in: its file, the environment, and whether only the owner can read the file.

    `fingerprint` is what the file says, in one word that shows nothing of it.
    """

    file: Path
    env: Mapping[str, str] = field(repr=False)
    is_private: bool
    fingerprint: str = ""

    def beside(self, path: str) -> Path:
        """A path as the configuration means it: relative ones count from the file's folder, `~` is the user's home."""
        if path == "~" or path.startswith("~/"):
            return home(self.env) / path[2:]
        return self.file.parent / path


class Secret(ABC):
    """A secret by its place. Its text and repr name the place, never the value."""

    __slots__ = ()

    def read(self) -> str:
        """The value, without the newline at its end. Raises SecretMissing; from now on no log line shows the value."""
        text = self._fetch().rstrip("\r\n")
        if not text:
            raise SecretMissing(f"{self} is empty")
        redactor.learn(text)
        if not (text.isascii() and text.isprintable()):
            raise SecretMissing(f"{self} must hold one line of plain ASCII characters")
        return text

    @abstractmethod
    def _fetch(self) -> str:
        """The raw text. Raises SecretMissing."""

    def __repr__(self) -> str:
        return f"Secret({self})"


@dataclass(frozen=True, slots=True, repr=False)
class PlainSecret(Secret):
    """A secret that stands in the configuration itself."""

    text: str

    def _fetch(self) -> str:
        return self.text

    def __str__(self) -> str:
        return "the secret in the configuration file"


@dataclass(frozen=True, slots=True, repr=False)
class EnvSecret(Secret):
    """A secret in an environment variable."""

    name: str
    env: Mapping[str, str]

    def _fetch(self) -> str:
        if self.name not in self.env:
            raise SecretMissing(f"{self} is not set")
        return self.env[self.name]

    def __str__(self) -> str:
        return f"the environment variable {self.name}"


@dataclass(frozen=True, slots=True, repr=False)
class FileSecret(Secret):
    """A secret in a file that only its owner may read."""

    path: Path

    def _fetch(self) -> str:
        _refuse_readable_by_others(self.path)
        return _read_small(self.path)

    def __str__(self) -> str:
        return f"the secret file {self.path}"


@dataclass(frozen=True, slots=True, repr=False)
class CredentialSecret(Secret):
    """A credential that systemd passes to the unit, or one of the same name in `CREDENTIALS` for commands outside it."""

    name: str
    passed: Path | None  # systemd's folder, `$CREDENTIALS_DIRECTORY`
    kept: Path = CREDENTIALS

    def _fetch(self) -> str:
        # systemd guards its folder itself; an access list there may look like a group's right to read.
        passed = [self.passed / name for name in (self.name, f"{_FOLDERS_ID}_{self.name}")] if self.passed else []
        for file in passed:
            if file.exists():
                return _read_small(file)
        if _is_closed(self.kept / self.name):
            raise SecretMissing(f"{self} is for the service and for root alone", remedy=self._way())
        return FileSecret(self.kept / self.name)._fetch()  # noqa: SLF001  # one kind of secret builds on another

    def _way(self) -> str:
        """What a human types who is neither; the service itself was started before the credential was there."""
        if self.passed is not None:
            return f"put it at {self.kept / self.name}, then start the service anew: sudo systemctl restart syncd"
        return "type sudo before the command, without -u; what root makes there stays the service's"

    def __str__(self) -> str:
        return f"the credential {self.name}"


def parse_secret(value: object, around: Surroundings) -> Secret:
    """The secret that a value in the configuration stands for. Raises ValueError, never with the value in its text."""
    match value:
        case str() if value:
            return _plain(value, around)
        case {"credential": str(name), **rest} if not rest:
            return CredentialSecret(_file_name(name), _folder(around.env.get("CREDENTIALS_DIRECTORY")))
        case {"file": str(path), **rest} if path and not rest:
            return FileSecret(around.beside(path))
        case {"env": str(name), **rest} if name and not rest:
            return EnvSecret(name, around.env)
        case dict():
            for kind in value.keys() - set(KINDS):
                raise ValueError(f"unknown kind of secret {kind!r}{advice(kind, KINDS)}")
    raise ValueError("must be one of { credential = NAME }, { file = PATH }, { env = NAME }, or a text")


def _folder(text: str | None) -> Path | None:
    return Path(text) if text else None


def _plain(text: str, around: Surroundings) -> Secret:
    redactor.learn(text)
    if not around.is_private:
        mended = f"chmod 600 {shlex.quote(str(around.file))}"
        raise ValueError(f"a secret stands in a file that others can read: {mended}, or name it by {{ file = PATH }}")
    return PlainSecret(text)


def _file_name(name: str) -> str:
    if not name or "/" in name or name in {".", ".."}:
        raise ValueError("a credential has a plain file name")
    return name


def _refuse_readable_by_others(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if mode & READABLE_BY_OTHERS:
        is_plain = stat.S_ISREG(mode)  # whoever closes a device, breaks more than syncd
        remedy = f"chmod 600 {shlex.quote(str(path))}" if is_plain else "name a file of your own"
        raise SecretMissing(f"the secret file {path} can be read by others", remedy=remedy)


def _is_closed(path: Path) -> bool:
    """Whether we may not even look."""
    try:
        path.stat()
    except PermissionError:
        return True
    except OSError:
        return False
    return not os.access(path, os.R_OK, effective_ids=True)


def _read_small(path: Path) -> str:
    """The text of a small regular file; anything else might never end."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            raise SecretMissing(f"the secret file {path} is no file of one line")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        # `from None`: that error carries the bytes it could not read.
        raise SecretMissing(f"the secret file {path} is no text in UTF-8") from None
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> SecretMissing:
    remedy = "put the secret there, or mend the path in the configuration"
    return SecretMissing(f"the secret file {path} cannot be read: {_reason(error)}", remedy=remedy)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
