"""The mapping as rows to share: what a row says, how it is written as cells, and what speaks against believing it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum, auto
from math import isfinite

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.dossier import Dossier
from syncd.domain.match import Decider, Judgement, Reason
from syncd.domain.track import Mbid, Service, Track, TrackRef, is_no_isrc, isrcs_of, parse_isrc, parse_mbid
from syncd.planner.evidence import VETO, judge
from syncd.planner.parsed import parse
from syncd.planner.wellformed import id_at, instant_of

COLUMNS = (
    "mbid",
    "kind",
    "service",
    "ref",
    "isrcs",
    "decider",
    "confidence",
    "decided_at",
    "title",
    "artist",
    "seconds",
)
"""What a row says. Several ISRCs stand in one cell with semicolons between them; `isrcs` to `seconds` are the track's."""

PROVENANCE = "imported"
"""The reason of every imported row; its detail is who had decided it elsewhere."""

_SERVICES = tuple(service for service in Service if service is not Service.MUSICBRAINZ)
_DECIDERS = tuple(decider for decider in Decider if decider not in {Decider.NOBODY, Decider.IMPORTED})


class RowKind(StrEnum):
    """What a row is about."""

    MAPPING = "mapping"  #: this track of a source is that recording
    LOCATION = "location"  #: that recording stands at a target under this track's id


class BadCell(ValueError):
    """A cell that says nothing that could be believed."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(f"column {column}: {message}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """One row: a track, as its service described it, and the recording that it is, or under which it stands."""

    kind: RowKind
    mbid: Mbid
    track: Track
    decider: Decider
    confidence: float
    decided_at: datetime

    @property
    def ref(self) -> TrackRef:
        """The track's own id at its service."""
        return self.track.ref

    @property
    def key(self) -> tuple[RowKind, Service, str]:
        """What stands only once in a file: a track is one recording, and a recording stands at a target once."""
        is_mapping = self.kind is RowKind.MAPPING
        return self.kind, self.ref.service, self.ref.id if is_mapping else self.mbid

    @property
    def reason(self) -> Reason:
        """Where the row is from, for its reasons here."""
        return Reason(PROVENANCE, 0.0, self.decider.value)


class Fit(Enum):
    """How an imported row fits what is known here."""

    NEW = auto()
    KNOWN = auto()
    CONFLICT = auto()


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a row fits; `why` it is not believed, where it is not."""

    fit: Fit
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What is known here about both sides of a row.

    `at_ref` is the recording that its track is mapped to, `of_mbid` the one that has its MBID, `track` the track as its
    service described it to us, `answers` what humans said about the tracks in question.
    """

    at_ref: Dossier | None = None
    of_mbid: Dossier | None = None
    track: Track | None = None
    answers: Sequence[HumanAnswer] = ()


def cells_of(row: MapRow) -> list[str]:
    """A row as cells, in the order of the columns; `row_of` reads them back exactly."""
    track = row.track
    return [
        row.mbid,
        row.kind.value,
        track.ref.service.value,
        track.ref.id,
        ";".join(sorted(track.isrcs)),
        row.decider.value,
        _number(row.confidence),
        row.decided_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        track.title,
        track.artist,
        "" if track.seconds is None else _number(track.seconds),
    ]


def row_of(cells: Sequence[str]) -> MapRow:
    """A row from its cells. Raises BadCell, which names the column."""
    if len(cells) != len(COLUMNS):
        raise BadCell(COLUMNS[min(len(cells), len(COLUMNS) - 1)], f"{len(cells)} cells instead of {len(COLUMNS)}")
    cell = dict(zip(COLUMNS, cells, strict=True))
    kind = RowKind(_one_of("kind", cell["kind"], tuple(RowKind)))
    service = Service(
        _one_of("service", cell["service"], (Service.JAMENDO,) if kind is RowKind.LOCATION else _SERVICES)
    )
    track = Track(
        ref=TrackRef(service, _id(service, cell["ref"])),
        title=cell["title"],
        artist=cell["artist"],
        seconds=_length(cell["seconds"]) if cell["seconds"] else None,
        isrcs=isrcs_of(_checked_isrcs(cell["isrcs"])),
    )
    return MapRow(
        kind=kind,
        mbid=_mbid(cell["mbid"]),
        track=track,
        decider=Decider(_one_of("decider", cell["decider"], _DECIDERS)),
        confidence=_confidence(cell["confidence"]),
        decided_at=_decided_at(cell["decided_at"]),
    )


