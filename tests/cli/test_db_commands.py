"""`syncd db check|backup|restore|adopt`, and the copy that a sync makes once a day."""

import os
from pathlib import Path

import pytest

from syncd.sandbox.ledgers import Verb
from syncd.store.copies import daily_copies
from syncd.store.lock import only_writer
from tests.cli.ruins import read_only, shut
from tests.cli.scene import Said, Scene


def states(said: Said) -> dict[str, str]:
    """How each check went."""
    return {each["check"]: each["state"] for each in said.json()}


def test_a_database_that_is_well(synced: Scene) -> None:
    """Every check is told in words and for programs, and nothing is changed: exit 0."""
    before = synced.database.read_bytes()

    text, said = synced.run("db", "check"), synced.run("db", "check", "--json")

    assert (text.code, said.code) == (0, 0), text.out + text.err
    assert states(said) == {
        **dict.fromkeys(["database", "folder", "integrity", "schema", "journal", "rules", "home", "lock"], "ok"),
        "copies": "warn",  # the fixture's database was copied without its copies
    }
    assert "SQLite finds nothing wrong" in text.out
    assert synced.database.read_bytes() == before


def test_a_check_works_beside_another_syncd(synced: Scene) -> None:
    """It says who is at work, and waits for nobody."""
    with only_writer(synced.database):
        said = synced.run("db", "check")

    assert said.code == 0
    assert f"held by process {os.getpid()}: another syncd is at work" in said.out


def test_a_missing_database_is_not_made(fresh: Scene) -> None:
    """Whoever checks, copies or adopts nothing is told so: exit 74."""
    for command in ("check", "backup", "adopt"):
        said = fresh.run("db", command)
        assert said.code == 74
        assert "syncd sync" in said.out + said.err
    assert not fresh.database.exists()


@pytest.mark.parametrize("has_copies", [True, False])
def test_an_empty_file_is_told_as_sync_tells_it(synced: Scene, *, has_copies: bool) -> None:
    """Where a database was here, sync makes no other in its place: to run it would not help."""
    if has_copies:
        synced.run("sync", "-q")
    os.truncate(synced.database, 0)
    said = synced.run("db", "check", "--json")
    (found,) = said.json()

    assert (said.code, found["check"], found["state"]) == (74, "database", "fail")
    assert ("the database is gone" in found["detail"], "syncd db restore" in found["remedy"]) == (has_copies, True)
    assert ("run: syncd sync" in found["remedy"]) is not has_copies
    assert (synced.run("sync", "-q").code == 74) is has_copies


@pytest.mark.parametrize("command", ["db check", "status", "sync", "doctor"])
def test_a_folder_that_is_somebody_elses_is_no_bug_of_ours(fresh: Scene, tmp_path: Path, command: str) -> None:
    """Whoever may not enter it cannot tell whether a database is there, nor that one is gone: 74, and what to do."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    fresh.rewrite(str(fresh.database), str(folder / "syncd.db"))
    with shut(folder):
        said = fresh.run(*command.split(), "-q")

    assert said.code == 74
    assert str(folder) in said.out + said.err
    assert "user" in said.out + said.err
    assert "the database is gone" not in said.out + said.err


def test_who_owns_it_is_not_told_to_be_its_owner(synced: Scene) -> None:
    """A file that may only be read: what helps is what sync says."""
    with read_only(synced.database):
        said = synced.run("db", "check", "--json")
    found = said.json()[0]

    assert (said.code, found["state"]) == (74, "fail")
    assert "is not ours to write" in found["detail"]
    assert found["remedy"] == "let syncd's user write the file and its folder"


@pytest.mark.parametrize(
    ("statement", "check", "words"),
    [
        ("delete from accounts where service = 'jamendo'", "integrity", "points to no row of accounts"),
        ("update loves set since_cycle = 99", "rules", "no love is younger"),
        ("update tombstones set cycle = 99", "rules", ""),
        ("update home set machine = 'another'", "home", "syncd db adopt"),
        ("update alembic_version set version_num = '9999'", "schema", "update syncd"),
    ],
)
def test_what_is_wrong_is_named(synced: Scene, statement: str, check: str, words: str) -> None:
    """A broken reference, a broken rule of ours, another machine's, a newer one: exit 74 and the remedy."""
    synced.execute("insert or ignore into tombstones select account_id, recording_id, 1, 1, 0 from outbox limit 1")
    synced.execute(statement)

    said = synced.run("db", "check", "--json")

    assert said.code == 74
    assert states(said)[check] == "fail"
    found = next(each for each in said.json() if each["check"] == check)
    assert words in found["detail"] + found["remedy"]
    assert found["remedy"]


