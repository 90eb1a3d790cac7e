"""The commands of every day: to sync, and to see how it stands."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from syncd.cli.options import ForceOption, JsonOption, MentionArgument

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002  # an option that is a flag is a boolean with a default: typer's form

everyday_app = typer.Typer()


@everyday_app.command("sync")
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


@everyday_app.command("plan")
def plan_command(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the plan to a file, too.")] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what a sync would do, and how long it would take. Writes to no service."""
    from syncd.cli.plan import show_plan

    raise typer.Exit(show_plan(context.obj, out=out, force=force, as_json=as_json))


@everyday_app.command("status")
def status_command(
    context: typer.Context,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help="All favourites in one state.")] = None,
    as_json: JsonOption = False,
) -> None:
    """One verdict, then accounts, states and budgets; asks no service."""
    from syncd.cli.status import show_status

    raise typer.Exit(show_status(context.obj, state=state, as_json=as_json))


@everyday_app.command("doctor")
def doctor_command(
    context: typer.Context,
    with_trial: Annotated[bool, typer.Option("--notify", help="Send a trial message as [notify] says.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What is wrong, one line each, with the command that mends it."""
    from syncd.cli.doctor import examine

    raise typer.Exit(examine(context.obj, as_json=as_json, with_trial=with_trial))


@everyday_app.command("export")
def export_command(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="FILE.csv, FILE.jsonl or FILE.jspf.")] = None,
    force: ForceOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")] = False,
) -> None:
    """The favourites as a list of your own.

    Without a file it goes to standard output: CSV, or with --json JSONL.
    """
    from syncd.cli.export import export

    raise typer.Exit(export(context.obj, file, force=force, as_json=as_json))


@everyday_app.command("explain")
def explain_command(
    context: typer.Context,
    mention: MentionArgument,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask ListenBrainz what everybody thinks.")] = False,
    as_json: JsonOption = False,
) -> None:
    """All that is known of one recording.

    Evidence, reasons, who decided, state per account, and what everybody at ListenBrainz thinks of it.
    """
    from syncd.cli.explain import explain

    raise typer.Exit(explain(context.obj, mention, as_json=as_json, offline=offline))


@everyday_app.command("wrong")
def wrong_command(
    context: typer.Context,
    mention: MentionArgument,
    dry_run: Annotated[bool, typer.Option("-n", "--dry-run", help="Only show what it would do.")] = False,
) -> None:
    """A match is wrong: take back what syncd loved by it.

    It is never matched so again.
    """
    from syncd.cli.wishing import or_wish
    from syncd.cli.wrong import checked

    look = partial(checked, context.obj, mention)
    raise typer.Exit(or_wish(context.obj, "wrong", look, text=mention, dry_run=dry_run))
