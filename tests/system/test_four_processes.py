"""Four processes on one database, and the stand-ins as witnesses."""

from collections.abc import Callable

from syncd.sandbox.journal import Violation
from tests.system.conftest import ENOUGH, Stage
from tests.system.test_daemon_process import daemon

Make = Callable[..., Stage]


def test_no_host_is_asked_more_often_than_agreed(stage: Make) -> None:
    """A daemon at its first sync, a plan, a doctor and a search for review are one client to each host (I14).

    Each of them waits for an answer before it asks the same host again (design.md §2).
    """
    here = stage(favourites=40, speedup=10.0)
    with daemon(here) as running:
        here.sandbox.wait_for_requests(5, ENOUGH)
        begun = here.sandbox.journal()["requests"][-1]["number"]
        commands = (("plan", "-q"), ("doctor",), ("review", "search", "Harbour", "--json", "-q"))
        beside = [here.start(*words) for words in commands]
        told = [process.communicate(timeout=ENOUGH) for process in beside]
        is_still_at_it = running.process.poll() is None
        assert running.end() == 0
    journal = here.sandbox.journal()
    of_the_crowd = [each for each in journal["requests"] if each["number"] > begun]
    alone = [each for each in journal["requests"] if each["number"] <= begun]

    assert is_still_at_it
    assert "host musicbrainz  answers" in told[1][0]
    assert {each["service"] for each in of_the_crowd} == {"boomplay", "jamendo", "listenbrainz", "musicbrainz"}
    assert [each for each in journal["violations"] if Violation.TOO_FAST in each["violations"]] == []
    assert {each["in_flight"] for each in alone} == {1}
    assert max(each["in_flight"] for each in of_the_crowd) <= len(beside) + 1
