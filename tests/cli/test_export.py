"""`syncd export`: the favourites as a file, and back again."""

import json
from pathlib import Path

import pytest

from syncd.services.file_lists import Format, read_list
from tests.cli.scene import Scene

HEADER = "title,artist,album,seconds,isrc,mbid"


def _favourites(scene: Scene) -> int:
    count: int = scene.run("status", "--json").json()["profiles"]["default"]["favourites"]
    return count


def test_everything_loved_is_listed_once(synced: Scene) -> None:
    """The CSV on stdout has one row for each favourite that has a name, and nothing else."""
    said = synced.run("export", "-q")
    assert said.code == 0
    listed = read_list(said.out.encode(), Format.CSV)
    nameless = 1 if "favourites are left out" in said.err else 0
    assert said.out.startswith(HEADER)
    assert (len(listed.tracks), listed.skipped) == (_favourites(synced) - nameless, ())


def test_rows_carry_what_the_catalogues_know(synced: Scene) -> None:
    """A song that only Boomplay listed, under the uploader's name, comes out with its MBID, ISRCs and length."""
    tracks = read_list(synced.run("export", "-q").out.encode(), Format.CSV).tracks
    known = [track for track in tracks if track.mbid]
    assert len(known) > len(tracks) / 2
    assert all(track.isrcs for track in known)
    facts = dict(synced.execute("select ref, title from tracks where service = 'musicbrainz'"))
    assert all(facts[track.mbid] == track.title for track in known if track.mbid)


def test_the_oldest_love_comes_first(synced: Scene) -> None:
    """Loves with a date stand in its order, before those without one."""
    rows = synced.execute(
        "select m.mbid from loves l join accounts a on a.id = l.account_id"
        " join mappings p on p.service = a.service and p.ref = l.ref"
        " join mbids m on m.recording_id = p.recording_id and m.is_current"
        " where a.service = 'listenbrainz' and l.score = 1 and not l.is_ours order by l.loved_at"
    )
    tracks = read_list(synced.run("export", "-q").out.encode(), Format.CSV).tracks
    dated = [mbid for (mbid,) in rows]
    first = [track.mbid for track in tracks if track.mbid in dated]
    assert len(first) > 1
    assert first == [mbid for mbid in dated if mbid in first]
    assert first == [track.mbid for track in tracks[: len(first) + 1] if track.mbid in dated]


@pytest.mark.parametrize("format_", list(Format))
def test_each_format_can_be_read_back(synced: Scene, format_: Format) -> None:
    """A file in any format holds the same songs as the CSV on stdout."""
    file = synced.config.with_name(f"mine.{format_}")
    said = synced.run("export", str(file), "-q")
    assert said.code == 0
    assert str(file) in said.out
    on_stdout = read_list(synced.run("export", "-q").out.encode(), Format.CSV).tracks
    assert read_list(file.read_bytes(), format_).tracks == on_stdout


def test_an_export_is_a_source(synced: Scene) -> None:
    """An exported CSV as the only account of a new configuration gives the same favourites."""
    before = synced.run("export", "-q").out
    synced.run("export", str(synced.config.with_name("mine.csv")), "-q")
    tables = synced.config.read_text().split("\n[")
    kept = [table for table in tables if not table.startswith("accounts.")]
    listing = 'accounts.my-list]\nservice = "file"\npath = "mine.csv"\n'
    synced.config.write_text("\n[".join([*kept, listing]))
    synced.database.unlink()
    assert synced.run("sync", "-q").code == 0
    assert set(synced.run("export", "-q").out.splitlines()) == set(before.splitlines())


def test_an_old_file_is_replaced_whole(synced: Scene) -> None:
    """With --force what stood there is replaced, through a link too, and nothing is left beside it."""
    real, link = synced.config.with_name("real.csv"), synced.config.with_name("link.csv")
    real.write_text("old\n" * 10_000)
    link.symlink_to(real)
    assert synced.run("export", str(link), "--force", "-q").code == 0
    assert real.read_text() == synced.run("export", "-q").out
    assert link.is_symlink()
    assert {each.name for each in real.parent.iterdir() if "csv" in each.name} == {"real.csv", "link.csv"}


@pytest.mark.parametrize("name", ["mine.txt", "mine", "nowhere/mine.csv", "folder.csv", "device.csv"])
def test_a_file_that_cannot_be_is_refused(synced: Scene, name: str) -> None:
    """An unknown suffix, a folder, a device, or a folder that is not there: exit 2, and nothing is written."""
    synced.config.with_name("folder.csv").mkdir()
    synced.config.with_name("device.csv").symlink_to("/dev/null")
    before = set(synced.config.parent.iterdir())
    said = synced.run("export", str(synced.config.parent / name))
    assert said.code == 2
    assert name.rpartition("/")[2] in said.err
    assert set(synced.config.parent.iterdir()) == before


def test_before_the_first_sync_the_list_is_empty(fresh: Scene) -> None:
    """Without any memory it says so on stderr and gives an empty list, exit 0."""
    said = fresh.run("export")
    assert (said.code, said.out) == (0, HEADER + "\n")
    assert "syncd sync" in said.err
    assert not fresh.database.exists()


def test_what_cannot_be_written_is_told(synced: Scene) -> None:
    """Where the system refuses to write, nothing is left behind, exit 74."""
    before = set(synced.config.parent.iterdir())
    file = synced.config.with_name("mine" * 62 + ".csv")  # as long as a name may be; the part beside it is longer
    said = synced.run("export", str(file))
    assert said.code == 74
    assert "choose another place" in said.err
    assert set(synced.config.parent.iterdir()) == before


def test_no_secret_is_in_the_list(synced: Scene, tmp_path: Path) -> None:
    """None of the tokens stands in what is exported."""
    said = synced.run("export", "-v")
    assert not [secret for secret in synced.secrets() if secret in said.out + said.err]


def test_lengths_are_numbers_in_json(synced: Scene) -> None:
    """`export --json` is JSONL on standard output; seconds are a number, and the list can be read back."""
    said = synced.run("export", "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert {type(row["seconds"]) for row in rows if "seconds" in row} <= {int, float}
    assert any("seconds" in row for row in rows)
    assert len(read_list(said.out.encode(), Format.JSONL).tracks) == len(rows)
    assert synced.run("export", "--json", str(synced.config.with_name("mine.csv"))).code == 2
