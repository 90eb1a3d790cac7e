"""Being stopped proves that a write did nothing (`FavouritesService.set`): only waits are stopped, and none follows its first byte."""

from collections.abc import Callable
from contextlib import closing, suppress

import pytest

from syncd.domain.errors import ServiceError, Stopped
from syncd.services.http import Host, judge_status
from tests.services.upstream import WRITE, Diary, Reply, Upstream, host_at, write


def test_whoever_is_stopped_before_another_slot_has_sent_nothing(
    make: Callable[..., Host], upstream: Upstream, diary: Diary
) -> None:
    """The record took long and says `sent` by then; that the wait was stopped proves that nothing was."""

    def leaving() -> None:
        diary.is_stopping = True

    with pytest.raises(Stopped):
        make(late_after=-1.0).write(WRITE, judge=judge_status, leaving=leaving)

    assert upstream.seen == []


class Ending(Diary):
    """Somebody asks us to end as soon as the first byte leaves."""

    def started(self) -> None:
        """From now on every wait would raise."""
        self.is_stopping = True


@pytest.mark.parametrize(
    "reply",
    [
        Reply(),
        Reply(status=400),
        Reply(status=401),
        Reply(status=429, headers={"Retry-After": "9"}),
        Reply(status=503),
        Reply(is_lost=True),
    ],
)
def test_nothing_waits_once_a_write_has_left(upstream: Upstream, reply: Reply) -> None:
    """What became of it is told, however soon we are to end."""
    upstream.replies, diary = [reply], Ending()
    with closing(host_at(upstream.url, diary)) as host, suppress(ServiceError):
        write(host, diary)

    assert diary.is_stopping
    assert len(upstream.seen) == 1
