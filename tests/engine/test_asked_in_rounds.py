"""Whatever may be written was asked about, however the answers change what that is; and an answer is had wherever one can be."""

from collections.abc import Collection, Mapping

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.errors import Rejected, ServiceError, Unavailable
from syncd.domain.journal import Span
from syncd.domain.plan import State
from syncd.domain.track import Mbid, Service, Track
from tests.engine.household import Household
from tests.engine.merging import Busy, Factless, merges, two
from tests.engine.scripted_catalogue import ScriptedCatalogue
from tests.engine.undoing import undone


class FailsOnce(ScriptedCatalogue):
    """The first request for facts fails."""

    has_failed = False

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """Facts, from the second request on."""
        if not self.has_failed:
            self.has_failed = True
            raise Unavailable("listenbrainz", "503")
        return super().facts(mbids)


def test_what_the_answers_let_go_is_asked_about_in_its_turn(bare: Household) -> None:
    """A new hate holds every love until it is asked about, for an unlove's sake: then L2's love of old is none of what is hated."""
    two(bare, "L", "L2")
    bare.carries_unloves = True
    bare.human_loves("L", "Old")
    bare.cycles(2)
    bare.is_down("L")
    bare.human_loves("L2", "Harbour")
    bare.human_hates("L2", "Harbour 2")
    bare.cycles(2)
    bare.goes_on(days=2)
    merges(bare)
    bare.is_up("L")
    bare.human_unloves("L", "Old")
    bare.human_hates("L2", "Fresh")
    bare.catalogue = FailsOnce(bare.library, ignores=bare.catalogue.ignores)
    bare.cycle()

    assert "Harbour" not in bare.posts_to("L")


def test_what_another_profile_asks_lets_nothing_go_unasked(bare: Household) -> None:
    """One profile's question unites what the other may then love, and hates under an MBID that was merged as well."""
    bare.add("O", Service.LISTENBRAINZ, profile="other", role=Role.SOURCE)
    bare.add("J", Service.JAMENDO, profile="other")
    for account in ("L", "L2"):
        bare.add(account, Service.LISTENBRAINZ)
    bare.add("J2", Service.JAMENDO)
    for account in ("J", "J2"):
        bare.services[account].offers.add("New")
    bare.library.share_isrc("Loved", "New")
    bare.human_loves("O", "Loved")
    bare.human_hates("O", "Hated")
    bare.human_loves("L2", "New")
    bare.human_hates("L2", "Another")
    bare.cycles(3)
    assert (bare.posts_to("J"), bare.posts_to("J2")) == ([], ["New"])
    bare.goes_on(hours=5)
    for old in ("Loved", "Hated"):
        bare.library.mbids[old] = bare.library.mbid("New")
        bare.catalogue.ignores.add(old)
    bare.add("L3", Service.LISTENBRAINZ)  # it is to have what L2 loves: that is asked about, with its siblings
    bare.cycles(4)

    assert bare.posts_to("J") == []


@pytest.mark.parametrize("others", [20, 60])
def test_the_fifty_first_is_as_unanswered_as_the_first(bare: Household, others: int) -> None:
    """So many hates have no facts, and one of them was merged into what L2 loves: nothing is loved before all had their turn."""
    two(bare, "L", "L2")
    unknown = [f"Unknown {number}" for number in range(others)]
    bare.catalogue.ignores |= {*unknown, "Harbour"}
    bare.human_hates("L", *unknown, "Harbour")
    for _ in range(5):
        bare.cycles(2)
        bare.goes_on(days=1)
    bare.goes_on(days=1)
    merges(bare)
    bare.human_loves("L2", "Harbour 2", "Lantern")
    bare.cycles(3)

    assert bare.posts_to("L") == ["Lantern"]


@pytest.mark.parametrize("answers", [True, False])
def test_a_merge_that_cannot_be_followed_is_no_answer(bare: Household, answers: bool) -> None:  # noqa: FBT001  # a parameter
    """What B's human denied of the track cannot be asked about, so that nobody knows whose MBID the hated one is now."""
    two(bare, "L")
    bare.add("B", Service.BOOMPLAY)
    bare.catalogue.ignores.add("Harbour")
    bare.human_hates("L", "Harbour")
    bare.human_loves("B", "Harbour 2")
    bare.cycles(2)
    denied = bare.library.mbid("Other")
    bare.human_says_not("B", "Harbour 2", "Other")
    bare.goes_on(hours=30)
    merges(bare)
    if not answers:
        bare.catalogue.chokes_on[denied] = Unavailable("musicbrainz", "503")
    bare.add("L3", Service.LISTENBRAINZ)
    bare.cycles(3)

    assert bare.posts_to("L3") == []


@pytest.mark.parametrize("is_busy", [True, False])
def test_an_undo_brings_nothing_back_that_was_merged_into_a_hate(bare: Household, is_busy: bool) -> None:  # noqa: FBT001  # a parameter
    """The unlove had travelled; it is undone while nobody can say what became of the song."""
    two(bare, "L", "L2")
    bare.carries_unloves = True
    bare.human_loves("L", "Harbour")
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    bare.human_unloves("L", "Harbour")
    bare.cycles(3)
    assert bare.loved_at("L2") == set()
    bare.human_hates("L", "Harbour 2")
    bare.cycle()
    merges(bare)
    if is_busy:
        bare.catalogue = Busy(bare.library, ignores=bare.catalogue.ignores)
    bare.goes_on(hours=1)
    undone(bare, Span())
    bare.cycles(3)

    assert Score.LOVE not in bare.services["L2"].marks.values()


