"""The verdict of `syncd status`, its exit code, and what it advises: pure functions of a status."""

from typing import Any

import pytest

from syncd.cli.verdict import exit_for_status, hints, verdict
from syncd.cli.why import DUE_NOW
from syncd.domain.plan import State

HELD = {
    "hash": "1a2b",
    "kind": "absences",
    "count": 4,
    "hates": 0,
    "why": "vanished",
    "approve": "syncd approve 1a2b",
    "if_kept": "they are loved again at a",
    "passes_tomorrow": False,
    "foreseen": False,
    "songs": [
        {"artist": "Nina Holm", "title": "Harbour", "ref": "boomplay:1", "page": "https://www.boomplay.com/songs/1"}
    ],
}


def _status(account: dict[str, Any] | None = None, **counts: int) -> dict[str, Any]:
    """A status with one account and one target, all of whose other states are empty."""
    fields = {
        "state": "read",
        "trouble": "",
        "guarded": 0,
        "held": [],
        "gone_at_source": 0,
        "last_whole_look": "2026-11-22T08:00:00Z",
        **(account or {}),
    }
    states = {state.value: 0 for state in State}
    target = {"favourites": 9, "owed": [], "by_hand": [], "undecided": [], **states, **counts}
    profile = {"favourites": 9, "accounts": {"a": fields}, "targets": {"t": target}}
    return {"balanced": True, "profiles": {"default": profile}, "daemon": {"process": None, "failed_wishes": []}}


@pytest.mark.parametrize(
    ("status", "begins", "code"),
    [
        (_status(settled=9), "All well: 9 favourites, 9 settled at t", 0),
        (_status(unknown=3, unavailable=1, unconfirmed=1, vetoed=1, withdrawn=1), "All well: ", 0),
        (_status(doubtful=2), "All well. 1 thing waits for you: 2 doubtful songs at t: syncd review", 0),
        (_status({"state": "asleep"}, doubtful=1), "All well. 2 things wait for you: a sleeps until you log in: ", 0),
        (_status(pending=1), "Not all is done: 1 still to be done at t", 3),
        (_status(held=2), "Not all is done: 2 held back at t", 3),
        (_status(failed=3), "Not all is done: 3 given up at t", 3),
        (_status({"guarded": 4, "held": [HELD]}), "Not all is done: a lacks 4 favourites at once", 3),
        (
            _status({"guarded": 4, "held": [HELD | {"hates": 3}]}),
            "Not all is done: a lacks 1 favourite and 3 hates at once",
            3,
        ),
        (
            _status({"guarded": 1, "held": [HELD | {"count": 1, "hates": 1}]}),
            "Not all is done: a lacks 1 hate at once",
            3,
        ),
        (_status({"held": [HELD | {"kind": "removals"}]}), "Not all is done: 4 removals held at a", 3),
        (_status({"gone_at_source": 2}), "All well: ", 0),
        (
            _status({"state": "awaiting_approval", "trouble": "j: wait"}),
            "Needs you: a may not be written yet: j: wait",
            4,
        ),
        (
            _status({"state": "needs_login"}, failed=1),
            "Needs you: a must log in: renew accounts.a in the configuration",
            4,
        ),
        ({"balanced": True, "profiles": {}, "daemon": {"process": None, "failed_wishes": []}}, "Nothing to do", 0),
        (_status() | {"balanced": False}, "A bug", 1),
    ],
)
def test_the_verdict_and_the_code_go_together(status: dict[str, Any], begins: str, code: int) -> None:
    """Each kind of trouble has its sentence and its exit code; what no one can help is no trouble."""
    assert verdict(status).startswith(begins)
    assert exit_for_status(status) == code


def test_every_hint_names_its_command() -> None:
    """Whatever waits for somebody comes with the command that shows or does it."""
    account = {"state": "unreachable", "guarded": 4, "held": [HELD], "gone_at_source": 2}
    lines = hints(_status(account, doubtful=1, failed=2, held=3, pending=4))
    assert [line.rpartition(": ")[2] for line in lines[:5]] == [
        "syncd status --state doubtful",
        "syncd status --state held",
        "syncd status --state failed",
        "syncd sync",
        "syncd doctor",
    ]
    assert lines[5] == "a: 2 favourites are gone at the source: taken down by the service, not unloved, so kept"
    assert lines[6] == "a: 4 favourites vanished"
    assert "syncd approve list --all" in lines[8]
    assert "syncd approve 1a2b" in lines[9]


