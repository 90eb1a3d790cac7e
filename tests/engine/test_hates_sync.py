"""`hates = "sync"`: hates travel to the profile's other ListenBrainz accounts, and nowhere else.

B is a Boomplay source, L and L2 are ListenBrainz (both), J is Jamendo: its dislike cannot be read back, so it is never used.
"""

from datetime import timedelta

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.scripted import Fate


@pytest.fixture
def spiteful(home: Household) -> Household:
    """Hates travel, and there is another ListenBrainz account."""
    home.carries_hates = True
    home.add("L2", Service.LISTENBRAINZ)
    home.cycle()
    return home


def hated_at(home: Household, account: str) -> set[str]:
    """What an account really hates."""
    marks = home.services[account].marks.items()
    return {home.library.title(ref) for ref, score in marks if score is Score.HATE}


def test_a_hate_travels_to_the_other_listenbrainz_accounts_only(spiteful: Household) -> None:
    """Once, and it is at rest there."""
    spiteful.jamendo_offers("Harbour")
    spiteful.human_hates("L", "Harbour")
    spiteful.cycles(3)

    assert hated_at(spiteful, "L2") == {"Harbour"}
    assert spiteful.posts_to("L2") == ["Harbour"]
    assert spiteful.posts_to("J") == spiteful.posts_to("L") == []


def test_without_the_setting_a_hate_stays_where_it_is(spiteful: Household) -> None:
    """It vetoes loves, as ever."""
    spiteful.carries_hates = False
    spiteful.human_hates("L", "Harbour")
    spiteful.cycles(2)

    assert hated_at(spiteful, "L2") == set()


def test_a_hate_at_an_account_that_is_only_written_vetoes_and_does_not_travel(bare: Household) -> None:
    """A target is not heard."""
    bare.carries_hates = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("T", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.human_hates("T", "Harbour")
    bare.cycles(2)

    assert bare.posts_to("L") == []


def test_our_own_love_becomes_a_hate(spiteful: Household) -> None:
    """Loved because B lists it, hated by a human at L: the hate wins, at L2, too."""
    spiteful.human_loves("B", "Harbour")
    spiteful.cycle()
    assert spiteful.loved_at("L2") == {"Harbour"}
    spiteful.human_hates("L", "Harbour")
    spiteful.cycles(3)

    assert hated_at(spiteful, "L2") == {"Harbour"}
    assert spiteful.posts_to("L2") == ["Harbour", "Harbour"]
    assert spiteful.state("L2", "Harbour") is State.VETOED
    names = {record.account.id: record.account.whoami for record in spiteful.records()}
    assert [names[account] for account, *_ in spiteful.dump("tombstones")["tombstones"]] == ["L"], "only L turned it"


def test_a_human_who_loved_it_later_is_left_alone(spiteful: Household) -> None:
    """A hate that is older than a love there does not take it away."""
    spiteful.is_down("L2")
    spiteful.human_hates("L", "Harbour")
    spiteful.cycle()
    spiteful.human_loves("L2", "Harbour")
    spiteful.is_up("L2")
    spiteful.cycles(3)

    assert spiteful.loved_at("L2") == {"Harbour"}
    assert spiteful.posts_to("L2") == []


def test_what_both_accounts_said_before_us_stands(home: Household) -> None:
    """Nobody knows which of them was later: a first look takes nothing away."""
    home.carries_hates = True
    home.add("L2", Service.LISTENBRAINZ)
    home.human_hates("L", "Harbour")
    home.human_loves("L2", "Harbour")
    home.cycles(3)

    assert home.loved_at("L2") == {"Harbour"}


def test_a_carried_hate_that_is_taken_away_by_hand_stays_away(spiteful: Household) -> None:
    """As with loves: what vanished, not by us, is not made there again."""
    spiteful.human_hates("L", "Harbour")
    spiteful.cycle()
    spiteful.human_unloves("L2", "Harbour")
    spiteful.cycles(3)

    assert hated_at(spiteful, "L2") == set()
    assert spiteful.posts_to("L2") == ["Harbour"]


def test_what_is_hated_no_longer_is_left_alone_where_removals_do_not_travel(spiteful: Household) -> None:
    """Our hate stands there, is nobody's opinion, and keeps us from loving the song at that account."""
    spiteful.human_hates("L", "Harbour")
    spiteful.cycle()
    spiteful.human_unloves("L", "Harbour")
    spiteful.cycles(2)
    spiteful.human_loves("B", "Harbour")
    spiteful.cycles(2)

    assert hated_at(spiteful, "L2") == {"Harbour"}
    assert spiteful.loved_at("L") == {"Harbour"}
    assert spiteful.state("L2", "Harbour") is State.VETOED


@pytest.mark.parametrize("then", ["nothing", "love"])
def test_what_is_hated_no_longer_we_hate_no_longer_where_removals_travel(spiteful: Household, then: str) -> None:
    """Only what we had hated; a love may follow."""
    spiteful.carries_unloves = True
    spiteful.human_hates("L", "Harbour")
    spiteful.cycle()
    if then == "love":
        spiteful.human_loves("L", "Harbour")
    else:
        spiteful.human_unloves("L", "Harbour")
    spiteful.cycles(3)

    assert hated_at(spiteful, "L2") == set()
    assert spiteful.loved_at("L2") == ({"Harbour"} if then == "love" else set())
    assert spiteful.dump("amends")["amends"] == []


@pytest.mark.parametrize("looks", [1, 2])
@pytest.mark.parametrize("then", ["nothing", "love"])
def test_a_hate_of_ours_that_shows_when_nobody_hates_the_song_any_more_goes(
    spiteful: Household, then: str, looks: int
) -> None:
    """It was sent, and shown by no look until L's human hated the song no longer; L2's list shows it just then, or later."""
    spiteful.carries_unloves = True
    spiteful.human_hates("L", "Harbour")
    spiteful.services["L2"].fates = [Fate.LATE]
    spiteful.cycles(3 - looks)
    assert hated_at(spiteful, "L2") == {"Harbour"}
    if then == "love":
        spiteful.human_loves("L", "Harbour")
    else:
        spiteful.human_unloves("L", "Harbour")
    spiteful.cycles(4)

    assert hated_at(spiteful, "L2") == set()
    assert spiteful.loved_at("L2") == ({"Harbour"} if then == "love" else set())
    assert spiteful.dump("amends")["amends"] == []


def test_such_a_hate_goes_though_the_song_is_loved_at_another_account(spiteful: Household) -> None:
    """It was sent over our love, which B's love supports."""
    spiteful.carries_unloves = True
    spiteful.human_loves("B", "Harbour")
    spiteful.cycles(2)
    spiteful.human_hates("L", "Harbour")
    spiteful.services["L2"].fates = [Fate.LATE]
    spiteful.cycle()
    spiteful.human_unloves("L", "Harbour")
    spiteful.cycles(4)

    assert hated_at(spiteful, "L2") == set()
    assert spiteful.dump("amends")["amends"] == []


def test_a_hate_of_ours_that_never_arrived_is_not_waited_for(spiteful: Household) -> None:
    """Once it can no longer show, who hates the song there is a human: his hate stays, and travels."""
    spiteful.carries_unloves = True
    spiteful.human_hates("L", "Harbour")
    spiteful.services["L2"].fates = [Fate.DROPPED]
    spiteful.cycle()
    spiteful.human_unloves("L", "Harbour")
    spiteful.cycles(3)
    spiteful.goes_on(hours=2)
    spiteful.cycles(2)
    assert spiteful.dump("amends")["amends"] == []

    spiteful.human_hates("L2", "Harbour")
    spiteful.cycles(3)

    assert hated_at(spiteful, "L2") == hated_at(spiteful, "L") == {"Harbour"}


def test_a_hate_that_another_human_account_shares_is_kept(spiteful: Household) -> None:
    """As long as one of them hates it."""
    spiteful.carries_unloves = True
    spiteful.add("L3", Service.LISTENBRAINZ)
    spiteful.human_hates("L", "Harbour")
    spiteful.human_hates("L3", "Harbour")
    spiteful.cycle()
    spiteful.human_unloves("L", "Harbour")
    spiteful.cycles(3)

    assert hated_at(spiteful, "L2") == hated_at(spiteful, "L3") == {"Harbour"}


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.NEVER_ARRIVED, Fate.BUSY, Fate.DROPPED])
def test_a_hate_whose_answer_is_lost_is_looked_at_and_made_again(spiteful: Household, fate: Fate) -> None:
    """As every write is; and seen at last, it is ours."""
    spiteful.services["L2"].fates = [fate]
    spiteful.human_hates("L", "Harbour")
    for _ in range(3):
        spiteful.cycle()
        spiteful.goes_on(days=1)

    assert hated_at(spiteful, "L2") == {"Harbour"}
    ours = {account for account, _, score, *rest in spiteful.dump("loves")["loves"] if score == -1 and rest[3]}
    assert len(ours) == 1


