"""Which track is ours: accept only what is near and clearly nearer than the next."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from syncd.domain.match import Judgement
from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.planner.choose import choose
from syncd.planner.evidence import judge
from syncd.planner.parsed import parse

ISRC = Isrc("NGA562200011")
VERSION_WORDS = (
    "Live", "Live at Wembley", "Remix", "Alesso Remix", "Acoustic", "Demo", "Karaoke Version", "Instrumental", "Radio Edit", "Extended Mix",
    "Sped Up", "Slowed + Reverb", "Cover", "Re-Recorded", "Taylor's Version", "Spanish Version", "Part 2", "Vol. 3",
)  # fmt: skip


def track(
    title: str = "Last Last",
    artist: str = "Burna Boy",
    seconds: float | None = 172,
    *,
    album: str = "",
    version: str = "",
    isrcs: frozenset[Isrc] = frozenset(),
) -> Track:
    """A track of a catalogue; every one has the same ref, since the matcher does not look at it."""
    ref = TrackRef(Service.MUSICBRAINZ, "1")
    return Track(ref=ref, title=title, artist=artist, seconds=seconds, album=album, version=version, isrcs=isrcs)


def verdict(ours: Track, theirs: Track) -> Judgement:
    """The judgement of one pair, which must not depend on who asks."""
    judgement = judge(parse(ours), parse(theirs)).judgement
    assert judge(parse(theirs), parse(ours)).judgement is judgement
    return judgement


texts = st.one_of(
    st.sampled_from(
        [
            "Last Last",
            "Buga (Lo Lo Lo)",
            "真的爱你",
            "Группа крови",
            "Intro",
            "!!!",
            "Song, Pt. 1",
            "Burna Boy - Ye",
            "22",
            "",
        ]
    ),
    st.text(st.characters(codec=None), max_size=20),
)
lengths = st.one_of(st.none(), st.just(0.0), st.floats(150, 200))
tracks = st.builds(track, texts, st.sampled_from(["Burna Boy", "Wizkid feat. Tems", "BEYOND", "xiaoxiao", ""]), lengths)


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
            (track("Last Last", "Somebody Else", 172), Judgement.ACCEPTED),
            (track("Last Last", "Somebody Else", None), Judgement.DOUBTFUL),
            (track("Last Last", "Burna Boy", 179), Judgement.ACCEPTED),
            (track("Last Last", "Burna Boy", 240), Judgement.DOUBTFUL),
            (track("Last Last (Remix)", "Burna Boy", 172), Judgement.DOUBTFUL),
            (track("Ye", "Burna Boy", 172), Judgement.DOUBTFUL),
            (track("Water", "Tyla", 172), Judgement.REJECTED),
        ],
    )
    def test_an_equal_isrc_is_a_strong_vote_with_vetoes(self, theirs: Track, expected: Judgement) -> None:
        """It accepts weaker names; both names, the version or the length can veto it."""
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
            "-version (live / as released)",
            "-length (172 s / 180 s)",
        ]

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

    @given(tracks, tracks)
    def test_it_does_not_matter_who_asks(self, ours: Track, theirs: Track) -> None:
        """Being the same is symmetric, whatever the texts."""
        assert verdict(ours, theirs) in Judgement

    @given(tracks)
    def test_a_track_is_itself(self, one: Track) -> None:
        """With a title and a performer, a track is accepted as itself; without, it is never accepted."""
        (reading, *_) = parse(one).readings
        expected = bool(reading.core.joined) and not reading.credits.is_anonymous

        assert (verdict(one, one) is Judgement.ACCEPTED) is expected

    @given(tracks, st.sampled_from(VERSION_WORDS), st.sampled_from(["{} ({})", "{} [{}]", "{} - {}"]))
    def test_a_version_word_makes_another_recording(self, one: Track, word: str, form: str) -> None:
        """Two tracks that differ only in a version word are never one, not even with an equal ISRC."""
        ours = replace(one, title=f"Song {one.title}", isrcs=frozenset({ISRC}))
        theirs = replace(ours, title=form.format(ours.title, word))

        assert verdict(ours, theirs) is not Judgement.ACCEPTED

    @given(tracks, tracks, st.sampled_from(VERSION_WORDS))
    def test_a_version_word_never_helps(self, ours: Track, theirs: Track, word: str) -> None:
        """A pair that is not accepted is not accepted for a version word that one side gains."""
        if verdict(ours, theirs) is not Judgement.ACCEPTED:
            assert verdict(ours, replace(theirs, title=f"{theirs.title} ({word})")) is not Judgement.ACCEPTED

    @given(tracks, tracks, st.floats(150, 200))
    def test_more_evidence_never_hurts(self, ours: Track, theirs: Track, seconds: float) -> None:
        """An accepted pair stays accepted when it gains an equal ISRC or an equal length."""
        if verdict(ours, theirs) is Judgement.ACCEPTED:
            mine, yours = (replace(each, isrcs=frozenset({ISRC})) for each in (ours, theirs))
            assert verdict(mine, yours) is Judgement.ACCEPTED
            assert verdict(replace(ours, seconds=seconds), replace(theirs, seconds=seconds)) is Judgement.ACCEPTED

    @given(tracks, tracks)
    def test_scores_are_fractions(self, ours: Track, theirs: Track) -> None:
        """A score lies between nothing alike and all evidence agreeing."""
        assert 0 <= judge(parse(ours), parse(theirs)).score <= 1


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

    def test_siblings_agree_in_the_catalogues_remark(self) -> None:
        """Two concerts are two recordings, however near their lengths are."""
        concerts = [track("Creep", version="live, 1994: London"), track("Creep", version="live, 2003: Paris")]

        assert choose(track("Creep (Live)"), concerts).judgement is Judgement.DOUBTFUL

    @given(tracks, st.lists(tracks, max_size=4))
    def test_what_is_chosen_was_accepted_and_offered(self, ours: Track, theirs: list[Track]) -> None:
        """A choice is an accepted candidate, the best one; without a choice the match is not accepted."""
        match = choose(ours, theirs)
        scores = [candidate.score for candidate in match.candidates]

        assert (match.chosen is not None) == (match.judgement is Judgement.ACCEPTED)
        assert match.chosen is None or match.chosen is match.candidates[0]
        assert scores == sorted(scores, reverse=True)
        assert all(candidate.track in theirs for candidate in match.candidates)


def chosen(ours: Track, theirs: list[Track]) -> Track:
    """The track that was chosen."""
    match = choose(ours, theirs)
    assert match.chosen is not None
    return match.chosen.track
