"""Answers by command: `syncd review accept|none|skip|forget|refresh`."""

import sys
from collections.abc import Sequence
from typing import Never

from syncd.cli.links import page_for
from syncd.cli.mention import parse_mention
from syncd.cli.options import Common
from syncd.cli.review_desk import Desk
from syncd.cli.review_file import ARTIST_PREFIX
from syncd.cli.review_lookup import look_up
from syncd.cli.review_rows import song
from syncd.cli.review_session import at_desk, deciding
from syncd.cli.review_terminal import is_terminal
from syncd.cli.show import console, counted, program_name, safe
from syncd.daemon.logs import printable
from syncd.daemon.spelling import advice
from syncd.domain.answer import Said
from syncd.domain.errors import UsageError
from syncd.domain.match import Candidate
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.review import (
    NEED_A_LOOK,
    Case,
    Reply,
    ReviewDecision,
    bulk_doubt,
    by_hand,
    count_songs,
    first_numbers,
    song_by_song,
    with_doubt,
)
from syncd.store.review import shown_refs, tracks_of

_EXAMPLES = 3


def accept(asked: Common, ref: str, candidate: str) -> int:
    """A song is that candidate: its number in the list, its MBID, its ref or its page."""
    about = ref_of(ref)

    def work(desk: Desk) -> None:
        case, chosen = _choice(desk, about, candidate)
        desk.carry_out(ReviewDecision((Reply(case, Said.IS, (chosen,)),)))
        other = chosen.track.ref
        console().print(safe(f"{about} is {song(chosen.track)} at {other.service}: {page_for(other)}"))
        if skips := _skips(desk, about):
            console().print(safe(f"{skips}; {program_name()} review forget {about} takes that back, and this answer"))

    return deciding(asked, work)


def accept_doubt(asked: Common, doubt: str, *, is_sure: bool) -> int:
    """All songs whose only doubt is this one are their first candidates; asks first, unless told not to."""
    if doubt in NEED_A_LOOK:
        raise UsageError(f"--doubt {doubt}: {NEED_A_LOOK[doubt]}; that is to be answered song by song")

    def work(desk: Desk) -> None:
        waiting = desk.cases()
        cases = with_doubt(waiting, doubt)
        if not cases:
            possible = sorted({bulk_doubt(case) for case in waiting} - {""})
            raise UsageError(f"--doubt {printable(doubt)}: nothing waits for that alone{advice(doubt, possible)}")
        _show_examples(cases, doubt)
        songs = count_songs(cases)
        if is_sure or _says_yes(f"Accept all {songs}? [y/N] "):
            desk.carry_out(ReviewDecision(tuple(Reply(case, Said.IS, (case.best,)) for case in cases)))
            console().print(f"{counted(songs, 'song')} accepted")
        else:
            console().print("nothing was answered")

    return deciding(asked, work)


def none(asked: Common, ref: str) -> int:
    """A song is none of its candidates, wherever they are."""
    about = ref_of(ref)

    def work(desk: Desk) -> None:
        cases = _waiting(desk, about)
        if not cases:
            raise UsageError(f"{about} has no candidates in review; see: syncd review list")
        desk.carry_out(ReviewDecision(tuple(Reply(case, Said.NOT, case.candidates) for case in cases)))
        console().print(f"{about} is none of {counted(sum(len(case.candidates) for case in cases), 'candidate')}")

    return deciding(asked, work)


def skip(asked: Common, ref: str) -> int:
    """A song is never to be pushed anywhere."""
    about = ref_of(ref)

    def work(desk: Desk) -> None:
        desk.carry_out(ReviewDecision((Reply(case_of(desk, about), Said.SKIP),)))
        console().print(f"{about} is pushed nowhere from now on")

    return deciding(asked, work)


def forget(asked: Common, ref: str) -> int:
    """What was said about a song or an artist is taken back; machines judge anew at the next sync.

    Where a profile is named, the skips of the other profiles stand.
    """
    service, _, artist = ref.partition(f":{ARTIST_PREFIX}")

    def work(desk: Desk) -> None:
        count = int(desk.forget_artist(_service(service), artist)) if artist else desk.forget(ref_of(ref))
        skips = "" if artist else _skips(desk, ref_of(ref))
        if not count:
            raise UsageError(skips or f"{printable(ref)}: no human has said anything about it")
        console().print(
            f"{counted(count, 'answer')} taken back; the next sync judges anew, and takes back what it finds wrong"
        )
        if skips:
            console().print(safe(skips))

    return at_desk(asked, work)


