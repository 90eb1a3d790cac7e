"""`syncd wrong` as a process, over the real stand-ins."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from syncd.sandbox.ledgers import Verb
from tests.system.conftest import Stage

Make = Callable[..., Stage]
_MATCHED = (
    "select m.ref, b.mbid, coalesce(l.ref, '') from mappings m"
    " join mbids b on b.recording_id = m.recording_id and b.is_current"
    " join outbox o on o.recording_id = m.recording_id and o.ref = b.mbid and o.state = 'done'"
    " left join locations l on l.recording_id = m.recording_id"
    " where m.service = 'boomplay' and m.decider in ('isrc', 'names')"
    " and (select count(*) from mappings x where x.recording_id = m.recording_id) = 1 order by l.ref is null desc, m.ref"
)


def query(stage: Stage, statement: str) -> list[Any]:
    """Ask the database."""
    with closing(sqlite3.connect(stage.config.with_suffix(".db"))) as connection:
        return connection.execute(statement).fetchall()


def loved(stage: Stage, service: str, account: str) -> set[str]:
    """What an account loves now, as the stand-ins tell."""
    return {item for item, score in stage.holdings()[service][account].items() if score == 1}


def test_a_wrong_match_was_pushed_to_l_and_a_human_says_none_with_removals_off(stage: Make) -> None:
    """Wanted (design.md section 10): the wrong love is gone, and did not travel on to J."""
    here = stage(favourites=30)
    here.report()
    assert "removals" not in here.config.read_text() or 'removals = "off"' in here.config.read_text()
    before = loved(here, "jamendo", "972174")
    boomplay, mbid, jamendo = query(here, _MATCHED)[0]
    assert (jamendo, mbid in loved(here, "listenbrainz", "alice")) == ("", True)

    said = here.run("wrong", f"https://www.boomplay.com/songs/{boomplay}")

    assert said.returncode == 0, said.stderr
    assert "my-listenbrainz: gone, a look proved it" in said.stdout
    assert mbid not in loved(here, "listenbrainz", "alice")
    assert here.report()["balanced"]
    assert mbid not in loved(here, "listenbrainz", "alice")
    assert loved(here, "jamendo", "972174") == before
    assert query(here, "select * from amends") == query(here, "select * from tombstones") == []
    assert here.sandbox.journal()["violations"] == []


def test_what_jamendo_cannot_take_back_is_told_and_never_liked_again(stage: Make) -> None:
    """The link is shown; a human takes the like away there, and a sync leaves it so, with one POST in all."""
    here = stage(favourites=30)
    here.report()
    boomplay, mbid, jamendo = query(here, _MATCHED)[-1]
    assert jamendo in loved(here, "jamendo", "972174")

    said = here.asked("wrong", mbid)
    here.sandbox.control.human("jamendo", Verb.UNLOVE, jamendo, "972174")
    here.report()

    assert said.code == 0, said.err
    assert f"https://www.jamendo.com/track/{jamendo}" in said.out
    assert jamendo not in loved(here, "jamendo", "972174")
    assert mbid not in loved(here, "listenbrainz", "alice")
    assert here.sandbox.journal()["violations"] == []
    told = here.asked("explain", f"boomplay:{boomplay}", "--json").json()
    assert [each["other"] for each in told["recordings"][0]["answers"]] == [f"musicbrainz:{mbid}"]


def test_only_the_account_in_question_is_asked(stage: Make) -> None:
    """`wrong` reads no source and no catalogue: a few requests to ListenBrainz, one of them a write."""
    here = stage(favourites=30)
    here.report()
    _, mbid, _ = query(here, _MATCHED)[0]
    first = len(here.sandbox.journal()["requests"])

    assert here.asked("wrong", mbid).code == 0

    asked = here.sandbox.journal()["requests"][first:]
    assert {request["service"] for request in asked} == {"listenbrainz"}
    assert sum(bool(request["write"]) for request in asked) == 1
