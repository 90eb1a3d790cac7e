"""What decides beside the names: links to the very page, siblings, titles in another script."""

from dataclasses import replace

import pytest

from syncd.domain.match import Judgement
from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.planner.choose import choose

ISRC = frozenset({Isrc("NGA562200011")})
PAGE = TrackRef(Service.BOOMPLAY, "54230705")
OURS = Track(ref=PAGE, title="Last Last", artist="Burna Boy", seconds=172)


def recording(number: int, **more: object) -> Track:
    """A recording that agrees in everything, but for what is said of it."""
    track = Track(ref=TrackRef(Service.MUSICBRAINZ, str(number)), title="Last Last", artist="Burna Boy", seconds=172)
    return replace(track, **more)  # type: ignore[arg-type]  # whatever a test changes


def test_a_tie_of_siblings_is_decided_by_the_canonical_one() -> None:
    """Alike in all that we know: the one that catalogues prefer wins, whatever the order; it is no doubt."""
    one, two = recording(1), recording(2)
    for candidates in ([one, two], [two, one]):
        match = choose(OURS, candidates, canonical={two.ref})
        assert match.chosen is not None
        assert match.chosen.track == two


def test_mono_and_stereo_tell_apart_only_whoever_asks_for_one_of_them() -> None:
    """Who asks for the mono mix never gets the stereo mix; who asks for neither gets the canonical one, without a doubt."""
    mono, stereo = recording(1, version="mono"), recording(2, version="stereo")
    assert choose(replace(OURS, title="Last Last (Mono Mix)"), [stereo]).chosen is None
    for ours, wanted in ((replace(OURS, title="Last Last (Mono Mix)"), mono), (OURS, stereo)):
        match = choose(ours, [mono, stereo], canonical={stereo.ref})
        assert match.chosen is not None
        assert match.chosen.track == wanted


@pytest.mark.parametrize(
    "better", [recording(1, isrcs=ISRC), recording(1, seconds=172.2)], ids=["an equal ISRC", "a nearer length"]
)
def test_an_equal_isrc_or_a_nearer_length_comes_before_the_canonical_one(better: Track) -> None:
    """The canonical recording of a title may be another take of the song than ours."""
    canonical = recording(2, seconds=174)
    match = choose(replace(OURS, isrcs=ISRC), [canonical, better], canonical={canonical.ref})

    assert match.chosen is not None
    assert match.chosen.track == better


def test_a_link_to_the_very_page_counts_from_either_side() -> None:
    """The catalogue names our page, or our recording names the page that a target shows."""
    linked = recording(1, artist="Бурна Бой", links=frozenset({PAGE}))

    assert choose(OURS, [replace(linked, links=frozenset())]).judgement is Judgement.DOUBTFUL
    assert choose(OURS, [linked]).judgement is Judgement.ACCEPTED
    assert choose(linked, [OURS]).judgement is Judgement.ACCEPTED


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Ye"},
        {"artist": "Somebody Else"},
        {"seconds": 190},
        {"title": "Last Last (Live)"},
        {"version": "live"},
    ],
)
def test_a_link_may_be_vetoed(other: dict[str, object]) -> None:
    """Title, artist, length and version, with an ISRC beside the link or without."""
    linked = recording(1, links=frozenset({PAGE}), **other)

    assert choose(OURS, [linked]).judgement is not Judgement.ACCEPTED
    assert choose(replace(OURS, isrcs=ISRC), [replace(linked, isrcs=ISRC)]).judgement is not Judgement.ACCEPTED


def test_an_isrc_does_not_prove_a_title_in_another_script() -> None:
    """A translation, or another song of that artist with a wrong ISRC: a human may tell, or a link."""
    ours = replace(OURS, title="Ночная Надежда", isrcs=ISRC)
    other = recording(1, title="Season Under Borrowed Window", isrcs=ISRC)

    assert choose(ours, [other]).judgement is Judgement.DOUBTFUL
    assert choose(ours, [replace(other, links=frozenset({PAGE}))]).judgement is Judgement.ACCEPTED
    assert choose(ours, [replace(other, title="Nochnaya Nadezhda")]).judgement is Judgement.ACCEPTED


