"""Review is built for hundreds: 400 doubts, at most 200 keys, no wrong love."""

from collections import Counter
from collections.abc import Iterator, Mapping

from syncd.cli.review_dialogue import Review
from syncd.cli.review_modes import EXAMPLES, Mode, Outside
from syncd.domain.track import Mbid, TrackRef
from syncd.planner.review import Case, artist_key, artist_pair, only_doubt
from tests.cli.planting import Doubt, desk, heard, identities, known, mbid, plant
from tests.cli.scene import Scene

EVERY = 20
"""So rarely a candidate is the wrong one."""

Truth = Mapping[TrackRef, Mbid | None]


def the_doubts() -> Iterator[Doubt]:
    """Eighty of each kind; one in twenty, and in two kinds a whole artist's songs, is none of its candidates."""
    for number in range(400):
        kind, place = divmod(number, 80)
        artist = f"{('Nina', 'Omar', 'Lena', 'Bako', 'Ines')[kind]} {WORDS[place // 3 if kind < 3 else place // 4]}"
        title, ours_id, theirs_id = f"{WORDS[place % 40]} {WORDS[39 - place // 2]}", f"b{artist}", f"m{artist}"
        right = mbid(2 * number)
        if kind == 0:  # length off
            ours, theirs = heard(number, title, artist, 200), (known(2 * number, title, artist, 207),)
            yield Doubt(ours, theirs, None if place % EVERY == 7 else right)
        elif kind == 1:  # the guests differ
            ours = heard(number, f"{title} (feat. Kofi Mensah)", artist)
            yield Doubt(
                ours,
                (known(2 * number, title, f"{artist} feat. Ruth Adler"),),
                None if place % EVERY == 3 else right,
            )
        elif kind == 2:  # two recordings are as near
            ours = heard(number, title, artist, None)
            both = known(2 * number, title, artist, 200), known(2 * number + 1, title, artist, 260)
            yield Doubt(ours, both, mbid(2 * number + 1) if place % 3 == 0 else right)
        elif kind == 3:  # another script
            ours = heard(number, title, artist, 200, ours_id)
            yield Doubt(ours, (known(2 * number, title, "宇多田ヒカル", 200, theirs_id),), None if place < 4 else right)
        else:  # the artists are only alike
            ours = heard(number, title, f"{artist} Band", 200, ours_id)
            yield Doubt(ours, (known(2 * number, title, artist, 200, theirs_id),), None if place < 4 else right)


WORDS = (
    *("Harbour", "Meadow", "Lantern", "Orchard", "Glacier", "Pepper", "Violet", "Canyon", "Marble", "Thunder"),
    *("Willow", "Saffron", "Copper", "Falcon", "Juniper", "Velvet", "Ember", "Cobalt", "Walnut", "Prairie"),
    *("Comet", "Dolphin", "Engine", "Feather", "Granite", "Hazel", "Indigo", "Jasmine", "Kernel", "Lagoon"),
    *("Mirror", "Nectar", "Onyx", "Pillow", "Quartz", "Ribbon", "Saddle", "Tundra", "Umber", "Vessel"),
)


def key_for(review: Review, truth: Truth) -> str:
    """The key of somebody who knows every song and presses as few keys as possible."""
    if review.mode is Mode.BULK:
        wrong = [place for place, case in enumerate(review.examples, 1) if not is_best(case, truth)]
        if wrong:
            return str(wrong[0])
        return " " if review.bulk_from + EXAMPLES < len(review.bulk) else "y"
    case = review.case
    alike = [each for each in review.waiting + review.later if artist_key(each) == artist_key(case)]
    if only_doubt(case) in {"length", "guests"} and is_best(case, truth):
        return "k"
    if artist_pair(case, {}) and all(is_best(each, truth) for each in alike):
        return "t"
    ids = [candidate.track.mbid for candidate in review.shown]
    wanted = truth[case.refs[0]]
    return str(ids.index(wanted) + 1) if wanted in ids else "n"


def is_best(case: Case, truth: Truth) -> bool:
    """Whether the first candidate is the song."""
    return case.best.track.mbid == truth[case.refs[0]]


def test_four_hundred_doubts_are_cleared_with_two_hundred_keys_and_no_wrong_love(fresh: Scene) -> None:
    """Five kinds of doubt over more than a hundred artists: whatever is accepted is the song, and nothing is left."""
    with desk(fresh) as here:
        doubts = list(the_doubts())
        truth = plant(here, doubts)
        assert (len(truth), len({each.ours.artist for each in doubts})) >= (400, 100)
        review = Review(here.cases(), {}, Outside(lambda: 0.0, lambda _: [], lambda _: True, here.carry_out, here.undo))
        assert review.left == 400
        keys = Counter[str]()
        while review.left and keys.total() <= 200:
            key = key_for(review, truth)
            keys[key] += 1
            review.press(key)

        print(f"{keys.total()} keys: {dict(keys)}")
        assert review.left == 0
        assert keys.total() <= 200
        assert here.cases() == []
        found = identities(here)
        assert {ref for ref, taken in found.items() if taken != truth[ref]} == set()
        assert here.amends == []
