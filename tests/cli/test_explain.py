"""`syncd explain`: everything that is known of one recording."""

from typing import Any

import pytest

from syncd.store.lock import only_writer
from tests.cli.scene import Scene

PUSHED = (
    "select m.ref, b.mbid, l.ref from mappings m join mbids b on b.recording_id = m.recording_id and b.is_current"
    " join locations l on l.recording_id = m.recording_id"
    " join outbox o on o.recording_id = m.recording_id and o.ref = b.mbid and o.state = 'done'"
    " join outbox j on j.recording_id = m.recording_id and j.ref = l.ref and j.state = 'done'"
    " where m.service = 'boomplay' and m.decider in ('isrc', 'names') order by m.ref"
)


@pytest.fixture
def song(synced: Scene) -> tuple[str, str, str]:
    """A song of Boomplay, its MBID, and its place at Jamendo; syncd loved it at both."""
    found: tuple[str, str, str] = synced.execute(PUSHED)[0]
    return found


def explained(scene: Scene, text: str) -> dict[str, Any]:
    """What is told of the only recording meant."""
    said = scene.run("explain", text, "--json")
    assert said.code == 0, said.err
    [recording] = said.json()["recordings"]
    assert isinstance(recording, dict)
    return recording


def test_everything_is_there(synced: Scene, song: tuple[str, str, str]) -> None:
    """Who decided with which reasons, where it is located, how it stands per account, whose love it is, the journal."""
    boomplay, mbid, jamendo = song
    told = explained(synced, f"boomplay:{boomplay}")

    assert told["mbid"] == mbid
    [track] = [each for each in told["tracks"] if each["ref"] == f"boomplay:{boomplay}"]
    assert track["decider"] in {"isrc", "names"}
    assert track["reasons"]
    assert track["page"] == f"https://www.boomplay.com/songs/{boomplay}"
    assert [each["ref"] for each in told["located"]] == [f"jamendo:{jamendo}"]
    accounts = {each["account"]: each for each in told["accounts"]}
    assert {name: each["state"] for name, each in accounts.items()} == {
        "my-boomplay": None,
        "my-listenbrainz": "settled",
        "my-jamendo": "settled",
    }
    assert [each["is_ours"] for each in accounts["my-boomplay"]["listed"]] == [False]
    assert [each["state"] for each in accounts["my-jamendo"]["outbox"]] == ["done"]
    assert {(each["account"], each["old"], each["new"]) for each in told["journal"]} == {
        ("my-listenbrainz", "none", "love"),
        ("my-jamendo", "none", "love"),
    }


def test_the_states_are_those_of_the_status(synced: Scene) -> None:
    """Song for song, `explain` says of each target what `status --state` says."""
    rows = synced.run("status", "--state", "unavailable", "--json").json()["favourites"]
    for row in rows[:5]:
        accounts = [each for each in explained(synced, row["link"])["accounts"] if each["account"] == row["target"]]
        assert [(each["state"], each["reason"]) for each in accounts] == [("unavailable", row["reason"])]


def test_people_read_the_same(synced: Scene, song: tuple[str, str, str]) -> None:
    """The text names the pages, the decider, the reasons, the states and the journal."""
    boomplay, mbid, jamendo = song
    said = synced.run("explain", mbid)
    assert said.code == 0
    for part in (
        f"https://www.boomplay.com/songs/{boomplay}",
        f"https://musicbrainz.org/recording/{mbid}",
        f"https://www.jamendo.com/track/{jamendo}",
        "+title (equal)",
        "decided by ",
        "my-jamendo of default (target): settled (loved there)",
        "by syncd, since cycle",
        "by a human, there before the first look",
        "tried once",
        "from none to love",
    ):
        assert part in said.out


def test_doubts_and_misses_are_told_with_when_it_is_asked_again(synced: Scene) -> None:
    """A recording that no place knows names each of them, how often it was asked, and when it is asked again."""
    rows = synced.execute("select m.ref, x.place, x.tries from misses x join mappings m using (recording_id) where m.service = 'boomplay'")  # fmt: skip
    ref = rows[0][0]
    told = explained(synced, f"boomplay:{ref}")
    assert {(each["place"], each["tries"]) for each in told["misses"]} == {row[1:] for row in rows if row[0] == ref}
    assert all(each["not_before"] > "2020" for each in told["misses"])
    assert "asked once, asked again from" in synced.run("explain", f"boomplay:{ref}").out


