"""A profile that has another name in the configuration by now."""

from dataclasses import replace

import pytest

from syncd.domain.account import Account, Label
from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.errors import ConfigError, SecondName, Unauthorised
from syncd.domain.memory import Tombstone
from syncd.domain.track import Service, TrackRef
from syncd.store.logins import begin_login
from syncd.store.tokens import TokenRow, load_tokens, save_tokens
from tests.store.people import NOON, People, boomplay, login

NEW = [Label("ann", "me-at-listenbrainz"), Label("ann", "other-at-listenbrainz")]
"""The configuration has both accounts in another profile."""

PAIR = TokenRow(access_token="first", refresh_token="", issued_at=NOON, expires_at=None, configured="")


def comes(people: People, *labels: Label, whoami: str = "me", profile: str = "ann") -> None:
    """An account is read in another profile; these are all accounts of the configuration."""
    people.write(lambda tx: tx.memory.account(login(whoami, profile=profile), labels=labels))


def profiles(people: People) -> dict[str, str]:
    """Who is in which profile."""
    return {each.account.whoami: each.account.profile for each in people.read(lambda tx: tx.memory.records())}


def skip(profile: str) -> HumanAnswer:
    """A human of a profile never wants a song to be loved."""
    about = TrackRef(Service.BOOMPLAY, "1")
    return HumanAnswer(
        about=about, place=Service.MUSICBRAINZ, said=Said.SKIP, answer="", profile=profile, answered_at=NOON
    )


def skipping(people: People) -> list[str]:
    """The profiles that skip that song."""
    return sorted(each.profile for each in people.read(lambda tx: tx.answers.every()))


def test_a_login_comes_along_with_its_memory_and_with_all_of_its_profile(people: People) -> None:
    """What was unloved there stays unloved; who cannot be read now is remembered in the new profile, too."""
    people.learn(boomplay("1"))
    number = people.recording(TrackRef(Service.BOOMPLAY, "1"))
    people.write(lambda tx: tx.memory.bury([Tombstone(account=people.me.id, recording=number, cycle=3)]))
    comes(people, *NEW)

    assert profiles(people) == {"me": "ann", "other": "ann"}
    assert people.read(lambda tx: tx.memory.tombstones([people.me.id])) == {people.me.id: {number: 3}}


def test_so_does_a_user_who_was_renamed_there(people: People) -> None:
    """His mark is as good as his name."""
    people.write(lambda tx: tx.memory.account(login(mark="his token")))
    people.write(lambda tx: tx.memory.account(login("new-me", mark="his token", profile="ann"), labels=NEW))

    assert profiles(people) == {"new-me": "ann", "other": "ann"}


def test_whoever_is_still_there_under_his_name_goes_nowhere(people: People) -> None:
    """His is a second name, and both are named as the configuration spells them."""
    with pytest.raises(SecondName, match="use each login once") as refused:
        comes(people, NEW[0], Label("default", "me-at-listenbrainz"))

    assert str(refused.value).startswith(
        "me-at-listenbrainz: profiles.ann.accounts.me-at-listenbrainz is the same login as accounts.me-at-listenbrainz ("
    )
    assert profiles(people) == {"me": "default", "other": "default"}


def test_out_of_a_profile_that_is_still_there_nobody_goes(people: People) -> None:
    """The message names the accounts as the configuration spells them, and says what will do."""
    with pytest.raises(ConfigError, match="use each login once") as refused:
        comes(people, NEW[0], Label("default", "other-at-listenbrainz"))

    assert str(refused.value).startswith(
        "profiles.ann.accounts.me-at-listenbrainz: this listenbrainz login is known as"
    )
    assert "call it accounts.me-at-listenbrainz again, or move all other accounts of profile default" in str(
        refused.value
    )
    assert profiles(people) == {"me": "default", "other": "default"}


def test_into_a_profile_that_remembers_lists_of_its_own_nobody_comes(people: People) -> None:
    """What he unloved or hated for himself, long ago, is no news to those who are there: it would be carried at once."""
    [record] = [each for each in people.read(lambda tx: tx.memory.records()) if each.account == people.other]
    people.write(lambda tx: tx.memory.note(replace(record, last_whole_look=NOON)))
    people.write(lambda tx: tx.memory.account(login("friend", profile="friend")))
    labels = [Label("default", "friend-at-listenbrainz"), Label("default", people.other.name)]

    with pytest.raises(
        Unauthorised, match=r"call it profiles\.friend\.accounts\.friend-at-listenbrainz again: what was said"
    ):
        comes(people, *labels, whoami="friend", profile="default")
    assert profiles(people)["friend"] == "friend"
    comes(people, labels[0], whoami="friend", profile="default")
    assert profiles(people)["friend"] == "default", "who is not in the configuration has no say"


def test_whoever_has_a_third_profile_goes_there_alone(people: People) -> None:
    """One profile became two; each of them skips what the old one did."""
    people.learn(boomplay("1"))
    people.write(lambda tx: tx.answers.put([skip("default")]))
    third = Label("bob", "other-at-listenbrainz")
    comes(people, NEW[0], third)
    assert profiles(people) == {"me": "ann", "other": "default"}
    assert skipping(people) == ["ann", "default"]
    comes(people, NEW[0], third, whoami="other", profile="bob")

    assert profiles(people) == {"me": "ann", "other": "bob"}
    assert skipping(people) == ["ann", "bob"]


def test_who_is_read_comes_in_any_case(people: People) -> None:
    """Its own old name is another account's by now, in a third profile."""
    mine = login(profile="ann", name="mine")
    labels = [mine.label, Label("bob", "me-at-listenbrainz")]
    people.write(lambda tx: tx.memory.account(mine, labels=labels))

    assert profiles(people) == {"me": "ann", "other": "ann"}


def test_what_the_profile_skips_it_skips_under_its_new_name(people: People) -> None:
    """Another profile's word stays its own."""
    people.learn(boomplay("1"))
    people.write(lambda tx: tx.answers.put([skip("default"), skip("friend")]))
    comes(people, *NEW)

    assert skipping(people) == ["ann", "friend"]


def test_logins_come_along(people: People) -> None:
    """A stored token is found under the new name, and a login that was known for long is not a new one."""
    for name in ("old", "both"):
        save_tokens(people.database, Label("default", name), PAIR)
    save_tokens(people.database, Label("ann", "both"), replace(PAIR, access_token="second"))
    begin_login(people.database, Label("default", "old"), "mark", NOON)
    begin_login(people.database, Label("ann", "old"), "mark", NOON.replace(year=2027))
    comes(people, *NEW)

    found = [load_tokens(people.database, Label("ann", name), "") for name in ("old", "both")]
    assert [each and each.access_token for each in found] == ["first", "second"]
    assert [(row[:3], row[3].year) for row in people.table("logins")] == [(("ann", "old", "mark"), 2026)]


def test_an_account_that_moved_is_who_it_was(people: People) -> None:
    """The place is new, and nobody else lies there."""
    moved: list[Account] = []
    people.write(lambda tx: moved.append(tx.memory.account(login("elsewhere"), moved=people.me.id)))

    assert [each.id for each in moved] == [people.me.id]
