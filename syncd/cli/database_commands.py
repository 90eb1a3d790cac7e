"""`syncd db …`: what is done with the database itself."""

import typer

# ruff: noqa: PLC0415 - a command imports its work when it runs; `syncd --help` must be quick

database_app = typer.Typer(help="The database: migrations.", no_args_is_help=True, rich_markup_mode=None)


@database_app.command("upgrade")
def upgrade_command(context: typer.Context) -> None:
    """Bring the database to this syncd's schema. A copy is kept."""
    from syncd.cli.upgrade import upgrade_database

    raise typer.Exit(upgrade_database(context.obj))
