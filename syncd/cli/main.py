"""The command line: `syncd COMMAND`. Each command's work stands in a module of its own, imported when it runs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from syncd import __version__
from syncd.cli.options import (
    FAULT_HELP,
    Common,
    ConfigOption,
    JsonOption,
    LogFormatOption,
    MentionArgument,
    ProfileOption,
    QuietOption,
    VerboseOption,
    hoisted,
    nearest_option,
    set_up_logs,
)
from syncd.cli.review_commands import review_app
from syncd.cli.streams import remark, streams
from syncd.domain.errors import Stopped, SyncdError

# ruff: noqa: PLC0415 - a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002 - an option that is a flag is a boolean with a default: typer's form

app = typer.Typer(
    name="syncd",
    help="Keeps a person's favourites together: Boomplay and ListenBrainz to ListenBrainz and Jamendo.",
    epilog="The options above may also stand after the command.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
database = typer.Typer(help="The database: migrations.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(database, name="db")
mapping = typer.Typer(help="The mapping as a file to share (CSV).", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(mapping, name="map")
app.add_typer(review_app, name="review")


def main() -> None:
    """Run the command line and end with its exit code."""
    sys.exit(run_safely(sys.argv[1:]))


def run_safely(arguments: list[str]) -> int:
    """The exit code of a command line; every error becomes a sentence that says whose fault it is."""
    with streams():
        try:
            code = app(args=hoisted(arguments), prog_name="syncd", standalone_mode=False)
            sys.stdout.flush()
        except SyncdError as error:
            return _told(error)
        except typer.TyperException as error:
            return _misused(error)
        except (KeyboardInterrupt, typer.Abort):
            return 130
        except Exception as error:  # noqa: BLE001 - whatever else is a bug, and the last line of defence says so
            return _bug(error)
        return int(code or 0)


def _misused(error: typer.TyperException) -> int:
    message = str(error.format_message())
    if hasattr(error, "possibilities"):  # an option that does not exist; the class is typer's own affair
        message = f"{error.message}{nearest_option(getattr(error, 'option_name', ''), error.possibilities or ())}"
    if message.startswith("Usage:"):
        sys.stderr.write(f"{message}\n")
    else:
        remark(f"{message.rstrip('.?')}; see: syncd --help")
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


def _version(value: bool) -> None:  # noqa: FBT001 - typer's callback form
    if value:
        sys.stdout.write(f"syncd {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(  # noqa: PLR0913, PLR0917 - one parameter for each option
    context: typer.Context,
    config: ConfigOption = None,
    profile: ProfileOption = None,
    verbose: VerboseOption = 0,
    quiet: QuietOption = 0,
    log_format: LogFormatOption = None,
    _version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Which syncd.")] = False,
) -> None:
    """Keep a person's favourites together: Boomplay and ListenBrainz to ListenBrainz and Jamendo."""
    set_up_logs(log_format, verbose - quiet)
    context.obj = Common(config, profile, verbose - quiet)
    if context.invoked_subcommand is None:
        from syncd.cli.status import show_status_or_start

        raise typer.Exit(show_status_or_start(context.obj))


