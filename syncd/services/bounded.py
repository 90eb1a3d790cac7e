"""Bodies of bounded size: a small answer must not cost gigabytes (`reliability.md` fact 9)."""

import zlib
from collections.abc import Iterable, Iterator

_GZIP = 16 + zlib.MAX_WBITS
_STEP = 65536


class BadBody(Exception):
    """The body is larger than we read, or does not unpack. The message names no content."""


def read_bounded(chunks: Iterable[bytes], coding: str, limit: int) -> bytes:
    """The body, unpacked, of at most `limit` bytes before and after; `coding` is the Content-Encoding. Raises BadBody."""
    pieces = _bounded(chunks, limit)
    match coding.strip().lower():
        case "" | "identity":
            return b"".join(pieces)
        case "gzip" | "x-gzip":
            return b"".join(_bounded(_inflated(pieces), limit))
        case _:
            raise BadBody("a content coding that we did not ask for")


def _bounded(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise BadBody(f"a body of more than {limit} bytes")
        yield chunk


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    inflater, surplus, seen = zlib.decompressobj(_GZIP), 0, False
    for chunk in chunks:
        seen = True
        surplus += len(chunk) if inflater.eof else 0
        yield from _steps(inflater, chunk)
    if seen and (surplus or inflater.unused_data or not inflater.eof):
        raise BadBody("a gzip stream that does not end where it should")


def _steps(inflater: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Everything that one chunk unpacks to, in steps small enough for the reader to stop in time."""
    while not inflater.eof:
        try:
            piece = inflater.decompress(data, _STEP)
        except zlib.error:
            raise BadBody("a broken gzip stream") from None
        yield piece
        data = inflater.unconsumed_tail
        if not data and len(piece) < _STEP:
            return
