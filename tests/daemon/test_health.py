"""What is the matter, since when, and for how long it may be."""

from datetime import UTC, datetime, timedelta

import pytest

from syncd.daemon.health import ENOUGH_ROOM, Condition, ConditionKind, Seen, as_json, conditions, ill
from syncd.domain.account import AccountState, Label
from syncd.store.notices import Notice

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LABEL = Label("default", "one")


def found(seen: Seen, since: datetime | None = None, now: datetime = NOON) -> list[Condition]:
    """What is the matter with one account, where the same was the matter since then."""
    before = conditions([seen], ENOUGH_ROOM, {}, now)
    known = {each.key: Notice(each.key, each.text, since) for each in before if since}
    return conditions([seen], ENOUGH_ROOM, known, now)


@pytest.mark.parametrize(
    "state", [AccountState.READ, AccountState.UNCHANGED, AccountState.RESTING, AccountState.ASLEEP]
)
def test_who_is_read_or_rightly_asleep_is_well(state: AccountState) -> None:
    """However long it has been so; a sleeper is told to his human, and is no trouble."""
    seen = Seen(label=LABEL, state=state, next_at=NOON + HOUR)

    assert ill(found(seen, NOON - HOUR * 1000), NOON) == []


@pytest.mark.parametrize(
    ("seen", "kind", "patience"),
    [
        (Seen(label=LABEL, state=AccountState.NEEDS_LOGIN), ConditionKind.LOGIN, timedelta()),
        (Seen(label=LABEL, state=AccountState.AWAITING_APPROVAL), ConditionKind.LOGIN, timedelta()),
        (Seen(label=LABEL, state=AccountState.UNREACHABLE), ConditionKind.SILENT, HOUR),
        (Seen(label=LABEL, state=AccountState.INCOMPLETE), ConditionKind.SILENT, HOUR),
        (Seen(label=LABEL, state=AccountState.READ, is_waiting=True), ConditionKind.QUEUE, HOUR),
    ],
)
def test_what_lasts_makes_unwell(seen: Seen, kind: ConditionKind, patience: timedelta) -> None:
    """A login at once; silence and a queue that does not move after an hour, and not a minute before."""
    for since, is_ill in ((NOON - patience, True), (NOON - patience + MINUTE, False)):
        (condition,) = found(seen, since)
        assert (condition.kind, condition.since, condition.is_ill(NOON)) == (kind, since, is_ill)


@pytest.mark.parametrize(("overdue", "is_ill"), [(MINUTE, False), (MINUTE * 29, False), (MINUTE * 30, True)])
def test_an_overdue_poll_makes_unwell(overdue: timedelta, *, is_ill: bool) -> None:
    """Counted from the moment at which it should have been, whenever somebody first noticed."""
    seen = Seen(label=LABEL, state=AccountState.READ, next_at=NOON - overdue)

    assert bool(ill(found(seen), NOON)) is is_ill


def test_a_queue_that_moves_is_none() -> None:
    """A first sync takes hours, and every write begins the hour anew."""
    seen = Seen(label=LABEL, state=AccountState.READ, is_waiting=True, sent_at=NOON - MINUTE)
    (condition,) = found(seen, NOON - HOUR * 5)

    assert condition.since == NOON - MINUTE
    assert not condition.is_ill(NOON)


@pytest.mark.parametrize("state", [AccountState.UNREACHABLE, AccountState.INCOMPLETE])
@pytest.mark.parametrize("before", [AccountState.NEEDS_LOGIN, AccountState.AWAITING_APPROVAL, AccountState.ASLEEP])
def test_silence_says_nothing_about_a_login(before: AccountState, state: AccountState) -> None:
    """What it needed stays the matter, word for word and since then, until the account is read."""
    (needs,) = conditions([Seen(label=LABEL, state=before, trouble="one: revoked")], ENOUGH_ROOM, {}, NOON - HOUR)
    known = {needs.key: Notice(needs.key, needs.text, needs.since)}
    silent = conditions([Seen(label=LABEL, state=state)], ENOUGH_ROOM, known, NOON)
    others = conditions([Seen(label=Label("default", "two"), state=state)], ENOUGH_ROOM, known, NOON)

    assert [each.kind for each in silent] == [ConditionKind.SILENT, needs.kind]
    assert silent[1] == needs
    assert [each.kind for each in others] == [ConditionKind.SILENT]
    assert conditions([Seen(label=LABEL, state=AccountState.READ)], ENOUGH_ROOM, known, NOON) == []


ENDING = "one's login ends on 2026-11-23 at 12:00 UTC: syncd login one"


def test_a_login_that_ends_and_the_sleep_after_it_are_one_matter() -> None:
    """Told once, by whichever comes first; through a silence, too; and no trouble before or after."""
    stages = [
        Seen(label=LABEL, state=AccountState.READ, ending=ENDING),
        Seen(label=LABEL, state=AccountState.UNREACHABLE, ending=ENDING),
        Seen(label=LABEL, state=AccountState.ASLEEP),
    ]
    known: dict[str, Notice] = {}
    keys: list[str] = []
    for seen in stages:
        told = [each for each in conditions([seen], ENOUGH_ROOM, known, NOON) if each.kind is ConditionKind.ASLEEP]
        known = {each.key: Notice(each.key, each.text, each.since) for each in told}
        keys += known
        assert ill(told, NOON + HOUR * 1000) == []
        assert len(told) == 1

    assert set(keys) == {"asleep default/one"}
    assert found(stages[0])[0].text == ENDING


def test_a_login_that_is_refused_is_not_warned_of() -> None:
    """It has ended already, before its time."""
    seen = Seen(label=LABEL, state=AccountState.NEEDS_LOGIN, ending=ENDING)

    assert [each.kind for each in found(seen)] == [ConditionKind.LOGIN]


def test_what_is_held_and_a_full_disk_are_told() -> None:
    """Each group by its hash; a disk without room makes unwell, what waits for approval does not."""
    held = {"ab12": "one: 12 favourites wait", "cd34": "one: 30 favourites wait"}
    seen = Seen(label=LABEL, state=AccountState.READ, held=held)
    told = conditions([seen], ENOUGH_ROOM - 1, {}, NOON)

    assert [each.key for each in told] == ["guard default/one ab12", "guard default/one cd34", "disk"]
    assert [each.kind for each in ill(told, NOON)] == [ConditionKind.DISK]


def test_programs_are_told_the_same() -> None:
    """What and since when, in RFC 3339."""
    (condition,) = found(Seen(label=LABEL, state=AccountState.NEEDS_LOGIN, trouble="one: revoked"), NOON)

    assert as_json([]) == {"well": True, "conditions": []}
    row = {"kind": "login", "about": "default/one", "what": "one must log in: revoked", "since": "2026-11-22T12:00:00Z"}
    assert as_json([condition]) == {"well": False, "conditions": [row]}
    assert condition.told == "one must log in: revoked (since 2026-11-22T12:00:00Z)"
