"""What a point read of an MSID proves: that this text is loved no more, not that the song is not.

L and L2 are ListenBrainz (both), L knows Harbour by its text.
"""

import pytest

from syncd.domain.track import Service
from tests.engine.faulty import FaultyService, Lie
from tests.engine.household import Household


@pytest.fixture
def texts(bare: Household) -> Household:
    """L loves Harbour, and so we love it at L2."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ, kind=FaultyService)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.services["L"].by_text.add("Harbour")
    bare.human_loves("L", "Harbour")
    bare.cycle()
    assert bare.loved_at("L2") == {"Harbour"}
    return bare


@pytest.mark.parametrize("is_down", [False, True])
@pytest.mark.parametrize("lie", [Lie.EMPTY, Lie.LACKS])
def test_a_rewritten_msid_and_one_list_that_lacks_it_are_no_unlove(
    texts: Household, lie: Lie, *, is_down: bool
) -> None:
    """The old text is denied when asked about, and the new one is not listed yet: that was nobody's word."""
    if is_down:
        texts.resolver_is_down()
    texts.services["L"].reissue("Harbour")
    service = texts.services["L"]
    assert isinstance(service, FaultyService)
    service.lie = lie
    texts.cycles(3)
    texts.resolver_is_up()
    texts.cycles(3)

    assert texts.loved_at("L2") == {"Harbour"}
    assert texts.posts_to("L2") == ["Harbour"]
    assert texts.dump("tombstones")["tombstones"] == []


def test_an_unloved_text_is_heard_at_the_second_look(texts: Household) -> None:
    """It takes one look longer than with an MBID, and no more."""
    texts.human_unloves("L", "Harbour")
    texts.cycle()
    assert texts.loved_at("L2") == {"Harbour"}

    texts.cycle()
    assert texts.loved_at("L2") == set()


@pytest.mark.parametrize("is_own", [False, True])
def test_a_rewritten_msid_and_a_later_list_that_lacks_the_new_one(texts: Household, *, is_own: bool) -> None:
    """While nobody can be asked: the first list shows the new text, the second lacks it, and a point read shows it still."""
    if is_own:
        texts.human_loves("L2", "Harbour")
    texts.cycle()
    before = texts.posts_to("L2")
    texts.resolver_is_down()
    service = texts.services["L"]
    assert isinstance(service, FaultyService)
    service.reissue("Harbour")
    texts.cycle()
    service.lie = Lie.LACKS
    texts.cycles(3)

    assert texts.loved_at("L2") == {"Harbour"}
    assert texts.posts_to("L2") == before
