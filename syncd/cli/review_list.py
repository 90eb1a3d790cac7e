"""`syncd review list` and `syncd review search`: what waits, by the database alone, and what MusicBrainz knows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from syncd.cli.by_hand import LOVED_ALREADY
from syncd.cli.links import page_for
from syncd.cli.options import Common
from syncd.cli.remembered import looking
from syncd.cli.review_desk import Desk
from syncd.cli.review_rows import song
from syncd.cli.review_screen import reasons
from syncd.cli.session import settings_of
from syncd.cli.show import console, program_name, safe
from syncd.cli.streams import dump
from syncd.cli.typable import typable
from syncd.domain.match import Candidate
from syncd.domain.track import RecordingId, Service, Track
from syncd.planner.review import Case, count_songs, first_numbers, only_doubt
from syncd.services.musicbrainz_search import find_recordings

REVIEW = 1
"""The version of the JSON object's form."""

_HOW = """\
Answer by command, or run `{program} review` on a terminal:
  {program} review accept REF CANDIDATE    it is that one: its number above, its MBID or its page
  {program} review none REF                it is none of these
  {program} review skip REF                never push it anywhere
  {program} review accept --doubt length   all whose only doubt is the length
  {program} review export FILE.csv         answer in a spreadsheet, then review import FILE.csv"""


def show_list(asked: Common, *, as_json: bool) -> int:
    """Everything that waits, with candidates and reasons. Asks no service and holds no lock."""
    settings = settings_of(asked)
    with looking(settings, asked) as built:
        desk = Desk(built)
        cases = desk.cases()
        none = "" if cases else desk.nothing_waits()
    numbers = first_numbers(cases)
    if as_json:
        listed = [_case(case, numbers) for case in cases]
        dump({"review": REVIEW, "left": count_songs(cases), "questions": len(cases), "cases": listed})
        return 0
    out = console()
    for line in _lines(cases, numbers):
        out.print(line)
    out.print(f"{count_songs(cases)} left" if cases else safe(none))
    if cases:
        out.print(Text(typable(_HOW.format(program=program_name()))))
    return 0


def show_search(asked: Common, text: str, *, as_json: bool) -> int:
    """What MusicBrainz knows for a text, with ids: one request, at its pace."""
    settings = settings_of(asked)
    with looking(settings, asked) as built:
        tracks = find_recordings(built.hosts[Service.MUSICBRAINZ], text)
    if as_json:
        dump([_track(track) for track in tracks])
        return 0
    out = console()
    for track in tracks:
        out.print(safe(f"{track.ref.id}  {song(track)}  {page_for(track.ref)}"))
    out.print(f"{len(tracks)} found")
    return 0


def _lines(cases: Sequence[Case], numbers: Mapping[tuple[RecordingId, Service], int]) -> Iterator[Text]:
    for case in cases:
        doubt = "contradicting answers" if case.is_disputed else f"which one at {case.place}?"
        pages = [page for page in [page_for(case.refs[0])] if page != str(case.refs[0])]
        yield safe("  ".join([str(case.refs[0]), song(case.track), *pages, doubt]))
        for number, candidate in enumerate(case.candidates, numbers[case.recording, case.place]):
            known = safe(f"  {number}  {song(candidate.track)}  {page_for(candidate.track.ref)}  ")
            loved = f"  {LOVED_ALREADY}" if candidate.track.ref in case.loved else ""
            yield known.append_text(reasons(candidate)).append(loved)


def _case(case: Case, numbers: Mapping[tuple[RecordingId, Service], int]) -> dict[str, Any]:
    first = numbers[case.recording, case.place]
    return {
        "ref": str(case.refs[0]),
        "refs": [str(ref) for ref in case.refs],
        "place": case.place.value,
        "is_disputed": case.is_disputed,
        "only_doubt": only_doubt(case),
        **_named(case.track),
        "page": page_for(case.refs[0]),
        "candidates": [_candidate(case, number, each) for number, each in enumerate(case.candidates, first)],
    }


def _candidate(case: Case, number: int, candidate: Candidate) -> dict[str, Any]:
    return {
        "number": number,
        **_track(candidate.track),
        "score": round(candidate.score, 3),
        "reasons": [str(reason) for reason in candidate.reasons],
        "is_loved_by_syncd": candidate.track.ref in case.loved,
    }


def _track(track: Track) -> dict[str, Any]:
    return {"id": track.ref.id, **_named(track), "page": page_for(track.ref)}


def _named(track: Track) -> dict[str, Any]:
    return {
        "artist": track.artist,
        "title": track.title,
        "album": track.album,
        "seconds": track.seconds,
        "version": track.version,
        "isrcs": sorted(track.isrcs),
    }
