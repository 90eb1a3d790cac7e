"""`syncd init`: from nothing to a first plan, and one more account or person later."""

import io
import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from syncd.cli.init import for_the_service
from syncd.cli.init_guide import GUIDES
from syncd.daemon.locations import place_to_start
from syncd.sandbox import Sandbox
from syncd.sandbox.services import BOOMPLAY_APP_ID, JAMENDO_CLIENT_ID, JAMENDO_CLIENT_SECRET
from tests.cli.scene import Said, Scene, run

Answers = Callable[..., None]
CONTACT = "me@home.net"


@pytest.fixture(autouse=True)
def _at_home_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new configuration names no database, so its owner's state folder is where it goes."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Says what will be typed, line by line."""

    def say(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return say


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Where the configuration shall be; not even its folder is there."""
    return tmp_path / "new" / "config.toml"


@pytest.fixture
def token(sandbox: Sandbox) -> str:
    """Alice's at ListenBrainz."""
    return sandbox.world.listenbrainz[0].token


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """A list of one song."""
    file = tmp_path / "songs.csv"
    file.write_text("title,artist\nSong,Band\n")
    return file


def init(fresh: Scene, config: Path, *arguments: str) -> Said:
    """Run it against the sandbox."""
    return run("init", "--hosts-of", str(fresh.config), "--config", str(config), *arguments)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def tables(config: Path) -> dict[str, Any]:
    return tomllib.loads(config.read_text())


def asked_since(sandbox: Sandbox, before: int) -> list[dict[str, Any]]:
    """The requests since then."""
    return list(sandbox.journal()["requests"][before:])


def test_from_nothing_to_a_first_plan(
    fresh: Scene, config: Path, answers: Answers, token: str, songs: Path, sandbox: Sandbox
) -> None:
    """A contact, two accounts and a yes: the files are private, the plan is shown, nothing was written to any service."""
    before = fresh.requests()
    answers(CONTACT, "listenbrainz", token, "y", "file", str(songs), "", "y")
    said = init(fresh, config)
    assert said.code == 0, said.err
    made = tables(config)
    assert made["contact"] == CONTACT
    assert made["accounts"]["my-listenbrainz"] == {
        "service": "listenbrainz",
        "role": "both",
        "token": {"file": "my-listenbrainz-token"},
    }
    assert made["accounts"]["my-list"]["path"] == str(songs)
    assert config.with_name("my-listenbrainz-token").read_text() == f"{token}\n"
    assert {mode(each) for each in config.parent.iterdir()} == {0o600}
    assert "public" in said.out
    assert "A sync would" in said.out
    assert not [each for each in asked_since(sandbox, before) if each["write"]]


def test_each_credential_is_tried_by_one_request(
    fresh: Scene, config: Path, answers: Answers, token: str, sandbox: Sandbox
) -> None:
    """One question to the service tells whose token it is, and that is shown; more is not asked before the plan."""
    before = fresh.requests()
    answers(CONTACT, "listenbrainz", token, "y", "", "n")
    said = init(fresh, config)
    assert "ok: this is alice" in said.err
    assert [each["path"] for each in asked_since(sandbox, before)] == ["/1/validate-token"]


@pytest.mark.parametrize("contact", ["you@example.org", "nobody", "", "a b@home.net"])
def test_a_contact_that_nobody_can_use_is_asked_again(
    fresh: Scene, config: Path, answers: Answers, songs: Path, contact: str
) -> None:
    """The reason is said, and the next answer counts."""
    answers(contact, CONTACT, "file", str(songs), "", "n")
    said = init(fresh, config)
    assert "  no: " in said.err
    assert (said.code, tables(config)["contact"]) == (0, CONTACT)


def test_a_refused_token_is_asked_again_and_never_shown(
    fresh: Scene, config: Path, answers: Answers, token: str
) -> None:
    """The service's refusal is told before anything else is asked, the next token counts, and neither of them stands in any output or in the config."""
    wrong = "00000000-0000-4000-8000-000000000000"
    answers(CONTACT, "listenbrainz", wrong, token, "n", "", "n")
    said = init(fresh, config, "-vv")
    assert "no: listenbrainz: the token is not valid" in said.err
    assert said.err.index("ok: this is") < said.err.index("Shall syncd love there")
    assert tables(config)["accounts"]["my-listenbrainz"]["role"] == "source"
    assert not [each for each in (wrong, token) if each in said.out + said.err + config.read_text()]


@pytest.mark.parametrize("name", ["songs.csv", "songs.txt", "."])
def test_a_list_that_cannot_be_read_is_asked_again(
    fresh: Scene, config: Path, answers: Answers, songs: Path, tmp_path: Path, name: str
) -> None:
    """A missing file, another ending, a folder: told at once; an empty answer leads back to the accounts."""
    answers(CONTACT, "file", str(tmp_path / "nowhere" / name), "", "file", str(songs), "", "n")
    said = init(fresh, config)
    assert "  no: " in said.err
    assert (said.code, tables(config)["accounts"]["my-list"]["path"]) == (0, str(songs))


def test_all_four_services(fresh: Scene, config: Path, answers: Answers, token: str, songs: Path) -> None:
    """An application is a table of its own; who has no login yet is told the command; the result is a configuration."""
    answers(
        *(CONTACT, "jamendo", "12345678", JAMENDO_CLIENT_SECRET),
        *(JAMENDO_CLIENT_ID, JAMENDO_CLIENT_SECRET, "y"),
        *("boomplay", BOOMPLAY_APP_ID, "", "listenbrainz", token, "y", "file", str(songs), "", "n"),
    )
    said = init(fresh, config)
    assert said.code == 0, said.err
    made = tables(config)
    assert made["apps"]["jamendo"]["client_id"] == JAMENDO_CLIENT_ID
    assert made["apps"]["boomplay"] == {"app_id": BOOMPLAY_APP_ID}
    assert [made["accounts"][name]["role"] for name in ("my-jamendo", "my-boomplay")] == ["target", "source"]
    assert set(re.findall(r"to log in: .* login (\S+)", said.out)) == {"my-jamendo", "my-boomplay"}
    assert run("status", "--config", str(config), "--json").code in {0, 3, 4}


def test_a_boomplay_token_is_tried(fresh: Scene, config: Path, answers: Answers, sandbox: Sandbox) -> None:
    """A pasted token says whose it is, and is kept in a file of its own."""
    answers(CONTACT, "boomplay", BOOMPLAY_APP_ID, "rubbish", BOOMPLAY_APP_ID, sandbox.world.boomplay.token, "", "n")
    said = init(fresh, config)
    assert (said.code, "  no: boomplay" in said.err, "ok: this is" in said.err) == (0, True, True)
    assert config.with_name("my-boomplay-token").read_text().strip() == sandbox.world.boomplay.token


def test_a_service_that_is_down_refuses_nobody(
    fresh: Scene, config: Path, answers: Answers, token: str, songs: Path
) -> None:
    """What cannot be tried now is kept, with the command that tries it later."""
    fresh.rewrite(fresh.value("hosts", "listenbrainz", "base_url"), "http://127.0.0.1:9")
    answers(CONTACT, "listenbrainz", token, "y", "", "n")
    said = init(fresh, config)
    assert said.code == 0
    assert "no connection; not tried, so run later: syncd doctor" in said.err
    assert "my-listenbrainz" in tables(config)["accounts"]


def test_nothing_is_written_over(fresh: Scene, answers: Answers) -> None:
    """A configuration that is there stays as it is, before any question, with the command that adds to it."""
    before = fresh.config.read_bytes()
    answers()
    said = run("init", "--config", str(fresh.config))
    assert said.code == 2
    assert "init --add" in said.err
    assert "contact" not in said.err
    assert fresh.config.read_bytes() == before


def test_answers_that_end_leave_nothing_behind(fresh: Scene, config: Path, answers: Answers, token: str) -> None:
    """Where nobody answers any more it is exit 2, and not even the folder was made."""
    answers(CONTACT, "listenbrainz", token, "y")
    said = init(fresh, config)
    assert said.code == 2
    assert "nothing was written" in said.err
    assert not config.parent.exists()


def test_a_place_that_cannot_be_written_is_told_before_the_first_question(
    fresh: Scene, songs: Path, answers: Answers
) -> None:
    """Nobody answers ten questions for nothing."""
    answers()
    said = init(fresh, songs / "config.toml")
    assert (said.code, "cannot be written" in said.err, "contact" in said.err) == (2, True, False)


@pytest.mark.parametrize("end", ["\n", "", "# the last word\r\n"])
def test_one_more_account_keeps_every_byte(
    fresh: Scene, answers: Answers, songs: Path, token: str, sandbox: Sandbox, end: str
) -> None:
    """A commented file stays as it is, its mode too; the new account stands behind it, and its secret beside it."""
    bob = sandbox.world.listenbrainz[1].token
    fresh.config.write_bytes(b"# mine, by hand\r\n" + fresh.config.read_bytes().rstrip() + end.encode())
    before = fresh.config.read_bytes()
    answers("listenbrainz", bob, "n", "file", str(songs), "", "n")
    said = fresh.run("init", "--add")
    assert said.code == 0, said.err
    assert fresh.config.read_bytes().startswith(before)
    assert mode(fresh.config) == 0o600
    accounts = tables(fresh.config)["accounts"]
    assert list(accounts) == ["my-boomplay", "my-listenbrainz", "my-jamendo", "my-listenbrainz-2", "my-list"]
    assert fresh.config.with_name("my-listenbrainz-2-token").read_text().strip() == bob
    assert accounts["my-listenbrainz"]["token"] == token


def test_another_person_has_a_profile(fresh: Scene, answers: Answers, sandbox: Sandbox) -> None:
    """`--profile` names who it is; the application that is there is not asked for again."""
    answers("jamendo", "y", "listenbrainz", sandbox.world.listenbrainz[1].token, "y", "", "n")
    said = fresh.run("init", "--add", "--profile", "bob.jr")
    assert said.code == 0, said.err
    profile = tables(fresh.config)["profiles"]["bob.jr"]
    assert list(profile["accounts"]) == ["bob.jr-jamendo", "bob.jr-listenbrainz"]
    assert fresh.run("status", "-q", "--profile", "bob.jr").code in {0, 4}


def test_a_login_stands_only_once(synced: Scene, answers: Answers, token: str, sandbox: Sandbox) -> None:
    """A token that the configuration holds, or another one of a user whom the database knows, is refused at once."""
    before = synced.config.read_bytes()
    synced.execute("update accounts set whoami = ? where name = 'my-listenbrainz'", sandbox.world.listenbrainz[1].name)
    answers("listenbrainz", token, sandbox.world.listenbrainz[1].token, "")
    said = synced.run("init", "--add")
    assert said.err.count("that is the login of my-listenbrainz, which is there already") == 2
    assert synced.config.read_bytes() == before


def test_what_cannot_be_added_behind_the_end_stays_as_it_is(
    fresh: Scene, answers: Answers, songs: Path, sandbox: Sandbox
) -> None:
    """Accounts in one line leave no room for tables: exit 2 with the reason, the same bytes, no secret left behind."""
    fresh.config.write_text(f'contact = "{CONTACT}"\naccounts = {{}}\n')
    before = fresh.config.read_bytes()
    answers("file", str(songs), "", "n")
    said = fresh.run("init", "--add")
    assert said.code == 2
    assert "stays as it is" in said.err
    assert fresh.config.read_bytes() == before
    assert list(fresh.config.parent.glob(".*")) == []


def test_a_secret_that_is_there_is_not_written_over(fresh: Scene, config: Path, answers: Answers, token: str) -> None:
    """A file of that name keeps its content; the new one gets a number."""
    config.parent.mkdir()
    config.with_name("my-listenbrainz-token").write_text("somebody's")
    answers(CONTACT, "listenbrainz", token, "y", "", "n")
    assert init(fresh, config).code == 0
    assert config.with_name("my-listenbrainz-token").read_text() == "somebody's"
    assert tables(config)["accounts"]["my-listenbrainz"]["token"] == {"file": "my-listenbrainz-token-2"}


def test_a_bad_name_of_a_person(fresh: Scene, answers: Answers) -> None:
    """A profile is named like everything else, and that is said before any question."""
    answers()
    said = fresh.run("init", "--add", "--profile", "Bob Smith")
    assert (said.code, "without spaces" in said.err or "no spaces" in said.err) == (2, True)


def test_three_questions_an_account() -> None:
    """No service asks for more, the one about the role included."""
    assert {service: len(guide.questions) + bool(guide.may_write) for service, guide in GUIDES.items()} == {
        "file": 1,
        "listenbrainz": 2,
        "jamendo": 3,
        "boomplay": 2,
    }


def test_roots_configuration_is_the_machines() -> None:
    """Without --config root starts in /etc, where the service must be let in; everybody else at home."""
    env = {"HOME": "/home/me"}
    assert place_to_start(env, 0) == Path("/etc/syncd/config.toml")
    assert place_to_start(env, 1000) == Path("/home/me/.config/syncd/config.toml")
    (hint,) = for_the_service(Path("/etc/syncd/config.toml"), [Path("/etc/syncd/a b"), Path("/etc/syncd/config.toml")])
    assert hint.endswith("after syncd service install: chown syncd: '/etc/syncd/a b' /etc/syncd/config.toml")
    assert for_the_service(Path("/home/me/.config/syncd/config.toml"), []) == []
