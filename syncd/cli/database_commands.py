"""`syncd db …`: what is done with the database itself."""

from pathlib import Path
from typing import Annotated

import typer

from syncd.cli.options import ForceOption, JsonOption

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick

database_app = typer.Typer(
    help="The database: migrations, integrity, copies, a new home.", no_args_is_help=True, rich_markup_mode=None
)


@database_app.command("upgrade")
def upgrade_command(
    context: typer.Context,
    is_fresh: Annotated[  # noqa: FBT002  # typer's form of a flag
        bool, typer.Option("--fresh", help="Where the database is gone: begin with an empty memory.")
    ] = False,
) -> None:
    """Bring the database to this syncd's schema. A copy is kept."""
    from syncd.cli.upgrade import upgrade_database

    raise typer.Exit(upgrade_database(context.obj, is_fresh=is_fresh))


@database_app.command("check")
def check_command(context: typer.Context, as_json: JsonOption = False) -> None:  # noqa: FBT002  # typer's form of a flag
    """Whether the database is whole and safe; changes nothing."""
    from syncd.cli.db_check import check_database

    raise typer.Exit(check_database(context.obj, as_json=as_json))


@database_app.command("backup")
def backup_command(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A file or a folder of your own.")] = None,
    force: ForceOption = False,  # noqa: FBT002  # typer's form of a flag
) -> None:
    """Copy the database, also while a daemon writes.

    Without a file the copy stands in `backups` beside the database.
    """
    from syncd.cli.db_copies import backup

    raise typer.Exit(backup(context.obj, file, force=force))


@database_app.command("restore")
def restore_command(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy of a database.")]
) -> None:
    """Put a copy in the database's place.

    The present one is kept.
    """
    from syncd.cli.db_copies import restore_database

    raise typer.Exit(restore_database(context.obj, file))


@database_app.command("adopt")
def adopt_command(context: typer.Context) -> None:
    """This machine is the database's home from now on."""
    from syncd.cli.db_adopt import adopt_database

    raise typer.Exit(adopt_database(context.obj))
