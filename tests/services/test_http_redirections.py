"""Redirections, which nobody follows: one whose address makes no sense is its service's fault and nobody's end."""

import pytest

from syncd.domain.errors import UnknownOutcome, Unreadable
from syncd.services.http import Host
from tests.services.upstream import Diary, Reply, Upstream, ask, write

ODD = [
    "http://127.0.0.1:9/",
    "/elsewhere",
    "about:blank",
    "mailto:x@y",
    "android-app://x:y",
    "http://xn--/",
    "http://xn--a/",
    "http://xn-- a/",
]


@pytest.mark.parametrize("address", ODD)
def test_a_redirection_is_an_unreadable_answer_wherever_it_leads(host: Host, upstream: Upstream, address: str) -> None:
    """A portal's or an app's address, or none at all: asked once, told in plain words, and counted as the answer that it is."""
    upstream.replies = [Reply(302, headers={"Location": address})]
    with pytest.raises(Unreadable) as caught:
        ask(host)

    assert caught.value.args[0] == "up: /things/{id} answered 302, which we do not follow"
    assert caught.value.remedy.startswith("check the network, and hosts.up.base_url")
    assert (len(upstream.seen), host.requests) == (1, 1)


@pytest.mark.parametrize("address", ODD)
def test_a_write_that_is_redirected_may_have_arrived(
    host: Host, upstream: Upstream, diary: Diary, address: str
) -> None:
    """Wherever it leads, a redirection may come after the deed."""
    upstream.replies = [Reply(302, headers={"Location": address})]
    with pytest.raises(UnknownOutcome):
        write(host, diary)

    assert len(upstream.seen) == 1


def test_the_next_request_finds_the_connection_in_order(host: Host, upstream: Upstream) -> None:
    """What was not read of such an answer does not stand before the next one."""
    upstream.replies = [Reply(302, b"gone", {"Location": "about:blank"}), Reply(body=b'{"a": 1}')]
    with pytest.raises(Unreadable):
        ask(host)

    assert ask(host).json() == {"a": 1}
