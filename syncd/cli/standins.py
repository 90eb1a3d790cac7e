"""The commands that show syncd at work on stand-in services."""

from pathlib import Path
from typing import Annotated

import typer

from syncd.cli.options import FAULT_HELP

# ruff: noqa: PLC0415  # a command imports its work when it runs; `syncd --help` must be quick
# ruff: noqa: FBT002  # an option that is a flag is a boolean with a default: typer's form

standins_app = typer.Typer()

_SPEEDUP_HELP = "Their clock so many times faster than real: limits, and how long logins and pins last (`pin --until`)."


@standins_app.command("demo")
def demo_command(
    context: typer.Context,
    favourites: Annotated[int, typer.Option("--favourites", metavar="N", min=10, max=20_000, help="How many.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed makes the same world.")] = 1,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the database and configuration behind.")] = False,
) -> None:
    """The main job on stand-in services: no account, no key."""
    from syncd.cli.demo import demo

    raise typer.Exit(demo(context.obj, favourites=favourites, seed=seed, keep=keep))


@standins_app.command("sandbox")
def sandbox_command(  # noqa: PLR0913, PLR0917  # one parameter for each option
    port: Annotated[int, typer.Option("--port", metavar="P", min=0, max=65_535, help="0: a free one.")] = 0,
    favourites: Annotated[int, typer.Option("--favourites", metavar="N", min=10, max=50_000, help="How many.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed makes the same world.")] = 1,
    catalogue: Annotated[
        Path | None, typer.Option("--catalogue", metavar="FILE.tsv", help="Real songs instead of made-up ones.")
    ] = None,
    speedup: Annotated[float, typer.Option("--speedup", metavar="X", min=1, max=10_000, help=_SPEEDUP_HELP)] = 100,
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