def refresh(asked: Common, ref: str | None) -> int:
    """Ask again at once, at the next sync, about what is doubtful or was missed, whatever the kind of evidence."""
    about = None if ref is None else ref_of(ref)

    def work(desk: Desk) -> None:
        count = desk.ask_again(None if about is None else case_of(desk, about).recording)
        console().print(f"{counted(count, 'song')} {'is' if count == 1 else 'are'} asked about again at the next sync")

    return at_desk(asked, work)


def ref_of(text: str) -> TrackRef:
    """The track that a text names. Raises UsageError."""
    meant = parse_mention(text)
    if not isinstance(meant, TrackRef):
        raise UsageError(
            f"{meant} is an ISRC, which several songs may have; give a ref such as boomplay:123, or a page"
        )
    is_recording = meant.service is Service.MUSICBRAINZ
    return TrackRef(Service.LISTENBRAINZ, meant.id) if is_recording else meant


def _service(text: str) -> Service:
    try:
        return Service(text.lower())
    except ValueError:
        raise UsageError(f"{printable(text)}: unknown service{advice(text, Service)}") from None


def _waiting(desk: Desk, about: TrackRef) -> list[Case]:
    return [case for case in desk.cases() if about in case.refs]


def case_of(desk: Desk, about: TrackRef) -> Case:
    """The song as it waits in review; one that does not wait there may be answered, too."""
    if cases := _waiting(desk, about):
        return cases[0]
    with desk.built.database.reading() as connection:
        for recording, refs in shown_refs(connection).items():
            if about in refs:
                track = tracks_of(connection, [about]).get(about, Track(ref=about, title="", artist=""))
                return Case(recording=recording, place=Service.MUSICBRAINZ, track=track, candidates=(), refs=refs)
    raise UsageError(f"{about}: no account has shown that track")


def _skips(desk: Desk, about: TrackRef) -> str:
    """Who goes on not wanting a song pushed, in a sentence; nothing where nobody does."""
    profiles = desk.skipped_by(about)
    whose = ", ".join(printable(each) for each in profiles if each)
    return f"{about} stays skipped for {'everybody' if '' in profiles else f'profile {whose}'}" if profiles else ""


def _choice(desk: Desk, about: TrackRef, text: str) -> tuple[Case, Candidate]:
    """One of the song's candidates, or any other track that a service or MusicBrainz knows; and what it answers."""
    cases = _waiting(desk, about)
    if text.isdecimal():
        return _numbered(cases, int(text)) if cases else _refuse_number(desk, about)
    cases = cases or [case_of(desk, about)]
    meant = parse_mention(text)
    if not isinstance(meant, TrackRef):
        raise UsageError(f"{meant} is an ISRC, which several recordings may have; give an MBID or a page")
    wanted = TrackRef(Service.MUSICBRAINZ, meant.id) if meant.service is Service.LISTENBRAINZ else meant
    case = next((each for each in cases if each.place is wanted.service), cases[0])
    known = next((each for each in case.candidates if each.track.ref == wanted), None)
    return case, known or by_hand(look_up(desk, wanted))


def _numbered(cases: Sequence[Case], number: int) -> tuple[Case, Candidate]:
    """The candidate of that number in the list, which counts through all the places where the song waits."""
    firsts = first_numbers(cases)
    for case in cases:
        place = number - firsts[case.recording, case.place]
        if 0 <= place < len(case.candidates):
            return case, case.candidates[place]
    count = sum(len(case.candidates) for case in cases)
    raise UsageError(f"{cases[0].refs[0]} has {counted(count, 'candidate')}; see: syncd review list")


def _refuse_number(desk: Desk, about: TrackRef) -> Never:
    """What does not wait has no list to count in."""
    case_of(desk, about)
    why = _skips(desk, about) or f"{about} does not wait in review"
    undo = f"{program_name()} review forget {about}, then a sync; or " if desk.skipped_by(about) else ""
    raise UsageError(
        f"{why}, so it has no list of candidates. To go on: {undo}name its MBID or page instead of a number"
    )


def _show_examples(cases: Sequence[Case], doubt: str) -> None:
    songs, out = song_by_song(cases), console()
    have = "song has" if len(songs) == 1 else "songs have"
    asked = f" ({len(cases)} questions: some wait at several places)" if len(cases) > len(songs) else ""
    out.print(safe(f"{len(songs)} {have} {doubt} as the only doubt{asked}; the least sure first:"))
    for mine in songs[:_EXAMPLES]:
        out.print(safe(f"  {song(mine[0].track)}"))
        for case in mine:
            where = f"  at {case.place}" if len(mine) > 1 else ""
            out.print(safe(f"  = {song(case.best.track)}{where}  {' '.join(map(str, case.best.reasons))}"))


def _says_yes(question: str) -> bool:
    if not is_terminal():
        raise UsageError("nobody is here to say yes; add --yes")
    sys.stdout.write(question)
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
