"""`syncd db adopt`: a database that comes from another machine is at home here from now on."""

from contextlib import closing

from syncd.cli.exits import Exit
from syncd.cli.options import Common
from syncd.cli.session import mark_of, settings_of
from syncd.cli.show import console, counted, safe
from syncd.domain.errors import StoreFailed
from syncd.store.database import Database
from syncd.store.home import adopt
from syncd.store.lock import lock_file, only_writer
from syncd.store.lost import refuse_a_lost
from syncd.store.overview import rows_sent
from syncd.store.schema import check_schema


def adopt_database(asked: Common) -> int:
    """Make this machine the database's home, under the one writer's lock. Nothing in it is forgotten."""
    settings = settings_of(asked)
    path, mark = settings.database_path, mark_of(settings)
    refuse_a_lost(path, lock_file(path), mark)
    if not path.exists():
        raise StoreFailed(f"{path}: no database yet", remedy="run: syncd sync")
    with only_writer(path, mark=mark), closing(Database(path)) as database:
        check_schema(database)
        was_elsewhere = adopt(database)
        if mark:
            mark.make()
        with database.reading() as connection:
            sent = rows_sent(connection)
    console().print(safe(f"{path}: {_outcome(was_elsewhere=was_elsewhere, sent=sent)}"))
    return Exit.DONE


def _outcome(*, was_elsewhere: bool, sent: int) -> str:
    if not was_elsewhere:
        return "is at home on this machine"
    looked_at = f"; {counted(sent, 'write')} may have arrived, and nothing is written there before a look" * (sent > 0)
    return f"is at home on this machine from now on{looked_at}. The syncd on the other one must not run again."
