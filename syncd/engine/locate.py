"""Where does a recording stand at a target that has ids of its own (Jamendo)?

What humans said comes first, then what files said, as far as the target itself bears it out. Then some artists at a time, those with pages that MusicBrainz links to first: the pages are looked up together, and what
they do not answer is searched for, one request per artist. Every row is only a candidate: our own comparison decides.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from syncd.domain.account import Account, Can
from syncd.domain.dossier import Hearsay
from syncd.domain.errors import Rejected, ServiceError, Unreadable
from syncd.domain.match import Decider, Judgement, Match
from syncd.domain.plan import State
from syncd.domain.track import RecordingId, Track, TrackRef
from syncd.engine.bench import Bench, Group, Judged
from syncd.engine.decide import Decision
from syncd.engine.hearsay import judge_places
from syncd.engine.inquiry import HumanWords, Inquiry, said_by_human
from syncd.engine.lanes import Slices
from syncd.engine.misses import note_doubts, note_misses
from syncd.engine.window import Window
from syncd.engine.world import Member, Stage, World
from syncd.planner.batches import batches
from syncd.planner.failures import MISS_WAITS_AT_TARGET
from syncd.planner.spellings import is_searched_as
from syncd.planner.text import fold
from syncd.ports import FavouritesService, Transaction

ARTISTS_AT_ONCE = 50
"""So many artists' linked pages are looked up together; when a window ends, hardly more is asked again in the next."""

ENOUGH_REFUSALS = 3
"""After so many refusals in a row it is the target that has changed, not the tracks that are bad."""

PLACES_AT_ONCE = 50
"""So many places that files told are looked up together: what Jamendo answers in one request (`apis/jamendo.md`)."""

_NOT_LOCATED = frozenset({State.PENDING, State.UNAVAILABLE})


@dataclass(slots=True)
class Located:
    """How far locating came: `answered` questions, how many of them by a place, what is `left`, and what ended it early.

    That is a trouble, or the end of its window.
    """

    answered: int = 0
    found: int = 0
    left: int = 0
    trouble: ServiceError | None = None
    is_cut_off: bool = False


def needs_locating(member: Member) -> bool:
    """Whether this target has ids of its own."""
    return member.role.writes and Can.SEARCH in member.can


def to_be_located(account: Account, decision: Decision) -> list[RecordingId]:
    """What this account needs located."""
    mine = (each for each in decision.plan.standings if each.account == account.id and each.state in _NOT_LOCATED)
    return [each.recording for each in mine if account.service not in decision.favourites[each.recording].located]


def locate(
    world: World, member: Member, recordings: Collection[RecordingId], window: Window, bench: Bench
) -> Slices[Located]:
    """Find these recordings at a target, as far as it is due to ask and the window lasts, a search at a time.

    What another account at this bench has found out meanwhile is neither asked again nor counted.
    """
    assert member.favourites is not None, "only accounts that were read are searched"
    return _Locator(world, member, member.favourites, window, bench).run(recordings)


