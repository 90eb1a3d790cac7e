"""What comes back with an older date than our own love is a human's: he had it imported (`apis/listenbrainz.md` §14, 29)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from syncd.domain.account import Score
from syncd.domain.memory import Look, Love
from syncd.domain.snapshot import Entry, Snapshot
from syncd.domain.track import Track
from syncd.planner.memory import CLOCKS_APART, OUR_TRIES_APART, dated, hear
from tests.planner.words import NOON, context, look, love, ref, remembered

YEARS_AGO = NOON - timedelta(days=2000)
SECOND = timedelta(seconds=1)


def entries(*names: str, at: datetime) -> tuple[Entry, ...]:
    """The lines of a list that loves these, all dated so."""
    return tuple(Entry(Track(ref=ref(name), title=name, artist=""), Score.LOVE, at) for name in names)


def listed(*, at: datetime) -> Look:
    """A whole list that has this song, dated so."""
    return replace(look(), snapshot=Snapshot("me", entries("a", at=at), NOON))


def heard(old: Love, at: datetime, *, is_echo: bool = False, sent_at: datetime | None = NOON) -> Love:
    """The line after a look that dates it so."""
    sent = {} if sent_at is None else {old.ref: sent_at}
    echoes = frozenset({old.ref} if is_echo else ())
    change = hear(remembered(old), listed(at=at), context(cycle=9, echoes=echoes, sent_at=sent))
    return (remembered(old) | remembered(*change.kept))[old.ref]


@pytest.mark.parametrize("is_echo", [False, True], ids=["seen", "sent again"])
def test_what_is_dated_before_our_love_is_a_humans(*, is_echo: bool) -> None:
    """A word of the cycle that hears it, whether or not we have sent ours again since."""
    line = heard(love("a", since=3, is_ours=True, loved_at=NOON), YEARS_AGO, is_echo=is_echo)

    assert (line.is_ours, line.since, line.loved_at) == (False, 9, YEARS_AGO)


@pytest.mark.parametrize("ago", [SECOND, timedelta(hours=12), OUR_TRIES_APART])
def test_an_earlier_try_of_ours_is_ours(ago: timedelta) -> None:
    """It was answered late, or done twice, and shows after all."""
    line = heard(love("a", since=3, is_ours=True, loved_at=NOON), NOON - ago)

    assert (line.is_ours, line.since) == (True, 3)


@pytest.mark.parametrize("wrong_by", [timedelta(days=-400), timedelta(days=400), None])
def test_no_clock_of_ours_makes_our_love_a_humans(wrong_by: timedelta | None) -> None:
    """When we say that we sent it does not matter: the service has dated both."""
    sent_at = None if wrong_by is None else NOON + wrong_by
    line = heard(love("a", since=3, is_ours=True, loved_at=NOON), NOON, sent_at=sent_at)

    assert (line.is_ours, line.since) == (True, 3)


@pytest.mark.parametrize("wrong_by", [timedelta(), timedelta(days=400)])
def test_what_had_no_date_yet_is_ours_whatever_date_it_gets(wrong_by: timedelta) -> None:
    """There is nothing of the service's to compare it with, and our own clock may have been wrong."""
    line = heard(love("a", since=3, is_ours=True), NOON, sent_at=NOON + wrong_by)

    assert (line.is_ours, line.loved_at) == (True, NOON)


def test_an_older_date_on_a_humans_love_is_no_news() -> None:
    """It was his before; that he has loved it for longer changes nothing."""
    line = heard(love("a", since=3, loved_at=NOON), YEARS_AGO)

    assert (line.is_ours, line.since, line.loved_at) == (False, 3, YEARS_AGO)


def test_it_is_heard_once() -> None:
    """The next look at the same list says nothing new."""
    line = heard(love("a", since=3, is_ours=True, loved_at=NOON), YEARS_AGO)
    again = hear(remembered(line), listed(at=YEARS_AGO), context(cycle=10, sent_at={line.ref: NOON}))

    assert again.kept == ()


def test_only_our_lines_without_a_date_get_one() -> None:
    """Of a love by hand, of one that has its date, and of one that the list shows otherwise, nothing is noted."""
    ours, his, known, hate = (
        love("a", is_ours=True),
        love("b"),
        love("c", is_ours=True, loved_at=YEARS_AGO),
        love("d", is_ours=True, score=Score.HATE),
    )
    found = dated([ours, his, known, hate], entries("a", "b", "c", "d", at=NOON), {})

    assert found == [replace(ours, loved_at=NOON)]


@pytest.mark.parametrize(("later", "is_noted"), [(CLOCKS_APART, True), (CLOCKS_APART + SECOND, False)])
def test_what_was_loved_anew_since_our_write_gets_none(later: timedelta, *, is_noted: bool) -> None:
    """It is a human's love, and the next look is to hear of it."""
    found = dated([love("a", is_ours=True)], entries("a", at=NOON + later), {ref("a"): NOON})

    assert bool(found) == is_noted
