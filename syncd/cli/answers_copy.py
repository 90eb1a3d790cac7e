"""Every answer of a human as a plain file that `review import` reads: one a day, beside the copies of the database."""

import re
from datetime import datetime
from pathlib import Path

from syncd.cli.review_file import row_of_answer, row_of_artist, written
from syncd.daemon.logs import log
from syncd.domain.errors import StoreFailed
from syncd.store.copies import backups_folder, in_place, outlived, unfinished
from syncd.store.database import Database
from syncd.store.disk import refused
from syncd.store.ownership import make_folder
from syncd.store.review import tracks_of
from syncd.store.store import SqlTransaction


def answer_rows(database: Database) -> list[dict[str, str]]:
    """What humans said about songs and artists, as rows of the file of `review export`."""
    with database.reading() as connection:
        tx = SqlTransaction(connection)
        answers, artists = tx.answers.every(), tx.answers.artists()
        tracks = tracks_of(connection, {ref for answer in answers for ref in (answer.about, answer.other)})
    return [*(row_of_answer(each, tracks) for each in answers), *map(row_of_artist, artists)]


def write_answers_copy(database: Database, folder: Path, now: datetime) -> Path | None:
    """Write today's file (UTC) where it is missing, and drop the oldest beyond seven; the new file, or None.

    Where nobody has said anything, there is nothing to keep, and older files stay. The file is for the database's
    owner only, and is whole or not there. Raises StoreFailed where it cannot be written, or the folder not be entered.
    """
    today = folder / f"{database.path.name}.{now:%Y%m%d}.answers.csv"
    try:
        rows = [] if today.exists() else answer_rows(database)
        if not rows:
            return None
        _write(today, written(rows), database.path)
        for old in outlived(_copies(database, folder), today):
            old.unlink()
    except OSError as error:
        raise refused(today, error) from None
    return today


def answers_of_the_day(database: Database, now: datetime) -> None:
    """Write today's file where it is missing. That it cannot be written is told, and undoes nothing of what was done."""
    try:
        write_answers_copy(database, backups_folder(database.path), now)
    except StoreFailed as error:
        log.warning("no copy of the answers was made today", trouble=str(error))


def _write(file: Path, text: str, database: Path) -> None:
    make_folder(file.parent, database)
    with unfinished(file, database) as part:
        part.write_text(text, encoding="utf-8", errors="replace")
        in_place(part, file)


def _copies(database: Database, folder: Path) -> list[Path]:
    """The daily files, the oldest first."""
    name = re.compile(rf"{re.escape(database.path.name)}\.\d{{8}}\.answers\.csv")
    return sorted(each for each in folder.glob("*.answers.csv") if name.fullmatch(each.name))
