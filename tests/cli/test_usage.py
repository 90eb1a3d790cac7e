"""What syncd says to whoever mistypes, and to whoever is new."""

from pathlib import Path

import pytest

from syncd.cli.demo import again
from syncd.cli.main import run_safely
from syncd.cli.show import counted, news, state_of
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


@pytest.mark.parametrize(
    ("typed", "command"), [("db restore --yse x", "syncd db restore"), ("db frob", "syncd db"), ("--frob", "syncd")]
)
def test_who_mistypes_is_shown_the_help_that_helps(typed: str, command: str) -> None:
    """That of the command at hand: another does not show its options."""
    assert run(*typed.split()).err.endswith(f"; see: {command} --help\n")


@pytest.mark.parametrize("typed", ["sync --profile", "sync --config", "sync --log-format -n", "--profile"])
def test_a_value_that_is_missing_is_not_the_command(typed: str) -> None:
    """A script whose variable is empty had nothing synced, and ended with 0."""
    option = next(each for each in typed.split() if each.startswith("--"))
    assert (run(*typed.split()).code, run(*typed.split()).err) == (2, f"syncd: {option}: its value is missing\n")


def test_who_has_no_configuration_is_told_how_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command names the one to start with; the configuration that syncd alone shows is a valid one."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("SYNCD_CONFIG", raising=False)
    said = run("plan")
    assert said.code == 2
    assert "start with syncd init" in said.err
    shown = run().out
    assert "start with syncd init" in shown
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


@pytest.mark.parametrize("group", [[], ["db"], ["map"], ["review"], ["service"]], ids=" ".join)
def test_the_help_cuts_no_sentence(group: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """On 80 columns each command of a list has a whole first line."""
    monkeypatch.setenv("COLUMNS", "80")
    shown = run(*group, "--help").out.partition("Commands:")[2]
    assert shown
    assert [line for line in shown.splitlines() if line.endswith("...")] == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["sync", "--limit", "x"], "syncd: --limit x: must be a whole number, 0 or more\n"),
        (["sync", "--limit", "-3"], "syncd: --limit -3: must be a whole number, 0 or more\n"),
        (["undo", "a\x1bb"], "syncd: CYCLE ab: must be a whole number\n"),
        (["demo", "--favourites", "5"], "syncd: --favourites 5: must be a whole number, 10 to 20000\n"),
        (["sandbox", "--speedup", "x"], "syncd: --speedup x: must be a number, 1 to 10000\n"),
    ],
)
def test_what_is_no_number_is_told_in_our_own_words(typed: list[str], told: str) -> None:
    """The option, what was typed and what will do; no word of a library's."""
    said = run(*typed)
    assert (said.code, said.err) == (2, told)


def test_a_shell_is_told_what_may_follow(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Tab after `syncd review ac` is answered, as the completion that `--install-completion` writes asks for it."""
    monkeypatch.setenv("_SYNCD_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "syncd review ac")
    monkeypatch.setenv("COMP_CWORD", "2")
    with pytest.raises(SystemExit):
        run_safely([])
    assert capsys.readouterr().out.split() == ["accept"]


def test_a_profile_that_does_not_exist_is_told_with_those_that_do(fresh: Scene) -> None:
    """The sentence names it and all of them."""
    said = fresh.run("status", "--profile", "bob")
    assert (said.code, "there is no profile bob; profiles: default" in said.err) == (2, True)


def test_one_is_not_many() -> None:
    """Numbers agree with their nouns."""
    assert (counted(1, "write"), counted(0, "write"), counted(2, "request")) == ("1 write", "0 writes", "2 requests")


def test_who_was_never_asked_was_not_read_yet() -> None:
    """Programs read `resting`, people that nobody has read it; a rest after a look stays one."""
    assert state_of({"state": "resting", "last_whole_look": None}) == "not read yet"
    assert state_of({"state": "resting", "last_whole_look": "2026-11-22T08:00:00Z"}) == "resting"


def test_what_was_taken_away_is_not_told_as_loved() -> None:
    """Each kind of write has its own words, and what was not done none."""
    assert news({"loved": 124, "taken_away": 0, "hated": 0}) == "124 of them loved just now"
    assert news({"loved": 0, "taken_away": 13, "hated": 0}) == "13 taken away just now"
    both = "2 of them loved just now; 13 taken away just now; 1 hated just now"
    assert news({"loved": 2, "taken_away": 13, "hated": 1}) == both
    assert not news({"loved": 0, "taken_away": 0, "hated": 0})


def test_a_working_folder_that_is_gone_is_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can tell any more where a name leads that goes from there."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    said = run("status", "--config", "mine.toml")

    assert said.code == 2
    assert said.err == "syncd: mine.toml: the working folder is gone (name it by its whole path)\n"
