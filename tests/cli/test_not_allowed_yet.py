"""An application that its service lets read and not write yet: whose word is waited for."""

from collections.abc import Mapping
from typing import Any

import pytest

from syncd.cli.show import _done, meanings
from syncd.cli.verdict import hints
from syncd.domain.plan import State
from tests.cli.scene import Scene

JAMENDO = {"service": "jamendo", "state": "awaiting_approval", "held": []}
READ = {"service": "listenbrainz", "state": "read", "held": []}
GUARDED = {"hash": "1a2b"}
BY_GUARD = "held back until somebody approves (syncd approve)"
BY_JAMENDO = "waits until Jamendo lets this application write"


@pytest.mark.parametrize(
    ("accounts", "meaning"),
    [
        ([READ], BY_GUARD),
        ([JAMENDO], BY_JAMENDO),
        ([JAMENDO, READ], f"{BY_JAMENDO}, or {BY_GUARD}"),
        ([JAMENDO | {"held": [GUARDED]}], f"{BY_JAMENDO}, or {BY_GUARD}"),
    ],
)
def test_held_says_whose_word_it_waits_for(accounts: list[Mapping[str, Any]], meaning: str) -> None:
    """What Jamendo has not allowed yet is no matter of `syncd approve`, which is the guard's."""
    assert meanings("held", accounts) == meaning
    assert meanings("settled", accounts) == "loved there"


def report(held: int = 0, **fields: Any) -> dict[str, Any]:
    """What a sync reports that wrote nothing, all of it read."""
    target = {"sent": 0, "pending": 0, "held": held}
    accounts = {"mine": READ | {"state": "unchanged"}, "my-jamendo": JAMENDO | fields}
    profile = {"accounts": accounts, "targets": {"my-jamendo": target}}
    return {"profiles": {"default": profile}, "troubles": [], "requests": {"jamendo": 3}}


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (report(12), "0 writes; 12 songs wait until Jamendo lets this application write: see above"),
        (report(1), "0 writes; 1 song waits until Jamendo lets this application write: see above"),
        (report(), "nothing to do, 0 writes"),
        (report(12, state="read"), "nothing to do, 0 writes"),
        (report(12, state="unreachable"), "0 writes; not everybody could be asked: see above"),
    ],
)
def test_a_sync_that_asked_everybody_says_so(made: dict[str, Any], told: str) -> None:
    """An account that may only be read was read: what waits is said, and not that somebody could not be asked."""
    assert _done(made) == told


def test_a_hint_sends_nobody_to_approve_what_only_jamendo_can() -> None:
    """Nothing of it is to be approved in syncd, unless the guard holds something there, too."""

    def hinted(held: list[Any]) -> str:
        counts = dict[str, object](dict.fromkeys(State, 0), held=12, by_hand=[], undecided=[])
        account = JAMENDO | {"guarded": 0, "held": held, "gone_at_source": 0, "last_whole_look": "2026-11-22T08:00:00Z"}
        profile = {"accounts": {"t": account}, "targets": {"t": counts}, "favourites": 12}
        return hints({"profiles": {"default": profile}, "daemon": {"process": None, "failed_wishes": []}})[0]

    until = "until Jamendo lets this application write"
    assert hinted([]) == f"t: 12 held back {until}; there is nothing to approve in syncd"


def test_approve_says_for_whom_else_something_waits(synced: Scene) -> None:
    """Who looks for what is held finds that it is not the guard's."""
    synced.execute("update accounts set state = 'awaiting_approval' where service = 'jamendo'")

    assert synced.run("approve", "list").out.splitlines() == [
        "Nothing is held.",
        "my-jamendo: what is held there waits until Jamendo lets this application write",
    ]
