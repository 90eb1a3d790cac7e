"""`syncd review export` and `syncd review import`: what waits, and every answer, as a file for spreadsheets."""

from pathlib import Path

from syncd.cli.answers_copy import answer_rows
from syncd.cli.files import demand_place, replacing
from syncd.cli.options import Common
from syncd.cli.remembered import looking
from syncd.cli.review_desk import Desk
from syncd.cli.review_file import read, rows_of_case, written
from syncd.cli.review_import import KnownHere, looked_up, news, refuse_conflicts, to_look_up
from syncd.cli.review_lookup import look_up_all
from syncd.cli.review_session import at_desk
from syncd.cli.session import settings_of
from syncd.cli.show import accepted_of, console, counted, safe
from syncd.cli.streams import file_on_stdout
from syncd.domain.errors import UsageError
from syncd.domain.track import TrackRef
from syncd.planner.review import ArtistPair, ReviewDecision, concerned, count_songs, judged_anew
from syncd.store.review import shown_refs
from syncd.store.store import SqlTransaction


def export_review(asked: Common, file: Path | None, *, force: bool = False) -> int:
    """What waits, one row for each candidate, then every answer that was given. On standard output without a file, or `-`."""
    file = None if str(file) == "-" else file
    settings = settings_of(asked)
    if file is not None:
        demand_place(file, settings, force=force)
    with looking(settings, asked) as built:
        text, waiting, given = _exported(Desk(built))
    if file is None:
        file_on_stdout().write(text)
    else:
        with replacing(file) as part:
            part.write_text(text, encoding="utf-8", errors="replace")
        told = f"{counted(waiting, 'song')} that {'waits' if waiting == 1 else 'wait'} and {counted(given, 'answer')}"
        console().print(safe(f"{told} written to {file}"))
    return 0


def import_answers(asked: Common, name: str, text: str) -> int:
    """Read answers from the text of a file of that name, all of them or none."""
    lines = read(text, name)
    refuse_conflicts(lines, name)

    def work(desk: Desk) -> None:
        known, out = _known(desk, [line.other for line in lines]), console()
        asked = to_look_up(lines, known)
        told, left_out = looked_up(lines, asked, look_up_all(desk, [line.other for line in asked]), name)
        refuse_conflicts(told, name)  # two ids of one recording may contradict each other
        found = news(told, known, name, desk.built.clock.now())
        found.gone = len(left_out)
        desk.record(found.answers, found.found, found.artists)
        for each in left_out:
            out.print(safe(each))
        out.print(found.told())
        cases, artists = desk.cases(), desk.known_artists()
        pairs = [ArtistPair(each.service, each.artist_id, each.artist_mbid) for each in found.artists]
        songs = dict.fromkeys(case for pair in pairs for case in concerned(cases, pair))
        accepted = judged_anew(songs, artists)
        desk.carry_out(ReviewDecision(accepted=accepted))
        if pairs:
            out.print(accepted_of(count_songs(case for case, _ in accepted), count_songs(songs), "these artists"))

    return at_desk(asked, work)


def _exported(desk: Desk) -> tuple[str, int, int]:
    """The file's text, and how many songs and answers it holds."""
    cases, answers = desk.cases(), answer_rows(desk.built.database)
    rows = [row for case in cases for row in rows_of_case(case)]
    return written([*rows, *answers]), count_songs(cases), len(answers)


def _known(desk: Desk, others: list[TrackRef]) -> KnownHere:
    cases = desk.cases()
    with desk.built.database.reading() as connection:
        tx = SqlTransaction(connection)
        return KnownHere(
            answers=tx.answers.every(),
            artists=tx.answers.artists(),
            cases={(ref, case.place): case for case in cases for ref in case.refs},
            fellows={ref: refs for refs in shown_refs(connection).values() for ref in refs},
            tracks={track.ref: track for track in tx.identity.described(others)},
        )


def text_of(file: Path) -> str:
    """The whole file. Raises UsageError where it cannot be read, or is no UTF-8."""
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"{file.name}, line {line}: this is no UTF-8; save the file as CSV in UTF-8") from None
