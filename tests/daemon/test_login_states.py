"""What is known of logins that only a human can renew, and when he is told."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from syncd.daemon.logins import (
    LOOKED_AT_EVERY,
    LoginState,
    LoginWatch,
    LoginWord,
    Remembered,
    login_states,
    mark_of,
    token_of,
    tokens_of,
)
from syncd.daemon.secrets import SecretMissing
from syncd.daemon.settings import Settings
from syncd.domain.account import Label
from syncd.services.tokens import Tokens
from syncd.store.database import Database
from syncd.store.logins import begin_login, end_login, logins
from syncd.store.schema import upgrade

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LABEL = Label("default", "b")
CONFIG = """
[apps.boomplay]
app_id = "a"
[apps.jamendo]
client_id = "c"
[accounts.b]
service = "boomplay"
{token}
[accounts.j]
service = "jamendo"
[accounts.l]
service = "listenbrainz"
[accounts.f]
service = "file"
path = "x.csv"
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "syncd.db")) as database:
        upgrade(database, NOON)
        yield database


@pytest.fixture
def settings(loaded: Callable[[str], Settings]) -> Settings:
    """A Boomplay account whose token stands in the configuration, and others that have none."""
    return loaded(CONFIG.format(token='token = "of-the-configuration"'))


def state(
    *, ends: timedelta | None = 2 * HOUR, ended: timedelta | None = None, told: timedelta | None = None
) -> LoginState:
    """A login that began at noon."""
    return LoginState(
        since=NOON,
        ends_at=None if ends is None else NOON + ends,
        ended_at=None if ended is None else NOON + ended,
        told_at=None if told is None else NOON + told,
    )


@pytest.mark.parametrize(
    ("login", "at", "word"),
    [
        (state(), 107 * MINUTE, None),
        (state(), 108 * MINUTE, LoginWord.ENDS),
        (state(told=108 * MINUTE), 119 * MINUTE, None),
        (state(told=108 * MINUTE, ended=121 * MINUTE), 121 * MINUTE, LoginWord.ASLEEP),
        (state(told=121 * MINUTE, ended=121 * MINUTE), 122 * MINUTE, None),
        (state(told=121 * MINUTE, ended=121 * MINUTE), timedelta(days=7, minutes=120), None),
        (state(told=121 * MINUTE, ended=121 * MINUTE), timedelta(days=7, minutes=121), LoginWord.ASLEEP),
        (state(ends=None), timedelta(days=900), None),
        (state(ends=None, ended=HOUR), HOUR, LoginWord.ASLEEP),
        (LoginState(since=NOON, ends_at=NOON + HOUR, renews=True), HOUR, None),
    ],
)
def test_a_human_is_told_once_before_and_once_a_week_after(
    login: LoginState, at: timedelta, word: LoginWord | None
) -> None:
    """At a tenth of its life, where only he can renew it; of what renews itself, never."""
    assert login.word(NOON + at) is word


@pytest.mark.parametrize(
    ("login", "at", "ending"),
    [
        (state(), 107 * MINUTE, ""),
        (state(), 108 * MINUTE, "x's login ends on 2026-11-22 at 14:00 UTC: syncd login x"),
        (
            state(told=108 * MINUTE),
            121 * MINUTE,
            "x's login should have ended on 2026-11-22 at 14:00 UTC: syncd login x",
        ),
        (state(ended=109 * MINUTE), 110 * MINUTE, ""),
        (LoginState(since=NOON, ends_at=NOON + HOUR, renews=True), HOUR, ""),
        (
            LoginState(since=NOON, ends_at=NOON + HOUR, is_learned=True),
            55 * MINUTE,
            "x's login ends on 2026-11-22 at about 13:00 UTC: syncd login x",
        ),
    ],
)
def test_a_login_that_soon_runs_out_says_on_which_day(login: LoginState, at: timedelta, ending: str) -> None:
    """In one line with the command, for as long as it is so, whoever was told."""
    assert login.ending("x", NOON + at) == ending


