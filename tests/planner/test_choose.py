"""Which track is ours: accept only what is near and clearly nearer than the next."""

from dataclasses import replace

import pytest

from syncd.domain.match import Judgement
from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.planner.choose import choose
from syncd.planner.evidence import judge
from syncd.planner.parsed import parse

ISRC = Isrc("NGA562200011")


def track(
    title: str = "Last Last",
    artist: str = "Burna Boy",
    seconds: float | None = 172,
    *,
    album: str = "",
    version: str = "",
    isrcs: frozenset[Isrc] = frozenset(),
) -> Track:
    """A track of a catalogue; every one has the same ref, since the matcher only looks at its service."""
    ref = TrackRef(Service.MUSICBRAINZ, "1")
    return Track(ref=ref, title=title, artist=artist, seconds=seconds, album=album, version=version, isrcs=isrcs)


def verdict(ours: Track, theirs: Track) -> Judgement:
    """The judgement of one pair, which must not depend on who asks."""
    judgement = judge(parse(ours), parse(theirs)).judgement
    assert judge(parse(theirs), parse(ours)).judgement is judgement
    return judgement


class TestOnePair:
    """Named reasons for and against, and what they amount to."""

    def test_the_sample_of_the_boomplay_documentation(self) -> None:
        """The uploader stands in the artist field, the performer and a film in the title (`apis/boomplay.md` §3.2)."""
        ours = track("Shakira - Try Everything (《疯狂动物城》电影主题曲)", "xiaoxiao", 196)

        assert verdict(ours, track("Try Everything", "Shakira", 197.3)) is Judgement.ACCEPTED
        assert verdict(ours, track("Try Everything", "Shakira", None)) is Judgement.DOUBTFUL
        assert verdict(ours, track("Try Everything (Karaoke)", "Shakira", 196)) is Judgement.REJECTED
        assert verdict(ours, track("Try Everything", "Shakira", 196, version="live")) is Judgement.REJECTED

    def test_two_uploads_agree_only_by_guesses(self) -> None:
        """A "Symphony - Allegro" by two orchestras is not one recording because the titles are alike."""
        ours, theirs = (
            track("Symphony No. 5 - Allegro", "Wiener", 400),
            track("Symphony No. 5 - Allegro", "Berliner", 400),
        )

        assert verdict(ours, theirs) is not Judgement.ACCEPTED

    @pytest.mark.parametrize(
        ("ours", "theirs", "expected"),
        [
            (172, 175, Judgement.ACCEPTED),
            (172, 175.5, Judgement.DOUBTFUL),
            (172, 182, Judgement.DOUBTFUL),
            (172, 183, Judgement.REJECTED),
            (None, 183, Judgement.ACCEPTED),
            (0, 183, Judgement.ACCEPTED),
        ],
    )
    def test_length(self, ours: float | None, theirs: float, expected: Judgement) -> None:
        """Within 3 s is the same, beyond 10 s a veto, between them a doubt; a missing or zero length says nothing."""
        assert verdict(track(seconds=ours), track(seconds=theirs)) is expected

    @pytest.mark.parametrize(
        ("theirs", "expected"),
        [
            (track("Lasst Laast", "Burna", 172), Judgement.ACCEPTED),
            (track("Last Last", "Somebody Else", 172), Judgement.DOUBTFUL),
            (track("Last Last", "Somebody Else", None), Judgement.DOUBTFUL),
            (track("Last Last", "Burna Boy", 179), Judgement.ACCEPTED),
            (track("Last Last", "Burna Boy", 240), Judgement.DOUBTFUL),
            (track("Last Last (Remix)", "Burna Boy", 172), Judgement.DOUBTFUL),
            (track("Ye", "Burna Boy", 172), Judgement.DOUBTFUL),
            (track("Water", "Tyla", 172), Judgement.REJECTED),
        ],
    )
    def test_an_equal_isrc_is_a_strong_vote_with_vetoes(self, theirs: Track, expected: Judgement) -> None:
        """It accepts weaker names; another title, another artist, the version or the length can veto it."""
        assert verdict(track(isrcs=frozenset({ISRC})), replace(theirs, isrcs=frozenset({ISRC}))) is expected

    def test_a_different_isrc_is_no_vote(self) -> None:
        """One recording has several ISRCs."""
        ours, theirs = track(isrcs=frozenset({ISRC})), track(isrcs=frozenset({Isrc("GBAAA9900303")}))

        assert judge(parse(ours), parse(theirs)).reasons == judge(parse(track()), parse(track())).reasons

    def test_reasons_are_named(self) -> None:
        """A review shows what speaks for a candidate and what against it."""
        candidate = judge(parse(track("Last Last (Live)")), parse(track(seconds=180)))

        assert [str(reason) for reason in candidate.reasons] == [
            "+title (equal)",
            "+artist (equal)",
            "-version (live against none)",
            "-length (2:52 against 3:00)",
        ]

    @pytest.mark.parametrize(
        ("ours", "theirs", "reason"),
        [
            (track(), track(seconds=200), "-length (2:52 against 3:20)"),
            (track("Ye (Live)"), track("Ye"), "-version (live against none)"),
            (track("Ye Remix"), track("Ye"), "-version (remix against none)"),
            (
                track("Ye (Alesso Remix)"),
                track("Ye (Cazzette Remix)"),
                "-version (remix alesso against remix cazzette)",
            ),
            (track(), track(version="take with laughter"), "-version (another remark)"),
            (track("Ye, Pt. 1"), track("Ye, Pt. 2"), "-title (different, numbers 1 against 2)"),
            (track("Ye"), track("Water"), "-title (different)"),
            (track("Ye", "Tyla"), track("Ye"), "-artist (different)"),
            (track("Ye", "陈奕迅"), track("Ye"), "?artist (not comparable)"),
            (track("Ye (feat. Tems)", seconds=None), track("Ye"), "-guests (one side names more)"),
            (track("Ye"), track("Ye", "Burna Boy & Tems"), "-guests (one side names more)"),
            (track("Ye", "Burna Boy feat. Zuchu"), track("Ye", "Burna Boy & Tems"), "-guests (others on either side)"),
            (track("01. Ye"), track("Ye"), "-track number (01 before the title)"),
            (track("Ye (feat. Tems)"), track("Ye (feat. Zuchu)"), "-guests (others on either side)"),
            (track("Burna Boy - Ye", "hits"), track("Ye"), "-uploader (the performer stands in the title)"),
            (track("Ye"), track("Ye", album="Ye (Live)"), "-live album (one side stands on a live album)"),
        ],
    )
    def test_whatever_speaks_against_a_match_is_named(self, ours: Track, theirs: Track, reason: str) -> None:
        """A review can say in words why a candidate was not simply taken."""
        assert reason in map(str, judge(parse(ours), parse(theirs)).reasons)

    def test_a_word_outside_brackets_is_a_version_too(self) -> None:
        """Not even an equal ISRC makes "Ye Remix" the song that it is a remix of."""
        mine, yours = (track(title, isrcs=frozenset({ISRC})) for title in ("Ye Remix", "Ye"))

        assert verdict(mine, yours) is not Judgement.ACCEPTED

    def test_two_performers_of_one_composer_are_two(self) -> None:
        """Who shares nothing but the first name of a list is somebody else."""
        ours, theirs = (track("Moonlight Sonata", f"Ludwig van Beethoven, {who}") for who in ("Kempff", "Barenboim"))

        assert verdict(ours, theirs) is Judgement.DOUBTFUL

    @pytest.mark.parametrize("seconds", [float("inf"), float("nan"), -1.0])
    def test_an_impossible_length_is_no_evidence(self, seconds: float) -> None:
        """A length that no recording has says nothing."""
        assert judge(parse(track(seconds=seconds)), parse(track())).reasons == (
            judge(parse(track(seconds=None)), parse(track())).reasons
        )

    @pytest.mark.parametrize(
        "title",
        [
            "\x1b[31mLast\x1b[0m Last\x07",
            "\u202bLast Last\u202c\u200f",
            "Last\ud800 Last",
            "<i>Last</i> &#76;ast",
            "Last\x00Last",
        ],
    )
    def test_what_cannot_be_seen_makes_no_other_title(self, title: str) -> None:
        """Escapes, direction marks, lone surrogates, markup and control characters are not part of a name."""
        assert verdict(track(title), track()) is Judgement.ACCEPTED

    def test_long_titles_are_compared_to_their_ends(self) -> None:
        """A title of 10,000 characters is itself, and not another that begins alike."""
        long = "Last Last " * 1000

        assert verdict(track(long), track(long.upper())) is Judgement.ACCEPTED
        assert verdict(track(long), track(long + "Remix")) is not Judgement.ACCEPTED
        assert verdict(track(long), track("Last Last")) is not Judgement.ACCEPTED

    def test_a_live_album_alone_is_a_doubt(self) -> None:
        """A title that says live and an album that does are for a human, whatever their lengths."""
        live, plain = track("Creep (Live)", "Radiohead"), track("Creep", "Radiohead", album="Live at Wembley")

        assert verdict(live, plain) is Judgement.DOUBTFUL
        assert verdict(track("Creep", "Radiohead", None), plain) is Judgement.DOUBTFUL

    def test_an_unknown_remark_needs_the_length(self) -> None:
        """A disambiguation that nobody understands may mean another recording."""
        assert verdict(track(seconds=None), track(version="take with laughter")) is Judgement.DOUBTFUL
        assert verdict(track(), track(version="take with laughter")) is Judgement.ACCEPTED

    def test_another_script_is_for_a_human_or_an_isrc(self) -> None:
        """Letters that cannot be compared are neither for nor against."""
        ours, theirs = track("十年", "陈奕迅", 205), track("十年", "Eason Chan", 205)

        assert verdict(ours, theirs) is Judgement.DOUBTFUL
        both = [replace(each, isrcs=frozenset({ISRC})) for each in (ours, theirs)]
        assert verdict(both[0], both[1]) is Judgement.ACCEPTED


