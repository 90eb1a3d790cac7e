"""MetaBrainz drops the addresses of clients that it does not like: both its hosts time out while others answer."""

from collections.abc import Collection, Sequence

from syncd.domain.account import AccountState
from syncd.domain.errors import Blocked, RateLimited, ServiceError, Unavailable
from syncd.domain.track import Service
from syncd.engine.world import Polled, World

METABRAINZ = (Service.LISTENBRAINZ, Service.MUSICBRAINZ)
_REASON = "both hosts drop our requests while other services answer; they rest before we ask again"


def rest_if_blocked(world: World, polled: Collection[Polled], errors: Sequence[ServiceError]) -> list[ServiceError]:
    """Let both MetaBrainz lanes rest where it looks like a block, and say so; else nothing.

    See `apis/listenbrainz.md` §1, "what the block looks like".
    """
    raised = [*errors, *(each.error for each in polled if each.error is not None)]
    if not looks_blocked(raised, {each.member.host for each in polled if each.state is AccountState.READ}):
        return []
    for host in METABRAINZ:
        world.block(host, _REASON)
    return [Blocked("metabrainz", _REASON, remedy="check `contact` in the configuration; nothing else to do but wait")]


def looks_blocked(errors: Collection[ServiceError], answered: Collection[str]) -> bool:
    """A refusal, or no connection to either MetaBrainz host while a host of somebody else answers."""
    if any(isinstance(error, Blocked) for error in errors):
        return True
    silent = {error.where for error in errors if _is_silence(error)}
    return silent.issuperset(METABRAINZ) and any(host not in METABRAINZ for host in answered)


def _is_silence(error: ServiceError) -> bool:
    return isinstance(error, Unavailable) and error.never_left and not isinstance(error, RateLimited)
