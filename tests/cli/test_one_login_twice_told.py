"""One person's login under two names of the configuration, by the real commands: it is told, and stops nobody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from tests.cli.scene import Said, Scene, scene

ALICE, BOB = "alice", "Bob Smith"
BOBS = """[profiles.bob.accounts.bobs]
service = "listenbrainz"
token = "{token}"

[profiles.bob.accounts.bobs-list]
service = "file"
path = "bobs.csv"

"""
EVES = """[{place}.evelb]
service = "listenbrainz"
token = "{token}"

"""


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Scene]:
    """Alice's and Bob's profiles, each synced once."""
    with Sandbox(SandboxSettings(favourites=12, speedup=1000)) as running:
        here = scene(running, tmp_path)
        bobs = BOBS.format(token=running.world.listenbrainz[1].token)
        here.rewrite('service = "jamendo"', 'service = "jamendo"\nenabled = false')
        here.rewrite("[hosts.boomplay]", f"{bobs}[hosts.boomplay]")
        wants(here, fresh(here))
        assert here.run("sync", "-q").code == 0
        yield here


def fresh(here: Scene) -> str:
    """A song that neither of them loves or hates."""
    held = here.sandbox.control.holdings()["listenbrainz"]
    return next(
        mbid for mbid in here.sandbox.services.tables.metadata if not any(mbid in each for each in held.values())
    )


def wants(here: Scene, mbid: str) -> None:
    """Bob's list has this song."""
    here.config.with_name("bobs.csv").write_text(f"title,artist,mbid\nSong,Nobody,{mbid}\n")


def eve_logs_in_as_alice(here: Scene, place: str) -> None:
    """One token stands twice."""
    token = here.value("accounts", "my-listenbrainz", "token")
    here.rewrite("[hosts.boomplay]", f"{EVES.format(place=place, token=token)}[hosts.boomplay]")


def finding(said: Said, check: str) -> dict[str, Any]:
    """The one finding of a check."""
    (found,) = [each for each in said.json() if each["check"] == check]
    return dict(found)


@pytest.mark.parametrize("place", ["profiles.eve.accounts", "accounts"])
def test_it_is_named_by_sync_and_status_and_everybody_else_is_served(two: Scene, place: str) -> None:
    """Exit 4; the database knows Alice's login by its first name only, and each love is made once."""
    eve_logs_in_as_alice(two, place)
    song = fresh(two)
    wants(two, song)
    said = two.run("sync", "-q", "--json")

    assert said.code == 4
    eve = said.json()["profiles"]["default" if place == "accounts" else "eve"]["accounts"]["evelb"]
    assert eve["state"] == "needs_login"
    assert f"{place}.evelb is the same login as accounts.my-listenbrainz (use each login once" in eve["trouble"]
    assert two.sandbox.control.holdings()["listenbrainz"][BOB][song] == 1
    status = two.run("status", "-q")
    assert status.code == 4
    assert f"evelb must log in: {place}.evelb is the same login as" in " ".join(status.out.split())
    assert two.execute("select name from accounts where whoami = ?", ALICE) == [("my-listenbrainz",)]
    assert two.run("plan", "-q").code == 4


@pytest.mark.parametrize("place", ["profiles.eve.accounts", "accounts"])
@pytest.mark.parametrize("is_synced", [True, False])
def test_doctor_compares_who_logs_in_where(two: Scene, place: str, *, is_synced: bool) -> None:
    """Exit 4, with both keys and what to do, whether a sync has met them or not."""
    if not is_synced:
        two.rewrite("syncd.db", "another.db")
    eve_logs_in_as_alice(two, place)
    said = two.run("doctor", "--json")

    assert said.code == 4
    assert finding(said, "login evelb")["state"] == "ok"
    told = finding(said, "name evelb")
    assert told["state"] == "fail"
    assert told["detail"] == f"evelb: {place}.evelb is the same login as accounts.my-listenbrainz"
    assert told["remedy"].startswith("use each login once")


def test_doctor_names_the_one_that_a_sync_leaves_out(two: Scene) -> None:
    """It stands first in the configuration, and came later."""
    token = two.value("accounts", "my-listenbrainz", "token")
    two.rewrite("[accounts.my-boomplay]", f"{EVES.format(place='accounts', token=token)}[accounts.my-boomplay]")

    assert finding(two.run("doctor", "--json"), "name evelb")["detail"].endswith("as accounts.my-listenbrainz")


def test_doctor_sees_an_account_that_left_its_profile_alone(two: Scene) -> None:
    """Sync refuses that with 2, and so does doctor."""
    two.rewrite("[profiles.bob.accounts.bobs]", "[profiles.robert.accounts.bobs]")
    assert two.run("sync", "-q").code == 2
    said = two.run("doctor", "--json")

    assert said.code == 2
    told = finding(said, "config profiles.robert.accounts.bobs")
    assert told["detail"].startswith("is known as profiles.bob.accounts.bobs, and others")
    assert "move all other accounts of profile bob along with it" in told["remedy"]


def test_doctor_sees_an_account_that_came_into_a_profile_with_a_memory(two: Scene) -> None:
    """Bob's profile has left the configuration, and his account stands in Alice's: sync, status and doctor end with 4."""
    two.rewrite("[profiles.bob.accounts.bobs]", "[accounts.bobs]")
    two.rewrite('[profiles.bob.accounts.bobs-list]\nservice = "file"\npath = "bobs.csv"\n', "")
    kept = two.execute("select profile, name from accounts order by id")
    assert two.run("sync", "-q").code == two.run("status", "-q").code == 4
    said = two.run("doctor", "--json")

    assert said.code == 4
    told = finding(said, "name bobs")
    assert told["state"] == "fail"
    assert "is known as profiles.bob.accounts.bobs, and a login belongs to one profile" in told["detail"]
    assert "call it profiles.bob.accounts.bobs again" in told["remedy"]
    assert two.execute("select profile, name from accounts order by id") == kept


def test_doctor_minds_no_new_name_of_a_whole_profile(two: Scene) -> None:
    """Sync lets all of it come along; doctor neither objects nor keeps anything."""
    two.rewrite("[profiles.bob.accounts.", "[profiles.robert.accounts.")
    said = two.run("doctor", "--json")

    assert said.code == 0
    assert two.execute("select count(*) from accounts where profile = 'bob'") == [(2,)]
    assert two.run("sync", "-q").code == 0
