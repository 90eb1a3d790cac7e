"""The command line: `syncd COMMAND`. Each command's work stands in a module of its own, imported when it runs."""

import sys
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

import typer

from syncd import __version__
from syncd.cli.approve_commands import approve_app
from syncd.cli.daemon_commands import daemon_app
from syncd.cli.database_commands import database_app
from syncd.cli.everyday import everyday_app
from syncd.cli.init_commands import init_app
from syncd.cli.journal_commands import journal_app
from syncd.cli.listenbrainz_commands import listenbrainz_app
from syncd.cli.login_commands import login_app
from syncd.cli.map_commands import map_app
from syncd.cli.options import (
    Common,
    ConfigOption,
    LogFormatOption,
    ProfileOption,
    QuietOption,
    VerboseOption,
    hoisted,
    nearest_option,
    set_up_logs,
    wanted_number,
)
from syncd.cli.review_commands import review_app
from syncd.cli.service_commands import service_app
from syncd.cli.standins import standins_app
from syncd.cli.streams import remark, streams
from syncd.cli.typable import goes_by
from syncd.domain.errors import Stopped, SyncdError, UsageError

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick

app = typer.Typer(
    name="syncd",
    help="Keeps a person's favourites together: Boomplay and ListenBrainz to ListenBrainz and Jamendo.",
    epilog="The options above may also stand after the command.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(init_app)
app.add_typer(everyday_app)
app.add_typer(approve_app)
app.add_typer(daemon_app)
app.add_typer(database_app, name="db")
app.add_typer(journal_app)
app.add_typer(listenbrainz_app)
app.add_typer(login_app)
app.add_typer(map_app, name="map")
app.add_typer(review_app, name="review")
app.add_typer(service_app, name="service")
app.add_typer(standins_app)


def main() -> None:
    """Run the command line and end with its exit code."""
    sys.exit(run_safely(sys.argv[1:]))


def run_safely(arguments: list[str]) -> int:
    """The exit code of a command line; every error becomes a sentence that says whose fault it is."""
    with streams():
        try:
            code = _command()(args=hoisted(arguments), prog_name="syncd", standalone_mode=False)
            sys.stdout.flush()
        except SyncdError as error:
            return _told(error)
        except typer.TyperException as error:
            return _misused(error)
        except (KeyboardInterrupt, typer.Abort):
            return 130
        except Exception as error:  # noqa: BLE001  # whatever else is a bug, and the last line of defence says so
            return _bug(error)
        return int(code or 0)


@cache
def _command() -> Callable[..., Any]:
    """All commands, which typer would build anew for each command line of one process."""
    return typer.main.get_command(app)


def _misused(error: typer.TyperException) -> int:
    if wanted := wanted_number(error):
        return _told(UsageError(wanted))
    message = str(error.format_message())
    if hasattr(error, "possibilities"):  # an option that does not exist; the class is typer's own affair
        message = f"{error.message}{nearest_option(getattr(error, 'option_name', ''), error.possibilities or ())}"
    if message.startswith("Usage:"):
        sys.stderr.write(f"{message}\n")
    else:
        command = getattr(getattr(error, "ctx", None), "command_path", "syncd")
        remark(f"{message.rstrip('.?')}; see: {command} --help")
    return 2


def _bug(error: Exception) -> int:
    from syncd.daemon.logs import log

    log.error("a bug in syncd; please report these lines", exc_info=error)
    return 1


def _told(error: SyncdError) -> int:
    from syncd.cli.exits import exit_for_error
    from syncd.daemon.logs import printable
    from syncd.daemon.redaction import redactor

    if isinstance(error, Stopped):
        from syncd.cli.session import stopped_by

        remark("stopped; nothing is lost, the next start goes on")
        return 128 + stopped_by[0]
    for line in redactor.clean(str(error)).splitlines():
        remark(printable(line))
    return exit_for_error(error)


def _version(value: bool) -> None:  # noqa: FBT001  # typer's callback form
    if value:
        sys.stdout.write(f"syncd {__version__}\n")
        raise typer.Exit


VersionOption = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Which syncd.")]


@app.callback(invoke_without_command=True)
def root(  # noqa: PLR0913, PLR0917  # one parameter for each option
    context: typer.Context,
    config: ConfigOption = None,
    profile: ProfileOption = None,
    verbose: VerboseOption = 0,
    quiet: QuietOption = 0,
    log_format: LogFormatOption = None,
    _version: VersionOption = False,  # noqa: FBT002  # a flag is a boolean with a default: typer's form
) -> None:
    """Keep a person's favourites together: Boomplay and ListenBrainz to ListenBrainz and Jamendo."""
    set_up_logs(log_format, verbose - quiet)
    goes_by(config)
    context.obj = Common(config, profile, verbose - quiet, log_format is not None)
    if context.invoked_subcommand is None:
        from syncd.cli.status import show_status_or_start

        raise typer.Exit(show_status_or_start(context.obj))
