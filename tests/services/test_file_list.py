"""The file client: what a list of one's own may say, and what is never concluded from a broken one."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from syncd.domain.account import Can, Score
from syncd.domain.errors import ConfigError, IncompleteListing, Rejected
from syncd.domain.track import Isrc, Mbid, Service, Track, TrackRef, parse_isrc
from syncd.services.file import FileList, place_of
from syncd.services.file_lists import Format, Listed, MalformedList, file_ref, read_list, write_list
from syncd.services.http import clean

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
MBID = Mbid("12345678-1234-1234-1234-1234567890ab")

Listing = Callable[..., FileList]


@pytest.fixture
def listing(tmp_path: Path) -> Listing:
    """A file account over a file with this content."""

    def make(content: str | bytes, name: str = "favourites.csv", before: int | None = None) -> FileList:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return FileList(path, lambda: NOW, listed_before=before)

    return make


def titles(account: FileList) -> list[str]:
    return [entry.track.title for entry in account.snapshot().entries]


class TestReading:
    def test_a_csv_says_all_that_a_track_can_say(self, listing: Listing) -> None:
        """Every documented column of a CSV reaches the track."""
        account = listing(
            f"title,artist,album,seconds,isrc,mbid\nOne,U2,Achtung,276.5,us-rc1-76-07839,{MBID.upper()}\n"
        )

        [entry] = account.snapshot().entries

        assert entry.track == Track(
            ref=TrackRef(Service.FILE, MBID),
            title="One",
            artist="U2",
            album="Achtung",
            seconds=276.5,
            isrcs=frozenset({Isrc("USRC17607839")}),
            mbid=MBID,
        )
        assert (entry.score, entry.loved_at) == (Score.LOVE, None)

    def test_headers_are_read_as_people_write_them(self, listing: Listing) -> None:
        """A byte-order mark, capitals, blanks, other columns and any order of columns do no harm."""
        account = listing('\ufeff Artist ,Rating,TITLE\r\nU2,5,"One, ""live"""\r\n\r\n')

        [entry] = account.snapshot().entries

        assert (entry.track.title, entry.track.artist) == ('One, "live"', "U2")

    def test_semicolons_of_a_spreadsheet_separate_too(self, listing: Listing) -> None:
        """A list that a spreadsheet saved with semicolons is a list."""
        assert titles(listing("title;artist\nOne, Two;U2\n")) == ["One, Two"]

    def test_jsonl_takes_numbers_lists_and_blank_lines(self, listing: Listing) -> None:
        """A JSONL row may hold numbers where a text is meant, and several ISRCs."""
        account = listing('{"Title": 1999, "artist": "Prince", "isrc": ["USWB19900001", ""]}\n\n', "f.jsonl")

        [entry] = account.snapshot().entries

        assert (entry.track.title, entry.track.isrcs) == ("1999", frozenset({Isrc("USWB19900001")}))

    def test_jspf_of_listenbrainz_is_understood(self, listing: Listing) -> None:
        """A JSPF track tells its names, milliseconds and its MusicBrainz page."""
        row = f'{{"title": "One", "creator": "U2", "duration": 276500, "identifier": "https://musicbrainz.org/recording/{MBID}"}}'
        account = listing(f'{{"playlist": {{"track": [{row}]}}}}', "f.JSPF")

        [entry] = account.snapshot().entries

        assert (entry.track.artist, entry.track.seconds, entry.track.mbid) == ("U2", 276.5, MBID)

    def test_an_unknown_suffix_is_a_matter_of_configuration(self, tmp_path: Path) -> None:
        """A file of another kind is refused by naming the kinds that are allowed."""
        with pytest.raises(ConfigError, match=r"\.csv, \.jsonl, \.jspf"):
            FileList(tmp_path / "favourites.xlsx", lambda: NOW)

    @pytest.mark.parametrize("seconds", ["", "0", "-3", "nan", "inf", "1e999", "soon"])
    def test_a_length_that_is_none_is_unknown(self, listing: Listing, seconds: str) -> None:
        """What is not a positive number of seconds is an unknown length, never a zero."""
        assert listing(f"title,artist,seconds\nOne,U2,{seconds}\n").snapshot().entries[0].track.seconds is None

    def test_invisible_characters_are_gone(self, listing: Listing) -> None:
        """No escape sequence of a file reaches a terminal."""
        assert titles(listing("title,artist\n\x1b[31mOne\u202e,U2\n")) == ["[31mOne"]


