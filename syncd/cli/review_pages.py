"""Where a missing recording, or a recording's missing link, is added to MusicBrainz, and what to paste there."""

from collections.abc import Sequence
from urllib.parse import urlencode

from syncd.cli.links import page_for
from syncd.domain.match import Candidate
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.lengths import minutes
from syncd.planner.review import Case
from syncd.planner.spellings import Spelling, is_searched_as
from syncd.services.pages import addresses_of

_SITE = "https://musicbrainz.org/recording"
_JOINED = " feat. "
_LONGEST = 200
"""Characters of a name that go into an address; whoever needs more can paste it."""


def page_to_create(track: Track) -> str:
    """MusicBrainz' form for a new recording, with what is known filled in already."""
    credit, title = _as_musicbrainz_writes(track)
    lead, joined, guests = credit.partition(_JOINED)
    fields = {
        "edit-recording.name": title[:_LONGEST],
        "edit-recording.artist_credit.names.0.name": lead[:_LONGEST],
        "edit-recording.artist_credit.names.0.join_phrase": joined,
        "edit-recording.artist_credit.names.1.name": guests[:_LONGEST],
        "edit-recording.length": minutes(track.seconds) if track.seconds else "",
        **{f"edit-recording.isrcs.{place}": isrc for place, isrc in enumerate(sorted(track.isrcs))},
        "edit-recording.url.0.text": _page(track.ref),
    }
    return f"{_SITE}/create?{urlencode({key: value for key, value in fields.items() if value}, errors='replace')}"


def _as_musicbrainz_writes(track: Track) -> Spelling:
    """Who sings what: guests in the credit, an uploader's "Artist - Title" taken apart, no decoration."""
    spellings = is_searched_as(track)
    return spellings[-1] if spellings else Spelling(track.artist, track.title)


def is_known_there(case: Case) -> bool:
    """Whether MusicBrainz has the song: in doubt is only where it stands at a target. Another one would be a duplicate."""
    return case.place is not Service.MUSICBRAINZ and case.track.ref.service is Service.MUSICBRAINZ


def page_to_edit(candidate: Candidate, page: str) -> str:
    """MusicBrainz' form for a recording that lacks a link, with the link filled in already."""
    return f"{_SITE}/{candidate.track.ref.id}/edit?{urlencode({'edit-recording.url.0.text': page})}"


def lacks_link(refs: Sequence[TrackRef], candidate: Candidate) -> str:
    """The page of one of these tracks that MusicBrainz does not link to from its recording; nothing where all stand."""
    if candidate.track.ref.service is not Service.MUSICBRAINZ:
        return ""
    return next((_page(ref) for ref in refs if _page(ref) and ref not in candidate.track.links), "")


def how_to_create(case: Case) -> list[str]:
    """What to do where none of the candidates is the song, because MusicBrainz does not have it."""
    track = case.track
    credit, title = _as_musicbrainz_writes(track)
    is_as_shown = (credit, title) == (track.artist, track.title)
    named = {
        "title": title,
        "artist": credit,
        "length": minutes(track.seconds) if track.seconds else "",
        "ISRC": ", ".join(sorted(track.isrcs)),
        "link": _page(track.ref),
        f"{track.ref.service} shows": "" if is_as_shown else f"{track.title}, by {track.artist}",
    }
    return [page_to_create(track), *(f"  {name}: {value}" for name, value in named.items() if value)]


def how_to_link(refs: Sequence[TrackRef], candidate: Candidate) -> list[str]:
    """What to do where a recording lacks the link to the song's page; nothing where it lacks none."""
    page = lacks_link(refs, candidate)
    return [page_to_edit(candidate, page), f"  link: {page}"] if page else []


def _page(ref: TrackRef) -> str:
    """The page of a track in the spelling that MusicBrainz keeps; nothing where it has none."""
    return page_for(ref) if addresses_of(ref) else ""
