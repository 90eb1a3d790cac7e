"""A profile with another name and another account: what it remembers comes first, and nobody else waits for that.

B (Boomplay) and L (ListenBrainz) were `default` and are `me` by now, where N is new; a friend has F and G.
"""

from collections.abc import Collection
from dataclasses import replace

import pytest

from syncd.domain.account import AccountState, Label
from syncd.domain.errors import ConfigError
from syncd.domain.track import Service
from syncd.engine.order import Asker, Order
from syncd.engine.world import World
from tests.engine.fared import polled
from tests.engine.household import SYNC, Household

AS_DAEMON = Order(asked_by=Asker.DAEMON)


def world(home: Household) -> World:
    """All members are all accounts of the configuration; files lie where their services are named."""
    files = {each.label: each for each in home.members.values() if each.service is Service.FILE}
    places = {label: home.services[label.account].name for label in files}
    return replace(home.world(), labels=[each.label for each in home.members.values()], places=places)


def sync(home: Household, count: int = 1, order: Order = SYNC) -> None:
    """Some syncs."""
    for _ in range(count):
        home.cycle(order, world(home))


def moves(home: Household, profile: str, *names: str) -> None:
    """The configuration has these accounts in another profile."""
    home.members |= {name: replace(home.members[name], profile=profile) for name in names}


def profiles(home: Household) -> dict[str, str]:
    """Who is known, and in which profile."""
    return {each.account.whoami: each.account.profile for each in home.records()}


