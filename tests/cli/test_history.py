"""`syncd history` and `syncd undo`: the journal, and back."""

import pytest

from syncd.sandbox.ledgers import Verb
from syncd.store.lock import only_writer
from tests.cli.scene import Scene, run
from tests.cli.wishes import grant_wishes, waiting_wishes

_MEMORY = ("amends", "loves", "outbox", "tombstones", "journal", "cycles")


def memory(scene: Scene) -> list[list[object]]:
    """All of the memory that a dry run may not touch."""
    return [scene.execute(f"select * from {table}") for table in _MEMORY]  # noqa: S608  # our own names


def at_listenbrainz(scene: Scene) -> dict[str, int]:
    """What Alice loves and hates now."""
    return dict(scene.sandbox.control.holdings()["listenbrainz"]["alice"])


def test_every_like_that_was_changed_stands_in_the_history(synced: Scene) -> None:
    """The newest first: when, where, what, by its name and page, and what was there before."""
    told = synced.run("history", "--json", "--limit", "1000").json()

    rows = told["changes"]
    assert len(rows) == synced.execute("select count(*) from journal")[0][0] > 10
    assert [row["cycle"] for row in rows] == sorted((row["cycle"] for row in rows), reverse=True)
    assert {row["account"] for row in rows} == {"my-listenbrainz", "my-jamendo"}
    assert {(row["what"], row["was"]) for row in rows} == {("loved", "none")}
    assert all(row["title"] and row["artist"] and row["page"].startswith("https://") for row in rows)


def test_the_history_can_be_shortened_and_narrowed(synced: Scene) -> None:
    """`--limit` and `--account`; an account that nobody knows is a misuse, with the names that there are."""
    short = synced.run("history", "--json", "--limit", "3").json()["changes"]
    mine = synced.run("history", "--json", "--account", "my-jamendo").json()["changes"]
    text = synced.run("history", "--limit", "3").out
    everything = synced.run("history", "--json", "--limit", str(10**23)).json()["changes"]
    wrong = synced.run("history", "--account", "nobody")

    assert len(short) == 3
    assert [row for row in everything if row["account"] == "my-jamendo"] == mine
    assert {row["account"] for row in mine} == {"my-jamendo"}
    assert "more: syncd history --limit 30" in text
    assert wrong.code == 2
    assert "my-jamendo" in wrong.err


def test_the_history_says_why_something_failed(synced: Scene) -> None:
    """What was given up stands there with its reason and the way back, for people and for programs."""
    synced.execute("update outbox set state = 'failed', error = 'no such track' where rowid = 1")

    text, told = synced.run("history").out, synced.run("history", "--json").json()

    assert "Given up; try again: syncd retry" in text
    assert "why: no such track" in text
    assert [row["why"] for row in told["failed"]] == ["no such track"]


def test_before_the_first_sync_there_is_no_history(fresh: Scene) -> None:
    """It says so, and makes no database."""
    said = fresh.run("history")

    assert said.code == 0
    assert "changed nothing yet" in said.out
    assert not fresh.database.exists()


def test_an_undone_cycle_is_taken_back_where_the_service_can(alone: Scene) -> None:
    """ListenBrainz: gone and not made again. Jamendo: every page to click. Then it is undone, and no more to be undone."""
    before = at_listenbrainz(alone)
    alone.run("sync", "-q")
    cycle = alone.execute("select min(cycle) from journal")[0][0]
    liked = len(alone.sandbox.control.holdings()["jamendo"]["972174"])
    remembered = memory(alone)

    dry = alone.run("undo", "-q", "-n", "--since", "1h")
    assert dry.code == 0, dry.err
    assert "to be taken back" in dry.out
    assert memory(alone) == remembered

    said = alone.run("undo", "-q", "--yes", "--since", "1h")

    assert said.code == 0, said.out + said.err
    assert "loves taken back, proved by a look" in said.out
    assert "lets nobody take a love back" in said.out
    assert said.out.count("https://www.jamendo.com/track/") >= 1
    assert at_listenbrainz(alone) == before
    assert len(alone.sandbox.control.holdings()["jamendo"]["972174"]) == liked
    again = alone.run("undo", "-q", str(cycle))
    assert again.code == 2
    assert "is undone already" in again.err
    told = alone.run("history", "--limit", "1000").out.splitlines()
    assert f"take it back: syncd undo {cycle}" not in "\n".join(told)
    assert [line.endswith("; undone") for line in told if line.startswith(f"Cycle {cycle},")] == [True]
    assert alone.run("sync", "-q").code == 0
    assert at_listenbrainz(alone) == before
    rows = alone.run("history", "--json", "--limit", "1000").json()["changes"]
    assert {row["undone_at"] is None for row in rows if row["what"] == "loved"} == {False}
    assert alone.run("status", "--json").json()["balanced"]


