"""How many requests and minutes a sync would take from here (`contract.md` §2, `plan`).

Everything is counted from what the plan has just seen and from what is still to be asked. How often a question that
is still open ends in a love can only be guessed: as often as those before it did.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from syncd.domain.account import Account, AccountState
from syncd.domain.memory import Question
from syncd.domain.plan import State
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.decide import Decision
from syncd.engine.evidence import ISRCS_A_REQUEST, NAMES_A_REQUEST, PAGES_A_REQUEST
from syncd.engine.heard import heard_recordings
from syncd.engine.investigation import FACTS_A_REQUEST
from syncd.engine.locate import needs_locating
from syncd.engine.push import LOOKS_A_REQUEST
from syncd.engine.sync import Outcome
from syncd.engine.world import Polled, World
from syncd.planner.places import place as place_of
from syncd.planner.spellings import is_asked_as, is_searched_as
from syncd.planner.text import fold
from syncd.ports import Transaction

_ROWS_A_PAGE = {Service.BOOMPLAY: 50, Service.LISTENBRAINZ: 1000, Service.JAMENDO: 200}
_NEEDS_AN_EMPTY_PAGE = {Service.BOOMPLAY, Service.JAMENDO}  # only a page without news shows the end of their lists
_REQUESTS_A_PROBE = {Service.LISTENBRAINZ: 2, Service.JAMENDO: 3}
_LINKS_A_REQUEST = 50
_RECORDINGS_AN_ISRC = 1.3  # MusicBrainz has some recordings several times
_KNOWN_TO_MUSICBRAINZ, _STANDS_AT_A_TARGET = 0.75, 0.3  # of the songs, before anything was asked
_FEW_ANSWERS = 20  # so many weigh as much as what one expects
_SEARCHES_A_CREDIT = 1.5  # a credit with nothing under it is searched as free text, too; measured: 1.3 to 1.6


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one host would be asked, and for how long at its pace."""

    host: str
    writes: int
    reads: int
    seconds: float


def estimates(world: World, outcome: Outcome, pages: Mapping[Service, int] | None = None) -> list[Estimate]:
    """What a sync would ask of each host: lists, questions that are still open, and loves with the looks around them.

    `pages` are the rows of a page where the configuration asks for fewer than the service would give.
    """
    with world.store.reading() as tx:
        counted = _Count(world, tx, outcome, {**_ROWS_A_PAGE, **(pages or {})})
        counted.everything()
    reads, writes, rates = counted.reads, counted.writes, world.rates
    found = [(host, ceil(writes[host]), ceil(reads[host])) for host in rates if reads[host] or writes[host]]
    return [Estimate(host, w, r, (w + r) / rates[host]) for host, w, r in found]


def minutes(found: Collection[Estimate]) -> float:
    """Hosts are asked side by side: the slowest lane decides."""
    return max((each.seconds for each in found), default=0.0) / 60


