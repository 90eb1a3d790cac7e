"""The deadline of a whole exchange: whatever drips in whatever part of an answer holds no lane for ever."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from syncd.domain.errors import Unavailable
from syncd.services import client
from syncd.services.answer import judge_status
from syncd.services.endpoint import Endpoint
from syncd.services.http import Host
from tests.services.upstream import Diary, Reply, Upstream, ask, write

A_LINE = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "a header, byte by byte": (A_LINE + b"X: ", b"y"),
    "one header after the other": (A_LINE, b"X: y\r\n"),
    "100 Continue for ever": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body, byte by byte": (A_LINE + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
}
"""What comes at once, and what then drips."""

SOON, LONG = 0.2, 60.0
OPENSSL = shutil.which("openssl") or ""
A_CERTIFICATE = [
    *("req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"),
    *("-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1"),
]


@contextmanager
def dripping(first: bytes, then: bytes, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that answers one request drip by drip, for ten seconds at most; its address."""
    is_over = Event()

    def serve() -> None:
        with plain.accept()[0] as accepted, tls.wrap_socket(accepted, server_side=True) if tls else accepted as line:
            line.recv(65536)
            line.sendall(first)
            drips = 0
            while drips < 1000 and not is_over.wait(0.01):
                line.sendall(then)
                drips += 1

    with socket.create_server(("127.0.0.1", 0)) as plain:
        server = Thread(target=_until_it_breaks, args=(serve,), daemon=True)
        server.start()
        yield f"{'https' if tls else 'http'}://127.0.0.1:{plain.getsockname()[1]}"
        is_over.set()
        server.join()


def _until_it_breaks(serve: Callable[[], None]) -> None:
    try:
        serve()
    except OSError:
        return  # the client has left


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine with its key, made for one test; nobody trusts it."""
    if not OPENSSL:
        pytest.skip("no openssl, which makes the certificate")
    made, key = tmp_path / "loopback.pem", tmp_path / "key.pem"
    subprocess.run([OPENSSL, *A_CERTIFICATE, "-out", made, "-keyout", key], check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + key.read_bytes())
    return made


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """A server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted_tls(tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The same, where our side trusts its certificate."""
    monkeypatch.setattr(client, "_tls", lambda: ssl.create_default_context(cafile=certificate))
    return tls


@pytest.mark.parametrize("drip", DRIPS)
def test_an_answer_that_drips_is_given_up(make: Callable[..., Host], drip: str) -> None:
    """However steadily: each byte would be in time for the time-out of a single read."""
    with dripping(*DRIPS[drip]) as url, pytest.raises(Unavailable) as caught:
        make(base_url=url, timeout=LONG, whole_within=SOON).knock()

    assert "in time" in str(caught.value)


def test_an_answer_that_drips_is_given_up_over_tls(make: Callable[..., Host], trusted_tls: ssl.SSLContext) -> None:
    """The deadline goes along when a connection becomes a safe one."""
    with dripping(*DRIPS["100 Continue for ever"], trusted_tls) as url, pytest.raises(Unavailable) as caught:
        make(base_url=url, timeout=LONG, whole_within=SOON).knock()

    assert "in time" in str(caught.value)


def test_a_service_is_asked_over_tls(
    make: Callable[..., Host], upstream: Upstream, trusted_tls: ssl.SSLContext
) -> None:
    """Several requests on one safe connection, each with a deadline of its own."""
    upstream.socket = trusted_tls.wrap_socket(upstream.socket, server_side=True)
    upstream.replies = [Reply(body=b'{"a": 1}'), Reply(body=b'{"a": 2}')]
    host = make(base_url=upstream.url.replace("http:", "https:"))

    assert [ask(host).json(), ask(host).json()] == [{"a": 1}, {"a": 2}]


def test_whom_nobody_vouches_for_is_not_asked(
    make: Callable[..., Host], upstream: Upstream, tls: ssl.SSLContext
) -> None:
    """A certificate that no authority signed is no connection; nothing was said over it."""
    upstream.socket = tls.wrap_socket(upstream.socket, server_side=True)
    with pytest.raises(Unavailable, match="no connection") as caught:
        make(base_url=upstream.url.replace("http:", "https:")).knock()

    assert caught.value.never_left
    assert upstream.seen == []


def test_a_write_without_time_to_connect_never_left(
    make: Callable[..., Host], upstream: Upstream, diary: Diary
) -> None:
    """Where no connection stands in time, it is certain that nothing was done."""
    host = make(whole_within=-1.0)
    with pytest.raises(Unavailable) as caught:
        write(host, diary)

    assert caught.value.never_left
    assert (upstream.seen, host.requests) == ([], 0)


def test_a_slow_endpoint_has_as_long_as_its_own_patience_lasts(
    make: Callable[..., Host], upstream: Upstream, diary: Diary
) -> None:
    """An import takes ListenBrainz minutes: the bound of all others, here none at all, is not its own."""
    upstream.replies = [Reply(body=b"{}")]
    slow = Endpoint("POST", "/import", writes=True, patience=LONG)
    answer = make(whole_within=-1.0).write(slow, json={}, judge=judge_status, leaving=diary.leaving)

    assert answer.status == 200


@pytest.mark.parametrize("name", ["a..b", f"{'a' * 64}.example"])
def test_a_name_of_no_host_is_no_connection(make: Callable[..., Host], name: str) -> None:
    """One that cannot even be asked for is told like one that nobody knows."""
    with pytest.raises(Unavailable, match="no connection") as caught:
        make(base_url=f"http://{name}").knock()

    assert caught.value.never_left
