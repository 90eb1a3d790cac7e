"""One login under two names of the configuration: it is served under the one that came first, and nobody else waits for that.

B (Boomplay) and L (ListenBrainz) are one person's; a friend has F (a file) and G (ListenBrainz).
"""

from collections.abc import Collection
from dataclasses import replace

import pytest

from syncd.domain.account import AccountState, Label
from syncd.domain.track import Service
from syncd.engine.order import Asker, Order
from syncd.engine.world import World
from tests.engine.fared import polled
from tests.engine.household import SYNC, Household

MARK = "fingerprint of the token"


def world(home: Household, *profiles: str) -> World:
    """The members of these profiles, or of all; the labels are always all of the configuration's."""
    files = {each.label: each for each in home.members.values() if each.service is Service.FILE}
    return replace(
        home.world(),
        members=[each for each in home.members.values() if not profiles or each.profile in profiles],
        labels=[each.label for each in home.members.values()],
        places={label: home.services[label.account].name for label in files},
    )


def sync(home: Household, count: int = 1, order: Order = SYNC, profiles: Collection[str] = ()) -> None:
    """Some syncs."""
    for _ in range(count):
        home.cycle(order, world(home, *profiles))


def logs_in_as(home: Household, name: str, other: str, profile: str = "default") -> None:
    """The configuration has the login of another account under one more name, at its end."""
    home.services[name] = home.services[other]
    home.members[name] = replace(home.members[other], name=name, profile=profile)


def known(home: Household) -> dict[str, Label]:
    """Who is known, and how he is called."""
    return {each.account.whoami: each.account.label for each in home.records()}


@pytest.fixture
def friends(bare: Household) -> Household:
    """Each loves a song of his own; all is settled."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("F", Service.FILE, profile="friend")
    bare.add("G", Service.LISTENBRAINZ, profile="friend")
    bare.members["L"] = replace(bare.members["L"], mark=MARK)
    bare.human_loves("B", "Harbour")
    bare.human_loves("F", "Meadow")
    sync(bare, 2)
    return bare


def test_in_another_profile_it_is_left_out_and_everybody_else_served(friends: Household) -> None:
    """Both keys are named; nothing is read into that profile's memory, nothing written for it, and nobody else waits."""
    friends.add("P", Service.FILE, profile="eve")
    logs_in_as(friends, "E", "L", "eve")
    friends.human_loves("P", "Cedar")
    friends.human_loves("B", "Lantern")
    friends.human_loves("F", "Willow")
    sync(friends, 2)

    assert polled(friends, "E").state is AccountState.NEEDS_LOGIN
    assert polled(friends, "E").account is None
    assert "the same login as accounts.L" in polled(friends, "E").trouble
    assert "profiles.eve.accounts.E" in polled(friends, "E").trouble
    assert polled(friends, "L").is_read
    assert known(friends)["L"] == Label("default", "L")
    assert friends.posts_to("L") == ["Harbour", "Lantern"]
    assert friends.loved_at("G") == {"Meadow", "Willow"}


def test_in_the_same_profile_it_is_written_once_under_the_name_that_it_had(friends: Household) -> None:
    """New loves go there as ever: what may be hated behind the second name is known."""
    logs_in_as(friends, "M", "L")
    friends.members = {name: friends.members[name] for name in "MBLFG"}
    friends.human_loves("B", "Lantern")
    sync(friends, 2)

    assert polled(friends, "M").state is AccountState.NEEDS_LOGIN
    assert polled(friends, "L").is_read
    assert "accounts.M is the same login as accounts.L" in polled(friends, "M").trouble
    assert known(friends)["L"] == Label("default", "L")
    assert friends.posts_to("L") == ["Harbour", "Lantern"]