def test_an_undo_can_be_undone(alone: Scene) -> None:
    """The unloves of the first are loves again, by the human's word."""
    alone.run("sync", "-q")
    after = at_listenbrainz(alone)
    alone.run("undo", "-q", "--yes", "--since", "1h")
    [(cycle,)] = alone.execute("select max(cycle) from journal")

    said = alone.run("undo", "-q", "--yes", str(cycle))

    assert said.code == 0, said.out + said.err
    assert "loved again, proved by a look" in said.out
    assert at_listenbrainz(alone) == after
    [(newest,)] = alone.execute("select max(cycle) from journal")
    assert f"Cycle {newest}, " in alone.run("history").out
    assert f"syncd undo {newest}" not in alone.run("history").out  # it was the human's word, and is his love now
    assert alone.execute("select * from amends") == []


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "say what is to be undone"),
        (("3", "--since", "2h"), "say what is to be undone"),
        (("999",), "cycles that can be undone"),
        ((str(10**23),), "cycles that can be undone"),
        (("--", str(-(10**23))), "cycles that can be undone"),
        (("--since", "yesterday"), "use a time such as"),
        (("--since", "0001-01-01T00:00+14:00"), "use a time such as"),
        (("--since", "9999-12-31T23:59-14:00"), "use a time such as"),
        (("--since", "2099-01-01"), "changed nothing here"),
    ],
)
def test_what_cannot_be_undone_is_a_misuse(synced: Scene, arguments: tuple[str, ...], why: str) -> None:
    """Exit 2 and what can be; nothing is changed, nobody is asked."""
    before, requests = memory(synced), synced.requests()

    said = run("--config", str(synced.config), "undo", *arguments)

    assert said.code == 2
    assert why in said.err
    assert memory(synced) == before
    assert synced.requests() == requests


@pytest.mark.parametrize("command", [("undo", "1"), ("retry",)])
def test_a_writing_command_beside_another_syncd_is_told_so(synced: Scene, command: tuple[str, ...]) -> None:
    """One writer at a time; `history` works all the same."""
    before = memory(synced)
    with only_writer(synced.database):
        assert synced.run(*command).code == 75
        assert synced.run("history").code == 0

    assert memory(synced) == before


@pytest.mark.parametrize("arguments", [(), ("3", "--since", "2h"), ("999",)])
def test_whoever_does_not_say_what_is_told_what_there_is(synced: Scene, arguments: tuple[str, ...]) -> None:
    """Every cycle that an undo would change anything of, with how much."""
    told = synced.run("undo", *arguments).err

    cycles = synced.execute("select cycle, count(*) from journal group by cycle order by cycle desc")
    listed = [line.split()[1:] for line in told.splitlines() if line.endswith(" changes")]
    assert [(int(line[0]), int(line[2])) for line in listed] == cycles


def test_an_undo_that_changes_nothing_says_so_and_why(synced: Scene) -> None:
    """Humans took over all of it: nobody is asked, nothing is marked, and nothing more is promised."""
    synced.execute("delete from journal where account_id = (select id from accounts where name = 'my-jamendo')")
    synced.execute("update loves set is_ours = 0, since_cycle = 0")
    [(cycle,)] = synced.execute("select min(cycle) from journal")
    before, requests = memory(synced), synced.requests()

    said = synced.run("undo", str(cycle))

    assert said.code == 0, said.err
    assert "left alone: a human has changed it since" in said.out
    assert said.out.endswith("Nothing was undone.\n")
    assert memory(synced) == before
    assert synced.requests() == requests
    assert "take it back" not in synced.run("history").out
    assert "there is no cycle that can be undone" in synced.run("undo", "999").err


@pytest.mark.parametrize("dry", [("-n",), ()])
def test_what_is_left_alone_at_a_disabled_account_is_said(synced: Scene, dry: tuple[str, ...]) -> None:
    """It is not written to; whoever wants it undone there is told how, whether anything else is undone or not."""
    named = "[accounts.my-listenbrainz]\n"
    synced.config.write_text(synced.config.read_text().replace(named, f"{named}enabled = false\n"))
    mine = "account_id = (select id from accounts where name = 'my-listenbrainz')"
    [(count,)] = synced.execute(f"select count(*) from journal where {mine}")  # noqa: S608  # our own names
    told = f"my-listenbrainz: {count} changes left alone: the account is disabled"

    said = synced.run("undo", *dry, "--since", "1h")
    synced.execute(f"delete from journal where not {mine}")  # noqa: S608  # our own names
    nothing = synced.run("undo", *dry, "--since", "1h")

    assert (said.code, told in said.out) == (0, True), said.err
    assert (nothing.code, told in nothing.err) == (2, True)


