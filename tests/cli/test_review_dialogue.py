"""The dialogue of `syncd review`, key by key, on a real database and without any terminal."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from syncd.cli.review_modes import Mode
from syncd.cli.review_screen import draw
from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.errors import Unavailable
from syncd.domain.match import Decider, Reason
from syncd.domain.track import Service, TrackRef
from syncd.planner.answers import DENIED_BEFORE
from syncd.planner.review import by_hand
from tests.cli.planting import NOON, Doubt, identities, known, mbid
from tests.cli.reviewing import Human, Sit, band, off, ref, rivals


def test_artists_with_the_most_songs_come_first_and_then_the_likeliest(sit: Sit) -> None:
    """Grouped by artist; a single song waits for its turn, however likely it is."""
    human = sit(rivals(10), off(1, "Harbour"), off(2, "Willow"))
    assert [case.track.artist for case in human.review.waiting] == ["Nina Holm", "Nina Holm", "Omar Sol"]
    assert "Nina Holm: 2 songs wait" in human.sees()


def test_the_screen_shows_both_sides_with_reasons_lengths_and_pages(sit: Sit) -> None:
    """Song and candidate beneath each other: title, artist, length, page, and what speaks for and against."""
    seen = sit(off(1)).sees()
    assert "syncd review: 1 left, about 1 min" in seen
    for part in ("3:20", "3:27", "https://www.boomplay.com/songs/1", f"https://musicbrainz.org/recording/{mbid(1)}"):
        assert part in seen
    assert "+title (equal)" in seen
    assert "-length (3:20 against 3:27)" in seen


@pytest.mark.parametrize(("key", "number"), [("a", 10), ("1", 10), ("2", 11)])
def test_a_candidate_is_accepted_by_a_human(sit: Sit, key: str, number: int) -> None:
    """One key; the answer is a row that says who decided."""
    human = sit(rivals(10))
    human.press(key + "q")
    assert identities(human.at) == {ref(10): mbid(number)}
    assert [(each.said, each.answer) for each in human.answers()] == [(Said.IS, mbid(number))]
    assert {row[3] for row in human.dump()["mappings"]} == {Decider.HUMAN.value}
    assert human.at.cases() == []


def test_none_of_these_denies_each_candidate(sit: Sit) -> None:
    """The song is asked about again by itself, and never matched with these."""
    human = sit(rivals(10))
    human.press("nq")
    assert {(each.said, each.answer) for each in human.answers()} == {(Said.NOT, mbid(10)), (Said.NOT, mbid(11))}
    assert identities(human.at) == {ref(10): None}
    assert human.at.cases() == []


def test_only_what_is_shown_is_denied(sit: Sit) -> None:
    """On a small screen the other candidates come once the first are ruled out."""
    human = sit(rivals(10))
    assert "and 1 more" in human.sees(height=14)
    human.press("n")
    assert [each.track.mbid for each in human.review.case.candidates] == [mbid(11)]
    assert [each.answer for each in human.answers()] == [mbid(10)]
    assert [case.best.track.mbid for case in human.at.cases()] == [mbid(11)]


def test_a_skipped_song_does_not_come_back(sit: Sit) -> None:
    """Skipped is answered: for ever."""
    human = sit(off(1))
    human.press("s")
    assert [each.said for each in human.answers()] == [Said.SKIP]
    assert human.at.cases() == []


def test_an_artist_judges_all_of_its_songs_anew(sit: Sit) -> None:
    """What is accepted because of it is accepted by machines; the rest waits on; the sentence counts both."""
    human = sit(band(1, "Harbour"), band(2, "Willow"), off(3))
    human.press("t")
    assert "2 of 2 songs of this artist are accepted now" in human.review.message
    assert identities(human.at) == {ref(1): mbid(1), ref(2): mbid(2), ref(3): None}
    assert human.answers() == []
    deciders = {row[1]: row[3] for row in human.dump()["mappings"]}
    assert (deciders["1"], deciders["2"]) == (Decider.NAMES.value, Decider.NAMES.value)
    assert human.at.known_artists() == {(Service.BOOMPLAY, "93271"): "an-mbid"}
    assert [case.refs for case in human.at.cases()] == [(ref(3),)]


def test_an_artist_without_an_id_cannot_be_named(sit: Sit) -> None:
    """It is said, and nothing changes."""
    human = sit(off(1))
    human.press("t")
    assert "answer song by song" in human.review.message
    assert human.review.left == 1


def test_all_with_one_doubt_are_accepted_after_a_look(sit: Sit) -> None:
    """`k` shows how many and which, the least sure first; a digit leaves one out, `y` takes the others."""
    human = sit(*(off(number, f"Harbour {number}", more=4 + number / 2) for number in range(1, 5)), rivals(10))
    human.press("k")
    assert "Accept all 4 songs whose only doubt is length?" in human.sees()
    left_out = human.review.examples[1]
    human.press("2y")
    assert "3 songs accepted" in human.review.message
    assert len(human.answers()) == 3
    assert {case.refs for case in human.at.cases()} == {left_out.refs, (ref(10),)}


def test_a_bulk_is_never_accepted_by_another_key(sit: Sit) -> None:
    """Only `y` says yes."""
    human = sit(off(1), off(2, "Willow"))
    for key in ("n", "a", "q", "\n"):
        human.press("k" + key)
        assert (human.review.mode, human.review.left) == (Mode.CASE, 2)


def test_rivals_are_never_accepted_in_bulk(sit: Sit) -> None:
    """Which of two it is differs from song to song."""
    human = sit(rivals(10), rivals(20, "Willow"))
    human.press("k")
    assert human.review.mode is Mode.CASE
    assert "another song is as near" in human.review.message


def test_later_songs_come_again(sit: Sit) -> None:
    """What is put off still counts as left."""
    human = sit(off(1), off(2, "Willow"))
    first = human.review.case
    human.press("  ")
    assert "put off: 2 songs" in human.sees()
    human.press(" ")
    assert human.review.case == first
    assert human.review.left == 2


def test_the_forecast_follows_this_sessions_pace(sit: Sit) -> None:
    """Ten seconds each to begin with; then what the answers really took."""
    human = sit(*(off(number, f"Harbour {number}") for number in range(1, 61)))
    assert human.review.minutes == 10
    for _ in range(20):
        human.seconds += 60
        human.press("a")
    assert human.review.minutes == 34  # 40 songs at (5 * 10 s + 20 * 60 s) / 25


def test_a_search_offers_other_recordings(sit: Sit) -> None:
    """What MusicBrainz finds for a text can be accepted like a candidate; going back denies nothing."""
    human = sit(off(1))
    human.offers = [known(77, "Harbour (live)", "Nina Holm", 260), known(78, "Harbour", "Nina Holm", 200)]
    human.press("/Harbourr\x7f\n")
    assert "MusicBrainz knows, for Harbour:" in human.sees()
    human.press("n")
    assert (human.review.mode, human.review.left) == (Mode.CASE, 1)
    human.press("/x\n1")
    assert identities(human.at) == {ref(1): mbid(78)}


def test_a_search_that_fails_is_a_sentence(sit: Sit) -> None:
    """A busy MusicBrainz ends nothing."""
    human = sit(off(1))
    human.trouble = Unavailable("musicbrainz", "is busy (503)")
    human.press("/x\n")
    assert "busy" in human.review.message
    human.trouble = None
    human.press("/x\n")
    assert "found nothing" in human.review.message


def test_pages_are_opened(sit: Sit) -> None:
    """The song's own, or a candidate's."""
    human = sit(off(1))
    human.press("ooo1")
    assert human.opened == ["https://www.boomplay.com/songs/1", f"https://musicbrainz.org/recording/{mbid(1)}"]


def test_what_is_missing_at_musicbrainz_is_told_with_the_page(sit: Sit) -> None:
    """The form for a new recording, filled in; the form of a candidate that lacks the link; and of the last accepted."""
    human = sit(off(1), off(2, "Willow"))
    human.press("m")
    seen = human.sees()
    assert "https://musicbrainz.org/recording/create?edit-recording.name=Harbour&" in seen
    assert f"recording/{mbid(1)}/edit?edit-recording.url.0.text=https%3A%2F%2Fwww.boomplay.com%2Fsongs%2F1" in seen
    assert "ISRC: QZABC2600001" in seen
    human.press("xam")
    assert "The song that you accepted last" in human.sees()
    human.press("xa")
    assert "Nothing is left" in human.sees()
    assert "The song that you accepted last" in human.sees()


def test_answers_that_contradict_each_other_are_asked_about_again(sit: Sit) -> None:
    """Two songs turned out to be one: the new word replaces both old ones, and the dispute is over."""
    human = sit(off(1), off(2, "Willow"))
    words = [(ref(1), Said.IS, mbid(1)), (ref(1), Said.NOT, mbid(5)), (ref(2), Said.IS, mbid(5))]
    answers = [
        HumanAnswer(about=about, place=Service.MUSICBRAINZ, said=said, answer=answer, answered_at=NOON)
        for about, said, answer in words
    ]
    human.at.record(answers, [by_hand(known(1, "Harbour", "Nina Holm")), by_hand(known(5, "Harbour", "N. Holm"))], [])
    with human.at.store.writing() as tx:
        tx.identity.merge(mbid(5), mbid(1))
        tx.commit()
    again = Human(human.at)
    assert again.review.case.is_disputed
    assert "your answers contradict each other" in again.sees()
    again.press("1")
    assert again.at.cases() == []
    assert {(each.about, each.said, each.answer) for each in again.answers()} == {
        (about, Said.IS, mbid(1)) for about in (ref(1), ref(2))
    }


def test_hostile_names_are_shown_harmlessly(sit: Sit) -> None:
    """Ten thousand characters, terminal escapes and right-to-left marks: one line each, no wider than the screen."""
    evil = "\x1b]0;gotcha\x07\x1b[2J\u202eHarbour\r\n" + "漢" * 10_000 + "\u0301" * 10_000
    ours = replace(off(1).ours, title=evil, artist=evil, album=evil)
    theirs = replace(off(1).theirs[0], title=evil, artist=evil)
    human = sit(Doubt(ours, (theirs,), None))
    for keys in ("", "k", "xo", "x?", "xm"):
        human.press(keys)
        lines = draw(human.review, 80, 24)
        shown = "\n".join(line.plain for line in lines)
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(shown)
        if human.review.mode is not Mode.ADD:
            assert all(cell_len(line.plain) <= 80 and len(line) <= 320 for line in lines)


def test_an_unknown_key_changes_nothing(sit: Sit) -> None:
    """It is answered with how to find the keys."""
    human = sit(off(1))
    held = human.dump()
    for key in "xyzAN09$\0\x1b":
        human.press(key)
        assert human.review.left == 1
    human.press("?")
    assert "skip this song" in human.sees()
    assert human.dump() == held


def test_a_song_that_musicbrainz_has_is_not_to_be_added_again(sit: Sit) -> None:
    """In doubt is where it is at Jamendo: what may be missing is its link, and no key opens the form for a new recording."""
    human = sit(off(1))
    [case] = human.review.waiting
    there = replace(case.best.track, ref=TrackRef(Service.JAMENDO, "77"), mbid=None)
    human.review.waiting = (
        replace(case, place=Service.JAMENDO, track=known(1, "Harbour", "Nina Holm"), candidates=(by_hand(there),)),
    )
    human.press("m")
    seen = human.sees(200)
    assert "MusicBrainz has this song already" in seen
    assert "recording/create" not in seen
    assert f"recording/{mbid(1)}/edit?edit-recording.url.0.text=https%3A%2F%2Fwww.jamendo.com%2Ftrack%2F77" in seen
    human.press("o")
    assert human.opened == []


def test_a_long_name_is_cut_and_the_artists_id_is_not(sit: Sit) -> None:
    """A name is known by its beginning; half an id is another one."""
    human = sit(band(1, "Willow"))
    [case] = human.review.waiting
    human.review.waiting = (replace(case, track=replace(case.track, artist="Ines Vale and the " * 9)),)
    first = human.sees().splitlines()[2]
    assert first.startswith("Ines Vale and ")
    assert "… (boomplay artist 93271): 1 song waits; which one at musicbrainz?" in first


def test_who_the_artist_is_accepts_nothing_that_a_human_denied(sit: Sit) -> None:
    """`t` judges the artist's other songs anew, but a no is a human's, and only a human takes it back."""
    human = sit(band(1, "Willow"), band(2, "Meadow"))
    cases = {case.refs[0]: case for case in human.review.waiting}
    no = Reason(DENIED_BEFORE, -0.06, "a human said no to this very one")
    denied = replace(cases[ref(2)].best, reasons=(*cases[ref(2)].best.reasons, no))
    human.review.waiting = cases[ref(1)], replace(cases[ref(2)], candidates=(denied,))
    human.press("t")
    assert [case.refs for case in human.review.waiting] == [(ref(2),)]
    assert identities(human.at)[ref(2)] is None


def test_counts_agree_with_their_nouns(sit: Sit) -> None:
    """One song is a song, in the question as in what came of it."""
    human = sit(off(1), band(2, "Willow"))
    human.press("t")
    assert human.review.message.startswith("1 of 1 song of this artist is accepted now")
    assert "Nina Holm: 1 song waits;" in human.sees()
    human.press("k")
    assert "Accept the one song whose only doubt is length?" in human.sees()
    human.press("y")
    assert human.review.message.startswith("1 song accepted")
