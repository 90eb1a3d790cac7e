"""`pins = true`: what a ListenBrainz account pins is an account of its own."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from syncd.daemon.at_listenbrainz import account_named
from syncd.daemon.settings import ListenBrainzPins, Settings
from syncd.daemon.wiring import build
from syncd.domain.account import Can, Label, Role
from syncd.domain.errors import UsageError
from syncd.services.listenbrainz_pins import PinBoard

CONFIG = """
[accounts.lb]
service = "listenbrainz"
token = "0a1b2c3d-pins-canary"
poll_every = "20m"
pins = true
{more}
[profiles.alice.accounts.a]
service = "listenbrainz"
token = "4e5f6071-pins-canary"
"""


def names(settings: Settings) -> list[str]:
    """All accounts."""
    return [each.name for each in settings.all_accounts()]


def test_pins_are_heard_as_often_as_their_account(loaded: Callable[[str], Settings]) -> None:
    """They stand behind it, are a source whatever its role, and have its profile, interval and token."""
    settings = loaded(CONFIG.format(more=""))
    account, pins, _ = settings.all_accounts()

    assert names(settings) == ["lb", "lb.pins", "a"]
    assert isinstance(pins.settings, ListenBrainzPins)
    assert (pins.profile, pins.settings.role, pins.settings.poll_every) == (
        "default",
        Role.SOURCE,
        timedelta(minutes=20),
    )
    assert pins.settings.enabled
    assert pins.settings.token is not None
    assert account.settings.role is Role.BOTH


@pytest.mark.parametrize("more", ['role = "target"', 'role = "target"\nenabled = false'])
def test_a_mere_target_is_not_heard(loaded: Callable[[str], Settings], more: str) -> None:
    """What an account pins that is written and not heard counts for nobody."""
    assert names(loaded(CONFIG.format(more=more))) == ["lb", "a"]


def test_pins_are_remembered_apart(loaded: Callable[[str], Settings], tmp_path: Path) -> None:
    """The two accounts of one token have two marks, so that neither takes the other's memory when the user is renamed."""
    with closing(build(loaded(CONFIG.format(more="")), database_path=tmp_path / "syncd.db")) as program:
        members = {member.name: member for member in program.world.members}

    assert isinstance(members["lb.pins"].favourites, PinBoard)
    assert members["lb.pins"].can == Can.READ | Can.POINT_READ
    assert len({members["lb"].mark, members["lb.pins"].mark, ""}) == 3


def test_a_disabled_account_pins_nothing(loaded: Callable[[str], Settings], tmp_path: Path) -> None:
    """Its pins are disabled with it; what either forbade still holds."""
    settings = loaded(CONFIG.format(more="enabled = false"))
    with closing(build(settings, database_path=tmp_path / "syncd.db")) as program:
        assert [member.name for member in program.world.members] == ["a"]
        assert program.world.silent.keys() == {Label("default", "lb"), Label("default", "lb.pins")}


class TestWhichAccountIsMeant:
    def test_the_only_one_need_not_be_named(self, loaded: Callable[[str], Settings]) -> None:
        """Within a profile there may be one only."""
        settings = loaded(CONFIG.format(more=""))
        assert account_named(settings, "alice", None).name == "a"
        assert account_named(settings, None, "lb").name == "lb"

    @pytest.mark.parametrize(
        ("more", "profile", "name", "why"),
        [
            ("", None, None, "say --account NAME; allowed: lb, a"),
            ("", None, "lb.pins", "allowed: lb, a"),
            ("", "alice", "lb", "allowed: a"),
            ('role = "source"', "default", None, "has no ListenBrainz account that syncd may write to"),
            ("enabled = false", "default", "lb", "allowed: nothing"),
        ],
    )
    def test_one_that_is_not_clear_is_asked_for(
        self, loaded: Callable[[str], Settings], more: str, profile: str | None, name: str | None, why: str
    ) -> None:
        """Several, none, or one that syncd may not write to: the sentence says which there are."""
        with pytest.raises(UsageError, match=why):
            account_named(loaded(CONFIG.format(more=more)), profile, name)
