"""A bug of ours that is met in one account's matters: told with its traceback, and nobody else's trouble."""

import logging

from syncd.domain.errors import Unreadable

_log = logging.getLogger(__name__)

MISTAKES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a program's own mistakes raise, such as one in reading an answer.

Not everything: a wish to end, and what the store or the machine raises, end the run, for they concern all accounts.
"""


def as_trouble(where: str, mistake: Exception) -> Unreadable:
    """What this account is told to be ill of; everything else goes on. Nothing may be concluded from what it answered."""
    _log.error("a bug in syncd, met at %s; please report these lines", where, exc_info=mistake)
    reason = f"a bug in syncd ended this ({type(mistake).__name__})"
    return Unreadable(where, reason, remedy="please report what the log has of it; tried again with the next sync")
