"""A human is told what needs him: once, over restarts and failures, and by a process that shows no secret."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from syncd.daemon.health import ENOUGH_ROOM, Condition, ConditionKind, Seen, conditions
from syncd.daemon.messenger import Message, Messenger, is_installed
from syncd.daemon.notices import A_WEEK, TRIED_AGAIN_AFTER, Notices
from syncd.daemon.notifier import Sent
from syncd.daemon.secrets import FileSecret, PlainSecret
from syncd.domain.account import AccountState, Label
from syncd.store.database import Database
from syncd.store.tables import metadata
from tests.daemon.hooks import web_hook

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LOGIN = Condition(ConditionKind.LOGIN, "default/one", "one must log in: syncd login one", NOON)
HELD = Condition(ConditionKind.GUARD, "default/one ab12", "one: 12 favourites wait", NOON)
SILENT = Condition(ConditionKind.SILENT, "default/two", "two could not be read", NOON)


@pytest.fixture
def database() -> Iterator[Database]:
    """A database in memory."""
    with closing(Database(Path(":memory:"))) as database:
        metadata.create_all(database._engine)
        yield database


@dataclass(slots=True)
class Human:
    """Somebody who reads, as long as his line works."""

    line: Sent = Sent.DELIVERED
    read: list[Message] = field(default_factory=list)

    def hear(self, message: Message) -> Sent:
        """One message."""
        self.read.append(message)
        return self.line

    @property
    def titles(self) -> list[str]:
        """What the messages were about."""
        return [each.title for each in self.read]


def _summary(since: datetime) -> str:
    return f"since {since:%d}"


@pytest.fixture
def human() -> Human:
    return Human()


@pytest.fixture
def notices(database: Database, human: Human) -> Notices:
    return Notices(database, human.hear, _summary)


def test_what_needs_you_is_told_once(database: Database, notices: Notices, human: Human) -> None:
    """In one message, by this process and the next; what passes by itself is not told."""
    for minute in range(5):
        notices.look([LOGIN, HELD, SILENT], NOON + minute * MINUTE)
    again = Notices(database, human.hear, _summary)
    again.look([LOGIN, HELD, SILENT], NOON + timedelta(days=2))

    assert human.read == [
        Message("syncd needs you", "- one must log in: syncd login one\n- one: 12 favourites wait"),
    ]


def test_what_is_held_stands_in_the_log(database: Database) -> None:
    """Once, also where nobody wants to be told by message; of logins and silence others tell."""
    with capture_logs() as logs:
        for minute in range(3):
            Notices(database, None, _summary).look([LOGIN, HELD, SILENT], NOON + minute * MINUTE)

    assert [each["what"] for each in logs] == ["one: 12 favourites wait"]


def test_what_is_over_is_told_once_and_what_comes_back_anew(notices: Notices, human: Human) -> None:
    """Another time is another thing; what was never told is not said to be over."""
    for minute, found in enumerate([[LOGIN, SILENT], [], [], [LOGIN]]):
        notices.look(found, NOON + minute * MINUTE)

    assert human.titles == ["syncd needs you", "syncd: recovered", "syncd needs you"]
    assert human.read[1].body == "No longer the matter:\n- one must log in: syncd login one"


def test_it_is_known_since_when(database: Database, notices: Notices) -> None:
    """Over restarts; words may change on the way, and write nothing about when it began."""
    notices.look([SILENT], NOON)
    later = Condition(ConditionKind.SILENT, "default/two", "two could not be read: still", NOON + MINUTE)
    Notices(database, None, _summary).look([later], NOON + MINUTE)

    known = Notices(database, None, _summary).known()
    assert {key: each.since for key, each in known.items()} == {"silent default/two": NOON, "weekly": NOON}


def test_a_login_is_not_over_while_nobody_answers(notices: Notices, human: Human) -> None:
    """Refused, out of reach, refused: that is one thing, told once; it is over when the account is read."""
    states = [AccountState.NEEDS_LOGIN, AccountState.UNREACHABLE, AccountState.INCOMPLETE, AccountState.NEEDS_LOGIN]
    for minute, state in enumerate([*states, AccountState.UNREACHABLE, AccountState.READ]):
        now = NOON + minute * MINUTE
        seen = Seen(label=Label("default", "one"), state=state)
        notices.look(conditions([seen], ENOUGH_ROOM, notices.known(), now), now)

    assert human.titles == ["syncd needs you", "syncd: recovered"]
    assert human.read[1].body == "No longer the matter:\n- one must log in: syncd login one"


def test_a_line_that_is_down_is_tried_again(notices: Notices, human: Human) -> None:
    """After an hour, not at each look; once delivered, never again. What is over meanwhile is told by nobody twice."""
    human.line = Sent.FAILED
    for minute in range(3):
        notices.look([LOGIN], NOON + minute * MINUTE)
    assert human.titles == ["syncd needs you"]
    human.line = Sent.DELIVERED
    for hour in (1, 2, 3):
        notices.look([LOGIN], NOON + hour * TRIED_AGAIN_AFTER)

    assert human.titles == ["syncd needs you"] * 2


def test_a_message_that_may_have_arrived_is_not_sent_again(notices: Notices, human: Human) -> None:
    """Rather missed than twice."""
    human.line = Sent.UNSURE
    for hour in range(5):
        notices.look([LOGIN], NOON + timedelta(hours=hour))

    assert human.titles == ["syncd needs you"]


def test_each_week_has_its_summary(database: Database, human: Human) -> None:
    """The first one a week after the first look, whoever looks; a clock that was set back begins anew."""
    for day in range(22):
        Notices(database, human.hear, _summary).look([], NOON + timedelta(days=day))
    assert [each.body for each in human.read] == ["since 22", "since 29", "since 06"]
    notices = Notices(database, human.hear, _summary)
    notices.look([], NOON - A_WEEK)
    notices.look([], NOON)

    assert [each.body for each in human.read[3:]] == ["since 15"]


def test_nobody_who_wants_to_be_told_is_told_nothing(database: Database, human: Human) -> None:
    """What lasts until somebody does is told then."""
    Notices(database, None, _summary).look([LOGIN], NOON)
    Notices(database, human.hear, _summary).look([LOGIN], NOON + MINUTE)

    assert human.titles == ["syncd needs you"]


@pytest.fixture
def door() -> Iterator[tuple[str, list[Any]]]:
    """A web hook: its address, and what it was told."""
    with web_hook() as hook:
        yield hook


def _never() -> bool:
    return False


needs_apprise = pytest.mark.skipif(not is_installed(), reason="the extra `notify` is not installed")


@needs_apprise
def test_a_message_goes_through_apprise(door: tuple[str, list[Any]]) -> None:
    """By a process of its own; one address that takes it is enough, and no secret is in it."""
    address, letters = door
    token = "canary-of-the-hook"
    urls = [PlainSecret(f"{address}/broken?token={token}"), PlainSecret(f"{address}/well")]
    [url.read() for url in urls]
    message = Message("syncd needs you", f"- see {address}/broken?token={token}")

    assert Messenger(urls, _never).send(message) is Sent.DELIVERED
    assert [each["title"] for each in letters] == ["syncd needs you"] * 2
    assert all(token not in json.dumps(each["message"]) for each in letters)


@needs_apprise
def test_what_nobody_takes_has_failed(door: tuple[str, list[Any]], tmp_path: Path) -> None:
    """An address that refuses, one that is none, and a secret that cannot be read; each is logged without its value."""
    address, _ = door
    tried = [PlainSecret(f"{address}/broken"), PlainSecret("nonsense-canary"), FileSecret(tmp_path / "missing")]
    with capture_logs() as logs:
        sent = [Messenger([url], _never).send(Message("t", "b")) for url in tried]

    assert sent == [Sent.FAILED] * 3
    assert len(logs) == 3
    assert "canary" not in str(logs)


@needs_apprise
def test_a_message_that_takes_too_long_is_given_up(door: tuple[str, list[Any]]) -> None:
    """Its process is ended, and nobody knows what became of it; so it is when the daemon is asked to end."""
    urls = [PlainSecret(f"{door[0]}/well")]

    assert Messenger(urls, _never, longest=0.0).send(Message("t", "b")) is Sent.UNSURE
    assert Messenger(urls, lambda: True).send(Message("t", "b")) is Sent.UNSURE
