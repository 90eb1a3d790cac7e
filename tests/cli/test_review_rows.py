"""Two tracks that differ never look the same in review, however wide or narrow the screen; and songs are counted, not questions."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len

from syncd.cli.by_hand import LOVED_ALREADY
from syncd.cli.review_dialogue import Review
from syncd.cli.review_modes import Mode, Outside
from syncd.cli.review_rows import LONGEST, cells_of, song, table, told_apart
from syncd.cli.review_screen import draw
from syncd.daemon.logs import printable
from syncd.domain.match import Candidate, Judgement, Reason
from syncd.domain.track import RecordingId, Service, Track, TrackRef
from syncd.planner.review import Case, in_order
from tests.cli.planting import heard, known

CONCERTO = "Brandenburg Concerto No. 3 in G major, BWV 1048: III. Allegro"
PLAYERS = "Berliner Philharmoniker"
LENGTH = Reason("length", -0.1, "3:20 against 3:27")


def candidate(track: Track) -> Candidate:
    """One whose only doubt is its length."""
    return Candidate(track, Judgement.DOUBTFUL, 0.5, (Reason("title", 0.3, "equal"), LENGTH))


def case(ours: Track, *theirs: Track, place: Service = Service.MUSICBRAINZ) -> Case:
    """A song that waits; its number is its recording's."""
    number = RecordingId(int(ours.ref.id))
    return Case(recording=number, place=place, track=ours, candidates=tuple(map(candidate, theirs)), refs=(ours.ref,))


def at_jamendo(number: int, title: str, artist: str) -> Track:
    """A track at Jamendo."""
    return replace(known(number, title, artist), ref=TrackRef(Service.JAMENDO, f"{number}"), mbid=None)


def both(number: int, title: str) -> list[Case]:
    """A song that waits for its length at MusicBrainz, and at Jamendo."""
    ours = heard(number, title, "Nina Holm")
    there = case(ours, at_jamendo(900 + number, title, "Nina Holm"), place=Service.JAMENDO)
    return [case(ours, known(number, title, "Nina Holm", 207)), there]


def sit(*cases: Case) -> Review:
    """The dialogue, and nobody who writes anything down."""
    return Review(cases, {}, Outside(lambda: 0.0, lambda _: [], lambda _: True, lambda _: None, lambda: None))


def shown(review: Review, width: int, height: int = 60) -> list[str]:
    """The screen, line by line."""
    return [line.plain for line in draw(review, width, height)]


@pytest.mark.parametrize("width", [39, 60, 79, 129, 199])
def test_the_ends_of_long_names_are_seen_on_any_screen(width: int) -> None:
    """The movement's place, the conductor, a guest in brackets: whatever tells candidates apart stands at the end."""
    ours = heard(1, f"{CONCERTO} (feat. Kofi Mensah)", f"{PLAYERS}, Herbert von Karajan", 305)
    theirs = known(1, f"{CONCERTO} (Live at Suntory Hall)", f"{PLAYERS}, Claudio Abbado", 306)
    lines = shown(sit(case(ours, theirs, known(2, CONCERTO, PLAYERS, 306))), width, 100)

    words = " ".join("".join(lines).split())
    for part in ("Mensah)", "Hall)", "Karajan", "Abbado"):
        assert part in words
    assert all(cell_len(line) <= width for line in lines)
    assert "which one at musicbrainz?" in " ".join(words.split())


def test_the_width_is_used() -> None:
    """Where everything fits beside each other, each track takes one line and its page another."""
    ours = heard(1, CONCERTO, f"{PLAYERS}, Herbert von Karajan", 305)
    lines = shown(sit(case(ours, known(1, f"{CONCERTO} (Live at Suntory Hall)", PLAYERS, 306))), 160)
    assert lines[4].split("  ")[1:2] == [CONCERTO]
    assert lines[4].endswith(f"{PLAYERS}, Herbert von Karajan  5:05")
    assert lines[6].startswith(f"   1  {CONCERTO} (Live at Suntory Hall)  {PLAYERS} ")


@given(
    st.text("ab", min_size=1, max_size=6),
    st.lists(st.integers(0, 5000), min_size=1, max_size=8, unique=True),
    st.booleans(),
)
def test_texts_that_differ_never_look_the_same(letters: str, places: list[int], has_ends: bool) -> None:  # noqa: FBT001  # Hypothesis hands it over
    """However long they are, and wherever they differ; and however long, they are cut."""
    plain = (letters * 5001)[:5001]
    texts = {
        plain,
        plain + "a" if has_ends else plain[:-1],
        *(f"{plain[:each]}X{plain[each + 1 :]}" for each in places),
    }
    seen = told_apart(texts)
    assert len(set(seen.values())) == len(texts)
    assert all(len(each) <= LONGEST + 30 * len(texts) for each in seen.values())


@given(st.lists(st.tuples(*[st.text(max_size=60)] * 4), min_size=1, max_size=5), st.integers(8, 200))
def test_no_line_of_columns_is_wider_than_its_room(rows: list[tuple[str, ...]], room: int) -> None:
    """Wide characters, those without any width, and nothing at all: each row has its lines, and none is too long."""
    given_ = [(printable(title) or "?", *others) for title, *others in rows]
    lines = table(given_, room)
    assert len(lines) == len(rows)
    assert all(cell_len(line) <= room for row in lines for line in row)


