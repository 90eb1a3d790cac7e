"""What an account is known by when its service renames its user."""

from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from syncd.daemon.settings import Settings
from syncd.daemon.wiring import build
from syncd.domain.track import Service
from syncd.engine.world import Member

CONFIG = """
[apps.jamendo]
client_id = "c"
[accounts.lb]
service = "listenbrainz"
token = "{token}"
[accounts.empty]
service = "listenbrainz"
token = {{ env = "NOBODY_SET_THIS" }}
[accounts.jam]
service = "jamendo"
access_token = "first-jam-canary"
"""


def members(loaded: Callable[[str], Settings], folder: Path, token: str) -> dict[str, Member]:
    """The accounts of a configuration, ready to be asked."""
    program = build(loaded(CONFIG.format(token=token)), database_path=folder / "syncd.db")
    with closing(program):
        return {member.name: member for member in program.world.members}


def test_a_listenbrainz_token_marks_its_user(loaded: Callable[[str], Settings], tmp_path: Path) -> None:
    """One token is one user: its fingerprint stays when he is renamed, and shows nothing of the token."""
    token = "0a1b2c3d-lb-canary"

    mark = members(loaded, tmp_path, token)["lb"].mark

    assert mark == sha256(token.encode()).hexdigest()[:32]
    assert members(loaded, tmp_path, "4e5f-another-lb-canary")["lb"].mark not in {mark, ""}


def test_nobody_else_has_a_mark(loaded: Callable[[str], Settings], tmp_path: Path) -> None:
    """Jamendo's tokens change with every refresh, and what cannot be read marks nobody."""
    found = members(loaded, tmp_path, "6a7b-some-lb-canary")

    assert {member.service for member in found.values()} == {Service.LISTENBRAINZ, Service.JAMENDO}
    assert (found["jam"].mark, found["empty"].mark) == ("", "")
    assert found["empty"].trouble is not None
