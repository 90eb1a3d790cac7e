"""ListenBrainz' probe: who we are, how long the list is, and its newest rows (`apis/listenbrainz.md` §12, 6)."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from syncd.domain.account import Score
from syncd.sandbox.listenbrainz_rows import FeedbackRow
from syncd.sandbox.wire import Response
from syncd.services.listenbrainz import ListenBrainz
from tests.services.listenbrainz_wire import AT, TOKEN, Wire, mbid, ref, wired
from tests.services.upstream import NOON, Diary, host_at


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wired() as wire:
        yield wire


@pytest.fixture
def account(wire: Wire, diary: Diary) -> Iterator[ListenBrainz]:
    with closing(host_at(wire.listener.address, diary)) as host:
        yield ListenBrainz(host=host, token=TOKEN, now=lambda: NOON)


@pytest.mark.parametrize("loves", [0, 1, 100, 101, 1001])
def test_an_unchanged_list_is_known_in_one_request(wire: Wire, account: ListenBrainz, loves: int) -> None:
    """However long it is; but before a whole look is believed it is asked who we are."""
    wire.love(*range(loves))
    known = account.snapshot().fingerprint
    wire.asked.clear()

    assert account.probe() == known
    assert wire.paths() == ["get-feedback"]
    account.snapshot()
    assert wire.paths()[1] == "validate-token"


def test_who_we_are_is_asked_before_the_first_probe_and_once_a_day(wire: Wire, diary: Diary) -> None:
    """A process that knows nobody yet asks; the whole look that may follow asks no more."""
    now = [NOON]
    wire.love(1)
    with closing(host_at(wire.listener.address, diary)) as host:
        account = ListenBrainz(host=host, token=TOKEN, now=lambda: now[0])
        for hours in (0, 23, 25, -1):
            now[0] = NOON + timedelta(hours=hours)
            account.probe()
        account.snapshot()

    asked = ["validate-token", "get-feedback"]
    assert wire.paths()[:7] == [*asked, "get-feedback", *asked, *asked]
    assert wire.paths().count("validate-token") == 3


def test_whoever_has_another_name_since_is_read_whole(wire: Wire, account: ListenBrainz) -> None:
    """The page of his old name is gone: the probe proves nothing, and the whole look asks who he is."""
    wire.love(1)
    known = account.snapshot()
    wire.script[wire.asked[-1].path].append(
        Response(status=404, body=b'{"code": 404, "error": "Cannot find user: alice"}')
    )

    assert account.probe() is None
    assert account.snapshot().fingerprint == known.fingerprint


@pytest.mark.parametrize("created", [lambda n: AT - n // 10, lambda _n: AT])
def test_rows_of_one_second_do_not_disturb(wire: Wire, account: ListenBrainz, created: Callable[[int], float]) -> None:
    """An import gives many rows one second, and each page shows them in another order."""
    wire.love(*range(1500), created=created)

    assert account.probe() == account.snapshot().fingerprint == account.probe()


def _love(wire: Wire) -> None:
    wire.love(5000, created=lambda _n: AT + 1)


def _hate(wire: Wire) -> None:
    wire.love(900, created=lambda _n: AT + 1, score=-1)


@pytest.mark.parametrize("act", [_love, _hate])
def test_an_act_of_a_human_shows(wire: Wire, account: ListenBrainz, act: Callable[[Wire], None]) -> None:
    """Whatever is loved or hated comes on top, and what is hated was perhaps loved before."""
    wire.love(*range(1200))
    known = account.snapshot().fingerprint
    act(wire)

    assert account.probe() != known
    assert account.probe() == account.snapshot().fingerprint


def test_another_user_is_another_list(wire: Wire, account: ListenBrainz, diary: Diary) -> None:
    """Two users with the same rows are told apart."""
    wire.love(1)
    wire.tables.add_feedback("bob", FeedbackRow(recording_mbid=mbid(1), score=1, created=AT - 1))
    with closing(host_at(wire.listener.address, diary)) as host:
        bob = ListenBrainz(host=host, token="bobs-token", now=lambda: NOON)

        assert bob.probe() != account.probe()


def test_an_unlove_shows_in_the_length(wire: Wire, account: ListenBrainz) -> None:
    """Deletions leave no other trace."""
    wire.love(*range(1200))
    known = account.snapshot().fingerprint
    account.set(ref(mbid(900)), Score.NONE, lambda: None)

    assert account.probe() != known
