import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from syncd.daemon.config_file import load
from syncd.daemon.redaction import redactor
from syncd.daemon.secrets import CredentialSecret, Secret, SecretMissing
from syncd.daemon.settings import ListenBrainzAccount, Settings
from syncd.domain.errors import ConfigError

CANARY = "canary-4f1c77aa90"


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., Settings]:
    """Loads a configuration with one ListenBrainz account whose token is the given TOML value."""

    def configure(token: str, mode: int = 0o600, **env: str) -> Settings:
        file = tmp_path / "config.toml"
        file.write_text(f'contact = "me@home.net"\n[accounts.lb]\nservice = "listenbrainz"\ntoken = {token}\n')
        file.chmod(mode)
        return load(file, {"HOME": str(tmp_path), **env})

    return configure


def token_of(settings: Settings) -> Secret:
    account = settings.accounts["lb"]
    assert isinstance(account, ListenBrainzAccount)
    assert account.token is not None
    return account.token


def private(path: Path, text: str = CANARY, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def test_plain_text_in_a_private_file_is_a_secret(configured: Callable[..., Settings]) -> None:
    """Where only the owner can read the configuration, a secret may stand in it."""
    assert token_of(configured(f'"{CANARY}"')).read() == CANARY


def test_nobody_is_told_to_close_a_device(configured: Callable[..., Settings]) -> None:
    """Without /dev/null a machine is broken; it is no file of anybody's own."""
    with pytest.raises(SecretMissing) as refused:
        token_of(configured('{ file = "/dev/null" }')).read()
    assert refused.value.remedy == "name a file of your own"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_plain_text_in_a_file_that_others_read_is_refused(configured: Callable[..., Settings], mode: int) -> None:
    """The refusal names the key and the command that mends it, and does not repeat the secret."""
    with pytest.raises(ConfigError, match=r"accounts\.lb\.token: .*chmod 600 .*config\.toml") as refused:
        configured(f'"{CANARY}"', mode)

    assert CANARY not in "".join(traceback.format_exception(refused.value))


def test_a_public_configuration_may_name_secrets(configured: Callable[..., Settings], tmp_path: Path) -> None:
    """A configuration that only says where secrets lie may be read by everybody."""
    private(tmp_path / "token")

    assert token_of(configured('{ file = "token" }', 0o644)).read() == CANARY


@pytest.mark.parametrize("where", ["folder/token", "~/folder/token", "{tmp_path}/folder/token"])
def test_a_secret_file_is_found_beside_the_configuration(
    configured: Callable[..., Settings], tmp_path: Path, where: str
) -> None:
    """Relative paths count from the configuration's folder, `~` is the home, absolute paths are themselves."""
    private(tmp_path / "folder/token")

    assert token_of(configured(f'{{ file = "{where.format(tmp_path=tmp_path)}" }}')).read() == CANARY


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_the_newline_at_the_end_of_a_secret_file_is_no_part_of_it(
    configured: Callable[..., Settings], tmp_path: Path, ending: str
) -> None:
    """Editors end a file with a newline; the secret does not."""
    private(tmp_path / "token", CANARY + ending)

    assert token_of(configured('{ file = "token" }')).read() == CANARY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_file_that_others_read_is_refused_with_the_remedy(
    configured: Callable[..., Settings], tmp_path: Path, mode: int
) -> None:
    """A secret that others can read is not used until it is put right."""
    file = private(tmp_path / "token", mode=mode)

    with pytest.raises(SecretMissing, match=f"chmod 600 {file}"):
        token_of(configured('{ file = "token" }')).read()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"two\nlines", "one line"),
        (b"caf\xc3\xa9-token", "plain ASCII"),
        (b"\xff\xfe-token", "UTF-8"),
        (b"x" * 70_000, "one line"),
    ],
)
def test_a_file_that_holds_no_secret_is_told_so(
    configured: Callable[..., Settings], tmp_path: Path, content: bytes, reason: str
) -> None:
    """Whatever could not go into a header is refused where it is read, without being shown."""
    private(tmp_path / "token").write_bytes(content)

    with pytest.raises(SecretMissing, match=reason):
        token_of(configured('{ file = "token" }')).read()


def test_what_is_no_regular_file_is_never_waited_for(configured: Callable[..., Settings], tmp_path: Path) -> None:
    """A pipe in a secret's place is an error, not a process that hangs."""
    os.mkfifo(tmp_path / "token", 0o600)

    with pytest.raises(SecretMissing, match="no file of one line"):
        token_of(configured('{ file = "token" }')).read()


def test_a_broken_secret_does_not_break_the_configuration(configured: Callable[..., Settings]) -> None:
    """Secrets are read when they are needed: a missing file is one account's trouble."""
    secret = token_of(configured('{ file = "nowhere" }'))

    with pytest.raises(SecretMissing, match=r"nowhere cannot be read: No such file"):
        secret.read()


def test_an_environment_variable_is_a_secret(configured: Callable[..., Settings]) -> None:
    """`{ env = NAME }` reads the variable, and says by name which one is not set."""
    assert token_of(configured('{ env = "LB" }', LB=CANARY)).read() == CANARY
    with pytest.raises(SecretMissing, match="variable LB is not set"):
        token_of(configured('{ env = "LB" }')).read()


