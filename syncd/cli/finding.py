"""What `syncd doctor` finds, one line each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from syncd.domain.errors import Stopped, StoreFailed, SyncdError
from syncd.store.disk import refused


class Health(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"  #: passes by itself, or can wait
    FAIL = "fail"  #: a human must do something


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, what was seen, and what to do where something is wrong."""

    check: str
    state: Health
    detail: str
    remedy: str = ""


def ok(check: str, detail: str) -> Finding:
    """Nothing is wrong."""
    return Finding(check, Health.OK, detail)


def warn(check: str, detail: str, remedy: str) -> Finding:
    """Worth knowing."""
    return Finding(check, Health.WARN, detail, remedy)


def fail(check: str, detail: str, remedy: str) -> Finding:
    """A human is needed."""
    return Finding(check, Health.FAIL, detail, remedy)


def from_error(check: str, error: SyncdError, state: Health, otherwise: str = "") -> Finding:
    """An error as a finding, with its own remedy, or another where it has none."""
    return Finding(check, state, str(error.args[0]), error.remedy or otherwise)


def refused_by_the_store(check: str, error: StoreFailed) -> Finding:
    """A check that the disk or the database refused is a finding about those, whose exit code comes first."""
    return fail("database", f"{check}: {error.args[0]}", error.remedy)


def attempted(check: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What a check finds; an error in its middle is its last finding, and the other checks go on."""
    try:
        yield from findings
    except Stopped:
        raise
    except StoreFailed as error:
        yield refused_by_the_store(check, error)
    except SyncdError as error:
        yield from_error(check, error, Health.FAIL)
    except OSError as error:
        yield refused_by_the_store(check, refused(Path(error.filename or ""), error))
