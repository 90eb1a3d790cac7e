"""The kinds of values in a configuration, each with its check. Checks raise ValueError with the reason."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator, ValidationInfo

from syncd.daemon import addresses
from syncd.daemon.durations import parse_duration
from syncd.daemon.secrets import Secret, Surroundings, parse_secret
from syncd.domain.account import Role

LIST_ENDINGS = (".csv", ".jsonl", ".jspf")
"""How the name of a list of favourites ends; a test holds it against the formats that can be read."""


def _around(info: ValidationInfo) -> Surroundings:
    assert isinstance(info.context, Surroundings)
    return info.context


def _secret(value: object, info: ValidationInfo) -> Secret:
    return parse_secret(value, _around(info))


def _path(value: object, info: ValidationInfo) -> Path:
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError("must be the path of a file")
    path = _around(info).beside(value)
    if path.suffix.lower() not in LIST_ENDINGS:
        raise ValueError(f"must be the path of a list that ends in one of {', '.join(LIST_ENDINGS)}")
    if path.is_dir():
        raise ValueError(f"must be the path of a file; {path} is a folder")
    return path


def _name(name: str) -> str:
    if not name or not name.isprintable() or name.startswith("-") or set(name) & set(" \"'"):
        raise ValueError("a name has no spaces or quotes and does not begin with a dash")
    return name


def _app_id(text: str) -> str:
    if not text or not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError("must be the id that the service gave to your application, without spaces")
    return text


def _never_written(role: Role) -> Role:
    if role.writes:
        raise ValueError(f'cannot be "{role}" because syncd cannot write there; allowed: source')
    return role


def _authorization(header: str) -> str:
    if header.count("{token}") != 1 or not (header.isascii() and header.isprintable()):
        raise ValueError('must hold {token} once, such as "Bearer {token}"')
    return header


Name = Annotated[str, AfterValidator(_name)]
AppId = Annotated[str, AfterValidator(_app_id)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Contact = Annotated[str, AfterValidator(addresses.check_contact)]
Authorization = Annotated[str, AfterValidator(_authorization)]
Listen = Annotated[str, AfterValidator(addresses.check_listen)]
FilePath = Annotated[Path, PlainValidator(_path)]
# Without a serializer of ours pydantic would look into a secret and dump what it holds.
SecretField = Annotated[Secret, PlainValidator(_secret), PlainSerializer(str)]

BaseUrl = Annotated[str, AfterValidator(addresses.check_base_url)]
SecureBaseUrl = Annotated[str, AfterValidator(addresses.check_secure_base_url)]
SecureUrl = Annotated[str, AfterValidator(addresses.check_secure_url)]
OptionalUrl = Annotated[str, AfterValidator(addresses.check_secure_url_or_none)]

# Models are strict: "5" is no number. Only where TOML has no word of its own, an enum or a tuple, a value is converted.
AnyRole = Annotated[Role, Field(strict=False)]
SourceOnly = Annotated[Role, Field(strict=False), AfterValidator(_never_written)]
Secrets = Annotated[tuple[SecretField, ...], Field(strict=False)]
