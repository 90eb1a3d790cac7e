"""Carrying out what a human decides in review: every answer becomes a row, and what a wrong match made is taken back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from syncd.cli.by_hand import is_denied
from syncd.cli.remembered import favourites, records_of, remembered
from syncd.daemon.wiring import Program
from syncd.domain.account import Account
from syncd.domain.answer import Amends, ArtistAnswer, HumanAnswer
from syncd.domain.match import Candidate, Decider
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.correct import correct, forget, standing, take_back_unsupported
from syncd.engine.order import Corrections, Order
from syncd.engine.sync import sync
from syncd.planner.answers import skipped_by
from syncd.planner.artists import KnownArtists, known_artists
from syncd.planner.review import ArtistPair, Case, Reply, ReviewDecision, contradict, in_order
from syncd.store.moment import Moment, moment_of, restore
from syncd.store.review import Scope, accepted_by_artist, fellows_of, waiting
from syncd.store.store import SqlStore, SqlTransaction


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of the loves that wrong matches had made: so many are gone, these are open still.

    Of the open ones, `denied` are where a human said that the song does not stand there.
    """

    done: int
    open: Sequence[tuple[Account, TrackRef]] = ()
    denied: Collection[TrackRef] = ()


@dataclass(slots=True)
class Desk:
    """Where answers are carried out, each in one transaction."""

    built: Program
    profile: str = ""  #: whose songs are skipped; empty: everybody's who lists them
    amends: list[Amends] = field(default_factory=list)
    _before: Moment | None = None  #: how what the last decision concerns stood before it
    _amends_before: int = 0  #: how many amends there were before it

    @property
    def store(self) -> SqlStore:
        """The database, for transactions."""
        return SqlStore(self.built.database)

    def cases(self) -> list[Case]:
        """What waits for a human, in the order in which it is asked."""
        with self.built.database.reading() as connection:
            tx = SqlTransaction(connection)
            scopes = _scopes(tx, self.built)
            cases = [each for scope in scopes for each in waiting(connection, scope, self.built.clock.now())]
        return in_order(list({(case.recording, case.place): case for case in cases}.values()))

    def nothing_waits(self) -> str:
        """The words for that, which say nothing before the first sync: a plan may have told of doubtful songs."""
        with self.store.reading() as tx:
            is_new = all(record.last_whole_look is None for record in tx.memory.records())
        return "nothing waits in review" + (" yet, for nothing has been synced: syncd sync" if is_new else "")

    def known_artists(self) -> KnownArtists:
        """Which artists are who, as humans said."""
        with self.store.reading() as tx:
            return known_artists(tx.answers.artists())

    def carry_out(self, decision: ReviewDecision) -> None:
        """Write down a decision, and what follows from it."""
        now = self.built.clock.now()
        with self.built.database.writing() as connection:
            tx = SqlTransaction(connection)
            before = moment_of(connection, _concerned(tx, decision))
            if decision.artist is not None:
                tx.answers.put_artists([_artist_answer(decision.artist, now)])
            for case, candidate in decision.accepted:
                _accept_by_names(tx, case, candidate, now)
            for reply in decision.replies:
                if reply.case.is_disputed:
                    _settle_dispute(tx, reply, now)
            answers = [answer for reply in decision.replies for answer in reply.answers(now, self.profile)]
            chosen = [each for reply in decision.replies for each in reply.candidates]
            amends = correct(tx, answers, {each.track.ref: each for each in chosen}, now)
            tx.commit()
        self._before, self._amends_before = before, len(self.amends)
        self.amends += amends

    def undo(self) -> None:
        """The last decision was never made, and nothing came of it."""
        if self._before is None:
            return
        with self.built.database.writing() as connection:
            restore(connection, self._before)
            connection.commit()
        self._before = None
        del self.amends[self._amends_before :]

    def record(
        self, answers: Collection[HumanAnswer], found: Iterable[Candidate], artists: Iterable[ArtistAnswer]
    ) -> None:
        """Write down answers that come from elsewhere, with their own dates; all of them or none."""
        with self.store.writing() as tx:
            tx.answers.put_artists(list(artists))
            described = {each.track.ref: each for each in found}
            self.amends += correct(tx, answers, described, self.built.clock.now())
            tx.commit()

    def skipped_by(self, ref: TrackRef) -> list[str]:
        """The profiles, by name, that never want a song pushed; an empty name is everybody's."""
        with self.built.database.reading() as connection:
            refs, answers = fellows_of(connection, ref), SqlTransaction(connection).answers.every()
        return sorted(skipped_by(each for each in answers if each.about in refs))

    def forget(self, ref: TrackRef) -> int:
        """Take back what was said about a song, whichever of its tracks it was said of; how much that was.

        Who a song is goes for everybody. A skip of another profile than the one that asks stands.
        """
        now = self.built.clock.now()
        with self.built.database.writing() as connection:
            tx = SqlTransaction(connection)
            count = sum(len(forget(tx, each, now, self.profile)) for each in fellows_of(connection, ref))
            tx.commit()
        return count

    def forget_artist(self, service: Service, artist_id: str) -> bool:
        """Take back who an artist is, and what machines accepted because of it; whether anything was said."""
        now = self.built.clock.now()
        with self.built.database.writing() as connection:
            tx = SqlTransaction(connection)
            if (service, artist_id) not in known_artists(tx.answers.artists()):
                return False
            tx.answers.forget_artist(service, artist_id)
            refs, places = accepted_by_artist(connection, service, artist_id)
            before = standing(tx, refs, now) | {ref: recording for recording, ref in places}
            for ref in refs:
                tx.identity.detach([ref], now)
            for recording, ref in places:
                tx.identity.unlocate(recording, ref.service)
            take_back_unsupported(tx, before, now)
            tx.commit()
        return True

    def ask_again(self, only: RecordingId | None = None) -> int:
        """Whatever the favourites (or only this one) wait for is asked at the next sync; how many waited for anything."""
        with self.store.writing() as tx:
            recordings = {each for scope in _scopes(tx, self.built) for each in scope.recordings}
            wanted = recordings if only is None else recordings & {only}
            waited = tx.identity.ask_again(wanted, self.built.clock.now())
            tx.commit()
        return len(waited)

    def take_back(self) -> TakenBack:
        """Take back at once, where a service can, what the answers of this session made wrong."""
        mine = {(each.account, each.ref) for each in self.amends}
        if not mine:
            return TakenBack(0)
        decisions = sync(self.built.world, Order(what=Corrections())).decisions
        gone = {
            (account, ref)
            for decision in decisions.values()
            for account, refs in decision.amended.items()
            for ref in refs
        }
        with self.store.reading() as tx:
            accounts = {record.account.id: record.account for record in tx.memory.records()}
            left = [(accounts[number], ref) for number, ref in sorted(mine - gone)]
            denied = frozenset(ref for _, ref in left if is_denied(tx, ref))
        return TakenBack(len(mine & gone), left, denied)


