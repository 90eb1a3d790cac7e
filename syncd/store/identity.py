"""Who is who, as it is learnt: tracks, recordings, mappings, locations, doubts and misses."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from syncd.domain.dossier import Hearsay
from syncd.domain.match import Candidate, Decider, Reason
from syncd.domain.memory import Favourite, Miss, Question, Source
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.store import due, tables as t
from syncd.store.closing import close, forget_standing, say_why
from syncd.store.detach import detach
from syncd.store.hearsay import hearsay, refuse, told_places, vouch
from syncd.store.kept import Kept
from syncd.store.knowledge import (
    doubts,
    favourites,
    known,
    mapped_refs,
    recording_of,
    recordings_of_refs,
    tracks,
)
from syncd.store.rows import Values, candidate_values, describe, reason_values, track_of, upsert
from syncd.store.siblings import siblings
from syncd.store.unite import follow, free, owners_of, unite


class SqlIdentity:
    """The identity tables, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._recordings = Kept(connection, [t.mappings, t.mbids], self._read_recordings)

    def learn(self, tracks: Collection[Track], now: datetime) -> None:
        """Remember how services describe tracks; give each new one a recording of its own, or its stated MBID's."""
        describe(self._connection, tracks)
        there = mapped_refs(self._connection, {track.ref for track in tracks})
        new = {track.ref: track for track in tracks if track.ref.service is not Service.MUSICBRAINZ}
        self._map([track for ref, track in new.items() if ref not in there], now)

    def recordings_of_refs(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, RecordingId]:
        """Which recording each of these refs is, as far as it is known."""
        found = self._recordings.of(refs)
        return {ref: recording for ref, recording in found.items() if recording is not None}

    def _read_recordings(self, refs: Collection[TrackRef]) -> dict[TrackRef, RecordingId | None]:
        return {**dict.fromkeys(refs), **recordings_of_refs(self._connection, refs)}

    def recording_of(self, ref: TrackRef) -> RecordingId | None:
        """Which recording one ref is, as far as it is known."""
        return recording_of(self._connection, ref)

    def questions(self, recordings: Collection[RecordingId], place: Service, now: datetime) -> Sequence[Question]:
        """What is to be asked now about these recordings at a place (MusicBrainz: who they are)."""
        return due.questions(self._connection, recordings, place, now)

    def unasked(
        self, recordings: Collection[RecordingId], now: datetime, wanted: Collection[RecordingId] = ()
    ) -> Sequence[Mbid]:
        """Their current MBIDs that the catalogue's facts were not asked for lately."""
        return due.unasked(self._connection, recordings, now, wanted)

    def stale(self, recordings: Collection[RecordingId], now: datetime) -> Sequence[Mbid]:
        """Their current MBIDs whose facts were not asked for within the last half hour."""
        return due.stale(self._connection, recordings, now)

    def without_standing(self, recordings: Collection[RecordingId], now: datetime) -> Sequence[Mbid]:
        """Those of the stale ones of which MusicBrainz did not tell lately that they stand."""
        return due.without_standing(self._connection, recordings, now)

    def without_facts(self, recordings: Collection[RecordingId]) -> Collection[Mbid]:
        """Their current MBIDs that have no facts, whoever was asked for any."""
        return due.without_facts(self._connection, recordings)

    def lost(self, recordings: Collection[RecordingId], now: datetime, why: Source = Source.STANDING) -> Sequence[Mbid]:
        """Their current MBIDs that have no facts, and whose standing is due to be asked for."""
        return due.lost(self._connection, recordings, now, why)

    def siblings(self, recordings: Collection[RecordingId]) -> Collection[RecordingId]:
        """Those of these that share an ISRC with any other recording, and those others."""
        return siblings(self._connection, recordings)

    def missed(self, recordings: Collection[RecordingId], now: datetime, most: int) -> Sequence[Question]:
        """At most so many of these that exact evidence missed twice, and whose alike names are due; the never asked first."""
        return due.missed(self._connection, recordings, now, most)

    def favourites(self, recordings: Collection[RecordingId], now: datetime) -> Mapping[RecordingId, Favourite]:
        """What planning needs to know of these recordings."""
        return favourites(self._connection, recordings, now)

    def identify(self, recording: RecordingId, candidate: Candidate, decider: Decider, now: datetime) -> RecordingId:
        """A recording has this MBID. Where another already has it, the two are one; the one that stays is returned."""
        facts = candidate.track
        mbid = facts.mbid
        assert mbid is not None, "a catalogue's track carries its MBID"
        owner = self.owners([mbid]).get(mbid)
        describe(self._connection, [facts])
        say_why(self._connection, recording, candidate, decider, now)
        if owner is None:
            self._give_mbid(recording, mbid)
        elif owner == recording:
            follow(self._connection, recording, mbid)  # it was deleted, and is there again
        else:
            unite(self._connection, keep=owner, lose=recording)
        stays = recording if owner is None else owner
        self._note_isrcs([(stays, facts)])
        close(self._connection, [stays], Service.MUSICBRAINZ)
        return stays

    def describe(self, tracks: Collection[Track]) -> None:
        """Remember how their services describe these tracks, whoever they are."""
        describe(self._connection, tracks)

    def described(self, refs: Collection[TrackRef]) -> Sequence[Track]:
        """These tracks, as far as services have described them."""
        return tracks(self._connection, refs)

    def known(self, recordings: Collection[RecordingId]) -> Sequence[Track]:
        """The recordings of MusicBrainz that these are, as the catalogue describes them."""
        return known(self._connection, recordings)

    def merge(self, old: Mbid, into: Mbid) -> None:
        """MusicBrainz merged one recording into another; ours are one, and the old MBID is an alias."""
        owners = owners_of(self._connection, [old, into])
        mine, theirs = owners.get(old), owners.get(into)
        if mine is None:
            return
        if theirs is None or theirs == mine:
            follow(self._connection, mine, into)
        else:
            unite(self._connection, keep=theirs, lose=mine)
        forget_standing(self._connection, [mine if theirs is None else theirs])

    def free(self, mbid: Mbid, now: datetime) -> None:
        """MusicBrainz deleted this recording: ours is asked about anew; the MBID stays as an alias."""
        recording = self.owners([mbid]).get(mbid)
        if recording is not None:
            free(self._connection, mbid, recording, now)
            close(self._connection, [recording], Service.MUSICBRAINZ)

    def owners(self, mbids: Collection[Mbid]) -> Mapping[Mbid, RecordingId]:
        """Whose MBIDs these are, or were, as far as anybody's."""
        return owners_of(self._connection, mbids)

    def locate(self, found: Mapping[RecordingId, Candidate], decider: Decider, now: datetime) -> None:
        """Recordings stand at a target under these tracks' ids."""
        describe(self._connection, [candidate.track for candidate in found.values()])
        values: list[Values] = [
            {
                "service": candidate.track.ref.service.value,
                "recording_id": recording,
                "ref": candidate.track.ref.id,
                "decider": decider.value,
                "confidence": candidate.score,
                "reasons": reason_values(candidate.reasons),
                "decided_at": now,
            }
            for recording, candidate in found.items()
        ]
        upsert(self._connection, t.locations, values)
        for place in {candidate.track.ref.service for candidate in found.values()}:
            close(self._connection, found, place)

    def doubt(self, recording: RecordingId, place: Service, candidates: Sequence[Candidate], now: datetime) -> None:
        """These candidates wait for a human."""
        close(self._connection, [recording], place)
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

    def candidates(self, recordings: Collection[RecordingId], place: Service) -> Collection[TrackRef]:
        """The tracks of a place among which a human is to choose for these."""
        waiting = doubts(self._connection, recordings, place).values()
        return {candidate.track.ref for each in waiting for candidate in each}

    def rule_out(self, recording: RecordingId, place: Service, answer: str) -> None:
        """This candidate waits no longer; where it was the last one, the place is asked again.

        How it was described is kept.
        """
        mine = (t.doubts.c.recording_id == recording) & (t.doubts.c.place == place.value)
        candidates = self._connection.scalar(select(t.doubts.c.candidates).where(mine))
        left = [each for each in candidates or () if each["track"]["ref"] != answer]
        out = [track_of(each["track"]) for each in candidates or () if each["track"]["ref"] == answer]
        describe(self._connection, out)  # the same song may come back under another id
        if candidates and not left:
            close(self._connection, [recording], place)
        elif candidates:
            self._connection.execute(update(t.doubts).where(mine).values(candidates=left))

    def reopen(self, recording: RecordingId, place: Service) -> None:
        """Doubts and misses of a recording at a place are forgotten: it is asked again at once."""
        close(self._connection, [recording], place)

    def ask_again(self, recordings: Collection[RecordingId], now: datetime) -> Collection[RecordingId]:
        """Whatever these wait for is due now, at every place; those that waited for anything."""
        return due.ask_again(self._connection, recordings, now)

    def overruled(self, recordings: Collection[RecordingId]) -> Sequence[TrackRef]:
        """Tracks that are these because their service says so, though a human says that they are another recording."""
        return due.overruled(self._connection, recordings)

    def hearsay(self, recordings: Collection[RecordingId]) -> Sequence[Hearsay]:
        """Imported mappings of these recordings that can be judged here, and were not yet."""
        return hearsay(self._connection, recordings)

    def told_places(self, recordings: Collection[RecordingId], place: Service) -> Mapping[RecordingId, TrackRef]:
        """Where only a file says that these stand at a target; not believed until the target itself was asked."""
        return told_places(self._connection, recordings, place)

    def vouch(self, hearsay: Hearsay, reasons: Sequence[Reason]) -> None:
        """An imported match was judged here, and may stand."""
        vouch(self._connection, hearsay, reasons)

    def refuse(self, hearsay: Hearsay, why: str, now: datetime) -> None:
        """An imported match was judged here, and is not believed; what became of it stays known."""
        refuse(self._connection, hearsay, why, now)

    def tries(self, recordings: Collection[RecordingId], place: Service | Source) -> Mapping[RecordingId, int]:
        """How often a place was asked about recordings in vain; those that were never missed are not told."""
        return due.tries(self._connection, recordings, place)

    def miss(self, misses: Mapping[RecordingId, Miss], place: Service | Source) -> None:
        """A place does not know these recordings."""
        rows: list[Values] = [
            {"recording_id": recording, "place": place.value, "tries": miss.tries, "not_before": miss.not_before}
            for recording, miss in misses.items()
        ]
        upsert(self._connection, t.misses, rows)

    def know(self, facts: Mapping[Mbid, Track], asked: Collection[Mbid], now: datetime) -> None:
        """What ListenBrainz' metadata knows of these MBIDs; the asked ones that are missing it does not know."""
        describe(self._connection, facts.values())
        owners = owners_of(self._connection, list(facts))
        self._note_isrcs((owners[mbid], track) for mbid, track in facts.items() if mbid in owners)
        due.forget_outdated_standings(self._connection, {*owners, *asked}, facts)
        due.note_asked(self._connection, asked, now, facts)

    def _map(self, tracks: Collection[Track], now: datetime) -> None:
        """New refs, all at once: a first list has thousands."""
        owners = owners_of(self._connection, {track.mbid for track in tracks if track.mbid})
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

    def _give_mbid(self, recording: RecordingId, mbid: Mbid) -> None:
        self._connection.execute(insert(t.mbids).values(mbid=mbid, recording_id=recording, is_current=True))

    def _note_isrcs(self, described: Iterable[tuple[RecordingId, Track]]) -> None:
        rows: list[Values] = [
            {"isrc": isrc, "recording_id": recording} for recording, track in described for isrc in sorted(track.isrcs)
        ]
        upsert(self._connection, t.isrcs, rows)
