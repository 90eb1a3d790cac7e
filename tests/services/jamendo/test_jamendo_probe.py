"""Jamendo's probe: who we are, the newest rows, and whether the list ends where it did (`apis/jamendo.md` §5.3, §8)."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from syncd.domain.account import Score
from syncd.sandbox import jamendo as stand_in
from syncd.services.jamendo import Jamendo
from tests.services.jamendo.world import APP, LIST, ME, WHO, Hosts, Keeper, Wire, like, ref


def like_one_by_one(wire: Wire, numbers: range) -> None:
    """Likes a minute apart."""
    for number in numbers:
        wire.now += timedelta(minutes=1)
        like(wire, number)


@pytest.mark.parametrize("extra_row", [False, True])
def test_an_unchanged_list_is_known_in_three_requests(wire: Wire, account: Jamendo, *, extra_row: bool) -> None:
    """Where a whole look takes more; what a probe found out about us, the look after it does not ask again."""
    wire.service.options = stand_in.JamendoOptions(extra_row=extra_row)
    like_one_by_one(wire, range(1, 451))
    known = account.snapshot().fingerprint
    wire.asked.clear()

    assert known is not None
    assert account.probe() == known
    assert wire.paths() == [WHO, LIST, LIST]
    account.snapshot()
    assert wire.paths().count(WHO) == 1


def test_a_short_list_is_read_rather_than_probed(wire: Wire, account: Jamendo) -> None:
    """A whole look at one page takes three requests, too."""
    like_one_by_one(wire, range(1, 201))
    account.snapshot()
    wire.asked.clear()

    assert account.probe() is None
    assert wire.paths() == []


def test_a_process_that_has_not_read_yet_knows_the_length_from_the_last_one(
    wire: Wire, account: Jamendo, hosts: Hosts, keeper: Keeper
) -> None:
    """The database remembers how long the list was."""
    like_one_by_one(wire, range(1, 301))
    known = account.snapshot().fingerprint
    later = Jamendo(hosts(), APP, keeper, lambda: wire.now, listed_before=lambda: 300)

    assert later.probe() == known


def test_after_a_probe_many_are_looked_up_in_the_list(
    wire: Wire, account: Jamendo, hosts: Hosts, keeper: Keeper
) -> None:
    """Where the remembered length means fewer pages than tracks, as after a whole look."""
    like_one_by_one(wire, range(1, 301))
    account.snapshot()
    later = Jamendo(hosts(), APP, keeper, lambda: wire.now, listed_before=lambda: 300)
    later.probe()
    wire.asked.clear()

    states = later.states([ref(number) for number in range(296, 306)])

    assert [int(each.id) for each, score in states.items() if score is Score.LOVE] == [296, 297, 298, 299, 300]
    assert wire.paths() == [LIST] * 3


def _unlike(wire: Wire) -> None:
    del wire.me.likes[7]


def _swap(wire: Wire) -> None:
    del wire.me.likes[7]
    like(wire, 450)


def _favour(wire: Wire) -> None:
    wire.me.favorites[7] = f"{wire.now + timedelta(days=1):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize("act", [lambda wire: like(wire, 450), _unlike, _swap, _favour])
def test_an_act_of_a_human_shows(wire: Wire, account: Jamendo, act: Callable[[Wire], None]) -> None:
    """A like on top, an unlike in the length, both at once on top; a favourite moves its row, and harms nobody."""
    like_one_by_one(wire, range(1, 301))
    known = account.snapshot().fingerprint
    wire.now += timedelta(minutes=1)
    act(wire)

    assert account.probe() != known


def test_rows_without_dates_prove_nothing(wire: Wire, account: Jamendo) -> None:
    """A long list that does not say when it was made is read whole; a short one is known by itself."""
    like_one_by_one(wire, range(1, 4))
    rows = [{"id": str(number), "name": f"Song {number}", "relations": {"like": "1"}} for number in range(1, 301)]
    _shows(wire, rows[:200], rows[200:])
    long = account.snapshot()
    _shows(wire, rows[:3])
    short = account.snapshot()

    assert (long.fingerprint, long.is_exact) == (None, False)
    assert short.fingerprint is not None
    assert short.is_exact


def _shows(wire: Wire, *pages: Sequence[object]) -> None:
    """Answer the next requests for the list with these pages, and the one that shows where it ends."""
    users = [{"id": str(ME), "tracks": rows} for rows in (*pages, [])]
    wire.script(
        LIST, *[{"headers": {"status": "success", "code": 0, "warnings": ""}, "results": [user]} for user in users]
    )