def test_a_humans_word_and_what_waits_to_be_taken_back_are_told(synced: Scene) -> None:
    """After `wrong`, the track says what it is not, and the place says that the love there is to be taken back."""
    boomplay, mbid, jamendo = synced.execute(PUSHED)[-1]
    synced.run("wrong", "-q", f"boomplay:{boomplay}")

    [answer] = explained(synced, f"boomplay:{boomplay}")["answers"]
    assert (answer["about"], answer["said"], answer["other"]) == (f"boomplay:{boomplay}", "not", f"musicbrainz:{mbid}")
    assert f"boomplay:{boomplay} is not musicbrainz:{mbid}" in synced.run("explain", f"boomplay:{boomplay}").out
    told = synced.run("explain", f"jamendo:{jamendo}", "--json").json()["recordings"]
    waiting = [row["ref"] for each in told for account in each["accounts"] for row in account["to_be_taken_back"]]
    assert f"jamendo:{jamendo}" in waiting
    assert {("my-listenbrainz", "love", "none")} <= {
        (line["account"], line["old"], line["new"]) for line in explained(synced, mbid)["journal"]
    }


def test_what_an_undo_has_not_brought_back_yet_is_told(synced: Scene, song: tuple[str, str, str]) -> None:
    """A hate elsewhere, or a service that is down, keeps it waiting; whoever asks learns that it was not forgotten."""
    assert "loved there again" not in synced.run("explain", song[1]).out
    synced.execute("insert into amends select account_id, ref, recording_id, 1, 1 from outbox where ref = ?", song[1])

    accounts = explained(synced, song[1])["accounts"]
    waiting = {each["account"]: [row["ref"] for row in each["to_be_brought_back"]] for each in accounts}
    assert waiting == {"my-boomplay": [], "my-listenbrainz": [f"listenbrainz:{song[1]}"], "my-jamendo": []}
    assert "to be loved there again, as a human said: https://" in synced.run("explain", song[1]).out


def test_a_profile_is_told_of_its_own_accounts_alone(synced: Scene, song: tuple[str, str, str]) -> None:
    """How a song stands with somebody else, and what syncd did there, is not what was asked."""
    synced.rewrite("[accounts.my-jamendo]", "[profiles.bob.accounts.my-jamendo]")
    synced.execute("update accounts set profile = 'bob' where name = 'my-jamendo'")

    for profile, accounts, changed in (
        ("bob", {"my-jamendo"}, {"my-jamendo"}),
        ("default", {"my-boomplay", "my-listenbrainz"}, {"my-listenbrainz"}),
    ):
        said = synced.run("--profile", profile, "explain", song[1], "--offline", "--json")
        [told] = said.json()["recordings"]
        assert {each["account"] for each in told["accounts"]} == accounts
        assert {each["account"] for each in told["journal"]} == changed


def test_it_asks_nobody_and_needs_no_lock(synced: Scene, song: tuple[str, str, str]) -> None:
    """It works beside a running sync, and with `--offline` no service hears of it."""
    before = synced.requests()
    with only_writer(synced.database):
        assert synced.run("explain", song[1], "--offline").code == 0
    assert synced.requests() == before


def test_names_from_outside_are_harmless(synced: Scene, song: tuple[str, str, str]) -> None:
    """Titles with markup, terminal escapes and marks that turn the text around are shown as plain text."""
    synced.execute("update tracks set title = ?, artist = ?", "[bold]x[/bold]\x1b]0;evil\x07\u202e", "a\r\nb")
    said = synced.run("explain", song[1])
    assert "a b - [bold]x[/bold]]0;evil" in said.out
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(said.out)


def test_before_the_first_sync_nothing_is_known(fresh: Scene) -> None:
    """Exit 2 with a sentence, and no database is made."""
    said = fresh.run("explain", "boomplay:1")
    assert said.code == 2
    assert not fresh.database.exists()
