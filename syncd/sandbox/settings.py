"""What a sandbox is made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from syncd.sandbox.switches import Switch


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """All settings of a sandbox; the same seed makes the same world.

    `favourites` is the number of distinct songs loved over the sources. `speedup` makes the sandbox's clock, and with
    it every limit and every lifetime, so many times faster than real time. `enforce_limits` is whether the stand-ins
    refuse what comes too fast; the journal notices it anyway. `port` 0 is a random one.
    `shed_rate` is the probability of MusicBrainz' "busy" 503 (`apis/musicbrainz.md` §1.2).
    """

    seed: int = 1
    favourites: int = 200
    speedup: float = 1.0
    port: int = 0
    catalogue: Path | None = None
    enforce_limits: bool = True
    switches: tuple[Switch, ...] = ()
    boomplay_counts: Literal["page", "total"] = "page"
    jamendo_toggle: bool = False
    jamendo_token_life_seconds: int = 7200
    jamendo_may_write: bool = True
    shed_rate: float = 0.0
