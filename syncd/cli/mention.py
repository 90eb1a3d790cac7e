"""What a human means by a page on the web, a ref such as `boomplay:123`, an MBID, or an ISRC in any spelling."""

import re
from collections.abc import Sequence

from syncd.cli.links import page_for
from syncd.cli.streams import remark
from syncd.daemon.logs import printable
from syncd.daemon.spelling import advice
from syncd.daemon.wiring import Program
from syncd.domain.dossier import Dossier
from syncd.domain.errors import UsageError
from syncd.domain.track import MSID_PREFIX, Isrc, Service, TrackRef, parse_isrc, parse_mbid
from syncd.services.pages import page_of
from syncd.store.explain import dossiers, recordings_at, recordings_with

Mention = TrackRef | Isrc
"""A track at a service (a recording is one at MusicBrainz), or an ISRC."""

_WANTED = "give a track's page, a ref such as boomplay:123, an MBID or an ISRC"
_METABRAINZ = re.compile(r"https?://(?:[^/]+\.)?(?:musicbrainz|listenbrainz)\.org/(?P<kind>[^/?#]*)(?P<rest>.*)")
_SHORT = {
    # What the services' own "share" buttons give (`apis/jamendo.md` §5, `apis/boomplay.md` §4.1).
    Service.JAMENDO: re.compile(r"https?://jamen\.do/t/([0-9]{1,15})(?![0-9])"),
    Service.BOOMPLAY: re.compile(r"https?://(?:[^/]+\.)?boomplay\.com/share/music/([0-9]{1,15})(?![0-9])"),
}
_HOSTS = re.compile(
    r"(?:[\w-]+\.)*(?:boomplay\.com|jamendo\.com|jamen\.do|musicbrainz\.org|listenbrainz\.org)/", re.IGNORECASE
)
_OTHER_KINDS = frozenset({"album", "area", "artist", "label", "release", "release-group", "series", "user", "work"})


def parse_mention(text: str) -> Mention:
    """What a text means. Raises UsageError, saying what would be understood, where it means nothing."""
    meant = text.strip().encode(errors="replace").decode()  # an argument may be no text, and then it is in no list
    if "://" in meant or _HOSTS.match(meant):
        return _page(meant if "://" in meant else f"https://{meant}")
    if mbid := parse_mbid(meant):
        return TrackRef(Service.MUSICBRAINZ, mbid)
    if isrc := parse_isrc(meant):
        return isrc
    if ":" in meant:
        return _ref(meant)
    raise UsageError(f"{printable(text) or 'an empty text'} is neither a page nor a ref, an MBID or an ISRC: {_WANTED}")


def found(built: Program, mention: Mention) -> list[Dossier]:
    """Every recording that it may mean. Raises UsageError where nothing is known of it."""
    with built.database.reading() as connection:
        if isinstance(mention, TrackRef):
            recordings = recordings_at(connection, mention)
        else:
            recordings = recordings_with(connection, mention)
        known = dossiers(connection, recordings)
    if not known:
        raise UsageError(f"nothing is known of {printable(str(mention))}: no list has shown it, and no match led to it")
    return known


def ask_for_one(mention: Mention, known: Sequence[Dossier]) -> None:
    """List what an ISRC may mean, where that is not one recording; then raises UsageError."""
    if isinstance(mention, TrackRef) or len(known) == 1:
        return
    for dossier in known:
        for line in choices(dossier):
            remark(line)
    raise UsageError(f"{mention} is the ISRC of {len(known)} recordings; name one of the refs above")


def choices(dossier: Dossier) -> list[str]:
    """The refs by which one recording can be named, each with its page."""
    refs = [each.ref for each in dossier.heard]
    if dossier.mbid is not None:
        refs.insert(0, TrackRef(Service.MUSICBRAINZ, dossier.mbid))
    return [f"  {printable(f'{ref}  {song(dossier)}  {page_for(ref)}')}" for ref in refs]


def song(dossier: Dossier) -> str:
    """What the recording is called."""
    track = dossier.track
    return f"{track.artist or '?'} - {track.title}" if track else "a recording that nobody has described"


def _page(address: str) -> TrackRef:
    short = next((TrackRef(service, m[1]) for service, each in _SHORT.items() if (m := each.match(address))), None)
    if ref := page_of(address) or short:
        return ref
    if found_there := _METABRAINZ.match(address):
        return _recording(address, found_there["kind"], found_there["rest"])
    raise UsageError(f"{printable(address)} is no page of a track that syncd knows: {_WANTED}")


def _recording(address: str, kind: str, rest: str) -> TrackRef:
    """ListenBrainz has several pages about a recording; only one thing on them is 36 characters long and a UUID."""
    mbids = list(dict.fromkeys(filter(None, map(parse_mbid, re.findall(r"[0-9A-Fa-f-]{36}", rest)))))
    if kind in _OTHER_KINDS or len(mbids) != 1:
        what = f"a page of the kind {kind}" if kind in _OTHER_KINDS else "no page of one recording"
        raise UsageError(f"{printable(address)} is {what}; a recording's is https://musicbrainz.org/recording/MBID")
    return TrackRef(Service.MUSICBRAINZ, mbids[0])


def _ref(text: str) -> TrackRef:
    name, _, id_ = text.partition(":")
    try:
        service = Service(name.lower())
    except ValueError:
        raise UsageError(f"{printable(text)}: unknown service {printable(name)}{advice(name, Service)}") from None
    if not id_:
        raise UsageError(f"{printable(text)}: an id must follow, as in boomplay:123")
    if service not in {Service.MUSICBRAINZ, Service.LISTENBRAINZ}:
        return TrackRef(service, id_)
    mbid = parse_mbid(id_.removeprefix(MSID_PREFIX))
    if mbid is None:
        raise UsageError(f"{printable(text)}: {printable(id_)} is no UUID, as ids at {service} are")
    is_text_only = service is Service.LISTENBRAINZ and id_.startswith(MSID_PREFIX)
    return TrackRef(service, f"{MSID_PREFIX}{mbid}") if is_text_only else TrackRef(Service.MUSICBRAINZ, mbid)
