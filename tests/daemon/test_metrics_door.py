"""The daemon's port when another program has it."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from syncd.daemon.health import ENOUGH_ROOM, ConditionKind, conditions, ill
from syncd.daemon.metrics_door import TRIED_EVERY, MetricsDoor
from syncd.domain.errors import ConfigError
from tests.daemon.test_health import NOON
from tests.daemon.test_port import PAGES, ask

TROUBLE = "health and metrics wait for their port; all else goes on"


@pytest.fixture
def other() -> Iterator[socket.socket]:
    """Another program that listens somewhere."""
    with closing(socket.create_server(("127.0.0.1", 0))) as holder:
        yield holder


def test_a_port_that_is_taken_is_tried_again_and_told_once(other: socket.socket) -> None:
    """Once a minute, and no oftener; when it is free it serves, and nothing is the matter any more."""
    at, seconds = ("127.0.0.1", other.getsockname()[1]), [0.0]
    with closing(MetricsDoor(at, PAGES, lambda: seconds[0])) as door, capture_logs() as logs:
        door.open()
        seconds[0] = TRIED_EVERY
        door.look()
        trouble = door.trouble
        other.close()
        seconds[0] += TRIED_EVERY - 1
        door.look()
        still = door.trouble
        seconds[0] += 1
        door.look()
        assert ask(at[1], "/one")[0] == 200
        door.look()

    assert trouble == still
    assert "nobody can listen at 127.0.0.1:" in trouble
    assert door.trouble == ""
    assert [each["event"] for each in logs] == [TROUBLE, "health and metrics"]


def test_an_address_that_is_none_of_ours_is_a_wrong_configuration() -> None:
    """No waiting makes it right: the daemon ends with 2, with what is allowed."""
    with (
        closing(MetricsDoor(("192.0.2.1", 8920), PAGES, lambda: 0.0)) as door,
        pytest.raises(ConfigError, match="this machine"),
    ):
        door.open()


def test_its_human_is_told_and_all_is_well() -> None:
    """A notice, and no illness: what nobody can ask says nothing about the favourites."""
    [told] = conditions([], ENOUGH_ROOM, {}, NOON, port_trouble="taken")

    assert (told.kind, told.key, told.text) == (ConditionKind.PORT, "port", "health and metrics are not served: taken")
    assert ill([told], NOON) == []
