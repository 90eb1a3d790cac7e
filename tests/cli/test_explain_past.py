"""`syncd explain` tells what became of what is no longer so: refused imports, deleted MBIDs, loves taken back."""

from tests.cli.maps import PLACE, ROW, changed, taken_in
from tests.cli.scene import Scene
from tests.cli.test_explain import PUSHED, explained


def _songs(alone: Scene) -> list[tuple[str, str]]:
    """Songs of Boomplay and their only MBIDs."""
    truth = [line for line in alone.sandbox.truth if line["service"] == "boomplay" and len(line["mbids"]) == 1]
    return [(line["id"], line["mbids"][0]) for line in truth if not line["vetoed"]]


def _another_song(alone: Scene) -> str:
    """A track at Jamendo that is none of the first songs."""
    return str([line["jamendo"] for line in alone.sandbox.truth if line["jamendo"]][-1])


def test_a_refused_import_is_told_with_why(alone: Scene) -> None:
    """The song says that it was imported as another one, who had said so, and what spoke against it; so does the other."""
    (song, _), (_, other), *_ = _songs(alone)
    taken_in(alone, changed(ROW, mbid=other, ref=song, title="", artist="", isrcs="", seconds=""))
    alone.run("sync", "-q")

    [refused] = explained(alone, f"boomplay:{song}")["refused"]
    assert (refused["ref"], refused["mbid"], refused["told_by"]) == (f"boomplay:{song}", other, "human")
    assert "-title (different)" in refused["why"]
    assert [refused] == explained(alone, other)["refused"]
    told = alone.run("explain", f"boomplay:{song}").out
    assert f"boomplay:{song} was imported as {other}, decided by human there" in told


def test_a_refused_place_is_told_with_why(alone: Scene) -> None:
    """A recording that a file had placed wrongly at Jamendo says so, and why that is not believed."""
    (_, mbid), (_, other), *_ = _songs(alone)
    taken_in(alone, changed(PLACE, mbid=mbid, ref="999999999"), changed(PLACE, mbid=other, ref=_another_song(alone)))
    alone.run("sync", "-q")

    [missing], [different] = explained(alone, mbid)["refused"], explained(alone, other)["refused"]
    assert (missing["ref"], missing["mbid"], missing["told_by"]) == ("jamendo:999999999", mbid, "names")
    assert missing["why"] == "jamendo has no such track"
    assert "-title (different)" in different["why"]


def test_an_import_that_was_not_judged_yet_says_so(alone: Scene) -> None:
    """Before a sync has compared both sides only a file says it; after it, the match stands here on its own."""
    song, mbid, jamendo = next(
        (line["id"], line["mbids"][0], line["jamendo"])
        for line in alone.sandbox.truth
        if line["service"] == "boomplay" and len(line["mbids"]) == 1 and line["jamendo"] and not line["traps"]
    )
    rows = [changed(ROW, mbid=mbid, ref=song, isrcs=""), changed(PLACE, mbid=mbid, ref=jamendo)]
    taken_in(alone, *rows)
    told = explained(alone, mbid)
    assert [each["is_judged"] for each in (*told["tracks"], *told["located"])] == [False, False]
    assert alone.run("explain", mbid).out.count("not judged here yet, so nothing is loved by it, ") == 2

    alone.run("sync", "-q")
    told = explained(alone, mbid)
    assert all(each["is_judged"] for each in (*told["tracks"], *told["located"]))
    assert "not judged" not in alone.run("explain", mbid).out


def test_a_deleted_mbid_is_not_called_merged(synced: Scene) -> None:
    """What MusicBrainz deleted was merged into nothing."""
    boomplay, mbid, _ = synced.execute(PUSHED)[0]
    synced.execute("update mbids set is_current = 0, deleted_at = '2026-11-22 08:00:00' where mbid = ?", mbid)
    told = explained(synced, f"boomplay:{boomplay}")
    assert (told["merged_mbids"], told["deleted_mbids"]) == ([], [mbid])
    assert f"was {mbid}, which MusicBrainz deleted" in synced.run("explain", f"boomplay:{boomplay}").out


def test_what_is_taken_back_is_not_to_be_taken_back(synced: Scene) -> None:
    """A look has proved that the love is gone: nothing waits there, though only the next sync closes its file."""
    boomplay, mbid, _ = synced.execute(PUSHED)[0]
    assert "gone, a look proved it" in synced.run("wrong", "-q", f"boomplay:{boomplay}").out
    assert synced.execute("select count(*) from amends where ref = ?", mbid) == [(1,)]

    accounts = {each["account"]: each for each in explained(synced, mbid)["accounts"]}
    assert accounts["my-listenbrainz"]["to_be_taken_back"] == []


def test_why_nobody_knows_who_it_is(synced: Scene) -> None:
    """What no catalogue knew says so; after `wrong` nobody was asked yet; what is denied and found again is doubtful."""
    [(missed,), *_] = synced.execute(
        "select m.ref from misses x join mappings m using (recording_id)"
        " where m.service = 'boomplay' and x.place = 'musicbrainz'"
    )
    assert "no MBID: no catalogue was found to know it" in synced.run("explain", f"boomplay:{missed}").out
    boomplay = synced.execute(PUSHED)[0][0]
    synced.run("wrong", "-q", f"boomplay:{boomplay}")
    assert "no MBID: the next sync asks who it is" in synced.run("explain", f"boomplay:{boomplay}").out
    synced.run("sync", "-q")
    assert "no MBID: it waits in review" in synced.run("explain", f"boomplay:{boomplay}").out
