"""A MusicBrainz stand-in over a few songs, and how to ask it (not a test)."""

import json
from typing import Any
from urllib.parse import urlencode

from syncd.sandbox.catalogue import Catalogue, Recording, Song
from syncd.sandbox.musicbrainz import MusicBrainz, MusicBrainzOptions
from syncd.sandbox.wire import Request, Response

NOW = 1_788_692_254.794  # 2026-09-06T10:57:34.794Z
AGENT = {"user-agent": "syncd/1 ( https://example.org )"}
DOWNLOAD = "45d0cbc5-d65b-4e77-bdfd-8a75207cb5c5"
STREAM = "7e41ef12-a124-4324-afdb-fdbae687a89c"


def mbid(number: int) -> str:
    """An id that one can recognise."""
    return f"abcdef00-0000-4000-8000-{number:012x}"


HEY = Recording(
    mbid=mbid(1),
    title="Hey Boy Hey Girl",
    artist="The Chemical Brothers",
    artist_mbid=mbid(101),
    album="Surrender",
    album_mbid=mbid(201),
    seconds=289.946,
    isrcs=("GBAAA9900303", "GBAAA0000001"),
    links=("http://www.jamendo.com/en/track/725574/giraffe", "https://www.boomplay.com/songs/54230705?from=home"),
    released="1999-06-21",
)
REMASTER = Recording(
    mbid=mbid(2),
    title="Hey Boy Hey Girl",
    artist="The Chemical Brothers",
    artist_mbid=mbid(101),
    isrcs=("GBAAA9900303",),
    version="2011 remaster",
)
ACCENTS = Recording(
    mbid=mbid(3),
    title="Déjà Vu (Live)",
    artist="Björk",
    artist_mbid=mbid(103),
    seconds=205.0,
    links=("https://jamendo.com/track/7",),
)
CATALOGUE = Catalogue(
    songs=(Song(recordings=(HEY, REMASTER)), Song(recordings=(ACCENTS,))),
    merged={mbid(8): mbid(9), mbid(9): HEY.mbid},
)


def musicbrainz(catalogue: Catalogue = CATALOGUE, *, limits: bool = False, **options: Any) -> MusicBrainz:
    """The stand-in."""
    return MusicBrainz(catalogue, MusicBrainzOptions(**options), limits=limits)


def numbered(count: int) -> Catalogue:
    """So many recordings, each with an ISRC and a page."""
    recordings = [
        Recording(
            mbid=mbid(n),
            title=f"Song {n}",
            artist="A",
            artist_mbid=mbid(101),
            isrcs=(f"GBAAA{n:07}",),
            links=(f"https://www.boomplay.com/songs/{n}",),
        )
        for n in range(count)
    ]
    return Catalogue(songs=tuple(Song(recordings=(one,)) for one in recordings))


def ask(
    service: MusicBrainz,
    path: str,
    *pairs: tuple[str, str],
    at: float = NOW,
    headers: dict[str, str] | None = None,
    form: str = "json",
) -> Response:
    """One request, in JSON unless `form` says otherwise."""
    query = urlencode([*pairs, *([("fmt", form)] if form else [])])
    return service.answer(Request(method="GET", path=path, query=query, headers=headers or AGENT, at=at))


def said(service: MusicBrainz, path: str, *pairs: tuple[str, str]) -> Any:
    """The body of a good answer."""
    response = ask(service, path, *pairs)
    assert response.status == 200, response.body
    return json.loads(response.body)


def found(service: MusicBrainz, query: str, *pairs: tuple[str, str]) -> list[str]:
    """The ids that a search finds, in order."""
    return [hit["id"] for hit in said(service, "/recording", ("query", query), *pairs)["recordings"]]


def refusal(response: Response) -> tuple[int, str]:
    """The status and the text of an error of the application, which always has a `help`."""
    body = json.loads(response.body)
    assert body.keys() == {"error", "help"}
    assert body["help"] == "For usage, please see: https://musicbrainz.org/development/mmd"
    return response.status, body["error"]
