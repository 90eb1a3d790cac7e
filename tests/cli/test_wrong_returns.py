"""`syncd wrong` returns the favourite to review, from where a human says what it is (`contract.md` §2)."""

from typing import Any

from tests.cli.scene import Scene


def matched(scene: Scene) -> dict[str, str]:
    """Songs of Boomplay alone, that machines matched and located at Jamendo; each with its MBID."""
    rows = scene.execute(
        "select 'boomplay:' || m.ref, b.mbid from mappings m"
        " join mbids b on b.recording_id = m.recording_id and b.is_current"
        " join locations l on l.recording_id = m.recording_id"
        " where m.service = 'boomplay' and m.decider in ('isrc', 'names', 'link')"
        " and (select count(*) from mappings x where x.recording_id = m.recording_id) = 1"
        " and (select count(*) from isrcs i join isrcs j on i.isrc = j.isrc where i.recording_id = m.recording_id"
        " and j.recording_id <> i.recording_id) = 0 order by m.ref limit 4"
    )
    return {str(ref): str(mbid) for ref, mbid in rows}


def waiting(scene: Scene, ref: str) -> dict[str, dict[str, Any]]:
    """What review asks about a song, by place."""
    listed = scene.run("review", "list", "--json", "-q").json()
    return {case["place"]: case for case in listed["cases"] if ref in case["refs"]}


def state(scene: Scene, ref: str) -> str:
    """How the song stands at ListenBrainz."""
    [recording] = scene.run("explain", ref, "--json", "-q").json()["recordings"]
    return next(str(each["state"]) for each in recording["accounts"] if each["account"] == "my-listenbrainz")


def test_it_waits_until_a_human_has_said_what_it_is(synced: Scene) -> None:
    """It waits with what was denied; `none` settles it as unknown, and no later sync or `refresh` asks again."""
    songs = matched(synced)
    for each in songs:
        synced.run("wrong", "-q", each)
    synced.run("sync", "-q")

    asked = {each: waiting(synced, each)["musicbrainz"] for each in songs}
    assert all(case["candidates"][0]["reasons"][-1].startswith("-denied before") for case in asked.values())
    ref = next(each for each, case in asked.items() if [one["id"] for one in case["candidates"]] == [songs[each]])
    assert state(synced, ref) == "doubtful"

    assert synced.run("review", "none", ref, "-q").code == 0
    for _ in range(2):
        synced.run("review", "refresh", ref, "-q")
        synced.run("sync", "-q")
        assert "musicbrainz" not in waiting(synced, ref)
    assert state(synced, ref) == "unknown"


def test_whoever_takes_the_no_back_leaves_nothing_waiting(synced: Scene) -> None:
    """After `review forget` the song is found and located again; no question about it is left at any place."""
    ref, mbid = next(iter(matched(synced).items()))
    synced.run("wrong", "-q", ref)
    synced.run("sync", "-q")
    assert waiting(synced, ref)

    assert synced.run("review", "forget", ref, "-q").code == 0
    synced.run("sync", "-q")

    assert waiting(synced, ref) == {}
    [recording] = synced.run("explain", ref, "--json", "-q").json()["recordings"]
    assert (recording["mbid"], recording["doubts"]) == (mbid, [])
