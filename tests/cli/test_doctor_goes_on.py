"""What the disk refuses to one check of `syncd doctor` is a finding; the other checks go on."""

from collections.abc import Iterator
from hashlib import sha256

from syncd.cli.finding import Finding, Health, attempted, ok
from syncd.cli.session import prepare
from syncd.domain.errors import Unavailable
from tests.cli.ruins import read_only, shut
from tests.cli.scene import Said, Scene


def refusals(said: Said) -> list[str]:
    """What the disk or the database refused."""
    return [each["detail"] for each in said.json() if (each["check"], each["state"]) == ("database", "fail")]


def checks(said: Said) -> set[str]:
    """The first word of each check that was made."""
    return {each["check"].split(" ")[0] for each in said.json()}


def test_a_login_that_cannot_be_renewed_is_one_finding(alone: Scene) -> None:
    """Its lock is not to be had: exit 74, and the other logins, the budgets and the rest are told as ever."""
    prepare(alone.database)
    name = sha256(b"default\nmy-jamendo").hexdigest()[:16]
    alone.database.with_name(f"{alone.database.name}.{name}.login").mkdir()

    said = alone.run("doctor", "--json")

    assert said.code == 74
    (refused,) = refusals(said)
    assert refused.startswith("login my-jamendo: ")
    assert {"host", "login", "budget", "clock"} <= checks(said)


def test_a_database_that_takes_no_request_is_one_finding(synced: Scene) -> None:
    """No host can be asked where no request can be booked; budgets, which are only read, are told."""
    with read_only(synced.database, synced.database.parent):
        said = synced.run("doctor", "--json")

    assert said.code == 74
    assert any(each.startswith("hosts: ") for each in refusals(said))
    assert {"config", "schema", "lock", "clock", "budget"} <= checks(said)


def test_copies_that_are_somebody_elses_are_one_finding(synced: Scene) -> None:
    """A folder that may be listed and not entered."""
    copies = synced.database.parent / "backups"
    copies.mkdir()
    (copies / "syncd.db.20261122.daily").touch(mode=0o600)

    with read_only(copies):
        copies.chmod(0o400)
        said = synced.run("doctor", "--json")

    assert [each for each in refusals(said) if each.startswith("files: ")]
    assert {"schema", "integrity", "login", "budget"} <= checks(said)


def test_a_folder_of_copies_that_nobody_may_enter_ends_no_sync(synced: Scene) -> None:
    """The sync is done, and both copies that could not be made are told."""
    copies = synced.database.parent / "backups"
    copies.mkdir()
    ref = synced.execute("select ref from mappings where service = 'boomplay' order by ref")[0][0]
    synced.run("review", "skip", f"boomplay:{ref}", "-q")

    with shut(copies):
        said = synced.run("sync")

    assert said.code in {0, 3}, said.err
    assert "no copy of the database was made today" in said.err
    assert "no copy of the answers was made today" in said.err


def test_any_error_of_ours_in_a_check_is_its_last_finding() -> None:
    """What it found before is told as well, and the remedy is the error's own."""

    def findings() -> Iterator[Finding]:
        yield ok("one", "well")
        raise Unavailable("jamendo", "is down", remedy="wait")

    found = list(attempted("hosts", findings()))
    assert found == [ok("one", "well"), Finding("hosts", Health.FAIL, "jamendo: is down", "wait")]
