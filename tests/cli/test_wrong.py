"""`syncd wrong`: what a wrong match made is taken back, where the service can."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from syncd.sandbox.ledgers import Verb
from syncd.store.lock import only_writer
from tests.cli.scene import Scene

_MEMORY = ("answers", "amends", "mappings", "locations", "loves", "outbox", "tombstones", "journal", "cycles")


@dataclass(frozen=True)
class Song:
    """A track of Boomplay that a machine matched, and that syncd loved at both targets."""

    boomplay: str
    mbid: str
    jamendo: str

    @property
    def page(self) -> str:
        """Where Boomplay shows it."""
        return f"https://www.boomplay.com/songs/{self.boomplay}"


def songs(scene: Scene) -> list[Song]:
    """All such tracks whose recording no other track is."""
    rows = scene.execute(
        "select m.ref, b.mbid, l.ref from mappings m"
        " join mbids b on b.recording_id = m.recording_id and b.is_current"
        " join locations l on l.recording_id = m.recording_id"
        " join outbox o on o.recording_id = m.recording_id and o.ref = b.mbid and o.state = 'done'"
        " join outbox j on j.recording_id = m.recording_id and j.ref = l.ref and j.state = 'done'"
        " where m.service = 'boomplay' and m.decider in ('isrc', 'names', 'link')"
        " and (select count(*) from mappings x where x.recording_id = m.recording_id) = 1 order by m.ref"
    )
    return [Song(*row) for row in rows]


@pytest.fixture(scope="module")
def unused(first_sync: Scene) -> Iterator[Song]:
    """Songs, so that no test of this module finds one that another has taken back."""
    return iter(songs(first_sync))


@pytest.fixture
def song(unused: Iterator[Song]) -> Song:
    return next(unused)


def at_listenbrainz(scene: Scene) -> dict[str, int]:
    """What Alice loves and hates now."""
    return dict(scene.sandbox.control.holdings()["listenbrainz"]["alice"])


def at_jamendo(scene: Scene) -> dict[str, int]:
    """What is liked at Jamendo now."""
    return dict(scene.sandbox.control.holdings()["jamendo"]["972174"])


def remembered(scene: Scene) -> list[list[object]]:
    """All of the memory that a dry run may not touch."""
    return [scene.execute(f"select * from {table}") for table in _MEMORY]  # noqa: S608  # our own names


def test_the_wrong_love_is_gone_where_that_is_possible_and_told_where_not(synced: Scene, song: Song) -> None:
    """ListenBrainz: gone, proved by a look. Jamendo, where it may be found again: left to the next sync."""
    said = synced.run("wrong", "-q", song.page)

    assert said.code == 0, said.out + said.err
    assert f"my-listenbrainz: gone, a look proved it  https://musicbrainz.org/recording/{song.mbid}" in said.out
    assert "my-jamendo: the next sync decides whether it stays at jamendo" in said.out
    assert "Take it back there by hand" not in said.out
    assert f"  https://www.jamendo.com/track/{song.jamendo}\n" in said.out
    assert "where it has to go, that sync shows the page" in said.out
    assert song.mbid not in at_listenbrainz(synced)
    assert song.jamendo in at_jamendo(synced)
    answers = synced.execute("select service, ref, place, answer, said from answers")
    assert answers == [("boomplay", song.boomplay, "musicbrainz", song.mbid, "not")]


def test_it_is_never_loved_again(synced: Scene, song: Song) -> None:
    """The catalogues still offer it: neither the next sync nor the one after it takes the track for that one again."""
    synced.run("wrong", "-q", song.mbid)
    for _ in range(2):
        synced.run("sync", "-q")

    assert song.mbid not in at_listenbrainz(synced)
    [(mbid,)] = synced.execute(
        "select b.mbid from mappings m left join mbids b on b.recording_id = m.recording_id and b.is_current"
        " where m.service = 'boomplay' and m.ref = ?",
        song.boomplay,
    )
    assert mbid != song.mbid


def test_what_a_human_then_takes_away_at_jamendo_is_not_liked_again(alone: Scene) -> None:
    """Each sync shows the page until the like was taken away there; then that is over, and no sync sets it again."""
    alone.run("sync", "-q")
    song = songs(alone)[0]
    alone.run("wrong", "-q", f"jamendo:{song.jamendo}")
    assert alone.execute("select ref from amends") == [(song.jamendo,)]
    told = f"Take it back there by hand:\n  https://www.jamendo.com/track/{song.jamendo}\n"
    assert told in alone.run("sync", "-q").out
    alone.sandbox.control.human("jamendo", Verb.UNLOVE, song.jamendo, "972174")
    afterwards = [alone.run("sync", "-q") for _ in range(2)]

    assert [sync.code for sync in afterwards] == [0, 0]
    assert "by hand" not in afterwards[-1].out
    assert song.jamendo not in at_jamendo(alone)
    assert alone.execute("select ref from amends") == []
    assert alone.run("status", "--json").json()["balanced"]


def test_a_jamendo_page_denies_the_place_and_not_the_recording(synced: Scene, song: Song) -> None:
    """Who the song is was right: its love at ListenBrainz stays, and only Jamendo's page is told."""
    said = synced.run("wrong", "-q", f"https://www.jamendo.com/track/{song.jamendo}/some-title")

    assert said.code == 0, said.out + said.err
    assert "my-listenbrainz" not in said.out
    assert "looks anew where it is at jamendo" in said.out
    assert "Take it back there by hand" in said.out
    assert song.mbid in at_listenbrainz(synced)
    assert synced.execute("select place, answer, said from answers") == [("jamendo", song.jamendo, "not")]