def test_a_database_that_is_open_to_others_is_a_warning(synced: Scene) -> None:
    """It holds logins; so does whoever may put another file in its place."""
    synced.database.chmod(0o644)
    synced.database.parent.chmod(0o777)

    said = synced.run("db", "check", "--json")

    assert said.code == 0
    assert (states(said)["database"], states(said)["folder"]) == ("warn", "warn")
    assert "chmod 600" in said.out


def test_a_ruin_is_told_and_no_more_is_asked_of_it(synced: Scene) -> None:
    """Neither rules nor home are read from what cannot be read."""
    synced.database.write_bytes(b"no database at all" * 500)

    said = synced.run("db", "check", "--json")

    assert said.code == 74
    assert "rules" not in states(said)
    assert "syncd db restore FILE" in said.out


def test_a_copy_beside_a_writer(synced: Scene, tmp_path: Path) -> None:
    """Without a name it is dated, in a folder it is dated too, and the lock of a daemon is no hindrance."""
    (tmp_path / "mine").mkdir()
    with only_writer(synced.database):
        said = [synced.run("db", "backup", *where) for where in ([], [str(tmp_path / "mine")], [str(tmp_path / "one")])]

    assert [each.code for each in said] == [0, 0, 0], said
    made = [*(synced.database.parent / "backups").iterdir(), *(tmp_path / "mine").iterdir(), tmp_path / "one"]
    assert len(made) == 3
    assert {each.stat().st_mode & 0o777 for each in made} == {0o600}
    assert [str(each) in told.out for each, told in zip(made, said, strict=True)] == [True] * 3


def test_a_copy_replaces_a_copy_only_by_force_and_nothing_else(synced: Scene, tmp_path: Path) -> None:
    """Yesterday's copy may go where somebody says so; the configuration, the database itself and a missing folder are misunderstandings."""
    copy = tmp_path / "copy"
    assert synced.run("db", "backup", str(copy)).code == 0
    copied = copy.read_bytes()
    synced.execute("delete from outbox")
    refused = synced.run("db", "backup", str(copy))
    assert (refused.code, "--force" in refused.err, copy.read_bytes() == copied) == (2, True, True)
    assert synced.run("db", "backup", str(copy), "--force").code == 0
    assert copy.read_bytes() != copied
    before = synced.config.read_text(), synced.database.read_bytes()

    for target in (synced.config, synced.database, Path(f"{synced.database}-journal"), tmp_path / "missing" / "copy"):
        said = synced.run("db", "backup", str(target), "--force")
        assert said.code == 2, target
        assert target.name in said.err

    assert (synced.config.read_text(), synced.database.read_bytes()) == before


def test_a_sync_copies_the_database_once_a_day(synced: Scene) -> None:
    """The first sync of a day makes the copy, the second one does not."""
    assert synced.run("sync", "-q").code == 0
    [copy] = daily_copies(synced.database)
    made = copy.stat().st_mtime_ns

    assert synced.run("sync", "-q").code == 0

    assert [each.stat().st_mtime_ns for each in daily_copies(synced.database)] == [made]


