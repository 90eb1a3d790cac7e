"""One effective writer."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from syncd import __version__
from syncd.domain.errors import StoreFailed, StoreLocked
from syncd.store.lock import lock_file, only_writer
from syncd.store.overview import lock_holder
from tests.small_files import small_files

_HOLDER = """
import sys
from pathlib import Path
from syncd.store.lock import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_syncd(database: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until it is ended."""
    command = [sys.executable, "-c", _HOLDER, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.kill()


def test_a_second_process_is_refused_with_the_holders_number(tmp_path: Path) -> None:
    """Exit 75 in words: who works on this database, and what to do."""
    with (
        another_syncd(tmp_path / "syncd.db") as holder,
        pytest.raises(StoreLocked, match=rf"process {holder.pid}\).*wait until it is done"),
        only_writer(tmp_path / "syncd.db"),
    ):
        pytest.fail("two writers at once")


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    """The kernel does, whatever the process still wanted to do (`reliability.md` B)."""
    with another_syncd(tmp_path / "syncd.db") as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()

        with only_writer(tmp_path / "syncd.db"):
            assert lock_file(tmp_path / "syncd.db").read_text() == f"{os.getpid()}\n"


def test_the_lock_is_free_after_its_block(tmp_path: Path) -> None:
    """Also after an error inside."""
    with pytest.raises(KeyError), only_writer(tmp_path / "new folder" / "syncd.db"):
        raise KeyError("a bug")
    with only_writer(tmp_path / "new folder" / "syncd.db"):
        pass

    assert lock_file(tmp_path / "new folder" / "syncd.db").stat().st_mode & 0o777 == 0o600


def test_a_place_where_no_lock_can_be_is_no_bug_of_ours(tmp_path: Path) -> None:
    """The message names the place, the remedy the permission."""
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreFailed, match="let syncd's user write"), only_writer(tmp_path / "file" / "syncd.db"):
        pass


def test_a_disk_without_room_for_the_lock_is_no_bug_of_ours(tmp_path: Path) -> None:
    """The kernel refuses even a few bytes, as a full disk does: the remedy is room, and the lock is free again."""
    no_room = pytest.raises(StoreFailed, match="make room on the disk")
    with small_files(0), no_room, only_writer(tmp_path / "syncd.db"):
        pytest.fail("a lock that nobody could write")

    with only_writer(tmp_path / "syncd.db"):
        assert lock_file(tmp_path / "syncd.db").read_text() == f"{os.getpid()}\n"


def test_a_folder_that_takes_no_file_is_no_bug_of_ours() -> None:
    """Not even root may write there."""
    with (
        pytest.raises(StoreFailed, match=r"syncd\.db\.lock.*let syncd's user write"),
        only_writer(Path("/proc/syncd.db")),
    ):
        pytest.fail("a lock where no file can be")


def test_two_databases_have_two_locks(tmp_path: Path) -> None:
    """Whoever works on one does not stop the other."""
    with only_writer(tmp_path / "one.db"), only_writer(tmp_path / "other.db"):
        assert {each.name for each in tmp_path.iterdir()} == {"one.db", "one.db.lock", "other.db", "other.db.lock"}


def test_a_removed_lock_file_frees_nothing(tmp_path: Path) -> None:
    """The holder has locked the database itself, too; once it has ended, the next one may."""
    database = tmp_path / "syncd.db"
    with another_syncd(database) as holder:
        lock_file(database).unlink()

        with pytest.raises(StoreLocked, match="its lock file removed"), only_writer(database):
            pytest.fail("two writers at once")
        holder.kill()
        holder.wait()
        with only_writer(database):
            pass


def test_a_removed_lock_file_is_made_again(tmp_path: Path) -> None:
    """By its holder: others see again who works here, and are refused by the lock itself, the database's being its own."""
    database = tmp_path / "syncd.db"
    with only_writer(database, is_daemon=True, fingerprint="0123abcd") as keep_name:
        for _ in range(2):
            lock_file(database).unlink()
            assert lock_holder(database) is None
            keep_name()
            keep_name()
            holder = lock_holder(database)
            assert holder is not None
            assert (holder.process, holder.is_daemon, holder.version) == (str(os.getpid()), True, __version__)
            assert holder.fingerprint == "0123abcd"
            with pytest.raises(StoreLocked, match="the daemon"), only_writer(database):
                pytest.fail("two writers at once")

    with only_writer(database):
        pass


def test_a_name_that_another_holds_for_a_moment_is_taken_later(tmp_path: Path) -> None:
    """Somebody who tries to start finds no name, makes it, and gives up; a folder that takes no file is tried again, too."""
    database = tmp_path / "syncd.db"
    with only_writer(database) as keep_name:
        lock_file(database).unlink()
        with lock_file(database).open("w") as others:
            fcntl.flock(others, fcntl.LOCK_EX)
            keep_name()
            assert lock_file(database).read_text() == ""
        lock_file(database).unlink()
        with small_files(0):
            keep_name()
        assert lock_file(database).read_text() == ""
        keep_name()
        assert lock_file(database).read_text() == f"{os.getpid()}\n"


def test_no_name_is_made_for_a_database_that_vanished(tmp_path: Path) -> None:
    """Its disk may be gone: nothing of ours shall stand where that is mounted again."""
    database = tmp_path / "syncd.db"
    with only_writer(database) as keep_name:
        database.unlink()
        lock_file(database).unlink()
        keep_name()

        assert not list(tmp_path.iterdir())


def test_another_name_of_the_database_is_no_way_past_its_holder(tmp_path: Path) -> None:
    """Whoever follows a link finds the same file, and SQLite works on it beside the lock as ever."""
    database, alias = tmp_path / "syncd.db", tmp_path / "alias.db"
    with another_syncd(database), closing(sqlite3.connect(database)) as connection:
        alias.symlink_to(database)

        with pytest.raises(StoreLocked, match="by another name"), only_writer(alias):
            pytest.fail("two writers at once")
        connection.execute("create table one (number)")


def test_a_database_with_two_names_is_refused(tmp_path: Path) -> None:
    """Each name would have its own journal; with one name again it is as good as ever."""
    database, other = tmp_path / "syncd.db", tmp_path / "other.db"
    database.touch()
    other.hardlink_to(database)

    with pytest.raises(StoreFailed, match=r"hard link.*remove the other name"), only_writer(other):
        pytest.fail("a journal that nobody would find")
    other.unlink()
    with only_writer(database):
        pass


@pytest.mark.parametrize("mode", [None, 0o644])
def test_the_holder_has_a_database_for_its_owner_only(tmp_path: Path, mode: int | None) -> None:
    """It holds tokens: one that is missing is made so, and one that others may read is closed to them."""
    database = tmp_path / "syncd.db"
    if mode is not None:
        database.touch()
        database.chmod(mode)

    with only_writer(database):
        assert database.stat().st_mode & 0o777 == 0o600
