"""`syncd review forget` changes a match, too: what only the human's word had made is taken back (`design.md` §1, 11)."""

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.track import Service
from syncd.engine.correct import correct, forget
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
    assert home.dump("amends", "answers") == {"amends": [], "answers": []}


def test_forgetting_what_machines_find_as_well_moves_no_love(home: Household) -> None:
    """The human had confirmed the machine's match: without the word, the love stands."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_it_is("B", "Harbour", "Harbour")
    home.human_forgets("B", "Harbour")
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}
    assert home.posts_to("L") == ["Harbour"]


def test_who_takes_a_word_back_for_one_profile_lifts_no_other_skip(home: Household) -> None:
    """Bob's own skip and the answer about who it is go; Alice's skip stands, and is not even counted."""
    ref = home.services["B"].ref("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_it_is("B", "Harbour", "Lantern")
    skips = [
        HumanAnswer(about=ref, place=Service.MUSICBRAINZ, said=Said.SKIP, profile=profile, answered_at=home.clock.now())
        for profile in ("alice", "bob")
    ]
    with SqlStore(home.database).writing() as tx:
        correct(tx, skips, {}, home.clock.now())
        forgotten = forget(tx, ref, home.clock.now(), "bob")
        assert {(each.said, each.profile) for each in forgotten} == {(Said.IS, ""), (Said.SKIP, "bob")}
        assert [each.profile for each in tx.answers.every()] == ["alice"]


def test_no_answers_are_no_work(home: Household) -> None:
    """An empty file of answers changes nothing."""
    home.human_loves("B", "Harbour")
    home.cycle()
    with SqlStore(home.database).writing() as tx:
        assert correct(tx, [], {}, home.clock.now()) == []
