"""MetaBrainz drops the addresses of clients that it does not like: both its hosts time out while others answer."""

from collections.abc import Collection, Iterable, Sequence

from syncd.domain.account import AccountState
from syncd.domain.errors import Blocked, ServiceError
from syncd.domain.track import Service
from syncd.engine.silence import is_out_of_reach
from syncd.engine.world import Polled, World

_ANSWERED = {AccountState.READ, AccountState.UNCHANGED}
METABRAINZ = (Service.LISTENBRAINZ, Service.MUSICBRAINZ)
_REASON = "both hosts drop our requests while other services answer; they rest before we ask again"


def pause_if_blocked(world: World, polled: Collection[Polled], errors: Sequence[ServiceError]) -> list[ServiceError]:
    """Let both MetaBrainz lanes pause where it looks like a block, and say so; else nothing.

    See `apis/listenbrainz.md` §1, "what the block looks like".
    """
    raised = [*errors, *(each.error for each in polled if each.error is not None)]
    answered = {each.member.host for each in polled if each.state in _ANSWERED}
    if not looks_blocked(raised, answered) and not looks_blocked(*_asked_further(world, raised, answered)):
        return []
    for host in METABRAINZ:
        world.block(host, _REASON)
    return [Blocked("metabrainz", _REASON, remedy="check `contact` in the configuration; nothing else to do but wait")]


def looks_blocked(errors: Collection[ServiceError], answered: Collection[str]) -> bool:
    """A refusal, or no connection to either MetaBrainz host while a host of somebody else answers."""
    if any(isinstance(error, Blocked) for error in errors):
        return True
    elsewhere = set(answered) - {*METABRAINZ, Service.FILE}
    return _silent(errors).issuperset(METABRAINZ) and bool(elsewhere)


def _asked_further(
    world: World, errors: Collection[ServiceError], answered: Collection[str]
) -> tuple[list[ServiceError], set[str]]:
    """The same errors and answers, and those of hosts that were not polled this time, which are asked now for a sign of life.

    A daemon's poll asks few hosts, and the silence of a single one proves nothing. Somebody else is asked first: where nobody
    answers, it is the network.
    """
    found, heard = list(errors), set(answered) - {Service.FILE}
    elsewhere = sorted({each.host for each in world.members} - {*METABRAINZ, Service.FILE})

    def ask(hosts: Iterable[str]) -> None:
        for host in hosts:
            try:
                world.knock(host)
                heard.add(host)
            except ServiceError as error:
                found.append(error)

    if _silent(found) & set(METABRAINZ):
        ask(host for host in elsewhere if not heard.intersection(elsewhere) and host not in _silent(found))
        ask(host for host in METABRAINZ if heard.intersection(elsewhere) and host not in heard | _silent(found))
    return found, heard


def _silent(errors: Collection[ServiceError]) -> set[str]:
    return {error.where for error in errors if is_out_of_reach(error)}
