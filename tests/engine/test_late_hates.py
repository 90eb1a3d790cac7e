"""Our love was to become a hate: where that came late, and no look ever showed it, whoever takes it away has unloved nothing."""

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.scripted import Fate


def test_who_takes_a_late_hate_away_has_not_unloved_the_song(bare: Household) -> None:
    """It is loved there again once nobody hates it, and hated there no more until somebody hates it anew."""
    bare.carries_hates = True
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("B", "Harbour")
    bare.cycles(2)
    assert bare.loved_at("L2") == {"Harbour"}
    bare.services["L2"].fates = [Fate.LATE]
    bare.human_hates("L", "Harbour")
    bare.cycle()
    bare.human_unloves("L2", "Harbour")
    bare.cycles(3)
    assert bare.loved_at("L2") == set()

    bare.human_unloves("L", "Harbour")
    bare.cycles(3)

    assert bare.loved_at("L2") == {"Harbour"}