def fit_in(row: MapRow, here: Here) -> Fitted:
    """Whether a row is believed: never against a human's word or against what is known here, nor where names disagree."""
    if row.kind is RowKind.MAPPING and row.ref == TrackRef(Service.LISTENBRAINZ, row.mbid):
        return Fitted(Fit.KNOWN)  # that an MBID is itself goes without saying
    names = {row.mbid, *(_mbids(here.of_mbid) if here.of_mbid else ())}
    if objection := _human_objection(row, names, here.answers):
        return Fitted(Fit.CONFLICT, objection)
    known, found = _known(row, here), row.mbid if row.kind is RowKind.MAPPING else row.ref.id
    if known:
        is_same = bool(names & known) if row.kind is RowKind.MAPPING else row.ref.id in known
        return Fitted(Fit.KNOWN) if is_same else Fitted(Fit.CONFLICT, f"known here as {min(known)}, not {found}")
    if here.of_mbid and here.of_mbid.mbid is None:
        return Fitted(Fit.CONFLICT, "MusicBrainz has deleted this MBID")
    for ours, theirs in _descriptions(row, here):
        if why := veto(ours, theirs):
            return Fitted(Fit.CONFLICT, why)
    return Fitted(Fit.NEW)


def veto(ours: Track, theirs: Track) -> str:
    """What names, length or version say against two tracks being one; empty where nothing forbids it."""
    if not ours.title or not theirs.title:
        return ""
    candidate = judge(parse(ours), parse(theirs))
    is_vetoed = any(reason.weight <= VETO for reason in candidate.reasons)
    if candidate.judgement is not Judgement.REJECTED and not is_vetoed:
        return ""
    against = ", ".join(str(reason) for reason in candidate.reasons if reason.weight < 0)
    return f"{theirs.artist} - {theirs.title} is not {ours.artist} - {ours.title}, as known here: {against}"


def _human_objection(row: MapRow, names: Collection[str], answers: Sequence[HumanAnswer]) -> str:
    place, found = (Service.MUSICBRAINZ, names) if row.kind is RowKind.MAPPING else (row.ref.service, {row.ref.id})
    for answer in answers:
        if answer.place is place and answer.said is Said.NOT and answer.answer in found:
            return "a human here said that it is not"
        if answer.place is place and answer.said is Said.IS and answer.answer not in found:
            return f"a human here said that it is {answer.answer}"
    return ""


def _known(row: MapRow, here: Here) -> set[str]:
    """What is known here about the row's question: the track's MBIDs, or where the recording stands."""
    if row.kind is RowKind.MAPPING:
        return set(_mbids(here.at_ref)) if here.at_ref and here.at_ref.mbid else set()
    located = here.of_mbid.located if here.of_mbid else ()
    return {each.ref.id for each in located if each.ref.service is row.ref.service}


def _mbids(dossier: Dossier) -> list[str]:
    return [mbid for mbid in (dossier.mbid, *dossier.aliases) if mbid]


def _descriptions(row: MapRow, here: Here) -> Iterator[tuple[Track, Track]]:
    """Pairs that must be one song: the track as we know it and as the row does, and the track and the recording."""
    if here.track is not None:
        yield here.track, row.track
    recording = here.of_mbid.facts if here.of_mbid and row.kind is RowKind.MAPPING else None
    if here.of_mbid and row.kind is RowKind.LOCATION:
        recording = here.of_mbid.track
    if recording is not None:
        yield recording, here.track or row.track


def _number(value: float) -> str:
    """The shortest text that is exactly this number."""
    return repr(float(value)).removesuffix(".0")


def _one_of(column: str, text: str, allowed: Sequence[StrEnum]) -> str:
    if text not in {each.value for each in allowed}:
        raise BadCell(column, f"{text or 'nothing'} is none of {', '.join(allowed)}")
    return text


def _mbid(text: str) -> Mbid:
    mbid = parse_mbid(text)
    if mbid is None:
        raise BadCell("mbid", f"{text or 'nothing'} is no UUID")
    return mbid


def _id(service: Service, text: str) -> str:
    id_ = id_at(service, text)
    if id_ is None:
        raise BadCell("ref", f"{text[:40]!r} is no id at {service}")
    return id_


def _checked_isrcs(text: str) -> list[str]:
    """The ISRCs in a cell. What catalogues write where they know none is none, and no mistake."""
    isrcs = [isrc for isrc in text.split(";") if not is_no_isrc(isrc)]
    for isrc in isrcs:
        if parse_isrc(isrc) is None:
            raise BadCell("isrcs", f"{isrc} is no ISRC")
    return isrcs


def _float(column: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise BadCell(column, f"{text or 'nothing'} is no number")
    return number


def _length(text: str) -> float:
    number = _float("seconds", text)
    if number <= 0:
        raise BadCell("seconds", f"{text} is no length")
    return number


def _confidence(text: str) -> float:
    number = _float("confidence", text)
    if not 0 <= number <= 1:
        raise BadCell("confidence", f"{text} is not from 0 to 1")
    return number


def _decided_at(text: str) -> datetime:
    at = instant_of(text)
    if at is None:
        raise BadCell("decided_at", f"{text or 'nothing'} is no instant such as 2026-11-22T08:00:00Z")
    return at
