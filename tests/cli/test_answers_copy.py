"""Once a day every answer is written beside the copies of the database, as a file that `review import` reads."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from syncd.cli.answers_copy import write_answers_copy
from syncd.domain.errors import StoreFailed
from syncd.store.copies import KEPT
from syncd.store.database import Database
from tests.cli.planting import NOON, Doubt, desk, heard, known, plant
from tests.cli.scene import Scene, scene


@pytest.fixture
def answered(fresh: Scene) -> Scene:
    """Somebody has answered one song, skipped one, and named an artist."""
    theirs = known(1, "Harbour", "Nina Holm", 207)
    with desk(fresh) as here:
        plant(here, [Doubt(heard(number, "Harbour", "Nina Holm"), (theirs,), None) for number in (1, 2)])
    for word in (("accept", "boomplay:1", "1"), ("skip", "boomplay:2")):
        assert fresh.run("review", *word, "-q").code == 0
    fresh.execute("insert into artist_answers values ('boomplay', '93271', 'an-mbid', '2026-11-22 08:00:00')")
    return fresh


@pytest.fixture
def database(answered: Scene) -> Iterator[Database]:
    """The database with the answers."""
    with closing(Database(answered.database)) as opened:
        yield opened


def answers(here: Scene) -> list[tuple[str, ...]]:
    """All that was said, in the order of the songs."""
    songs = here.execute("select ref, place, answer, profile, said from answers order by ref")
    return songs + here.execute("select artist_id, artist_mbid from artist_answers")


def test_it_is_read_back_as_it_was(answered: Scene, database: Database, tmp_path: Path) -> None:
    """A new database that imports the file knows every answer; a sync is what asks who else is meant."""
    answered.execute("update artist_answers set artist_mbid = '00000000-0000-4000-8000-00000000000a'")
    copied = write_answers_copy(database, tmp_path / "kept", NOON)
    assert copied is not None
    assert copied.stat().st_mode & 0o777 == 0o600
    (tmp_path / "other").mkdir()
    other = scene(answered.sandbox, tmp_path / "other")

    assert other.run("review", "import", str(copied), "-q").code == 0
    assert answers(other) == answers(answered)
    assert len(answers(other)) == 3


def test_one_a_day_and_seven_are_kept(database: Database, tmp_path: Path) -> None:
    """The first of a day stays as it is; of other files in that folder none is touched."""
    (tmp_path / "notes.answers.csv").write_text("mine")
    midnight = NOON - timedelta(hours=12)
    made = [write_answers_copy(database, tmp_path, midnight + timedelta(hours=12 * half)) for half in range(20)]
    assert [each is not None for each in made] == [True, False] * 10
    kept = sorted(each.name for each in tmp_path.glob("*.answers.csv"))
    assert len(kept) == KEPT + 1
    assert "notes.answers.csv" in kept
    assert made[-2] is not None
    assert made[-2].name in kept
    assert write_answers_copy(database, tmp_path, NOON + timedelta(days=1500))
    assert len(list(tmp_path.glob("*.answers.csv"))) == KEPT + 2  # a clock may have jumped


def test_where_nobody_has_said_anything_nothing_is_written(fresh: Scene, tmp_path: Path) -> None:
    """No empty file takes the place of one with answers."""
    with desk(fresh) as here:
        assert write_answers_copy(here.built.database, tmp_path / "kept", NOON) is None
    assert not (tmp_path / "kept").exists()


def test_a_folder_that_cannot_be_written_is_said(database: Database, tmp_path: Path) -> None:
    """It is the disk's fault, and nothing of a file is left."""
    (tmp_path / "kept").write_text("no folder")
    with pytest.raises(StoreFailed, match="kept"):
        write_answers_copy(database, tmp_path / "kept", NOON)


def test_a_sync_makes_it(synced: Scene) -> None:
    """At its end, where today's is missing."""
    ref = synced.execute("select ref from mappings where service = 'boomplay' order by ref")[0][0]
    synced.run("review", "skip", f"boomplay:{ref}", "-q")
    synced.run("sync", "-q")
    [copied] = synced.database.parent.glob("backups/*.answers.csv")
    assert f"boomplay,{ref}," in copied.read_text()
