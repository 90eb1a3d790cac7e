"""Bad input and trouble: what it says, what it exits with, and that nothing is concluded from it."""

import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from syncd.sandbox import Fault, Sandbox, SandboxSettings, Switch
from tests.system.conftest import Stage, staged

Make = Callable[..., Stage]
NOBODY = "http://127.0.0.1:9"
"""Nobody listens on the discard port."""
ACCOUNTS = {"boomplay": "my-boomplay", "listenbrainz": "my-listenbrainz", "jamendo": "my-jamendo"}


def rewrite(stage: Stage, old: str, new: str) -> None:
    """Change the configuration."""
    text = stage.config.read_text(encoding="utf-8")
    assert old in text
    stage.config.write_text(text.replace(old, new, 1), encoding="utf-8")


def account(report: dict[str, Any], service: str) -> dict[str, Any]:
    """What a report says of an account."""
    fields: dict[str, Any] = report["profiles"]["default"]["accounts"][ACCOUNTS[service]]
    return fields


def broken(stage: Stage, *switches: Switch) -> tuple[int, dict[str, Any]]:
    """Exit code and report of a sync while something is broken."""
    for switch in switches:
        stage.sandbox.switches.set(switch)
    said = stage.asked("sync", "--json", "-q", "--for", "20s")
    stage.sandbox.switches.clear()
    assert "Traceback" not in said.err, said.err
    return said.code, said.json()


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A household where nothing is left to do; whoever breaks something there sees that it is mended again."""
    with Sandbox(SandboxSettings(favourites=24, speedup=200.0)) as sandbox:
        here = staged(sandbox, tmp_path_factory.mktemp("synced") / "config.toml")
        here.report()
        yield here


@pytest.mark.parametrize(
    ("service", "fault", "value", "states"),
    [
        ("boomplay", Fault.DOWN, None, {"unreachable"}),
        ("jamendo", Fault.UNAVAILABLE, None, {"unreachable"}),
        ("boomplay", Fault.HTML, None, {"incomplete", "unreachable"}),
        ("listenbrainz", Fault.HTML, None, {"incomplete", "unreachable"}),
        ("listenbrainz", Fault.TRUNCATED, None, {"incomplete"}),
        ("listenbrainz", Fault.ABSURD, "deep", {"incomplete"}),
        ("jamendo", Fault.ABSURD, "nulls", {"incomplete"}),
        ("jamendo", Fault.GZIP_BOMB, 64, {"incomplete"}),
    ],
)
def test_a_broken_service_has_no_vote(synced: Stage, service: str, fault: Fault, value: Any, states: set[str]) -> None:
    """Whatever a service answers instead of its list, the list is not believed, nothing is removed, the rest goes on."""
    held = synced.holdings()

    code, report = broken(synced, Switch(service=service, fault=fault, value=value))

    assert code == 3
    assert account(report, service)["state"] in states
    assert account(report, service)["removed"] == 0
    assert account(report, service)["trouble"]
    others = [account(report, each)["state"] for each in ACCOUNTS if each != service]
    assert set(others) <= {"read", "unchanged"}
    assert synced.holdings() == held
    assert {target["sent"] for target in synced.report()["profiles"]["default"]["targets"].values()} == {0}


def test_a_page_that_is_missing_makes_the_list_incomplete(stage: Make) -> None:
    """One page of a list that fails is the whole list's failure."""
    here = stage(favourites=120)
    here.report()

    code, report = broken(here, Switch(service="boomplay", fault=Fault.HTML, path="offset=50"))

    assert code == 3
    assert account(report, "boomplay")["state"] in {"incomplete", "unreachable"}
    assert account(report, "boomplay")["removed"] == 0


def test_nothing_can_be_reached(stage: Make) -> None:
    """Where no service answers at all the exit code is 69."""
    here = stage(favourites=24)
    down = [Switch(service=service, fault=Fault.DOWN) for service in (*ACCOUNTS, "musicbrainz")]

    code, report = broken(here, *down)

    assert code == 69
    assert {account(report, service)["state"] for service in ACCOUNTS} == {"unreachable"}
    for switch in down:
        here.sandbox.switches.set(switch)
    assert here.run("sync", "-q", "--for", "20s").returncode == 69


def test_musicbrainz_is_busy_and_nothing_is_missed(stage: Make) -> None:
    """A 503 of MusicBrainz is no miss: what could not be asked is pending, and is found out the next time."""
    here = stage(favourites=40)

    code, report = broken(here, Switch(service="musicbrainz", fault=Fault.UNAVAILABLE))
    later = here.report()["profiles"]["default"]["targets"]["my-listenbrainz"]

    assert code == 3
    assert report["profiles"]["default"]["targets"]["my-listenbrainz"]["pending"] > 0
    assert later["pending"] == 0
    assert later["settled"] > report["profiles"]["default"]["targets"]["my-listenbrainz"]["settled"]


