"""A dry run holds what the sync after it holds, by the same names, and leaves nothing of it behind."""

from syncd.domain.account import Role
from syncd.domain.track import Service
from syncd.engine.approve import Group, HeldKind
from tests.engine.guarding import SONGS, held
from tests.engine.household import DRY_RUN, Household


def foreseen(home: Household) -> list[Group]:
    """What a dry run holds."""
    return [group for groups in home.cycle(DRY_RUN).held.values() for group in groups]


def guarded(home: Household) -> int:
    """How many absences the last command did not believe."""
    return sum(home.outcome.guarded.values())


def test_a_dry_run_holds_the_absences_that_its_own_look_shows(full: Household) -> None:
    """Counted and named like those of the sync after it, and told as what no memory holds yet; so are the removals."""
    full.human_unloves("L", *SONGS[:5])
    [before], count = foreseen(full), guarded(full)
    assert held(full) == []
    full.cycle()
    [after], again = held(full), foreseen(full)

    assert (before.kind, before.is_foreseen, count) == (HeldKind.ABSENCES, True, 5)
    assert before.hash == after.hash
    assert again == [after]
    assert guarded(full) == 5


def test_a_dry_run_holds_the_removals_that_follow_from_its_own_look(full: Household) -> None:
    """Unloves at two accounts, a few at each, are more than one day may take away at the third."""
    full.add("L3", Service.LISTENBRAINZ, role=Role.TARGET)
    full.cycles(2)
    full.human_unloves("L", *SONGS[:3])
    full.human_unloves("L2", *SONGS[3:6])
    [before] = [group for group in foreseen(full) if group.account.whoami == "L3"]
    full.cycle()
    [after] = [group for group in held(full) if group.account.whoami == "L3"]

    assert (before.kind, before.is_foreseen, len(before.refs)) == (HeldKind.REMOVALS, True, 6)
    assert (after.hash, after.is_foreseen) == (before.hash, False)


def test_a_dry_run_holds_nothing_of_a_list_that_has_come_back(full: Household) -> None:
    """What memory holds is over with the look of the dry run, as with that of a sync; memory holds it until then."""
    full.human_unloves("L", *SONGS)
    full.cycle()
    full.human_loves("L", *SONGS)

    assert (foreseen(full), guarded(full), len(held(full))) == ([], 0, 1)
