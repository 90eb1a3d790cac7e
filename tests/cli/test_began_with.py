"""A daemon goes by the configuration that it began with; what is told, and what is left for it, once the file has changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.cli.options import Common
from syncd.cli.session import settings_of, writing
from syncd.daemon.config_file import load
from syncd.store.lock import lock_file
from tests.cli.scene import Scene
from tests.cli.wishes import waiting_wishes

OUTDATED = "the daemon works by another configuration than this"
RESTART = "sudo systemctl restart syncd"


@pytest.fixture
def beside(synced: Scene) -> Iterator[Scene]:
    """A daemon holds the lock, with the configuration as it stands now."""
    with writing(settings_of(Common(config=synced.config, verbosity=-1)), is_daemon=True):
        yield synced


def flat(text: str) -> str:
    """One line, however wide the terminal is."""
    return " ".join(text.split())


def guard_removals(scene: Scene) -> None:
    """A setting that the daemon does not go by."""
    scene.rewrite("contact =", 'removals = "guarded"\ncontact =')


def rename_jamendo(scene: Scene) -> None:
    """The account of the only target that has anything to do gets a name that the daemon does not know."""
    scene.rewrite("[accounts.my-jamendo]", "[accounts.jam]")


def test_status_says_so_and_how_to_mend_it(beside: Scene) -> None:
    """3, in the first line and in a hint; before the change all was well, and nothing was said."""
    before = beside.run("status")
    guard_removals(beside)
    said = beside.run("status")

    assert before.code == 0
    assert OUTDATED not in flat(before.out)
    assert said.code == 3
    assert f"Not all is done: {OUTDATED}" in flat(said.out)
    assert RESTART in flat(said.out)
    assert beside.run("status", "--json").json()["daemon"]["is_outdated"] is True


def test_what_the_daemon_cannot_do_is_not_promised(beside: Scene) -> None:
    """It does not know the account's new name, so it reads nobody by it."""
    rename_jamendo(beside)
    said = flat(beside.run("status").out)

    assert "an account was never read; the daemon is to be restarted first" in said
    assert "the daemon goes on with it" not in said


def test_doctor_says_so(beside: Scene) -> None:
    """3, with the remedy, where all else is well."""
    before = beside.run("doctor", "--json")
    guard_removals(beside)
    said = beside.run("doctor", "--json")

    assert (before.code, [each for each in before.json() if each["check"] == "daemon"]) == (0, [])
    assert said.code == 3
    (found,) = [each for each in said.json() if each["check"] == "daemon"]
    assert (found["state"], OUTDATED in found["detail"], RESTART in found["remedy"]) == ("fail", True, True)


def test_nothing_is_left_for_it(beside: Scene) -> None:
    """It would do it at other accounts, or by other settings, than are meant: 75, and the remedy."""
    (ref,) = beside.execute("select ref from mappings where service = 'boomplay' order by ref limit 1")[0]
    rename_jamendo(beside)
    said = [
        beside.run(*words)
        for words in (
            ("wrong", f"boomplay:{ref}"),
            ("review", "skip", f"boomplay:{ref}"),
            ("approve", "abc"),
            ("unpin",),
        )
    ]

    assert [each.code for each in said] == [75] * 4
    assert all(OUTDATED in flat(each.err) and RESTART in flat(each.err) for each in said)
    assert waiting_wishes(beside) == []


def test_a_login_is_told_to_it_all_the_same(beside: Scene) -> None:
    """What is forgotten is forgotten; a daemon that is not told would go on asking with it."""
    guard_removals(beside)
    said = beside.run("logout", "my-jamendo")

    assert said.code == 0
    assert OUTDATED in flat(said.out)
    assert waiting_wishes(beside) == [("logout", {"account": "my-jamendo"})]


def test_its_plan_is_shown_with_a_remark(synced: Scene) -> None:
    """What it plans, it plans by the older configuration."""
    assert synced.run("plan", "-q").code == 0
    with writing(load(synced.config, {}), is_daemon=True):
        before = synced.run("plan")
        guard_removals(synced)
        said = synced.run("plan")

    assert OUTDATED not in flat(before.err)
    assert OUTDATED in flat(said.err)


def test_comments_and_order_are_no_change(beside: Scene) -> None:
    """What counts is what is set."""
    first, second, *others = beside.config.read_text().splitlines()
    beside.config.write_text("\n".join(["# whose this is", second, first, *others]))
    said = beside.run("status")

    assert said.code == 0
    assert OUTDATED not in flat(said.out)


def test_a_fingerprint_is_everybodys_and_shows_nothing(synced: Scene, tmp_path: Path) -> None:
    """Whoever has another home reads the same file; a changed secret counts, and none stands in the lock's file."""
    synced.rewrite(
        "[accounts.my-boomplay]", '[accounts.l]\nservice = "file"\npath = "~/l.csv"\n\n[accounts.my-boomplay]'
    )
    marks = {load(synced.config, {"HOME": str(tmp_path / home)}).fingerprint for home in ("one", "other")}
    assert len(marks) == 1

    with writing(load(synced.config, {}), is_daemon=True):
        word = lock_file(synced.database).read_text()
    assert marks.pop() in word
    assert not [secret for secret in synced.secrets() if secret in word]
    synced.rewrite(synced.value("accounts", "my-listenbrainz", "token"), "another")
    assert load(synced.config, {}).fingerprint not in word
