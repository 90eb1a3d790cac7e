"""Logging in as people do it: the real command, a browser that follows the printed address, and a token on stdin."""

import json
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from syncd.sandbox.jamendo_oauth import JamendoApp
from syncd.sandbox.listener import Connection, Listener
from syncd.sandbox.wire import Request, Response, json_response
from tests.ports import kept_port
from tests.system.conftest import ENOUGH, Stage
from tests.system.terminals import on_a_terminal
from tests.system.test_daemon_process import daemon

Make = Callable[..., Stage]
PAIR = re.compile(r"^(?:access|refresh)_token = .*\n", re.MULTILINE)


def quick(stage: Make) -> Stage:
    """A sandbox whose codes live their real 30 seconds, and that nobody need be slow with."""
    here = stage(favourites=8, speedup=1.0, enforce_limits=False)
    text = here.config.read_text(encoding="utf-8")
    here.config.write_text(text.replace("requests_per_second = 1.0", "requests_per_second = 500.0"), encoding="utf-8")
    return here


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this test's own."""
    with kept_port() as number:
        yield number


def browse(address: str, content: str | None = None, **headers: str) -> httpx.Response:
    """A browser goes there, or sends something."""
    method = "GET" if content is None else "POST"
    return httpx.request(method, address, content=content, headers=headers, trust_env=False, timeout=ENOUGH)


def registered(here: Stage, port: int | None = None) -> str:
    """Jamendo without a login, its application registered at a port of this machine, or elsewhere; the redirect address."""
    uri = f"http://localhost:{port}/" if port else "https://me.example.net/back/"
    apps = cast("MutableMapping[str, JamendoApp]", here.sandbox.services.jamendo.gate.apps)
    for name, app in list(apps.items()):
        apps[name] = replace(app, redirect_uri=uri)
    text = here.config.read_text(encoding="utf-8").replace("http://localhost:8917/", uri)
    here.config.write_text(PAIR.sub("", text), encoding="utf-8")
    return uri


