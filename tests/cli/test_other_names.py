"""The configuration calls a path, an account or a profile otherwise: who it is, is who logs in there (`docs/moving.md`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Said, Scene, scene

ALICE, BOB = "alice", "Bob Smith"


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Scene]:
    """Boomplay, Alice, Bob, and a list of three songs of Boomplay's; what is unloved at one is taken away at the others."""
    with Sandbox(SandboxSettings(favourites=24, speedup=1000)) as running:
        here = scene(running, tmp_path)
        here.rewrite("database =", 'removals = "guarded"\ndatabase =')
        here.rewrite('service = "jamendo"', 'service = "jamendo"\nenabled = false')
        more = '[accounts.my-list]\nservice = "file"\npath = "list.csv"\n\n'
        more += f'[accounts.second]\nservice = "listenbrainz"\ntoken = "{running.world.listenbrainz[1].token}"\n\n'
        here.rewrite("[hosts.boomplay]", f"{more}[hosts.boomplay]")
        lists(here, *songs(here))
        sync(here)
        yield here


def songs(here: Scene) -> dict[str, str]:
    """Three songs that Boomplay lists: their MBIDs, and their ids there."""
    known = [x for x in here.sandbox.truth if x["mbids"] and not x["vetoed"] and x["service"] == "boomplay"]
    return {each["mbids"][0]: each["id"] for each in known[1:4]}


def lists(here: Scene, *mbids: str) -> None:
    """These are the rows of the list."""
    rows = [f"Song {mbid},Nobody,{mbid}" for mbid in mbids]
    here.config.with_name("list.csv").write_text("\n".join(["title,artist,mbid", *rows]) + "\n")


def sync(here: Scene, code: int = 0) -> Said:
    """One sync."""
    said = here.run("sync", "-q")
    assert said.code == code, said.err
    return said


def loved(here: Scene) -> set[str]:
    """What Alice or Bob love."""
    held = here.sandbox.control.holdings()["listenbrainz"]
    return {song for who in (ALICE, BOB) for song, score in held[who].items() if score == 1}


def shown(here: Scene, profile: str) -> dict[str, int]:
    """How much the accounts of a profile list, as `status` has it."""
    accounts = here.run("status", "-q", "--json").json()["profiles"][profile]["accounts"]
    return {name: account["listed"] for name, account in accounts.items()}


def test_a_list_that_moved_keeps_its_memory(three: Scene) -> None:
    """What was taken out of it before is not loved anew because its path is another one."""
    gone, *rest = songs(three)
    lists(three, *rest)
    sync(three), sync(three)
    assert gone not in loved(three)

    three.config.with_name("list.csv").rename(three.config.with_name("moved.csv"))
    three.rewrite('"list.csv"', '"moved.csv"')
    sync(three)

    assert gone not in loved(three) >= set(rest)


def test_an_account_with_another_name_that_cannot_be_read_yet_still_forbids(three: Scene) -> None:
    """Its secret was left behind. The list has the song, and had it before it was unloved at Boomplay."""
    gone, id_ = next(iter(songs(three).items()))
    three.sandbox.control.human("boomplay", Verb.UNLOVE, id_, "ada_boom")
    sync(three), sync(three)
    assert gone not in loved(three)

    three.rewrite(f'"{three.value("accounts", "my-boomplay", "token")}"', '{ file = "left-behind" }')
    three.rewrite("[accounts.my-boomplay]", "[accounts.ada]")
    sync(three, code=4)

    assert gone not in loved(three)


def test_a_disabled_account_with_another_name_still_hates(three: Scene) -> None:
    """Nobody loves for Alice what Bob hated; what he did is left alone, and `undo` says so."""
    taken = loved(three)
    song = next(mbid for mbid in three.sandbox.services.tables.metadata if mbid not in taken)
    three.sandbox.control.human("listenbrainz", Verb.HATE, song, BOB)
    sync(three)
    three.rewrite("[accounts.second]", "[accounts.old]\nenabled = false")
    lists(three, *songs(three), song)
    sync(three)

    assert song not in loved(three)
    said = three.run("undo", "1", "-n").out
    assert "second: " in said
    assert "left alone: the configuration has no account of this name" in said


def test_a_profile_with_another_name_keeps_everything(fresh: Scene) -> None:
    """Before the next sync nothing is said to be new, and that sync finds nothing to do."""
    sync(fresh)
    verdict, listed = fresh.run("status", "-q").out.splitlines()[0], fresh.run("export", "-q").out
    fresh.config.write_text(fresh.config.read_text().replace("[accounts.", "[profiles.me.accounts."))

    assert fresh.run("status", "-q").out.splitlines()[0] == verdict
    assert fresh.run("export", "-q").out == listed
    assert fresh.run("undo", "1", "-n", "-q").code == 0
    report = fresh.run("sync", "-q", "--json").json()["profiles"]
    assert list(report) == ["me"]
    assert [(each["sent"], each["settled"] > 0) for each in report["me"]["targets"].values()] == [(0, True)] * 2
    assert fresh.execute("select distinct profile from accounts") == [("me",)]
    assert fresh.run("status", "-q").out.splitlines()[0] == verdict


def test_a_list_that_moved_while_its_profile_was_renamed_keeps_its_memory(three: Scene) -> None:
    """As when a home directory has another name: what was unloved stays unloved."""
    gone, *rest = songs(three)
    lists(three, *rest)
    sync(three)
    sync(three)
    three.config.with_name("list.csv").rename(three.config.with_name("moved.csv"))
    three.rewrite('"list.csv"', '"moved.csv"')
    three.config.write_text(three.config.read_text().replace("[accounts.", "[profiles.me.accounts."))
    sync(three)

    assert gone not in loved(three)
    assert three.execute("select profile, count(*) from accounts group by profile") == [("me", 4)]


def test_out_of_a_profile_that_is_still_there_no_account_goes(synced: Scene) -> None:
    """The message spells the account as the file does, and each way out that it names is one."""
    before = synced.config.read_text()
    synced.rewrite("[accounts.my-boomplay]", "[profiles.me.accounts.my-boomplay]")
    assert shown(synced, "me")["my-boomplay"] == 0
    said = synced.run("sync", "-q")
    assert said.code == 2
    assert "profiles.me.accounts.my-boomplay: this boomplay login is known as accounts.my-boomplay" in said.err
    assert "call it accounts.my-boomplay again, or move all other accounts of profile default along with it" in said.err

    synced.config.write_text(before)
    assert synced.run("sync", "-q").code == 0
    synced.config.write_text(before.replace("[accounts.", "[profiles.me.accounts."))
    assert synced.run("sync", "-q").code == 0


def test_an_account_that_was_read_is_not_shown_as_one_that_left(synced: Scene) -> None:
    """A friend's, say, that bore the same name in a profile of a configuration of before."""
    before = shown(synced, "default")
    synced.execute(
        "insert into accounts (profile, whoami, listed, service, role, can, state, name) select 'friend', 'somebody',"
        " 99, service, role, can, state, name from accounts where name = 'my-boomplay'"
    )

    assert shown(synced, "default") == before
