"""The matcher on our own labelled pairs: what catalogues in many scripts really show."""

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from syncd.domain.match import Judgement
from syncd.domain.track import Service, Track, TrackRef, isrcs_of
from syncd.planner.choose import choose

PAIRS = Path(__file__).with_name("matching_pairs.tsv")


class Pair(NamedTuple):
    """Two tracks, whether they are the same recording, and what the pair is there for."""

    ours: Track
    theirs: Track
    is_same: bool
    note: str

    @property
    def is_accepted(self) -> bool:
        """Whether it would be loved without a human, whichever side is ours."""
        there, back = choose(self.ours, [self.theirs]), choose(self.theirs, [self.ours])
        assert there.judgement is back.judgement, self
        return there.judgement is Judgement.ACCEPTED


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """All labelled pairs."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Pair(side(row, "left"), side(row, "right"), row["same"] == "1", row["note"]) for row in rows]


def side(row: dict[str, str], which: str) -> Track:
    """One track of a row."""
    seconds = row[f"{which}_seconds"]
    return Track(
        ref=TrackRef(Service.FILE, which),
        title=row[f"{which}_title"],
        artist=row[f"{which}_artist"],
        album=row[f"{which}_album"],
        seconds=float(seconds) if seconds else None,
        version=row[f"{which}_version"],
        isrcs=isrcs_of([row[f"{which}_isrc"]]),
    )


def test_no_two_recordings_are_taken_for_one(pairs: list[Pair]) -> None:
    """Not one pair of different recordings is accepted."""
    assert [pair for pair in pairs if not pair.is_same and pair.is_accepted] == []


def test_hardly_a_recording_is_missed(pairs: list[Pair]) -> None:
    """At least 97 % of the same recordings are accepted; a failure lists every miss."""
    same = [pair for pair in pairs if pair.is_same]
    missed = [pair for pair in same if not pair.is_accepted]

    assert len(missed) <= 0.03 * len(same), missed


def test_the_set_is_large_and_two_sided(pairs: list[Pair]) -> None:
    """At least 150 pairs, a third of them of each label, each with a note that says what it is there for."""
    assert len(pairs) >= 150
    assert len(pairs) / 3 < sum(pair.is_same for pair in pairs) < len(pairs) * 2 / 3
    assert all(pair.note for pair in pairs)
