"""MusicBrainz merges recordings: what the tests of it share."""

from syncd.domain.errors import Unavailable
from syncd.domain.track import Mbid, Service, Track
from tests.engine.household import Household
from tests.engine.scripted_catalogue import ScriptedCatalogue


def two(home: Household, *accounts: str) -> None:
    """These accounts, and Harbour and Harbour 2, which are two recordings of one ISRC."""
    for account in accounts:
        home.add(account, Service.LISTENBRAINZ)
    home.library.share_isrc("Harbour", "Harbour 2")


def merges(home: Household) -> None:
    """MusicBrainz merges Harbour into Harbour 2."""
    home.library.mbids["Harbour"] = home.library.mbid("Harbour 2")
    home.catalogue.ignores.add("Harbour")


class Busy(ScriptedCatalogue):
    """ListenBrainz' metadata answer, MusicBrainz does not."""

    def standing(self, mbid: Mbid) -> Mbid | None:
        """Nobody can say."""
        raise Unavailable("musicbrainz", f"503 for {mbid}")


class Factless(ScriptedCatalogue):
    """ListenBrainz' metadata do not answer."""

    def facts(self, mbids: object) -> dict[Mbid, Track]:
        """Nobody can say."""
        raise Unavailable("listenbrainz", f"503 for {mbids}")


class Mute(Factless, Busy):
    """Neither answers."""
