"""Who gets whose love? `python -m benchmarks.identity [--catalogue FILE] --favourites N [--errors]`.

The sandbox plants traps (wrong, shared and split ISRCs, merged MBIDs, siblings, duets, versions, uploaders, other scripts, songs
that no catalogue knows) and knows the truth about every favourite. One sync without limits; then every love at every
target, and every match in the database, is held against it:

wrong                       loves that should not be there, and matches with another recording
settled_share               of the favourites that exist at a target, those that are loved there
doubtful_siblings_share     of the favourites with siblings, those that wait in review
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from benchmarks.stage import Stage, staged
from syncd.domain.track import Service, TrackRef
from syncd.sandbox.draft import Trap
from syncd.sandbox.settings import SandboxSettings
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.knowledge import recordings_of

_SIBLINGS = {Trap.SIBLINGS, Trap.SPLIT_ISRC}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One favourite as it stands at one target. `should_be` are its ids there, `is_there` whether one of them is loved."""

    target: str
    title: str
    traps: tuple[str, ...]
    should_be: frozenset[str]
    is_there: bool
    is_doubtful: bool
    mistaken_for: str = ""

    @property
    def outcome(self) -> str:
        """What came of it, in a word."""
        if self.mistaken_for:
            return "wrong"
        if self.is_there:
            return "settled"
        return "doubtful" if self.is_doubtful else "missed" if self.should_be else "rightly unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says of one favourite: where it is at each target, and where it is in doubt."""

    placed: Mapping[str, str]
    doubts: frozenset[str]


def main(argv: Sequence[str] | None = None) -> None:
    """Sync once, print a table by trap, then one line of figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=__doc__)
    parser.add_argument("--catalogue", type=Path, metavar="FILE", help="songs, instead of generated ones")
    parser.add_argument("--favourites", type=int, default=2000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--errors", action="store_true", help="show everything that is wrong, doubtful or missed")
    options = parser.parse_args(argv)
    settings = SandboxSettings(
        seed=options.seed, favourites=options.favourites, catalogue=options.catalogue, enforce_limits=False
    )
    with staged(settings) as stage:
        before = stage.holdings()
        stage.sync()
        after, truth = stage.holdings(), stage.truth()
        known = _known(stage)
    cases = [case for line in truth for case in _cases(line, after, known)]
    strays = _strays(truth, before, after)
    _print_by_trap(cases)
    if options.errors:
        _print_errors(cases, strays)
    print("identity:", *(f"{key}={value}" for key, value in _figures(cases, strays).items()))


def _cases(line: Mapping[str, Any], held: Mapping[str, Any], known: Mapping[TrackRef, Known]) -> Iterator[Case]:
    """How a favourite stands at ListenBrainz and at Jamendo; what is hated is to be loved nowhere."""
    mine = known.get(TrackRef(Service(line["service"]), line["id"]), Known({}, frozenset()))
    right = {"listenbrainz": set(line["mbids"]), "jamendo": {str(line["jamendo"])} - {"None"}}
    places = {"listenbrainz": Service.MUSICBRAINZ.value, "jamendo": Service.JAMENDO.value}
    for target, ids in right.items():
        placed = mine.placed.get(target, "")
        yield Case(
            target=target,
            title=f"{line['title']} ({line['service']}:{line['id']})",
            traps=tuple(line["traps"]),
            should_be=frozenset() if line["vetoed"] else frozenset(ids),
            is_there=any(held[target][account].get(each, 0) > 0 for account in _ours(held[target]) for each in ids),
            is_doubtful=places[target] in mine.doubts,
            mistaken_for=placed if placed and placed not in ids else "",
        )


def _strays(truth: Sequence[Mapping[str, Any]], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Loves that came to a target and are no favourite's."""
    wanted = {mbid for line in truth if not line["vetoed"] for mbid in line["mbids"]}
    wanted |= {str(line["jamendo"]) for line in truth if not line["vetoed"]}
    return [
        f"{target}:{each}"
        for target in ("listenbrainz", "jamendo")
        for account in _ours(after[target])
        for each, score in after[target][account].items()
        if score > 0 and before[target][account].get(each, 0) <= 0 and each not in wanted
    ]


def _ours(accounts: Mapping[str, Any]) -> list[str]:
    """The accounts that syncd writes to."""
    return [account for account in accounts if account.casefold() in {"alice", "ada_jam", "972174"}]


def _known(stage: Stage) -> dict[TrackRef, Known]:
    database = Database(stage.database)
    try:
        with database.reading() as connection:
            return _read(connection)
    finally:
        database.close()


def _read(connection: Connection) -> dict[TrackRef, Known]:
    placed: dict[int, dict[str, str]] = defaultdict(dict)
    doubts: dict[int, set[str]] = defaultdict(set)
    for mbid in connection.execute(select(t.mbids).where(t.mbids.c.is_current)):
        placed[mbid.recording_id]["listenbrainz"] = mbid.mbid
    for location in connection.execute(select(t.locations)):
        placed[location.recording_id][location.service] = location.ref
    for doubt in connection.execute(select(t.doubts.c.recording_id, t.doubts.c.place)):
        doubts[doubt.recording_id].add(doubt.place)
    recordings = recordings_of(connection, set(Service))
    return {ref: Known(placed[each], frozenset(doubts[each])) for ref, each in recordings.items()}


def _figures(cases: Sequence[Case], strays: Sequence[str]) -> dict[str, Any]:
    existing = [case for case in cases if case.should_be]
    siblings = [case for case in existing if case.target == "listenbrainz" and _SIBLINGS & set(case.traps)]
    figures: dict[str, Any] = {
        "favourites": len(cases) // 2,
        "wrong": len(strays) + sum(case.outcome == "wrong" for case in cases),
        "settled_share": _share(case.is_there for case in existing),
    }
    for target in ("listenbrainz", "jamendo"):
        figures[f"{target}_settled_share"] = _share(case.is_there for case in existing if case.target == target)
    return figures | {
        "doubtful_siblings_share": _share(case.outcome == "doubtful" for case in siblings),
        "doubtful": sum(case.outcome == "doubtful" for case in cases),
        "missed": sum(case.outcome == "missed" for case in cases),
    }


def _share(verdicts: Iterator[bool]) -> str:
    every = list(verdicts)
    return f"{sum(every) / max(1, len(every)):.3f}"


def _print_by_trap(cases: Sequence[Case]) -> None:
    outcomes = ("settled", "doubtful", "missed", "rightly unknown", "wrong")
    print(f"{'trap':<46}{'target':<14}", *(f"{outcome:>16}" for outcome in outcomes))
    for trap in ("", *Trap):
        for target in ("listenbrainz", "jamendo"):
            counts = Counter(
                case.outcome
                for case in cases
                if case.target == target and (trap in case.traps if trap else not case.traps)
            )
            print(f"{trap or 'none':<46}{target:<14}", *(f"{counts[outcome]:>16}" for outcome in outcomes))


def _print_errors(cases: Sequence[Case], strays: Sequence[str]) -> None:
    for case in cases:
        if case.outcome not in {"settled", "rightly unknown"}:
            print(f"{case.outcome} at {case.target}: {case.title} {case.mistaken_for} {', '.join(case.traps)}")
    for stray in strays:
        print(f"stray: {stray}")


if __name__ == "__main__":
    main()