@pytest.mark.parametrize(
    ("title", "other"), [("夜に駆ける", "Yoru ni Kakeru"), ("حبيبي يا نور العين", "Habibi Ya Nour El Ain")]
)
def test_one_length_in_two_scripts_is_worth_a_look(title: str, other: str) -> None:
    """A transcription that no table makes is a doubt where performer and length agree, and nothing without the length."""
    ours, theirs = track(title), track(other)

    assert both(ours, theirs) is Judgement.DOUBTFUL
    assert both(ours, theirs, ISRC) is Judgement.DOUBTFUL
    assert both(replace(ours, seconds=None), theirs) is Judgement.REJECTED
    assert both(ours, track(other, "Somebody Else")) is Judgement.REJECTED


@pytest.mark.parametrize("words", ["Somewhere Else", "Prelude", "| Some Show"])
def test_an_isrc_needs_a_length_beside_titles_partly_alike(words: str) -> None:
    """Without an equal one a human decides; a part that is counted is another song."""
    ours, theirs = track("Golden Road"), track(f"Golden Road {words}")

    assert both(ours, theirs, ISRC) is Judgement.ACCEPTED
    assert both(replace(ours, seconds=None), theirs, ISRC) is Judgement.DOUBTFUL
    assert both(ours, replace(theirs, seconds=178), ISRC) is Judgement.DOUBTFUL
    assert both(replace(ours, seconds=None), track("Golden Road | II"), ISRC) is Judgement.REJECTED


def test_at_jamendo_nobody_uploads_for_others() -> None:
    """Its artists upload themselves: "Artist - Title" by somebody else is that somebody's own song."""
    ours = replace(OURS, title="Burna Boy - Last Last", artist="xiaoxiao")
    theirs = Track(
        ref=TrackRef(Service.JAMENDO, "7"), title="Burna Boy - Last Last", artist="Dunmore Parade", seconds=172
    )

    assert choose(ours, [recording(1)]).judgement is Judgement.ACCEPTED
    assert choose(recording(1), [theirs]).judgement is not Judgement.ACCEPTED
    assert choose(ours, [theirs]).judgement is not Judgement.ACCEPTED


def track(title: str = "Last Last", artist: str = "Burna Boy") -> Track:
    """A track of that length, wherever it stands."""
    return recording(1, title=title, artist=artist)


def both(ours: Track, theirs: Track, isrcs: frozenset[Isrc] = frozenset()) -> Judgement:
    """The judgement of a pair that shares these ISRCs, which must not depend on who asks."""
    one, other = replace(ours, isrcs=isrcs), replace(theirs, isrcs=isrcs)
    judgement = choose(one, [other]).judgement
    assert choose(other, [one]).judgement is judgement
    return judgement


def test_another_word_is_no_slip_of_the_pen() -> None:
    """Equal length or not, a letter may make another song: only an equal ISRC tells."""
    ours, theirs = track("Midnight Rain"), track("Midnight Train")

    assert both(ours, theirs) is Judgement.DOUBTFUL
    assert both(ours, theirs, ISRC) is Judgement.ACCEPTED


def test_an_imitators_upload_shows_no_original() -> None:
    """Not even with an equal ISRC; his own recordings are his own."""
    ours, theirs = track("Burna Boy - Last Last", "Cover Nation"), track()

    assert both(ours, theirs) is Judgement.REJECTED
    assert both(ours, theirs, ISRC) is Judgement.DOUBTFUL
    assert both(ours, ours) is Judgement.ACCEPTED


def test_guest_and_main_artist_are_not_swapped() -> None:
    """Sam with Adele is a recording of its own; two equal partners may stand in any order."""
    theirs = track("Hello (feat. Sam)", "Adele")

    assert both(track("Hello (feat. Adele)", "Sam"), theirs) is Judgement.DOUBTFUL
    assert both(track("Hello", "Sam & Adele"), theirs) is Judgement.ACCEPTED
