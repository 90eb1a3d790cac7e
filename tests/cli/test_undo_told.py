"""What is told of a sync's loves after an undo, and of an undo that nobody can be asked about, over real HTTP."""

import pytest

from tests.cli.scene import Scene, run


@pytest.fixture
def added(alone: Scene) -> Scene:
    """After a first sync, which adds more than the guard lets pass on one day."""
    assert alone.run("sync", "-q").code == 0
    return alone


def test_what_an_undo_took_back_is_not_told_as_unloved_by_a_human(added: Scene) -> None:
    """He has unloved nothing there: status and explain say that it may have been an undo."""
    assert added.run("undo", "-q", "--yes", "--since", "1h").code == 0

    vetoed = added.run("status", "--state", "vetoed").out
    [(ref,)] = added.execute(
        "select ref from journal join accounts on accounts.id = account_id where name = 'my-listenbrainz' limit 1"
    )

    assert "unloved there by a human, or by an undo" in " ".join(vetoed.split())
    assert "unloved there by a human, or by an undo: heard in cycle" in added.run("explain", ref).out


@pytest.mark.parametrize("what", [(), ("--since", "1h")])
def test_an_undo_that_would_ask_names_the_command_that_does_not(added: Scene, what: tuple[str, ...]) -> None:
    """To be pasted as it stands; a dry run says the same, and with --yes there is nothing to ask."""
    [(cycle,)] = added.execute("select min(cycle) from journal")
    named = ("undo", *(what or (str(cycle),)), "--profile", "default")
    line = f"a program says --yes: syncd --config {added.config} {' '.join(named)} --yes"

    refused = run("--config", str(added.config), *named)
    dry = run("--config", str(added.config), *named, "-n")

    assert (refused.code, refused.err.strip().endswith(f"; this asks first; {line}")) == (2, True), refused.err
    assert (dry.code, dry.out.strip().endswith(f"; without --dry-run this asks first; {line}")) == (0, True), dry.out
    assert "asks first" not in run("--config", str(added.config), *named, "-n", "--yes").out
