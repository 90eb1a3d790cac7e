"""Folding: what is one spelling, and what never is."""

import pytest
from hypothesis import given, strategies as st

from syncd.planner.text import LONGEST, clean, decode, fold, name_of, romanise

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Can&#039;t Kill Us", "Can't Kill Us"),
        ("Artist 1 &amp; Artist 2", "Artist 1 and Artist 2"),
        ("R&amp;amp;B", "R&B"),
        ("Buga_Lo_Lo", "buga lo lo"),
        ("Ain\u2019t", "Ain't"),
        ("Spider\u2010Verse", "Spider-Verse"),
        ("Straße", "STRASSE"),
        ("Ọ̀ṣun", "Osun"),
        ("Ẹ̀gbẹ́", "egbe"),
        ("São Paulo", "Sao Paulo"),
        ("Ёлки", "Елки"),
        ("تَمَلّي", "تملي"),
        ("\uff26\uff55ll\u3000width", "full width"),
        ("Str\u200ding\u200b", "String"),
        ("Pt. II", "Part 2"),
        ("Part Two", "pt 2"),
        ("Vol. 3", "Volume III"),
        ("1. Allegro", "I. Allegro"),
        ("C\u266f Minor", "C-sharp minor"),
        ("Eb major", "E-flat major"),
        ("Rock 'n' Roll", "Rock & Roll"),
        ("Ke$ha", "Kesha"),
        ("P!nk", "Pink"),
        ("\x1b[31mRed\x1b[0m", "Red"),
        ("\x1b]0;Owned\x07\x1b[?25lRed", "Red"),
        ("Title\u202e", "Title"),
        ("&lt;b&gt;Zombie&lt;/b&gt;", "Zombie"),
        ('<a href="https://example.org">Zombie</a>', "Zombie"),
    ],
)
def test_two_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    """Case, marks, entities, dashes, apostrophes, invisible characters and number words do not make another name."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("!!!", "???"),
        ("+", "÷"),
        ("❤", "★"),
        ("Part 1", "Part 2"),
        ("1999", "1989"),
        ("तुम", "तू"),
        ("か", "が"),
        ("한", "하"),
        ("", "..."),
        ("U", "I"),
        ("C\u266f Minor", "C Minor"),
        ("F#", "F"),
        ("I <3 You", "I You"),
        ("<b>", "<i>"),
    ],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    """Symbols, numbers, and the marks that are letters of their own keep names apart."""
    assert fold(one) != fold(other)
    assert not name_of(clean(one)).is_same(name_of(clean(other)))


@pytest.mark.parametrize(
    ("original", "roman"),
    [
        ("Группа крови", "gruppakrovi"),
        ("さくら", "sakura"),
        ("サクラ", "sakura"),
        ("真的愛你", "zhendeaini"),
        ("Dina Ögon", "dinaogon"),
    ],
)
def test_a_romanisation_stands_beside_the_original(original: str, roman: str) -> None:
    """A name can be compared aloud, and its own letters are still there."""
    name = name_of(original)

    assert roman == name.roman
    assert name.joined == fold(original).replace(" ", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("愛", "爱"),
        ("告白氣球", "告白气球"),
        ("後來", "后来"),
        ("春天裡", "春天里"),
        ("櫻", "桜"),
        ("さくら", "サクラ"),
        ("Мел", "Mel"),
        ("Smørrebrød", "Smorrebrod"),
    ],
)
def test_two_ways_to_write_a_name_are_one(one: str, other: str) -> None:
    """Traditional and simplified characters, both kinds of kana, a romanisation beside its original."""
    assert name_of(one).is_same(name_of(other))
    assert name_of(other).is_same(name_of(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [("梦", "孟"), ("夢", "孟"), ("心痛", "新通"), ("我爱他", "我爱她"), ("张杰", "张洁"), ("Мел", "Мель"), ("π", "p")],
)
def test_what_is_only_said_alike_is_not_one_name(one: str, other: str) -> None:
    """A romanisation bridges two scripts; within one the letters count, and a single letter is no romanisation."""
    assert not name_of(one).is_same(name_of(other))
    assert not name_of(other).is_same(name_of(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Me!", "Me?"),
        ("C++", "C"),
        ("-1", "1"),
        ("1.5", "15"),
        ("24/7", "247"),
        ("100%", "100"),
        ("$100", "100"),
        ("A*", "A"),
    ],
)
def test_marks_tell_short_names_apart(one: str, other: str) -> None:
    """Of so few letters the marks are half of the name."""
    assert not name_of(one).is_same(name_of(other))
    assert not name_of(other).is_same(name_of(one))


@pytest.mark.parametrize(("one", "other"), [("Hey!", "Hey"), ("U.S.A.", "USA"), ("7/11", "7-11"), ("VAIDA!", "Vaida?")])
def test_other_marks_are_typography(one: str, other: str) -> None:
    """A tone of voice that one side leaves out, full stops, and whatever stands in longer names."""
    assert name_of(one).is_same(name_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hell", "He'll"),
        ("We're Here", "Were Here"),
        ("No Where", "Now Here"),
        ("I ❤️ You", "I 💔 You"),
        ("I + You", "I - You"),
        ("Love > Hate", "Love < Hate"),
    ],
)
def test_the_same_letters_may_be_other_words(one: str, other: str) -> None:
    """Signs, pictures, apostrophes and blanks make two names that are the same letter by letter."""
    assert name_of(one).is_same(name_of(other))
    assert name_of(one).is_written_otherwise(name_of(other))
    assert name_of(other).is_written_otherwise(name_of(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dont Stop", "Don't Stop"), ("Good Bye", "Goodbye"), ("Last Last 🔥", "Last Last"), ("I 'll Go", "I'll Go")],
)
def test_most_letters_are_the_same_words(one: str, other: str) -> None:
    """A forgotten apostrophe, a blank more and a picture beside the words are nobody's other song."""
    assert name_of(one).is_same(name_of(other))
    assert not name_of(one).is_written_otherwise(name_of(other))
    assert not name_of(other).is_written_otherwise(name_of(one))


