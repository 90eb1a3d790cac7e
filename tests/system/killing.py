"""The real process, killed at random moments: `python -m tests.system.killing --kills 500`. Prints what it did.

Nothing is lost, nothing is done twice, the database is whole, and no rule of the services is broken (`reliability.md` I6).
"""

import argparse
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from tests.system.conftest import ENOUGH, Stage, staged

KILLS_A_STAGE = 12
"""Then everything is loved, and a new world begins."""
FAVOURITES = 60
NEVER = 10**9
"""Seconds that a login lives: one that dies in the middle of its own renewal would need a human."""
LOOKS = 2
"""So many looks it takes until an unlove at Boomplay is a word."""
MOST_REQUESTS = 30
"""So many requests a process may live for: the looks at the lists, then some questions and some writes."""


@contextmanager
def worlds(folder: Path, seed: int) -> Iterator[tuple[Stage, Stage]]:
    """The same world twice."""
    settings = SandboxSettings(favourites=FAVOURITES, seed=seed, speedup=200.0, jamendo_token_life_seconds=NEVER)
    with Sandbox(settings) as one, Sandbox(settings) as other:
        stages = staged(one, folder / f"{seed}-undisturbed.toml"), staged(other, folder / f"{seed}-killed.toml")
        for stage in stages:
            text = stage.config.read_text(encoding="utf-8")
            stage.config.write_text(text.replace("database =", 'removals = "guarded"\ndatabase ='), encoding="utf-8")
        yield stages


def regretted(stage: Stage) -> list[str]:
    """The Boomplay ids of two songs that nobody loves or offers anywhere else: what becomes of them, unloves alone decide."""
    told = [line for line in stage.sandbox.truth if line["mbids"] and not line["vetoed"]]
    known = Counter(mbid for line in told for mbid in line["mbids"])
    alone = [line for line in told if line["jamendo"] is None and all(known[mbid] == 1 for mbid in line["mbids"])]
    held = {row.id for row in stage.sandbox.world.listenbrainz[0].feedback}
    plain = [line for line in alone if line["service"] == "boomplay" and not line["traps"]]
    return [line["id"] for line in plain if not held & set(line["mbids"])][:2]


def regret(stage: Stage, song: str) -> None:
    """A human unloves a song at Boomplay."""
    [person] = stage.holdings()["boomplay"]
    stage.sandbox.control.human("boomplay", Verb.UNLOVE, song, person)


def kill_at_random(stage: Stage, dice: random.Random, kills: int) -> int:
    """Start so many syncs, each killed at some moment; how many were before they had ended. A human unloves two songs meanwhile."""
    stage.asked("plan", "-q")  # renews the login of the configuration: who dies in the middle of that needs a human
    killed, songs = 0, regretted(stage)
    for number in range(kills):
        if songs and number in {kills // 2, kills * 3 // 4}:
            regret(stage, songs.pop())
        process = stage.start("sync", "-q")
        moment = len(stage.sandbox.journal()["requests"]) + dice.randrange(1, MOST_REQUESTS)
        while process.poll() is None and not stage.sandbox.wait_for_requests(moment, 0.1):
            pass
        process.kill()
        process.communicate(timeout=ENOUGH)
        killed += process.returncode < 0
    return killed


def harm(undisturbed: Stage, killed: Stage) -> list[str]:
    """What is wrong after a last whole sync; nothing where all is well."""
    for song in regretted(undisturbed):
        regret(undisturbed, song)
    for _ in range(LOOKS):
        killed.asked("sync", "-q")
    wanted, report = undisturbed.report(), killed.report()
    found = [f"broken: {each}" for each in killed.sandbox.journal()["violations"]]
    found += [] if report["balanced"] else ["the report does not balance"]
    held, meant = killed.loves(), undisturbed.loves()
    unconfirmed = report["profiles"]["default"]["targets"]["my-jamendo"]["unconfirmed"]
    found += [f"lost at listenbrainz: {each}" for each in meant["listenbrainz"] - held["listenbrainz"]]
    found += [
        f"too much at {service}: {held[service] - meant[service]}" for service in held if held[service] - meant[service]
    ]
    lost = meant["jamendo"] - held["jamendo"]
    found += [f"lost at jamendo and not told: {lost}"] if len(lost) > unconfirmed else []
    found += [f"database: {each}" for each in broken_pages(killed)]
    assert wanted["balanced"]
    return found


def broken_pages(stage: Stage) -> list[Any]:
    """What SQLite finds wrong with the file."""
    with closing(sqlite3.connect(stage.config.with_suffix(".db"))) as database:
        said = [row[0] for row in database.execute("PRAGMA integrity_check")]
        said += database.execute("PRAGMA foreign_key_check").fetchall()
    return [each for each in said if each != "ok"]


def main() -> int:
    """Kill and kill; 1 where that did any harm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    wanted = parser.parse_args()
    begun, killed, seed = time.monotonic(), 0, wanted.seed
    while killed < wanted.kills:
        with TemporaryDirectory() as folder, worlds(Path(folder), seed) as (undisturbed, disturbed):
            killed += kill_at_random(disturbed, random.Random(seed), min(KILLS_A_STAGE, wanted.kills - killed))
            found = harm(undisturbed, disturbed)
        print(f"seed {seed}: {killed} kills, {time.monotonic() - begun:.0f} s", *found, sep="\n  ", flush=True)
        if found:
            print(f"found by: python -m tests.system.killing --seed {seed} --kills {KILLS_A_STAGE}")
            return 1
        seed += 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