def test_a_remark_of_the_catalogue_is_part_of_the_title() -> None:
    """Two recordings may differ in MusicBrainz' disambiguation alone."""
    live = replace(known(1, "Harbour", "Nina Holm"), version="live, 2019")
    assert cells_of(live)[0] == "Harbour [live, 2019]"
    assert song(live) == "Nina Holm - Harbour [live, 2019] (3:20)"


def test_a_love_that_waits_for_the_answer_is_named_at_its_candidate() -> None:
    """Syncd likes it there already: a human sees it where he decides."""
    asked = both(1, "Harbour")[1]
    assert LOVED_ALREADY not in "\n".join(shown(sit(asked), 79))
    asked = replace(asked, loved=frozenset({asked.best.track.ref}))
    assert f"      {LOVED_ALREADY}" in shown(sit(asked), 79)


def test_only_as_many_candidates_are_shown_as_fit() -> None:
    """Names that go over several lines leave less room, and no line is lost at either end of the screen."""
    names = [known(number, f"{CONCERTO} {number}", f"{PLAYERS}, Claudio Abbado") for number in range(1, 8)]
    review = sit(case(heard(1, CONCERTO, PLAYERS), *names))
    assert len(shown(review, 79, 30)) < 30
    assert 1 <= len(review.shown) < 7
    wide = shown(review, 199, 40)
    assert (len(review.shown), len(wide) < 40) == (7, True)


def test_a_song_that_waits_at_two_places_is_one_song() -> None:
    """Head, artist and what was put off count songs; it is left as long as one of its questions is."""
    review = sit(*both(1, "Harbour"), case(heard(2, "Willow", "Nina Holm"), known(2, "Willow", "Nina Holm", 207)))
    assert review.left == 2
    assert "Nina Holm: 2 songs wait;" in "\n".join(shown(review, 79))
    for _ in range(3):
        review.press(" ")
    assert "put off: 2 songs." in "\n".join(shown(review, 79))
    first = sit(*both(1, "Harbour"))
    first.press("n")
    assert first.left == 1


def test_a_bulk_is_counted_shown_and_left_out_song_by_song() -> None:
    """Three songs with four questions: one line for each song, with both of its candidates; a digit leaves out both."""
    review = sit(
        *both(1, "Harbour"), *(case(heard(n, "Willow", "Omar"), known(n, "Willow", "Omar", 207)) for n in (2, 3))
    )
    review.press("k")
    lines = shown(review, 99)
    assert "Accept all 3 songs whose only doubt is length? The least sure first:" in lines
    assert sum(line.startswith("   =  ") for line in lines) == 4
    assert [line.split()[-2:] for line in lines if "Harbour" in line][1:] == [["at", "musicbrainz"], ["at", "jamendo"]]
    review.press("1")
    assert [each.recording for each in review.bulk] == [2, 3]
    review.press("y")
    assert review.message.startswith("2 songs accepted")


def test_a_small_screen_shows_fewer_songs_of_a_bulk_at_once() -> None:
    """Nothing scrolls away unseen: the others come with the space bar, and only what is shown has a digit."""
    songs = [
        case(heard(n, f"Harbour {n}", "Nina Holm"), known(n, f"Harbour {n}", "Nina Holm", 207)) for n in range(1, 10)
    ]
    review = sit(*songs)
    review.press("k")
    assert len(shown(review, 79, 24)) < 24
    first = review.examples
    assert 1 <= len(first) < 9
    review.press("9")
    assert review.mode is Mode.CASE
    for key in "k ":
        review.press(key)
        assert shown(review, 79, 24)
    assert not {each.recording for each in first} & {each.recording for each in review.examples}


def test_an_artist_with_more_songs_comes_before_one_with_more_questions() -> None:
    """Songs count, not the places at which they wait."""
    two = [case(heard(n, title, "Omar"), known(n, title, "Omar", 207)) for n, title in ((4, "Meadow"), (5, "Canyon"))]
    three = [*both(1, "Harbour"), replace(both(1, "Harbour")[0], place=Service.LISTENBRAINZ)]
    assert [each.track.artist for each in in_order([*three, *two])][:2] == ["Omar", "Omar"]


@pytest.mark.parametrize("width", [39, 60, 79])
def test_what_is_left_to_do_is_read_whole_on_any_screen(width: int) -> None:
    """A sentence longer than the screen is wide goes on in the next line, and the candidates leave it the room."""
    rivals = [known(number, "Meadow", "Omar Sol", 200 + 20 * number) for number in range(1, 6)]
    review = sit(case(heard(1, "Meadow", "Omar Sol", None), *rivals))
    review.message = "no id of this artist is known on one side: answer song by song, or say at MusicBrainz who it is"
    lines = shown(review, width, 24)

    assert review.message in " ".join(lines)
    assert all(cell_len(line) <= width for line in lines)
    assert len(lines) < 24


def test_an_address_to_copy_stays_in_one_piece() -> None:
    """Where no browser can be opened, the page stands there to be copied: nothing is cut from it, nor a line break put in."""
    review = sit(case(heard(1, "Meadow", "Omar Sol"), known(1, "Meadow", "Omar Sol", 220)))
    page = f"https://musicbrainz.org/recording/{known(1, 'Meadow', 'Omar Sol').mbid}"
    review.message = f"no browser here; the page is {page}"
    assert page in shown(review, 39)
