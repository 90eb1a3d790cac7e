"""A user of ListenBrainz is renamed there."""

from dataclasses import replace

from syncd.domain.track import Service
from tests.engine.household import Household


def test_an_unlove_survives_a_renaming_at_the_service(bare: Household) -> None:
    """The token is the same, so the account is: what was unloved there before stays unloved."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.members["L"] = replace(bare.members["L"], mark="fingerprint of the token")
    bare.human_loves("B", "Harbour", "Lantern")
    bare.cycles(3)
    assert bare.loved_at("L") == {"Harbour", "Lantern"}
    bare.human_unloves("L", "Harbour")
    bare.cycles(2)

    bare.services["L"].name = "new-name"
    bare.cycles(3)

    assert bare.loved_at("L") == {"Lantern"}
    assert sorted(record.account.whoami for record in bare.records()) == ["B", "new-name"]
