"""The verbs that only think: pure functions of values. No input or output, no clock, no dice."""

from syncd.lean import without

with without("rapidfuzz.process_cpp"):  # it compares one text with many; nobody asks that here, and it takes a megabyte
    import rapidfuzz as _rapidfuzz  # noqa: F401  # imported here first, so that later imports find it as it is
