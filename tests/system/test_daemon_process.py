"""`syncd daemon` as a process: it starts, polls, pushes, carries out wishes, and ends when somebody asks."""

import json
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from queue import Queue
from typing import Any

import pytest

from syncd.sandbox.ledgers import Verb
from syncd.sandbox.switches import Fault, Switch
from syncd.store.database import Database
from syncd.store.wishes import leave
from tests.system.conftest import ENOUGH, Stage

Make = Callable[..., Stage]


def told_by(line: str) -> dict[str, Any]:
    """What a line of the log tells; one that is plain text is an event without fields."""
    try:
        found: dict[str, Any] = json.loads(line)
    except ValueError:
        return {"event": line.rstrip("\n")}
    return found


class Daemon:
    """A running daemon and its log."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.process = stage.start("daemon", "--log-format", "json", is_patient=True)
        self.events: list[dict[str, Any]] = []
        self._lines: Queue[str | None] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)
        self._lines.put(None)

    def wait_for(self, event: str, **fields: Any) -> dict[str, Any]:
        """The next line of its log that tells this."""
        while True:
            line = self._lines.get(timeout=ENOUGH)
            if line is None:
                pytest.fail(f"no {event!r} after {self.events}")
            found = told_by(line)
            self.events.append(found)
            if found["event"] == event and fields.items() <= found.items():
                return found

    def rest(self) -> list[str]:
        """What it writes from now on to its end, line by line."""
        return list(iter(lambda: self._lines.get(timeout=ENOUGH), None))

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=ENOUGH)

    def close(self) -> None:
        """Let go of it all."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()


@contextmanager
def daemon(stage: Stage) -> Iterator[Daemon]:
    """A daemon on this stage; killed at the end where it still runs."""
    with closing(Daemon(stage)) as running:
        yield running


def settled(running: Daemon) -> None:
    """Wait until the first sync is done."""
    running.wait_for("cycle", due=False)


def stop_at_rest(stage: Stage, running: Daemon) -> None:
    """Let it stand still; not amid a transaction, or it would hold the database."""
    with closing(sqlite3.connect(stage.config.with_suffix(".db"), timeout=0)) as connection:
        while True:
            running.process.send_signal(signal.SIGSTOP)
            try:
                connection.execute("begin exclusive")
            except sqlite3.OperationalError:
                running.process.send_signal(signal.SIGCONT)
            else:
                connection.rollback()
                return


def loves(stage: Stage) -> set[str]:
    """What ListenBrainz' user loves now."""
    return {item for item, score in stage.holdings()["listenbrainz"]["alice"].items() if score == 1}


def query(stage: Stage, statement: str) -> list[Any]:
    """Ask the database."""
    with closing(sqlite3.connect(stage.config.with_suffix(".db"))) as connection:
        return connection.execute(statement).fetchall()


def test_its_life(stage: Make) -> None:
    """It polls, pushes until nothing is due, keeps others off, carries out a wish within a minute, and ends with 0."""
    here = stage(favourites=30)
    before = loves(here)
    with daemon(here) as running:
        settled(running)
        pushed = loves(here) - before
        assert pushed
        others = [here.run(command, "-q") for command in ("sync", "daemon")]
        plan, status = here.asked("plan", "-q"), here.asked("status", "--json", "-q").json()
        mbid = min(pushed)
        wished = here.asked("wrong", mbid, "-q")
        carried_out = running.wait_for("a wish is carried out", verb="wrong")
        code = running.end()

    assert [each.returncode for each in others] == [75, 75]
    assert all("the daemon" in each.stderr and str(running.process.pid) in each.stderr for each in others)
    assert "this is the plan of" in plan.err
    assert status["daemon"]["process"] == str(running.process.pid)
    assert all(fields["next_poll"] for fields in status["profiles"]["default"]["accounts"].values())
    assert (wished.code, "left for the running daemon" in wished.out) == (0, True)
    assert (carried_out["code"], mbid in loves(here)) == (0, False)
    assert code == 0
    assert here.sandbox.journal()["violations"] == []


