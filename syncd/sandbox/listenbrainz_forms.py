"""The validation of submitted feedback and pins, with the texts of the genuine server's library (pydantic 1.10)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from syncd.sandbox.listenbrainz_web import as_int, as_uuid, bad_request, crash

MAX_BLURB = 280
_MILLISECONDS_FROM = 2e10  # larger numbers are milliseconds, for pydantic
_SCORES = (1, 0, -1)
_SEE = "See https://pydantic-docs.helpmanual.io/usage/types/#datetime-types for acceptable formats. (type=value_error)"


@dataclass(slots=True)
class Form:
    """Collects the errors of one document; the genuine server tells all of them at once, in the order of its fields."""

    model: str
    errors: list[str] = field(default_factory=list)

    def identifier(self, name: str, value: Any) -> str | None:
        """An id, normalised; None is allowed."""
        text = self._text(name, value)
        if text is None:
            return None
        if (uuid := as_uuid(text)) is None:
            self.errors.append(f"{name}: '{text}' must be a valid UUID. (type=value_error)")
        return uuid

    def score(self, value: Any) -> int:
        """1, 0 or -1, with dangerous coercions: false, 0.5 and "0" take the row away (§14, 9)."""
        if value is None:
            self.errors.append("score: none is not an allowed value (type=type_error.none.not_allowed)")
        elif (score := as_int(value)) is None:
            self.errors.append("score: value is not a valid integer (type=type_error.integer)")
        elif isinstance(value, int) and score.bit_length() > 64:  # noqa: PLR2004  # the server's JSON writer ends there
            raise crash()
        elif score not in _SCORES:
            self.errors.append("score: Score can have a value of 1, 0 or -1. (type=value_error)")
        else:
            return score
        return 0

    def blurb(self, value: Any) -> str | None:
        """A text of at most 280 characters; a number becomes text."""
        text = self._text("blurb_content", value)
        if text is not None and len(text) > MAX_BLURB:
            limit = "(type=value_error.any_str.max_length; limit_value=280)"
            self.errors.append(f"blurb_content: ensure this value has at most {MAX_BLURB} characters {limit}")
        return text

    def pinned_until(self, value: Any, created: float, default: float) -> float:
        """A time after `created`, in seconds since the epoch; 0 and null mean the default (§14, 32)."""
        if not value:
            return default
        until = _moment(value)
        if until is None:
            self.errors.append("pinned_until: invalid datetime format (type=value_error.datetime)")
        elif until.tzinfo is None:
            text = "Datetime provided must be a valid datetime and contain tzinfo.:"
            self.errors.append(f"pinned_until: {text}                   {_SEE}")
        elif until.timestamp() <= created:
            text = "Pinned_until of returned PinnedRecording must be greater than created.:"
            self.errors.append(f"pinned_until: {text}                       {_SEE}")
        return until.timestamp() if until else default

    def need_one(self, *ids: str | None) -> None:
        """At least one good id must be there."""
        if not any(ids):
            text = "at least one of recording_msid or recording_mbid should be specified"
            self.errors.append(f"__root__: {text} (type=value_error)")

    def check(self) -> None:
        """Refuse the document where there were errors."""
        if self.errors:
            count = f"{len(self.errors)} validation error{'s' if len(self.errors) > 1 else ''}"
            errors = " ".join(self.errors)
            raise bad_request(f"Invalid JSON document submitted: {count} for {self.model} {errors}")

    def _text(self, name: str, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int | float):
            return str(value)
        self.errors.append(f"{name}: str type expected (type=type_error.str)")
        return None


def _moment(value: Any) -> datetime | None:
    """Seconds or milliseconds since the epoch, as a number or in digits, or ISO 8601."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return _iso(value)
    seconds = seconds / 1000 if abs(seconds) > _MILLISECONDS_FROM else seconds
    try:
        return datetime.fromtimestamp(seconds).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _iso(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
