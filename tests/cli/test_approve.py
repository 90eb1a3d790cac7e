"""`syncd approve`, and what every other command says of what the guard holds, over real HTTP."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Scene, run, scene

BOOMPLAY, JAMENDO = "ada_boom", "972174"
"""How the services call the person of the sandbox."""


@pytest.fixture
def emptied(tmp_path: Path) -> Iterator[Scene]:
    """Unloves travel; after a first sync somebody takes every favourite at Boomplay back, and two syncs have seen it."""
    with Sandbox(SandboxSettings(favourites=30, speedup=1000)) as running:
        here = scene(running, tmp_path)
        here.rewrite("database =", 'removals = "guarded"\ndatabase =')
        assert here.run("sync", "-q").code == 0
        unlove(here, list(here.sandbox.control.holdings()["boomplay"][BOOMPLAY]))
        here.run("sync", "-q")
        here.run("sync", "-q")
        yield here


def unlove(here: Scene, songs: Sequence[str]) -> None:
    """A human at Boomplay's website."""
    for song in songs:
        here.sandbox.control.human("boomplay", Verb.UNLOVE, song, BOOMPLAY)


def loved(here: Scene) -> set[str]:
    """What ListenBrainz has as loved."""
    return {mbid for mbid, score in here.sandbox.control.holdings()["listenbrainz"]["alice"].items() if score == 1}


def test_a_list_that_is_suddenly_empty_is_told_by_sync_status_and_list(emptied: Scene) -> None:
    """How many, which, why, and the exact command; and nothing was taken away."""
    said = emptied.run("sync", "-q")
    [held] = emptied.run("approve", "list", "--json").json()["held"]
    command = f"if it was meant: syncd approve {held['hash']}    if not: syncd approve {held['hash']} --keep"

    assert (held["profile"], held["account"], held["kind"]) == ("default", "my-boomplay", "absences")
    assert len(held["songs"]) == 10
    for told in (said, emptied.run("status"), emptied.run("approve")):
        assert f"my-boomplay: {held['count']} favourites vanished from its list at once" in told.out
        assert held["songs"][0]["title"] in told.out
        assert f"and {held['count'] - 10} more; all of them: syncd approve list --all" in told.out
        assert command in told.out
        assert f"with --keep {held['if_kept']}" in told.out
    assert said.code == emptied.run("status", "-q").code == 3
    assert emptied.run("approve", "list", "--all").out.count("https://") == held["count"]
    assert len(loved(emptied)) >= 10


def test_what_is_told_can_be_typed_wherever_the_configuration_lies(emptied: Scene, tmp_path: Path) -> None:
    """Who names a configuration that nobody would look for is told commands that name it, too, its spaces included."""
    elsewhere = emptied.config.rename(tmp_path / "my own.toml")
    said = run("sync", "-q", "--config", str(elsewhere))
    told = next(line for line in said.out.splitlines() if "if it was meant: " in line)
    typed = shlex.split(told.partition("if it was meant: ")[2].partition("    if not: ")[0])

    heard = run("-q", *typed[1:])

    assert typed[0] == "syncd"
    assert "absences are to be believed" in heard.out
    assert f"syncd --config '{elsewhere}' approve " in heard.out
    assert run("sync", "-q").code == 2, "there is no other configuration"


def test_one_word_for_the_list_and_one_for_what_follows_from_it(emptied: Scene) -> None:
    """Each by its own name; then all that syncd had loved is gone where it can be, and told where it cannot."""
    before = loved(emptied)
    [absences] = emptied.run("approve", "list", "--json").json()["held"]
    heard = emptied.run("approve", "-q", absences["hash"])
    assert heard.code == 3
    assert f"{absences['count']} absences are to be believed" in heard.out
    assert loved(emptied) == before

    [removals] = emptied.run("approve", "list", "--json").json()["held"]
    assert (removals["account"], removals["kind"]) == ("my-listenbrainz", "removals")
    assert f"syncd approve {removals['hash']}" in heard.out
    done = emptied.run("approve", "-q", removals["hash"])

    assert done.code == 0, done.err
    assert len(before) - len(loved(emptied)) == removals["count"] > 20
    assert emptied.run("approve").out == "Nothing is held.\n"
    assert emptied.run("sync", "-q").code == 0


def test_jamendo_says_once_that_it_cannot_remove(emptied: Scene) -> None:
    """How many, ten of them by name, with the page to do it by hand; then it is silent."""
    [absences] = emptied.run("approve", "list", "--json").json()["held"]
    likes = emptied.sandbox.control.holdings()["jamendo"][JAMENDO]
    told = emptied.run("approve", "-q", absences["hash"])
    again = emptied.run("sync", "-q")

    shown = [line for line in told.out.splitlines() if "/track/" in line]
    [heading] = [line for line in told.out.splitlines() if "cannot be removed there" in line]
    count = int(heading.removeprefix("my-jamendo: ").split()[0])
    assert len(shown) == min(count, 10) > 0
    assert all(" – " in line and line.split("/track/")[1] in likes for line in shown)  # noqa: RUF001  # as printed
    assert (f"… and {count - 10} more (syncd history --account my-jamendo)" in told.out) == (count > 10)
    assert "cannot be removed there" not in again.out
    assert emptied.sandbox.control.holdings()["jamendo"][JAMENDO] == likes


