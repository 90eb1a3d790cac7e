"""What trouble says: whose fault it is, what waits for it, and what to do."""

import json
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing

from syncd.sandbox import Fault, Quirk, Switch
from syncd.store.lock import only_writer
from tests.system.conftest import ENOUGH, Stage

Make = Callable[..., Stage]


def rewrite(stage: Stage, old: str, new: str) -> None:
    """Change the configuration."""
    text = stage.config.read_text(encoding="utf-8")
    assert old in text
    stage.config.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_quirk_by_name_takes_the_permission_to_write(stage: Make) -> None:
    """`jamendo:read_only`: reading goes on, pushes wait, the text names the plan to apply for, and the code is 4."""
    here = stage(favourites=40)
    here.sandbox.quirks.set("jamendo", Quirk.READ_ONLY)

    done, status = here.asked("sync", "-q"), here.asked("status", "-q")

    assert done.code == status.code == 4
    assert "Read & Write" in done.out
    assert here.sandbox.quirks.on() == [("jamendo", Quirk.READ_ONLY)]
    assert "may not be written yet" in status.out.splitlines()[0]
    held = here.asked("status", "--json", "-q").json()["profiles"]["default"]["targets"]["my-jamendo"]["held"]
    assert held > 0


def test_what_waits_says_why(stage: Make) -> None:
    """A song that could not be asked about says so, and who answered what, in the text, the report and the status."""
    here = stage(favourites=40)
    here.sandbox.switches.set(Switch(service="musicbrainz", fault=Fault.BUSY))
    done = here.asked("sync", "-q")
    status = here.asked("status", "--json", "-q").json()
    report = here.asked("sync", "--json", "-q").json()
    target = report["profiles"]["default"]["targets"]["my-listenbrainz"]

    assert done.code == 3
    assert "wait: not asked yet (musicbrainz: " in done.out
    assert sum(target["why"].values()) == target["pending"] > 0
    assert any("musicbrainz" in reason for reason in target["why"])
    assert any("not asked yet" in hint for hint in status["hints"])


def test_a_dead_catalogue_is_no_reason_to_say_that_nothing_is_to_do(stage: Make) -> None:
    """Where the catalogue cannot be asked, nothing written does not mean nothing to do."""
    here = stage(favourites=40)
    here.report()
    here.sandbox.switches.set(Switch(service="musicbrainz", fault=Fault.DOWN))
    with closing(sqlite3.connect(here.config.with_suffix(".db"))) as database, database:
        database.execute("update misses set not_before = '2020-01-01 00:00:00'")
    done = here.asked("sync", "-q")

    assert "nothing to do" not in done.out
    assert "0 writes" in done.out


def test_an_interrupted_report_is_an_object(stage: Make) -> None:
    """A program that reads the report of a sync that somebody ends gets an object that says so."""
    here = stage(favourites=300, speedup=20.0)
    process = here.start("sync", "--json", "-q", is_patient=True)
    assert here.sandbox.wait_for_requests(5, 60)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=ENOUGH)

    assert process.returncode == 143
    assert json.loads(out)["interrupted"] is True
    assert set(json.loads(out)["requests"]) == {"boomplay", "listenbrainz", "jamendo", "musicbrainz"}


def test_the_report_names_every_host_it_is_about(stage: Make) -> None:
    """A host that was not asked this time stands there with 0."""
    here = stage(favourites=24)
    here.report()
    assert here.report()["requests"]["musicbrainz"] == 0


def test_a_wrong_application_id_needs_a_human(stage: Make) -> None:
    """Boomplay's word for it is a matter of the configuration, which is named; exit 4."""
    here = stage(favourites=24)
    rewrite(here, 'app_id = "sandbox_hb1"', 'app_id = "another"')

    done = here.asked("sync", "-q")

    assert done.code == 4
    assert "apps.boomplay.app_id" in done.out


def test_a_refused_login_is_told_once_and_waits_for_it(stage: Make) -> None:
    """The account says it; the look-ups with the same token do not repeat it; the status does not say: run a sync."""
    here = stage(favourites=24)
    here.report()
    rewrite(here, here.sandbox.world.listenbrainz[0].token, "00000000-0000-4000-8000-000000000000")
    with closing(sqlite3.connect(here.config.with_suffix(".db"))) as database, database:
        database.execute("delete from outbox where account_id in (select id from accounts where service = 'jamendo')")

    done = here.asked("sync", "-q")

    assert done.code == 4
    assert done.out.count("my-listenbrainz: listenbrainz: ") == 1
    assert "does not accept this login" not in done.out


def test_a_secret_that_is_not_set_says_what_to_do(stage: Make) -> None:
    """The variable is named, and where to change it; the status does not call it a matter of logging in."""
    here = stage(favourites=24)
    token = here.sandbox.world.boomplay.token
    rewrite(here, json.dumps(token), '{ env = "NO_SUCH_VARIABLE" }')

    done, status = here.run("sync", "-q"), here.run("status", "-q")

    assert done.returncode == status.returncode == 4
    assert "NO_SUCH_VARIABLE is not set (set it, or change accounts.my-boomplay in " in done.stdout
    assert status.stdout.startswith("Needs you: my-boomplay lacks a secret: ")


def test_a_plan_beside_a_sync_is_the_latest_one(stage: Make) -> None:
    """Without a saved plan the lock's sentence says so, too; with one it is shown with its age."""
    here = stage(favourites=24)
    here.report()
    with only_writer(here.config.with_suffix(".db")):
        nothing = here.asked("plan", "-q")
    here.asked("plan", "-q")
    with only_writer(here.config.with_suffix(".db")):
        saved = here.asked("plan", "-q")

    assert (nothing.code, "no plan was saved yet" in nothing.err) == (75, True)
    assert (saved.code, "made just now" in saved.err) == (0, True)
    assert "A sync would have nothing to do" in saved.out
