"""Who is who, as it is learnt: tracks, recordings, mappings, locations, doubts and misses."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from syncd.domain.match import Candidate, Decider
from syncd.domain.memory import Favourite, Question
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.store import tables as t
from syncd.store.detach import detach
from syncd.store.knowledge import favourites, mapped, questions, recordings_of, rivals, unasked
from syncd.store.rows import Values, candidate_values, chunks, reason_values, track_values, upsert
from syncd.store.unite import unite


class SqlIdentity:
    """The identity tables, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def learn(self, tracks: Collection[Track], now: datetime) -> None:
        """Remember how services describe tracks; give each new one a recording of its own, or its stated MBID's."""
        upsert(self._connection, t.tracks, [track_values(track) for track in tracks])
        known = mapped(self._connection, {track.ref.service for track in tracks})
        new = {track.ref: track for track in tracks if track.ref.service is not Service.MUSICBRAINZ}
        self._map([track for ref, track in new.items() if ref not in known], now)

    def recordings_of(self, services: Collection[Service]) -> Mapping[TrackRef, RecordingId]:
        """Which recording each known ref of these services is."""
        return recordings_of(self._connection, services)

    def questions(self, recordings: Collection[RecordingId], place: Service, now: datetime) -> Sequence[Question]:
        """What is to be asked now about these recordings at a place (MusicBrainz: who they are)."""
        return questions(self._connection, recordings, place, now)

    def unasked(self, recordings: Collection[RecordingId], now: datetime) -> Sequence[Mbid]:
        """Their current MBIDs that ListenBrainz' metadata was not asked about for a week."""
        return unasked(self._connection, recordings, now)

    def favourites(self, recordings: Collection[RecordingId], now: datetime) -> Mapping[RecordingId, Favourite]:
        """What planning needs to know of these recordings."""
        return favourites(self._connection, recordings, now)

    def identify(self, recording: RecordingId, candidate: Candidate, decider: Decider, now: datetime) -> RecordingId:
        """A recording has this MBID. Where another already has it, the two are one; the one that stays is returned."""
        facts = candidate.track
        mbid = facts.mbid
        assert mbid is not None, "a catalogue's track carries its MBID"
        owner = self._owners([mbid]).get(mbid)
        upsert(self._connection, t.tracks, [track_values(facts)])
        self._say_why(recording, candidate, decider, now)
        if owner is None:
            self._give_mbid(recording, mbid)
        elif owner != recording:
            unite(self._connection, keep=owner, lose=recording)
        stays = recording if owner is None else owner
        self._note_isrcs([(stays, facts)])
        self._close(stays, Service.MUSICBRAINZ)
        return stays

    def rivals(self, mbids: Collection[Mbid]) -> Sequence[Mbid]:
        """Other current MBIDs whose recordings share an ISRC with these: siblings, or merged into them since."""
        return rivals(self._connection, mbids)

    def merge(self, old: Mbid, into: Mbid) -> None:
        """MusicBrainz merged one recording into another; ours are one, and the old MBID is an alias."""
        owners = self._owners([old, into])
        if old in owners and into in owners and owners[old] != owners[into]:
            unite(self._connection, keep=owners[into], lose=owners[old])

    def locate(self, recording: RecordingId, candidate: Candidate, decider: Decider, now: datetime) -> None:
        """A recording stands at a target under this track's id."""
        found = candidate.track
        upsert(self._connection, t.tracks, [track_values(found)])
        values = {
            "service": found.ref.service.value,
            "recording_id": recording,
            "ref": found.ref.id,
            "decider": decider.value,
            "confidence": candidate.score,
            "reasons": reason_values(candidate.reasons),
            "decided_at": now,
        }
        upsert(self._connection, t.locations, [values])
        self._close(recording, found.ref.service)

    def doubt(self, recording: RecordingId, place: Service, candidates: Sequence[Candidate], now: datetime) -> None:
        """These candidates wait for a human."""
        self._close(recording, place)
        values = [candidate_values(candidate) for candidate in candidates]
        row = {"recording_id": recording, "place": place.value, "candidates": values, "since": now}
        upsert(self._connection, t.doubts, [row])

    def confirm(self, ref: TrackRef, now: datetime) -> None:
        """A human says that this ref is the recording that it is mapped to."""
        values = {"decider": Decider.HUMAN.value, "confidence": 1.0, "decided_at": now}
        mine = (t.mappings.c.service == ref.service.value) & (t.mappings.c.ref == ref.id)
        self._connection.execute(update(t.mappings).where(mine).values(values))

    def detach(self, refs: Collection[TrackRef], now: datetime) -> RecordingId:
        """These refs are not the recording that they are mapped to; they get one of their own, not asked about yet."""
        return detach(self._connection, refs, now)

    def unlocate(self, recording: RecordingId, place: Service) -> None:
        """A recording does not stand there."""
        mine = (t.locations.c.recording_id == recording) & (t.locations.c.service == place.value)
        self._connection.execute(delete(t.locations).where(mine))

    def rule_out(self, recording: RecordingId, place: Service, answer: str) -> None:
        """This candidate waits no longer; where it was the last one, the place is asked again."""
        mine = (t.doubts.c.recording_id == recording) & (t.doubts.c.place == place.value)
        candidates = self._connection.scalar(select(t.doubts.c.candidates).where(mine))
        left = [each for each in candidates or () if each["track"]["ref"] != answer]
        if candidates and not left:
            self._close(recording, place)
        elif candidates:
            self._connection.execute(update(t.doubts).where(mine).values(candidates=left))

    def reopen(self, recording: RecordingId, place: Service) -> None:
        """Doubts and misses of a recording at a place are forgotten: it is asked again at once."""
        self._close(recording, place)

    def tries(self, recording: RecordingId, place: Service) -> int:
        """How often a place was asked about a recording in vain."""
        by_key = (t.misses.c.recording_id == recording) & (t.misses.c.place == place.value)
        return self._connection.scalar(select(t.misses.c.tries).where(by_key)) or 0

    def miss(self, recording: RecordingId, place: Service, tries: int, not_before: datetime) -> None:
        """A place does not know a recording; do not ask again before then."""
        row = {"recording_id": recording, "place": place.value, "tries": tries, "not_before": not_before}
        upsert(self._connection, t.misses, [row])

    def know(self, facts: Mapping[Mbid, Track], asked: Collection[Mbid], now: datetime) -> None:
        """What ListenBrainz' metadata knows of these MBIDs; the asked ones that are missing it does not know."""
        upsert(self._connection, t.tracks, [track_values(track) for track in facts.values()])
        for chunk in chunks(asked):
            rows = self._connection.scalars(select(t.mbids.c.mbid).where(t.mbids.c.mbid.in_(chunk))).all()
            values: list[Values] = [
                {"mbid": each, "known_at": now if each in facts else None, "asked_at": now} for each in rows
            ]
            upsert(self._connection, t.mbids, values)

    def _map(self, tracks: Collection[Track], now: datetime) -> None:
        """New refs, all at once: a first list has thousands."""
        owners = self._owners({track.mbid for track in tracks if track.mbid})
        recordings = {track.ref: self._recording_of(track, owners) for track in tracks}
        self._note_isrcs((recordings[track.ref], track) for track in tracks)
        values: list[Values] = [
            {
                "service": track.ref.service.value,
                "ref": track.ref.id,
                "recording_id": recordings[track.ref],
                "decider": (Decider.STATED if track.mbid else Decider.NOBODY).value,
                "confidence": 1.0 if track.mbid else 0.0,
                "reasons": [],
                "decided_at": now,
            }
            for track in tracks
        ]
        upsert(self._connection, t.mappings, values)

    def _recording_of(self, track: Track, owners: dict[Mbid, RecordingId]) -> RecordingId:
        """Its stated MBID's recording, else a new one, which is noted among the owners."""
        owner = owners.get(track.mbid) if track.mbid else None
        if owner is not None:
            return owner
        recording = self._new_recording()
        if track.mbid:
            self._give_mbid(recording, track.mbid)
            owners[track.mbid] = recording
        return recording

    def _new_recording(self) -> RecordingId:
        key = self._connection.execute(insert(t.recordings).values()).inserted_primary_key
        assert key is not None, "the table numbers its rows"
        return RecordingId(key[0])

    def _owners(self, mbids: Collection[Mbid]) -> dict[Mbid, RecordingId]:
        """Whose these MBIDs are, as far as anybody's."""
        owners: dict[Mbid, RecordingId] = {}
        for chunk in chunks(mbids):
            query = select(t.mbids.c.mbid, t.mbids.c.recording_id).where(t.mbids.c.mbid.in_(chunk))
            owners |= {Mbid(row.mbid): RecordingId(row.recording_id) for row in self._connection.execute(query)}
        return owners

    def _give_mbid(self, recording: RecordingId, mbid: Mbid) -> None:
        self._connection.execute(insert(t.mbids).values(mbid=mbid, recording_id=recording, is_current=True))

    def _note_isrcs(self, described: Iterable[tuple[RecordingId, Track]]) -> None:
        rows: list[Values] = [
            {"isrc": isrc, "recording_id": recording} for recording, track in described for isrc in sorted(track.isrcs)
        ]
        upsert(self._connection, t.isrcs, rows)

    def _say_why(self, recording: RecordingId, candidate: Candidate, decider: Decider, now: datetime) -> None:
        undecided = (t.mappings.c.recording_id == recording) & (t.mappings.c.decider == Decider.NOBODY.value)
        values = {
            "decider": decider.value,
            "confidence": candidate.score,
            "reasons": reason_values(candidate.reasons),
            "decided_at": now,
        }
        self._connection.execute(update(t.mappings).where(undecided).values(values))

    def _close(self, recording: RecordingId, place: Service) -> None:
        for table in (t.doubts, t.misses):
            mine = (table.c.recording_id == recording) & (table.c.place == place.value)
            self._connection.execute(delete(table).where(mine))
