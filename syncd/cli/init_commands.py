"""The command that writes a first configuration."""

from pathlib import Path
from typing import Annotated

import typer

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002  # an option that is a flag is a boolean with a default: typer's form

init_app = typer.Typer()


@init_app.command("init")
def init_command(
    context: typer.Context,
    add: Annotated[bool, typer.Option("--add", help="One more account; with --profile NAME another person's.")] = False,
    hosts_of: Annotated[
        Path | None,
        typer.Option("--hosts-of", metavar="FILE", help="Take [hosts] from this configuration: mirrors, the sandbox."),
    ] = None,
    example: Annotated[bool, typer.Option("--example", help="Only print every setting, with what it means.")] = False,
) -> None:
    """Ask what it needs, try it at once, write the configuration.

    At most three questions for each account; writes to no service, and no file before the end.
    """
    from syncd.cli.asking import ending_on_signals
    from syncd.cli.init import add_accounts, begin, show_example

    if example:
        raise typer.Exit(show_example())
    if add and hosts_of is not None:
        raise typer.BadParameter("--add takes the hosts of the configuration that is there, so not --hosts-of as well")
    with ending_on_signals():
        code = add_accounts(context.obj) if add else begin(context.obj, hosts_of)
    raise typer.Exit(code)
