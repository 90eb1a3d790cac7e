"""The tests of the tests: which worker begins with what."""

from hypothesis import given, strategies as st

from tests.dealing import dealt

_KINDS = st.sampled_from(["", "", "", "waits", "computes"])


@given(kinds=st.lists(_KINDS, max_size=60), workers=st.integers(1, 7))
def test_everything_is_dealt_once_and_what_is_short_keeps_its_order(kinds: list[str], workers: int) -> None:
    """No test is lost or run twice, and neighbours stay neighbours."""
    items = list(enumerate(kinds))
    order = dealt(items, workers, lambda item: item[1])
    short = [item for item in order if not item[1]]

    assert sorted(order) == items
    assert short == [item for item in items if not item[1]]


def test_each_part_begins_with_its_share_of_what_takes_long() -> None:
    """Three workers, four long ones of one kind and two of another: two each, whatever order they were found in."""
    items = [*enumerate([""] * 30), *enumerate(["waits"] * 4), *enumerate(["computes"] * 2)]
    order = dealt(items, 3, lambda item: item[1])
    parts = [[kind for _, kind in order[start : start + 12]] for start in (0, 12, 24)]

    assert [[kind for kind in part if kind] for part in parts] == [part[:2] for part in parts]
    assert all(part[2:] == [""] * 10 for part in parts)
