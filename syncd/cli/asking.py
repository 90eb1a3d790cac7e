"""Questions to whoever answers: a human at a terminal, or a pipe. They and all talk around them go to stderr."""

import getpass
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from syncd.domain.errors import UsageError

_YES, _NO = {"", "y", "yes"}, {"n", "no"}


def tell(text: str = "") -> None:
    """Something that belongs to the talk, not to the results."""
    sys.stderr.write(f"{text}\n")


def ask(question: str, *, is_secret: bool = False) -> str:
    """One line, without the blanks around it; a secret is not shown while it is typed.

    Raises UsageError where nobody answers any more.
    """
    if is_secret and sys.stdin.isatty():
        return _typed_unseen(f"{question} (not shown): ")
    sys.stderr.write(f"{question}: ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        tell()  # the line that a human would have ended by his answer
    if not line:
        raise _ended()
    return line.strip()


def agrees(question: str) -> bool:
    """Yes or no; an empty line is a yes."""
    while (answer := ask(f"{question} [Y/n]").lower()) not in _YES | _NO:
        tell("y or n, please")
    return answer in _YES


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a talk as Ctrl-C does: with nothing left behind."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = {each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _typed_unseen(prompt: str) -> str:
    try:
        return getpass.getpass(prompt, stream=sys.stderr).strip()
    except EOFError:
        raise _ended() from None


def _ended() -> UsageError:
    return UsageError("the answers end before the questions do", remedy="nothing was written; begin again")
