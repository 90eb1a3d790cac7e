"""Services that lie: 200 with the right JSON, but for values that nobody promised, anywhere in any answer, over real HTTP.

More lives than the suite plays: `SYNCD_LIES=500 pytest tests/system/test_lies_over_http.py`.
"""

import copy
import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from syncd.services.answer import Answer
from tests.system.conftest import Stage
from tests.system.test_over_http import synced

Make = Callable[..., Stage]
Place = tuple[str | int, ...]

LIVES = int(os.environ.get("SYNCD_LIES", "5"))
SYNCS = 3
FEW_ROWS = 30
LIES: list[Any] = [
    *(None, True, False, 0, -1, 1, 2**63, -(2**70), 10**400, 1.5, 1e300),
    *("", " ", "\x00", "\ud800", "a\ud800", "a" * 100_000, "0", "-5", "x", "\N{FULLWIDTH DIGIT ONE}", "\N{SUPERSCRIPT TWO}"),
    *("2026-13-45", "0001-01-01T00:00:00Z", "99999-01-01", "99999999999999999999", "1e999"),
    *("00000000-0000-4000-8000-00000000dead", [], {}, [None], [[]], {"a": None}, [1, 2]),
]  # fmt: skip


@dataclass(slots=True)
class Liar:
    """Changes answers, some of them, in one place or a few."""

    dice: random.Random
    rate: float
    told: list[tuple[str, str, Place]] = field(default_factory=list)

    def changed(self, true: Any, host: str, path: str) -> Any:
        """This answer as it comes."""
        if self.told and self.dice.random() >= self.rate:
            return true
        said = copy.deepcopy(true)
        for _ in range(self.dice.choice([1, 1, 2, 4])):
            place = self.dice.choice(list(_places(said)))
            self.told.append((host, path, place))
            said = self._lie(said, place)
        return said

    def _lie(self, said: Any, place: Place) -> Any:
        """The same with something else in this place; or without it, or with it twice, or under another name."""
        if not place:
            return self._value()
        *way, last = place
        at = said
        for step in way:
            at = at[step]
        kind = self.dice.random()
        if kind < 0.75:  # most lies are values
            at[last] = self._value()
        elif kind < 0.85:
            del at[last]
        elif isinstance(at, list):
            at.append(at[int(last)])
        else:
            at[f"{last}s"] = at.pop(last)
        return said

    def _value(self) -> Any:
        return copy.deepcopy(self.dice.choice(LIES))  # the next lie may change it


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    yield place
    if isinstance(value, dict):
        for key in value:
            yield from _places(value[key], (*place, key))
    elif isinstance(value, list):
        for number, each in enumerate(value[:FEW_ROWS]):
            yield from _places(each, (*place, number))


@pytest.mark.parametrize("seed", range(LIVES))
def test_no_lie_ends_a_sync_or_takes_a_love_away(stage: Make, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Nobody unloves anything here, so whatever services say, what is loved stays loved; and every sync ends by itself."""
    liar = Liar(random.Random(seed), rate=random.Random(seed).choice([0.05, 0.3]))
    understood = Answer._parse  # the one place where every answer passes

    def lied(answer: Answer) -> Any:
        said = liar.changed(understood(answer), answer.host, answer.path)
        return understood(replace(answer, body=json.dumps(said).encode()))

    monkeypatch.setattr(Answer, "_parse", lied)
    life = stage(favourites=20, seed=seed % 7 + 1)
    life.config.write_text('removals = "guarded"\n' + life.config.read_text())

    for _ in range(SYNCS):
        before = life.loves()
        synced(life)
        after = life.loves()

        print(f"seed {seed}; so far {liar.told[-6:]}")
        assert before["listenbrainz"] <= after["listenbrainz"]
        assert before["jamendo"] <= after["jamendo"]
    assert liar.told
