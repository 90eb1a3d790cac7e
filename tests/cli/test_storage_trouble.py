"""What the disk can do to each command (I16): clear words, exit 74, and no push without a durable record."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.cli.ruins import cut_off, full, overwrite, read_only, replace_by_text
from tests.cli.scene import Scene
from tests.small_files import small_files

Trouble = Callable[[Path], AbstractContextManager[None]]
WRITING = (["sync"], ["plan"], ["wrong"])
READING = (["status"], ["review", "list"], ["export"])


def after(spoil: Callable[[Path], None]) -> Trouble:
    """A file that was spoilt before."""

    @contextmanager
    def trouble(database: Path) -> Iterator[None]:
        spoil(database)
        yield

    return trouble


FAILING: dict[str, tuple[Trouble, str]] = {
    "a disk without room for a byte": (lambda _: small_files(0), "make room on the disk"),
    "a disk without room for a journal": (lambda _: small_files(8192), "look at the system's log"),
    "a disk without room for one page more": (full, "look at the system's log"),
    "a file that may only be read": (read_only, "let syncd's user write the file and its folder"),
    "a folder that may only be read": (lambda it: read_only(it, it.parent), "let syncd's user write to that folder"),
}
RUINED: dict[str, tuple[Trouble, str]] = {
    "pages that were overwritten": (after(overwrite), "put a copy in its place"),
    "a file that was cut off": (after(cut_off), "put a copy in its place"),
    "a file that is no database": (after(replace_by_text), "the file is no database"),
}


def completed(scene: Scene, command: list[str]) -> list[str]:
    """`wrong` needs a song: one whose love at ListenBrainz only a match has made."""
    if command != ["wrong"]:
        return [*command, "-q"]
    query = "select m.ref from mappings m join outbox o using (recording_id) where m.service = 'boomplay'"
    return [*command, f"boomplay:{scene.execute(query)[0][0]}", "-q"]


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
@pytest.mark.parametrize("name", [*FAILING, *RUINED])
def test_what_would_write_stops_and_says_why(synced: Scene, name: str, command: list[str]) -> None:
    """Exit 74 with whose fault it is and what to do; nobody's list is changed."""
    trouble, words = (FAILING | RUINED)[name]
    asked, lists = completed(synced, command), synced.sandbox.control.holdings()

    with trouble(synced.database):
        said = synced.run(*asked)

    assert said.code == 74, said.out + said.err
    assert str(synced.database) in said.err
    assert words in said.err
    assert synced.sandbox.control.holdings() == lists


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("name", FAILING)
def test_what_only_reads_goes_on(synced: Scene, name: str, command: list[str]) -> None:
    """Whoever looks at a database that cannot be written still sees it."""
    expected = synced.run(*command, "-q")

    with FAILING[name][0](synced.database):
        said = synced.run(*command, "-q")

    assert said.code == expected.code == 0, said.err
    assert said.out == expected.out


@pytest.mark.parametrize("command", [*READING, ["db", "backup"]], ids=" ".join)
@pytest.mark.parametrize("name", RUINED)
def test_a_ruin_is_told_to_whoever_reads(synced: Scene, name: str, command: list[str]) -> None:
    """Exit 74 and the command that mends it; nothing is guessed from what is left."""
    trouble, words = RUINED[name]

    with trouble(synced.database):
        said = synced.run(*command, "-q")

    assert said.code == 74, said.out + said.err
    assert words in said.err
    assert not said.out


def test_no_push_without_a_record_whenever_the_disk_fails(alone: Scene) -> None:
    """It fails in the midst of syncs: whatever was pushed stands in the outbox, and in the end nothing came twice."""
    before, codes, pushed = loved(alone), [], []
    for requests in (60, 20, 20):
        with failing_after(alone, requests):
            codes.append(alone.run("sync", "-q").code)
        pushed.append(loved(alone) - before)
        assert pushed[-1] <= recorded(alone)
    codes.append(alone.run("sync", "-q").code)
    pushed.append(loved(alone) - before)

    assert set(codes[:-1]) <= {0, 74}
    assert (codes[0], codes[-1]) == (74, 0)
    assert pushed[0] < pushed[-1]
    assert alone.sandbox.journal()["violations"] == []


@contextmanager
def failing_after(scene: Scene, requests: int) -> Iterator[None]:
    """The disk takes nothing more once the stand-ins have answered so many requests."""
    goal, is_over = scene.requests() + requests, Event()
    with ExitStack() as disk:

        def wait_and_fail() -> None:
            while not is_over.is_set():
                if scene.sandbox.wait_for_requests(goal, 0.05):
                    disk.enter_context(small_files(0))
                    return

        waiting = Thread(target=wait_and_fail)
        waiting.start()
        try:
            yield
        finally:
            is_over.set()
            waiting.join()


def loved(scene: Scene) -> set[tuple[str, str]]:
    """What stands at the targets, each with its service."""
    return {
        (service, ref)
        for service, lists in scene.sandbox.control.holdings().items()
        if service != "boomplay"
        for held in lists.values()
        for ref in held
    }


def recorded(scene: Scene) -> set[tuple[str, str]]:
    """What the database says may have arrived."""
    if not scene.database.exists() or not scene.execute("select 1 from sqlite_master where name = 'outbox'"):
        return set()
    query = (
        "select a.service, o.ref from outbox o join accounts a on a.id = o.account_id where o.state in ('sent', 'done')"
    )
    return set(scene.execute(query))
