import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from syncd.daemon.config_file import load
from syncd.daemon.fields import LIST_ENDINGS
from syncd.daemon.settings import (
    BoomplayAccount,
    FileAccount,
    Hates,
    JamendoAccount,
    LikeAs,
    ListenBrainzAccount,
    Model,
    Removals,
    Settings,
)
from syncd.domain.account import Role
from syncd.domain.errors import ConfigError
from syncd.services.file_lists import Format

ACCOUNTS = """
[apps.boomplay]
app_id = "app"
[apps.jamendo]
client_id = "client"
[accounts.b]
service = "boomplay"
[accounts.l]
service = "listenbrainz"
[accounts.j]
service = "jamendo"
[accounts.f]
service = "file"
path = "list.csv"
[profiles.alice.accounts.a]
service = "listenbrainz"
"""


class TestAccounts:
    def test_each_service_has_its_own_defaults(self, loaded: Callable[[str], Settings], tmp_path: Path) -> None:
        """Roles and intervals are the contract's (`contract.md` §1)."""
        accounts = {account.name: account.settings for account in loaded(ACCOUNTS).all_accounts()}

        assert [(name, account.role, account.poll_every) for name, account in accounts.items()] == [
            ("b", Role.SOURCE, timedelta(hours=6)),
            ("l", Role.BOTH, timedelta(minutes=15)),
            ("j", Role.TARGET, timedelta(hours=1)),
            ("f", Role.SOURCE, timedelta(minutes=5)),
            ("a", Role.BOTH, timedelta(minutes=15)),
        ]
        assert isinstance(accounts["b"], BoomplayAccount)
        assert isinstance(accounts["l"], ListenBrainzAccount)
        assert isinstance(accounts["j"], JamendoAccount)
        assert isinstance(accounts["f"], FileAccount)
        assert accounts["l"].pins is False
        assert accounts["j"].like_as is LikeAs.LIKE
        assert accounts["f"].path == tmp_path / "list.csv"

    def test_accounts_at_top_level_belong_to_the_default_profile(self, loaded: Callable[[str], Settings]) -> None:
        """One person needs no profile; further people have one each."""
        assert [account.profile for account in loaded(ACCOUNTS).all_accounts()] == ["default"] * 4 + ["alice"]

    def test_a_name_stands_once_in_the_file(self, refused: Callable[[str], list[str]]) -> None:
        """Commands name an account by its name alone, whoever's it is."""
        twice = '[accounts.x]\nservice = "listenbrainz"\n[profiles.alice.accounts.x]\nservice = "listenbrainz"'

        assert refused(twice) == ["the account name x stands 2 times; names are unique in the file"]

    @pytest.mark.parametrize("service", ["boomplay", "file"])
    @pytest.mark.parametrize("role", ["target", "both"])
    def test_what_cannot_be_written_is_no_target(
        self, refused: Callable[[str], list[str]], service: str, role: str
    ) -> None:
        """Boomplay and files can only be heard."""
        path = 'path = "x.csv"\n' if service == "file" else ""

        assert refused(f'[accounts.x]\nservice = "{service}"\nrole = "{role}"\n{path}') == [
            f'accounts.x.role: cannot be "{role}" because syncd cannot write there; allowed: source'
        ]

    @pytest.mark.parametrize(
        ("service", "key"),
        [
            ("boomplay", "pins = true"),
            ("boomplay", "like_as = 'like'"),
            ("listenbrainz", "like_as = 'like'"),
            ("listenbrainz", "access_token = 'x'"),
            ("listenbrainz", "path = 'x.csv'"),
            ("jamendo", "pins = true"),
            ("jamendo", "token = 'x'"),
            ("jamendo", "name = 'x'"),
        ],
    )
    def test_a_key_of_another_service_is_unknown(
        self, refused: Callable[[str], list[str]], service: str, key: str
    ) -> None:
        """A setting that would do nothing is refused, not ignored."""
        (line,) = refused(f'[accounts.x]\nservice = "{service}"\n{key}\n')

        assert line.startswith(f"unknown key accounts.x.{key.split(maxsplit=1)[0]}")
        assert "allowed: service, enabled, role" in line

    @pytest.mark.parametrize(
        ("text", "lack"),
        [
            ('[accounts.x]\nservice = "boomplay"', r"x needs \[apps.boomplay\] with app_id"),
            ('[accounts.x]\nservice = "jamendo"', r"x needs \[apps.jamendo\] with client_id, and with client_secret"),
            (
                '[apps.jamendo]\nclient_id = "c"\n[accounts.x]\nservice = "jamendo"\nrefresh_token = "r"',
                "x needs apps.jamendo.client_secret",
            ),
        ],
    )
    def test_an_account_needs_its_services_application(
        self, loaded: Callable[[str], Settings], text: str, lack: str
    ) -> None:
        """The error says what to register; a disabled account needs nothing."""
        with pytest.raises(ConfigError, match=lack):
            loaded(text)
        assert loaded(text.replace("service", "enabled = false\nservice")).accounts["x"].enabled is False

    @pytest.mark.parametrize("name", ['"a b"', "-a", '"a\\nb"', '""'])
    def test_a_name_can_be_typed_at_a_shell(self, refused: Callable[[str], list[str]], name: str) -> None:
        """Names are said in commands and logs, so they hold nothing that would need quoting there."""
        assert refused(f'[accounts.{name}]\nservice = "listenbrainz"') == [
            f"accounts.{name}: a name has no spaces or quotes and does not begin with a dash"
        ]