def test_both_metabrainz_hosts_are_silent_while_another_answers(stage: Make) -> None:
    """That is how MetaBrainz blocks: both lanes rest for a quarter of an hour, say why and until when, and the others go on."""
    here = stage(favourites=40)
    for service in ("listenbrainz", "musicbrainz"):
        rewrite(
            here, here.sandbox.base_urls[service], here.sandbox.base_urls[service].replace(here.sandbox.url, NOBODY)
        )

    code, report = broken(here)
    later, stood = (here.asked(command, "--json", "-q").json() for command in ("sync", "status"))

    assert code == 3
    assert any("drop our requests" in trouble for trouble in report["troubles"])
    assert account(report, "boomplay")["state"] == account(report, "jamendo")["state"] == "read"
    trouble = account(later, "listenbrainz")["trouble"]
    until = trouble.partition("they rest before we ask again, until ")[2]
    assert until.endswith(" UTC")
    assert "drop our requests" in trouble
    assert trouble.replace("listenbrainz: ", "musicbrainz: ") in later["troubles"]
    assert list(later["profiles"]["default"]["targets"]["my-listenbrainz"]["why"]) == [trouble]
    assert account(stood, "listenbrainz")["trouble"] == trouble
    assert any(f"syncd sync after {until}: until then listenbrainz" in hint for hint in stood["hints"])


@pytest.mark.parametrize("service", ["boomplay", "listenbrainz", "jamendo"])
def test_a_wrong_login_concerns_its_account_alone(stage: Make, service: str) -> None:
    """A login that is refused makes the exit code 4 and says what to do; the other accounts go on."""
    here = stage(favourites=24)
    jamendo = tomllib.loads(here.config.read_text(encoding="utf-8"))["accounts"]["my-jamendo"]
    rewrite(
        here,
        *{
            "boomplay": (here.sandbox.world.boomplay.token, "wrong-token"),
            "listenbrainz": (here.sandbox.world.listenbrainz[0].token, "00000000-0000-4000-8000-000000000000"),
            "jamendo": (jamendo["refresh_token"], "wrong-token"),
        }[service],
    )

    code, report = broken(here)

    assert code == 4
    assert account(report, service)["state"] == "needs_login"
    assert f"syncd login my-{service}" in account(report, service)["trouble"]
    assert {account(report, each)["state"] for each in ACCOUNTS if each != service} == {"read"}


def test_a_jamendo_application_without_write_access_only_waits(stage: Make) -> None:
    """Reading goes on, pushes are held, and the message names the plan to apply for."""
    here = stage(favourites=60, jamendo_may_write=False)

    code, report = broken(here)
    jamendo = report["profiles"]["default"]["targets"]["my-jamendo"]

    assert code == 4
    assert account(report, "jamendo")["state"] == "awaiting_approval"
    assert "Read & Write" in account(report, "jamendo")["trouble"]
    assert account(report, "jamendo")["listed"] > 0
    assert jamendo["held"] > 0
    assert jamendo["sent"] <= 1
    assert report["profiles"]["default"]["targets"]["my-listenbrainz"]["confirmed"] > 0


def test_a_locked_database_stops_before_anything_is_pushed(synced: Stage) -> None:
    """While another program holds the database nothing is pushed; exit code 74 and a clear word."""
    before = synced.sandbox.journal()["counts"]
    with closing(sqlite3.connect(synced.config.with_suffix(".db"), isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        done = synced.run("sync", "-q")

    assert done.returncode == 74
    assert "locked" in done.stderr
    assert synced.sandbox.journal()["counts"] == before


def test_a_wrong_configuration_names_file_key_and_nearest_spelling(stage: Make) -> None:
    """A key that does not exist is a matter of exit code 2."""
    here = stage(favourites=24)
    rewrite(here, "requests_per_second", "requests_per_secnd")

    done = here.run("sync")

    assert done.returncode == 2
    assert str(here.config) in done.stderr
    assert "requests_per_secnd" in done.stderr
    assert "requests_per_second" in done.stderr


def test_a_favourite_in_a_file_is_enough_for_a_first_result(stage: Make) -> None:
    """A plain file needs no key: its songs are loved like any other's."""
    here = stage(favourites=24)
    songs = here.config.with_name("mine.csv")
    line = next(each for each in here.sandbox.truth if each["mbids"] and not each["traps"])
    songs.write_text(f"title,artist,mbid\nWhatever,Somebody,{line['mbids'][0]}\n", encoding="utf-8")
    rewrite(here, "[apps.boomplay]", f'[accounts.mine]\nservice = "file"\npath = "{songs.name}"\n\n[apps.boomplay]')
    rewrite(here, 'service = "boomplay"', 'service = "boomplay"\nenabled = false')

    report = here.report()

    assert report["profiles"]["default"]["accounts"]["mine"]["listed"] == 1
    assert line["mbids"][0] in here.holdings()["listenbrainz"]["alice"]