def test_a_signal_ends_it_cleanly_in_the_middle(stage: Make) -> None:
    """With 0, whatever it was at; the next one-shot goes on where it was, and writes nothing twice."""
    here = stage(favourites=60)
    with daemon(here) as running:
        assert here.sandbox.wait_for_requests(20, ENOUGH)
        code = running.end()
        running.wait_for("stopped; nothing is lost, the next start goes on")

    assert code == 0
    assert here.report()["balanced"]
    assert [each for each in here.sandbox.journal()["violations"] if "second write" in each["violations"]] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_during_its_start_ends_it_cleanly(stage: Make, number: signal.Signals) -> None:
    """With 0 and no work begun; here it is held at its very first step, the reading of its configuration."""
    here = stage(favourites=10)
    text = here.config.read_text()
    here.config.unlink()
    os.mkfifo(here.config, 0o600)
    with daemon(here) as running:
        with here.config.open("w") as door:  # waits until the daemon reads
            running.process.send_signal(number)
            door.write(text)
        code = running.process.wait(timeout=ENOUGH)
        running.wait_for("stopped; nothing is lost, the next start goes on")

    assert code == 0
    assert "the daemon runs" not in [each["event"] for each in running.events]
    assert query(here, "select count(*) from alembic_version") == [(1,)]


def test_what_a_human_does_is_heard_at_the_next_poll(stage: Make) -> None:
    """Only the account that is due is read, and what it shows new is pushed to a target that was not."""
    here = stage(favourites=20)
    here.report()
    text = here.config.read_text()
    here.config.write_text(text.replace("[accounts.my-boomplay]\n", '[accounts.my-boomplay]\npoll_every = "1s"\n'))
    gone = min(here.holdings()["boomplay"].popitem()[1])
    account = next(iter(here.holdings()["boomplay"]))
    with daemon(here) as running:
        running.wait_for("the daemon runs")
        here.sandbox.control.human("boomplay", Verb.UNLOVE, gone, account)
        heard = running.wait_for("cycle", removed=1)
        code = running.end(signal.SIGINT)

    assert heard["read"] == ["my-boomplay"]
    assert code == 0


def test_a_wish_interrupts_a_long_cycle(stage: Make) -> None:
    """A daemon that has hours of pushing before it carries out a wish within a minute, and then goes on."""
    here = stage(favourites=100, speedup=4.0)
    with daemon(here) as running:
        assert here.sandbox.wait_for_requests(12, ENOUGH)
        long_ago = datetime.now(UTC) - timedelta(seconds=30)
        with closing(Database(here.config.with_suffix(".db"))) as database:
            leave(database, "review refresh", {"parameters": {"ref": None}, "profile": None}, long_ago)
        carried_out = running.wait_for("a wish is carried out", verb="review refresh")
        asked = sum(here.sandbox.journal()["counts"].values())
        assert here.sandbox.wait_for_requests(asked + 3, ENOUGH)
        code = running.end()

    assert (carried_out["code"], code) == (0, 0)
    assert "cycle" not in [each["event"] for each in running.events]


def test_a_wish_that_outlived_its_daemon_is_carried_out_by_the_next(stage: Make) -> None:
    """Killed before it could, the daemon leaves the wish where it was."""
    here = stage(favourites=20)
    here.report()
    ref = query(here, "select ref from tracks where service = 'boomplay' order by ref limit 1")[0][0]
    with daemon(here) as running:
        running.wait_for("the daemon runs")
        stop_at_rest(here, running)
        wished = here.asked("review", "skip", f"boomplay:{ref}", "-q")
        running.process.kill()
        running.process.wait(timeout=ENOUGH)
    assert "left for the running daemon" in wished.out
    with daemon(here) as again:
        again.wait_for("a wish is carried out", verb="review decide")
        assert again.end() == 0

    assert query(here, "select ref, said from answers") == [(ref, "skip")]


def test_a_service_that_is_down_is_told_once(stage: Make) -> None:
    """Its trouble is a warning, not an end, and the others go on."""
    here = stage(favourites=20, switches=(Switch(service="boomplay", fault=Fault.DOWN),))
    with daemon(here) as running:
        told = running.wait_for("cannot be read")
        settled(running)
        code = running.end(signal.SIGHUP)

    assert (told["who"], code) == ("boomplay", 0)
    assert [each["event"] for each in running.events].count("cannot be read") == 1


def test_what_a_cycle_brought_is_booked_when_it_ends(stage: Make) -> None:
    """Whoever looks at the month's data while the daemon rests sees all of it: its end has nothing to add."""
    here = stage(favourites=10)
    told = "select host, asked_this_month, bytes_this_month from paces order by host"
    with daemon(here) as running:
        settled(running)
        resting = query(here, told)
        assert running.end() == 0

    assert sum(received for _, _, received in resting) > 0
    assert query(here, told) == resting
