"""What accounts showed: accounts, loves, tombstones."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from syncd.domain.account import AccountState, Can, Login, Role, Score
from syncd.domain.errors import SecondName
from syncd.domain.memory import FIRST_LOOK, AccountRecord, Love, Tombstone
from syncd.domain.track import RecordingId, Service, TrackRef
from tests.store.people import NOON, People, boomplay, login


def line(people: People, name: str, since: int = 1) -> Love:
    """A remembered line of my account."""
    return Love(account=people.me.id, ref=TrackRef(Service.LISTENBRAINZ, name), score=Score.LOVE, since=since)


def test_an_account_is_who_it_logs_in_as(people: People) -> None:
    """Its name, role and abilities are labels that change; the row stays."""
    renamed = login(name="me", role=Role.TARGET, can=Can.READ)
    people.write(lambda tx: tx.memory.account(replace(renamed, name="renamed")))

    [mine, _] = people.read(lambda tx: tx.memory.records())
    assert (mine.account.id, mine.account.name, mine.account.role, mine.account.can) == (
        people.me.id,
        "renamed",
        Role.TARGET,
        Can.READ,
    )


def test_some_lines_are_read_without_the_others(people: People) -> None:
    """Those that are remembered, of this account alone."""
    elsewhere = replace(line(people, "a"), account=people.other.id)
    people.write(lambda tx: tx.memory.remember([line(people, "a"), line(people, "b"), elsewhere]))

    found = people.read(lambda tx: tx.memory.lines(people.me.id, [line(people, name).ref for name in ("a", "c")]))
    assert found == {line(people, "a").ref: line(people, "a")}


def test_one_name_at_two_services_is_two_accounts(people: People) -> None:
    """The login is the service and its own word for us."""
    people.write(lambda tx: tx.memory.account(login("me", Service.JAMENDO)))

    assert len(people.read(lambda tx: tx.memory.records())) == 3


def test_a_login_belongs_to_one_profile(people: People) -> None:
    """The same login in a second profile is a mistake of the configuration, told with what to do."""
    with pytest.raises(SecondName, match="use each login once"):
        people.write(lambda tx: tx.memory.account(login("me", profile="ann")))


class TestRenamedByTheService:
    """A token is one user for ever, whatever the service calls him."""

    MINE, YOURS = "fingerprint of my token", "fingerprint of yours"

    def test_a_renamed_user_is_the_same_account(self, people: People) -> None:
        """Its memory and its tombstones stay with it; an unlove before the renaming is not forgotten."""
        people.learn(boomplay("1"))
        number = people.recording(TrackRef(Service.BOOMPLAY, "1"))
        people.write(lambda tx: tx.memory.account(login(mark=self.MINE)))
        people.write(lambda tx: tx.memory.bury([Tombstone(account=people.me.id, recording=number, cycle=3)]))

        people.write(lambda tx: tx.memory.account(login("new-me", mark=self.MINE)))

        [mine, _] = people.read(lambda tx: tx.memory.records())
        assert (mine.account.id, mine.account.whoami, mine.account.name) == (
            people.me.id,
            "new-me",
            login("new-me").name,
        )
        assert people.read(lambda tx: tx.memory.tombstones([people.me.id])) == {people.me.id: {number: 3}}

    @pytest.mark.parametrize(
        "newcomer",
        [
            login("new-me", mark=YOURS),
            login("new-me", mark=""),
            login("new-me", Service.JAMENDO, mark=MINE),
        ],
    )
    def test_anybody_else_is_somebody_else(self, people: People, newcomer: Login) -> None:
        """Another token, no token, another service: a new account."""
        people.write(lambda tx: tx.memory.account(login(mark=self.MINE)))

        people.write(lambda tx: tx.memory.account(newcomer))

        assert len(people.read(lambda tx: tx.memory.records())) == 3

    def test_the_services_own_word_comes_before_the_token(self, people: People) -> None:
        """A new token of a user whom we know is that user's; his mark is brought up to date."""
        people.write(lambda tx: tx.memory.account(login(mark=self.MINE)))
        people.write(lambda tx: tx.memory.account(login("other", mark=self.MINE)))
        people.write(lambda tx: tx.memory.account(login(mark=self.YOURS)))

        [mine, other] = people.read(lambda tx: tx.memory.records())
        assert (mine.account.whoami, mine.account.mark) == ("me", self.YOURS)
        assert (other.account.whoami, other.account.mark) == ("other", self.MINE)

    def test_two_users_with_one_mark_are_a_riddle(self, people: People) -> None:
        """Then the newcomer is neither of them."""
        for whoami in ("me", "other", "new-me"):
            people.write(lambda tx, who=whoami: tx.memory.account(login(who, mark=self.MINE)))

        assert len(people.read(lambda tx: tx.memory.records())) == 3

    def test_a_look_without_a_token_forgets_no_mark(self, people: People) -> None:
        """The mark is what a later renaming is known by."""
        people.write(lambda tx: tx.memory.account(login(mark=self.MINE)))
        people.write(lambda tx: tx.memory.account(login()))

        assert people.read(lambda tx: tx.memory.records())[0].account.mark == self.MINE

    def test_a_renamed_user_belongs_to_one_profile(self, people: People) -> None:
        """Under his new name, too."""
        people.write(lambda tx: tx.memory.account(login(mark=self.MINE)))

        with pytest.raises(SecondName, match="use each login once"):
            people.write(lambda tx: tx.memory.account(login("new-me", mark=self.MINE, profile="ann")))


