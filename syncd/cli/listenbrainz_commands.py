"""The commands that ListenBrainz alone is asked for."""

from functools import partial
from typing import Annotated

import typer

from syncd.cli.options import MentionArgument

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick

listenbrainz_app = typer.Typer()

AccountOption = Annotated[
    str | None,
    typer.Option("--account", metavar="NAME", help="Which ListenBrainz account, where there are several."),
]


@listenbrainz_app.command("pin")
def pin_command(
    context: typer.Context,
    mention: MentionArgument,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="To stand beside it.")] = "",
    until: Annotated[str | None, typer.Option("--until", metavar="7d", help="For how long; default: a week.")] = None,
    account: AccountOption = None,
) -> None:
    """Pin one song to your ListenBrainz page.

    For all to see; it takes the place of the pin that stands.
    """
    from syncd.cli.pin import checked
    from syncd.cli.wishing import or_wish

    look = partial(checked, context.obj, mention)
    raise typer.Exit(or_wish(context.obj, "pin", look, text=mention, note=note, until=until, account=account))


@listenbrainz_app.command("unpin")
def unpin_command(context: typer.Context, account: AccountOption = None) -> None:
    """End the pin on your ListenBrainz page."""
    from syncd.cli.wishing import or_wish

    raise typer.Exit(or_wish(context.obj, "unpin", account=account))


@listenbrainz_app.command("import")
def import_command(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="lastfm|librefm", help="Where the loves are.")],
    user: Annotated[str, typer.Argument(metavar="USER", help="Who loves them there.")],
    account: AccountOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002  # a flag: typer's form
) -> None:
    """ListenBrainz fetches what you loved elsewhere.

    It asks first: hates of the same songs are overwritten.
    """
    from syncd.cli.import_loves import agreed
    from syncd.cli.wishing import or_wish

    wanted = {"source": source, "user": user, "account": account, "is_agreed": yes}
    raise typer.Exit(or_wish(context.obj, "import", partial(agreed, source, user), **wanted))
