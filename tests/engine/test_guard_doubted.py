"""What the guard holds stays one group while nobody can tell of a part of it whether it was loved anew."""

from collections.abc import Collection

import pytest

from syncd.domain.errors import Unavailable
from syncd.domain.outbox import RowState
from syncd.domain.track import Mbid, Service, Track
from syncd.engine.approve import Group
from tests.engine.guarding import BOLD, MEEK, SONGS, approves, held
from tests.engine.household import Household
from tests.engine.retrying import is_given_up, refuses
from tests.engine.scripted import Fate
from tests.engine.scripted_catalogue import ScriptedCatalogue

SIX = SONGS[:6]


def six_are_held(home: Household) -> Group:
    """L2's human loves ten songs by hand; L unloves six of them, and the guard lets three a day pass at L2."""
    home.carries_unloves, home.limits = True, BOLD
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", *SONGS)
    home.cycles(2)
    home.human_unloves("L", *SIX)
    home.is_down("L2")
    home.cycles(3)
    home.limits = MEEK
    home.is_up("L2")
    home.cycles(2)
    [group] = held(home)
    assert len(group.refs) == len(SIX)
    return group


class Partly(ScriptedCatalogue):
    """ListenBrainz' metadata do not answer, and MusicBrainz does a few times only."""

    answers = 0

    def facts(self, mbids: Collection[Mbid]) -> dict[Mbid, Track]:
        """Nobody can say."""
        raise Unavailable("listenbrainz", f"503 for {mbids}")

    def standing(self, mbid: Mbid) -> Mbid | None:
        """Somebody can, and then nobody."""
        self.answers -= 1
        if self.answers < 0:
            raise Unavailable("musicbrainz", f"503 for {mbid}")
        return super().standing(mbid)


@pytest.mark.parametrize("answers", [2, 3, 99])
def test_a_doubt_splits_nothing_that_is_held(bare: Household, answers: int) -> None:
    """A new love is to be written, so all that may veto it is asked about, and a part is answered. Nobody approved anything."""
    six_are_held(bare)
    bare.services["L2"].fates = [Fate.BUSY] * 9
    bare.human_loves("L", "Ballad")
    bare.cycles(2)
    bare.services["L2"].fates = []
    bare.goes_on(days=2)
    bare.catalogue = Partly(bare.library)
    bare.catalogue.answers = answers
    bare.cycles(2)
    bare.goes_on(days=1)
    bare.catalogue = ScriptedCatalogue(bare.library)
    bare.cycles(2)

    assert bare.loved_at("L2") == {*SONGS, "Ballad"}


def test_an_approval_outlives_a_catalogue_that_is_out_of_reach(bare: Household) -> None:
    """While it lasts nothing goes; then exactly what was approved does, and nobody is asked twice."""
    group = six_are_held(bare)
    bare.human_loves("L", "Anthem")
    bare.cycle()
    bare.goes_on(days=2)
    bare.resolver_is_down()
    bare.cycle()
    approves(bare, group)
    bare.resolver_is_up()
    bare.goes_on(hours=2)
    bare.cycles(3)

    assert not held(bare)
    assert bare.loved_at("L2") == {*SONGS[6:], "Anthem"}


def test_what_was_let_pass_and_given_up_is_not_held_anew(bare: Household) -> None:
    """A cycle in which nobody could tell makes nothing new of it."""
    group = six_are_held(bare)
    refuses(bare, "L2")
    approves(bare, group)
    for _ in range(40):
        bare.goes_on(days=2)
        bare.cycle()
    assert {row.state for each in SIX if (row := bare.row("L2", each))} == {RowState.FAILED}
    bare.human_loves("L", "Anthem")
    bare.resolver_is_down()
    bare.goes_on(days=10)
    bare.cycles(2)
    bare.resolver_is_up()
    bare.cycles(2)

    assert not held(bare)


def test_what_was_given_up_stays_given_up_while_it_is_wanted(bare: Household) -> None:
    """An hour without a catalogue is nobody's word that would try it again."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    bare.human_unloves("L", "Harbour")
    refuses(bare, "L2")
    is_given_up(bare, "L2", "Harbour")
    bare.human_loves("L", "Anthem")
    bare.resolver_is_down()
    bare.goes_on(days=10)
    bare.cycles(2)
    bare.resolver_is_up()
    bare.cycles(2)

    row = bare.row("L2", "Harbour")
    assert row is not None
    assert row.state is RowState.FAILED
