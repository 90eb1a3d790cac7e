"""`syncd map …`: the mapping as a file to share."""

from pathlib import Path
from typing import Annotated

import typer

from syncd.cli.options import ForceOption

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002  # an option that is a flag is a boolean with a default: typer's form

map_app = typer.Typer(help="The mapping as a file to share (CSV).", no_args_is_help=True, rich_markup_mode=None)


@map_app.command("export")
def map_export_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE|-", help="Where to write; - is standard output.")],
    force: ForceOption = False,
) -> None:
    """Which track is which recording, with who decided it."""
    from syncd.cli.mapping import export_map

    raise typer.Exit(export_map(context.obj, file, force=force))


@map_app.command("import")
def map_import_command(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="What somebody exported.")]
) -> None:
    """Take in somebody's mapping, below all that is known here. Conflicts are told, and not taken in."""
    from syncd.cli.mapping import import_map

    raise typer.Exit(import_map(context.obj, file))
