"""A match that a human called wrong is no miss: where nothing else is found, he is asked what it is (`contract.md` §2)."""

from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.planner.answers import DENIED_BEFORE
from syncd.store.explain import dossiers
from tests.engine.household import Household


def doubted(home: Household) -> list[tuple[Service, list[str]]]:
    """Where the song of B waits, and why each candidate there does."""
    with home.database.reading() as connection:
        rows = [row[0] for row in home.dump("recordings")["recordings"]]
        found = [doubt for dossier in dossiers(connection, rows) for doubt in dossier.doubts]
    return [(each.place, [candidate.reasons[-1].name for candidate in each.candidates]) for each in found]


def called_wrong(home: Household) -> None:
    """B's song was taken for the recording of its own title, and its human called that wrong."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.human_undoes("B", "Harbour", "Harbour")


def test_a_match_that_was_called_wrong_comes_back_to_review(home: Household) -> None:
    """The catalogue knows the song, and a human denied it: that is doubtful, with what was denied, and not unknown."""
    called_wrong(home)
    home.cycle()

    assert home.state("L", "Harbour") is State.DOUBTFUL
    assert doubted(home) == [(Service.MUSICBRAINZ, [DENIED_BEFORE])]
    assert not [row for row in home.dump("misses")["misses"] if row[1] == Service.MUSICBRAINZ.value]


def test_none_of_these_settles_it_for_good(home: Household) -> None:
    """Who looked and said no once more is not asked for ever: the song is unknown, and the catalogue asked again later."""
    called_wrong(home)
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    for _ in range(3):
        home.goes_on(days=40)
        home.cycle()
        assert home.state("L", "Harbour") is State.UNKNOWN
        assert doubted(home) == []


def test_a_plain_no_to_a_match_is_a_miss(home: Household) -> None:
    """Nobody called a match wrong: what review or a file denied does not come back."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.cycle()
    assert home.state("L", "Harbour") is State.UNKNOWN


def test_nothing_waits_once_the_no_is_forgotten(home: Household) -> None:
    """The doubts that it cast, at MusicBrainz and at Jamendo, go with it, and the song is found again."""
    home.jamendo_offers("Harbour")
    called_wrong(home)
    home.cycles(2)
    assert {place for place, _ in doubted(home)} == {Service.MUSICBRAINZ, Service.JAMENDO}

    home.human_forgets("B", "Harbour")
    assert doubted(home) == []
    home.cycles(2)
    assert doubted(home) == []
    assert home.state("L", "Harbour") is State.SETTLED


def test_what_one_of_two_rows_knows_the_other_does_not_wonder_about(home: Household) -> None:
    """MusicBrainz merges a song that waits at Jamendo into one that is located there: nobody is asked any more."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour", "Lantern")
    home.cycles(2)
    mine, old = (home.library.mbid(title) for title in ("Harbour", "Lantern"))
    with home.world().store.writing() as tx:
        recording = tx.identity.owners([old]).get(old)
        assert recording is not None
        tx.identity.doubt(recording, Service.JAMENDO, (), home.clock.now())
        tx.commit()
    home.united(old, mine)
    assert home.dump("doubts") == {"doubts": []}
