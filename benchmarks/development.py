"""The other development sets: `python -m benchmarks.development DATA [--errors]`, where DATA is the folder of the sets.

Each set is asked what it is about, and beside that whether its pairs would be loved as one:

* `metadata-filter-fixtures`: is a text read as its cleaned form is, all that is taken away being a note, not the title?
* `version-compare`: do two remarks tell the same version, edition included?
* `multi-scrobbler-lb`: would the mapping be accepted, where it is right, and only there?

What is answered otherwise is listed in `exceptions.tsv`, with the reason why that is better for favourites.
"""

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.matching import read_exceptions
from syncd.domain.match import Judgement
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.choose import choose
from syncd.planner.credits import Likeness, compare_credits
from syncd.planner.parsed import Reading, parse
from syncd.planner.versions import Accord, accord

_OF_ARTISTS = frozenset(
    {
        "album-artist-from-artist",
        "fix-various-artists",
        "normalize-feature",
        "remove-additional-artists",
        "remove-feature",
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled case. `is_right`: the set's own question is answered as labelled; `is_one`: it would be one love."""

    name: str
    shown: str
    is_right: bool
    is_one: bool
    is_one_by_label: bool


def clean_ups(folder: Path) -> Iterator[Case]:
    """Texts and what remains of them when they are cleaned."""
    for path in sorted(folder.glob("*.json")):
        for number, row in enumerate(json.loads(path.read_text(encoding="utf-8")), 1):
            given, expected = str(row["funcParameter"]), str(row["expectedValue"])
            is_artist = path.stem in _OF_ARTISTS
            ours, theirs = (_named("Song", text) if is_artist else _named(text, "Singer") for text in (given, expected))
            is_right = _is_read_as(parse(ours).readings[0], parse(theirs).readings[0])
            yield Case(f"{path.stem} {number}", f"{given!r} -> {expected!r}", is_right, _is_one(ours, theirs), True)


def remarks(path: Path) -> Iterator[Case]:
    """Two remarks beside a title, and whether they tell the same version."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t"), 1):
            ours, theirs = (_named(f"Song ({row[side]})" if row[side] else "Song", "Singer") for side in "ab")
            is_same = row["same"] == "True"
            is_right = _is_same_edition(ours, theirs) is is_same
            name, shown = f"version-compare {number}", f"{row['a']!r} ~ {row['b']!r}"
            yield Case(name, shown, is_right, _is_one(ours, theirs), is_same)


def mappings(folder: Path) -> Iterator[Case]:
    """Listens and the recordings that ListenBrainz found for them, rightly or wrongly."""
    for path in sorted(folder.glob("*/*.json")):
        is_same = path.parent.name == "correctlyMapped"
        for number, row in enumerate(json.loads(path.read_text(encoding="utf-8")), 1):
            ours, theirs = _listened(row["data"]["track_metadata"]), _mapped(row)
            is_one = _is_one(ours, theirs)
            name = f"{path.parent.name}/{path.stem} {number}"
            yield Case(name, f"{_shown(ours)} ~ {_shown(theirs)}", is_one is is_same, is_one, is_same)


def main(argv: Sequence[str] | None = None) -> None:
    """Print what is off if asked for, then one line of figures for each set."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.development", description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--errors", action="store_true", help="show every case that is answered otherwise, and why")
    options = parser.parse_args(argv)
    sets = {
        "clean_up": list(clean_ups(options.data / "metadata-filter-fixtures")),
        "remarks": list(remarks(options.data / "version-compare" / "compare_version.tsv")),
        "mappings": list(mappings(options.data / "multi-scrobbler-lb")),
    }
    reasons = read_exceptions()
    for name, cases in sets.items():
        if options.errors:
            _print_errors(cases, reasons)
        print(_figures(name, cases, reasons))


def _figures(name: str, cases: Sequence[Case], reasons: dict[str, str]) -> str:
    off = [case for case in cases if not case.is_right]
    one = [case for case in cases if case.is_one is not case.is_one_by_label]
    false = sum(case.is_one for case in one)
    listed = sum(case.name in reasons for case in off)
    return (
        f"{name}: cases={len(cases)} off={len(off)} off_share={len(off) / len(cases):.3f} listed={listed}"
        f" loved_otherwise={len(one)} loved_against_label={false}"
        f" loved_otherwise_listed={sum(case.name in reasons for case in one)}"
    )


def _print_errors(cases: Sequence[Case], reasons: dict[str, str]) -> None:
    for case in cases:
        if not case.is_right or case.is_one is not case.is_one_by_label:
            kind = "loved otherwise" if case.is_right else "off"
            print(f"{kind}: {case.name}: {case.shown}\n    {reasons.get(case.name, 'NOT LISTED')}")


def _is_read_as(given: Reading, cleaned: Reading) -> bool:
    """Whether a text says what its cleaned form says: version words, guests and decoration may stand beside it."""
    return (
        given.core.is_same(cleaned.core)
        and [aside.joined for aside in given.asides] == [aside.joined for aside in cleaned.asides]
        and cleaned.versions.kinds <= given.versions.kinds
        and (compare_credits(given.credits, cleaned.credits) is Likeness.EQUAL or _are_nobody(given, cleaned))
    )


def _are_nobody(given: Reading, cleaned: Reading) -> bool:
    return given.credits.is_anonymous and cleaned.credits.is_anonymous


def _is_same_edition(ours: Track, theirs: Track) -> bool:
    mine, yours = parse(ours).readings[0].versions, parse(theirs).readings[0].versions
    return accord(mine, yours) is Accord.SAME and mine.editions == yours.editions


def _is_one(ours: Track, theirs: Track) -> bool:
    return choose(ours, [theirs]).judgement is Judgement.ACCEPTED


def _listened(listen: dict[str, Any]) -> Track:
    return _named(listen["track_name"], listen["artist_name"], listen["additional_info"].get("duration"))


def _mapped(row: dict[str, Any]) -> Track:
    """The recording found, or the names that were expected where nothing was found."""
    found = row["data"]["track_metadata"].get("mbid_mapping")
    if found is None:
        return _named(row["expected"]["track"], ", ".join(row["expected"]["artists"]))
    credit = "".join(part["artist_credit_name"] + part["join_phrase"] for part in found["artists"])
    return _named(found["recording_name"], credit)


def _named(title: str, artist: str, seconds: float | None = None) -> Track:
    return Track(ref=TrackRef(Service.FILE, "1"), title=title, artist=artist, seconds=seconds)


def _shown(track: Track) -> str:
    return f"{track.title!r} by {track.artist!r}"


if __name__ == "__main__":
    main()
