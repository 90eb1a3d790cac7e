"""What the status tells of a daemon."""

from datetime import UTC, datetime

from syncd import __version__
from syncd.cli.running import told
from syncd.cli.status_text import until
from syncd.cli.verdict import hints
from syncd.domain.plan import State

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AT = "2026-11-22T12:00:00Z"
ALONE = {"parameters": {"text": "Alone Again"}, "profile": None}
WISH = {"verb": "wrong", "about": "Alone Again", **ALONE, "wished_at": AT, "trouble": ""}


def test_what_a_daemon_does_by_itself_is_not_advised() -> None:
    """Beside it a sync would end with 75."""
    target = {"favourites": 9, "by_hand": [], "undecided": [], **{state.value: 0 for state in State}, "pending": 4}
    status = {"profiles": {"default": {"accounts": {}, "targets": {"t": target}}}, "daemon": {"process": "1"}}

    assert hints(status) == ["t: 4 still to be done; the daemon goes on with it"]


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    """No daemon, no wishes: no line."""
    assert list(told({"process": None, "version": None, "wishes": [], "failed_wishes": [], "port_trouble": ""})) == []


def test_a_wish_that_waits_says_for_whom() -> None:
    """A daemon takes it within a minute; where none runs, the next one does."""
    beside, alone = (
        {"process": who, "version": __version__, "wishes": [WISH], "failed_wishes": [], "port_trouble": ""}
        for who in ("1", None)
    )

    first, second = told(beside)
    assert first == f"the daemon runs (process 1, version {__version__})"
    assert second.endswith("it is carried out within a minute")
    assert list(told(alone)) == [
        "waits: syncd wrong 'Alone Again', left at 2026-11-22T12:00:00Z; the next daemon carries it out"
    ]


def test_a_wish_that_failed_is_named_as_it_is_to_be_given_again() -> None:
    """Without `--keep` its human would approve what he said was not meant; `import USER` is no command."""
    left = [
        ("approve", {"name": "3f9c12ab70", "keep": True}, None, "approve 3f9c12ab70 --keep"),
        ("approve", {"name": "3f9c12ab70", "keep": False}, None, "approve 3f9c12ab70"),
        ("import", {"source": "lastfm", "user": "bob"}, "ann", "import lastfm bob --profile ann"),
        (
            "pin",
            {"text": "boomplay:1", "note": "on it", "account": "mine"},
            None,
            "pin boomplay:1 --account mine --note 'on it'",
        ),
        ("login", {"account": "mine"}, None, "login mine"),
        ("retry", {"dry_run": False, "account": "mine"}, None, "retry --account mine"),
        ("review decide", {"verdicts": [], "artist": None, "accepted": []}, None, "review"),
        ("review import", {"name": "my answers.csv", "text": "ref"}, None, "review import 'my answers.csv'"),
        ("unpin", {"account": None}, None, "unpin"),
    ]
    for verb, parameters, profile, command in left:
        wish = {**WISH, "verb": verb, "parameters": parameters, "profile": profile, "trouble": "no"}
        daemon = {"process": None, "version": None, "wishes": [], "failed_wishes": [wish], "port_trouble": ""}

        assert next(told(daemon)) == f"could not be carried out: syncd {command}, left at {AT}: no"


def test_a_next_poll_is_told_roughly() -> None:
    """In days, hours or minutes; what is overdue, or was never polled, is polled now."""
    instants = ["2026-11-25T13:00:00Z", "2026-11-22T15:30:00Z", "2026-11-22T12:05:30Z", "2026-11-22T11:00:00Z", None]

    assert [until(at, NOON) for at in instants] == ["in 3 d", "in 3 h", "in 5 min", "now", "now"]
