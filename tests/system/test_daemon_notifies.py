"""The daemon tells its human, by a real process and a real web hook, and tells him once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from syncd.daemon.messenger import is_installed
from tests.daemon.hooks import web_hook
from tests.system.conftest import ENOUGH, Stage
from tests.system.test_daemon_process import daemon

Make = Callable[..., Stage]
CANARY = "canary-of-the-web-hook"


@pytest.mark.skipif(not is_installed(), reason="the extra `notify` is not installed")
def test_a_login_that_is_refused_is_told_once(stage: Make) -> None:
    """By the first daemon and not by the next; when it is mended, that is told; the address stands in no line."""
    here = stage(favourites=10)
    whole = here.config.read_text()
    (token,) = re.findall(r'listenbrainz"\ntoken = "([^"]+)"', whole)
    with web_hook() as (address, letters):
        told = f'\n[notify]\nurls = ["{address}/well?+x={CANARY}"]\n'
        lines = []
        for text in (whole.replace(token, "00000000-0000-4000-8000-000000000000"), whole):
            here.config.write_text(text + told)
            with daemon(here) as running:
                letter = letters.wait(ENOUGH)
                running.wait_for("a human was told")
                assert running.end() == 0
                lines += running.events
            assert "my-listenbrainz must log in" in letter["message"]

    assert [each["title"] for each in letters] == ["syncd needs you", "syncd: recovered"]
    assert CANARY not in str(lines)


@pytest.mark.skipif(not is_installed(), reason="the extra `notify` is not installed")
def test_a_timers_sync_tells_the_same_and_never_twice(stage: Make) -> None:
    """A login that is refused is told by the first sync and by no later one; when it is mended, that is told once."""
    here = stage(favourites=10)
    whole = here.config.read_text()
    (token,) = re.findall(r'listenbrainz"\ntoken = "([^"]+)"', whole)
    broken = whole.replace(token, "00000000-0000-4000-8000-000000000000")
    with web_hook() as (address, letters):
        told = f'\n[notify]\nurls = ["{address}/well?+x={CANARY}"]\n'
        done = []
        for text in (broken, whole):
            here.config.write_text(text + told)
            done += [here.run("sync", "-q") for _ in range(2)]

    assert [each.returncode for each in done] == [4, 4, 0, 0]
    assert [each["title"] for each in letters] == ["syncd needs you", "syncd: recovered"]
    assert all("my-listenbrainz must log in" in each["message"] for each in letters)
    assert CANARY not in str([(each.stdout, each.stderr) for each in done])


@pytest.mark.skipif(not is_installed(), reason="the extra `notify` is not installed")
def test_a_database_that_fails_is_told_once(stage: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often systemd starts the daemon again; that it goes on is told, too. The database itself remembers neither."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    here = stage(favourites=10)
    database = here.config.with_suffix(".db")
    assert here.run("sync", "-q").returncode == 0
    with web_hook() as (address, letters):
        here.config.write_text(f'{here.config.read_text()}\n[notify]\nurls = ["{address}/well?+x={CANARY}"]\n')
        database.unlink()
        ended = [here.run("daemon").returncode for _ in range(2)]
        [copy] = (database.parent / "backups").glob("*.daily")
        assert here.run("db", "restore", str(copy)).returncode == 0
        with daemon(here) as running:
            running.wait_for("a human was told", title="syncd: recovered")
            assert running.end() == 0

    assert ended == [74, 74]
    assert [each["title"] for each in letters] == ["syncd needs you", "syncd: recovered"]
    assert "the database is gone" in letters[0]["message"]
    assert not (tmp_path / "last-words").exists()