class _Count:
    """Reads and writes per host; in fractions, where they are guessed."""

    def __init__(self, world: World, tx: Transaction, outcome: Outcome, rows_a_page: Mapping[Service, int]) -> None:
        self._world, self._tx, self._outcome, self._now = world, tx, outcome, world.clock.now()
        self._rows_a_page = rows_a_page
        self.reads: defaultdict[str, float] = defaultdict(float)
        self.writes: defaultdict[str, float] = defaultdict(float)

    def everything(self) -> None:
        """In the order of a cycle."""
        for each in self._outcome.polled:
            self._list(each)
        self._resolving()
        for each in self._outcome.polled:
            if each.account is not None and each.account.role.writes and each.is_read and each.may_write:
                self._target(each, each.account, self._outcome.decisions[each.member.profile])

    def _list(self, polled: Polled) -> None:
        """Who we are, and every page; of what a probe has just shown to be unchanged, the probe."""
        service = polled.member.service
        if polled.state is AccountState.UNCHANGED:
            self.reads[polled.member.host] += _REQUESTS_A_PROBE[service]
        elif service in self._rows_a_page and polled.member.favourites is not None:
            self.reads[polled.member.host] += 1 + self._pages(service, self._length(polled))

    def _pages(self, service: Service, length: int) -> int:
        full = ceil(length / self._rows_a_page[service])
        return full + 1 if service in _NEEDS_AN_EMPTY_PAGE else max(1, full)

    def _length(self, polled: Polled) -> int:
        """How much an account lists: what a list that is the very one of the last time held then."""
        if polled.look is not None and polled.look.snapshot is not None:
            return len(polled.look.snapshot.entries)
        return self._tx.memory.record(polled.account.id).listed if polled.account is not None else 0

    def _resolving(self) -> None:
        """Pages 100 at once, ISRCs 80 at once, names 50 at once, the facts of what they bring 1,000 at once."""
        recordings = heard_recordings(self._tx, self._world, self._outcome.polled)
        questions = self._tx.identity.questions(recordings, Service.MUSICBRAINZ, self._now)
        isrcs = {isrc for question in questions for track in question.tracks for isrc in track.isrcs}
        spellings = [len(is_asked_as(each.tracks[0])) for each in questions if not any(t.isrcs for t in each.tracks)]
        rounds = [sum(count > asked for count in spellings) for asked in range(max(spellings, default=0))]
        facts = [len(self._tx.identity.unasked(recordings, self._now)), len(isrcs) * _RECORDINGS_AN_ISRC, *rounds]
        pages = sum(track.ref.service is Service.BOOMPLAY for question in questions for track in question.tracks)
        self.reads[Service.MUSICBRAINZ] += ceil(pages / PAGES_A_REQUEST) + ceil(len(isrcs) / ISRCS_A_REQUEST)
        self.reads[Service.LISTENBRAINZ] += sum(ceil(asked / NAMES_A_REQUEST) for asked in rounds)
        self.reads[Service.LISTENBRAINZ] += sum(ceil(mbids / FACTS_A_REQUEST) for mbids in facts)

    def _target(self, polled: Polled, account: Account, decision: Decision) -> None:
        """For each write a look before and a look after it; searches where the target has ids of its own.

        Two favourites at one place are one write. What only waits for an answer about another song will be one, too.
        """
        has_own_ids = needs_locating(polled.member)
        place = account.service if has_own_ids else Service.MUSICBRAINZ
        actions = [action for action in decision.plan.actions if action.account == account.id]
        pending = _recordings(account, decision, State.PENDING) - {action.recording for action in actions}
        unplaced = pending | _recordings(account, decision, State.UNAVAILABLE)
        questions = self._tx.identity.questions(sorted(unplaced), place, self._now)
        waiting = _places(account, decision, pending - {question.recording for question in questions})
        writes = len({action.ref for action in actions} | waiting)
        writes += round(len(questions) * _share_found(decision, place))
        self.writes[polled.member.host] += writes
        looks = self._looks(polled, writes) if has_own_ids else 2 * ceil(writes / LOOKS_A_REQUEST)
        self.reads[polled.member.host] += looks + (_searches(questions, place) if has_own_ids else 0)

    def _looks(self, polled: Polled, writes: int) -> int:
        """One at each track before its write; after all writes the same again, or the whole list where that is shorter."""
        return writes + min(writes, self._pages(polled.member.service, self._length(polled) + writes))


def _recordings(account: Account, decision: Decision, state: State) -> set[RecordingId]:
    standings = decision.plan.standings
    return {each.recording for each in standings if each.account == account.id and each.state is state}


def _places(account: Account, decision: Decision, recordings: Collection[RecordingId]) -> set[TrackRef]:
    found = (place_of(decision.favourites[recording], account.service) for recording in recordings)
    return {ref for ref in found if ref is not None}


def _searches(questions: Sequence[Question], place: Service) -> float:
    """Pages that MusicBrainz links to 50 at once, then one search an artist credit, and some more."""
    links = {link for question in questions for track in question.tracks for link in track.links}
    spellings = (is_searched_as(question.tracks[0]) for question in questions)
    credits_ = {fold(each[0].artist) for each in spellings if each}
    linked = sum(link.service is place for link in links)
    return ceil(linked / _LINKS_A_REQUEST) + len(credits_) * _SEARCHES_A_CREDIT


def _share_found(decision: Decision, place: Service) -> float:
    """Of what a place was asked about, how much stands there; where little was asked, rather what one expects."""
    known = decision.favourites.values()
    found = sum(each.mbid is not None if place is Service.MUSICBRAINZ else place in each.located for each in known)
    missed = sum(place in each.misses | each.doubts for each in known)
    expected = _KNOWN_TO_MUSICBRAINZ if place is Service.MUSICBRAINZ else _STANDS_AT_A_TARGET
    return (found + expected * _FEW_ANSWERS) / (found + missed + _FEW_ANSWERS)
