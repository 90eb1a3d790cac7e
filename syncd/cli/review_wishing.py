"""Answers beside a running daemon: looked up and checked here, carried out by the daemon."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from syncd.cli.review_desk import Desk
from syncd.planner.review import ArtistPair, Reply, ReviewDecision
from syncd.store.wishes import leave, take_back

DECIDE = "review decide"
"""The wish that a decision is, whichever command or key made it."""


@dataclass(slots=True)
class WishingDesk(Desk):
    """Where decisions are left as wishes. Nothing else that changes anything may be asked of it."""

    left: list[int] = field(default_factory=list)
    _last: ReviewDecision | None = None

    def carry_out(self, decision: ReviewDecision) -> None:
        """Leave a decision for the daemon."""
        details = {"parameters": _parameters(decision), "profile": self.profile or None}
        self.left.append(leave(self.built.database, DECIDE, details, self.built.clock.now()))
        self._last = decision

    def undo(self) -> None:
        """The last decision was never made; one that the daemon carried out already is forgotten song by song."""
        last, self._last = self._last, None
        if last is None or take_back(self.built.database, self.left.pop()):
            return
        songs = [reply.case for reply in last.replies] + [case for case, _ in last.accepted]
        for ref in dict.fromkeys(case.refs[0] for case in songs):
            details = {"about": str(ref), "parameters": {"ref": str(ref)}, "profile": self.profile or None}
            self.left.append(leave(self.built.database, "review forget", details, self.built.clock.now()))


def _parameters(decision: ReviewDecision) -> dict[str, Any]:
    """What a decision says, in words that mean the same to another process."""
    accepted = [
        {"ref": str(case.refs[0]), "place": case.place, "candidate": str(each.track.ref)}
        for case, each in decision.accepted
    ]
    return {
        "verdicts": list(map(_reply, decision.replies)),
        "artist": _artist(decision.artist),
        "accepted": accepted,
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "ref": str(reply.case.refs[0]),
        "place": reply.case.place,
        "said": reply.said,
        "candidates": [str(each.track.ref) for each in reply.candidates],
    }


def _artist(pair: ArtistPair | None) -> Mapping[str, str] | None:
    return {"service": pair.service, "artist_id": pair.artist_id, "artist_mbid": pair.artist_mbid} if pair else None