def test_what_the_last_login_taught_is_expected_of_the_next(database: Database, settings: Settings) -> None:
    """No answer says how long a pasted token lives; the one before it lived three hours."""
    begin_login(database, LABEL, mark_of("before"), NOON - 4 * HOUR)
    end_login(database, LABEL, mark_of("before"), NOON - HOUR)
    Remembered(database, LABEL, lambda: NOON).worked("of-the-configuration")

    known = {account.name: login for account, login in login_states(database, settings)}["b"]

    assert known is not None
    assert (known.since, known.ends_at, known.is_learned) == (NOON, NOON + 3 * HOUR, True)


def test_only_a_login_that_worked_can_have_ended(database: Database) -> None:
    """A token that was never accepted is wrong, not tired; one that works again has not ended."""
    mine = Remembered(database, LABEL, lambda: NOON)
    assert mine.has_ended("tok") is False
    mine.worked("tok")
    assert (mine.has_ended("tok"), mine.has_ended("another")) == (True, False)
    with database.reading() as connection:
        assert logins(connection)[LABEL].ended_at == NOON

    mine.worked("tok")

    with database.reading() as connection:
        assert logins(connection)[LABEL].ended_at is None


def test_each_account_says_how_it_is_logged_in(database: Database, settings: Settings) -> None:
    """Jamendo's pair renews itself, a ListenBrainz token does not end, and a file needs no login."""
    accounts = {each.name: each for each in settings.all_accounts()}
    pair = Tokens(access="j-access", refresh="j-refresh", issued_at=NOON, expires_at=NOON + 2 * HOUR)
    tokens_of(database, accounts["j"]).replace(pair)
    tokens_of(database, accounts["l"]).replace(Tokens(access="l-token", issued_at=NOON))

    known = {account.name: login for account, login in login_states(database, settings)}

    assert set(known) == {"b", "j", "l"}
    assert known["j"] == LoginState(since=NOON, ends_at=NOON + 2 * HOUR, renews=True)
    assert known["l"] == LoginState(since=NOON, ends_at=None, renews=True)
    assert token_of(database, accounts["l"]) == "l-token"
    assert tokens_of(database, accounts["l"]).forget() is True
    with pytest.raises(SecretMissing, match=r"accounts\.l\.token is not set"):
        token_of(database, accounts["l"])


def test_a_login_stands_in_for_a_configured_secret_that_cannot_be_read(
    database: Database, loaded: Callable[[str], Settings], tmp_path: Path
) -> None:
    """Whoever logs in is logged in; once the file is there, it is the newer word."""
    account = next(loaded(CONFIG.format(token='token = { file = "later" }')).all_accounts())
    with pytest.raises(SecretMissing, match="cannot be read"):
        token_of(database, account)

    tokens_of(database, account).replace(Tokens(access="by-login"))
    stored = token_of(database, account)
    (tmp_path / "later").touch(mode=0o600)
    (tmp_path / "later").write_text("by-file")

    assert (stored, token_of(database, account)) == ("by-login", "by-file")


def test_the_watch_speaks_once_and_looks_seldom(database: Database, settings: Settings) -> None:
    """One warning however often the daemon ticks, and another one only a week after the end."""
    Remembered(database, LABEL, lambda: NOON).worked("of-the-configuration")
    watch = LoginWatch(database, settings)
    structlog.configure(wrapper_class=structlog.stdlib.BoundLogger)

    with capture_logs() as told:
        watch.look(NOON)
        Remembered(database, LABEL, lambda: NOON).has_ended("of-the-configuration")
        watch.look(NOON + LOOKED_AT_EVERY / 2)
        early = len(told)
        for ticks in range(1, 50):
            watch.look(NOON + ticks * LOOKED_AT_EVERY)
        LoginWatch(database, settings).look(NOON + timedelta(days=8))

    assert early == 0
    assert [(each["account"], each["run"]) for each in told] == [("b", "syncd login b")] * 2
