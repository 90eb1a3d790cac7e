"""Who else sings: a solo and a duet are two recordings, whichever field names the guest."""

from dataclasses import replace

import pytest

from syncd.domain.match import Judgement
from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.planner.choose import choose
from syncd.planner.credits import Company, compare_company, compare_credits, credits_of


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("Rema", "Rema", Company.SAME),
        ("Rema", "Rema & Selena Gomez", Company.MORE),
        ("Rema", "Rema feat. Selena Gomez", Company.MORE),
        ("Rema", "Rema, Selena Gomez", Company.MORE),
        ("Rema", "Rema [feat. Selena Gomez]", Company.MORE),
        ("Rema", "Selena Gomez & Rema", Company.MORE),
        ("U2", "U2 & Mary J. Blige", Company.MORE),
        ("周杰伦", "周杰伦 & Selena Gomez", Company.MORE),
        ("Wizkid & Tems", "Wizkid, Tems & Drake", Company.MORE),
        ("Rema & Selena Gomez", "Selena Gomez feat. Rema", Company.SAME),
        ("Rema & Selena Gómez", "Rema feat. Selena Gomes", Company.SAME),
        ("Jay Chou & 陈奕迅", "Jay Chou & Eason Chan", Company.SAME),
        ("Jay Chou, 陈奕迅 & 王菲", "Jay Chou & Eason Chan", Company.MORE),
        ("Kali Uchis & Tyler, The Creator", "Kali Uchis feat. Tyler The Creator", Company.SAME),
        ("AC/DC", "ACDC", Company.SAME),
        ("Florence + the Machine", "Florence and The Machine", Company.SAME),
        ("Earth, Wind & Fire", "Earth Wind & Fire feat. The Emotions", Company.MORE),
        ("Rema & Selena Gomez", "Rema feat. Tems", Company.OTHERS),
        ("Rema feat. Tems & Zuchu", "Rema feat. Tems & Nandy", Company.OTHERS),
        ("陈奕迅 & 王菲", "Eason Chan feat. Faye Wong", Company.SAME),
        ("陈奕迅", "Eason Chan feat. Kate Bush", Company.MORE),
    ],
)
def test_company_is_compared_whichever_field_names_it(ours: str, theirs: str, expected: Company) -> None:
    """Order and spelling do not matter; a name of another script stands for one that is left over, and only for one."""
    mine, yours = credits_of(ours), credits_of(theirs)
    likeness = compare_credits(mine, yours)

    assert compare_company(mine, yours, likeness) is expected
    assert compare_company(yours, mine, likeness) is expected


@pytest.mark.parametrize("credit", ["Adele VEVO", "AdeleVEVO", "Adele - Topic", "Adele [Official]", "Adele (UK)"])
def test_a_channel_is_its_artist(credit: str) -> None:
    """What sites put behind an artist's name is no part of it."""
    assert credits_of(credit) == credits_of("Adele")


def track(
    title: str = "Last Last",
    artist: str = "Burna Boy",
    seconds: float | None = 172,
    isrcs: frozenset[Isrc] = frozenset(),
) -> Track:
    """A track of a catalogue."""
    return Track(ref=TrackRef(Service.MUSICBRAINZ, "1"), title=title, artist=artist, seconds=seconds, isrcs=isrcs)


def verdict(ours: Track, theirs: Track) -> Judgement:
    """The judgement of one pair, which must not depend on who asks."""
    judgement = choose(ours, [theirs]).judgement
    assert choose(theirs, [ours]).judgement is judgement
    return judgement


def chosen(ours: Track, theirs: list[Track]) -> Track | None:
    """The track that was chosen."""
    match = choose(ours, theirs)
    return match.chosen.track if match.chosen else None


def test_a_guest_whom_only_one_side_names_needs_the_length() -> None:
    """There may be a recording with the guest and one without, whether the title names him or the artist field."""
    with_guest = track("Nakamarra (feat. Q-Tip)", "Hiatus Kaiyote", None)

    assert verdict(with_guest, track("Nakamarra", "Hiatus Kaiyote", 275)) is Judgement.DOUBTFUL
    assert verdict(replace(with_guest, seconds=275), track("Nakamarra", "Hiatus Kaiyote", 275)) is Judgement.ACCEPTED
    for credit in ("{} feat. Tems", "{} & Tems", "{}, Tems", "{} [feat. Tems]", "{} (with 宇多田)"):
        duet = track(artist=credit.format("Burna Boy"))
        assert verdict(track(seconds=None), duet) is Judgement.DOUBTFUL
        assert verdict(track(), duet) is Judgement.ACCEPTED
        code = frozenset({Isrc("NGA562200011")})
        assert verdict(track(seconds=None, isrcs=code), replace(duet, isrcs=code)) is Judgement.ACCEPTED


@pytest.mark.parametrize(("ours", "theirs"), [(None, None), (172, None), (172, 172)])
def test_a_solo_and_a_duet_are_no_siblings(ours: float | None, theirs: float | None) -> None:
    """Whoever has our credit is taken, whichever was given first; where nobody has it, nobody is."""
    solo, duet = track(seconds=theirs), track(artist="Burna Boy & Tems", seconds=theirs)
    for candidates in ([solo, duet], [duet, solo]):
        assert chosen(track(seconds=ours), candidates) == solo
        assert chosen(track("Last Last (feat. Tems)", seconds=ours), candidates) == duet
    trio = track(artist="Burna Boy, Tems & Zuchu", seconds=theirs)
    assert choose(track(seconds=ours), [duet, trio]).judgement is Judgement.DOUBTFUL
