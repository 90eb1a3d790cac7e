"""The daemon tells its human, by a real process and a real web hook, and tells him once."""

import re
from collections.abc import Callable

import pytest

from syncd.daemon.messenger import is_installed
from tests.daemon.hooks import web_hook
from tests.system.conftest import ENOUGH, Stage
from tests.system.test_daemon_process import daemon

Make = Callable[..., Stage]
CANARY = "canary-of-the-web-hook"


@pytest.mark.skipif(not is_installed(), reason="the extra `notify` is not installed")
def test_a_login_that_is_refused_is_told_once(stage: Make) -> None:
    """By the first daemon and not by the next; when it is mended, that is told; the address stands in no line."""
    here = stage(favourites=10)
    whole = here.config.read_text()
    (token,) = re.findall(r'listenbrainz"\ntoken = "([^"]+)"', whole)
    with web_hook() as (address, letters):
        told = f'\n[notify]\nurls = ["{address}/well?+x={CANARY}"]\n'
        lines = []
        for text in (whole.replace(token, "00000000-0000-4000-8000-000000000000"), whole):
            here.config.write_text(text + told)
            with daemon(here) as running:
                letter = letters.wait(ENOUGH)
                running.wait_for("a human was told")
                assert running.end() == 0
                lines += running.events
            assert "my-listenbrainz must log in" in letter["message"]

    assert [each["title"] for each in letters] == ["syncd needs you", "syncd: recovered"]
    assert CANARY not in str(lines)
