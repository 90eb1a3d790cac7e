"""What everybody at ListenBrainz thinks of a recording: nice to know in `syncd explain`, and never its trouble."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from syncd.cli.hosts import hosts_of
from syncd.daemon.wiring import Program
from syncd.domain.errors import ServiceError, StoreFailed
from syncd.domain.track import Mbid, Service
from syncd.services.listenbrainz_public_feedback import ROWS, public_feedback

MOST = 3
"""Of so many recordings at most, for each costs a request: an ISRC may mean many."""


def with_public_feedback(
    built: Program, recordings: Sequence[Mapping[str, Any]], *, offline: bool
) -> list[dict[str, Any]]:
    """The explained recordings, each with `public_feedback`: None where nobody was asked, or nobody answered."""
    is_reachable = not offline and Service.LISTENBRAINZ.value in hosts_of(built.world.members)
    asked = [each["mbid"] for each in recordings if each["mbid"]][: MOST if is_reachable else 0]
    told = {mbid: _told(built, mbid) for mbid in asked}
    return [{**each, "public_feedback": told.get(each["mbid"])} for each in recordings]


def public_feedback_text(told: Mapping[str, Any] | None) -> Iterator[str]:
    """The same for people."""
    if told:
        among = f", of the newest {ROWS} of {told['total']} who said so" if told["total"] > ROWS else ""
        yield f"at ListenBrainz loved by {told['loved']} and hated by {told['hated']}{among}"


def _told(built: Program, mbid: Mbid) -> dict[str, int] | None:
    try:
        return asdict(public_feedback(built.hosts[Service.LISTENBRAINZ], mbid))
    except (ServiceError, StoreFailed):
        return None
