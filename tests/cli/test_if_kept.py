"""What becomes of held absences that a human keeps is said of each kind that there is."""

from syncd.cli.held import if_kept
from syncd.domain.account import Account, AccountId, Can, Role
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.approve import Group, HeldKind

REFS = [TrackRef(Service.JAMENDO, str(number)) for number in range(4)]


def mine(can: Can = Can.READ | Can.LOVE | Can.UNLOVE) -> Account:
    """Whose songs they are."""
    return Account(
        id=AccountId(1), profile="default", name="mine", service=Service.JAMENDO, whoami="1", role=Role.BOTH, can=can
    )


def kept(*, back: int, hates: int = 0, can: Can = Can.READ | Can.LOVE | Can.UNLOVE) -> str:
    """The sentence about four absences, of which so many come back; the last ones are hates."""
    refs = {ref: RecordingId(number) for number, ref in enumerate(REFS)}
    return if_kept(
        Group(
            account=mine(can),
            kind=HeldKind.ABSENCES,
            refs=refs,
            hates=frozenset(REFS[4 - hates :]),
            back=frozenset(REFS[:back]),
        )
    )


def test_only_what_is_written_again_is_said_to_be_loved_again() -> None:
    """What was to be taken back there is not promised."""
    assert kept(back=4) == "4 songs will be loved again at mine"
    assert kept(back=3) == "3 songs will be loved again at mine; 1 song no longer counts as loved there"
    assert kept(back=1, hates=2) == (
        "1 song will be loved again at mine; 1 song no longer counts as loved and 2 as hated there"
    )


def test_where_nothing_comes_back_nothing_is_promised() -> None:
    """Though syncd may write there."""
    assert kept(back=0, can=Can.READ | Can.LOVE) == (
        "4 songs no longer count as loved at mine; nothing is taken away elsewhere"
    )


def test_a_second_like_is_warned_of_before_what_is_left() -> None:
    """Where no love can be taken back, a second one may undo the first."""
    assert kept(back=2, can=Can.READ | Can.LOVE) == (
        "2 songs will be loved again at mine, each looked at right before: a second like there may undo the first; "
        "2 songs no longer count as loved there"
    )


def test_removals_that_are_kept_are_counted() -> None:
    """One song is one."""
    one, two = (
        Group(account=mine(), kind=HeldKind.REMOVALS, refs={ref: RecordingId(1) for ref in REFS[:count]})
        for count in (1, 2)
    )

    assert if_kept(one) == "1 song will stay at mine, until it is loved and unloved once more"
    assert if_kept(two) == "2 songs will stay at mine, until they are loved and unloved once more"