def test_what_is_kept_stays_for_good(emptied: Scene) -> None:
    """It is said before and after; no service is asked to settle that, and nothing is taken away elsewhere."""
    before, asked = loved(emptied), emptied.requests()
    [held] = emptied.run("approve", "list", "--json").json()["held"]
    said = emptied.run("approve", "-q", held["hash"], "--keep")

    assert said.code == 0
    assert said.out == f"my-boomplay: {held['if_kept']}\n"
    assert held["if_kept"].endswith("still count as loved at my-boomplay; nothing is taken away elsewhere")
    assert emptied.requests() == asked
    assert emptied.run("sync", "-q").code == 0
    assert loved(emptied) == before
    assert emptied.run("approve").out == "Nothing is held.\n"


def test_a_name_that_nothing_has_is_exit_2_with_the_list(emptied: Scene) -> None:
    """A group that has changed has another name; nothing is let pass by an old one."""
    [held] = emptied.run("approve", "list", "--json").json()["held"]
    unknown = emptied.run("approve", "-q", "0123456789")
    emptied.sandbox.control.human("boomplay", Verb.LOVE, held["songs"][0]["ref"].partition(":")[2], BOOMPLAY)
    emptied.run("sync", "-q")
    outdated = emptied.run("approve", "-q", held["hash"])
    nameless = emptied.run("approve", "--keep")

    assert unknown.code == outdated.code == nameless.code == 2
    assert f"{held['hash']}  my-boomplay: {held['count']} absences" in unknown.err
    assert f"my-boomplay: {held['count'] - 1} absences" in outdated.err
    assert emptied.execute("select count(*) from rulings where ruling = 'hear'") == [(0,)]


def test_nothing_is_held_before_the_first_sync(tmp_path: Path) -> None:
    """There is no database, and none is made by looking."""
    with Sandbox(SandboxSettings(favourites=3, speedup=1000)) as running:
        here = scene(running, tmp_path)

        assert here.run("approve").out == "Nothing is held.\n"
        assert not here.database.exists()


def test_what_a_service_took_down_is_said_and_kept(tmp_path: Path) -> None:
    """Gone at its source is not unloved."""
    with Sandbox(SandboxSettings(favourites=12, speedup=1000)) as running:
        here = scene(running, tmp_path)
        here.rewrite("database =", 'removals = "guarded"\ndatabase =')
        here.rewrite('service = "jamendo"', 'service = "jamendo"\nrole = "both"')
        liked = list(running.control.holdings()["jamendo"][JAMENDO])
        here.run("sync", "-q")
        before = loved(here)
        running.control.take_down(int(liked[0]))
        here.run("sync", "-q")
        said = here.run("sync", "-q")

        assert "my-jamendo: 1 favourite is gone at the source" in said.out
        assert "my-jamendo: 1 favourite is gone at the source" in here.run("status").out
        assert loved(here) == before


def test_what_an_account_holds_that_has_another_name_now_waits_for_a_sync(emptied: Scene) -> None:
    """Nobody has asked yet who it is: to say that nothing is held would be untrue. The sync finds it, by the same name."""
    [held] = emptied.run("approve", "list", "--json").json()["held"]
    emptied.rewrite("[accounts.my-boomplay]", "[accounts.boom]")
    listed, dumped, judged = (
        emptied.run(*words, "-q") for words in (("approve",), ("approve", "list", "--json"), ("approve", held["hash"]))
    )
    emptied.run("sync", "-q")
    after = emptied.run("approve", "list", "--json")

    assert [listed.code, dumped.code, judged.code] == [3, 3, 3]
    assert "Nothing is held" not in listed.out
    assert "if it was my-boomplay before" in listed.out
    assert "run: syncd sync" in listed.out
    assert [note.partition(" ")[0] for note in dumped.json()["unread"]] == ["boom"]
    assert "boom was not read under this name yet" in judged.err
    assert (after.code, [row["hash"] for row in after.json()["held"]]) == (0, [held["hash"]])


def test_an_account_that_is_new_beside_the_old_one_hides_nothing(emptied: Scene) -> None:
    """All that is remembered has its name in the configuration, so all that is held is known."""
    emptied.rewrite("[hosts.boomplay]", '[accounts.new]\nservice = "file"\npath = "new.csv"\n\n[hosts.boomplay]')
    said = emptied.run("approve", "list", "--json")

    assert said.code == 0
    assert said.json()["unread"] == []
    assert emptied.run("approve", "abc").code == 2
