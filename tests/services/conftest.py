"""What tests of the seam share: a server, a diary, and hosts that are closed in the end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from syncd.services.http import Host
from tests.services.upstream import Diary, Upstream, host_at, serving


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with serving() as server:
        yield server


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def make(diary: Diary, upstream: Upstream) -> Iterator[Callable[..., Host]]:
    with ExitStack() as stack:

        def make_host(**wishes: Any) -> Host:
            return stack.enter_context(closing(host_at(wishes.pop("base_url", upstream.url), diary, **wishes)))

        yield make_host


@pytest.fixture
def host(make: Callable[..., Host]) -> Host:
    return make()
