"""The process: settings, secrets, logs, clock, and the wiring that knows everybody."""

from syncd.lean import without

with without("rich"):  # structlog would show tracebacks by it, with the values of local variables: ours are plain
    import structlog as _structlog  # noqa: F401  # imported here first, so that later imports find it as it is
