"""Where a fresh login is kept, and whose it may be."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from syncd.daemon.login_grants import Grant
from syncd.daemon.logins import Remembered, label_of, mark_of, secrets_of, tokens_of
from syncd.daemon.secrets import FileSecret, Secret
from syncd.daemon.settings import ConfiguredAccount, ListenBrainzAccount
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, Label
from syncd.domain.errors import StoreFailed, UsageError
from syncd.domain.track import Service
from syncd.store.ownership import hand_over


def refuse_somebody_else(built: Program, account: ConfiguredAccount, granted: Grant, *, may_switch: bool) -> None:
    """An account is who it logs in as (`design.md` §1, 4). Raises UsageError; the login that was stays."""
    with built.world.store.reading() as tx:
        known = [each.account for each in tx.memory.records() if each.account.service is account.settings.service]
    mine = [each for each in known if Label(each.profile, each.name) == label_of(account)]
    others = {Label(each.profile, each.name): each for each in known if each not in mine}
    for label in others.keys() & {Label(each.profile, each.name) for each in built.settings.all_accounts()}:
        if others[label].whoami == granted.whoami:
            raise UsageError(f"{granted.name} is logged in as {label.account} already; use each login once")
    if mine and not _is_same(mine[-1], granted) and not may_switch:
        raise UsageError(
            f"{account.name} was user {_person(mine[-1].whoami, mine[-1].service)} so far, and this is {granted.name}:"
            " nothing is changed; log in as the same user, or say --switch: then it has a memory of its own"
        )


def keep(built: Program, account: ConfiguredAccount, granted: Grant) -> str:
    """Make the login durable; where it is kept, in words. Raises StoreFailed."""
    file = _file_of(account)
    if file is not None:
        write_secret(file, granted.tokens.access, built.database.path)
        return f"{file}"
    tokens_of(built.database, account).replace(granted.tokens)
    if account.settings.service is Service.BOOMPLAY:
        Remembered(built.database, label_of(account), built.clock.now).worked(granted.tokens.access)
    return f"{built.database.path}"


def write_secret(path: Path, text: str, like: Path) -> None:
    """Put a secret into a file whole, for its owner only: the old file's owner, else that of `like`. Raises StoreFailed."""
    target = path.resolve()
    owner = target if target.exists() else like
    try:
        with NamedTemporaryFile("w", dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            try:
                os.fchmod(file.fileno(), 0o600)
                hand_over(file.fileno(), owner)
                file.write(f"{text}\n")
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise StoreFailed(
            f"{path}: cannot be written: {error.strerror}", remedy="make its folder, or run this as its owner"
        ) from None


def _file_of(account: ConfiguredAccount) -> Path | None:
    """The file that the configuration names for this one secret; a person's own place for it."""
    secret: Secret | None = secrets_of(account).get("token")
    is_token = isinstance(account.settings, ListenBrainzAccount)
    return secret.path if is_token and isinstance(secret, FileSecret) else None


def _is_same(account: Account, granted: Grant) -> bool:
    """By name, or by the token of a user who was renamed."""
    is_same_token = account.mark == mark_of(granted.tokens.access)
    return is_same_token or _person(account.whoami, account.service) == _person(granted.whoami, account.service)


def _person(whoami: str, service: Service) -> str:
    """Who it is, whichever of Jamendo's two lists is ours."""
    return whoami.partition(" ")[0] if service is Service.JAMENDO else whoami
