"""What other titles settle at once: `judge` would have rejected it, whoever sings and however long."""

from dataclasses import replace
from itertools import product

import pytest

from syncd.domain.match import Judgement
from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.planner.evidence import are_titled_apart, judge
from syncd.planner.parsed import parse

TITLES = (
    *(
        "Harbour",
        "Harbor",
        "Harbour (Live)",
        "Harbour Part 2",
        "Harbour Part 3",
        "Marlow - Harbour",
        "Lantern - Harbour",
    ),
    *("Lantern", "Lantern (Harbour)", "07 Lantern", "Гавань", "港", "Harbour (港)", "Midnight Rain", "Midnight Train"),
)
ARTISTS = ("Marlow", "Ada & Marlow", "Lantern", "Karaoke Hits", "")
EVERY = [Track(ref=TrackRef(Service.FILE, "1"), title=each, artist=by) for each, by in product(TITLES, ARTISTS)]

HARBOUR = replace(EVERY[0], seconds=180.0, isrcs=frozenset({Isrc("GBAAA0000001")}))
LANTERN = replace(HARBOUR, ref=TrackRef(Service.FILE, "2"), title="Lantern", isrcs=frozenset())


@pytest.mark.parametrize("seconds", [None, 180.0, 400.0])
def test_what_is_titled_apart_would_have_been_rejected(seconds: float | None) -> None:
    """All pairs of these titles and artists, at one length, another, or none that is known."""
    ours = [parse(replace(each, seconds=180.0)) for each in EVERY]
    theirs = [parse(replace(each, seconds=seconds)) for each in EVERY]
    apart = [(mine, yours) for mine, yours in product(ours, theirs) if are_titled_apart(mine, yours)]

    assert len(apart) > len(EVERY)
    assert {judge(mine, yours).judgement for mine, yours in apart} == {Judgement.REJECTED}


@pytest.mark.parametrize(
    "vouched", [replace(LANTERN, isrcs=HARBOUR.isrcs), replace(LANTERN, links=frozenset({HARBOUR.ref}))]
)
def test_what_something_vouches_for_is_judged(vouched: Track) -> None:
    """An ISRC or a link makes a doubt of other titles, which a human may settle."""
    assert are_titled_apart(parse(HARBOUR), parse(LANTERN))

    assert not are_titled_apart(parse(HARBOUR), parse(vouched))
    assert judge(parse(HARBOUR), parse(vouched)).judgement is Judgement.DOUBTFUL
