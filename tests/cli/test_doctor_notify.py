"""Whether somebody who is to be told can be told: addresses that are tried, and a trial message, by real processes."""

import json

import pytest

from syncd.daemon.messenger import is_installed, understood
from tests.cli.scene import Said, Scene
from tests.daemon.hooks import web_hook

CANARY = "canary-of-an-address"
needs_apprise = pytest.mark.skipif(not is_installed(), reason="the extra `notify` is not installed")


def told(said: Said) -> list[tuple[str, str, str]]:
    """The findings about it."""
    found = json.loads(said.out)
    return [(each["state"], each["detail"], each["remedy"]) for each in found if each["check"] == "notify"]


def notify(at: Scene, *urls: str) -> Scene:
    """The same scene, with somebody to be told."""
    at.rewrite("[apps.boomplay]", f"[notify]\nurls = [{', '.join(urls)}]\n\n[apps.boomplay]")
    return at


@needs_apprise
def test_an_address_that_apprise_does_not_know_is_named_by_its_place(fresh: Scene) -> None:
    """And so is one that cannot be read; neither is shown, and nothing is sent."""
    fresh.config.with_name("wrong").touch(mode=0o600)
    fresh.config.with_name("wrong").write_text(f"no-such-service://{CANARY}")
    said = notify(fresh, '{ file = "wrong" }', '{ env = "NOT_SET" }', f'"json://127.0.0.1:9/{CANARY}"').run(
        "doctor", "--json"
    )

    states = [(state, detail.partition(":")[0]) for state, detail, _ in told(said)]
    assert states == [
        ("fail", "the environment variable NOT_SET is not set"),
        ("fail", f"the secret file {fresh.config.with_name('wrong')}"),
        ("ok", "the secret in the configuration file"),
    ]
    assert said.code == 4
    assert CANARY not in said.out + said.err


@needs_apprise
def test_a_trial_message_says_whether_it_went_out(fresh: Scene) -> None:
    """One to each address, of which one takes it and the other refuses."""
    with web_hook() as (address, letters):
        said = notify(fresh, f'"{address}/well"', f'"{address}/refuses/{CANARY}"').run("doctor", "--json", "--notify")

    assert [state for state, _, _ in told(said)] == ["ok", "ok", "fail"]
    assert [detail for _, detail, _ in told(said)][1:] == [
        "the secret in the configuration file: took the trial message",
        "the secret in the configuration file: did not take the trial message",
    ]
    assert [each["title"] for each in letters] == ["syncd: a trial"] * 2
    assert CANARY not in said.out + said.err


def test_a_trial_needs_an_address(fresh: Scene) -> None:
    """Who asks for one and configured nobody is told what to set; who does not ask is told nothing."""
    assert [state for state, _, _ in told(fresh.run("doctor", "--json", "--notify"))] == ["fail"]
    assert told(fresh.run("doctor", "--json")) == []


@needs_apprise
def test_many_addresses_are_looked_at_by_one_process() -> None:
    """In their order."""
    assert understood(["json://127.0.0.1:9/", "what://ever", ""]) == [True, False, False]