@pytest.fixture
def friends(bare: Household) -> Household:
    """Harbour was unloved at L, and B has it still; so no account of that profile is to love it."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("F", Service.FILE, profile="friend")
    bare.add("G", Service.LISTENBRAINZ, profile="friend")
    bare.carries_unloves = True
    bare.human_loves("B", "Harbour", "Lantern")
    sync(bare, 2)
    bare.human_unloves("L", "Harbour")
    sync(bare, 2)
    return bare


@pytest.fixture
def renamed(friends: Household) -> Household:
    """The profile has another name and another account, and neither of the old ones can be read; a friend loves Meadow."""
    moves(friends, "me", "B", "L")
    friends.add("N", Service.LISTENBRAINZ, profile="me")
    friends.human_loves("N", "Cedar")
    friends.is_down("B", "L")
    friends.human_loves("F", "Meadow")
    return friends


def test_a_new_account_waits_until_an_old_one_has_told_which_profile_it_is(renamed: Household) -> None:
    """Nothing of it is kept, and nothing is written; it is said what it waits for."""
    sync(renamed, 2)

    assert profiles(renamed) == {"B": "default", "L": "default", "F": "friend", "G": "friend"}
    assert renamed.posts_to("N") == []
    waits = polled(renamed, "N")
    assert waits.state is AccountState.INCOMPLETE
    assert waits.trouble.startswith("N: waits for B and L: one of them must be read first, to tell whether ")
    assert "profile me is what was profile default" in waits.trouble
    assert polled(renamed, "L").state is AccountState.UNREACHABLE


def test_a_friend_does_not_wait(renamed: Household) -> None:
    """What he loves goes where it should, at once."""
    sync(renamed)

    assert renamed.loved_at("G") == {"Meadow"}


@pytest.mark.parametrize("back", [("B",), ("L",), ("B", "L")])
def test_the_first_old_account_that_can_be_read_brings_the_whole_profile(
    renamed: Household, back: Collection[str]
) -> None:
    """Nobody edits anything: in the same sync N is read, too, and what was unloved stays so."""
    sync(renamed)
    renamed.is_up(*back)
    sync(renamed)
    assert profiles(renamed) == {"B": "me", "L": "me", "N": "me", "F": "friend", "G": "friend"}
    renamed.is_up("B", "L")
    sync(renamed, 2)

    assert renamed.loved_at("N") == renamed.loved_at("L") == {"Lantern", "Cedar"}


def test_a_daemon_that_polls_the_new_account_alone_waits_too(renamed: Household) -> None:
    """The old ones are not due, well as they are."""
    renamed.is_up("B", "L")
    sync(renamed, order=replace(AS_DAEMON, accounts=frozenset([Label("me", "N")])))

    assert "N" not in profiles(renamed)
    assert polled(renamed, "N").state is AccountState.INCOMPLETE
    assert polled(renamed, "L").state is AccountState.RESTING


def test_an_old_account_is_told_by_its_secret_too(renamed: Household) -> None:
    """L has another name as well, and nobody else of the profile is left."""
    renamed.is_up("L")
    renamed.members["L"] = replace(renamed.members["L"], mark="secret", profile="default")
    del renamed.members["B"]
    n = renamed.members.pop("N")
    sync(renamed)
    moves(renamed, "me", "L")
    renamed.is_renamed("L", "listens")
    renamed.members["N"] = n
    renamed.is_down("L")
    sync(renamed)

    assert "N: waits for listens: it must be read first" in polled(renamed, "N").trouble
    assert "N" not in profiles(renamed)


def test_another_person_with_another_profile_waits_for_nobody(friends: Household) -> None:
    """Whose accounts left the configuration is not who came, as far as names and secrets tell."""
    del friends.members["B"], friends.members["L"]
    friends.add("C", Service.BOOMPLAY, profile="bob")
    friends.add("N", Service.LISTENBRAINZ, profile="bob")
    friends.is_down("C")
    sync(friends)

    assert profiles(friends)["N"] == "bob"


def test_nor_does_one_whose_old_name_stands_for_another_login(friends: Household) -> None:
    """L's name is a stranger's by now: once that is known, nobody waits for him."""
    del friends.members["B"], friends.members["L"]
    friends.add("N", Service.LISTENBRAINZ, profile="bob")
    friends.add("L", Service.LISTENBRAINZ, profile="bob").name = "stranger"
    friends.human_loves("N", "Cedar")
    sync(friends)

    assert {profiles(friends)["N"], profiles(friends)["stranger"]} == {"bob"}
    assert friends.loved_at("L") == {"Cedar"}


@pytest.fixture
def refused(friends: Household) -> Household:
    """The friend left, and her G is to come into `default`, which remembers lists of its own; a third person has T and U."""
    friends.add("T", Service.FILE, profile="third")
    friends.add("U", Service.LISTENBRAINZ, profile="third")
    sync(friends)
    del friends.members["F"]
    moves(friends, "default", "G")
    friends.human_unloves("G", "Meadow")
    friends.human_loves("T", "Meadow")
    return friends


def test_a_login_that_may_not_come_stops_nobody(refused: Household) -> None:
    """It is told what to do, and a human must; what it remembers stays as it was, and a third person is served."""
    before = profiles(refused)
    sync(refused, 2)

    assert refused.loved_at("U") == {"Meadow"}
    assert polled(refused, "G").state is AccountState.NEEDS_LOGIN
    assert "known as profiles.friend.accounts.G" in polled(refused, "G").trouble
    assert "take everything else out of default for one sync" in polled(refused, "G").trouble
    assert profiles(refused) == before


def test_while_it_may_not_come_its_profile_goes_on_as_before_it_was_read(refused: Household) -> None:
    """Nobody knows what it hates there, so nothing new is loved; what is heard, is remembered."""
    refused.human_loves("B", "Cedar")
    sync(refused, 2)

    assert polled(refused, "B").is_read
    assert refused.loved_at("L") == {"Lantern"}
    assert refused.posts_to("G") == []


def test_it_is_let_in_when_the_configuration_is_mended(refused: Household) -> None:
    """Nothing was moved meanwhile."""
    refused.human_loves("B", "Cedar")
    sync(refused)
    moves(refused, "friend", "G")
    sync(refused)

    assert refused.loved_at("L") == {"Lantern", "Cedar"}
    assert polled(refused, "G").is_read


def test_a_refused_run_moves_nobody(friends: Household) -> None:
    """F has another place and H is new, but L is asked for in a profile while B stays in its own: nothing is kept."""
    before = friends.dump("accounts")
    friends.add("H", Service.FILE, profile="friend")
    friends.services["F"].name = "elsewhere"
    moves(friends, "me", "L")
    with pytest.raises(ConfigError, match=r"is known as accounts\.L"):
        sync(friends)

    assert friends.dump("accounts") == before
