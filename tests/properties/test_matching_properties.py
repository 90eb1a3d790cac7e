"""What must hold of the matcher for any two tracks, however strange their texts."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.domain.match import Judgement
from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.planner.choose import choose
from syncd.planner.evidence import judge
from syncd.planner.parsed import parse
from syncd.planner.text import clean, fold
from syncd.planner.vocabulary import MIX, RENDERED, VERSION

ISRC = Isrc("NGA562200011")
PLACE = TrackRef(Service.FILE, "1")
VERSION_WORDS = (
    "Live", "Live at Wembley", "Remix", "Alesso Remix", "VIP Mix", "Acoustic", "Demo", "Karaoke Version", "Instrumental",
    "Radio Edit", "Extended Mix", "Sped Up", "Nightcore", "Slowed + Reverb", "Cover", "Re-Recorded", "Taylor's Version",
    "Spanish Version", "2024 Version", "A Cappella", "Alternate Take", "Reprise", "Part 2", "Vol. 3", "Ao Vivo", "En vivo",
    "现场", "伴奏", "ライブ", "라이브", "ريمكس", "концертная версия", "кавер", "Type Beat", "Interlude",
    "80s Version", "80s Mix", "90's Version", "1990s Version", "2nd Version", "合唱版",
)  # fmt: skip
NOTES = (
    "MR", "DJ Kato", "2x", "432 Hz", "v2", "Loop", "Hook", "Ringtone", "TikTok", "Freestyle", "Kato Beat", "Beats",
    "Open Verse", "Music Box", "Jersey Club", "Encore", "Tiësto", "Black Coffee", "на бис",
    "New Version", "New Mix", "In Studio", "From the Basement", "At Home", "For Babies", "R&B", "Drum & Bass", "On Air",
    "Half Step Down",
)  # fmt: skip
UNBRACKETED = (
    *VERSION_WORDS,
    *NOTES,
    *sorted(RENDERED | MIX),
    *(f"Velvet Kato {word}" for word in sorted(MIX | VERSION)),
)
FORMS = ("{} {}", "{}: {}", "{}, {}", "{} / {}", "{} ~{}~", "{} *{}*", '{} "{}"', "{} | {}", "{} || {}", "{} · {}")
SONGS = ("Song of Rivers", "Feather", "真的爱你", "Группа крови")

texts = st.one_of(
    st.sampled_from(
        [
            "Last Last",
            "Buga (Lo Lo Lo)",
            "Essence (feat. Tems)",
            "真的爱你",
            "Группа крови",
            "تملي معاك",
            "Intro",
            "!!!",
            ":)",
            "Song, Pt. 1",
            "Burna Boy - Ye",
            "Live Forever",
            "Prelude in C♯ Minor",
            "<b>&amp;</b>",
            "\x1b[31mRed\x1b[0m",
            "22",
            "",
        ]
    ),
    st.text(st.characters(codec=None), max_size=20),
)
artists = st.sampled_from(
    [
        "Burna Boy",
        "Wizkid feat. Tems",
        "Tems & Wizkid",
        "BEYOND",
        "陈奕迅",
        "Kino",
        "Кино",
        "xiaoxiao",
        "X",
        "",
        "\ud800",
    ]
)
lengths = st.one_of(st.none(), st.just(0.0), st.floats(150, 200), st.floats(allow_nan=True))
albums = st.sampled_from(["", "Love, Damini", "Live at Wembley"])
remarks = st.sampled_from(["", "", "live", "explicit", "take with laughter", "live, 1994: London"])
services = st.sampled_from([Service.BOOMPLAY, Service.MUSICBRAINZ])


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    """A track as some service may describe it."""
    return Track(
        ref=TrackRef(draw(services), "1"),
        title=draw(texts),
        artist=draw(artists),
        seconds=draw(lengths),
        album=draw(albums),
        version=draw(remarks),
        isrcs=draw(st.sampled_from([frozenset(), frozenset({ISRC})])),
        artist_ids=draw(st.sampled_from([(), ("1",), ("2", "1")])),
    )


@st.composite
def near_pairs(draw: st.DrawFn) -> tuple[Track, Track]:
    """A track, and one that differs from it in as little as a single field: often a match, never a foregone one."""
    ours, other = draw(tracks()), draw(tracks())
    fields = draw(
        st.sets(st.sampled_from(["title", "artist", "seconds", "album", "version", "isrcs", "ref"]), max_size=2)
    )
    return ours, replace(ours, **{field: getattr(other, field) for field in fields})


def is_accepted(ours: Track, theirs: Track) -> bool:
    """Whether the pair would be loved without a human."""
    return choose(ours, [theirs]).judgement is Judgement.ACCEPTED


@given(st.one_of(near_pairs(), st.tuples(tracks(), tracks())))
def test_comparison_is_symmetric(pair: tuple[Track, Track]) -> None:
    """It does not matter who asks: judgement and score are the same from either side."""
    ours, theirs = pair
    there, back = judge(parse(ours), parse(theirs)), judge(parse(theirs), parse(ours))

    assert (there.judgement, there.score) == (back.judgement, back.score)
    assert 0 <= there.score <= 1


@given(near_pairs())
def test_every_reason_can_be_read(pair: tuple[Track, Track]) -> None:
    """A judgement has named reasons, and what is not accepted says why: something is against it, or not quite equal."""
    ours, theirs = pair
    candidate = judge(parse(ours), parse(theirs))
    names = {reason.name for reason in candidate.reasons}

    assert {"title", "artist"} <= names
    assert all(reason.detail for reason in candidate.reasons)
    if candidate.judgement is not Judgement.ACCEPTED:
        assert any(reason.weight <= 0 or reason.detail != "equal" for reason in candidate.reasons)


@given(tracks())
def test_a_track_is_itself(one: Track) -> None:
    """With a title and a performer, a track is accepted as itself; without, only by an ISRC."""
    (reading, *_) = parse(one).readings
    says_something = bool(reading.core.joined) and not reading.credits.is_anonymous

    assert is_accepted(one, one) or not says_something
    assert says_something or not is_accepted(replace(one, isrcs=frozenset()), one)


@given(near_pairs())
def test_an_accepted_match_stays_accepted_when_evidence_grows(pair: tuple[Track, Track]) -> None:
    """An equal ISRC, an equal length, an equal album or an artist answer never makes a match less."""
    ours, theirs = pair
    if not is_accepted(ours, theirs):
        return
    grown: tuple[dict[str, Any], ...] = (
        {"isrcs": frozenset({ISRC})},
        {"seconds": 180.0},
        {"artist_ids": ("1",)},
        {} if ours.album and theirs.album else {"album": ours.album or theirs.album or "Love, Damini"},
    )
    for known in grown:
        assert is_accepted(replace(ours, **known), replace(theirs, **known)), known
    answers = {(Service.BOOMPLAY, "1"): "2", (Service.BOOMPLAY, "2"): "2"}
    assert choose(ours, [theirs], answers).judgement is Judgement.ACCEPTED


@given(
    tracks(),
    st.sampled_from(VERSION_WORDS),
    st.sampled_from(["{} ({})", "{} [{}]", "{} - {}", "{}\uff08{}\uff09", "{} ({}"]),
)
def test_a_version_word_makes_another_recording(one: Track, word: str, form: str) -> None:
    """Two tracks that differ only in a version word are never one, not even with an equal ISRC and length."""
    ours = replace(one, title=f"Song {one.title}", isrcs=frozenset({ISRC}), album="", version="", seconds=180.0)
    theirs = replace(ours, title=form.format(ours.title, word))
    mine, yours = parse(ours).readings[0].versions, parse(theirs).readings[0].versions

    assert not is_accepted(ours, theirs) or mine == yours != type(mine)()


@given(tracks(), st.sampled_from(SONGS), st.sampled_from(UNBRACKETED), st.sampled_from(FORMS))
def test_nor_does_a_version_word_hide_outside_brackets(one: Track, song: str, word: str, form: str) -> None:
    """The same without brackets: "Song" and "Song Remix", "Song, Velvet Kato Mix", "Song | Piano"."""
    ours = replace(one, title=song, isrcs=frozenset({ISRC}), album="", version="", seconds=180.0)
    theirs = replace(ours, title=form.format(song, word))

    assert not is_accepted(ours, theirs)
    assert not is_accepted(replace(ours, seconds=None), theirs)


@pytest.mark.parametrize("form", [*FORMS, "{} ({})", "{} - {}"])
def test_nor_does_any_that_we_have_a_word_for(form: str) -> None:
    """Every word of the vocabularies, with one ISRC and one length."""
    ours = Track(ref=PLACE, title="Song of Rivers", artist="Nina Ray", isrcs=frozenset({ISRC}), seconds=180.0)

    taken = [word for word in UNBRACKETED if is_accepted(ours, replace(ours, title=form.format(ours.title, word)))]
    assert taken == []


@given(st.sampled_from(FORMS), st.sampled_from(["Mix", "Version", "Remix", "Live"]), st.booleans())
def test_nor_do_two_names_of_a_version(form: str, word: str, is_measured: bool) -> None:  # noqa: FBT001  # drawn
    """Kato's mix and Mike's are two, whatever else agrees."""
    seconds = 180.0 if is_measured else None
    ours = Track(ref=PLACE, title="", artist="Nina Ray", isrcs=frozenset({ISRC}), seconds=seconds)
    one, other = (replace(ours, title=form.format("Song of Rivers", f"{name} {word}")) for name in ("Kato", "Mike"))

    assert not is_accepted(one, other)


@given(st.sampled_from(["Golden Road Where It All Begins", "Golden Roads", "Golden Road (Marlow)", "The Golden Roads"]))
def test_an_isrc_alone_does_not_prove_a_title_partly_alike(title: str) -> None:
    """Not without an equal length: versions share ISRCs more often than they should."""
    ours = Track(ref=PLACE, title="Golden Road", artist="Nina Ray", isrcs=frozenset({ISRC}))

    assert not is_accepted(ours, replace(ours, title=title))
    assert not is_accepted(replace(ours, seconds=180.0), replace(ours, title=title, seconds=186.0))


@given(tracks(), st.sampled_from(["live", "remix", "acoustic", "demo", "instrumental", "karaoke version", "edit"]))
def test_nor_in_the_catalogues_remark(one: Track, word: str) -> None:
    """The same where MusicBrainz' disambiguation says it."""
    ours = replace(one, title="Song of Rivers", isrcs=frozenset({ISRC}), album="", version="", seconds=180.0)

    assert not is_accepted(ours, replace(ours, version=word))


@given(near_pairs(), st.sampled_from(VERSION_WORDS))
def test_a_version_word_never_helps(pair: tuple[Track, Track], word: str) -> None:
    """A version word that one side gains makes no match of two tracks that say nothing of versions."""
    ours, theirs = pair
    if is_accepted(ours, theirs) or parse(ours).readings[0].versions.kinds or "Live" in ours.album:
        return

    assert not is_accepted(ours, replace(theirs, title=f"{theirs.title} ({word})"))


@given(tracks(), st.lists(tracks(), max_size=4))
def test_what_is_chosen_was_accepted_and_offered(ours: Track, theirs: list[Track]) -> None:
    """A choice is an accepted candidate, the best one; without a choice the match is not accepted."""
    match = choose(ours, theirs)
    scores = [candidate.score for candidate in match.candidates]

    assert (match.chosen is not None) == (match.judgement is Judgement.ACCEPTED)
    assert match.chosen is None or match.chosen is match.candidates[0]
    assert scores == sorted(scores, reverse=True)


@given(st.one_of(texts, st.text(st.characters(codec=None), max_size=60)))
def test_folding_is_idempotent(text: str) -> None:
    """A folded text folds to itself, and a cleaned one is clean."""
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)
