"""The sandbox's world: what is generated, and the truth about it."""

import re
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from syncd.sandbox.draft import Trap
from syncd.sandbox.names import fold
from syncd.sandbox.settings import SandboxSettings
from syncd.sandbox.tsv import BadCatalogue
from syncd.sandbox.world import World, build

HEADER = "playlist\tidx\tartist\ttitle\tyear\tisrc\tspotify\n"


@pytest.fixture(scope="module")
def big() -> World:
    return build(SandboxSettings(seed=7, favourites=2000))


def table(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(f"list\t0\t{row}\tspotify:x\n" for row in rows), encoding="utf-8")
    return path


def mbids(world: World) -> list[str]:
    return [one.mbid for song in world.catalogue.songs for one in song.recordings]


def test_the_same_seed_makes_the_same_world_and_another_seed_another() -> None:
    """A failure that was seen once can be seen again."""
    assert build(SandboxSettings(seed=3)) == build(SandboxSettings(seed=3))
    assert build(SandboxSettings(seed=3)) != build(SandboxSettings(seed=4))


@pytest.mark.parametrize("favourites", [1, 7, 200])
def test_the_number_of_favourites_counts_distinct_songs_over_the_sources(favourites: int) -> None:
    """Songs that are loved at both sources count once."""
    world = build(SandboxSettings(favourites=favourites))
    assert len({line["song"] for line in world.truth}) == favourites


def test_half_of_the_listenbrainz_loves_stand_at_boomplay_too(big: World) -> None:
    """About 15 % are loved at ListenBrainz, and half of these overlap."""
    places = Counter(line["song"] for line in big.truth)
    loves = [row for row in big.listenbrainz[0].feedback if row.score == 1]
    assert len(loves) == 300
    assert sum(count == 2 for count in places.values()) == 150
    assert 3 <= sum(row.text is not None for row in loves) <= 60
    assert any(row.score == -1 for row in big.listenbrainz[0].feedback)


def test_ids_are_unique(big: World) -> None:
    """No two recordings share an MBID, no two tracks an id, and every MBID is a UUID in its usual spelling."""
    songs = big.catalogue.songs
    for ids in (
        mbids(big),
        [song.boomplay.id for song in songs if song.boomplay],
        [song.jamendo.id for song in songs if song.jamendo],
    ):
        assert len(ids) == len(set(ids))
    assert all(str(UUID(mbid)) == mbid for mbid in mbids(big))


def test_the_shares_are_those_of_the_wild(big: World) -> None:
    """ISRCs on 55 % of the Boomplay rows, 35 % at Jamendo, a tenth with siblings, some at no catalogue at all."""
    told = [song for song in big.catalogue.songs if song.boomplay]
    known = [song for song in told if song.recordings]
    jamendo = [song.jamendo for song in told if song.jamendo]
    assert 0.50 < sum(bool(song.boomplay and song.boomplay.isrc) for song in told) / len(told) < 0.60
    assert 0.30 < len(jamendo) / len(told) < 0.40
    assert 0.27 < sum(track.is_single for track in jamendo) / len(jamendo) < 0.40
    assert 0.07 < sum(len(song.recordings) == 3 for song in known) / len(known) < 0.13
    assert 0.08 < 1 - len(known) / len(told) < 0.18
    assert big.catalogue.merged


def test_every_trap_is_laid(big: World) -> None:
    """A world of two thousand favourites holds each kind of difficulty."""
    assert {trap for line in big.truth for trap in line["traps"]} == set(Trap)


def test_the_truth_names_recordings_that_exist(big: World) -> None:
    """Every MBID of the truth is a recording or was merged into one, the first is the canonical one."""
    everything = set(mbids(big)) | big.catalogue.merged.keys()
    assert all(everything.issuperset(line["mbids"]) for line in big.truth)
    assert set(big.catalogue.merged.values()) <= set(mbids(big))


def test_what_only_looks_alike_is_not_the_truth(big: World) -> None:
    """Where MusicBrainz knows only another version or another song, a perfect syncd pushes nothing."""
    lines = [line for line in big.truth if {Trap.LOOK_ALIKE, Trap.VERSION_UNKNOWN, Trap.UNKNOWN} & set(line["traps"])]
    assert lines
    assert not any(line["mbids"] for line in lines)


def test_a_live_take_is_another_recording_than_the_plain_one(big: World) -> None:
    """The plain recording of a known live take or remix stands in the catalogue and not in its truth."""
    by_title = {one.mbid: one for song in big.catalogue.songs for one in song.recordings}
    for line in (line for line in big.truth if Trap.VERSION in line["traps"] and line["mbids"]):
        right = by_title[line["mbids"][0]]
        assert re.search(r"\b(live|remix)\b", f"{right.title} {right.version}")


def _carriers(world: World, isrc: str) -> set[str]:
    return {one.mbid for song in world.catalogue.songs for one in song.recordings if isrc in one.isrcs}


def _trapped(world: World, trap: Trap) -> list[tuple[str, set[str]]]:
    """The ISRC that Boomplay shows for each song in a trap, and the MBIDs that are right for it."""
    shown = {str(song.boomplay.id): song.boomplay.isrc for song in world.catalogue.songs if song.boomplay}
    lines = [line for line in world.truth if trap in line["traps"] and line["service"] == "boomplay" and line["mbids"]]
    assert lines
    return [(shown[line["id"]], set(line["mbids"])) for line in lines]


def test_a_wrong_isrc_stands_on_another_song_alone(big: World) -> None:
    """What the look-up by ISRC finds is never right."""
    for isrc, right in _trapped(big, Trap.WRONG_ISRC):
        assert _carriers(big, isrc)
        assert _carriers(big, isrc).isdisjoint(right)


