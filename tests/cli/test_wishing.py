"""Commands beside a daemon: what they leave, and what becomes of it. The daemon is this test, holding the lock as one."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from syncd.cli.review_wishing import WishingDesk
from syncd.cli.wishing import COMMANDS, granted
from syncd.daemon.config_file import load
from syncd.daemon.wiring import Program, build
from syncd.daemon.wishes import Wishes
from syncd.domain.answer import Said
from syncd.planner.review import Reply, ReviewDecision
from syncd.store.lock import only_writer
from tests.cli.planting import Doubt, desk, heard, known, plant
from tests.cli.scene import Scene, run

LEFT = "left for the running daemon"


@contextmanager
def daemon(scene: Scene) -> Iterator[Wishes]:
    """Somebody who holds the lock as a daemon does, and carries out wishes when a test says so."""
    with only_writer(scene.database, is_daemon=True), closing(program(scene)) as built:
        yield Wishes(built, partial(granted, built))


def program(scene: Scene) -> Program:
    """The program of this configuration."""
    return build(load(scene.config, {}))


def failures(scene: Scene) -> list[str]:
    """Why wishes failed, as the status tells."""
    status = scene.run("status", "--json").json()
    return [wish["trouble"] for wish in status["daemon"]["failed_wishes"]]


def some_wish(ago: timedelta) -> tuple[str, str]:
    """The details of a wish, and when it was left."""
    at = datetime.now(UTC) - ago
    return json.dumps({"parameters": {}, "profile": None}), at.strftime("%Y-%m-%d %H:%M:%S.%f")


def pushed(scene: Scene) -> tuple[str, str]:
    """A song of Boomplay, and the MBID that it was loved as."""
    query = (
        "select m.ref, o.ref from mappings m join outbox o on o.recording_id = m.recording_id and o.state = 'done'"
        " where m.service = 'boomplay' and m.decider = 'isrc' and length(o.ref) = 36 order by m.ref"
    )
    found: tuple[str, str] = scene.execute(query)[0]
    return found


def loved(scene: Scene, mbid: str) -> bool:
    """Whether ListenBrainz shows a love."""
    ledger = scene.sandbox.control.holdings()["listenbrainz"]["alice"]
    return ledger.get(mbid) == 1


def test_what_a_daemon_left_undone_comes_before_a_later_word(synced: Scene) -> None:
    """The next daemon would hear the older word last, and take back what the later one has said."""
    boomplay, mbid = pushed(synced)
    with daemon(synced):
        assert LEFT in synced.run("wrong", f"boomplay:{boomplay}").out
    assert synced.run("wrong", "-n", f"boomplay:{boomplay}").code == 0
    assert loved(synced, mbid), "a dry run carries nothing out"

    assert synced.run("review", "forget", f"boomplay:{boomplay}").code == 0
    assert synced.execute("select count(*) from wishes") == [(0,)]
    assert synced.execute("select count(*) from answers") == [(0,)]
    assert synced.run("sync", "-q").code == 0
    assert loved(synced, mbid)


def test_wrong_is_left_and_carried_out_once(synced: Scene) -> None:
    """The command ends with 0 at once; the daemon takes the love back, by the same work, and the wish is gone."""
    ref, mbid = pushed(synced)
    with daemon(synced) as wishes:
        said = run("--config", str(synced.config), "wrong", f"boomplay:{ref}", "-q")
        assert (said.code, LEFT in said.out) == (0, True)
        assert f"; what became of it: syncd --config {synced.config} status" in said.out
        assert loved(synced, mbid)
        waits = synced.run("status", "--json").json()["daemon"]["wishes"]
        assert [(each["verb"], each["parameters"]["text"]) for each in waits] == [("wrong", f"boomplay:{ref}")]

        assert [wishes.carry_out() for _ in range(2)] == [True, False]

    assert not loved(synced, mbid)
    assert synced.execute("select * from wishes") == []


def test_an_import_from_one_place_settles_none_from_another(synced: Scene) -> None:
    """The same name at Last.fm and at Libre.fm: each failure is told, with where from."""
    with daemon(synced) as wishes:
        for place in ("lastfm", "librefm"):
            assert LEFT in synced.run("import", place, "nobody", "--yes").out
        wishes.carry_out()

    assert [trouble.split(": ")[1].split()[0] for trouble in failures(synced)] == ["Lastfm", "Librefm"]


def test_what_cannot_be_is_said_before_it_is_left(synced: Scene) -> None:
    """A ref that nobody knows is refused by the command itself, with 2, and no wish is left."""
    with daemon(synced):
        said = [synced.run("wrong", "boomplay:999"), synced.run("review", "skip", "boomplay:999")]

    assert [each.code for each in said] == [2, 2]
    assert synced.execute("select * from wishes") == []


def test_beside_a_one_shot_there_is_nobody_to_wish_from(synced: Scene) -> None:
    """75, as ever: a sync carries out no wishes."""
    ref, _ = pushed(synced)
    with only_writer(synced.database):
        said = [synced.run("wrong", f"boomplay:{ref}"), synced.run("review", "skip", f"boomplay:{ref}")]

    assert [each.code for each in said] == [75, 75]
    assert synced.execute("select * from wishes") == []


def test_a_decision_means_the_same_to_the_daemon(synced: Scene) -> None:
    """A candidate is left by its id, not by its number; accepted, ruled out and skipped arrive as what they were."""
    songs = [
        Doubt(heard(n, f"Song {n}", "Nina Holm"), (known(n, f"Song {n}", "Nina Holm", 207),), None) for n in (1, 2, 3)
    ]
    with desk(synced) as at:
        plant(at, songs)
    refs = [str(song.ref) for song in songs]
    with daemon(synced) as wishes:
        said = [
            synced.run("review", "accept", refs[0], "1"),
            synced.run("review", "none", refs[1]),
            synced.run("review", "skip", refs[2]),
        ]
        left = [json.loads(details) for (details,) in synced.execute("select details from wishes order by id")]
        wishes.carry_out()

    assert [each.code for each in said] == [0, 0, 0]
    assert all(LEFT in each.out and "what became of it: syncd status" in each.out for each in said)
    assert left[0]["parameters"]["verdicts"][0]["candidates"] == [str(songs[0].theirs[0].ref)]
    answers = synced.execute("select ref, said from answers order by ref")
    assert sorted(answers) == sorted(
        (ref.partition(":")[2], word) for ref, word in zip(refs, ("is", "not", "skip"), strict=True)
    )
    assert failures(synced) == []


def test_a_decision_is_taken_back_before_and_after_it_was_carried_out(synced: Scene) -> None:
    """At the keys of `review`, too: a wish that waits is taken back, one that is done is forgotten by another wish."""
    songs = [
        Doubt(heard(n, f"Song {n}", "Nina Holm"), (known(n, f"Song {n}", "Nina Holm", 207),), None) for n in (1, 2)
    ]
    with desk(synced) as at:
        plant(at, songs)
        cases = {case.refs[0]: case for case in at.cases()}
    decisions = [ReviewDecision((Reply(cases[song.ref], Said.SKIP),)) for song in songs]
    with daemon(synced) as wishes, closing(program(synced)) as built:
        keys = WishingDesk(built)
        keys.carry_out(decisions[0])
        keys.undo()
        assert synced.execute("select * from wishes") == []
        keys.carry_out(decisions[1])
        wishes.carry_out()
        assert synced.execute("select said from answers") == [("skip",)]
        keys.undo()
        wishes.carry_out()

    assert synced.execute("select said from answers") == []
    assert failures(synced) == []


def test_answers_from_a_file_are_left_with_their_text(synced: Scene, tmp_path: Path) -> None:
    """The daemon need not be able to read the file."""
    ref, _ = pushed(synced)
    assert synced.run("review", "skip", f"boomplay:{ref}").code == 0
    file = tmp_path / "answers.csv"
    assert synced.run("review", "export", str(file)).code == 0
    assert synced.run("review", "forget", f"boomplay:{ref}").code == 0
    assert synced.execute("select count(*) from answers") == [(0,)]
    with daemon(synced) as wishes:
        assert LEFT in synced.run("review", "import", str(file)).out
        file.unlink()
        wishes.carry_out()

    assert synced.execute("select ref, said from answers") == [(ref, "skip")]


def test_a_wish_that_fails_says_so_and_stops_nobody(synced: Scene) -> None:
    """The status tells why, in both its forms; the wish after it is carried out."""
    ref, _ = pushed(synced)
    with daemon(synced) as wishes:
        synced.run("review", "forget", f"boomplay:{ref}")
        synced.run("review", "skip", f"boomplay:{ref}")
        wishes.carry_out()
        shown = synced.run("status")

    assert failures(synced) == [f"boomplay:{ref}: no human has said anything about it"]
    assert "could not be carried out: syncd review forget" in shown.out
    assert synced.execute("select said from answers") == [("skip",)]


def test_a_wish_of_another_version_is_refused_in_words(synced: Scene) -> None:
    """What this daemon does not know fails, and does not come back."""
    synced.execute("insert into wishes (verb, details, wished_at) values ('dance', ?, ?)", *some_wish(timedelta()))
    with daemon(synced) as wishes:
        wishes.carry_out()

    assert failures(synced) == ["this syncd does not know the wish dance"]


def test_a_refresh_of_everything_names_no_song(synced: Scene) -> None:
    """Done at once, and left for a daemon: it is about none of them."""
    assert synced.run("review", "refresh").code == 0
    with daemon(synced):
        assert synced.run("review", "refresh").code == 0
        assert "waits: syncd review refresh, left at" in synced.run("status").out


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_wish_names_some_work(verb: str) -> None:
    """The table of what may be wished and the commands cannot drift apart."""
    from syncd.cli.wishing import _work  # noqa: PLC0415  # private, and needed here alone

    assert callable(_work(verb))


def test_the_latest_plan_is_shown_with_its_age(synced: Scene) -> None:
    """Beside a daemon `plan` asks nobody."""
    assert synced.run("plan", "-q").code in {0, 3}
    asked = synced.requests()
    with daemon(synced):
        said = synced.run("plan")

    assert "the daemon runs; this is the plan of" in said.err
    assert synced.requests() == asked


def approves_in_vain(synced: Scene, ago: timedelta) -> None:
    """A daemon could not approve what was left for it so long ago."""
    row = "insert into wishes (verb, details, wished_at, trouble) values ('approve', ?, ?, 'nothing has this name')"
    synced.execute(row, *some_wish(ago))


def test_a_wish_that_failed_is_told_for_a_week(synced: Scene) -> None:
    """Whoever meant something else, and never gives it again, need not read of it for ever."""
    approves_in_vain(synced, timedelta(days=6))
    lately = synced.run("status")
    synced.execute("delete from wishes")
    approves_in_vain(synced, timedelta(days=8))

    assert (lately.code, synced.run("status").code) == (3, 0)
    assert "  give it again once the cause is gone; it is told of for 7 days" in lately.out.splitlines()


def test_a_wish_that_failed_is_no_good_end(synced: Scene) -> None:
    """The first line of the status says so, and so does its exit code; once it is settled all is well again."""
    before = synced.run("status")
    approves_in_vain(synced, timedelta())

    said = synced.run("status")
    synced.execute("delete from wishes")

    assert said.code == 3
    assert "a command left for the daemon failed: approve" in said.out.splitlines()[0]
    assert "failed" not in before.out.splitlines()[0]
    assert synced.run("status").out.splitlines()[0] == before.out.splitlines()[0]


def test_what_failed_is_settled_by_doing_it_without_the_daemon(synced: Scene) -> None:
    """Else a status would end with 3 until that very command is given beside a daemon again; another command settles nothing."""
    ref, _ = pushed(synced)
    with daemon(synced) as wishes:
        synced.run("review", "forget", f"boomplay:{ref}")
        wishes.carry_out()
    synced.run("review", "skip", f"boomplay:{ref}")
    unsettled = failures(synced)
    forgotten = synced.run("review", "forget", f"boomplay:{ref}")

    assert forgotten.code == 0, forgotten.err
    assert unsettled
    assert failures(synced) == []
    assert synced.run("status").code == 0
