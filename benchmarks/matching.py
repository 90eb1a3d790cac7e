"""How well does the matcher do? `python -m benchmarks.matching PAIRS.tsv [--errors]` (`contract.md` §4).

Asks what the resolver asks of each labelled pair: would it be loved without a human? Missing seconds are unknown.
Labels that contradict the rules of `design.md` §6 are listed in `exceptions.tsv`, with the reason.
"""

import argparse
import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from syncd.domain.match import Judgement
from syncd.domain.track import Service, Track, TrackRef, isrcs_of
from syncd.planner.choose import choose
from syncd.planner.evidence import judge
from syncd.planner.parsed import parse

EXCEPTIONS = Path(__file__).with_name("exceptions.tsv")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tracks, and whether a human says that they are the same recording."""

    ours: Track
    theirs: Track
    is_same: bool

    @property
    def is_accepted(self) -> bool:
        """Whether syncd would love `theirs` for `ours` without asking."""
        return choose(self.ours, [self.theirs]).judgement is Judgement.ACCEPTED

    def __str__(self) -> str:
        candidate = judge(parse(self.ours), parse(self.theirs))
        reasons = ", ".join(map(str, candidate.reasons))
        return (
            f"{_shown(self.ours)}  ~  {_shown(self.theirs)}\n    {candidate.judgement} {candidate.score:.2f}: {reasons}"
        )


def read_pairs(path: Path) -> list[Pair]:
    """The labelled pairs in a tab-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Pair(_track(row, "left", at), _track(row, "right", at), row["same"].strip() == "1")
        for at, row in enumerate(rows)
    ]


def read_exceptions() -> dict[str, str]:
    """Why a case (the set's name and the number of the row) is better answered otherwise than it is labelled."""
    with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
        return {row["case"]: row["reason"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def main(argv: Sequence[str] | None = None) -> None:
    """Print the errors if asked for, then one line of figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("pairs", type=Path, metavar="PAIRS.tsv")
    parser.add_argument("--errors", action="store_true", help="show every false match and every miss with its reasons")
    options = parser.parse_args(argv)
    pairs = read_pairs(options.pairs)
    verdicts = [pair.is_accepted for pair in pairs]
    if options.errors:
        _print_errors(options.pairs.stem, pairs, verdicts)
    print(_figures(pairs, verdicts))


def _figures(pairs: list[Pair], verdicts: list[bool]) -> str:
    right = sum(pair.is_same for pair, accepted in zip(pairs, verdicts, strict=True) if accepted)
    precision = right / sum(verdicts) if any(verdicts) else 1.0
    recall = right / sum(pair.is_same for pair in pairs) if any(pair.is_same for pair in pairs) else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return (
        f"matching: precision={precision:.3f} recall={recall:.3f} f1={f1:.3f} pairs={len(pairs)}"
        f" us_per_pair={_microseconds_per_pair(pairs):.1f}"
    )


def _microseconds_per_pair(pairs: list[Pair], rounds: int = 5) -> float:
    """The best of some rounds, texts parsed once beforehand."""
    parsed = [(parse(pair.ours), parse(pair.theirs)) for pair in pairs]
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        for ours, theirs in parsed:
            judge(ours, theirs)
        best = min(best, time.perf_counter() - started)
    return best / max(1, len(pairs)) * 1e6


def _print_errors(name: str, pairs: list[Pair], verdicts: list[bool]) -> None:
    reasons = read_exceptions()
    for number, (pair, accepted) in enumerate(zip(pairs, verdicts, strict=True), 1):
        if accepted is not pair.is_same:
            reason = reasons.get(f"{name} {number}", "not listed")
            print(f"{'false match' if accepted else 'miss'}: row {number}: {pair}\n    exception: {reason}")


def _track(row: dict[str, str], side: str, at: int) -> Track:
    return Track(
        ref=TrackRef(Service.FILE, f"{side}-{at}"),
        title=row[f"{side}_title"],
        artist=row[f"{side}_artist"],
        album=row.get(f"{side}_album") or "",
        seconds=_seconds(row.get(f"{side}_seconds")),
        isrcs=isrcs_of([row.get(f"{side}_isrc")]),
        version=row.get(f"{side}_version") or "",
    )


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.strip() else None


def _shown(track: Track) -> str:
    length = "?" if track.seconds is None else f"{track.seconds:.0f}"
    return f"{track.title!r} by {track.artist!r} ({length} s)"


if __name__ == "__main__":
    main()