def test_nobody_takes_much_back_by_accident(synced: Scene) -> None:
    """Beyond the guard's bound a program has to say --yes: how many, where, and nothing is changed."""
    [(loves,)] = synced.execute(
        "select count(*) from journal where account_id = (select id from accounts where name = 'my-listenbrainz')"
    )
    before, requests = memory(synced), synced.requests()

    said = synced.run("undo", "--since", "1h")

    assert said.code == 2
    assert f"my-listenbrainz: {loves} loves to be taken back at once" in said.err
    assert "a program says --yes" in said.err
    assert memory(synced) == before
    assert synced.requests() == requests


def test_beside_a_daemon_a_retry_of_nothing_leaves_nothing(synced: Scene) -> None:
    """It says that nothing has failed, and nobody has to find that out once more."""
    with only_writer(synced.database, is_daemon=True):
        said = synced.run("retry")

    assert said.code == 0
    assert "Nothing has failed" in said.out
    assert "left for the running daemon" not in said.out
    assert waiting_wishes(synced) == []


def test_with_nothing_failed_a_retry_says_so(synced: Scene) -> None:
    """Exit 0, and nobody is asked."""
    requests = synced.requests()

    said = synced.run("retry", "-q")

    assert said.code == 0
    assert "Nothing has failed" in said.out
    assert synced.requests() == requests


def test_a_retry_says_what_may_happen_and_does_it(alone: Scene) -> None:
    """A like that was given up at Jamendo: what a second one may do is said first; a look shows that it stands there."""
    alone.run("sync", "-q")
    [(ref,)] = alone.execute(
        "select ref from outbox where account_id = (select id from accounts where"
        " name = 'my-jamendo') order by ref limit 1"
    )
    alone.execute("update outbox set state = 'failed', error = 'never seen' where ref = ?", ref)
    alone.execute("delete from loves where ref = ?", ref)
    alone.sandbox.control.human("jamendo", Verb.UNLOVE, ref, "972174")

    dry = alone.run("retry", "-n")
    assert alone.execute("select state from outbox where ref = ?", ref) == [("failed",)]
    said = alone.run("retry", "-q", "--account", "my-jamendo")

    for told in (dry, said):
        assert "1 failed write to be tried again" in told.out
        assert "a second like may undo the first" in told.out
        assert "(never seen)" in told.out
    assert said.code == 0, said.out + said.err
    assert ref in alone.sandbox.control.holdings()["jamendo"]["972174"]
    assert alone.execute("select state from outbox where ref = ?", ref) == [("done",)]


def test_beside_a_daemon_a_retry_is_left_as_a_wish_and_an_undo_is_not(alone: Scene) -> None:
    """What may happen is said at once; the daemon carries it out. An undo has to wait until it has stopped."""
    alone.run("sync", "-q")
    [(ref,)] = alone.execute("select ref from outbox where state = 'done' order by ref limit 1")
    alone.execute("update outbox set state = 'failed', error = 'never seen' where ref = ?", ref)
    alone.execute("delete from loves where ref = ?", ref)
    with only_writer(alone.database, is_daemon=True):
        undo = alone.run("undo", "--since", "1h")
        said = alone.run("retry", "-q")

    assert undo.code == 75
    assert said.code == 0
    assert "1 failed write to be tried again" in said.out
    assert waiting_wishes(alone) == [("retry", {"dry_run": False, "account": None})]
    grant_wishes(alone)
    assert waiting_wishes(alone) == []
    assert alone.execute("select state from outbox where ref = ?", ref) == [("done",)]


def test_old_history_ends_with_a_sync(synced: Scene) -> None:
    """`keep_history` is carried out, and numbers go on rising."""
    [(newest,)] = synced.execute("select max(id) from cycles")
    synced.execute("update journal set at = '2020-01-01 00:00:00.000000'")
    synced.execute("update cycles set started_at = '2020-01-01 00:00:00.000000'")

    said = synced.run("sync", "-q")

    assert said.code in {0, 3}, said.err
    assert synced.execute("select count(*) from journal") == [(0,)]
    assert synced.execute("select min(id) from cycles")[0][0] > newest
