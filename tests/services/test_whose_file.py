"""Each file of `syncd/services/` says by its name whose it is, and no service imports another, through others neither."""

import ast
from pathlib import Path

from syncd import services

FOLDER = Path(services.__file__).parent
SERVICES = ("boomplay", "file", "jamendo", "listenbrainz", "musicbrainz")
BOTH = "metabrainz"
"""Two of them as one catalogue, and so the only file that imports two."""


def service_of(module: str) -> str | None:
    """The service that a file belongs to; None: it is for all of them."""
    return next((each for each in SERVICES if module == each or module.startswith(f"{each}_")), None)


def siblings(file: Path) -> set[str]:
    """Which other files of the folder a file imports, inside of functions, too."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module="syncd.services"):
                found |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module)) if module.startswith("syncd.services."):
                found.add(module.rpartition(".")[2])
            case ast.Import():
                found |= {
                    alias.name.rpartition(".")[2] for alias in node.names if alias.name.startswith("syncd.services.")
                }
    return found


def trespasses(file: Path) -> list[str]:
    """What a file imports that belongs to a service which it does not belong to itself."""
    mine = service_of(file.stem)
    return [
        f"{file.stem} -> {each}"
        for each in sorted(siblings(file))
        if each == BOTH or service_of(each) not in {None, mine}
    ]


def test_no_service_imports_another() -> None:
    """What is for all of them imports none of them, so that none reaches another through it."""
    files = [file for file in FOLDER.glob("*.py") if file.stem != BOTH]
    assert {service_of(file.stem) for file in files} == {None, *SERVICES}
    assert [each for file in files for each in trespasses(file)] == []


def test_a_newborn_that_trespasses_is_caught(tmp_path: Path) -> None:
    """However it imports, and whatever it is called."""
    newborn = tmp_path / "jamendo_newborn.py"
    newborn.write_text(
        "from syncd.services import boomplay, jamendo_wire\nfrom syncd.services.listenbrainz_pins import Pin\n"
    )
    assert trespasses(newborn) == ["jamendo_newborn -> boomplay", "jamendo_newborn -> listenbrainz_pins"]
    nameless = tmp_path / "newborn.py"
    nameless.write_text("def late():\n    import syncd.services.jamendo\n    import syncd.services.http\n")
    assert trespasses(nameless) == ["newborn -> jamendo"]
