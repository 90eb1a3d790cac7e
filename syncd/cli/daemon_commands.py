"""The command line of the service itself."""

import typer

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick

daemon_app = typer.Typer()


@daemon_app.command("daemon")
def daemon_command(context: typer.Context) -> None:
    """Poll, push and carry out wishes, until somebody stops it.

    A configuration that changes meanwhile is read at its next start.
    """
    from syncd.cli.daemon import serve

    raise typer.Exit(serve(context.obj))