@pytest.mark.parametrize("is_busy", [True, False])
def test_an_unlove_takes_no_love_that_may_be_loved_anew(bare: Household, is_busy: bool) -> None:  # noqa: FBT001  # a parameter
    """L unloved Harbour while L2 was away, and B has loved since what it was merged into: L2's human keeps his own line."""
    two(bare, "L", "L2")
    bare.carries_unloves = True
    bare.add("B", Service.BOOMPLAY)
    bare.human_loves("L", "Harbour")
    bare.human_loves("L2", "Harbour")
    mine = bare.services["L2"].ref("Harbour")
    bare.cycles(2)
    bare.is_down("L2")
    bare.human_unloves("L", "Harbour")
    bare.cycles(2)
    bare.human_loves("B", "Harbour 2")
    bare.cycles(2)
    merges(bare)
    bare.goes_on(hours=2)
    bare.is_up("L2")
    if is_busy:
        bare.catalogue = Busy(bare.library, ignores=bare.catalogue.ignores)
    bare.cycles(2)
    bare.catalogue = ScriptedCatalogue(bare.library, ignores=bare.catalogue.ignores)
    bare.cycles(3)

    assert bare.services["L2"].marks[mine] is Score.LOVE
    assert mine not in bare.services["L2"].posts


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("error", [Rejected("listenbrainz", "400"), Unavailable("listenbrainz", "500")])
def test_one_hate_that_listenbrainz_cannot_tell_of_holds_nobody(
    bare: Household,
    error: ServiceError,
    is_known: bool,  # noqa: FBT001  # a parameter
) -> None:
    """MusicBrainz tells that it stands."""
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    spoilt = _Spoilt(bare.library, spoilt=bare.library.mbid("Hated 0"), error=error)
    bare.catalogue = bare.catalogue if is_known else spoilt
    bare.human_hates("L", "Hated 0", "Hated 1")
    bare.cycles(2)
    bare.catalogue = spoilt
    bare.human_loves("L2", "Lantern")
    bare.cycles(3)

    assert bare.loved_at("L") == {"Lantern"}


def test_whom_nobody_can_tell_of_is_named(bare: Household) -> None:
    """Both catalogues fail with one hate: whoever wants his loves all the same knows which line to take away."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    bare.goes_on(hours=2)
    hated = bare.library.mbid("Harbour")
    bare.catalogue.chokes_on[hated] = Unavailable("musicbrainz", "500")
    bare.human_loves("L2", "Lantern")
    bare.cycle()

    waiting = [each.reason for each in bare.standings() if each.state is State.PENDING]
    assert waiting == [f"it may be hated: nobody can say now whether the hated {hated} was merged into it"]


def test_while_listenbrainz_is_away_musicbrainz_is_asked_once_a_day(bare: Household) -> None:
    """Jamendo has its loves meanwhile, and nobody is asked again and again."""
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Lantern", "Rain")
    bare.human_hates("L", "Hated")
    bare.human_loves("L", "Lantern", "Rain")
    bare.is_down("J")
    bare.cycles(2)
    bare.goes_on(hours=2)
    bare.catalogue = Factless(bare.library)
    bare.is_up("J")
    bare.cycles(2)
    assert bare.loved_at("J") == {"Lantern", "Rain"}
    asked = len(bare.catalogue.asked["standing"])
    for account in ("J2", "J3"):
        bare.goes_on(hours=2)
        bare.add(account, Service.JAMENDO).offers = bare.services["J"].offers
        bare.cycles(2)
        assert bare.loved_at(account) == {"Lantern", "Rain"}

    assert len(bare.catalogue.asked["standing"]) == asked


class _Spoilt(ScriptedCatalogue):
    """ListenBrainz fails with each request for facts in which one MBID stands."""

    def __init__(self, library: object, spoilt: Mbid, error: ServiceError) -> None:
        super().__init__(library)  # type: ignore[arg-type]  # a household's
        self.spoilt, self.error = spoilt, error

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """Facts of all others."""
        if self.spoilt in mbids:
            raise self.error
        return super().facts(mbids)


@pytest.mark.parametrize("days", [1, 2, 7])
def test_hates_without_facts_hold_nobody_where_a_sync_is_rare(bare: Household, days: int) -> None:
    """More than one run may ask about: the next run follows at once, before the first answers are too old to be believed."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    hates = [f"Bad {number}" for number in range(120)]
    bare.catalogue.ignores |= set(hates)
    bare.human_hates("L", *hates)
    bare.human_loves("B", "Lantern")
    bare.cycle()
    assert bare.loved_at("L") == {"Lantern"}

    bare.goes_on(days=days)
    bare.human_loves("B", "Meadow")
    bare.cycle()
    assert bare.loved_at("L") == {"Lantern", "Meadow"}
