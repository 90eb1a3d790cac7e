"""What the service's user must reach beside the program: the configuration, and the files that it names."""

import os
from pathlib import Path

import pytest

from syncd.cli.options import Common
from syncd.cli.service import ServiceOptions, install
from syncd.cli.service_reach import FileKind, Needed, checked_config, file_hindrances, files_needed, unreadable
from syncd.daemon.units import CONFIG
from syncd.domain.errors import UsageError

SERVICE = 65534
"""An id that is not ours."""

TEXT = """
contact = "me@music.test"
[accounts.mine]
service = "listenbrainz"
token = { file = "secrets/token" }
[accounts.later]
service = "listenbrainz"
enabled = false
token = { file = "/home/alice/token" }
[accounts.list]
service = "file"
path = "loved.csv"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Another machine's root, with a configuration, a secret and a list that a human has just written."""
    folder = tmp_path / "root/etc/syncd"
    (folder / "secrets").mkdir(parents=True, mode=0o755)
    for each in (folder, folder.parent, folder.parents[1], folder / "secrets"):
        each.chmod(0o755)
    for name, text in (("config.toml", TEXT), ("secrets/token", "tok"), ("loved.csv", "title,artist\n")):
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(text)
    return tmp_path / "root"


def placed(root: Path) -> Path:
    """The configuration."""
    return root / CONFIG.relative_to("/")


def test_the_files_are_those_that_the_service_reads(root: Path) -> None:
    """A disabled account's are not asked for."""
    folder = placed(root).parent

    assert files_needed(placed(root)) == [
        Needed(FileKind.CONFIG, placed(root)),
        Needed(FileKind.SECRET, folder / "secrets/token"),
        Needed(FileKind.LIST, folder / "loved.csv"),
    ]


def test_a_folder_that_only_its_owner_may_enter_is_refused(root: Path) -> None:
    """With the command that opens it, once however many files lie in it; nothing is written."""
    folder = placed(root).parent
    needed = files_needed(placed(root))
    assert file_hindrances(needed, root) == []

    folder.chmod(0o700)
    (folder / "secrets").chmod(0o700)

    told = "\n".join(file_hindrances(needed, root))
    assert f"sudo chmod o+x {folder} {folder / 'secrets'}" in told
    with pytest.raises(UsageError, match=r"sudo chmod o\+x"):
        install(Common(), ServiceOptions(is_users=False, has_timer=False, is_sure=True, root=root))
    assert not (root / "etc/systemd").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_services_own_folders_are_open_to_it(root: Path) -> None:
    """A folder and files that belong to its user may be closed to everybody else."""
    folder = placed(root).parent
    needed = files_needed(placed(root))
    for each in (folder, folder / "secrets", *(each.path for each in needed)):
        os.chown(each, SERVICE, SERVICE)
    folder.chmod(0o700)

    assert file_hindrances(needed, root, SERVICE) == []
    assert list(unreadable(needed, SERVICE)) == []


def test_files_of_somebody_elses_are_given_to_the_service_before_it_starts(root: Path) -> None:
    """Its user may not be there yet: the commands are told for after the installation."""
    folder = placed(root).parent

    assert list(unreadable(files_needed(placed(root)), SERVICE)) == [
        f"chown syncd: {folder}/config.toml {folder}/secrets/token",
        f"chmod 600 {folder}/config.toml {folder}/secrets/token",
        f"chmod o+r {folder}/loved.csv",
    ]


def test_a_secret_in_a_home_is_refused(root: Path) -> None:
    """The service sees no home, whatever the mode says."""
    placed(root).write_text(TEXT.replace("enabled = false", ""))

    [told] = file_hindrances(files_needed(placed(root)), root)

    assert "the secret /home/alice/token (ProtectHome)" in told
    assert str(CONFIG.parent) in told


def test_a_configuration_that_would_end_the_service_is_refused(root: Path) -> None:
    """A service that ends with 2 is never started again: what is wrong is said before."""
    placed(root).write_text("contact = 5\n")

    [told] = checked_config(placed(root))[1]

    assert f"{placed(root)}: contact" in told