@pytest.mark.parametrize("spelling", ["page", "ref", "mbid", "recording", "listenbrainz"])
def test_every_spelling_means_the_same(synced: Scene, spelling: str) -> None:
    """A page, a ref, an MBID and a recording's page say the same; a dry run tells it and changes nothing at all."""
    song = songs(synced)[-1]
    spellings = {
        "page": song.page,
        "ref": f"boomplay:{song.boomplay}",
        "mbid": song.mbid.upper(),
        "recording": f"https://musicbrainz.org/recording/{song.mbid}",
        "listenbrainz": f"https://listenbrainz.org/track/{song.mbid}/",
    }
    before, held = remembered(synced), synced.sandbox.control.holdings()
    said = synced.run("wrong", "-n", spellings[spelling])

    assert said.code == 0, said.out + said.err
    assert said.out == synced.run("wrong", "--dry-run", song.page).out
    assert "my-listenbrainz: would be taken back" in said.out
    assert said.out.endswith("Nothing was changed.\n")
    assert remembered(synced) == before
    assert synced.sandbox.control.holdings() == held


def test_while_the_account_cannot_be_written_it_waits_and_says_why(synced: Scene, song: Song) -> None:
    """A login that fails needs a human, exit 4 with the reason; once it works, the next sync takes the love back."""
    token, wrong = synced.value("accounts", "my-listenbrainz", "token"), "00000000-0000-4000-8000-000000000000"
    synced.rewrite(token, wrong)
    said = synced.run("wrong", "-q", song.page)
    synced.rewrite(wrong, token)

    assert said.code == 4
    assert "my-listenbrainz: will be taken back at the next sync" in said.out
    assert "why not now: my-listenbrainz: " in said.out or "why not now: listenbrainz: " in said.out
    assert song.mbid in at_listenbrainz(synced)
    synced.run("sync", "-q")
    assert song.mbid not in at_listenbrainz(synced)


def test_the_others_of_the_same_reason_are_shown(synced: Scene, song: Song) -> None:
    """A second track that was taken for the same recording is named, and keeps the love until it is called wrong, too."""
    synced.execute("insert into tracks select service, '77', title, artist, album, seconds, mbid, version, isrcs, artist_ids, links, told_by_file from tracks where service = 'boomplay' and ref = ?", song.boomplay)  # fmt: skip
    synced.execute("insert into mappings select service, '77', recording_id, decider, confidence, reasons, decided_at, is_unjudged from mappings where service = 'boomplay' and ref = ?", song.boomplay)  # fmt: skip
    synced.execute("insert into loves select account_id, '77', score, since_cycle, loved_at, missing_since, is_ours, is_taken_down, is_guarded from loves where ref = ?", song.boomplay)  # fmt: skip
    said = synced.run("wrong", "-q", f"boomplay:{song.boomplay}")

    assert "Nothing is to be taken back" in said.out
    assert "The same reason matched these, too" in said.out
    assert "boomplay:77" in said.out
    assert song.mbid in at_listenbrainz(synced)
    assert "gone, a look proved it" in synced.run("wrong", "-q", "boomplay:77").out
    assert song.mbid not in at_listenbrainz(synced)


