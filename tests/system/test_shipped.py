"""What lies at the top of the checkout is at hand for whoever installed the wheel, too."""

import tomllib
from pathlib import Path

import pytest

from syncd import shipped as module
from syncd.shipped import shipped
from tests.cli.scene import run
from tests.docs.pages import REPOSITORY


def test_the_wheel_takes_along_what_the_program_looks_for() -> None:
    """Each such folder under the very name by which it is found, and nothing else."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    taken = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert taken == {name: f"syncd/_{name}" for name in ("config", "migrations", "systemd")}
    assert [name for name in taken if not any(shipped(name).iterdir())] == []


def test_what_an_installed_package_has_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a wheel it lies inside the package, in a checkout beside it."""
    package = tmp_path / "site-packages" / "syncd"
    package.mkdir(parents=True)
    monkeypatch.setattr(module, "files", lambda _name: package)
    assert shipped("migrations") == tmp_path / "site-packages" / "migrations"

    (package / "_migrations").mkdir()

    assert shipped("migrations") == package / "_migrations"


def test_the_example_is_printed_as_it_was_shipped() -> None:
    """`syncd init --example > config.toml` is a file to begin with, wherever syncd was installed from."""
    said = run("init", "--example")
    assert (said.code, said.err) == (0, "")
    assert said.out == (REPOSITORY / "config/config.example.toml").read_text(encoding="utf-8")
