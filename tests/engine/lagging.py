"""A service whose list lacks for a while what its point read shows."""

from dataclasses import dataclass, field, replace

from syncd.domain.snapshot import Snapshot
from tests.engine.scripted import ScriptedService


@dataclass(kw_only=True)
class Lagging(ScriptedService):
    """Its list and its point read may disagree for a while."""

    lacks: set[str] = field(default_factory=set)  #: titles that only the point read shows

    def snapshot(self) -> Snapshot:
        """The list, without them."""
        true = super().snapshot()
        entries = tuple(each for each in true.entries if self.library.title(each.ref) not in self.lacks)
        known_by = self._fingerprint({each.ref: each.score for each in entries})
        return replace(true, entries=entries, fingerprint=known_by)
