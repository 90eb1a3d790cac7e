"""The commands that log accounts in and out."""

from typing import Annotated

import typer

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick

login_app = typer.Typer()

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its name in the configuration.")]


@login_app.command("login")
def login_command(
    context: typer.Context,
    account: AccountArgument,
    token_file: Annotated[
        str | None,
        typer.Option("--token-file", metavar="PATH|-", help="Take the token from this file, or from stdin (-)."),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,  # noqa: FBT002  # a flag: typer's form
    switch: Annotated[bool, typer.Option("--switch", help="It may be another user than before.")] = False,  # noqa: FBT002  # as above
) -> None:
    """Log an account in: in the browser, or by a token.

    Jamendo asks in the browser; ListenBrainz' token is pasted, and so is Boomplay's unless a consent page is configured.
    """
    from syncd.cli.login import Manner, log_in

    manner = Manner(opens_browser=not no_browser, may_switch=switch, file=token_file)
    raise typer.Exit(log_in(context.obj, account, manner))


@login_app.command("logout")
def logout_command(context: typer.Context, account: AccountArgument) -> None:
    """Forget an account's stored login; its memory stays."""
    from syncd.cli.login import log_out

    raise typer.Exit(log_out(context.obj, account))