class TestSeveralCandidates:
    """The best is accepted only if no other song is nearly as near."""

    def test_nothing_to_choose_from(self) -> None:
        """No candidates, or only others, is a plain no."""
        assert choose(track(), []).judgement is Judgement.REJECTED
        assert choose(track(), [track("Water", "Tyla")]) == choose(track(), [])

    def test_the_nearest_wins(self) -> None:
        """Other versions and near titles do not disturb an exact match."""
        right = track(version="explicit")
        match = choose(track(), [track("Last Last (Remix)"), right, track("Last Last (Lagos)"), track(seconds=190)])

        assert match.judgement is Judgement.ACCEPTED
        assert match.chosen is not None
        assert match.chosen.track is right
        assert [candidate.track.title for candidate in match.candidates] == ["Last Last", "Last Last (Lagos)"]

    def test_two_lengths_without_ours_are_two_songs(self) -> None:
        """Equal names of different lengths are a question for a human, and each candidate says why."""
        match = choose(track(seconds=None), [track(seconds=172), track(seconds=240)])

        assert match.judgement is Judgement.DOUBTFUL
        assert match.chosen is None
        assert all("rival" in {reason.name for reason in candidate.reasons} for candidate in match.candidates)

    def test_siblings_are_one_song(self) -> None:
        """A tie among listings of one song is no doubt: nearest length, else the first given, is taken."""
        first, nearer = track(seconds=174.2, album="Single"), track(seconds=172.4, album="Love, Damini")

        assert chosen(track(), [first, nearer]) is nearer
        assert chosen(track(seconds=None), [first, nearer]) is first
        assert chosen(track(seconds=173), [first, replace(first, seconds=173.9)]) is not first
        assert chosen(track(seconds=172), [nearer, replace(nearer, seconds=172)]) is nearer

    def test_among_siblings_an_equal_isrc_decides(self) -> None:
        """The listing that carries our ISRC wins over a nearer length."""
        marked = track(seconds=174, isrcs=frozenset({ISRC}))

        assert chosen(track(isrcs=frozenset({ISRC})), [track(), marked]) is marked

    def test_among_equals_the_edition_decides(self) -> None:
        """An explicit favourite is the explicit listing, a plain one the plain; neither is a doubt."""
        plain, explicit, clean = (track(version=edition) for edition in ("", "explicit", "clean"))

        assert chosen(track("Last Last [Explicit]"), [clean, plain, explicit]) == explicit
        assert chosen(track(), [explicit, clean, plain]) == plain
        assert chosen(track("Last Last (Remastered 2011)"), [explicit]) == explicit

    def test_siblings_agree_in_the_catalogues_remark(self) -> None:
        """Two concerts are two recordings, however near their lengths are."""
        concerts = [track("Creep", version="live, 1994: London"), track("Creep", version="live, 2003: Paris")]

        assert choose(track("Creep (Live)"), concerts).judgement is Judgement.DOUBTFUL