class TestIdentity:
    def test_spelling_does_not_change_the_ref(self, listing: Listing) -> None:
        """A row keeps its ref when case, width or blanks of its names change, so that tidying up is no unlove."""
        before = listing("title,artist\nOne  Love,U2\n").snapshot()
        after = listing("artist,title\nu2,\uff4fne love\n").snapshot()

        assert before.scores() == after.scores()

    def test_names_do_not_run_into_each_other(self, listing: Listing) -> None:
        """Rows that differ only in where title, artist and album part are different rows."""
        assert len(titles(listing("title,artist,album\nA,B,C\nA B,C,\nA,B C,\n"))) == 3

    def test_titles_of_symbols_stay_apart(self, listing: Listing) -> None:
        """Titles of nothing but symbols are not folded into one."""
        assert len(titles(listing("title,artist\n!!!,x\n???,x\n"))) == 2

    def test_the_ref_is_the_same_for_ever(self, listing: Listing) -> None:
        """Refs are remembered in databases: the hash of known names is this one."""
        [ref] = listing("title,artist\nOne,U2\n").snapshot().scores()

        assert ref == TrackRef(Service.FILE, "68343849ac6ab2607092")

    def test_a_song_written_twice_is_one_love(self, listing: Listing) -> None:
        """A repeated row adds nothing."""
        assert titles(listing("title,artist\nOne,U2\nONE,U2\n")) == ["One"]

    def test_whoami_is_the_place_and_not_the_way_there(self, tmp_path: Path) -> None:
        """A link or a detour in the path leads to the same account."""
        (tmp_path / "a.csv").write_text("title,artist\nOne,U2\n")
        (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")

        names = {FileList(tmp_path / name, lambda: NOW).whoami() for name in ("a.csv", "b.csv", "x/../a.csv")}

        assert names == {f"file:{tmp_path.resolve()}/a.csv"}


class TestDistrust:
    def test_a_bad_row_stops_only_itself(self, listing: Listing) -> None:
        """A row without a title, or with more cells than columns, is left out by its number and the others stand."""
        account = listing("title,artist\nOne,U2\n,U2\nHello, Goodbye,The Beatles\nTwo,U2\n")

        assert titles(account) == ["One", "Two"]
        assert account.skipped == (3, 4)

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("f.csv", 'title,artist\n"One\nnight",U2\n\n,U2\n', "line 5"),
            ("f.csv", "title,artist\nOne,U2\n" + ",U2\n" * 7, "line 3, 4, 5, 6, 7 and 2 more"),
            ("f.jsonl", '{"title": "One"}\n\n{"artist": "U2"}\n', "line 3"),
            ("f.jspf", '{"playlist": {"track": [{"title": "One"}, {}]}}', "track 2"),
            ("f.csv", "title,artist\nOne,U2\n", ""),
        ],
    )
    def test_what_is_left_out_is_told(self, listing: Listing, name: str, content: str, told: str) -> None:
        """The remark names the file, the first rows that were left out as an editor counts them, and how many more."""
        account = listing(content, name)
        account.snapshot()

        assert account.remark.rpartition(": ")[2] == told
        assert account.remark.startswith(name if told else "")

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("f.csv", "", "lists nothing"),
            ("f.csv", "title,artist\n", "lists nothing"),
            ("f.csv", "name,artist\nOne,U2\n", "line 1: no column title"),
            ("f.csv", 'title,artist\nOne,U2\n"Two,U2\nThree,U2\n', "line 4"),
            ("f.csv", b"title,artist\nOne,U2\nCaf\xe9,U2\n", "line 3: is not UTF-8"),
            ("f.csv", "title,artist\nOne,U2\n".encode("utf-16"), "line 1: is not UTF-8"),
            ("f.jsonl", '{"title": "One"}\n{"title": "Tw', "line 2: is not JSON"),
            ("f.jsonl", "[" * 100_000, "line 1: is not JSON"),
            ("f.jsonl", "[]\n{}\n", "lists nothing"),
            ("f.jspf", "", "lists nothing"),
            ("f.jspf", '{"playlist":\n{"track": [', "line 2: is not JSON"),
            ("f.jspf", '{"playlist": {"track": {}}}', "no list"),
            ("f.jspf", "[]", "no list"),
        ],
    )
    def test_a_broken_file_is_no_list(self, listing: Listing, name: str, content: str | bytes, told: str) -> None:
        """A file that is empty, cut off or of another kind is an error with its name, its line and a remedy."""
        with pytest.raises(IncompleteListing, match=told) as caught:
            listing(content, name).snapshot()

        assert name in str(caught.value)
        assert caught.value.remedy

    def test_a_missing_file_is_no_empty_list(self, tmp_path: Path) -> None:
        """A file that is not there says nothing about favourites."""
        with pytest.raises(IncompleteListing, match=r"gone\.csv: No such file"):
            FileList(tmp_path / "gone.csv", lambda: NOW).snapshot()

    def test_links_in_a_circle_are_no_list_and_stop_nothing_else(self, tmp_path: Path) -> None:
        """Where such a list lies can be asked all the same: every command does, before anybody reads it."""
        path = tmp_path / "list.csv"
        path.symlink_to(path)

        assert place_of(path) == FileList(path, lambda: NOW).whoami()
        with pytest.raises(IncompleteListing, match="check `path` in the configuration"):
            FileList(path, lambda: NOW).snapshot()

    def test_a_file_suddenly_half_as_long_is_not_believed(self, listing: Listing) -> None:
        """Half of what was listed before, or fewer, is refused, and the remedy says how to mean it."""
        two = "title,artist\nOne,U2\nTwo,U2\n"

        assert len(titles(listing(two, before=3))) == 2
        with pytest.raises(IncompleteListing, match="listed 4 tracks and now only 2") as caught:
            listing(two, before=4).snapshot()
        assert "if that is meant" in caught.value.remedy

    def test_one_row_may_always_go(self, listing: Listing) -> None:
        """A list of two may lose one, although that is half of it: there would be no smaller step."""
        assert len(titles(listing("title,artist\nOne,U2\n", before=2))) == 1

    def test_the_memory_of_the_length_moves_with_each_whole_look(self, listing: Listing) -> None:
        """A file that shrinks in two steps, each looked at, is believed."""
        account = listing("title,artist\n" + "".join(f"{n},x\n" for n in range(8)), before=8)
        listing("title,artist\n" + "".join(f"{n},x\n" for n in range(5)))
        account.snapshot()
        listing("title,artist\n" + "".join(f"{n},x\n" for n in range(3)))

        assert len(titles(account)) == 3

    @given(raw=st.binary(max_size=200), format_=st.sampled_from(Format))
    def test_no_bytes_break_the_reader(self, raw: bytes, format_: Format) -> None:
        """Whatever a file holds, it is tracks with titles or a named malformation."""
        try:
            listed = read_list(raw, format_)
        except MalformedList as malformed:
            listed = Listed((), (malformed.line,))

        assert all(number > 0 for number in listed.skipped)
        assert all(track.title for track in listed.tracks)