@app.command("sync")
def sync_command(
    context: typer.Context,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=0, help="At most so many writes.")] = None,
    lasting: Annotated[str | None, typer.Option("--for", metavar="20m", help="At most for so long.")] = None,
    dry_run: Annotated[bool, typer.Option("-n", "--dry-run", help="Write nothing; the same as `syncd plan`.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read every account once, then push until nothing is due."""
    if dry_run:
        from syncd.cli.plan import show_plan

        raise typer.Exit(show_plan(context.obj, out=None, as_json=as_json))
    from syncd.cli.sync import sync_once

    raise typer.Exit(sync_once(context.obj, limit=limit, lasting=lasting, as_json=as_json))


@app.command("plan")
def plan_command(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the plan to a file, too.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a sync would do, and how long it would take. Writes to no service."""
    from syncd.cli.plan import show_plan

    raise typer.Exit(show_plan(context.obj, out=out, as_json=as_json))


@app.command("status")
def status_command(
    context: typer.Context,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help="All favourites in one state.")] = None,
    as_json: JsonOption = False,
) -> None:
    """One verdict, then accounts, states and budgets; asks no service."""
    from syncd.cli.status import show_status

    raise typer.Exit(show_status(context.obj, state=state, as_json=as_json))


@app.command("doctor")
def doctor_command(context: typer.Context, as_json: JsonOption = False) -> None:
    """What is wrong, one line each, with the command that mends it."""
    from syncd.cli.doctor import examine

    raise typer.Exit(examine(context.obj, as_json=as_json))


@app.command("export")
def export_command(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="FILE.csv, FILE.jsonl or FILE.jspf.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")] = False,
) -> None:
    """The favourites as a list of your own.

    Without a file it goes to standard output: CSV, or with --json JSONL.
    """
    from syncd.cli.export import export

    raise typer.Exit(export(context.obj, file, as_json=as_json))


@app.command("explain")
def explain_command(context: typer.Context, mention: MentionArgument, as_json: JsonOption = False) -> None:
    """All that is known of one recording.

    Evidence, reasons, who decided, state per account.
    """
    from syncd.cli.explain import explain

    raise typer.Exit(explain(context.obj, mention, as_json=as_json))


@app.command("wrong")
def wrong_command(
    context: typer.Context,
    mention: MentionArgument,
    dry_run: Annotated[bool, typer.Option("-n", "--dry-run", help="Only show what it would do.")] = False,
) -> None:
    """A match is wrong: take back what syncd loved by it.

    It is never matched so again.
    """
    from syncd.cli.wrong import take_back

    raise typer.Exit(take_back(context.obj, mention, dry_run=dry_run))


@app.command("demo")
def demo_command(
    context: typer.Context,
    favourites: Annotated[int, typer.Option("--favourites", metavar="N", min=10, max=20_000, help="How many.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed makes the same world.")] = 1,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the database and configuration behind.")] = False,
) -> None:
    """The main job on stand-in services: no account, no key."""
    from syncd.cli.demo import demo

    raise typer.Exit(demo(context.obj, favourites=favourites, seed=seed, keep=keep))


@app.command("sandbox")
def sandbox_command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    port: Annotated[int, typer.Option("--port", metavar="P", min=0, max=65_535, help="0: a free one.")] = 0,
    favourites: Annotated[int, typer.Option("--favourites", metavar="N", min=10, max=50_000, help="How many.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed makes the same world.")] = 1,
    catalogue: Annotated[
        Path | None, typer.Option("--catalogue", metavar="FILE.tsv", help="Real songs instead of made-up ones.")
    ] = None,
    speedup: Annotated[
        float, typer.Option("--speedup", metavar="X", min=1, max=10_000, help="Limits so many times faster than real.")
    ] = 100,
    enforce_limits: Annotated[bool, typer.Option(help="Refuse what comes too fast.")] = True,
    fault: Annotated[
        list[str] | None,
        typer.Option("--fault", metavar="SERVICE:FAULT[:RATE[:VALUE]]", help=FAULT_HELP),
    ] = None,
    config_file: Annotated[
        Path | None, typer.Option("--write-config", metavar="FILE", help="Where to write the config that points here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write the config over a file that is there.")] = False,
) -> None:
    """The stand-in services in the foreground, and a config for them."""
    from syncd.cli.sandbox import serve
    from syncd.sandbox import SandboxSettings

    settings = SandboxSettings(
        seed=seed,
        favourites=favourites,
        speedup=speedup,
        port=port,
        catalogue=catalogue,
        enforce_limits=enforce_limits,
    )
    raise typer.Exit(serve(settings, faults=fault or [], config_file=config_file, force=force))


@database.command("upgrade")
def upgrade_command(context: typer.Context) -> None:
    """Bring the database to this syncd's schema. A copy is kept."""
    from syncd.cli.upgrade import upgrade_database

    raise typer.Exit(upgrade_database(context.obj))


@mapping.command("export")
def map_export_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE|-", help="Where to write; - is standard output.")],
) -> None:
    """Which track at which service is which recording, with who decided it."""
    from syncd.cli.mapping import export_map

    raise typer.Exit(export_map(context.obj, file))


@mapping.command("import")
def map_import_command(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="What somebody exported.")]
) -> None:
    """Take in somebody's mapping, below all that is known here. Conflicts are told, and not taken in."""
    from syncd.cli.mapping import import_map

    raise typer.Exit(import_map(context.obj, file))
