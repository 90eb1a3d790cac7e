"""The commands about what was planned and done: `apply`, `history`, `undo`, `retry`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from syncd.cli.options import JsonOption

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002  # an option that is a flag is a boolean with a default: typer's form

journal_app = typer.Typer()

DryRunOption = Annotated[bool, typer.Option("-n", "--dry-run", help="Only show what it would do.")]
AccountOption = Annotated[str | None, typer.Option("--account", metavar="NAME", help="Only this account.")]


@journal_app.command("apply")
def apply_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `syncd plan --out FILE` wrote.")],
    dry_run: DryRunOption = False,
) -> None:
    """Carry out what still stands of a saved plan, and no more.

    Says which of its actions no longer do. What appeared since is left to the next plan.
    """
    from syncd.cli.apply import apply

    raise typer.Exit(apply(context.obj, file, dry_run=dry_run))


@journal_app.command("history")
def history_command(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most so many changes.")] = 50,
    account: AccountOption = None,
    as_json: JsonOption = False,
) -> None:
    """What syncd changed, the newest first; what it gave up.

    Not in it, and not to be undone by `undo`: what `pin` and `import` had ListenBrainz do.
    """
    from syncd.cli.history import show_history

    raise typer.Exit(show_history(context.obj, limit=limit, account=account, as_json=as_json))


@journal_app.command("undo")
def undo_command(
    context: typer.Context,
    cycle: Annotated[
        int | None, typer.Argument(metavar="[CYCLE]", help="The cycle, as `syncd history` shows it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="All since: 2h, 3d, or 2026-11-22T08:00Z.")
    ] = None,
    dry_run: DryRunOption = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, however many loves it changes.")] = False,
) -> None:
    """Take back what a cycle did, where the service can.

    It is not done again. What syncd had unloved is loved again. Asks before it takes back, or loves again, more than the
    guard lets pass.
    """
    from syncd.cli.undo import undo_span

    raise typer.Exit(undo_span(context.obj, cycle=cycle, since=since, dry_run=dry_run, is_agreed=yes))


@journal_app.command("retry")
def retry_command(context: typer.Context, dry_run: DryRunOption = False, account: AccountOption = None) -> None:
    """Try given-up writes again, at once; then sync."""
    from syncd.cli.retry import foretold
    from syncd.cli.wishing import or_wish

    look = partial(foretold, context.obj, account)
    raise typer.Exit(or_wish(context.obj, "retry", look, dry_run=dry_run, account=account))