def _scopes(tx: SqlTransaction, built: Program) -> list[Scope]:
    polled = remembered(records_of(tx, built.world), built.world.members)
    scopes = []
    for profile in dict.fromkeys(each.member.profile for each in polled):
        mine = [each for each in polled if each.member.profile == profile]
        targets = dict.fromkeys(each.member.service for each in mine if each.member.role.writes)
        places = (Service.MUSICBRAINZ, *targets)
        scopes.append(Scope(profile=profile, recordings=frozenset(favourites(tx, mine)), places=places))
    return scopes


def _artist_answer(pair: ArtistPair, now: datetime) -> ArtistAnswer:
    return ArtistAnswer(service=pair.service, artist_id=pair.artist_id, artist_mbid=pair.artist_mbid, answered_at=now)


def _accept_by_names(tx: SqlTransaction, case: Case, chosen: Candidate, now: datetime) -> None:
    """A machine accepts it, so the human's word about the song itself is still to be had."""
    recording = tx.identity.recording_of(case.refs[0])
    assert recording is not None, "what waits was shown"
    if case.place is Service.MUSICBRAINZ:
        tx.identity.identify(recording, chosen, Decider.NAMES, now)
    else:
        tx.identity.locate({recording: chosen}, Decider.NAMES, now)


def _concerned(tx: SqlTransaction, decision: ReviewDecision) -> set[RecordingId]:
    """Every recording whose rows a decision may change: the songs' own, and those that have the chosen MBIDs."""
    judged = [(reply.case, reply.candidates) for reply in decision.replies]
    judged += [(case, (candidate,)) for case, candidate in decision.accepted]
    mine = [tx.identity.recording_of(ref) for case, _ in judged for ref in case.refs]
    mbids = {each.track.mbid for _, chosen in judged for each in chosen if each.track.mbid}
    return {each for each in [*mine, *tx.identity.owners(mbids).values()] if each is not None}


def _settle_dispute(tx: SqlTransaction, reply: Reply, now: datetime) -> None:
    """The new word replaces what contradicts it; a skip, a no to a third candidate and other places' answers stand."""
    others = [name for each in reply.candidates for name in _names(tx, each.track.ref, now)]
    for ref in reply.case.refs:
        said = tx.answers.forget(ref)
        tx.answers.put([each for each in said if not any(contradict(reply.said, other, each) for other in others)])


def _names(tx: SqlTransaction, ref: TrackRef, now: datetime) -> list[TrackRef]:
    """A candidate under each id that it has: MusicBrainz merges recordings, and what was said of one is of the other."""
    recording = tx.identity.recording_of(TrackRef(Service.LISTENBRAINZ, ref.id))
    if ref.service is not Service.MUSICBRAINZ or recording is None:
        return [ref]
    refs = tx.identity.favourites([recording], now)[recording].refs
    return [ref, *(TrackRef(Service.MUSICBRAINZ, each.id) for each in refs if each.service is Service.LISTENBRAINZ)]
