"""A song that MusicBrainz merged, loved anew by the MBID that it has now."""

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.household import Household


def test_who_loves_it_anew_by_its_new_mbid_is_heard_though_his_old_row_stands(bare: Household) -> None:
    """L2's human unloved it; MusicBrainz merges it; L3's human, whose old row stands, loves it by the MBID that it has now."""
    bare.add("L2", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.human_loves("L3", "Harbour")
    bare.cycle()
    bare.human_unloves("L2", "Harbour")
    bare.cycle()
    bare.library.merge("Harbour")
    bare.goes_on(days=3)
    bare.human_loves("L3", "Harbour")
    bare.cycles(3)

    assert bare.loved_at("L2") == {"Harbour"}
