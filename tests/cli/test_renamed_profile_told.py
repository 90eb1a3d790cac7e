"""A profile that has another name and a new account while nobody of it can be read (`docs/moving.md`), by the real commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from tests.cli.scene import Scene, scene

BOB = "Bob Smith"
BOBS = """[profiles.bob.accounts.bobs]
service = "listenbrainz"
token = "{token}"

[profiles.bob.accounts.bobs-list]
service = "file"
path = "bobs.csv"

"""
NEW = """[profiles.me.accounts.my-new-list]
service = "file"
path = "new.csv"

"""
OLD = """[accounts.my-list]
service = "file"
path = "list.csv"

"""
WHY = (
    "my-new-list: waits for my-boomplay, my-listenbrainz and my-list: one of them must be read first, to tell whether profile me"
    " is what was profile default, and remembers the same (mend what is said of them;"
)
MEMBERS = "select profile, count(*) from accounts group by profile"


def lists(here: Scene, name: str, *mbids: str) -> None:
    """These are the rows of a list."""
    rows = [f"Song {mbid},Nobody,{mbid}" for mbid in mbids]
    here.config.with_name(name).write_text("\n".join(["title,artist,mbid", *rows]) + "\n")


def one_line(text: str) -> str:
    """Without the breaks that a narrow terminal makes."""
    return " ".join(text.split())


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[Scene]:
    """The secrets and the list of `default`, which is `me` by now, were left behind. Bob, a friend, has a song to be loved."""
    with Sandbox(SandboxSettings(favourites=12, speedup=1000)) as running:
        here = scene(running, tmp_path)
        bobs = BOBS.format(token=running.world.listenbrainz[1].token)
        here.rewrite('service = "jamendo"', 'service = "jamendo"\nenabled = false')
        here.rewrite("[hosts.boomplay]", f"{OLD}{bobs}[hosts.boomplay]")
        for name in ("bobs.csv", "list.csv"):
            lists(here, name, unloved(here))
        assert here.run("sync", "-q").code == 0
        for name in ("my-boomplay", "my-listenbrainz"):
            here.config.with_name(name).write_text(here.value("accounts", name, "token"))
            here.config.with_name(name).chmod(0o600)
            here.rewrite(f'"{here.value("accounts", name, "token")}"', f'{{ file = "me/{name}" }}')
        here.config.with_name("list.csv").unlink()
        here.rewrite("\n[accounts.", "\n[profiles.me.accounts.")
        here.rewrite("[hosts.boomplay]", f"{NEW}[hosts.boomplay]")
        for name in ("bobs.csv", "new.csv"):
            lists(here, name, unloved(here))
        yield here


def unloved(here: Scene) -> str:
    """A song that neither of them loves or hates."""
    held = here.sandbox.control.holdings()["listenbrainz"]
    return next(
        mbid for mbid in here.sandbox.services.tables.metadata if not any(mbid in each for each in held.values())
    )


def test_a_new_account_waits_for_the_old_ones_alone(renamed: Scene) -> None:
    """`sync` and `status` say why, and what to do; a friend is served, and nothing is kept of the new list."""
    wanted = unloved(renamed)
    said = renamed.run("sync", "-q")

    assert said.code == 4
    assert WHY in one_line(said.out)
    assert renamed.sandbox.control.holdings()["listenbrainz"][BOB][wanted] == 1
    status = renamed.run("status", "-q")
    assert status.code == 4
    assert WHY in one_line(status.out)
    assert renamed.execute(MEMBERS) == [("bob", 2), ("default", 3)]


@pytest.mark.parametrize("name", ["my-boomplay", "my-listenbrainz"])
def test_it_goes_on_by_itself_when_one_of_them_can_be_read(renamed: Scene, name: str) -> None:
    """Its secret is there; the other one is still missing. Nobody edits anything."""
    renamed.run("sync", "-q")
    renamed.config.with_name("me").mkdir()
    renamed.config.with_name(name).rename(renamed.config.with_name("me") / name)
    said = renamed.run("sync", "-q", "--json")

    assert said.code == 4
    accounts = said.json()["profiles"]["me"]["accounts"]
    assert {each: accounts[each]["state"] for each in (name, "my-new-list")} == {name: "read", "my-new-list": "read"}
    assert renamed.execute(MEMBERS) == [("bob", 2), ("me", 4)]


def test_where_no_login_is_refused_it_is_no_humans_matter(renamed: Scene) -> None:
    """Exit 3: accounts could not be read."""
    for name in ("my-boomplay", "my-listenbrainz"):
        renamed.rewrite(f"[profiles.me.accounts.{name}]", f"[profiles.me.accounts.{name}]\nenabled = false")
    said = renamed.run("sync", "-q", "--json")

    assert said.code == 3
    accounts = said.json()["profiles"]["me"]["accounts"]
    assert {name: each["state"] for name, each in accounts.items()} == dict.fromkeys(
        ("my-list", "my-new-list"), "incomplete"
    )
    assert "waits for my-list: it must be read first" in accounts["my-new-list"]["trouble"]