def chosen(ours: Track, theirs: list[Track]) -> Track:
    """The track that was chosen."""
    match = choose(ours, theirs)
    assert match.chosen is not None
    return match.chosen.track


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Angel (Come and See)", "Angel"),
        ("Essence (feat. Anna & Tems)", "Essence (feat. Tems)"),
        ("Harbour (Down by the River)", "Harbour"),
    ],
)
def test_a_note_without_a_word_for_it_needs_the_length(one: str, other: str) -> None:
    """It may be a subtitle or a version; where no length is known, a human decides, and an equal length is enough."""
    assert verdict(track(one, seconds=None), track(other, seconds=None)) is Judgement.DOUBTFUL
    assert verdict(track(one), track(other)) is Judgement.ACCEPTED


@pytest.mark.parametrize(
    "title",
    [
        *("Angel (Gospel)", "Angel (Marlow)", "Angel (Tom Novy)", "Angel (Studio Brussel)"),
        *("Angel (Purple Disco Machine)", "Angel (Velvet Night Parade)"),
    ],
)
def test_a_bare_name_on_one_side_needs_more_than_the_length(title: str) -> None:
    """It may be a remixer or a style: a human decides, or an ISRC; where the other side credits that very name, it is one."""
    code = frozenset({ISRC})
    one, other = track(title), track("Angel")
    assert verdict(one, other) is verdict(other, one) is Judgement.DOUBTFUL
    assert verdict(replace(one, isrcs=code), replace(other, isrcs=code)) is Judgement.ACCEPTED
    name = title.removeprefix("Angel (").removesuffix(")")
    assert verdict(one, replace(other, artist=f"{other.artist} & {name}")) is Judgement.ACCEPTED
