"""The file of `syncd plan --out`: one JSON object a line, for people to read and to compare, and for `syncd apply`.

The first line says of which database and when it was made, then comes a line for each action, for each song that the guard
holds, and for everything that is left alone, with its reason; the last one holds the hash of all before it. Each line bears a
check of its own, so that whoever edited one is told which. Neither is a signature: they guard against slips, not against malice.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from syncd.cli.files import replacing
from syncd.daemon.wiring import Program
from syncd.domain.account import AccountId, Score
from syncd.domain.errors import UsageError
from syncd.domain.plan import ActionKey
from syncd.domain.track import Service, TrackRef
from syncd.store.home import home_of

FORM = 1
"""The version of the file's form."""

_AGAIN = "make a new one: syncd plan --out FILE --force"

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action as the file holds it: what it is, and how it is told to people."""

    key: ActionKey
    told: Fields


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A saved plan: of which database, when it was made, and what it would do."""

    database: str
    made_at: str
    actions: tuple[PlannedAction, ...]


def write_plan(file: Path, plan: Fields) -> None:
    """Save a plan as `cli/plan.py` makes it."""
    head = {"syncd_plan": FORM, "database": plan["database"], "made_at": plan["made_at"]}
    counts = {name: len(plan[name]) for name in ("actions", "held", "left_alone")}
    rows = [{"do": each["score"], **each} for each in plan["actions"]]
    held = [{"hold": each["score"], **each} for each in plan["held"]]
    left = [{"leave": each["state"], **each} for each in plan["left_alone"]]
    lines = [_checked(each) for each in [head | counts, *rows, *held, *left]]
    with replacing(file) as part:
        part.write_text("".join([*lines, _sealed(lines)]), encoding="utf-8")


def read_plan(file: Path) -> PlanFile:
    """A saved plan. Raises UsageError, naming what is wrong, where not every byte is as it was written."""
    try:
        lines = [f"{line}\n" for line in file.read_bytes().decode().removesuffix("\n").split("\n")]
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _refused(file, "is no plan file") from None
    head = _fields(lines[0]) if lines else {}
    if "syncd_plan" not in head:
        raise _refused(file, "is no plan file")
    if head["syncd_plan"] != FORM:
        raise _refused(file, f"is of another version (form {head['syncd_plan']}, this syncd reads {FORM})")
    _demand_unedited(file, lines)
    told = [_fields(line) for line in lines[1:-1]]
    return PlanFile(str(head["database"]), str(head["made_at"]), tuple(_actions(told)))


def database_of(built: Program) -> str:
    """The random id of this program's database; empty where it has none yet."""
    with built.database.reading() as connection:
        home = home_of(connection)
    return home.database if home else ""


def demand_database(file: Path, saved: PlanFile, database: str) -> None:
    """Raises UsageError where the plan was made with another database."""
    if saved.database != database:
        raise _refused(file, "was made with another database")


def _demand_unedited(file: Path, lines: Sequence[str]) -> None:
    edited = [number for number, line in enumerate(lines[:-1], start=1) if _checked(_unchecked(line)) != line]
    if edited:
        raise _refused(file, f"line {edited[0]} was edited")
    if lines[-1] != _sealed(lines[:-1]):
        raise _refused(file, "its hash does not fit: lines were added, taken away or moved")


def _refused(file: Path, why: str) -> UsageError:
    return UsageError(f"{file}: {why}; nothing of it was applied", remedy=_AGAIN)


def _actions(told: Iterable[Fields]) -> Iterator[PlannedAction]:
    for fields in told:
        if "do" in fields:
            service, _, number = fields["ref"].partition(":")
            ref = TrackRef(Service(service), number)
            yield PlannedAction((AccountId(fields["account_id"]), ref, Score[fields["score"].upper()]), fields)


def _fields(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _unchecked(line: str) -> dict[str, Any]:
    return {name: value for name, value in _fields(line).items() if name != "check"}


def _checked(fields: Fields) -> str:
    text = json.dumps(fields, ensure_ascii=False)
    return json.dumps({**fields, "check": sha256(text.encode()).hexdigest()[:8]}, ensure_ascii=False) + "\n"


def _sealed(lines: Sequence[str]) -> str:
    return json.dumps({"hash": "sha256:" + sha256("".join(lines).encode()).hexdigest()}) + "\n"