def test_a_hate_of_an_older_love_takes_it_away(spiteful: Household) -> None:
    """The human loved it at L2, and later hated it at L."""
    spiteful.human_loves("L2", "Harbour", at=spiteful.clock.now() - timedelta(days=3))
    spiteful.cycle()
    spiteful.human_hates("L", "Harbour")
    spiteful.cycles(3)

    assert hated_at(spiteful, "L2") == {"Harbour"}


def test_a_love_that_is_on_its_way_to_a_hate_was_unloved_by_nobody(spiteful: Household) -> None:
    """The list shows neither for a while: that is our own doing, and the journal tells of the love that stood there."""
    spiteful.human_loves("B", "Harbour")
    spiteful.cycle()
    spiteful.services["L2"].fates = [Fate.LATE]
    spiteful.human_hates("L", "Harbour")
    for _ in range(4):
        spiteful.cycle()
        buried = {account for account, *_ in spiteful.dump("tombstones")["tombstones"]}
        assert len(buried) <= 1, "only L's human took a love away"

    assert hated_at(spiteful, "L2") == {"Harbour"}
    assert [(row[4], row[5]) for row in spiteful.dump("journal")["journal"]][-1] == (1, -1)


@pytest.mark.parametrize("carries_unloves", [False, True])
@pytest.mark.parametrize("days", [6, 9, 20, 31])
def test_a_hate_of_what_all_list_travels_at_once(spiteful: Household, *, days: int, carries_unloves: bool) -> None:
    """However long ago the catalogue was asked about the song, and in one write, so that an undo gives the love back."""
    spiteful.carries_unloves = carries_unloves
    spiteful.human_loves("B", "Harbour")
    spiteful.cycles(2)
    for _ in range(days):
        spiteful.goes_on(days=1)
        spiteful.cycle()
    spiteful.human_hates("L", "Harbour")
    spiteful.cycle()

    assert hated_at(spiteful, "L2") == {"Harbour"}
    assert [(row[4], row[5]) for row in spiteful.dump("journal")["journal"]][-1] == (1, -1)
