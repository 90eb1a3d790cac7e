"""Where results and remarks go, whoever reads them and whatever becomes of the disk behind."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO, cast

from syncd.cli.typable import typable, typable_result
from syncd.daemon.redaction import redactor
from syncd.domain.errors import StoreFailed


class _Stream:
    """A stream whose trouble is heard by `failed` instead of by whoever writes; what follows is thrown away."""

    def __init__(self, stream: TextIO, failed: Callable[[OSError], None]) -> None:
        self._stream, self._failed = stream, failed

    def write(self, text: str) -> int:
        """Write, or tell `failed` why not."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._give_up(error)
        return len(text)

    def flush(self) -> None:
        """Write what waits, or tell `failed` why not."""
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _give_up(self, error: OSError) -> None:
        """Python writes what still waits once more at its end; nobody is to hear of that."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        self._failed(error)


@contextmanager
def streams() -> Iterator[None]:
    """Results on stdout, remarks on stderr.

    A reader that has gone (`syncd status | head -1`) misses the rest, and nothing else changes: not the work, not the
    exit code; so it is with a stream that was closed before we began (`syncd status >&-`). Results that cannot be written
    for another reason are StoreFailed; such remarks are nobody's matter. What a terminal's encoding does not have is shown as
    a question mark; on stderr Python itself sees to that.
    """
    with ExitStack() as opened:
        out = _Stream(_forgiving(_open(sys.stdout, opened)), _results_failed)
        remarks = _Stream(_open(sys.stderr, opened), lambda _error: None)
        # The two are all that print, json, rich and typer use of a text stream; everything else is the stream's own.
        with redirect_stdout(cast("TextIO", out)), redirect_stderr(cast("TextIO", remarks)):
            yield


def _open(stream: TextIO | None, opened: ExitStack) -> TextIO:
    """The stream, or nowhere: where it was closed, Python has none."""
    return stream or opened.enter_context(Path(os.devnull).open("w", encoding="utf-8"))


def _forgiving(stream: TextIO) -> TextIO:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream


def file_on_stdout() -> TextIO:
    """Standard output for the contents of a file: UTF-8 as in every file, whatever encoding the terminal has."""
    out = sys.stdout
    out.flush()
    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", errors="replace")  # not even UTF-8 has half a surrogate pair
    return out


def dump(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """A result for programs: one JSON value on stdout."""
    sys.stdout.write(f"{redactor.clean(json.dumps(typable_result(value), indent=1))}\n")


def remark(text: str) -> None:
    """A remark for whoever watches, on stderr."""
    sys.stderr.write(f"syncd: {typable(text)}\n")


def _results_failed(error: OSError) -> None:
    if not isinstance(error, BrokenPipeError):
        raise StoreFailed(
            f"standard output: {error.strerror}", remedy="what was done is done; only its telling is lost"
        )
