"""`syncd review` without a terminal: the list, and answers by command."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from syncd.domain.answer import Said
from syncd.domain.match import Candidate, Judgement
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.review import NEED_A_LOOK, Reply, ReviewDecision, artist_pair, by_hand, judged_anew
from syncd.store.lock import only_writer
from tests.cli.planting import NOON, Doubt, desk, heard, identities, known, mbid, plant
from tests.cli.scene import Scene


def off(number: int, title: str, more: float = 7.0) -> Doubt:
    """The length is off."""
    return Doubt(heard(number, title, "Nina Holm"), (known(number, title, "Nina Holm", 200 + more),), None)


@pytest.fixture
def planted(fresh: Scene) -> Scene:
    """Five songs wait: three for their length, one for two candidates, one for its artist."""
    rivals = known(4, "Meadow", "Omar Sol", 200), known(40, "Meadow", "Omar Sol", 260)
    theirs = known(5, "Falcon", "Ines Vale", 200, str(mbid(900)))
    doubts = [off(1, "Harbour"), off(2, "Willow", 8), off(3, "Orchard", 9)]
    doubts.append(Doubt(heard(4, "Meadow", "Omar Sol", None), rivals, None))
    doubts.append(Doubt(heard(5, "Falcon", "Ines Vale Band", 200, "93271"), (theirs,), None))
    with desk(fresh) as here:
        plant(here, doubts)
    return fresh


def found(scene: Scene) -> Mapping[int, str | None]:
    """What every song is taken for."""
    with desk(scene) as here:
        return {int(ref.id): taken for ref, taken in identities(here).items()}


def left(scene: Scene) -> set[int]:
    """The songs that wait."""
    listed: dict[str, Any] = scene.run("review", "list", "--json", "-q").json()
    assert listed["left"] == len(listed["cases"])
    return {int(case["ref"].partition(":")[2]) for case in listed["cases"]}


def test_without_a_terminal_it_lists_and_says_how_to_answer(planted: Scene) -> None:
    """Every song and candidate with reasons and pages, and the commands that answer."""
    said = planted.run("review", "-q")
    assert said.code == 0
    for part in ("boomplay:1", "Nina Holm - Harbour (3:20)", "-length (3:20 against 3:27)", "5 left"):
        assert part in said.out
    assert "review accept REF CANDIDATE" in said.out
    assert "\x1b" not in said.out


def test_where_nothing_waits_it_says_so(fresh: Scene) -> None:
    """Before the first sync, too, and that there was none: a plan may have told of doubtful songs."""
    none = "nothing waits in review"
    said = fresh.run("review", "list", "-q")
    assert (said.code, said.out) == (0, f"{none} yet, for nothing has been synced: syncd sync\n")
    assert not fresh.database.exists()

    assert fresh.run("plan", "-q").code in {0, 3}
    assert fresh.run("review", "list", "-q").out == said.out
    with desk(fresh) as here:
        plant(here, [])
    assert fresh.run("review", "list", "-q").out == f"{none}\n"


def test_the_list_for_programs_names_the_only_doubt(planted: Scene) -> None:
    """One object, with what `--doubt` would take."""
    cases = planted.run("review", "list", "--json", "-q").json()["cases"]
    assert {case["ref"]: case["only_doubt"] for case in cases} == {
        "boomplay:1": "length",
        "boomplay:2": "length",
        "boomplay:3": "length",
        "boomplay:4": "rival",
        "boomplay:5": "artist",
    }


def test_songs_nobody_loves_any_more_are_not_asked_about(planted: Scene) -> None:
    """Nor are those that a catalogue merely does not know."""
    planted.execute("delete from loves where ref = '1'")
    planted.execute("delete from doubts where recording_id = (select recording_id from mappings where ref = '2')")
    assert left(planted) == {3, 4, 5}


@pytest.mark.parametrize(
    ("ref", "candidate", "number", "taken"),
    [
        ("boomplay:4", "2", 4, mbid(40)),
        ("https://www.boomplay.com/songs/4", mbid(4), 4, mbid(4)),
        ("boomplay:1", f"https://musicbrainz.org/recording/{mbid(1)}", 1, mbid(1)),
    ],
)
def test_a_candidate_is_accepted(planted: Scene, ref: str, candidate: str, number: int, taken: str) -> None:
    """By its number, its MBID or its page."""
    said = planted.run("review", "accept", ref, candidate, "-q")
    assert said.code == 0, said.err
    assert found(planted)[number] == taken
    assert number not in left(planted)


def test_numbers_count_through_all_the_places_of_a_song(planted: Scene) -> None:
    """A song that is doubtful at two places has each number once, and the answer says at which place it is."""
    theirs = [
        Track(ref=TrackRef(Service.JAMENDO, str(number)), title="Harbour", artist="Nina Holm", seconds=206)
        for number in (901, 902)
    ]
    with desk(planted) as here, here.store.writing() as tx:
        ref = TrackRef(Service.BOOMPLAY, "1")
        recording = tx.identity.recordings_of_refs([ref])[ref]
        doubts = [Candidate(each, Judgement.DOUBTFUL, 0.5) for each in theirs]
        tx.identity.doubt(recording, Service.JAMENDO, doubts, NOON)
        tx.commit()
    cases = planted.run("review", "list", "--json", "-q").json()["cases"]
    numbers = {
        each["number"]: each["id"] for case in cases if case["ref"] == "boomplay:1" for each in case["candidates"]
    }
    assert numbers == {1: mbid(1), 2: "901", 3: "902"}
    assert "  3  Nina Holm - Harbour (3:26)  https://www.jamendo.com/track/902" in planted.run("review", "list").out
    said = planted.run("review", "accept", "boomplay:1", "3", "-q")
    assert said.out == "boomplay:1 is Nina Holm - Harbour (3:26) at jamendo: https://www.jamendo.com/track/902\n"
    assert planted.execute("select place, answer from answers") == [("jamendo", "902")]


def test_a_song_that_is_accepted_after_a_skip_stays_skipped_and_says_so(planted: Scene) -> None:
    """And how to lift it."""
    planted.run("review", "skip", "boomplay:1", "--profile", "default", "-q")
    line = next(each for each in planted.sandbox.truth if each["mbids"])
    said = planted.run("review", "accept", "boomplay:1", min(line["mbids"]), "-q")
    assert said.code == 0, said.err
    assert "boomplay:1 stays skipped for profile default" in said.out
    assert "review forget boomplay:1" in said.out


def test_a_number_of_a_song_that_does_not_wait_is_refused_with_the_way_on(planted: Scene) -> None:
    """A skipped song has candidates, though nobody is shown them: not "0 candidates", but why, and what to do."""
    planted.run("review", "skip", "boomplay:1", "--profile", "default", "-q")
    said = planted.run("review", "accept", "boomplay:1", "1", "-q")
    assert said.code == 2
    assert "boomplay:1 stays skipped for profile default, so it has no list of candidates" in said.err
    assert "review forget boomplay:1, then a sync; or name its MBID or page" in said.err

    planted.run("review", "none", "boomplay:2", "-q")
    said = planted.run("review", "accept", "boomplay:2", "1", "-q")
    assert "boomplay:2 does not wait in review, so it has no list of candidates" in said.err
    assert "review forget" not in said.err


def test_what_a_search_finds_can_be_accepted(planted: Scene) -> None:
    """`review search` prints ids that `review accept` takes, though they are no candidates."""
    line = next(each for each in planted.sandbox.truth if each["mbids"])
    wanted = min(line["mbids"])
    listed = planted.run("review", "search", wanted, "--json", "-q").json()
    assert [each["id"] for each in listed] == [wanted]
    names = f"{listed[0]['artist']} - {listed[0]['title']}"
    assert wanted in planted.run("review", "search", names, "-q").out
    assert planted.run("review", "accept", "boomplay:1", wanted, "-q").code == 0
    assert found(planted)[1] == wanted


def test_a_search_that_finds_nothing_says_so(planted: Scene) -> None:
    """Whatever is typed is a text to search for, never a query of its own."""
    said = planted.run("review", "search", 'no"such AND (song\\', "-q")
    assert (said.code, said.out) == (0, "0 found\n")


def test_none_skip_and_forget(planted: Scene) -> None:
    """None of these and skip answer a song; forget lets machines judge it anew, and asks a human again."""
    assert "none of 2 candidates" in planted.run("review", "none", "boomplay:4", "-q").out
    assert planted.run("review", "skip", "boomplay:1", "-q").code == 0
    assert left(planted) == {2, 3, 5}
    assert "2 answers taken back" in planted.run("review", "forget", "boomplay:4", "-q").out
    planted.run("review", "forget", "boomplay:1", "-q")
    assert planted.execute("select * from answers") == []


def test_a_forgotten_acceptance_is_nobodys_any_more(planted: Scene) -> None:
    """The song is asked about again, and does not stay what the human had said."""
    planted.run("review", "accept", "boomplay:4", "1", "-q")
    planted.run("review", "forget", "boomplay:4", "-q")
    assert found(planted)[4] is None


def test_a_place_that_a_human_named_is_forgotten_with_the_answer(planted: Scene) -> None:
    """What `accept` had located at a target is not there any more."""
    ref = TrackRef(Service.JAMENDO, "77")
    theirs = replace(known(0, "Harbour", "Nina Holm"), ref=ref, mbid=None)
    with desk(planted) as here:
        case = next(each for each in here.cases() if each.track.ref.id == "1")
        here.carry_out(ReviewDecision((Reply(case, Said.IS, (by_hand(theirs),)),)))
    assert [row[2] for row in planted.execute("select * from locations")] == ["77"]
    planted.run("review", "forget", "boomplay:1", "-q")
    assert planted.execute("select * from locations") == []


def test_an_artist_is_forgotten_with_what_it_had_made(planted: Scene) -> None:
    """What machines accepted because of it is judged anew."""
    with desk(planted) as here:
        case = next(each for each in here.cases() if each.track.ref.id == "5")
        pair = artist_pair(case, {})
        assert pair is not None
        known_now = {(pair.service, pair.artist_id): pair.artist_mbid}
        here.carry_out(ReviewDecision(artist=pair, accepted=judged_anew([case], known_now)))
    assert found(planted)[5] == mbid(5)
    assert planted.run("review", "forget", "boomplay:artist:93271", "-q").code == 0
    assert found(planted)[5] is None
    assert planted.execute("select * from artist_answers") == []
    assert planted.run("review", "forget", "boomplay:artist:93271", "-q").code == 2


def test_all_with_one_doubt_are_accepted(planted: Scene) -> None:
    """After a count and three examples, the least sure first; `--yes` is what scripts say."""
    said = planted.run("review", "accept", "--doubt", "length", "-q")
    assert (said.code, len(left(planted))) == (2, 5)
    assert "add --yes" in said.err
    said = planted.run("review", "accept", "--doubt", "length", "--yes", "-q")
    assert said.code == 0, said.err
    assert "3 songs have length as the only doubt" in said.out
    assert said.out.count("against") == 3
    assert {number: taken for number, taken in found(planted).items() if taken} == {n: mbid(n) for n in (1, 2, 3)}


@pytest.mark.parametrize("doubt", ["lenght", "rival", "version", "title", "artist", "\x1b[2J"])
def test_a_doubt_that_cannot_be_taken_together_is_refused(planted: Scene, doubt: str) -> None:
    """A mistyped one (the nearest is named), rivals, and what differs from song to song: versions and names."""
    said = planted.run("review", "accept", "--doubt", doubt, "--yes", "-q")
    assert said.code == 2
    assert len(left(planted)) == 5
    assert "\x1b" not in said.err
    assert doubt != "lenght" or "length" in said.err
    assert doubt not in NEED_A_LOOK or "is to be answered song by song" in said.err


def test_a_song_is_skipped_for_one_profile_alone(planted: Scene) -> None:
    """What one human never wants pushed, another may still be asked about."""
    assert planted.run("review", "skip", "boomplay:1", "--profile", "default", "-q").code == 0
    assert planted.execute("select ref, said, profile from answers") == [("1", "skip", "default")]
    assert 1 not in left(planted)
    planted.execute("update answers set profile = 'somebody else'")
    assert 1 in left(planted)


def test_refresh_asks_again_at_the_next_sync(planted: Scene) -> None:
    """One song, or all of them: what waited or was missed is open again."""
    assert "1 song is asked about again" in planted.run("review", "refresh", "boomplay:1", "-q").out
    assert left(planted) == {2, 3, 4, 5}
    planted.execute(
        "insert into misses select recording_id, 'musicbrainz', 3, '2099-01-01' from mappings where ref = '1'"
    )
    assert "5 songs are asked about again" in planted.run("review", "refresh", "-q").out
    assert left(planted) == set()
    assert planted.execute("select tries from misses where not_before < '2099-01-01'") == [(3,)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("accept",),
        ("accept", "boomplay:1"),
        ("accept", "boomplay:1", "2"),
        ("accept", "boomplay:1", "0"),
        ("accept", "boomplay:1", "1", "--doubt", "length"),
        ("accept", "boomplay:1", str(mbid(12345))),
        ("accept", "boomplay:999", "1"),
        ("none", "boomplay:999"),
        ("skip", "nonsense"),
        ("skip", "USRC17607839"),
        ("forget", "boomplay:1"),
        ("forget", "spotify:artist:1"),
        ("refresh", "boomplay:999"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(planted: Scene, arguments: tuple[str, ...]) -> None:
    """Exit 2, a sentence, and nothing is answered."""
    said = planted.run("review", *arguments, "-q")
    assert said.code == 2
    assert said.err.startswith("syncd: ")
    assert planted.execute("select * from answers") == []
    assert len(left(planted)) == 5


def test_answers_wait_for_the_one_writer(planted: Scene) -> None:
    """Beside another syncd they are refused with 75; reading is not."""
    with only_writer(planted.database):
        assert planted.run("review", "none", "boomplay:1", "-q").code == 75
        assert planted.run("review", "list", "-q").code == 0
        assert planted.run("review", "export", "-q").code == 0
