"""`syncd export`: the favourites as a list of one's own."""

from datetime import UTC, datetime
from pathlib import Path

from syncd.cli.files import demand_place, replacing
from syncd.cli.options import Common
from syncd.cli.remembered import favourites, looking, records_of, remembered
from syncd.cli.session import settings_of
from syncd.cli.show import console, safe
from syncd.cli.streams import file_on_stdout, remark
from syncd.daemon.wiring import Program
from syncd.domain.errors import UsageError
from syncd.domain.track import Track
from syncd.services.file_lists import Format, write_list
from syncd.store.overview import described
from syncd.store.store import SqlTransaction

_LAST = datetime.max.replace(tzinfo=UTC)


def export(asked: Common, file: Path | None, *, force: bool = False, as_json: bool = False) -> int:
    """Write what is loved at the sources, by memory alone, the oldest love first."""
    format_ = _format_of(file, as_json=as_json)
    settings = settings_of(asked)
    if file is not None:
        demand_place(file, settings, force=force)
    with looking(settings, asked) as built:
        tracks, nameless = _tracks(built)
    if not tracks:
        remark("no favourites are remembered yet; run `syncd sync` first")
    if nameless:
        remark(f"{nameless} favourites are left out: nobody has told us their names yet")
    if file is None:
        write_list(tracks, file_on_stdout(), format_)
    else:
        with replacing(file) as part:
            write_list(tracks, part, format_)
        console().print(safe(f"{len(tracks)} favourites written to {file}"))
    return 0


def _format_of(file: Path | None, *, as_json: bool) -> Format:
    if file is None:
        return Format.JSONL if as_json else Format.CSV
    if as_json and file.suffix.lower() != ".jsonl":
        raise UsageError(f"{file}: --json writes JSONL, so the file's name must end in .jsonl")
    return Format.of(file)


def _tracks(built: Program) -> tuple[list[Track], int]:
    """The favourites that have a name, the oldest first, and how many have none."""
    with built.database.reading() as connection:
        tx = SqlTransaction(connection)
        loved = favourites(tx, remembered(records_of(tx, built.world), built.world.members))
        named = described(connection, loved.keys())
    in_order = sorted(loved, key=lambda recording: (loved[recording] or _LAST, recording))
    return [named[each] for each in in_order if each in named], len(loved.keys() - named.keys())
