"""`retry` where an account has another name in the configuration, and no sync has asked yet who it is."""

import pytest

from tests.cli.scene import Scene

FAILED = "select count(*) from outbox where state = 'failed'"


@pytest.fixture
def renamed(synced: Scene) -> Scene:
    """All that was written at Jamendo has failed; its account is called `jam` since."""
    synced.execute(
        "update outbox set state = 'failed', error = 'never seen'"
        " where account_id = (select id from accounts where name = 'my-jamendo')"
    )
    synced.rewrite("[accounts.my-jamendo]", "[accounts.jam]")
    return synced


@pytest.mark.parametrize("words", [(), ("-n",), ("--account", "jam"), ("--account", "my-jamendo")])
def test_it_does_not_say_that_nothing_has_failed(renamed: Scene, words: tuple[str, ...]) -> None:
    """3, by either of its names, and what to do; nothing is changed, nobody is asked."""
    failed, requests = renamed.execute(FAILED), renamed.requests()
    said = renamed.run("retry", "-q", *words)

    assert said.code == 3
    assert "jam was not read under this name yet: if it was my-jamendo before" in said.err
    assert "run: syncd sync" in said.err
    assert "Nothing has failed" not in said.out
    assert (renamed.execute(FAILED), renamed.requests()) == (failed, requests)


def test_of_others_it_says_what_it_knows(renamed: Scene) -> None:
    """Nothing has failed at the one that bears its name; nobody is called as the last one is."""
    other, nobody = (renamed.run("retry", "-n", "--account", name) for name in ("my-listenbrainz", "nobody"))

    assert (other.code, nobody.code) == (0, 2)
    assert "Nothing has failed" in other.out


def test_another_service_is_no_new_name(synced: Scene) -> None:
    """A list that was never read stands for no account that was."""
    synced.rewrite(
        "[accounts.my-jamendo]", '[accounts.new]\nservice = "file"\npath = "new.csv"\n\n[accounts.my-jamendo]'
    )
    said = synced.run("retry", "-n")

    assert said.code == 0
    assert "Nothing has failed" in said.out
