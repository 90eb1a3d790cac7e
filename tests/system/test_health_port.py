"""The daemon's port for health and metrics, asked by a real client while the real daemon runs."""

import http.client
import json
import re
import socket
from collections.abc import Callable
from contextlib import closing
from threading import Event
from time import monotonic

from syncd.sandbox.switches import Fault, Switch
from tests.system.conftest import ENOUGH, Stage
from tests.system.test_daemon_process import daemon, settled

Make = Callable[..., Stage]


def listens(stage: Stage, address: str = "127.0.0.1:0") -> Stage:
    """The same stage, with a port."""
    text = stage.config.read_text()
    head, accounts, rest = text.partition("\n[accounts")
    stage.config.write_text(f'{head}\n[daemon]\nlisten = "{address}"\n{accounts}{rest}')
    return stage


def ask(path: str, *, port: int, accept: str = "text/plain", method: str = "GET") -> tuple[int, str]:
    """The status and the body of a page."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, headers={"Accept": accept})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def health(port: int, wanted: int) -> str:
    """What `/healthz` says, once the daemon has looked and its status is this: it looks at the tick after each cycle."""
    status, said = ask("/healthz", port=port)
    deadline, never = monotonic() + ENOUGH, Event()
    while (status != wanted or said == "nobody has looked yet\n") and monotonic() < deadline:
        never.wait(0.1)  # whoever asks all the time keeps the daemon from its work
        status, said = ask("/healthz", port=port)
    assert status == wanted, said
    return said


def test_all_is_well(stage: Make) -> None:
    """Health says so in both forms, readiness too, and the metrics count what the log tells."""
    here = listens(stage(favourites=30))
    with daemon(here) as running:
        port = running.wait_for("health and metrics")["port"]
        settled(running)
        assert health(port, 200) == "well\n"
        as_json = ask("/healthz", port=port, accept="application/json")
        ready = ask("/readyz", port=port)
        metrics = ask("/metrics", port=port)[1]
        assert running.end() == 0

    assert (as_json[0], json.loads(as_json[1])) == (200, {"well": True, "conditions": []})
    assert ready == (200, "ready\n")
    assert "syncd_well 1.0" in metrics
    assert 'syncd_requests_total{host="jamendo",outcome="200"}' in metrics
    assert 'syncd_budget_left_requests{host="jamendo"}' in metrics
    assert 'syncd_rest_seconds{host="musicbrainz"} 0.0' in metrics
    assert "syncd_cycle_seconds_count" in metrics


def test_a_login_that_is_refused_is_not_well(stage: Make) -> None:
    """503, with what is the matter and since when."""
    here = listens(stage(favourites=10))
    text = here.config.read_text()
    (token,) = re.findall(r'listenbrainz"\ntoken = "([^"]+)"', text)
    here.config.write_text(text.replace(token, "00000000-0000-4000-8000-000000000000"))
    with daemon(here) as running:
        port = running.wait_for("health and metrics")["port"]
        running.wait_for("cannot be read")
        said = health(port, 503)
        assert running.end() == 0

    assert "must log in" in said
    assert "(since 2" in said


def test_a_port_in_use_keeps_no_daemon_from_its_work(stage: Make) -> None:
    """It syncs without the port, says so in its log and in the status, and is no wrong configuration."""
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        here = listens(stage(favourites=10), f"127.0.0.1:{other.getsockname()[1]}")
        with daemon(here) as running:
            said = running.wait_for("health and metrics wait for their port; all else goes on")
            running.wait_for("needs you")
            status = here.asked("status")
            settled(running)
            assert running.end() == 0

    assert "nobody can listen at 127.0.0.1:" in said["trouble"]
    assert "health and metrics are not served: daemon.listen: nobody can listen at 127.0.0.1:" in status.out


def test_a_service_that_restarts_is_no_matter(stage: Make) -> None:
    """An hour of silence makes one unwell, not a moment of it."""
    here = listens(stage(favourites=10, switches=(Switch(service="boomplay", fault=Fault.DOWN),)))
    with daemon(here) as running:
        port = running.wait_for("health and metrics")["port"]
        settled(running)
        assert health(port, 200) == "well\n"
        assert running.end() == 0
