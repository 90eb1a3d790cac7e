"""A life of two ListenBrainz accounts whose unloves and hates travel, over real HTTP and on a real database file."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from syncd.sandbox import Fault, Sandbox, SandboxSettings, Switch
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Scene, scene

ALICE, BOB = "alice", "Bob Smith"
ACCOUNTS = (ALICE, BOB)
ROUNDS = 4
MASS = 12
"""So many unloves at once are more than the guard of this configuration believes."""


@dataclass(slots=True)
class Pair:
    """Two people's accounts in one profile, and what they unloved and hated in earnest."""

    here: Scene
    dice: random.Random
    unloved: set[str] = field(default_factory=set)
    hated: set[str] = field(default_factory=set)

    def standing(self, who: str, score: int = 1) -> set[str]:
        """The recordings that really stand with a score in one of the two lists."""
        held = self.here.sandbox.control.holdings()["listenbrainz"][who]
        return {item for item, each in held.items() if each == score and not item.startswith("msid:")}

    def shared(self) -> set[str]:
        """What stands in both; a few songs of Bob's are known under no MBID that Alice could love."""
        return self.standing(ALICE) & self.standing(BOB)

    def says(self, verb: Verb, *songs: str, who: str) -> None:
        """A human at ListenBrainz' website."""
        for song in songs:
            self.here.sandbox.control.human("listenbrainz", verb, song, who)

    def acts(self) -> None:
        """One of the two takes a love back, one makes a love a hate; one answer of the service gets lost meanwhile."""
        for verb, mine in ((Verb.UNLOVE, self.unloved), (Verb.HATE, self.hated)):
            who = self.dice.choice(ACCOUNTS)
            song = self.dice.choice(sorted(self.shared()))
            self.says(verb, song, who=who)
            mine.add(song)
        self.here.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.LOSE_ANSWER, times=1))
        self.syncs()
        self.here.sandbox.switches.clear()
        self.syncs()

    def syncs(self) -> Any:
        """A whole sync in this process; its report balances."""
        report = self.here.run("sync", "-q", "--json").json()
        assert report["balanced"]
        return report

    def held(self) -> list[Any]:
        """Every group that the guard holds."""
        groups: list[Any] = self.here.run("approve", "list", "--json", "--all").json()["held"]
        return groups


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Both were synced once; the guard believes ten a day."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    with Sandbox(SandboxSettings(favourites=40, speedup=1000, seed=seed)) as running:
        here = scene(running, tmp_path)
        here.rewrite("database =", 'removals = "guarded"\nhates = "sync"\ndatabase =')
        here.rewrite('service = "jamendo"', 'service = "jamendo"\nenabled = false')
        token = running.world.listenbrainz[1].token
        second = f'[accounts.second]\nservice = "listenbrainz"\ntoken = "{token}"\n\n'
        guard = "[guard]\nmax_removals_per_day = 10\nmax_removal_share_per_day = 1.0\n\n"
        here.rewrite("[hosts.boomplay]", f"{guard}{second}[hosts.boomplay]")
        here.run("sync", "-q")
        yield Pair(here, random.Random(seed))


def test_unloves_and_hates_travel_and_a_mass_removal_waits_for_a_word(pair: Pair) -> None:
    """Whatever the answers of the service: what is unloved or hated at one is so at both, and nothing else is taken away."""
    before = {who: pair.standing(who) for who in ACCOUNTS}
    for _ in range(ROUNDS):
        pair.acts()
    left = {who: pair.standing(who) for who in ACCOUNTS}
    for who in ACCOUNTS:
        assert left[who] == before[who] - pair.unloved - pair.hated
        assert pair.standing(who, -1) & before[who] == pair.hated

    gone = set(pair.dice.sample(sorted(pair.shared()), MASS))
    pair.says(Verb.UNLOVE, *gone, who=BOB)
    pair.syncs()
    [absences] = pair.held()
    assert (absences["account"], absences["kind"], absences["count"]) == ("second", "absences", MASS)
    assert (pair.standing(ALICE), pair.standing(BOB)) == (left[ALICE], left[BOB] - gone)

    pair.here.run("approve", "-q", absences["hash"])
    [removals] = pair.held()
    assert (removals["account"], removals["kind"], removals["count"]) == ("my-listenbrainz", "removals", MASS)
    assert pair.standing(ALICE) == left[ALICE]
    told = pair.here.run("approve", "-q", removals["hash"]).out
    assert f"{MASS} taken away just now" in told
    assert "loved just now" not in told
    assert (pair.standing(ALICE), pair.standing(BOB), pair.held()) == (left[ALICE] - gone, left[BOB] - gone, [])
    rest = pair.syncs()["profiles"]["default"]["targets"].values()
    assert [counts["sent"] for counts in rest] == [0, 0]


def test_a_mass_removal_that_was_not_meant_is_loved_again(pair: Pair) -> None:
    """At the account that lost it; favourites do not fall, and the other account never hears of it."""
    alice, bob = pair.standing(ALICE), pair.standing(BOB)
    favourites = pair.syncs()["profiles"]["default"]["targets"]["second"]["favourites"]
    pair.says(Verb.UNLOVE, *sorted(pair.shared())[:MASS], who=BOB)
    counts = pair.syncs()["profiles"]["default"]["targets"]["second"]
    assert (counts["held"], counts["favourites"]) == (MASS, favourites)
    listed = pair.here.run("status", "--state", "held", "--json").json()
    assert "syncd approve list" in str(listed)

    [absences] = pair.held()
    said = pair.here.run("approve", "-q", absences["hash"], "--keep")
    assert f"second: {MASS} songs will be loved again at second" in said.out
    assert pair.standing(BOB) == bob
    after = pair.syncs()["profiles"]["default"]["targets"]["second"]
    assert (after["held"], after["favourites"], after["sent"], pair.held()) == (0, favourites, 0, [])
    assert pair.standing(ALICE) == alice
