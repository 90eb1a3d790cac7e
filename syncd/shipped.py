"""What lies at the top of the checkout for people, and inside the installed package for everybody (`pyproject.toml`)."""

from importlib.resources import files
from pathlib import Path


def shipped(name: str) -> Path:
    """A folder of that name: the installed package's own, else the checkout's."""
    package = Path(str(files("syncd")))
    packed = package / f"_{name}"
    return packed if packed.is_dir() else package.parent / name
