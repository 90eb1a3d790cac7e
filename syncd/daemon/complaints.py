"""What pydantic found wrong, in words for the person who wrote the file.

Values are never repeated, with one exception: a wrong word where only a few are allowed.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from syncd.daemon.spelling import advice

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SUBJECT = re.compile(r"^(Input|String) should")  # how pydantic begins its sentences
_TAG = "service"  # the key that tells the kinds of account apart

Step = str | int


def complaints(error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    """One line for each thing that is wrong: the dotted key, what is the matter, what is allowed."""
    for details in error.errors(include_url=False):
        yield _complaint(details, model)


def dotted(steps: Sequence[Step]) -> str:
    """A key as TOML would write it."""
    return ".".join(_quoted(str(step)) for step in steps)


def _quoted(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key)


def _complaint(details: ErrorDetails, model: type[BaseModel]) -> str:
    if details["type"] == "extra_forbidden":
        return _unknown_key(details["loc"], model)
    steps, kind = _locate(details["loc"], model)
    return dotted(steps) + _matter(details, kind, _meaning(details["loc"], model))


def _matter(details: ErrorDetails, kind: Any, meaning: str) -> str:
    """What to say behind the key."""
    match details["type"]:
        case "missing":
            matter = f" is missing{meaning}"
        case "union_tag_not_found":
            matter = f".{_TAG} is missing; allowed: {', '.join(_kinds(kind))}"
        case "union_tag_invalid":
            tag = details["ctx"]["tag"]
            matter = f".{_TAG}: unknown service {_quoted(tag)}{advice(tag, _kinds(kind))}"
        case "enum":
            matter = f": unknown value{advice(details['input'], list(kind))}"
        case "value_error":
            matter = f": {details['ctx']['error']}"
        case "model_type" | "model_attributes_type" | "dict_type":
            matter = ": must be a table"
        case "tuple_type":
            matter = ": must be a list"
        case _:
            matter = f": {_SUBJECT.sub('must', details['msg'])}"
    return matter


def _unknown_key(loc: Sequence[Step], model: type[BaseModel]) -> str:
    steps, kind = _locate(loc[:-1], model)
    return f"unknown key {dotted([*steps, loc[-1]])}{advice(loc[-1], kind.model_fields)}"


def _meaning(loc: Sequence[Step], model: type[BaseModel]) -> str:
    """What a field is for, where its model says so."""
    _, kind = _locate(loc[:-1], model)
    field = getattr(kind, "model_fields", {}).get(loc[-1])
    return f": {field.description}" if field is not None and field.description else ""


def _locate(loc: Sequence[Step], model: type[BaseModel]) -> tuple[list[Step], Any]:
    """Where in the file an error is, and what the models hold there.

    Pydantic's own location also has steps that nobody wrote: the kind of account, and a mark for the names of tables.
    """
    steps: list[Step] = []
    kind: Any = model
    for step in loc:
        if step == "[key]":
            continue
        choices = _kinds(kind)
        if choices:
            kind = choices[str(step)]
        else:
            steps.append(step)
            kind = _inside(kind, step)
    return steps, kind


def _inside(kind: Any, step: Step) -> Any:
    if get_origin(kind) is dict:
        return _bare(get_args(kind)[1])
    fields = getattr(kind, "model_fields", {})
    return _bare(fields[step].annotation) if step in fields else None


def _bare(annotation: Any) -> Any:
    """The model, enum or union inside `Annotated[…]` and `… | None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    choices = [choice for choice in get_args(annotation) if choice is not type(None)]
    return _bare(choices[0]) if type(None) in get_args(annotation) and len(choices) == 1 else annotation


def _kinds(kind: Any) -> dict[str, type[BaseModel]]:
    """The models of a union that are told apart by their tag; empty for anything else."""
    models = [choice for choice in get_args(kind) if isinstance(choice, type) and issubclass(choice, BaseModel)]
    return {tag: model for model in models if _TAG in model.model_fields for tag in _tags(model)}


def _tags(model: type[BaseModel]) -> list[str]:
    return [str(tag) for tag in get_args(model.model_fields[_TAG].annotation)]