def test_a_shared_isrc_stands_on_the_song_and_on_another_recording(big: World) -> None:
    """One of those found is right, one is not."""
    for isrc, right in _trapped(big, Trap.SHARED_ISRC):
        assert _carriers(big, isrc) & right
        assert _carriers(big, isrc) - right


def test_a_split_isrc_stands_on_a_sibling(big: World) -> None:
    """The song has a second MBID with an ISRC of its own, which Boomplay shows; both are right."""
    for isrc, right in _trapped(big, Trap.SPLIT_ISRC):
        assert len(_carriers(big, isrc) & right) == 1
        assert len(right) > 1


def test_another_script_has_other_letters(big: World) -> None:
    """Boomplay's words share no letter with MusicBrainz' but the one script romanised is the other."""
    by_mbid = {one.mbid: one for song in big.catalogue.songs for one in song.recordings}
    lines = [line for line in big.truth if Trap.CROSS_SCRIPT in line["traps"] and line["mbids"]]
    assert lines
    for line in lines:
        title = by_mbid[line["mbids"][0]].title
        assert line["title"] != title
        assert line["title"].isascii() is not title.isascii()


def test_some_rows_have_the_uploader_as_artist(big: World) -> None:
    """Then the performer stands in the title, before a dash."""
    titles = [line["title"] for line in big.truth if Trap.UPLOADER in line["traps"]]
    assert titles
    assert all(" - " in title for title in titles)


def test_several_scripts_are_sung_in(big: World) -> None:
    """Latin with and without marks, Cyrillic, Arabic and CJK."""
    letters = "".join(line["title"] for line in big.truth)
    assert all(some in letters for some in ("ọ", "Д", "ل", "海", "별"))


def test_no_two_songs_fold_into_one(big: World) -> None:
    """The coarsest fold keeps all generated songs apart, so the truth is one."""
    canonical = [song.recordings[0] for song in big.catalogue.songs if song.recordings]
    names = Counter(fold(one.artist + one.title + one.version) for one in canonical)
    assert max(names.values()) == 1


def test_a_fold_never_ends_in_nothing() -> None:
    """Titles of symbols stay different."""
    assert fold("???") != fold("!!!")


def test_a_table_of_real_songs_becomes_a_catalogue(tmp_path: Path) -> None:
    """Unique artists and titles become songs with stable MBIDs, whatever the seed; guests do not make a song another."""
    path = table(
        tmp_path / "songs.tsv", "Ann\tOne\t1999\tUSAAA9900001", "Ann\tOne (feat. B)\t1999\t", "Ann\tTwo\t2001\t"
    )
    first = build(SandboxSettings(seed=1, favourites=2, catalogue=path))
    second = build(SandboxSettings(seed=2, favourites=2, catalogue=path))
    assert len({line["song"] for line in first.truth}) == 2
    known = [
        {one.title: one.mbid for song in w.catalogue.songs for one in song.recordings[:1]} for w in (first, second)
    ]
    assert all(known[0][title] == known[1][title] for title in known[0].keys() & known[1].keys())


def test_one_song_in_two_rows_is_one_song(tmp_path: Path) -> None:
    """A remaster is no other song, nor is a row with the same ISRC and title by more of the same artists."""
    rows = (
        "Ann\tOne\t1999\tUSAAA9900001",
        "Ann\tOne - Remastered 2011\t2011\t",
        "Ann\tOne - 2024 Remaster\t2024\t",
        "Ann, The Choir\tOne\t1999\tUSAAA9900001",
        "Ann\tOne (Live)\t1999\t",
    )
    world = build(SandboxSettings(favourites=2, catalogue=table(tmp_path / "songs.tsv", *rows)))

    assert sum(song.boomplay is not None for song in world.catalogue.songs) == 2


def test_isrc_errors_of_the_wild_are_kept(tmp_path: Path) -> None:
    """One ISRC on different songs stays on all of them."""
    rows = [f"Artist {number}\tSong {number}\t1990\tGBAYE9000001" for number in range(30)]
    world = build(SandboxSettings(favourites=30, catalogue=table(tmp_path / "songs.tsv", *rows)))
    with_it = [s for s in world.catalogue.songs if s.recordings and "GBAYE9000001" in s.recordings[0].isrcs]
    assert len(with_it) > 10


@pytest.mark.parametrize(
    ("text", "complaint"), [("a\tb\n1\t2\n", "header"), (HEADER + "x\t0\tA\tT\t1\t\t\n", "1 songs found")]
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, text: str, complaint: str) -> None:
    """A wrong header and too few songs are named together with the file."""
    path = tmp_path / "songs.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCatalogue, match=complaint):
        build(SandboxSettings(favourites=2, catalogue=path))


def test_a_duet_is_known_beside_its_solo_and_no_length_tells_them_apart(big: World) -> None:
    """It stands at MusicBrainz and at Jamendo by one performer more, and is in nobody's truth."""
    lines = [line for line in big.truth if Trap.DUET in line["traps"] and line["service"] == "boomplay"]
    assert lines
    for line in lines:
        (solo,) = (s for s in big.catalogue.songs if s.boomplay and str(s.boomplay.id) == line["id"])
        assert solo.boomplay is not None
        place_at_jamendo = 300_003 + (solo.boomplay.id - 54_000_000) // 7 * 4
        (duet,) = (s for s in big.catalogue.songs if s.jamendo and s.jamendo.id == place_at_jamendo)
        assert duet.jamendo is not None
        assert duet.jamendo.artist.startswith(f"{solo.boomplay.artists[0][1]} & ")
        assert duet.recordings[0].mbid not in line["mbids"]
        assert str(duet.jamendo.id) != str(line["jamendo"])
        assert solo.boomplay.seconds is None
        assert all(one.seconds is None for one in (*solo.recordings, *duet.recordings))
