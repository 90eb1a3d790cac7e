"""Logs: events on stderr, for people or as JSON, and never a secret.

All roads lead through one handler of the standard library: structlog's events and the libraries' own lines. Its
formatter redacts last, on the rendered text, so nothing that was composed on the way can slip by (`reliability.md` F).
"""

import contextlib
import logging
import os
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from enum import StrEnum
from types import TracebackType
from typing import Any

from syncd import __version__
from syncd.daemon.redaction import MARK, Redactor, is_secret_name, redactor
from syncd.daemon.settings import Settings
from syncd.lean import without

with without("rich"):  # structlog would show tracebacks by it, with the values of local variables: ours are plain
    import structlog
    from structlog.stdlib import ProcessorFormatter
    from structlog.typing import Processor

CHATTERS = ("alembic", "apscheduler", "httpcore", "httpx", "sqlalchemy")
"""Libraries heard only from WARNING on: below it, httpx for one tells whole URLs (`reliability.md` fact 10)."""

EVERY_REQUEST = "syncd.services.http"
"""Who logs a line for each request: heard only from `-vv` on."""

_LEVELS = {-1: logging.WARNING, 0: logging.INFO, 1: logging.DEBUG}
_COLOURLESS = {"dumb", "unknown"}  # what rich, which prints the results, takes for terminals without colours
_NO_JSON = {"inf", "-inf", "nan"}
_MANY_LINES = {"exception", "stack"}  # the fields whose line breaks mean something
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Controls, zero-width and direction marks, lone surrogates: what moves a terminal's cursor or turns its text around.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

log = structlog.stdlib.get_logger(__name__)


class LogFormat(StrEnum):
    """The two faces of a log line (`--log-format`)."""

    CONSOLE = "console"
    JSON = "json"


def configure(log_format: LogFormat = LogFormat.CONSOLE, verbosity: int = 0, known: Redactor = redactor) -> None:
    """Send all logs to stderr. `verbosity` counts `-v` up and `-q` down from 0: warnings, events, details.

    A 2 lets every request be heard, too.
    """
    level = _LEVELS[max(-1, min(1, verbosity))]
    before = _common_steps()
    structlog.configure(
        processors=[structlog.stdlib.PositionalArgumentsFormatter(), *before, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = _Stderr()
    handler.addFilter(_is_wanted)
    handler.setFormatter(_Redacting(known, _renderer(log_format), before))
    _install(handler, level)
    logging.getLogger(EVERY_REQUEST).setLevel(logging.NOTSET if verbosity > 1 else logging.WARNING)


def log_start(settings: Settings) -> None:
    """The first line: who runs, by which configuration, on which database."""
    log.info("start", version=__version__, config=str(settings.file), database=str(settings.database_path))


def log_uncaught() -> None:
    """Let the exceptions and warnings of this process that nobody catches pass through the logs, hence the redactor."""
    sys.excepthook = _log_exception
    threading.excepthook = _log_thread_exception
    logging.captureWarnings(True)


def _common_steps() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]


def _renderer(log_format: LogFormat) -> Processor:
    if log_format is LogFormat.JSON:
        return structlog.processors.JSONRenderer()
    colourful = sys.stderr.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") not in _COLOURLESS
    # The plain form of tracebacks: rich's shows the values of local variables.
    return structlog.dev.ConsoleRenderer(colors=colourful, exception_formatter=structlog.dev.plain_traceback)


def _install(handler: logging.Handler, level: int) -> None:
    """Replace our handler of an earlier call, and leave everybody else's alone."""
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old, _Stderr)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in CHATTERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def _is_wanted(record: logging.LogRecord) -> bool:
    """Not the chatter of libraries, even where somebody has opened their loggers again."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in CHATTERS


class _Stderr(logging.Handler):
    """Writes to whatever stderr is now. Neither a bad record nor a closed stream may stop the work or show its secrets."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception as error:  # noqa: BLE001  # logging's own answer would print the record as it is
            line = self.format(_unwritable(record, error))
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(line + "\n")
            sys.stderr.flush()


def _unwritable(record: logging.LogRecord, error: Exception) -> logging.LogRecord:
    """What to say in a record's place, without its content."""
    message = f"a log record of {record.name} could not be written: {type(error).__name__}"
    return logging.makeLogRecord({"levelno": logging.ERROR, "levelname": "ERROR", "msg": message})


class _Redacting(ProcessorFormatter):
    """Renders a record and takes the secrets out of the result."""

    def __init__(self, known: Redactor, renderer: Processor, before: list[Processor]) -> None:
        self._known = known
        steps = [ProcessorFormatter.remove_processors_meta, self._scrub_event, renderer]
        super().__init__(foreign_pre_chain=before, processors=steps)

    def format(self, record: logging.LogRecord) -> str:
        """The line as it will be written."""
        return self._known.clean(super().format(record))

    def _scrub_event(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return {key: self._scrub_field(key, value) for key, value in event.items()}

    def _scrub_field(self, key: str, value: Any) -> Any:
        if is_secret_name(key):
            return MARK
        if key in _MANY_LINES and isinstance(value, str):
            # Indented, no line of an exception's text can pose as an event of its own.
            return "\n".join(f"  {self._scrub(line)}" for line in value.splitlines())
        return self._scrub(value)

    def _scrub(self, value: Any) -> Any:
        """The value as plain data, without control characters and secrets.

        Numbers too: were a secret made of digits found in one only after rendering, the JSON would be broken.
        """
        match value:
            case None | bool():
                return value
            case int() | float() if self._known.clean(str(value)) == str(value) and str(value) not in _NO_JSON:
                return value
            case Mapping():
                return {str(key): self._scrub_field(str(key), inner) for key, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._scrub(inner) for inner in value]
            case _:
                return self._known.clean(printable(str(value)))


def printable(text: str) -> str:
    """The text in one line, without anything that a terminal would obey instead of show."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", text))


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("uncaught", exc_info=(kind, error, trace))


def _log_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        log.critical("uncaught", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
