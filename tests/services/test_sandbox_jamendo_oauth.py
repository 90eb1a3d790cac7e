"""The Jamendo stand-in, held against `apis/jamendo.md`: applications and tokens."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from syncd.sandbox.jamendo import Jamendo
from syncd.sandbox.wire import Request, Response
from tests.services.jamendo_visit import APP, NOW, READER, USER, code, get, jamendo, token


def browse(service: Jamendo, **query: str) -> Response:
    sent = urlencode({"client_id": APP.client_id, **query})
    return service.answer(Request(method="GET", path="/oauth/authorize", query=sent, at=NOW))


def back(response: Response) -> dict[str, str]:
    assert response.status == 302
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def grant(service: Jamendo, at: float = NOW, **form: str) -> Response:
    sent = urlencode({"client_id": APP.client_id, "client_secret": "hush", **form}).encode()
    return service.answer(Request(method="POST", path="/oauth/grant", body=sent, at=at))


def spent(service: Jamendo, sent: str, at: float = NOW, **form: str) -> Any:
    return json.loads(grant(service, at, grant_type="authorization_code", code=sent, **form).body)


def refreshed(service: Jamendo, sent: str, at: float = NOW) -> Any:
    return json.loads(grant(service, at, grant_type="refresh_token", refresh_token=sent).body)


def test_the_whole_way_in() -> None:
    """§3.1 to §3.2: code and state come back, the code becomes a flat pair, and the token says who one is."""
    service = jamendo(logged_in=USER)
    said = back(browse(service, state="s t", redirect_uri="http://localhost:1410/done"))
    assert said.keys() == {"code", "state"}
    assert said["state"] == "s t"
    pair = spent(service, said["code"], redirect_uri="http://localhost:1410/done")
    assert pair.keys() == {"access_token", "expires_in", "token_type", "scope", "refresh_token"}
    assert (pair["expires_in"], pair["token_type"], pair["scope"]) == (7200, "bearer", "music")
    assert get(service, "/users/", access_token=pair["access_token"])["results"][0]["id"] == str(USER)


def test_a_code_lives_30_seconds_and_once() -> None:
    """§8, 18: later, twice, or for nobody it is an invalid grant without an envelope (§8, 21)."""
    service = jamendo(logged_in=USER)
    late, twice = back(browse(service))["code"], back(browse(service))["code"]
    assert spent(service, late, NOW + 30)["error"] == "invalid_grant"
    assert "access_token" in spent(service, twice, NOW + 29)
    assert spent(service, twice) == {
        "error": "invalid_grant",
        "error_description": "Authorization code doesn't exist or is invalid for the client",
    }


def test_the_redirect_address_must_be_the_registered_one_and_the_same_twice() -> None:
    """§8, 19: under the registered address, without a fragment, identical in both steps."""
    service = jamendo(logged_in=USER)
    for address in ("http://localhost:1411/", "http://localhost:1410/#x"):
        answer = browse(service, redirect_uri=address)
        assert (answer.status, json.loads(answer.body)["error"]) == (400, "redirect_uri_mismatch")
    said = back(browse(service, redirect_uri="http://localhost:1410/done"))
    assert spent(service, said["code"])["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("query", "error"), [({"scope": "all"}, "invalid_scope"), ({"response_type": "token"}, "unsupported_response_type")]
)
def test_other_mistakes_go_back_to_the_browser(query: dict[str, Any], error: str) -> None:
    """§3.1: as parameters of the redirect address, state included."""
    assert back(browse(jamendo(logged_in=USER), state="s", **query)) == {"error": error, "state": "s"}


def test_nobody_in_front_of_the_browser_is_a_denial() -> None:
    """§3.1: `access_denied`."""
    assert back(browse(jamendo())) == {"error": "access_denied"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_id": "x"}, "invalid_client"),
        ({"client_secret": "x", "grant_type": "refresh_token"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
    ],
)
def test_grant_errors_are_flat(form: dict[str, Any], error: str) -> None:
    """§3.2: `error` and a description, and not HTTP 200."""
    answer = grant(jamendo(), **form)
    assert answer.status in {400, 401}
    said = json.loads(answer.body)
    assert said.keys() == {"error", "error_description"}
    assert said["error"] == error


def test_tokens_expire_and_rotate() -> None:
    """§8, 17: code 12 after two hours; refreshing replaces both, and the old pair is dead."""
    service = jamendo(token_life_seconds=7200.0)
    old = service.issue(APP.client_id, USER, NOW)
    answer = get(service, "/users/", at=NOW + 7200, access_token=old.access_token)
    assert code(answer) == 12
    assert answer["headers"]["error_message"] == (
        "Jamendo Api Access Token Error: The access token provided has expired"
    )
    new = refreshed(service, old.refresh_token, NOW + 7200)
    assert new["access_token"] != old.access_token
    assert new["refresh_token"] != old.refresh_token
    assert code(get(service, "/users/", at=NOW + 7201, access_token=new["access_token"])) == 0
    assert refreshed(service, old.refresh_token)["error"] == "invalid_grant"


def test_an_early_refresh_kills_the_living_token() -> None:
    """§3.3: rotation does not wait for the end."""
    service = jamendo()
    old = service.issue(APP.client_id, USER, NOW)
    refreshed(service, old.refresh_token)
    assert code(get(service, "/users/", access_token=old.access_token)) == 12


def test_a_user_revokes() -> None:
    """§3.4: both tokens die."""
    service = jamendo()
    pair = service.issue(APP.client_id, USER, NOW)
    service.gate.revoke(USER)
    assert code(get(service, "/users/", access_token=pair.access_token)) == 12
    assert refreshed(service, pair.refresh_token)["error"] == "invalid_grant"


def test_a_token_belongs_to_its_application() -> None:
    """§2.2, code 12: another client id makes it invalid."""
    service = jamendo()
    assert code(get(service, "/users/", access_token=token(service, READER))) == 12


def test_a_grant_sets_a_cookie() -> None:
    """§8, 20: the jar of a shared client would carry one person into another's calls."""
    service = jamendo(logged_in=USER)
    answer = grant(service, grant_type="authorization_code", code=back(browse(service))["code"])
    assert answer.headers["Set-Cookie"].startswith(f"jamuserid={USER};")
    assert "no-store" in answer.headers["Cache-Control"]
