"""What stands beside a title."""

import pytest

from syncd.planner.versions import Accord, Sense, Versions, accord, are_mixed_apart, classify, classify_dashed
from syncd.planner.vocabulary import Kind


@pytest.mark.parametrize(
    ("note", "kinds"),
    [
        ("Live", {Kind.LIVE}),
        ("Live at Wembley", {Kind.LIVE}),
        ("Official Live Video", {Kind.LIVE}),
        ("live, 1985-07-13: Live Aid, London", {Kind.LIVE}),
        ("Ao Vivo", {Kind.LIVE}),
        ("En vivo", {Kind.LIVE}),
        ("Live版", {Kind.LIVE}),
        ("现场", {Kind.LIVE}),
        ("Spotify Singles", {Kind.LIVE}),
        ("Live Acoustic from Kansas City", {Kind.LIVE, Kind.ACOUSTIC}),
        ("Robin Schulz Remix", {Kind.REMIX}),
        ("DJ Bam Bam Radio Remix", {Kind.REMIX}),
        ("Zedd Union Mix", {Kind.REMIX}),
        ("2011 Mix", {Kind.REMIX}),
        ("2015 Stereo Mix", {Kind.REMIX}),
        ("Radio Edit", {Kind.EDIT}),
        ("Short Version", {Kind.EDIT}),
        ("Extended Mix", {Kind.EXTENDED}),
        ("Robin Schulz Extended Mix", {Kind.EXTENDED, Kind.REMIX}),
        ('12" Mix', {Kind.EXTENDED}),
        ("Acústico", {Kind.ACOUSTIC}),
        ("Demo", {Kind.DEMO}),
        ("Karaoke Version", {Kind.KARAOKE}),
        ("伴奏", {Kind.KARAOKE}),
        ("Instrumental", {Kind.INSTRUMENTAL}),
        ("A Cappella", {Kind.ACAPELLA}),
        ("Sped Up", {Kind.SPED_UP}),
        ("slowed & reverb", {Kind.SLOWED}),
        ("8D Audio", {Kind.EFFECT}),
        ("Leonard Cohen Cover", {Kind.COVER}),
        ("Originally Performed by Adele", {Kind.COVER}),
        ("Re-Recorded", {Kind.RERECORDED}),
        ("Alternate Take", {Kind.ALTERNATE}),
        ("Amazon Original", {Kind.ALTERNATE}),
        ("Taylor's Version", {Kind.OTHER}),
        ("Spanish Version", {Kind.OTHER}),
        ("2024 Version", {Kind.OTHER}),
        ("Piano", {Kind.OTHER}),
        ("国语版", {Kind.OTHER}),
        ("Interlude", {Kind.PASSAGE}),
        ("Mixed", {Kind.PASSAGE}),
        ("Neuaufnahme 2018", {Kind.RERECORDED}),
        ("концертная версия", {Kind.LIVE}),
        ("минусовка", {Kind.KARAOKE}),
        ("ريميكس", {Kind.REMIX}),
        ("Type Beat", {Kind.INSTRUMENTAL}),
        ("80s Version", {Kind.OTHER}),
        ("90's Version", {Kind.OTHER}),
        ("1990s Version", {Kind.OTHER}),
        ("80s Mix", {Kind.REMIX}),
        ("2nd Version", {Kind.OTHER}),
        ("New Version", {Kind.OTHER}),
        ("In Studio", {Kind.OTHER}),
        ("From the Basement", {Kind.OTHER}),
        ("R&B", {Kind.OTHER}),
        ("For Babies", {Kind.OTHER}),
        ("Half Step Down", {Kind.OTHER}),
        ("With Choir", {Kind.OTHER}),
        ("二胡", {Kind.OTHER}),
        ("合唱", {Kind.OTHER}),
        ("合唱版", {Kind.OTHER}),
        ("合唱团版", {Kind.OTHER}),
    ],
)
def test_version_words_are_found(note: str, kinds: set[Kind]) -> None:
    """A note that tells another recording is known by its kind, in the languages of the catalogues."""
    found = classify(note)

    assert found.sense is Sense.VERSION
    assert set(found.versions.kinds) == kinds


@pytest.mark.parametrize(
    "note",
    [
        "Remastered 2011",
        "2009 Digital Remaster",
        "30th Anniversary Remaster",
        "Album Version (Edited)",
        "Single Version",
        "Original Version 1978",
        "Original Mix",
        'Original 7" Version',
        "Explicit",
        "Mono",
        "Stereo Mix",
        "Full Version",
        "Deluxe Edition",
        "Official Music Video",
        "OFFICIAL LYRICS VIDEO",
        "Audio",
        "From the Motion Picture “Frozen”",
        "Original Motion Picture Soundtrack",
        "《疯狂动物城》电影主题曲",
        "Prod. by Kiddominant",
        "2011",
    ],
)
def test_decoration_is_no_version(note: str) -> None:
    """Remasters, labels of content, sources and ways of showing make no other recording."""
    assert classify(note).sense is Sense.NEUTRAL


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("feat. Tems", "Tems"),
        ("Ft Nandy", "Nandy"),
        ("With Willie Nelson", "Willie Nelson"),
        ("+ Dot Rotten", "Dot Rotten"),
        ("featuring A & B", "A & B"),
        ("合唱: 周杰伦", "周杰伦"),
    ],
)
def test_guests_are_credits(note: str, names: str) -> None:
    """A note that names a guest is a credit."""
    assert classify(note).sense is Sense.CREDIT
    assert classify(note).names == names


@pytest.mark.parametrize("note", ["With You", "Light Em Up", "Forgiveness", "To Live", "We Live for Love"])
def test_other_words_are_asides(note: str) -> None:
    """Words that nothing is known about belong to the title's neighbourhood and claim nothing."""
    assert classify(note).sense is Sense.ASIDE


