"""Two ListenBrainz accounts of one person over real HTTP: loves, unloves and hates between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Scene, scene

ALICE, BOB = "alice", "Bob Smith"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Scene]:
    """Everything travels between Alice's and Bob's lists; nobody else is connected. Both were synced once."""
    with Sandbox(SandboxSettings(favourites=24, speedup=1000)) as running:
        here = scene(running, tmp_path)
        here.rewrite("database =", 'removals = "guarded"\nhates = "sync"\ndatabase =')
        here.rewrite('service = "boomplay"', 'service = "boomplay"\nenabled = false')
        here.rewrite('service = "jamendo"', 'service = "jamendo"\nenabled = false')
        token = running.world.listenbrainz[1].token
        here.rewrite(
            "[hosts.boomplay]", f'[accounts.second]\nservice = "listenbrainz"\ntoken = "{token}"\n\n[hosts.boomplay]'
        )
        assert here.run("sync", "-q").code == 0
        yield here


def standing(here: Scene, score: int) -> tuple[set[str], set[str]]:
    """The recordings that stand with a score at Alice's, and at Bob's; texts without identity aside."""
    held = here.sandbox.control.holdings()["listenbrainz"]
    alice, bob = (
        {item for item, each in held[who].items() if each == score and not item.startswith("msid:")}
        for who in (ALICE, BOB)
    )
    return alice, bob


def test_an_unlove_at_one_is_made_at_the_other_and_journaled(pair: Scene) -> None:
    """As an unlove of what was loved; the next sync has nothing to do."""
    alice, bob = standing(pair, 1)
    song = min(alice & bob)
    pair.sandbox.control.human("listenbrainz", Verb.UNLOVE, song, ALICE)
    said = pair.run("sync", "-q")

    assert said.code == 0, said.out
    assert song not in set.union(*standing(pair, 1))
    assert pair.execute("select old_score, new_score from journal order by id desc limit 1") == [(1, 0)]
    requests = pair.run("sync", "-q", "--json").json()["profiles"]["default"]["targets"]
    assert [counts["sent"] for counts in requests.values()] == [0, 0]


def test_a_hate_at_one_is_made_at_the_other_and_taken_back_with_it(pair: Scene) -> None:
    """It replaces the love there; hated no longer, we hate it no longer either."""
    alice, bob = standing(pair, 1)
    song = min(alice & bob)
    pair.sandbox.control.human("listenbrainz", Verb.HATE, song, BOB)
    assert pair.run("sync", "-q").code == 0
    assert all(song in each for each in standing(pair, -1))
    assert pair.execute("select old_score, new_score from journal order by id desc limit 1") == [(1, -1)]

    pair.sandbox.control.human("listenbrainz", Verb.UNLOVE, song, BOB)
    assert pair.run("sync", "-q").code == 0
    assert not any(song in each for each in standing(pair, -1))
    assert not any(song in each for each in standing(pair, 1))
    assert pair.execute("select old_score, new_score from journal order by id desc limit 1") == [(-1, 0)]


def test_a_plan_names_what_would_be_taken_away(pair: Scene) -> None:
    """An unlove is no love, in text and in the file."""
    alice, bob = standing(pair, 1)
    song = min(alice & bob)
    pair.sandbox.control.human("listenbrainz", Verb.UNLOVE, song, ALICE)
    said, plan = pair.run("plan", "-q"), pair.run("plan", "-q", "--json").json()

    assert "A sync would unlove 1 at second:" in said.out
    assert [(each["account"], each["score"], each["ref"]) for each in plan["actions"]] == [
        ("second", "none", f"listenbrainz:{song}")
    ]
    assert song in standing(pair, 1)[1]
