"""The command line of `syncd service …`. Each command's work is imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002  # an option that is a flag is a boolean with a default: typer's form

UserOption = Annotated[bool, typer.Option("--user", help="For your own systemd instead of the whole machine's.")]
TimerOption = Annotated[bool, typer.Option("--timer", help="One sync four times a day, instead of the daemon.")]
OnlyTimerOption = Annotated[bool, typer.Option("--timer", help="Only the timer and what it starts.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
RootOption = Annotated[
    Path | None, typer.Option("--root", metavar="DIR", hidden=True, help="Take this folder for /; run nothing.")
]

service_app = typer.Typer(
    help="The systemd units for the very program that runs this.", no_args_is_help=True, rich_markup_mode=None
)


@service_app.command("install")
def service_install_command(
    context: typer.Context,
    is_users: UserOption = False,
    has_timer: TimerOption = False,
    is_sure: YesOption = False,
    root: RootOption = None,
) -> None:
    """Show the units, ask, write them, and start what they are for."""
    from syncd.cli.service import ServiceOptions, install

    wish = ServiceOptions(is_users=is_users, has_timer=has_timer, is_sure=is_sure, root=root)
    raise typer.Exit(install(context.obj, wish))


@service_app.command("remove")
def service_remove_command(
    is_users: UserOption = False,
    has_timer: OnlyTimerOption = False,
    is_sure: YesOption = False,
    root: RootOption = None,
) -> None:
    """Ask, stop what runs, and take the units away. Configuration and database stay."""
    from syncd.cli.service import ServiceOptions, remove

    raise typer.Exit(remove(ServiceOptions(is_users=is_users, has_timer=has_timer, is_sure=is_sure, root=root)))


@service_app.command("print")
def service_print_command(context: typer.Context, is_users: UserOption = False, has_timer: TimerOption = False) -> None:
    """Print the units as install would write them."""
    from syncd.cli.service import ServiceOptions, show_units

    raise typer.Exit(show_units(context.obj, ServiceOptions(is_users=is_users, has_timer=has_timer)))