@pytest.mark.parametrize(
    "note",
    ["Part 2", "Pt. II", "Vol. 3", "Chapter One: The Return", "2", "Part A", "Side B", "Day 2", "上", "الجزء الثاني"],
)
def test_counted_notes_belong_to_the_title(note: str) -> None:
    """A part number is part of the song's name."""
    assert classify(note).sense is Sense.NUMBER


@pytest.mark.parametrize(
    ("words", "sense"),
    [
        ("Memtrix Remix", Sense.VERSION),
        ("Live at Wembley", Sense.VERSION),
        ("Live", Sense.VERSION),
        ("2011 Remaster", Sense.NEUTRAL),
        ("Live It Up", Sense.ASIDE),
        ("Radio Ga Ga", Sense.ASIDE),
        ("Cover Me", Sense.ASIDE),
        ("Intro", Sense.ASIDE),
    ],
)
def test_words_behind_a_dash_may_be_half_of_the_title(words: str, sense: Sense) -> None:
    """Behind a dash only what is surely a note is taken as one."""
    assert classify_dashed(words).sense is sense


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("Live", "Live", Accord.SAME),
        ("Live", "Live at Wembley", Accord.LOOSE),
        ("Live at Wembley", "Live in Amsterdam", Accord.CONFLICT),
        ("Live 1995", "Live 2003", Accord.CONFLICT),
        ("live, 1985-07-13: Wembley", "Live at Wembley 1985", Accord.SAME),
        ("Remix", "Alesso Remix", Accord.UNNAMED),
        ("Cazzette Remix", "Alesso Remix", Accord.CONFLICT),
        ("Kaskade's Mix", "Kaskades Mix", Accord.SAME),
        ("Karaoke Version", "Karaoke in the Style of Adele", Accord.CONFLICT),
        ("Remix", "Remix Radio Edit", Accord.CONFLICT),
        ("Spanish Version", "French Version", Accord.CONFLICT),
        ("Tom Remix", "Tom Dub", Accord.CONFLICT),
        ("Tom Remix", "Tom & Rob Remix", Accord.UNNAMED),
        ("Tom Remix", "Tom Remix 2", Accord.CONFLICT),
        ("Tom Dub Mix", "Tom Dub", Accord.SAME),
        ("Live", "Live 2", Accord.CONFLICT),
        ("Demo A", "Demo B", Accord.CONFLICT),
        ("Take 1", "Take 2", Accord.CONFLICT),
        ("Live at Wembley Stadium", "Live at Wembley Arena", Accord.UNNAMED),
        ("Live at Great Northern Hall", "Live at Great Southern Hall", Accord.UNNAMED),
        ("2022", "2012", Accord.CONFLICT),
        ("2022", "Official Video", Accord.LOOSE),
        ("2022", "Remastered", Accord.LOOSE),
        ("Full Version", "Official Video", Accord.SAME),
        ("Stereo Mix", "Official Video", Accord.SAME),
        ("2015 Stereo Mix", "Stereo Mix", Accord.CONFLICT),
        ("2011 Remaster", "2015 Remaster", Accord.SAME),
    ],
)
def test_versions_agree_only_where_nothing_contradicts(ours: str, theirs: str, expected: Accord) -> None:
    """Kinds must be equal; remixers, places and years may be left out by one side, never contradicted."""
    mine, yours = classify(ours).versions, classify(theirs).versions

    assert accord(mine, yours) is expected
    assert accord(yours, mine) is expected


@pytest.mark.parametrize(
    ("ours", "theirs", "is_so"),
    [
        ("Stereo Mix", "Mono Mix", True),
        ("Mono", "2009 Stereo Remaster", True),
        ("Mono / Stereo", "Mono", False),
        ("Mono", "Remastered", False),
        ("Live", "Stereo", False),
    ],
)
def test_mono_and_stereo_are_two_mixes_where_both_are_named(ours: str, theirs: str, *, is_so: bool) -> None:
    """A side that names neither contradicts nothing."""
    mine, yours = classify(ours).versions, classify(theirs).versions

    assert are_mixed_apart(mine, yours) is is_so
    assert are_mixed_apart(yours, mine) is is_so


@pytest.mark.parametrize(
    "note",
    [
        *(
            "MR",
            "DJ",
            "DJ Maphorisa",
            "Freebeat",
            "Cruise Beat",
            "Open Verse Challenge",
            "Ringtone",
            "TikTok",
            "432 Hz",
        ),
        *("0.8x", "弾き語り", "歌ってみた", "オルゴール", "피아노", "оркестр", "на бис", "عود", "بدون إيقاع", "Tiësto"),
    ],
)
def test_a_note_may_be_a_version_as_a_whole(note: str) -> None:
    """Words that are harmless in a title tell another recording where they are all that a note says."""
    assert classify(note).sense is Sense.VERSION
    assert classify_dashed("Mara").sense is Sense.ASIDE


def test_versions_say_what_they_are() -> None:
    """Reasons quote version words, and say where there are none."""
    assert str(classify("Alesso Remix").versions) == "remix alesso"
    assert str(Versions()) == "none"


@pytest.mark.parametrize(
    ("note", "editions"),
    [
        ("Remastered 2011", {"remaster"}),
        ("Deluxe Edition", {"deluxe"}),
        ("Explicit", {"explicit"}),
        ("Uncensored", {"explicit"}),
        ("Live / Remastered", {"remaster"}),
        ("Live", set()),
        ("Official Video", set()),
    ],
)
def test_editions_stand_beside_versions(note: str, editions: set[str]) -> None:
    """How a recording was issued is known, and makes no other version of it."""
    found = classify(note).versions

    assert found.editions == editions
    assert found == Versions(found.kinds, found.details)
