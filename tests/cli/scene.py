"""A sandbox, a configuration that points at it, and the real command line in this process."""

import io
import json
import sqlite3
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from syncd.cli.main import run_safely
from syncd.sandbox import Sandbox
from tests.canaries import assert_no_leak


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What it printed for programs."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Scene:
    """One configuration, its database, and the sandbox behind it."""

    sandbox: Sandbox
    config: Path

    @property
    def database(self) -> Path:
        """Where the database is, or will be."""
        return self.config.with_name("syncd.db")

    def run(self, *arguments: str) -> Said:
        """Run the program with this configuration."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("SYNCD_CONFIG", str(self.config))
            said = run(*arguments)
        assert_no_leak(self.sandbox, said.out, said.err)
        return said

    def rewrite(self, old: str, new: str) -> None:
        """Change the configuration."""
        text = self.config.read_text()
        assert old in text
        self.config.write_text(text.replace(old, new))

    def value(self, *keys: str) -> Any:
        """A setting of the configuration."""
        found: Any = tomllib.loads(self.config.read_text())
        for key in keys:
            found = found[key]
        return found

    def execute(self, statement: str, *values: Any) -> list[Any]:
        """Change the database behind syncd's back."""
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def secrets(self) -> set[str]:
        """Every secret that is about: those of the configuration, and the pair that the database holds by now."""
        accounts = [self.value("accounts", name) for name in ("my-boomplay", "my-listenbrainz", "my-jamendo")]
        named = {account[key] for account in accounts for key in account if key.endswith("token")}
        held = self.execute("select access_token, refresh_token from tokens") if self.database.exists() else []
        return named | {self.value("apps", "jamendo", "client_secret")} | {token for row in held for token in row}

    def requests(self) -> int:
        """How many requests the sandbox has seen."""
        return sum(self.sandbox.journal()["counts"].values())


def run(*arguments: str) -> Said:
    """Run the program."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = run_safely(list(arguments))
    return Said(code, out.getvalue(), err.getvalue())


def scene(sandbox: Sandbox, folder: Path) -> Scene:
    """A fresh configuration for this sandbox; nothing is synced yet."""
    config = folder / "config.toml"
    config.write_text(sandbox.config_toml(folder / "syncd.db"))
    config.chmod(0o600)
    return Scene(sandbox, config)