@pytest.mark.parametrize("profile", ["default", "eve"])
def test_where_nobody_knows_either_the_first_of_the_configuration_is_let_in(bare: Household, profile: str) -> None:
    """Once it is known, the order of the configuration means nothing."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    logs_in_as(bare, "M", "L", profile)
    bare.members = {name: replace(each, mark=MARK * (name in "LM")) for name, each in bare.members.items()}
    bare.human_loves("B", "Harbour")
    sync(bare)
    bare.members = {name: bare.members[name] for name in "MBL"}
    sync(bare)

    assert known(bare) == {"B": Label("default", "B"), "L": Label("default", "L")}
    assert polled(bare, "M").state is AccountState.NEEDS_LOGIN
    assert polled(bare, "L").is_read
    assert bare.posts_to("L") == ["Harbour"]


def test_a_daemon_that_polls_the_second_name_alone_leaves_it_out_too(friends: Household) -> None:
    """The first one was read by this process lately, and goes on being written."""
    logs_in_as(friends, "M", "L")
    friends.human_loves("B", "Lantern")
    due = frozenset([Label("default", "M"), Label("default", "B")])
    order = Order(asked_by=Asker.DAEMON, accounts=due, trusted=frozenset([Label("default", "L")]))
    sync(friends, 2, order)

    assert polled(friends, "M").state is AccountState.NEEDS_LOGIN
    assert polled(friends, "L").state is AccountState.RESTING
    assert known(friends)["L"] == Label("default", "L")
    assert friends.posts_to("L") == ["Harbour", "Lantern"]


def test_the_first_name_is_read_again_though_the_second_one_stands_before_it(friends: Household) -> None:
    """What is known of a login is known of the name that it bore, while the other is not due."""
    logs_in_as(friends, "M", "L")
    friends.members = {name: friends.members[name] for name in "MBLFG"}
    sync(friends)
    friends.human_loves("B", "Lantern")
    due = frozenset([Label("default", "L"), Label("default", "B")])
    sync(friends, 2, Order(asked_by=Asker.DAEMON, accounts=due))

    assert polled(friends, "M").account is None
    assert polled(friends, "L").account is not None
    assert friends.posts_to("L") == ["Harbour", "Lantern"]


def test_a_command_for_that_profile_alone_does_not_take_it_away(friends: Household) -> None:
    """The other one is not asked, but it is in the configuration."""
    friends.add("P", Service.FILE, profile="eve")
    logs_in_as(friends, "E", "L", "eve")
    sync(friends, profiles=["eve"])

    assert polled(friends, "E").state is AccountState.NEEDS_LOGIN
    assert "the same login as accounts.L" in polled(friends, "E").trouble
    assert polled(friends, "P").is_read
    assert known(friends)["L"] == Label("default", "L")


def test_when_the_second_name_has_a_login_of_its_own_it_is_let_in(friends: Household) -> None:
    """Nobody else has to do anything."""
    logs_in_as(friends, "E", "L", "eve")
    sync(friends)
    friends.add("E", Service.LISTENBRAINZ, profile="eve")
    sync(friends)

    assert known(friends)["E"] == Label("eve", "E")
    assert polled(friends, "E").is_read


def test_when_the_first_name_is_gone_the_second_one_has_its_memory(friends: Household) -> None:
    """A login that has another name is no second one."""
    logs_in_as(friends, "M", "L")
    sync(friends)
    del friends.members["L"]
    sync(friends)

    assert known(friends)["L"] == Label("default", "M")
    assert polled(friends, "M").is_read


def test_two_names_for_one_file_are_one_list(friends: Household) -> None:
    """The second name is left out, whichever of them is due."""
    logs_in_as(friends, "H", "F", "friend")
    friends.human_loves("F", "Willow")
    sync(friends, 2)
    assert polled(friends, "H").state is AccountState.NEEDS_LOGIN
    sync(friends, order=Order(asked_by=Asker.DAEMON, accounts=frozenset()))

    assert known(friends)["F"] == Label("friend", "F")
    assert (polled(friends, "H").account, polled(friends, "F").account is None) == (None, False)
    assert friends.loved_at("G") == {"Meadow", "Willow"}


def test_where_no_secret_tells_who_it_is_his_own_word_does(bare: Household) -> None:
    """Jamendo's logins change; the second name is left out, and a love is made once, whoever is due."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("J", Service.JAMENDO)
    logs_in_as(bare, "K", "J")
    bare.members = {name: bare.members[name] for name in "BKJ"}
    bare.jamendo_offers("Harbour", "Lantern")
    bare.human_loves("B", "Harbour")
    sync(bare)
    bare.human_loves("B", "Lantern")
    due = frozenset([Label("default", "J"), Label("default", "B")])
    sync(bare, 2, Order(asked_by=Asker.DAEMON, accounts=due, trusted=frozenset([Label("default", "K")])))

    assert polled(bare, "J").state is AccountState.NEEDS_LOGIN
    assert known(bare)["J"] == Label("default", "K")
    assert bare.posts_to("J") == ["Harbour", "Lantern"]