VALUES = st.integers() | st.text(max_size=9) | st.lists(st.booleans(), max_size=2) | st.sampled_from([{}, {"env": "A"}])


def as_account(table: Mapping[str, object]) -> str:
    """An account with these keys; JSON's texts and lists are TOML's too."""
    keys = [f"{json.dumps(key)} = {json.dumps(value).replace(': ', ' = ')}" for key, value in table.items()]
    return "\n".join(["[accounts.x]", "service = 'file'", "path = 'x.csv'", *keys])


def said_of(file: Path) -> str:
    """The file that was loaded, or the error about it."""
    try:
        return str(load(file, {"HOME": "/nonexistent"}).file)
    except ConfigError as error:
        return str(error)


class TestErrors:
    def test_every_mistake_is_told_at_once(self, refused: Callable[[str], list[str]]) -> None:
        """One look at the error mends the whole file: each line has the key, what is allowed and the nearest spelling."""
        text = """
        removals = "gaurded"
        keep_history = "forever"
        contct = "x"
        guard = 3
        [accounts.my-lb]
        service = "listenbrainz"
        tokn = "x"
        enabled = "yes"
        [accounts.other]
        service = "lisenbrainz"
        [accounts.none]
        [accounts.list]
        service = "file"
        """
        assert sorted(refused(text)) == [
            "accounts.list.path is missing: the CSV, JSONL or JSPF file to read",
            "accounts.my-lb.enabled: must be a valid boolean",
            "accounts.none.service is missing; allowed: boomplay, listenbrainz, jamendo, file",
            (
                "accounts.other.service: unknown service lisenbrainz; did you mean listenbrainz? "
                "allowed: boomplay, listenbrainz, jamendo, file"
            ),
            "guard: must be a table",
            'keep_history: must be a duration: a whole number and s, m, h, d or w, such as "90s", "15m", "6h" or "400d"',
            "removals: unknown value; did you mean guarded? allowed: off, guarded",
            "unknown key accounts.my-lb.tokn; did you mean token? allowed: service, enabled, role, token, poll_every, pins",
            (
                "unknown key contct; did you mean contact? allowed: contact, database, removals, hates, keep_history, guard, "
                "daemon, notify, apps, accounts, profiles, hosts"
            ),
        ]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("accounts = 3", "accounts: must be a table"),
            ("accounts = { x = 3 }", "accounts.x: must be a table"),
            ("guard = { max_removals_per_day = 2.5 }", "guard.max_removals_per_day: must be a valid integer"),
            ("guard = { max_removal_share_per_day = 5 }", "guard.max_removal_share_per_day: must be less than"),
            ("notify = { urls = 'x' }", "notify.urls: must be a list"),
            ("daemon = { listen = '8920' }", 'daemon.listen: must be "HOST:PORT"'),
            ("daemon = { listen = 'nas.lan:8920' }", "daemon.listen: must name this machine"),
            ("daemon = { listen = '::1:8920' }", 'daemon.listen: must be "HOST:PORT"'),
            ("daemon = { listen = 'x:99999' }", 'daemon.listen: must be "HOST:PORT"'),
            ("apps = { boomplay = {} }", "apps.boomplay.app_id is missing: Boomplay gives one"),
            ("apps = { boomplay = { app_id = '' } }", "apps.boomplay.app_id: must be the id"),
            ("apps.boomplay = { app_id = 'a', page_size = 51 }", "apps.boomplay.page_size: must be less than"),
            ("apps.boomplay = { app_id = 'a', authorization = 'x' }", "apps.boomplay.authorization: must hold {token}"),
            (
                "apps.boomplay = { app_id = 'a', token_url = 'http://x.lan' }",
                "apps.boomplay.token_url: must begin with",
            ),
            (
                "apps.jamendo = { client_id = 'a', redirect_uri = '' }",
                "apps.jamendo.redirect_uri: must be a web address",
            ),
            ("profiles = { alice = { acounts = {} } }", "unknown key profiles.alice.acounts; did you mean accounts?"),
            ('"a b" = 1', 'unknown key "a b"; allowed: contact'),
        ],
    )
    def test_a_wrong_value_is_told_by_its_key(self, refused: Callable[[str], list[str]], text: str, line: str) -> None:
        """Wrong types and impossible values name the dotted key as one would write it in TOML."""
        (found,) = refused(text)

        assert found.startswith(line)

    @given(st.text() | st.dictionaries(st.text(max_size=9), VALUES, max_size=5).map(as_account))
    def test_any_text_is_a_configuration_or_an_error_of_it(
        self, tmp_path_factory: pytest.TempPathFactory, text: str
    ) -> None:
        """No configuration makes the program stumble: it is taken, or refused in words that name the file."""
        file = tmp_path_factory.mktemp("any") / "config.toml"
        file.write_text(f'contact = "me@home.net"\n{text}', encoding="utf-8")
        file.chmod(0o600)

        assert str(file) in said_of(file)


