"""What a service could reach."""

from pathlib import Path

import pytest

from syncd.daemon.reach import _hindrances, hidden, out_of_reach

EVERYWHERE = "/usr/bin/env"


def test_what_everybody_may_read_is_in_reach() -> None:
    """A program of the system is; so is one that is not there yet."""
    assert out_of_reach([Path(EVERYWHERE), Path("/usr/local/bin/no-such-program")]) == {}


@pytest.mark.parametrize("place", ["/home/alice/.local/bin/syncd", "/root/syncd", "/run/user/1000/x", "/root"])
def test_what_the_sandbox_hides_is_not(place: str) -> None:
    """Whatever its mode says, and the setting is named."""
    assert "Protect" in hidden(Path(place)) or "Private" in hidden(Path(place))
    assert "services do not see" in out_of_reach([Path(place)])[Path(place)]


def test_a_name_that_only_begins_alike_is_no_home() -> None:
    """/homestead is somebody's own affair."""
    assert hidden(Path("/homestead/bin/syncd")) == ""


def test_a_link_is_in_reach_only_where_its_end_is(tmp_path: Path) -> None:
    """A tool such as pipx links a command into a folder of programs; what counts is where it leads."""
    link = tmp_path / "syncd"
    link.symlink_to(EVERYWHERE)

    # pytest's own folder lies in a hidden one, so the link itself is out of reach, and its end is not.
    assert out_of_reach([link, link.resolve()]).keys() == {link}


def test_modes_count_on_the_whole_way(tmp_path: Path) -> None:
    """A folder that only its owner may enter, or a file that only he may read, is named."""
    inner = tmp_path / "inner"
    inner.mkdir(mode=0o700)
    (inner / "secret").touch(mode=0o600)
    reasons = list(_hindrances(inner / "secret"))

    assert f"only its owner may enter {inner}" in reasons
    assert f"only its owner may read {inner / 'secret'}" in reasons
    inner.chmod(0o711)
    (inner / "secret").chmod(0o644)
    assert not any(str(inner) in reason for reason in _hindrances(inner / "secret") if "only" in reason)
