"""Chance that falls the same way each time: every throw is a function of what it is about."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T", int, str)


def throw(*about: object) -> float:
    """A number from 0 (included) to 1 (excluded), always the same for the same arguments."""
    digest = sha256("|".join(map(str, about)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def scrambled(things: Iterable[T], *seed: object) -> list[T]:
    """In no order that means anything, and in the same one each time. What is added may stand anywhere."""
    return sorted(things, key=lambda thing: throw(*seed, thing))
