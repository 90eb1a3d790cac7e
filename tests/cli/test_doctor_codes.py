"""The exit codes of `syncd doctor`: whose matter is it?"""

from contextlib import closing
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

from syncd.sandbox import Sandbox
from tests.cli.scene import Said, Scene, run


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with closing(create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def found(said: Said, check: str) -> Any:
    """The one finding of a check."""
    (finding,) = (each for each in said.json() if each["check"] == check)
    return finding


def test_a_dead_network_has_a_code_of_its_own(synced: Scene, nobody: str) -> None:
    """Where no host answers at all it is exit 69, as with plan and sync, and one line says so."""
    for host in ("boomplay", "listenbrainz", "jamendo", "musicbrainz"):
        synced.rewrite(synced.value("hosts", host, "base_url"), nobody)
    said = synced.run("doctor", "--json")
    assert said.code == 69
    assert found(said, "network")["state"] == "fail"
    assert found(said, "host boomplay")["detail"] == "boomplay: no connection"


def test_rubbish_for_a_database_is_the_disks_matter(fresh: Scene) -> None:
    """A file that is no database is exit 74."""
    fresh.database.write_bytes(b"this is no database" * 1000)
    assert fresh.run("doctor").code == 74


@pytest.mark.parametrize("content", [None, b"title,artist\n\xff\xfe,x\n"])
def test_a_list_that_cannot_be_read_is_no_matter_of_logging_in(synced: Scene, content: bytes | None) -> None:
    """A missing file, or one that is not UTF-8, is exit 3; the line is called `file` and shows the whole path."""
    songs = synced.config.with_name("songs.csv")
    if content is not None:
        songs.write_bytes(content)
    synced.rewrite("[apps.boomplay]", '[accounts.my-list]\nservice = "file"\npath = "songs.csv"\n\n[apps.boomplay]')
    said = synced.run("doctor", "--json")
    assert said.code == 3
    assert str(songs) in found(said, "file my-list")["detail"]


def test_only_hosts_that_the_configuration_uses_have_budgets(tmp_path: Path, sandbox: Sandbox) -> None:
    """Somebody with a file and ListenBrainz is told nothing of Boomplay's and Jamendo's budgets."""
    config = tmp_path / "config.toml"
    whole = sandbox.config_toml(tmp_path / "syncd.db")
    off = 'service = "{}"\nenabled = false'
    for service in ("boomplay", "jamendo"):
        whole = whole.replace(f'service = "{service}"', off.format(service))
    config.write_text(whole)
    config.chmod(0o600)
    said = run("doctor", "--json", "--config", str(config))
    budgets = {each["check"] for each in said.json() if each["check"].startswith("budget")}
    assert budgets == {"budget listenbrainz", "budget musicbrainz"}
