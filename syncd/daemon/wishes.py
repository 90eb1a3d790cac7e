"""Carrying out what commands left for the daemon: each wish once, by the very function that the command itself uses."""

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from typing import Any

from syncd.daemon.logs import log
from syncd.daemon.wiring import Program
from syncd.domain.errors import Stopped, StoreFailed, SyncdError
from syncd.store import wishes as kept
from syncd.store.wishes import Wish

Grant = Callable[[str, Mapping[str, Any]], int]
"""Carries out a wish by its verb and details: the command's exit code. Raises SyncdError where it cannot be done."""

_STANDS_FOR_A_MINUTE = 20.0
"""Seconds after which a wish interrupts what the daemon is at, so that it is carried out within a minute."""


class Wishes:
    """The wishes on one database, and who carries them out; what he prints is logged."""

    def __init__(self, program: Program, grant: Grant) -> None:
        self._program, self._grant = program, grant

    def are_urgent(self) -> bool:
        """Whether one waits for so long already that the daemon had better leave what it is at."""
        now = self._program.clock.now()
        return any((now - wish.wished_at).total_seconds() > _STANDS_FOR_A_MINUTE for wish in self._waiting())

    def carry_out(self) -> bool:
        """Carry out all that wait, in their order; whether there were any."""
        waiting = self._waiting()
        for wish in waiting:
            self._carry_out(wish)
        return bool(waiting)

    def _waiting(self) -> list[Wish]:
        with self._program.database.reading() as connection:
            return kept.waiting(connection)

    def _carry_out(self, wish: Wish) -> None:
        """The wish goes with the first commit that it causes: whatever becomes of this process, it is done once."""
        said = io.StringIO()
        try:
            with (
                redirect_stdout(said),
                self._program.database.along(lambda connection: kept.forget(connection, wish)),
            ):
                code = self._grant(wish.verb, wish.details)
        except (Stopped, StoreFailed):
            raise
        except SyncdError as error:
            self._fail(wish, str(error))
        except Exception as error:  # noqa: BLE001  # a wish with a bug must not end the daemon, nor come back for ever
            log.exception("a bug in syncd; please report these lines", verb=wish.verb)
            self._fail(wish, f"a bug in syncd: {type(error).__name__}")
        else:
            kept.succeed(self._program.database, wish)
            log.info(
                "a wish is carried out",
                verb=wish.verb,
                code=int(code),
                said=said.getvalue().splitlines(),
                **_shown(wish),
            )

    def _fail(self, wish: Wish, trouble: str) -> None:
        kept.fail(self._program.database, wish, trouble)
        log.warning("a wish failed", verb=wish.verb, trouble=trouble, **_shown(wish))


def _shown(wish: Wish) -> dict[str, Any]:
    """What was wished, as far as it fits into a line."""
    return {name: value for name, value in wish.details.items() if isinstance(value, str) and len(value) < 100}  # noqa: PLR2004  # a line's length
