"""A track as Boomplay writes it, field by field (`apis/boomplay.md` §3.2)."""

from typing import Any

from syncd.sandbox.catalogue import BoomplayTrack

MARKETS = (
    "PS,PT,PW,PY,QA,AD,AE,AF,AG,AI,AL,AM,AO,AR,AT,AU,BE,BF,BI,BJ,BR,BW,CD,CF,CG,CI,CM,CN,CV,DE,DJ,EG,ER,ES,ET,FR,"
    "GA,GB,GH,GM,GN,GQ,GW,IN,IT,KE,KM,LR,LS,LY,MA,MG,ML,MR,MU,MW,MZ,NA,NE,NG,OT,RE,RW,SC,SD,SL,SN,SO,SS,ST,SZ,TD,TG,"
    "TN,TZ,UG,US,ZA,ZM,ZW"
)  # OT is no country, and stands there all the same (§3.2)

_SITE = "https://test.boomplay.com"  # the samples point to the test system (§9, 18)
_ALBUM_LENGTH = 5
_WITHOUT_ARTWORK = 7  # one row in so many has no artwork at all


def row(track: BoomplayTrack, app_id: str, *, with_roles: bool = False) -> dict[str, Any]:
    """One row. Only the track pages say the artists' roles."""
    suffix = f"?srModel=openapi_{app_id}"
    return {
        "track_id": track.id,
        "track_title": track.title,
        "track_number": 1 + track.id % _ALBUM_LENGTH,
        "isrc": track.isrc,
        "duration": clock_text(track.seconds or 0),
        "album_id": track.album_id,
        "album_title": track.album,
        "genres": "Pop,Pop",
        "available_markets": MARKETS,
        "web_url": f"{_SITE}/songs/{track.id}{suffix}",
        "mobile_url": f"{_SITE}/share/music/{track.id}{suffix}",
        **_artwork(track),
        "artists": [_artist(track, place, with_roles=with_roles) for place in range(len(track.artists))],
    }


def clock_text(seconds: int) -> str:
    """`HH:MM:SS`."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _artwork(track: BoomplayTrack) -> dict[str, Any]:
    if track.id % _WITHOUT_ARTWORK == _WITHOUT_ARTWORK - 1:
        return {}
    url = f"https://testsource.boomplaymusic.com/group1/{track.album_id}_464_464.jpg"
    return {"artwork": {"width": 464, "height": 464, "url": url}}


def _artist(track: BoomplayTrack, place: int, *, with_roles: bool) -> dict[str, Any]:
    artist_id, name = track.artists[place]
    said = {"artist_id": artist_id, "artist_name": name}
    role = "Featured Artists" if place else "Main Artists"
    return {**said, "artist_role": role} if with_roles else said