def test_a_look_is_remembered_with_its_account(people: People) -> None:
    """State, trouble, how long the list was, and what the guard did not believe."""
    record = AccountRecord(
        account=people.me,
        state=AccountState.INCOMPLETE,
        trouble="a page is missing",
        last_whole_look=NOON,
        listed=312,
        guarded=7,
        gone_on=date(2026, 11, 22),
        gone_that_day=2,
    )
    people.write(lambda tx: tx.memory.note(record))

    assert people.read(lambda tx: tx.memory.records())[0] == record


def test_lines_are_kept_changed_and_forgotten(people: People) -> None:
    """One per account and ref, whatever is remembered of it."""
    full = replace(line(people, "a", FIRST_LOOK), loved_at=NOON, missing_since=4, is_ours=True, is_taken_down=True)
    people.write(lambda tx: tx.memory.remember([full, line(people, "b")]))
    people.write(lambda tx: tx.memory.remember([replace(line(people, "b"), score=Score.HATE), line(people, "c")]))
    people.write(lambda tx: tx.memory.forget(people.me.id, [line(people, "c").ref]))

    found = people.read(lambda tx: tx.memory.loves([people.me.id, people.other.id]))

    assert found[people.other.id] == {}
    assert found[people.me.id] == {full.ref: full, line(people, "b").ref: replace(line(people, "b"), score=Score.HATE)}


def test_forgetting_is_one_accounts_business(people: People) -> None:
    """The same ref at another account stays."""
    theirs = replace(line(people, "a"), account=people.other.id)
    people.write(lambda tx: tx.memory.remember([line(people, "a"), theirs]))
    people.write(lambda tx: tx.memory.forget(people.me.id, [theirs.ref]))

    assert people.read(lambda tx: tx.memory.loves([people.other.id]))[people.other.id] == {theirs.ref: theirs}


def test_many_lines_are_as_good_as_few(people: People) -> None:
    """Databases bound the length of a statement; two thousand lines pass in both directions."""
    lines = [line(people, f"song {number}") for number in range(2000)]
    people.write(lambda tx: tx.memory.remember(lines))
    people.write(lambda tx: tx.memory.remember([replace(each, missing_since=2) for each in lines]))
    people.write(lambda tx: tx.memory.forget(people.me.id, [each.ref for each in lines[:1500]]))

    left = people.read(lambda tx: tx.memory.loves([people.me.id]))[people.me.id]
    assert {each.missing_since for each in left.values()} == {2}
    assert len(left) == 500


def test_instants_are_aware_and_come_back_in_utc(people: People) -> None:
    """A zone is converted, a naive instant refused."""
    zoned = datetime(2026, 11, 22, 15, tzinfo=timezone(timedelta(hours=3)))
    people.write(lambda tx: tx.memory.remember([replace(line(people, "a"), loved_at=zoned)]))
    [found] = people.read(lambda tx: tx.memory.loves([people.me.id]))[people.me.id].values()
    assert found.loved_at == NOON
    assert found.loved_at.tzinfo is not None

    with pytest.raises(Exception, match="naive"):
        people.write(lambda tx: tx.memory.remember([replace(found, loved_at=NOON.replace(tzinfo=None))]))


def test_a_tombstone_is_renewed_by_a_later_unlove(people: People) -> None:
    """One per account and recording."""
    people.learn(boomplay("1"))
    number = people.recording(TrackRef(Service.BOOMPLAY, "1"))
    for cycle in (3, 5):
        stone = Tombstone(account=people.me.id, recording=RecordingId(number), cycle=cycle)
        people.write(lambda tx, each=stone: tx.memory.bury([each]))

    assert people.read(lambda tx: tx.memory.tombstones([people.me.id, people.other.id])) == {people.me.id: {number: 5}}


def test_a_label_goes_with_its_present_login(people: People) -> None:
    """Once another login bears a name, nobody is remembered under it but that login."""
    people.write(lambda tx: tx.memory.account(login("first", name="mine")))
    people.write(lambda tx: tx.memory.account(login("second", name="mine")))

    named = [
        record.account.whoami for record in people.read(lambda tx: tx.memory.records()) if record.account.name == "mine"
    ]

    assert named == ["second"]