@contextmanager
def logging_in(here: Stage, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """`syncd login` at a terminal of pipes."""
    process = here.start("login", *arguments, stdin=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def printed_address(process: "subprocess.Popen[str]") -> str:
    """Where the human is to go."""
    assert process.stderr is not None
    for line in process.stderr:
        if line.strip().startswith("http"):
            return line.strip()
    raise AssertionError("no address was printed")


def agreed(address: str) -> str:
    """The human agrees: where the service sends the browser."""
    return browse(address).headers["Location"]


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Exit code, results and remarks."""
    out, err = process.communicate(timeout=ENOUGH)
    return process.returncode, out, err


def tokens(here: Stage) -> list[tuple[str, str]]:
    """What the database keeps."""
    with closing(sqlite3.connect(here.config.with_suffix(".db"))) as database, database:
        return database.execute("select access_token, refresh_token from tokens").fetchall()


def test_a_browser_that_agrees_logs_jamendo_in(stage: Make, port: int) -> None:
    """The redirect arrives by itself; the pair is kept, shown nowhere, and it works."""
    here = quick(stage)
    uri = registered(here, port)
    with logging_in(here, "my-jamendo") as process:
        back = agreed(printed_address(process))
        assert back.startswith(uri)
        page = browse(back)
        code, out, err = ended(process)

    assert (code, page.status_code) == (0, 200), err
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "logged in as user 972174" in out
    assert "syncd sync" in out
    [pair] = tokens(here)
    assert not [secret for secret in (*pair, parse_qs(urlsplit(back).query)["code"][0]) if secret in out + err]
    assert "login my-jamendo  972174" in here.asked("doctor", "-q").out


def test_a_pasted_address_does_as_well(stage: Make) -> None:
    """Where the redirect leads elsewhere, the human pastes where his browser ended."""
    here = quick(stage)
    registered(here)
    with logging_in(here, "my-jamendo") as process:
        back = agreed(printed_address(process))
        assert process.stdin is not None
        process.stdin.write(f"hello?\n{back.replace('state=', 'state=x')}\n{back}\n")
        process.stdin.flush()
        process.stdin.close()
        process.stdin = None
        code, out, err = ended(process)

    assert code == 0, err
    assert "logged in as user 972174" in out
    assert err.count("no answer to this login") == 2
    assert len(tokens(here)) == 1


def test_a_human_who_says_no_is_heard(stage: Make, port: int) -> None:
    """`access_denied` ends the command with 4, and nothing is kept."""
    here = quick(stage)
    registered(here, port)
    here.sandbox.services.jamendo.gate.logged_in = None
    with logging_in(here, "my-jamendo") as process:
        browse(agreed(printed_address(process)))
        code, _, err = ended(process)

    assert (code, "access_denied" in err) == (4, True)
    assert tokens(here) == []


def test_a_taken_port_leaves_the_pasting(stage: Make, port: int) -> None:
    """Another program at the registered port is told, and the pasted address works."""
    here = quick(stage)
    registered(here, port)
    with socket.create_server(("127.0.0.1", port)), logging_in(here, "my-jamendo") as process:
        back = agreed(printed_address(process))
        assert process.stdin is not None
        process.stdin.write(f"{back}\n")
        process.stdin.flush()
        code, out, err = ended(process)

    assert code == 0, err
    assert "logged in" in out


def test_a_token_is_asked_for_without_echo(stage: Make) -> None:
    """What is typed at a terminal is shown by nobody, and the terminal is as it was afterwards."""
    here = quick(stage)
    token = here.sandbox.world.listenbrainz[0].token
    with on_a_terminal("login", "my-listenbrainz", "--config", str(here.config)) as terminal:
        terminal.wait_for("Token of my-listenbrainz")
        terminal.types(f"{token}\n")
        terminal.wait_for("logged in as alice")
        shown = terminal.shown
        code = terminal.end()

    assert (code, token in shown) == (0, False)


def test_a_login_beside_a_daemon_is_read_at_once(stage: Make) -> None:
    """It sleeps no more: the daemon hears of the login by a wish, and reads the account in the very next cycle."""
    here = quick(stage)
    token, typed = here.sandbox.world.boomplay.token, here.config.with_name("typed")
    text = here.config.read_text(encoding="utf-8")
    here.config.write_text(text.replace(f"token = {json.dumps(token)}\n", ""), encoding="utf-8")
    typed.touch(mode=0o600)
    typed.write_text(token, encoding="utf-8")

    with daemon(here) as running:
        shut = running.wait_for("cannot be read", who="my-boomplay")
        said = here.run("login", "my-boomplay", "--token-file", str(typed))
        running.wait_for("a wish is carried out", verb="login")
        read = running.wait_for("is back", who="my-boomplay")
        code = running.end()

    assert (said.returncode, "left for the running daemon" in said.stdout, code) == (0, True, 0), said.stderr
    assert (shut["state"], read["who"]) == ("needs_login", "my-boomplay")


def grants(here: Stage) -> int:
    """How often Jamendo was asked for tokens."""
    return sum("/oauth/grant" in each["path"] for each in here.sandbox.journal()["requests"])


def test_two_processes_renew_one_login_once(stage: Make) -> None:
    """A refresh token serves once: whoever comes second waits, and uses what the first one got."""
    here = quick(stage)
    assert here.asked("db", "upgrade", "-q").code == 0  # the configured pair is of unknown age: both must renew it

    told = [process.communicate(timeout=ENOUGH)[0] for process in [here.start("doctor", "-q") for _ in range(2)]]

    assert [text.count("login my-jamendo  972174") for text in told] == [1, 1]
    assert grants(here) == 1


@dataclass
class Consent:
    """Boomplay's undocumented pages, as a configuration may describe them: consent, token, renewal."""

    here: Stage
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    number: int = 0

    def answer(self, request: Request, _: Connection) -> Response:
        """A new token each time; the old one is dead."""
        self.asked.append((request.path, json.loads(request.body or b"{}")))
        self.number += 1
        user = self.here.sandbox.services.boomplay.users[0]
        user.token = f"canary+next/{self.number}=="
        data = {"access_token": user.token, "expires_in": 7200, "refresh_token": f"canary-renewing-{self.number}"}
        return json_response({"code": 0, "desc": None, "data": data})


@pytest.fixture
def consent(stage: Make, port: int) -> Iterator[tuple[Consent, str]]:
    """A Boomplay account without a token, and pages where it gets one."""
    here = quick(stage)
    pages = Consent(here)
    listener = Listener(0, pages.answer, time.time)
    listener.start()
    text = here.config.read_text(encoding="utf-8")
    text = text.replace(f"token = {json.dumps(here.sandbox.world.boomplay.token)}\n", "")
    more = {
        "redirect_uri": f"http://127.0.0.1:{port}/back",
        "consent_url": f"{listener.address}/oauth/consent?lang=en",
        "token_url": f"{listener.address}/oauth/userToken",
        "refresh_url": f"{listener.address}/oauth/refresh",
    }
    lines = "".join(f'{name} = "{value}"\n' for name, value in more.items())
    here.config.write_text(text.replace("[apps.boomplay]\n", f"[apps.boomplay]\n{lines}"), encoding="utf-8")
    yield pages, more["redirect_uri"]
    listener.stop()


def test_boomplays_code_becomes_tokens_that_renew_themselves(consent: tuple[Consent, str]) -> None:
    """All of it by the addresses that the configuration names; a token that is refused is renewed, and nobody is asked."""
    pages, back = consent
    with logging_in(pages.here, "my-boomplay") as process:
        sent = parse_qs(urlsplit(printed_address(process)).query)
        browse(f"{back}?code=abc&state={sent['state'][0]}")
        code, out, err = ended(process)
    pages.here.sandbox.services.boomplay.users[0].token = "thrown away"
    done = pages.here.asked("doctor", "-q")

    assert (code, "logged in as user" in out) == (0, True), err
    assert (sent["redirect_uri"], sent["response_type"], sent["lang"]) == ([back], ["code"], ["en"])
    assert [path for path, _ in pages.asked] == ["/oauth/userToken", "/oauth/refresh"]
    assert pages.asked[1][1]["refresh_token"] == "canary-renewing-1"
    assert "ok    login my-boomplay" in done.out
    assert "canary" not in out + err + done.out + done.err


def test_a_token_behind_the_hash_reaches_us_by_our_own_page(consent: tuple[Consent, str]) -> None:
    """A browser keeps what stands behind the `#`: the page at the door hands it over, from its own origin only."""
    pages, back = consent
    without_door = pages.here.config.read_text(encoding="utf-8").replace("\ntoken_url", "\n# token_url")
    pages.here.config.write_text(without_door, encoding="utf-8")
    token = pages.here.sandbox.services.boomplay.users[0].token
    with logging_in(pages.here, "my-boomplay") as process:
        sent = parse_qs(urlsplit(printed_address(process)).query)
        page = browse(back)
        behind = f"access_token={token}&expires_in=7200&state={sent['state'][0]}"
        forged = browse(back, behind, Origin="http://evil.example")
        taken = browse(back, behind, Origin=back.removesuffix("/back"))
        code, out, err = ended(process)

    assert (page.status_code, forged.status_code, taken.status_code, code) == (200, 400, 200, 0), err
    assert "location.hash" in page.text
    assert "script-src 'nonce-" in page.headers["Content-Security-Policy"]
    assert (sent["response_type"], "runs out at" in out) == (["token"], True)
    assert pages.asked == []
    assert token not in out + err
