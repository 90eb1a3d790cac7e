"""A dry run provably sends no write: every endpoint is declared, every declared write is refused by the transport.

The rest of the proof stands in `pyproject.toml`: nothing but `services/http.py` and its siblings may speak HTTP.
"""

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import syncd.services
from syncd.domain.errors import WriteRefused
from syncd.services.endpoint import Endpoint
from syncd.services.http import Host, judge_status
from tests.services.upstream import Upstream

_WRITES = {
    "/1/feedback/import",
    "/1/feedback/recording-feedback",
    "/1/pin",
    "/1/pin/unpin",
    "/setuser/{list}/",
}
_READS_BY_POST = {
    "/1/feedback/user/{user}/get-feedback-for-recordings",
    "/1/metadata/lookup/",
    "/1/metadata/recording/",
    "/oauth/grant",  # renews a login and changes no account
}


def declared() -> Iterator[Endpoint]:
    """Every endpoint that a module of `syncd/services` names."""
    for module in iter_modules(syncd.services.__path__):
        content = vars(import_module(f"syncd.services.{module.name}"))
        yield from (value for value in content.values() if isinstance(value, Endpoint))


ENDPOINTS = sorted(set(declared()), key=lambda each: (each.path, each.method))


def test_every_endpoint_is_a_constant_of_its_module() -> None:
    """None is made up on the way, where no test could find it."""
    for file in sorted(Path(syncd.services.__path__[0]).glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and _name(each.func) == "Endpoint"]
        constants = [each.value for each in tree.body if isinstance(each, ast.Assign)]
        assert all(call in constants for call in calls), file.name


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_what_is_no_get_is_declared_a_write_or_known_to_be_a_read() -> None:
    """Several reads are POSTs, and all writes are; a new one has to be put into one of the two lists."""
    by_post = {each.path for each in ENDPOINTS if each.method != "GET" and not each.writes}

    assert {each.path for each in ENDPOINTS if each.writes} == _WRITES
    assert by_post == _READS_BY_POST


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.writes], ids=lambda each: each.path)
def test_a_dry_run_refuses_every_write(make: Callable[..., Host], upstream: Upstream, endpoint: Endpoint) -> None:
    """By whichever way it is asked for: nothing leaves, and no record is made of it."""
    host = make(dry_run=True)
    left: list[Endpoint] = []

    with pytest.raises(WriteRefused):
        host.write(endpoint, judge=judge_status, leaving=lambda: left.append(endpoint), fields={"list": "like"})
    with pytest.raises(WriteRefused):
        host.read(endpoint, judge=judge_status, fields={"list": "like"})

    assert upstream.seen == []
    assert left == []
