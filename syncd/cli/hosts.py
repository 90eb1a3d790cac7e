"""Which upstream hosts a configuration is about."""

from collections.abc import Collection

from syncd.domain.track import Service
from syncd.engine.world import Member

CATALOGUES = (Service.LISTENBRAINZ, Service.MUSICBRAINZ)
"""Whom a sync asks who is who, whatever the accounts are."""


def hosts_of(members: Collection[Member]) -> frozenset[str]:
    """The hosts that a sync of these accounts asks; a file is nobody's host."""
    if not members:
        return frozenset()
    return frozenset({member.host for member in members} | set(map(str, CATALOGUES))) - {Service.FILE.value}