def test_what_a_human_loves_there_by_now_stays(synced: Scene, song: Song) -> None:
    """Unloved and loved by hand since the last sync: it is no love of ours any more, and is left alone."""
    for verb in (Verb.UNLOVE, Verb.LOVE):
        synced.sandbox.control.human("listenbrainz", verb, song.mbid, "alice")
    synced.execute("update loves set loved_at = '2020-01-01 00:00:00.000000' where ref = ?", song.mbid)
    said = synced.run("wrong", "-q", song.page)
    assert said.code == 0, said.out + said.err
    assert "my-listenbrainz: stays, for a human loves it there by now" in said.out
    assert song.mbid in at_listenbrainz(synced)


def test_what_a_service_states_itself_is_no_match_of_ours(synced: Scene) -> None:
    """A love that Alice herself gave to an MBID is nobody's match: exit 2, and nothing happens."""
    [(mbid,), *_] = synced.execute(
        "select m.ref from mappings m join loves l on l.ref = m.ref where m.service = 'listenbrainz'"
        " and m.decider = 'stated' and not l.is_ours"
        " and (select count(*) from mappings x where x.recording_id = m.recording_id) = 1"
    )
    before = remembered(synced)
    said = synced.run("wrong", mbid)
    assert said.code == 2
    assert "listenbrainz itself states the MBID" in said.err
    assert remembered(synced) == before


def test_what_was_not_matched_cannot_be_wrong(synced: Scene) -> None:
    """A track that no catalogue knows: exit 2 in a plain sentence."""
    [(ref,), *_] = synced.execute(
        "select ref from mappings where service = 'boomplay' and decider = 'nobody'"
        " and recording_id not in (select recording_id from doubts union select recording_id from locations)"
    )
    said = synced.run("wrong", f"boomplay:{ref}")
    assert said.code == 2
    assert "was not matched with anything" in said.err


def test_beside_another_syncd_it_is_refused(synced: Scene) -> None:
    """The lock has one holder: exit 75, and nothing changed; a dry run works all the same."""
    mbid, before = songs(synced)[-1].mbid, remembered(synced)
    with only_writer(synced.database):
        said = synced.run("wrong", mbid)
        assert synced.run("wrong", "-n", mbid).code == 0
    assert said.code == 75
    assert "another syncd" in said.err
    assert remembered(synced) == before


def test_without_a_database_nothing_is_known_and_none_is_made(fresh: Scene) -> None:
    """Before the first sync: exit 2, no file."""
    said = fresh.run("wrong", "boomplay:1")
    assert said.code == 2
    assert "nothing is known of boomplay:1" in said.err
    assert not fresh.database.exists()


def test_what_an_unlove_of_the_wrong_track_took_away_comes_back(alone: Scene) -> None:
    """Its human took our wrong like away at Jamendo, which speaks for all: what went with it is told, and loved again."""
    alone.rewrite('service = "jamendo"', 'service = "jamendo"\nrole = "both"')
    alone.rewrite("database =", 'removals = "guarded"\ndatabase =')
    alone.run("sync", "-q")
    song = songs(alone)[0]
    alone.sandbox.control.human("jamendo", Verb.UNLOVE, song.jamendo, "972174")
    alone.run("sync", "-q")
    assert song.mbid not in at_listenbrainz(alone)

    said = alone.run("wrong", "-q", f"jamendo:{song.jamendo}")
    alone.run("sync", "-q")

    page = f"https://musicbrainz.org/recording/{song.mbid}"
    assert re.search(rf"^my-listenbrainz: was taken away in cycle \d+ because of it  {page}$", said.out, re.MULTILINE)
    assert "still loves is loved again at the next sync; all of a cycle: syncd undo CYCLE" in said.out
    assert at_listenbrainz(alone)[song.mbid] == 1
