"""How a track's texts are read."""

import pytest
from hypothesis import given, strategies as st

from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.credits import Likeness, compare_credits, credits_of
from syncd.planner.parsed import parse
from syncd.planner.spellings import Spelling, is_asked_as, is_searched_as
from syncd.planner.vocabulary import Kind

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


def track(title: str, artist: str, *, version: str = "", album: str = "") -> Track:
    """A track with nothing but names."""
    return Track(ref=TrackRef(Service.FILE, "1"), title=title, artist=artist, version=version, album=album)


def words(title: str, artist: str = "Somebody") -> list[str]:
    """The core of a title as it is read first."""
    return list(parse(track(title, artist)).readings[0].core.words)


@pytest.mark.parametrize(
    "title",
    [
        "True Colors",
        "True Colors (feat. Nicki Minaj) [Explicit]",
        "True Colors ft. Nicki Minaj",
        "True Colors (Official Video) ft. Nicki Minaj",
        "True Colors - Remastered 2011",
        "True Colors [Live] (Remix)",
        "True Colors (Album Version (Edited)) [Clean]",
        "True Colors 【Official Video】",
        "True Colors videoclip oficial",
        "True Colors HD",
        "True Colors.mp3",
        "True Colors **NEW**",
        "True Colors | Some Show | 2020",
        "True Colors (Live",
        "True_Colors",
        "Somebody - True Colors",
    ],
)
def test_the_core_is_what_is_sung(title: str) -> None:
    """Guests, versions and decoration stand beside the core, in whatever brackets."""
    assert words(title) == ["true", "colors"]


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("(Live)", ["live"]),
        ("[Intro]", ["intro"]),
        ("Video Killed the Radio Star", ["video", "killed", "the", "radio", "star"]),
        ("Fully Alive", ["fully", "alive"]),
        ("Eclipse", ["eclipse"]),
        ("HD", ["hd"]),
        ("-", ["-"]),
        (":)", [":)"]),
        ("( )", ["()"]),
        ("Song (Part 2)", ["song", "part", "2"]),
    ],
)
def test_a_title_is_never_read_away(title: str, core: list[str]) -> None:
    """What looks like a note is the title where there is no other."""
    assert words(title) == core


def test_a_track_is_read_as_its_uploader_meant_it_too() -> None:
    """An "Artist - Title" by somebody else has a second reading, which is known to be a guess."""
    plain, split = parse(track("Shakira - Try Everything (《疯狂动物城》电影主题曲)", "xiaoxiao")).readings

    assert plain.core.words == ("shakira", "try", "everything")
    assert not plain.is_split
    assert split.core.words == ("try", "everything")
    assert split.credits.mains == credits_of("Shakira").mains
    assert split.is_split


@pytest.mark.parametrize("title", ["Midnight River - Live at Abbey Road", "Midnight River - 2011 Remaster", "Up-Town"])
def test_a_version_behind_a_dash_is_no_title(title: str) -> None:
    """Only a dash with a title behind it makes a second reading."""
    assert len(parse(track(title, "Vaults")).readings) == 1


def test_a_nameless_upload_is_read_by_its_title_alone() -> None:
    """Where the artist field says nothing, the name before the dash is no guess against it."""
    (reading,) = parse(track("BEYOND - 真的爱你", "Various Artists")).readings

    assert reading.credits.mains == credits_of("Beyond").mains
    assert not reading.is_split


def test_a_catalogues_remark_counts_as_version_words() -> None:
    """MusicBrainz' disambiguation says "live" where the title does not."""
    parsed = parse(track("Creep", "Radiohead", version="live, 1994-05-27: London"))

    assert parsed.readings[0].versions.kinds == {Kind.LIVE}


def test_an_artists_name_can_say_what_he_sells() -> None:
    """A karaoke label's songs are karaoke, whatever their titles say."""
    assert parse(track("Creep", "Karaoke Hits")).readings[0].versions.kinds == {Kind.KARAOKE}


