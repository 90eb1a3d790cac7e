"""`syncd sync` as a process: twice, killed, stopped, beside another one, beside humans."""

import json
import signal
import subprocess
from collections.abc import Callable

import pytest

from syncd.sandbox.ledgers import Verb
from tests.system.conftest import ENOUGH, Stage

Make = Callable[..., Stage]


def explained(stage: Stage) -> dict[str, set[str]]:
    """What a perfect syncd may love at each target."""
    truth = stage.sandbox.truth
    return {
        "listenbrainz": {mbid for line in truth for mbid in line["mbids"]},
        "jamendo": {str(line["jamendo"]) for line in truth if line["jamendo"]},
    }


def test_every_love_is_explained_and_no_rule_broken(stage: Make) -> None:
    """The report balances, the journal has no violation, and every love that syncd made stands for a source's favourite."""
    here = stage(favourites=150, seed=11)
    before = here.loves()

    report = here.report()

    assert report["balanced"]
    assert here.sandbox.journal()["violations"] == []
    made = {service: held - before[service] for service, held in here.loves().items()}
    assert all(made.values())
    assert made["listenbrainz"] <= explained(here)["listenbrainz"]
    assert made["jamendo"] <= explained(here)["jamendo"]


def test_the_same_command_again_writes_nothing(stage: Make) -> None:
    """A second sync with nothing changed makes no write and changes no love."""
    here = stage()
    first = here.run("sync", "--json", "-q")
    held = here.holdings()

    second = here.run("sync", "--json", "-q")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    targets = json.loads(second.stdout)["profiles"]["default"]["targets"]
    assert {target["sent"] for target in targets.values()} == {0}
    assert here.holdings() == held


def test_what_a_human_unloved_stays_unloved(stage: Make) -> None:
    """A love that a human removes at ListenBrainz between two syncs stays removed, and is counted as vetoed."""
    here = stage()
    before = here.loves()["listenbrainz"]
    here.report()
    unloved = min(here.loves()["listenbrainz"] - before)
    here.sandbox.control.human("listenbrainz", Verb.UNLOVE, unloved, "alice")

    reports = [here.report(), here.report()]

    assert unloved not in here.loves()["listenbrainz"]
    targets = [report["profiles"]["default"]["targets"]["my-listenbrainz"] for report in reports]
    assert [target["sent"] for target in targets] == [0, 0]
    assert all(target["vetoed"] for target in targets)


def test_a_plan_writes_nothing(stage: Make) -> None:
    """A plan tells what a sync would do and how long it takes, and leaves every account as it was."""
    here = stage()
    held = here.holdings()

    said = here.asked("plan", "-q")

    assert said.code == 3, said.err
    assert "A sync would make" in said.out
    assert here.holdings() == held
    assert not [request for request in here.sandbox.journal()["requests"] if request["write"]]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_it_cleanly(stage: Make, number: signal.Signals, code: int) -> None:
    """Each of the three signals ends the one-shot with its own exit code and a friendly word."""
    here = stage(favourites=200)
    process = here.start("sync", "-q", is_patient=True)
    here.sandbox.wait_for_requests(10, ENOUGH)

    process.send_signal(number)
    _, err = process.communicate(timeout=ENOUGH)

    assert process.returncode == code
    assert "nothing is lost" in err
    assert "Traceback" not in err


def test_only_one_syncd_at_a_time(stage: Make) -> None:
    """A second sync on the same database is refused with 75 and names the process that holds the lock."""
    here = stage(favourites=200)
    first = here.start("sync", "-q", is_patient=True)
    here.sandbox.wait_for_requests(1, ENOUGH)

    second = here.run("sync")
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=ENOUGH)

    assert second.returncode == 75
    assert str(first.pid) in second.stderr


def test_no_secret_shows_anywhere(stage: Make) -> None:
    """Neither results nor the most talkative logs show a token."""
    here = stage()

    done: list[subprocess.CompletedProcess[str]] = [here.run("sync", "-v", "-v"), here.run("sync", "--json", "-v")]

    for each in done:
        assert not [token for token in here.sandbox.secrets if token in each.stdout + each.stderr]
