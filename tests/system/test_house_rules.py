"""What the checkers do not check by themselves: contracts that hold for files not yet born, and reasons for exemptions."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import REPOSITORY
from tests.system.conftest import ENOUGH

_NEWBORN = {
    "daemon/newborn.py": "from syncd.sandbox import Sandbox\n",
    "domain/newborn.py": "import os\n",
    "engine/newborn.py": "from syncd.services import http\n",
    "newborn/__init__.py": "",
    "planner/newborn.py": "from syncd.engine import world\n",
    "sandbox/newborn.py": "from syncd.domain import track\n",
    "services/newborn.py": "import httpx\nimport sqlalchemy\n",
}
"""Files that break each of the contracts."""

_EXEMPTION = re.compile(r"# (?:ruff: )?noqa\b|# type: ignore\b")
_WITH_REASON = re.compile(r"# (?:(?:ruff: )?noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|type: ignore\[[a-z, -]+\])  # \S")


def test_what_is_forbidden_is_forbidden_at_birth(tmp_path: Path) -> None:
    """New files and a new folder, each with an import that some contract forbids: every contract is broken, by each of them."""
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "syncd", tmp_path / "syncd", ignore=skip)
    shutil.copy2(REPOSITORY / "pyproject.toml", tmp_path)
    for name, text in _NEWBORN.items():
        file = tmp_path / "syncd" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)

    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache", "--no-logo"], cwd=tmp_path, capture_output=True, text=True, timeout=ENOUGH, check=False
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert "Contracts: 0 kept, " in done.stdout
    broken = done.stdout.partition("Broken contracts")[2]
    assert [name for name in _NEWBORN if _module(name) not in broken] == []


def test_every_exemption_carries_its_reason() -> None:
    """On its line, always spelt alike: `# noqa: CODE  # why`."""
    folders = ("syncd", "tests", "benchmarks", "migrations")
    files = [file for folder in folders for file in (REPOSITORY / folder).rglob("*.py") if file != Path(__file__)]
    lines = [(file.name, line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    exempt = [(name, line, found[-1].start()) for name, line in lines if (found := [*_EXEMPTION.finditer(line)])]
    assert len(exempt) > 100
    assert [(name, line) for name, line, last in exempt if not _WITH_REASON.match(line, last)] == []


def _module(name: str) -> str:
    """How the linter calls a file, and a folder to which nobody gave a floor."""
    folder, _, file = name.removesuffix(".py").partition("/")
    return f"syncd.{folder}.{file}" if file != "__init__" else f"- syncd.{folder}\n"
