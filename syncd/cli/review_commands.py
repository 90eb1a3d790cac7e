"""The command line of `syncd review …`. Each command's work is imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from syncd.cli.options import ForceOption, JsonOption

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002  # an option that is a flag is a boolean with a default: typer's form

RefArgument = Annotated[str, typer.Argument(metavar="REF", help="A song: boomplay:123, or its page.")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE.csv", help="The file.")]

review_app = typer.Typer(
    name="review",
    help="What is doubtful, one key for each answer.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@review_app.callback()
def review_command(context: typer.Context) -> None:
    """What is doubtful: candidates and reasons, one key for each answer; without a terminal the list."""
    if context.invoked_subcommand is None:
        from syncd.cli.review_session import review

        raise typer.Exit(review(context.obj))


@review_app.command("list")
def list_command(context: typer.Context, as_json: JsonOption = False) -> None:
    """Everything that waits, with candidates and reasons."""
    from syncd.cli.review_list import show_list

    raise typer.Exit(show_list(context.obj, as_json=as_json))


@review_app.command("accept")
def accept_command(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="A song: boomplay:123, or its page.")] = None,
    candidate: Annotated[
        str | None, typer.Argument(metavar="CANDIDATE", help="Its number in the list, its MBID or its page.")
    ] = None,
    doubt: Annotated[
        str | None, typer.Option("--doubt", metavar="NAME", help="All songs whose only doubt this is: length, …")
    ] = None,
    is_sure: Annotated[bool, typer.Option("--yes", help="With --doubt: do not ask.")] = False,
) -> None:
    """The song is that candidate.

    Or, by --doubt, all songs with no other doubt are their first candidates.
    """
    from syncd.cli.review_answers import accept, accept_doubt
    from syncd.domain.errors import UsageError

    if doubt is not None and ref is None:
        raise typer.Exit(accept_doubt(context.obj, doubt, is_sure=is_sure))
    if doubt is not None or ref is None or candidate is None:
        raise UsageError("give a song and its candidate, or --doubt NAME")
    raise typer.Exit(accept(context.obj, ref, candidate))


@review_app.command("none")
def none_command(context: typer.Context, ref: RefArgument) -> None:
    """The song is none of its candidates."""
    from syncd.cli.review_answers import none

    raise typer.Exit(none(context.obj, ref))


@review_app.command("skip")
def skip_command(context: typer.Context, ref: RefArgument) -> None:
    """Never push this song anywhere."""
    from syncd.cli.review_answers import skip

    raise typer.Exit(skip(context.obj, ref))


@review_app.command("forget")
def forget_command(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF|ARTIST", help="boomplay:123, or boomplay:artist:123.")],
) -> None:
    """Take back what was said about a song or an artist.

    Machines judge it anew.
    """
    from syncd.cli.wishing import or_wish

    raise typer.Exit(or_wish(context.obj, "review forget", ref=ref))


@review_app.command("search")
def search_command(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="Artist - Title, a title, an ISRC or an MBID.")],
    as_json: JsonOption = False,
) -> None:
    """Search MusicBrainz; `review accept REF MBID` takes what it finds."""
    from syncd.cli.review_list import show_search

    raise typer.Exit(show_search(context.obj, " ".join(text), as_json=as_json))


@review_app.command("refresh")
def refresh_command(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="[REF]", help="One song; default: all of them.")] = None,
) -> None:
    """Ask again about what is doubtful or was not found.

    The next sync does.
    """
    from syncd.cli.wishing import or_wish

    raise typer.Exit(or_wish(context.obj, "review refresh", ref=ref))


@review_app.command("export")
def export_command(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE.csv|-]", help="Default, and -: standard output.")
    ] = None,
    force: ForceOption = False,
) -> None:
    """What waits, and every answer given, as a file.

    For a spreadsheet, and for safe-keeping.
    """
    from syncd.cli.review_exchange import export_review

    raise typer.Exit(export_review(context.obj, file, force=force))


@review_app.command("import")
def import_command(context: typer.Context, file: FileArgument) -> None:
    """Read answers from a file: the whole file or nothing of it."""
    from syncd.cli.review_exchange import text_of
    from syncd.cli.wishing import or_wish

    raise typer.Exit(or_wish(context.obj, "review import", name=file.name, text=text_of(file)))
