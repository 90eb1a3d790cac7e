"""A human wants it known now: whatever waits is asked again at once, whatever kind of evidence it waits for."""

from syncd.store.knowledge import recordings_of
from syncd.store.store import SqlStore
from tests.engine.household import Household


def human_wants_to_know(home: Household) -> int:
    """`review refresh` of everything; how many songs waited."""
    with home.database.reading() as connection:
        recordings = recordings_of(connection, {each.service for each in home.services.values()})
    with SqlStore(home.database).writing() as tx:
        waited = tx.identity.ask_again(set(recordings.values()), home.clock.now())
        tx.commit()
    return len(waited)


def test_alike_names_are_asked_again_at_once(home: Household) -> None:
    """Exact names miss twice, alike ones once: a refresh asks for both in the very next sync, not in months."""
    home.catalogue.ignores.add("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.goes_on(days=1)
    home.cycle()
    assert home.catalogue.asked["alike"] == [1]

    assert human_wants_to_know(home) == 1
    home.catalogue.asked.clear()
    home.cycle()
    assert (home.catalogue.asked["name"], home.catalogue.asked["alike"]) == ([1], [1])


def test_an_mbid_that_nobody_knows_is_asked_about_again_at_once(home: Household) -> None:
    """What ListenBrainz' facts lacked a moment ago may be there now: facts first, then where it stands."""
    home.catalogue.ignores.add("Harbour")
    home.human_loves("L", "Harbour")
    home.cycle()
    assert human_wants_to_know(home) == 1
    home.catalogue.asked.clear()
    home.cycle()
    assert {kind: home.catalogue.asked[kind] for kind in ("facts", "standing")} == {"facts": [1], "standing": [1]}


def test_what_is_known_waits_for_nothing(home: Household) -> None:
    """A song that everybody knows is not asked about again."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.catalogue.asked.clear()
    assert human_wants_to_know(home) == 0
    home.cycle()
    assert home.catalogue.asked == {}