def test_a_copy_that_cannot_be_made_undoes_no_sync(synced: Scene) -> None:
    """It is told on stderr; what was synced is synced."""
    (synced.database.parent / "backups").write_text("in the way")

    said = synced.run("sync")

    assert said.code == 0
    assert "no copy of the database was made today" in said.err


def test_a_restore_waits_for_nobody_and_needs_a_file(synced: Scene, tmp_path: Path) -> None:
    """Beside another syncd 75; without a file, or with the database itself, 2; with no copy of ours 74."""
    synced.run("db", "backup", str(tmp_path / "copy"))
    before = synced.database.read_bytes()
    with only_writer(synced.database):
        held = synced.run("db", "restore", str(tmp_path / "copy"))
    missing, itself, letter = (
        synced.run("db", "restore", str(file)) for file in (tmp_path / "no", synced.database, synced.config)
    )

    assert [each.code for each in (held, missing, itself, letter)] == [75, 2, 2, 74]
    assert "left as it is" in letter.err
    assert synced.database.read_bytes() == before


def test_an_old_memory_undoes_nothing_of_today(alone: Scene, tmp_path: Path) -> None:
    """Loves and an unlove since the copy: after the restore no sync writes anything, and the unlove stays."""
    people = alone.sandbox.control
    [(person, held)] = people.holdings()["boomplay"].items()
    plain = [each for each in alone.sandbox.truth if each["jamendo"] and each["mbids"] and not each["traps"]]
    later = [each["id"] for each in plain if each["id"] in held][:5]
    for ref in later:
        people.human("boomplay", Verb.UNLOVE, ref, person)
    assert alone.run("sync", "-q").code == 0
    assert alone.run("db", "backup", str(tmp_path / "copy")).code == 0
    loved_by_us = alone.execute(
        "select o.ref from outbox o join accounts a on a.id = o.account_id"
        " where a.service = 'listenbrainz' and o.state = 'done' order by o.ref"
    )
    unloved = loved_by_us[0][0]
    people.human("listenbrainz", Verb.UNLOVE, unloved, "alice")
    for ref in later:
        people.human("boomplay", Verb.LOVE, ref, person)
    since = alone.run("sync", "--json", "-q").json()["profiles"]["default"]["targets"]
    assert {row["sent"] > 0 for row in since.values()} == {True}
    today = people.holdings()

    restored = alone.run("db", "restore", str(tmp_path / "copy"))
    syncs = [alone.run("sync", "--json", "-q") for _ in range(2)]

    assert restored.code == 0
    assert "Look before you go on: syncd plan" in restored.out
    assert [each.code for each in syncs] == [0, 0], syncs
    assert all(each.json()["balanced"] for each in syncs)
    assert people.holdings() == today
    assert unloved not in today["listenbrainz"]["alice"]
    assert {row["sent"] for each in syncs for row in each.json()["profiles"]["default"]["targets"].values()} == {0}


def test_a_moved_database_is_refused_until_it_is_adopted(synced: Scene) -> None:
    """Every command says so and asks nobody anything; afterwards all is as before, rows that may have arrived included."""
    synced.execute("update home set machine = 'another'")
    synced.execute("update outbox set state = 'sent', sent_at = '2026-11-20 08:00:00.000000' where rowid = 1")
    asked = synced.requests()

    refused = [
        synced.run(*command) for command in (["sync"], ["plan"], ["status"], ["review", "list"], ["db", "upgrade"])
    ]
    with only_writer(synced.database):
        held = synced.run("db", "adopt")
    adopted, again = synced.run("db", "adopt"), synced.run("db", "adopt")

    assert {said.code for said in refused} == {74}
    assert all("syncd db adopt" in said.err for said in refused)
    assert synced.requests() == asked
    assert held.code == 75
    assert (adopted.code, again.code) == (0, 0)
    assert "1 write may have arrived" in adopted.out
    assert "must not run again" in adopted.out
    assert "must not run again" not in again.out
    assert synced.execute("select count(*) from outbox where state = 'sent'") == [(1,)]
    assert synced.run("status", "-q").code in {0, 3}