def _owing(*rows: tuple[str, str, int, str]) -> dict[str, Any]:
    """A status at whose target these are still to be written, beside the favourites."""
    status = _status(settled=9)
    names = ("wanted", "state", "count", "why")
    status["profiles"]["default"]["targets"]["t"]["owed"] = [dict(zip(names, row, strict=True)) for row in rows]
    return status


def test_what_is_owed_beside_the_favourites_is_trouble_like_theirs() -> None:
    """How many of what, in which state, and what to do; what differs in its reason only is one sentence."""
    status = _owing(
        ("unloved", "failed", 1, "no such track"),
        ("unloved", "pending", 2, "due now"),
        ("unloved", "pending", 1, "tried again at noon"),
        ("cleared", "held", 2, "not allowed yet"),
    )

    assert verdict(status) == (
        "Not all is done: 3 unloves still to be done at t; 2 ends of hates held back at t; 1 unlove given up at t"
    )
    assert exit_for_status(status) == 3
    assert hints(status) == [
        "t: 1 unlove given up; try again: syncd retry",
        "  1: no such track",
        "t: 3 unloves still to be done; run: syncd sync",
        "  2: due now",
        "  1: tried again at noon",
        "t: 2 ends of hates held back",
        "  2: not allowed yet",
    ]


def test_what_was_sent_and_is_not_seen_yet_is_no_trouble() -> None:
    """The next look tells, as of a love."""
    status = _owing(("hated", "unconfirmed", 1, "sent, not seen yet"))

    assert verdict(status).startswith("All well")
    assert (exit_for_status(status), hints(status)) == (0, [])


@pytest.mark.parametrize(
    ("rests", "why", "hint"),
    [
        (["jamendo"], {DUE_NOW: 4}, " after 2026-11-22 13:20 UTC: until then jamendo rests"),
        (["musicbrainz"], {"not asked yet": 4}, " after 2026-11-22 13:20 UTC: until then musicbrainz rests"),
        (
            ["listenbrainz", "musicbrainz"],
            {"l may hate it: never read whole so far": 4},
            " after 2026-11-22 13:20 UTC: until then listenbrainz and musicbrainz rest",
        ),
        (["musicbrainz"], {DUE_NOW: 1, "not asked yet": 3}, ""),
        (["boomplay"], {"not asked yet": 4}, ""),
        ([], {"not asked yet": 4}, ""),
    ],
)
def test_a_sync_is_not_advised_while_it_cannot_help(rests: list[str], why: dict[str, int], hint: str) -> None:
    """Songs whose target rests, or who can only be asked about where it rests, are done after that; what is due goes now."""
    status = _status({"service": "jamendo"}, pending=4)
    (profile,) = status["profiles"].values()
    profile["accounts"] = {"t": profile["accounts"].pop("a")}
    profile["targets"]["t"]["why"] = why
    hosts = ("boomplay", "listenbrainz", "jamendo", "musicbrainz")
    until = {host: {"rests_until": "2026-11-22T13:19:58Z" if host in rests else None} for host in hosts}
    daemon = {"process": "7", "failed_wishes": []}

    assert hints({**status, "hosts": until})[0] == f"t: 4 still to be done; run: syncd sync{hint}"
    assert hints({**status, "hosts": until, "daemon": daemon})[0] == (
        f"t: 4 still to be done; the daemon goes on with it{hint}"
    )


def test_what_waits_for_a_list_that_nobody_may_read_is_not_a_matter_of_another_sync() -> None:
    """A new account whose token is refused may hate anything: its login comes first."""
    status = _status({"state": "needs_login", "trouble": "a must log in"}, pending=4)
    status["profiles"]["default"]["targets"]["t"]["why"] = {"a may hate it: never read whole so far": 4}

    assert hints(status)[0] == "t: 4 still to be done, once that account was read"


def test_what_waits_for_a_login_is_not_a_matter_of_another_sync() -> None:
    """Where the target must log in, its songs are done once it has; else their reasons follow."""
    counts = dict[str, object](dict.fromkeys(State, 0), pending=49, why={"not asked yet": 49}, by_hand=[], undecided=[])

    def hinted(state: str) -> list[str]:
        account = {
            "state": state,
            "guarded": 0,
            "held": [],
            "gone_at_source": 0,
            "last_whole_look": "2026-11-22T08:00:00Z",
        }
        profile = {"accounts": {"t": account}, "targets": {"t": counts}, "favourites": 49}
        return hints({"profiles": {"default": profile}, "daemon": {"process": None, "failed_wishes": []}})

    assert hinted("needs_login")[0] == "t: 49 still to be done, once its login is in order"
    assert hinted("read") == ["t: 49 still to be done; run: syncd sync", "  49: not asked yet"]