@pytest.mark.parametrize("text", ["ﷺ" * 10_000, "a - " * 10_000, "é" * 10_000])
def test_a_text_is_cleaned_to_a_bounded_length(text: str) -> None:
    """Characters that expand 18-fold cost no more than others, and a letter in the middle is still seen."""
    middle = len(text) // 2
    assert len(clean(text)) <= LONGEST
    assert clean(clean(text)) == clean(text)
    assert clean(f"{text[:middle]}x{text[middle:]}") != clean(text)


def test_symbols_are_not_said_aloud() -> None:
    """A picture is not the word that describes it."""
    assert not romanise(fold("❤"))
    assert not name_of("❤").is_same(name_of("Red Heart"))


def test_nothing_is_like_nothing() -> None:
    """Two names that say nothing at all are not the same name."""
    assert not name_of("").is_same(name_of(""))


def test_the_article_makes_no_other_name() -> None:
    """The article in front or behind is left out, unless it is the whole name."""
    assert name_of("The Beatles").is_same(name_of("Beatles, The"))
    assert name_of("The").is_same(name_of("the"))
    assert not name_of("The The").is_same(name_of("A"))


def test_what_is_shown_keeps_its_typography() -> None:
    """Decoding takes away what is invisible or escapes, and nothing else."""
    assert decode("It\u2019s\u200b  &quot;x\x07\x1b[1m") == 'It\u2019s "x'


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_what_holds_nothing_to_decode_is_no_exception(text: str) -> None:
    """An invisible character, which sends a plain text the long way, changes nothing."""
    longer = f"{text}\u200b"

    assert (decode(longer), clean(longer), fold(longer)) == (decode(text), clean(text), fold(text))


@given(ANY_TEXT)
def test_folding_is_idempotent(text: str) -> None:
    """A folded text folds to itself."""
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40))
def test_a_text_that_shows_something_never_folds_to_nothing(text: str) -> None:
    """What a person can see after cleaning is something to compare."""
    assert bool(fold(text)) == bool(clean(text))


@given(ANY_TEXT)
def test_any_text_can_be_folded(text: str) -> None:
    """Lone surrogates, control characters and halves of entities are text like any other."""
    name = name_of(clean(text))

    assert name.is_same(name) == bool(name.joined)
