import os
import pwd
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from syncd.daemon.config_file import load
from syncd.daemon.locations import NoConfig, candidates, database_path, find_config
from syncd.domain.errors import ConfigError

CONTACT = 'contact = "me@home.net"\n'
NO_ENV: Mapping[str, str] = {"HOME": "/nonexistent"}


def written(file: Path, text: str = CONTACT) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o600)
    return file


class TestFinding:
    def test_the_named_file_comes_before_the_variable_before_the_users(self, tmp_path: Path) -> None:
        """`--config`, `$SYNCD_CONFIG`, then the user's folder: the first is the whole configuration."""
        users = written(tmp_path / ".config/syncd/config.toml")
        other, named = written(tmp_path / "other.toml"), written(tmp_path / "named.toml")
        env = {"HOME": str(tmp_path)}

        assert load(None, env).file == users
        assert load(None, env | {"SYNCD_CONFIG": str(other)}).file == other
        assert load(named, env | {"SYNCD_CONFIG": str(other)}).file == named

    def test_the_usual_places_are_the_users_and_then_the_machines(self) -> None:
        """XDG_CONFIG_HOME is honoured where it is absolute, as its specification asks."""
        machine = Path("/etc/syncd/config.toml")

        assert candidates({"HOME": "/h"}) == (Path("/h/.config/syncd/config.toml"), machine)
        assert candidates({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}) == (Path("/x/syncd/config.toml"), machine)
        assert candidates({"HOME": "/h", "XDG_CONFIG_HOME": "x"}) == (Path("/h/.config/syncd/config.toml"), machine)

    def test_a_named_file_that_is_missing_is_not_replaced_by_another(self, tmp_path: Path) -> None:
        """Who names a file means that file."""
        written(tmp_path / ".config/syncd/config.toml")

        with pytest.raises(ConfigError, match=r"gone\.toml: there is no such file"):
            load(tmp_path / "gone.toml", {"HOME": str(tmp_path)})

    @pytest.mark.skipif(candidates({})[1].exists(), reason="this machine has a configuration of its own")
    def test_without_any_file_the_places_and_the_way_out_are_told(self, tmp_path: Path) -> None:
        """The error of a first start names where was looked, and the command that shows how to start."""
        with pytest.raises(
            NoConfig, match=rf"neither {tmp_path}/.* nor /etc/syncd/config\.toml .*start with syncd init"
        ):
            find_config(None, {"HOME": str(tmp_path)})

    def test_a_relative_name_counts_from_where_we_are(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Settings know their file in full, so that a later change of folder changes nothing."""
        monkeypatch.chdir(tmp_path)
        written(tmp_path / "config.toml")

        assert load(Path("config.toml"), NO_ENV).file == tmp_path / "config.toml"

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"contact = ", "is no TOML: "),
            (b"contact = '\xff'", "is no text in UTF-8"),
            (None, "cannot be read"),
        ],
    )
    def test_what_cannot_be_read_is_an_error_of_the_configuration(
        self, tmp_path: Path, content: bytes | None, reason: str
    ) -> None:
        """Broken TOML, wrong encoding or a folder in the file's place: each says what is the matter, and where."""
        file = tmp_path / "config.toml"
        if content is None:
            file.mkdir()
        else:
            file.write_bytes(content)

        with pytest.raises(ConfigError, match=f"{file}: {reason}"):
            load(file, NO_ENV)


class TestDatabase:
    def test_a_machines_configuration_keeps_it_in_var_lib_whoever_calls(self) -> None:
        """The daemon under systemd and a person at a shell meet the same database."""
        file = Path("/etc/syncd/config.toml")

        assert database_path("syncd.db", file, {"HOME": "/h"}) == Path("/var/lib/syncd/syncd.db")
        assert database_path("syncd.db", file, {"STATE_DIRECTORY": "/s:/t"}) == Path("/s/syncd.db")
        assert database_path("/d/a.db", file, {"STATE_DIRECTORY": "/s"}) == Path("/d/a.db")

    def test_a_users_configuration_keeps_it_in_the_users_state_folder(self, tmp_path: Path) -> None:
        """XDG_STATE_HOME or ~/.local/state; a unit's state folder is for /etc only."""
        file = written(tmp_path / "config.toml")
        env = {"HOME": "/h", "STATE_DIRECTORY": "/s"}

        assert load(file, env).database_path == Path("/h/.local/state/syncd/syncd.db")
        assert load(file, env | {"XDG_STATE_HOME": "/x"}).database_path == Path("/x/syncd/syncd.db")

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
    def test_a_call_by_root_meets_the_owners_database(self, tmp_path: Path) -> None:
        """`sudo syncd --config …` must not begin a second, empty database."""
        owner = pwd.getpwnam("nobody")
        file = written(tmp_path / "config.toml")
        os.chown(file, owner.pw_uid, owner.pw_gid)

        assert load(file, {"HOME": "/elsewhere"}).database_path == Path(owner.pw_dir, ".local/state/syncd/syncd.db")

    @pytest.mark.parametrize(
        ("database", "path"),
        [
            ("a/b.db", "/h/.local/state/syncd/a/b.db"),
            ("/a/b.db", "/a/b.db"),
            ("~/b.db", "/h/b.db"),
            ("sqlite:////a/b.db", "/a/b.db"),
            ("sqlite:///b.db", "/h/.local/state/syncd/b.db"),
        ],
    )
    def test_a_path_may_stand_alone_or_as_an_address(self, tmp_path: Path, database: str, path: str) -> None:
        """`sqlite:///PATH` means the same as PATH."""
        file = written(tmp_path / "config.toml", f'{CONTACT}database = "{database}"')

        assert load(file, {"HOME": "/h"}).database_path == Path(path)

    def test_a_link_leads_to_the_file_itself(self, tmp_path: Path) -> None:
        """Lock, logins and copies stand beside the one file, whatever it is called; a circle of links harms nobody."""
        (tmp_path / "alias.db").symlink_to(tmp_path / "real.db")
        (tmp_path / "circle.db").symlink_to(tmp_path / "circle.db")

        for name, real in (("alias.db", "real.db"), ("circle.db", "circle.db")):
            file = written(tmp_path / "config.toml", f'{CONTACT}database = "{tmp_path / name}"')
            assert load(file, NO_ENV).database_path == tmp_path / real

    @pytest.mark.parametrize("database", ["postgresql://host/db", "postgresql+psycopg://host/db", "postgres://host/db"])
    def test_postgresql_is_told_to_come_later(self, refused: Callable[[str], list[str]], database: str) -> None:
        """It is a promise for later, not a path of a strange name."""
        assert refused(f'database = "{database}"') == [
            "database: PostgreSQL comes later; for now a path, or sqlite:///PATH"
        ]

    @pytest.mark.parametrize("database", ["", "sqlite://", "sqlite:///", "sqlite:///:memory:", "mysql://host/db"])
    def test_what_is_no_file_is_refused(self, refused: Callable[[str], list[str]], database: str) -> None:
        """A memory that would be gone tomorrow is no database of ours."""
        assert refused(f'database = "{database}"') == ["database: must be the path of a file, or sqlite:///PATH"]
