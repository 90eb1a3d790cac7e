"""What syncd says to whoever mistypes, and to whoever is new."""

from pathlib import Path

import pytest

from syncd.cli.demo import again
from syncd.cli.main import run_safely
from tests.cli.scene import Scene, run


@pytest.mark.parametrize(("typed", "meant"), [("snyc", "sync"), ("statsu", "status"), ("docter", "doctor")])
def test_a_mistyped_command_names_the_nearest(typed: str, meant: str) -> None:
    """A command that does not exist is exit 2, with the one that was perhaps meant."""
    said = run(typed)
    assert said.code == 2
    assert f"Did you mean '{meant}'" in said.err


def test_a_mistyped_option_names_the_nearest(fresh: Scene) -> None:
    """An option that does not exist is exit 2, with the one that was perhaps meant: common ones, too."""
    assert "--config" in run("status", "--confg", str(fresh.config)).err
    assert "--limit" in run("sync", "--limt", "3").err


def test_who_has_no_configuration_is_told_how_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command without a configuration names the command that shows the smallest one, and that one is a valid one."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("SYNCD_CONFIG", raising=False)
    said = run("plan")
    assert said.code == 2
    assert "run syncd alone" in said.err
    shown = run().out
    file = tmp_path / "config" / "syncd" / "config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file.parent.mkdir(parents=True)
    lines = shown.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("    contact"))
    last = next(place for place, line in enumerate(lines) if line == "Then:")
    text = "\n".join(line[4:] for line in lines[first:last]).replace("your-address@your-domain", "me@home.net")
    file.touch(mode=0o600)
    file.write_text(text)
    assert run_safely(["status", "-q"]) == 0


def test_a_demo_that_writes_again_does_not_say_that_it_did_nothing() -> None:
    """Only a second run without any write is told as one."""

    def report(sent: int) -> dict[str, object]:
        targets = {"t": {"sent": sent}}
        return {"requests": {"jamendo": 3}, "took_seconds": 0.1, "profiles": {"default": {"targets": targets}}}

    assert again(report(0)).startswith("nothing to do, 0 writes")
    assert "nothing to do" not in again(report(2))
    assert again(report(2)).startswith("2 writes")


def test_a_configuration_is_not_written_over(tmp_path: Path) -> None:
    """`sandbox --write-config` leaves a file that is there alone, and says how to mean it."""
    file = tmp_path / "config.toml"
    file.write_text("mine")
    said = run("sandbox", "--write-config", str(file))
    assert said.code == 2
    assert str(file) in said.err
    assert "--force" in said.err
    assert file.read_text() == "mine"
