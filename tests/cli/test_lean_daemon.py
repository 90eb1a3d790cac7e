"""What the daemon does without."""

import json
import subprocess
import sys

import pytest

from syncd.lean import without

_IMPORTED = "import json, sys, syncd.cli.main, syncd.cli.daemon; print(json.dumps(sorted(sys.modules)))"


def test_the_daemon_imports_only_what_it_uses() -> None:
    """Not what draws tables, migrates, notifies, serves or tells metrics, nor a dialect of another database: memory for years."""
    told = subprocess.run([sys.executable, "-c", _IMPORTED], stdout=subprocess.PIPE, check=True, text=True)
    imported = set(json.loads(told.stdout))

    assert "syncd.cli.daemon" in imported
    assert imported & {"alembic", "apprise", "prometheus_client", "pygments", "rich", "click"} == set()
    assert imported & {"http.server", "rapidfuzz.process_cpp", "sqlalchemy.dialects.postgresql"} == set()


def test_what_is_hidden_is_hidden_for_a_moment() -> None:
    """A module that is there stays; one that is not can be imported afterwards."""
    sys.modules.pop("colorsys", None)
    with without("colorsys", "json"):
        import json as still_there  # noqa: PLC0415  # the import is the test

        with pytest.raises(ImportError):
            import colorsys  # noqa: F401, PLC0415  # the import is the test
    import colorsys as again  # noqa: PLC0415  # the import is the test

    assert still_there is json
    assert again.__name__ == "colorsys"