def test_a_credential_is_the_one_that_systemd_passes(configured: Callable[..., Settings], tmp_path: Path) -> None:
    """The folder is guarded by systemd, so the modes in it are its business (an access list looks like a group)."""
    private(tmp_path / "passed/lb", mode=0o440)

    assert (
        token_of(configured('{ credential = "lb" }', CREDENTIALS_DIRECTORY=str(tmp_path / "passed"))).read() == CANARY
    )


def test_a_folder_of_credentials_is_passed_under_other_names(tmp_path: Path) -> None:
    """Our unit passes a whole folder: systemd puts its own word before each file's name."""
    private(tmp_path / "passed/syncd_lb")

    assert CredentialSecret("lb", tmp_path / "passed", kept=tmp_path / "kept").read() == CANARY


@pytest.mark.parametrize("passed", [None, "empty"])
def test_a_credential_that_was_not_passed_is_the_kept_one(tmp_path: Path, passed: str | None) -> None:
    """Commands outside the unit find the same credential in the machine's folder, which must be private."""
    file = private(tmp_path / "kept/lb")
    secret = CredentialSecret("lb", tmp_path / passed if passed else None, kept=tmp_path / "kept")

    assert secret.read() == CANARY
    file.chmod(0o644)
    with pytest.raises(SecretMissing, match="chmod 600"):
        secret.read()


def test_a_credential_that_is_nowhere_is_named(configured: Callable[..., Settings]) -> None:
    """The error tells the full path that was looked at last."""
    secret = token_of(configured('{ credential = "no-such-credential" }'))

    with pytest.raises(SecretMissing, match="/etc/syncd/credentials/no-such-credential"):
        secret.read()


@contextmanager
def somebody() -> Iterator[None]:
    """As who is not root, if we are."""
    if is_root := os.geteuid() == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize(
    ("passed", "way"),
    [(None, "type sudo before the command, without -u"), (Path("/none"), "sudo systemctl restart syncd")],
)
def test_a_credential_that_only_root_may_read_says_what_to_type(tmp_path: Path, passed: Path | None, way: str) -> None:
    """The service alone is handed it: a command that a human types as somebody else has none."""
    file = private(tmp_path / "kept/lb")
    secret = CredentialSecret("lb", passed, kept=file.parent)
    file.parent.chmod(0)

    with somebody(), pytest.raises(SecretMissing) as missing:
        secret.read()
    file.parent.chmod(0o700)

    assert "the credential lb is for the service and for root alone" in str(missing.value)
    assert way in str(missing.value)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("3", "must be one of"),
        ('""', "must be one of"),
        ("{}", "must be one of"),
        ('{ file = "" }', "must be one of"),
        ("{ env = 3 }", "must be one of"),
        ('{ env = "A", file = "b" }', "must be one of"),
        (f'{{ fiel = "{CANARY}" }}', "unknown kind of secret 'fiel'; did you mean file?"),
        ('{ credential = "../shadow" }', "plain file name"),
        ('{ credential = "" }', "plain file name"),
    ],
)
def test_what_names_no_secret_is_refused_without_being_repeated(
    configured: Callable[..., Settings], token: str, reason: str
) -> None:
    """A secret has four forms; the error tells them, names the key, and keeps the value to itself."""
    with pytest.raises(ConfigError) as refused:
        configured(token)

    assert "accounts.lb.token: " in str(refused.value)
    assert reason in str(refused.value)
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize("token", [f'"{CANARY}"', '{ file = "token" }', '{ env = "LB" }', '{ credential = "lb" }'])
def test_no_text_of_the_settings_shows_a_secret(
    configured: Callable[..., Settings], tmp_path: Path, token: str
) -> None:
    """Settings may be printed, logged or dumped at any time, also after their secrets were read."""
    private(tmp_path / "token")
    private(tmp_path / "passed/lb")
    settings = configured(token, LB=CANARY, CREDENTIALS_DIRECTORY=str(tmp_path / "passed"))
    secret = token_of(settings)

    assert secret.read() == CANARY
    dumps = (repr(settings.model_dump()), settings.model_dump_json())
    assert CANARY not in "".join((repr(settings), str(settings), repr(secret), str(secret), f"{secret}", *dumps))
    assert redactor.clean(f"so it is {CANARY}") == "so it is ***"


@pytest.mark.parametrize(
    "line",
    [
        f'tokn = "{CANARY}"',
        f'[accounts.b]\nservice = "file"\ntoken = "{CANARY}"',
        f'token = "{CANARY}"',
        f"a = {CANARY}",
    ],
)
def test_no_error_of_the_configuration_shows_a_value(tmp_path: Path, line: str) -> None:
    """A secret at a wrong place, or in a file that is no TOML at all, is not told on with the error."""
    file = private(tmp_path / "config.toml", f'contact = "me@home.net"\n{line}\n')

    with pytest.raises(ConfigError) as refused:
        load(file, {})

    assert CANARY not in "".join(traceback.format_exception(refused.value))
