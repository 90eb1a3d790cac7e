"""A list that lacks what its point read shows proves no unlove of ours."""

from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.lagging import Lagging
from tests.engine.scripted import Fate


def test_our_unlove_that_never_arrived_is_sent_again_though_one_list_lacked_the_song(bare: Household) -> None:
    """The love of a wrong match is to go; else it would be taken for a human's own once the list shows it again."""
    bare.add("B", Service.BOOMPLAY)
    there = bare.add("L", Service.LISTENBRAINZ, kind=Lagging)
    assert isinstance(there, Lagging)
    bare.human_loves("B", "Harbour")
    bare.cycles(2)
    bare.human_undoes("B", "Harbour", "Harbour")
    bare.catalogue.ignores.add("Harbour")
    there.fates = [Fate.NEVER_ARRIVED]
    bare.cycle()
    there.lacks.add("Harbour")
    bare.goes_on(days=1)
    bare.cycle()
    there.lacks.clear()
    bare.goes_on(days=1)
    bare.cycles(3)

    assert bare.loved_at("L") == set()