class TestTheOtherCalls:
    def test_a_file_is_a_favourites_service_that_only_reads(self, listing: Listing) -> None:
        """It offers reading, answers point reads and look-ups from the file, and refuses to be written."""
        account = listing("title,artist\nOne,U2\n")
        [ref] = account.snapshot().scores()
        other = TrackRef(Service.FILE, "other")

        assert account.can == Can.READ
        assert account.states([ref, other]) == {ref: Score.LOVE, other: Score.NONE}
        assert account.tracks([ref, other]).keys() == {ref}
        assert account.search([account.tracks([ref])[ref]]) == ()
        with pytest.raises(Rejected):
            account.set(ref, Score.LOVE, lambda: None)


NAMES = st.text(max_size=60).map(clean)
SONGS = st.builds(
    Track,
    ref=st.just(TrackRef(Service.BOOMPLAY, "1")),
    title=st.one_of(NAMES, st.sampled_from(["=1+1", "'=1", "''@x", "-", "'Round Midnight", "+", "＝x"])).filter(bool),  # noqa: RUF001  # obeyed as well
    artist=NAMES,
    album=NAMES,
    seconds=st.none() | st.integers(1, 10**8).map(lambda milliseconds: milliseconds / 1000),
    isrcs=st.frozensets(
        st.from_regex(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", fullmatch=True).filter(parse_isrc).map(Isrc), max_size=3
    ),
    mbid=st.none() | st.uuids().map(str).map(Mbid),
)


def ref_in_a_file(track: Track) -> TrackRef:
    return file_ref(track.title, track.artist, track.album, track.mbid)


def told(track: Track) -> tuple[object, ...]:
    return (track.title, track.artist, track.album, track.seconds, track.isrcs, track.mbid)


class TestExport:
    @settings(max_examples=100)
    @given(songs=st.lists(SONGS, max_size=4, unique_by=ref_in_a_file))
    @pytest.mark.parametrize("format_", Format)
    def test_what_is_exported_can_be_read_back(self, format_: Format, songs: list[Track]) -> None:
        """Every track survives the way out and back, in order and with all that a list can say."""
        out = io.StringIO(newline="")
        write_list(songs, out, format_)

        back = read_list(out.getvalue().encode(), format_)

        assert [told(track) for track in back.tracks] == [told(song) for song in songs]
        assert back.skipped == ()

    @pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@x", "＝1+1", "'=1"])  # noqa: RUF001  # obeyed as well
    def test_no_cell_of_a_csv_is_a_formula(self, title: str, tmp_path: Path) -> None:
        """A title that a spreadsheet would run stands behind an apostrophe, and comes back without it."""
        path = tmp_path / "out.csv"
        write_list([Track(ref=TrackRef(Service.BOOMPLAY, "1"), title=title, artist="x")], path, Format.CSV)

        assert path.read_text(encoding="utf-8").splitlines()[1].startswith("'")
        assert titles(FileList(path, lambda: NOW)) == [title]
