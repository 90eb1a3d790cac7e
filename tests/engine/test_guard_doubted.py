"""What the guard holds stays one group while nobody can tell of a part of it whether it was loved anew."""

from collections.abc import Collection

import pytest

from syncd.domain.errors import Unavailable
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import Mbid, Service, Track
from syncd.engine.approve import Group
from syncd.planner.owed import IN_DOUBT
from tests.engine.guarding import BOLD, MEEK, SONGS, approves, held
from tests.engine.household import Household
from tests.engine.retrying import is_given_up, refuses, retried
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


def in_doubt(home: Household) -> None:
    """L's human loves a song of which nobody can say for a while whether it is an unloved one."""
    home.human_loves("L", "Anthem")
    home.resolver_is_down()
    home.goes_on(days=10)
    home.cycles(2)


def states(home: Household) -> set[RowState]:
    """How the unloves of the six stand at L2."""
    return {row.state for each in SIX if (row := home.row("L2", each))}


def is_unloved(home: Household) -> None:
    """L2's human loves Harbour by hand, and L's human unloves ours."""
    home.carries_unloves = True
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", "Harbour")
    home.cycles(2)
    home.human_unloves("L", "Harbour")


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
    assert states(bare) == {RowState.FAILED}
    in_doubt(bare)
    bare.resolver_is_up()
    bare.cycles(2)

    assert not held(bare)


def test_what_was_given_up_stays_given_up_while_it_is_wanted(bare: Household) -> None:
    """An hour without a catalogue is nobody's word that would try it again."""
    is_unloved(bare)
    refuses(bare, "L2")
    is_given_up(bare, "L2", "Harbour")
    in_doubt(bare)
    bare.resolver_is_up()
    bare.cycles(2)

    row = bare.row("L2", "Harbour")
    assert row is not None
    assert row.state is RowState.FAILED


def test_what_was_sent_and_given_up_stays_given_up(bare: Household) -> None:
    """L2 takes each unlove and does nothing; no doubt begins another dozen of them."""
    group = six_are_held(bare)
    bare.services["L2"].fates = [Fate.DROPPED] * 999
    approves(bare, group)
    for _ in range(14):
        bare.goes_on(days=2)
        bare.cycle()
    assert states(bare) == {RowState.FAILED}
    in_doubt(bare)
    bare.resolver_is_up()
    bare.cycles(2)

    assert held(bare) == []
    assert states(bare) == {RowState.FAILED}


def unloves_three_a_day(home: Household) -> None:
    """The guard lets each three pass on a day of their own, and L2 refuses them."""
    home.carries_unloves, home.limits = True, MEEK
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", *SONGS)
    home.cycles(2)
    for part in (SONGS[:3], SONGS[3:6]):
        home.goes_on(days=2)
        home.services["L2"].fates = [Fate.REFUSED] * 9
        home.human_unloves("L", *part)
        home.cycles(2)
        assert held(home) == []


def test_a_doubt_does_not_ask_again_for_what_has_passed(bare: Household) -> None:
    """What was refused and waits for its next try was let pass before; together they would be too many for one day."""
    unloves_three_a_day(bare)
    in_doubt(bare)
    meanwhile = held(bare)
    bare.services["L2"].fates = []
    bare.resolver_is_up()
    bare.goes_on(days=1)
    bare.cycles(2)

    assert (meanwhile, held(bare)) == ([], [])
    assert bare.loved_at("L2") == {*SONGS[6:], "Anthem"}


def test_a_doubt_uses_no_retry_up(bare: Household) -> None:
    """They were given up, a human asks for another try, and the catalogues are away in the sync that follows."""
    unloves_three_a_day(bare)
    bare.services["L2"].fates = [Fate.DROPPED] * 999
    for _ in range(14):
        bare.goes_on(days=2)
        bare.cycle()
    assert states(bare) == {RowState.FAILED}
    bare.services["L2"].fates = []
    assert retried(bare) == len(SIX)
    in_doubt(bare)
    bare.resolver_is_up()
    bare.cycles(2)

    assert held(bare) == []
    assert bare.loved_at("L2") == {*SONGS[6:], "Anthem"}


def test_what_waits_for_an_answer_is_due(bare: Household) -> None:
    """The favourite that is to be taken away is not settled there, and what is no favourite any more is owed."""
    is_unloved(bare)
    in_doubt(bare)

    assert bare.loved_at("L2") == {"Harbour"}
    assert bare.state("L2", "Harbour") is State.PENDING
    assert IN_DOUBT in {each.reason for each in bare.standings()}