@pytest.mark.parametrize(
    ("album", "expected"),
    [
        ("Live at Wembley", True),
        ("MTV Unplugged", True),
        ("Caught In The Act: Live", True),
        ("Live Through This", False),
        ("Alive", False),
    ],
)
def test_live_albums_are_known_by_their_titles(album: str, expected: bool) -> None:  # noqa: FBT001  # a column of the table
    """An album that says where it was played is live; one that merely has the word in its title is not."""
    assert parse(track("Song", "Band", album=album)).is_on_a_live_album is expected


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("Metro Boomin, Swae Lee, Offset", "Offset & Swae Lee x Metro Boomin", Likeness.EQUAL),
        ("Tyler, The Creator", "Tyler, the Creator feat. Ty Dolla $ign", Likeness.EQUAL),
        ("AC/DC", "ACDC", Likeness.EQUAL),
        ("Florence + the Machine", "Florence and The Machine", Likeness.EQUAL),
        ("The Beatles", "Beatles", Likeness.EQUAL),
        ("ShakiraVEVO", "Shakira", Likeness.EQUAL),
        ("Shakira - Topic", "Shakira", Likeness.EQUAL),
        ("Rema", "Rema & Selena Gomez", Likeness.EQUAL),
        ("Selena Gomez", "Rema & Selena Gomez", Likeness.NEAR),
        ("J. S. Bach", "Johann Sebastian Bach", Likeness.NEAR),
        ("Black Sherif", "Black Sheriff", Likeness.NEAR),
        ("A Band & One", "A Band & Two", Likeness.WEAK),
        ("Kempff, Beethoven", "Beethoven & Barenboim", Likeness.WEAK),
        ("One, Two & Three", "One, Two & Four", Likeness.EQUAL),
        ("Виктор Цой и Кино", "Кино, Виктор Цой", Likeness.EQUAL),
        ("Oum Kalthoum", "Umm Kulthum", Likeness.WEAK),
        ("X", "E", Likeness.DIFFERENT),
        ("Duran Duran", "Duran", Likeness.WEAK),
        ("Madonna feat. Ray", "Prince feat. Ray", Likeness.WEAK),
        ("陈奕迅", "Eason Chan", Likeness.INCOMPARABLE),
        ("", "Shakira", Likeness.INCOMPARABLE),
        ("Various Artists", "Various Artists", Likeness.INCOMPARABLE),
        ("Madonna", "Prince", Likeness.DIFFERENT),
        ("Lil Nas X & Jack Harlow", "Jack Harlow x Lil Nas X", Likeness.EQUAL),
        ("Lil Nas X x Jack Harlow", "Lil Nas X, Jack Harlow", Likeness.EQUAL),
        ("Kato vs. Mike", "Mike and Kato", Likeness.EQUAL),
        ("Lil Nas X", "Lil Nas", Likeness.WEAK),
        ("Malcolm X", "Malcolm Y", Likeness.WEAK),
        ("And One", "One", Likeness.WEAK),
        ("E Nomine", "Nomine", Likeness.WEAK),
        ("B", "B+", Likeness.WEAK),
        ("Mariah", "Maria", Likeness.WEAK),
        ("Davido", "David", Likeness.WEAK),
        ("Mariah & Sam", "Maria & Sam", Likeness.WEAK),
    ],
)
def test_credits_are_compared_as_people_would(ours: str, theirs: str, expected: Likeness) -> None:
    """Order, joining words, articles and channels do not matter; a shared guest is not a shared performer.

    What joins has a name on both sides, and of names of one word a letter makes another.
    """
    assert compare_credits(credits_of(ours), credits_of(theirs)) is expected
    assert compare_credits(credits_of(theirs), credits_of(ours)) is expected


@pytest.mark.parametrize(
    ("title", "artist", "first"),
    [
        ("Essence", "Wizkid", ("Wizkid", "Essence")),
        ("Shakira - Try Everything (《疯狂动物城》电影主题曲)", "xiaoxiao", ("Shakira", "Try Everything")),
        ("001 柏松 - 世间美好", "uploader", ("柏松", "世间美好")),
        ("Midnight River - Memtrix Remix", "Vaults", ("Midnight River", "Memtrix Remix")),
        ("Can&#039;t Kill Us", "A &amp; B", ("A & B", "Can't Kill Us")),
    ],
)
def test_the_likeliest_spelling_is_asked_first(title: str, artist: str, first: tuple[str, str]) -> None:
    """A look-up by names begins with what the recording is most probably called."""
    assert is_asked_as(track(title, artist))[0] == first


def test_every_spelling_worth_asking_is_there() -> None:
    """Guests are asked as MusicBrainz credits them, then the names as given, then without guests and decoration."""
    assert is_asked_as(track("Sukari (Official Audio) [feat. Nandy] (Live)", "Zuchu")) == (
        Spelling("Zuchu feat. Nandy", "Sukari (Live)"),
        Spelling("Zuchu", "Sukari (Official Audio) [feat. Nandy] (Live)"),
        Spelling("Zuchu", "Sukari (Live)"),
    )
    assert Spelling("Vaults", "Midnight River - Memtrix Remix") in is_asked_as(
        track("Midnight River - Memtrix Remix", "Vaults")
    )
    assert not is_asked_as(track("", "Zuchu"))


def test_a_service_is_searched_under_the_main_performer_first() -> None:
    """Services list a song under its main performer; the whole credit is the second try."""
    assert is_searched_as(track("Sukari [feat. Nandy]", "Zuchu")) == (
        Spelling("Zuchu", "Sukari"),
        Spelling("Zuchu feat. Nandy", "Sukari"),
    )
    assert is_searched_as(track("Sukari", "Zuchu feat. Nandy"))[0] == Spelling("Zuchu", "Sukari")
    assert is_searched_as(track("Essence", "Wizkid")) == (Spelling("Wizkid", "Essence"),)


@given(title=ANY_TEXT, artist=ANY_TEXT, version=ANY_TEXT, album=ANY_TEXT)
def test_any_texts_can_be_parsed(title: str, artist: str, version: str, album: str) -> None:
    """Parsing is total: it reads whatever a service sends: split or not, and with or without a track number."""
    found = track(title, artist, version=version, album=album)

    assert len(parse(found).readings) in range(1, 5)
    assert all(all(spelling) for spelling in is_asked_as(found))


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "()",
        " - ",
        "feat. ",
        "&amp;",
        "a,",
        "[x] ",
        "** ",
        "live ",
        "mix",
        "a | ",
        "\ud800",
        "漢",
        "1",
        "i. ",
        "$a!b",
    ],
)
def test_long_texts_are_parsed_whole(piece: str) -> None:
    """A title of 10,000 characters is read to its end, whatever it repeats."""
    long = (piece * 10_000)[:10_000]

    assert parse(track(long, long, version=long)) != parse(track(long + "tail", long, version=long))
