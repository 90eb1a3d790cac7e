"""Lives like the state machine's (`tests/engine/machine.py`), a few of them, over real HTTP and on a real database file."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from syncd.daemon.config_file import load
from syncd.daemon.wiring import build
from syncd.engine.order import Order
from syncd.engine.sync import Outcome, sync
from syncd.sandbox import Fault, Switch
from syncd.sandbox.ledgers import Verb
from syncd.store.schema import upgrade
from tests.system.conftest import Stage

Make = Callable[..., Stage]
ROUNDS = 5
ALICE = "alice"
SPOILT = [Fault.HTML, Fault.TRUNCATED, Fault.LOSE_ANSWER]
"""What a service may suffer from that is tried again only in the next sync."""


@dataclass(slots=True)
class Life:
    """Alice at ListenBrainz: what she loves, unloves and hates there while syncd runs."""

    stage: Stage
    dice: random.Random
    unloved: set[str] = field(default_factory=set)
    hated: set[str] = field(default_factory=set)

    def acts(self) -> None:
        """She takes a love back, hates a song, and loves one."""
        loved = sorted(self.stage.loves()["listenbrainz"])
        for verb, mine in ((Verb.UNLOVE, self.unloved), (Verb.HATE, self.hated)):
            if loved:
                song = loved.pop(self.dice.randrange(len(loved)))
                self.stage.sandbox.control.human("listenbrainz", verb, song, ALICE)
                mine.add(song)
        song = self.dice.choice([mbid for line in self.stage.sandbox.truth for mbid in line["mbids"]])
        self.stage.sandbox.control.human("listenbrainz", Verb.LOVE, song, ALICE)
        self.unloved.discard(song)
        self.hated.discard(song)

    def weather(self) -> None:
        """One service is spoilt, or none."""
        self.stage.sandbox.switches.clear()
        service = self.dice.choice(["boomplay", "listenbrainz", "jamendo", ""])
        if service:
            self.stage.sandbox.switches.set(Switch(service=service, fault=self.dice.choice(SPOILT)))


def synced(stage: Stage) -> Outcome:
    """One sync in this process."""
    program = build(load(stage.config, os.environ))
    try:
        upgrade(program.database, program.clock.now())
        return sync(program.world, Order())
    finally:
        program.close()


def second_writes(stage: Stage) -> list[Any]:
    """Violations that concern writes."""
    found = stage.sandbox.journal()["violations"]
    return [each for each in found if {"blind write", "second write"} & {str(name) for name in each["violations"]}]


@pytest.mark.parametrize("seed", range(2))
def test_a_life_over_real_http_breaks_no_promise_and_comes_to_rest(stage: Make, seed: int) -> None:
    """No write is blind or repeated, no human is overruled, every love is explained, and in the end nothing is left to do."""
    print(f"seed {seed}")
    life = Life(stage(favourites=30, seed=seed + 1), random.Random(seed))
    at_first = life.stage.loves()
    for _ in range(ROUNDS):
        life.weather()
        synced(life.stage)
        life.acts()
    life.stage.sandbox.switches.clear()
    synced(life.stage)
    rest = synced(life.stage)

    loves = life.stage.loves()
    meant = {mbid for line in life.stage.sandbox.truth for mbid in line["mbids"]}
    assert loves["listenbrainz"] <= meant | at_first["listenbrainz"]
    assert not loves["listenbrainz"] & (life.unloved | life.hated)
    assert second_writes(life.stage) == []
    assert sum(each.sent for each in rest.pushed.values()) == 0
