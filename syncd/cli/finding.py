"""What `syncd doctor` finds, one line each."""

from dataclasses import dataclass
from enum import StrEnum

from syncd.domain.errors import SyncdError


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
