"""The command line of what the guard holds."""

from typing import Annotated

import typer

from syncd.cli.options import JsonOption

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002  # an option that is a flag is a boolean with a default: typer's form

approve_app = typer.Typer()


@approve_app.command("approve")
def approve_command(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="[list|HASH]", help="A group as `approve list` names it.")] = "list",
    keep: Annotated[bool, typer.Option("--keep", help="Settle that these stay undone.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Name every song, not ten of each group.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Let exactly what the guard held pass, or settle that it stays."""
    from syncd.cli.approve import judge, show_held

    if what == "list":
        raise typer.Exit(show_held(context.obj, keep=keep, everything=everything, as_json=as_json))
    raise typer.Exit(judge(context.obj, what, keep=keep))
