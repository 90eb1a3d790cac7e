"""A list that shows a song twice, now and then only once: no copy that comes back is news (`design.md` §1, 3; §10)."""

import pytest

from syncd.domain.account import Score
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import Household


@pytest.mark.parametrize("looks", [1, 3])
@pytest.mark.parametrize("which", ["first", "second"])
@pytest.mark.parametrize(("service", "carries"), [(Service.BOOMPLAY, True), (Service.FILE, False)])
def test_a_copy_that_comes_back_is_no_new_love(
    bare: Household, service: Service, which: str, looks: int, *, carries: bool
) -> None:
    """It lifts no unlove, is written nowhere again, and while it was away nothing was taken back for it."""
    bare.add("B", service)
    bare.add("L", Service.LISTENBRAINZ)
    bare.carries_unloves = carries
    bare.human_loves("B", "Harbour", "Lantern")
    copies = {"first": bare.services["B"].ref("Harbour"), "second": bare.another_copy("B", "Harbour")}
    marks = bare.services["B"].marks
    marks[copies["second"]] = Score.LOVE
    bare.cycle()
    bare.human_unloves("L", "Harbour")
    bare.cycle()

    del marks[copies[which]]
    bare.cycles(looks)
    marks[copies[which]] = Score.LOVE
    bare.cycles(2)

    assert sorted(bare.posts_to("L")) == ["Harbour", "Lantern"]
    assert bare.loved_at("L") == {"Lantern"}
    assert bare.state("L", "Harbour") is State.VETOED