def test_choices_are_enums(loaded: Callable[[str], Settings]) -> None:
    """What a user writes as a word is a closed choice in the program."""
    settings = loaded('removals = "guarded"\nhates = "sync"')

    assert settings.removals is Removals.GUARDED
    assert settings.hates is Hates.SYNC


def test_settings_do_not_change(loaded: Callable[[str], Settings]) -> None:
    """What was loaded stays, for every part of the program alike."""
    settings = loaded("")

    with pytest.raises(ValueError, match="frozen"):
        settings.removals = Removals.GUARDED  # type: ignore[misc]  # the very mistake under test
    assert isinstance(settings, Model)


@pytest.mark.parametrize("path", ["songs.xlsx", "songs", "folder.csv", "folder"])
def test_a_list_is_a_file_of_a_known_kind(refused: Callable[[str], list[str]], tmp_path: Path, path: str) -> None:
    """Another ending, or a folder, is told with file, key and what is allowed."""
    for name in ("folder", "folder.csv"):
        (tmp_path / name).mkdir()
    (line,) = refused(f'[accounts.mine]\nservice = "file"\npath = "{path}"\n')
    assert line.startswith("accounts.mine.path: must be the path of a ")
    assert ".csv, .jsonl, .jspf" in line or "is a folder" in line


def test_the_endings_are_the_formats() -> None:
    """Whatever can be read may be configured, and nothing else."""
    assert set(LIST_ENDINGS) == {f".{each}" for each in Format}


def test_a_contact_of_the_wrong_kind_is_told_like_everything_else(load_whole: Callable[[str], Settings]) -> None:
    """Key, colon, what it must be."""
    with pytest.raises(ConfigError, match=r"config\.toml: contact: must be a valid string$"):
        load_whole("contact = 3\n")
