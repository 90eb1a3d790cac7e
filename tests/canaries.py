"""Secrets of the fixtures, which nothing that the program prints may show (`reliability.md` I17)."""

import re
from collections.abc import Iterable

from syncd.sandbox import Sandbox

_LITERAL = re.compile(r"canary[^\s\"']*|\S*-canary")
"""How secrets look that stand in a test itself."""

_SHOWN = 8
"""Characters of a secret that are enough to show it."""


def leaks(text: str, secrets: Iterable[str] = ()) -> list[str]:
    """The secrets that a text shows, each by its first letters."""
    found = {secret for secret in secrets if secret and secret in text} | set(_LITERAL.findall(text))
    return sorted(f"{secret[:_SHOWN]}…" for secret in found)


def assert_no_leak(sandbox: Sandbox, *texts: str) -> None:
    """What a command printed shows no secret that its sandbox knows of, dead ones included."""
    for text in texts:
        assert leaks(text, sandbox.secrets) == []
