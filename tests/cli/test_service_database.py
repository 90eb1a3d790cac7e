"""A database outside of the service's own folder: the unit opens that to it, or `service install` says why it cannot."""

import os
from pathlib import Path

import pytest

from syncd.cli.options import Common
from syncd.cli.service import ServiceOptions, install, show_units
from syncd.cli.service_database import database_hindrances, outside_database, to_be_given
from syncd.daemon.units import CONFIG
from syncd.domain.errors import UsageError

SERVICES = 65534
"""An id that is not ours."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Another machine's root, whose folders anybody may enter."""
    folder = tmp_path / "root"
    for each in (folder, folder / "etc", folder / "etc/syncd", folder / "srv"):
        each.mkdir(mode=0o755)
        each.chmod(0o755)
    return folder


def placed(root: Path, database: str) -> Path:
    """The configuration of that machine, with its database there."""
    config = root / CONFIG.relative_to("/")
    config.touch(mode=0o600)
    config.write_text(f'contact = "me@music.test"\ndatabase = "{database}"\n')
    return config


def told(root: Path, database: Path) -> str:
    """Why `service install` refuses."""
    placed(root, str(database))
    with pytest.raises(UsageError) as refused:
        install(Common(), ServiceOptions(is_users=False, has_timer=False, is_sure=True, root=root))
    assert not (root / "etc/systemd").exists()
    return str(refused.value)


@pytest.mark.parametrize(
    "database", ["syncd.db", "sub/syncd.db", "~/syncd.db", "/var/lib/syncd/mine.db", "sqlite:///syncd.db"]
)
def test_the_services_own_folder_needs_no_more(root: Path, database: str) -> None:
    """What is relative ends up there."""
    assert outside_database(placed(root, database)) is None


@pytest.mark.parametrize("has_timer", [False, True])
def test_the_unit_opens_the_folder_and_waits_for_its_disk(
    root: Path, capsys: pytest.CaptureFixture[str], *, has_timer: bool
) -> None:
    """Each of them once in the unit that starts syncd; the folder itself is made for the service before that starts."""
    database = root / "srv/memory/syncd.db"
    placed(root, f"sqlite:///{database}")

    show_units(Common(), ServiceOptions(is_users=False, has_timer=has_timer, root=root))

    lines = capsys.readouterr().out.splitlines()
    mounted, opened = (f"{key}=/srv/memory" for key in ("RequiresMountsFor", "ReadWritePaths"))
    assert [line for line in lines if "/srv/memory" in line] == [mounted, opened]
    assert lines.index("[Unit]") < lines.index(mounted) < lines.index("[Service]") < lines.index(opened)
    assert list(to_be_given(database, None)) == [f"install -d -m 700 -o syncd -g syncd {database.parent}"]


def test_a_folder_that_services_do_not_see_is_refused(root: Path) -> None:
    """With the setting that hides it, and how to take the memory along."""
    words = told(root, Path("/home/alice/syncd.db"))

    assert "services do not see the database's folder /home/alice (ProtectHome)" in words
    assert "sudo syncd db restore FILE" in words


def test_a_folder_of_others_is_refused(root: Path) -> None:
    """Where other things lie the database gets a folder of its own; nobody's folder is given away."""
    (root / "srv/letters").touch()

    assert 'database = "/srv/syncd/syncd.db"' in told(root, root / "srv/syncd.db")


def test_a_closed_way_is_refused(root: Path) -> None:
    """With the command that opens it."""
    (root / "srv").chmod(0o700)

    assert f"sudo chmod o+x {root}/srv" in told(root, root / "srv/memory/syncd.db")


def test_a_path_that_a_unit_cannot_name_is_refused(root: Path) -> None:
    """A blank would be two folders."""
    placed(root, f"{root}/srv/my music/syncd.db")

    with pytest.raises(UsageError, match="a unit needs a path of plain letters"):
        show_units(Common(), ServiceOptions(is_users=False, has_timer=False, root=root))


def test_what_somebody_made_there_is_given_to_the_service(root: Path) -> None:
    """The folder with all that is the database's, where nothing else is in it."""
    folder = root / "srv/memory"
    (folder / "backups").mkdir(parents=True)
    (folder / "syncd.db").touch(mode=0o600)

    assert database_hindrances(folder / "syncd.db", root, SERVICES) == []
    assert list(to_be_given(folder / "syncd.db", SERVICES)) == [f"chown -R syncd: {folder}"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_folder_of_its_own_is_well(root: Path) -> None:
    """Whatever else lies in it; a database that root made there is given to it alone."""
    folder = root / "srv/memory"
    folder.mkdir(mode=0o700)
    os.chown(folder, SERVICES, SERVICES)
    (folder / "letters").touch()
    assert database_hindrances(folder / "syncd.db", root, SERVICES) == []
    assert list(to_be_given(folder / "syncd.db", SERVICES)) == []

    (folder / "syncd.db").touch(mode=0o600)
    assert list(to_be_given(folder / "syncd.db", SERVICES)) == [f"chown -R syncd: {folder}/syncd.db"]