class _Locator:
    def __init__(self, world: World, member: Member, service: FavouritesService, window: Window, bench: Bench) -> None:
        self._world, self._member, self._service, self._window, self._bench = world, member, service, window, bench
        self._located = Located()
        self._waiting: deque[Group] = deque()  # to be searched for
        self._refusals = 0  # in a row

    def run(self, recordings: Collection[RecordingId]) -> Slices[Located]:
        with self._world.store.reading() as tx:
            questions = tx.identity.questions(recordings, self._member.service, self._world.clock.now())
            words = HumanWords.of(tx, questions)
        self._located.left = len(questions)
        groups = _by_artist(Inquiry.of(each, is_searched_as(each.tracks[0]), words) for each in questions)
        try:
            groups = yield from self._by_file(self._by_human(self._unasked(groups)))
            groups.reverse()
            groups.sort(key=lambda group: any(map(self._links, group)))
            # from the end: what is done is not kept, for each has all of an artist's tracks
            while groups and self._has_time():
                some = [groups.pop() for _ in range(min(ARTISTS_AT_ONCE, len(groups)))]
                yield from self._by_search(self._by_link(self._unasked(some)))
        except ServiceError as error:
            self._located.trouble = error
        self._located.is_cut_off = self._located.left > 0 and not self._has_time()
        return self._located

    def _has_time(self) -> bool:
        return not self._window.is_over(self._world.clock)

    def _unasked(self, groups: Sequence[Group]) -> list[Group]:
        """These without what another account of the lane has asked for: that is no question of ours any more."""
        theirs = [each for group in groups for each in group if not self._bench.is_left_to(self, each)]
        self._located.left -= len(theirs)
        return _without(groups, {each.question.recording for each in theirs})

    def _by_human(self, groups: list[Group]) -> list[Group]:
        """A human named the very track, and the mapping was lost since: his word stands while the track does."""
        told = [(inquiry, ref) for group in groups for inquiry in group for ref in self._told(inquiry)]
        if not told or not self._has_time():
            return groups
        pages = self._pages([ref for _, ref in told])
        found = [(inquiry, said_by_human(pages[ref])) for inquiry, ref in told if ref in pages]
        accepted = [(inquiry, Match(Judgement.ACCEPTED, candidate, (candidate,))) for inquiry, candidate in found]
        self._write_down(accepted, Decider.HUMAN)
        return _without(groups, {inquiry.question.recording for inquiry, _ in accepted})

    def _told(self, inquiry: Inquiry) -> list[TrackRef]:
        """Where a human said that it stands; nothing where answers contradict each other."""
        told = inquiry.told(self._member.service)
        return [TrackRef(self._member.service, told[0])] if len(told) == 1 else []

    def _by_file(self, groups: list[Group]) -> Slices[list[Group]]:
        """A file named the track. Nothing was loved by its word: the target is asked what stands there, and that is judged."""
        asked = {inquiry.question.recording: inquiry for group in groups for inquiry in group}
        stand: set[RecordingId] = set()
        for few in batches(self._told_places(asked), PLACES_AT_ONCE):
            if self._has_time():
                stand |= self._standing({each: asked[each] for each in few})
            yield
        return _without(groups, stand)

    def _told_places(self, recordings: Collection[RecordingId]) -> Mapping[RecordingId, TrackRef]:
        with self._world.store.reading() as tx:
            return tx.identity.told_places(recordings, self._member.service)

    def _standing(self, asked: Mapping[RecordingId, Inquiry]) -> set[RecordingId]:
        """Those that stand where files say. What another account's turn has judged meanwhile, they do not say any more."""
        told = self._told_places(asked)
        pages = self._asked(list(told.values()))
        if pages is None:
            return set()
        stand = judge_places(self._world, [self._hearsay(asked[each], ref, pages) for each, ref in told.items()])
        self._bench.claim(self, [asked[each] for each in stand])
        self._count(len(stand), found=len(stand))
        return stand

    def _hearsay(self, inquiry: Inquiry, ref: TrackRef, pages: Mapping[TrackRef, Track]) -> Hearsay:
        theirs = pages.get(ref) or Track(ref=ref, title="", artist="")
        recording = inquiry.question.recording
        return Hearsay(recording=recording, place=self._member.service, ours=inquiry.track, theirs=theirs)

    def _by_link(self, groups: Sequence[Group]) -> Sequence[Group]:
        """MusicBrainz knows the very page; what stands there must still agree by name, version and length."""
        linked = [inquiry for group in groups for inquiry in group if self._links(inquiry)]
        if not linked or not self._has_time():
            return groups
        pages = self._pages(sorted({ref for inquiry in linked for ref in self._links(inquiry)}))
        found = [(each, each.match_among([pages[ref] for ref in self._links(each) if ref in pages])) for each in linked]
        accepted = [(inquiry, match) for inquiry, match in found if match.chosen is not None]
        self._write_down(accepted, Decider.LINK)
        return _without(groups, {inquiry.question.recording for inquiry, _ in accepted})

    def _links(self, inquiry: Inquiry) -> list[TrackRef]:
        links = {link for track in inquiry.question.tracks for link in track.links}
        return sorted(link for link in links if link.service is self._member.service)

    def _pages(self, refs: Sequence[TrackRef]) -> Mapping[TrackRef, Track]:
        """What stands at these pages; where the target refuses to say it, the search is left."""
        return self._asked(refs) or {}

    def _asked(self, refs: Sequence[TrackRef]) -> Mapping[TrackRef, Track] | None:
        """The tracks that exist among these; None where the target refuses to say it."""
        try:
            return self._bench.pages(refs, self._service.tracks)
        except ServiceError as error:
            self._note_refusal(error)
            return None

    def _by_search(self, groups: Iterable[Group]) -> Slices[None]:
        """Artist by artist; what a window cuts off is asked from its first spelling again."""
        self._waiting.extend(groups)
        try:
            while (self._waiting or self._bench.holds_of(self)) and self._has_time():
                if not self._waiting or self._bench.is_full:
                    self._bench.heed(self._world.store)
                self._search(self._next())
                yield
        finally:
            if self._bench.holds_of(self):
                self._bench.heed_all(self._world.store)
            self._bench.give_back(self, chain.from_iterable(self._waiting))
            self._waiting.clear()

    def _next(self) -> Group:
        """The songs of the next artist; none where others have asked for all that waits."""
        while self._waiting:
            if groups := self._unasked([self._waiting.popleft()]):
                return groups[0]
        return []

    def _search(self, group: Group) -> None:
        """What there is under these names is judged beside the next search; but early on at once, where it may be asked once more.

        A search that the target refuses is no miss. Then the other end of the queue has its turn: a few bad neighbours
        do not look like a target that refuses everything.
        """
        if not group:
            return
        may_ask_again = any(inquiry.spellings[1:] for inquiry in group)
        try:
            rows = self._service.search([inquiry.as_asked() for inquiry in group])
        except ServiceError as error:
            self._bench.give_back(self, group)
            self._note_refusal(error)
            self._waiting.reverse()
            return
        self._refusals = 0
        self._bench.claim(self, group)
        self._bench.take(self, group, rows)
        if may_ask_again and self._bench.is_young:  # the next window begins with the first spelling of what was cut off
            self._bench.heed_all(self._world.store)

    def write(self, tx: Transaction, judged: Judged) -> None:
        """Write down what is settled by these answers to searches."""
        self._note(tx, [each for each in judged if not _is_open(*each)], Decider.NAMES)

    def go_on(self, judged: Judged) -> None:
        """What was settled is written; the rest is searched for under another spelling, before anything else."""
        settled = [match for inquiry, match in judged if not _is_open(inquiry, match)]
        self._count(len(settled), found=sum(match.chosen is not None for match in settled))
        self._waiting.extendleft(reversed(_by_artist(inquiry for inquiry, match in judged if _is_open(inquiry, match))))

    def _note_refusal(self, error: ServiceError) -> None:
        """Raise the error where it is no refusal, or enough of them came in a row."""
        self._refusals += 1
        if not isinstance(error, Rejected | Unreadable) or self._refusals >= ENOUGH_REFUSALS:
            raise error

    def _write_down(self, found: Judged, decider: Decider) -> None:
        """These were found on pages."""
        with self._world.store.writing() as tx:
            self._note(tx, found, decider)
            tx.commit()
        self._bench.claim(self, [inquiry for inquiry, _ in found])
        self._count(len(found), found=len(found))

    def _note(self, tx: Transaction, answers: Judged, decider: Decider) -> None:
        now, place = self._world.clock.now(), self._member.service
        found = {inquiry.question.recording: match.chosen for inquiry, match in answers if match.chosen is not None}
        tx.identity.locate(found, decider, now)
        missed = note_doubts(tx, [each for each in answers if each[1].chosen is None], place, now)
        note_misses(tx, self._world, missed, place, MISS_WAITS_AT_TARGET)

    def _count(self, answered: int, *, found: int) -> None:
        self._located.answered += answered
        self._located.found += found
        self._located.left -= answered
        total = self._located.answered + self._located.left
        self._world.progress.tell(Stage.LOCATE, self._member.host, self._located.answered, total)


def _is_open(inquiry: Inquiry, match: Match) -> bool:
    return match.chosen is None and bool(inquiry.spellings)


def _without(groups: Sequence[Group], answered: Collection[RecordingId]) -> list[Group]:
    left = [[each for each in group if each.question.recording not in answered] for group in groups]
    return [group for group in left if group]


def _by_artist(inquiries: Iterable[Inquiry]) -> list[Group]:
    """Groups that ask for one artist credit in the spelling that is next, in the order of each group's first inquiry."""
    groups: dict[str, list[Inquiry]] = defaultdict(list)
    for inquiry in inquiries:
        groups[fold(inquiry.as_asked().artist)].append(inquiry)
    return list(groups.values())
