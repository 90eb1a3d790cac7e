"""`syncd review forget` changes a match, too: what only the human's word had made is taken back (`design.md` §1, 11)."""

from syncd.engine.correct import correct
from syncd.store.store import SqlStore
from tests.engine.household import Household


def test_what_only_a_forgotten_answer_had_loved_is_taken_back(home: Household) -> None:
    """A human said Lantern, took it back, and machines find Harbour: only Harbour is loved."""
    home.library.mbid("Lantern")
    home.library.track(home.services["L"].ref("Lantern"), "Lantern")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_it_is("B", "Harbour", "Lantern")
    home.cycles(2)
    assert home.loved_at("L") == {"Lantern"}

    home.human_forgets("B", "Harbour")
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}
    assert home.dump("withdrawals", "answers") == {"withdrawals": [], "answers": []}


def test_forgetting_what_machines_find_as_well_moves_no_love(home: Household) -> None:
    """The human had confirmed the machine's match: without the word, the love stands."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_it_is("B", "Harbour", "Harbour")
    home.human_forgets("B", "Harbour")
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}
    assert home.posts_to("L") == ["Harbour"]


def test_no_answers_are_no_work(home: Household) -> None:
    """An empty file of answers changes nothing."""
    home.human_loves("B", "Harbour")
    home.cycle()
    with SqlStore(home.database).writing() as tx:
        assert correct(tx, [], {}, home.clock.now()) == []
