"""Where does a recording stand at a target that has ids of its own (Jamendo)?

What humans said comes first, then what files said, as far as the target itself bears it out. Then some artists at a time, those with pages that MusicBrainz links to first: the pages are looked up together, and what
they do not answer is searched for, one request per artist. Every row is only a candidate: our own comparison decides.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

from syncd.domain.account import Account, AccountId, Can
from syncd.domain.dossier import Hearsay
from syncd.domain.errors import Rejected, ServiceError, Unreadable
from syncd.domain.match import Decider, Judgement, Match
from syncd.domain.plan import State
from syncd.domain.track import RecordingId, Service, Track, TrackRef
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
from syncd.ports import FavouritesService

ARTISTS_AT_ONCE = 50
"""So many artists' linked pages are looked up together; when a window ends, hardly more is asked again in the next."""

ENOUGH_REFUSALS = 3
"""After so many refusals in a row it is the target that has changed, not the tracks that are bad."""

PLACES_AT_ONCE = 50
"""So many places that files told are looked up together: what Jamendo answers in one request (`apis/jamendo.md`)."""

ANSWERS_AT_ONCE = 8
"""So many answers are written down together, while as many others are judged."""

_NOT_LOCATED = frozenset({State.PENDING, State.UNAVAILABLE})
_Group = Sequence[Inquiry]
_Judged = Sequence[tuple[Inquiry, Match]]


@dataclass(slots=True)
class Located:
    """How far locating came: `answered` questions, how many of them by a place, what is `left`, and what ended it early."""

    answered: int = 0
    found: int = 0
    left: int = 0
    trouble: ServiceError | None = None


def needs_locating(member: Member) -> bool:
    """Whether this target has ids of its own."""
    return member.role.writes and Can.SEARCH in member.can


def to_be_located(targets: Iterable[tuple[Account, Decision]]) -> dict[AccountId, list[RecordingId]]:
    """What each of these accounts needs located. Where a song stands is the service's: it is asked once, for whoever comes first."""
    wanted: dict[AccountId, list[RecordingId]] = {}
    asked: defaultdict[Service, set[RecordingId]] = defaultdict(set)
    for account, decision in targets:
        lacking = (
            each for each in decision.plan.standings if each.account == account.id and each.state in _NOT_LOCATED
        )
        mine = [
            each.recording for each in lacking if account.service not in decision.favourites[each.recording].located
        ]
        wanted[account.id] = [each for each in mine if each not in asked[account.service]]
        asked[account.service].update(mine)
    return wanted


def locate(world: World, member: Member, recordings: Collection[RecordingId], window: Window) -> Slices[Located]:
    """Find these recordings at a target, as far as it is due to ask and the window lasts, a search at a time."""
    assert member.favourites is not None, "only accounts that were read are searched"
    return _Locator(world, member, member.favourites, window).run(recordings)


class _Locator:
    def __init__(self, world: World, member: Member, service: FavouritesService, window: Window) -> None:
        self._world, self._member, self._service, self._window = world, member, service, window
        self._located = Located()
        self._refusals = 0  # in a row

    def run(self, recordings: Collection[RecordingId]) -> Slices[Located]:
        with self._world.store.reading() as tx:
            questions = tx.identity.questions(recordings, self._member.service, self._world.clock.now())
            words = HumanWords.of(tx, questions)
        self._located.left = len(questions)
        groups = _by_artist(Inquiry.of(each, is_searched_as(each.tracks[0]), words) for each in questions)
        try:
            groups = yield from self._by_file(self._by_human(groups))
            groups.reverse()
            groups.sort(key=lambda group: any(map(self._links, group)))
            while groups:  # from the end: what is done is not kept, for each has all of an artist's tracks
                some = [groups.pop() for _ in range(min(ARTISTS_AT_ONCE, len(groups)))]
                yield from self._by_search(self._by_link(some))
        except ServiceError as error:
            self._located.trouble = error
        return self._located

    def _has_time(self) -> bool:
        return not self._window.is_over(self._world.clock)

    def _by_human(self, groups: list[list[Inquiry]]) -> list[list[Inquiry]]:
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

    def _by_file(self, groups: list[list[Inquiry]]) -> Slices[list[list[Inquiry]]]:
        """A file named the track. Nothing was loved by its word: the target is asked what stands there, and that is judged."""
        asked = {inquiry.question.recording: inquiry for group in groups for inquiry in group}
        with self._world.store.reading() as tx:
            told = tx.identity.told_places(asked, self._member.service)
        if not told:
            return groups
        stand: set[RecordingId] = set()
        for few in batches(told.items(), PLACES_AT_ONCE):
            pages = self._asked([ref for _, ref in few]) if self._has_time() else None
            if pages is not None:
                stand |= judge_places(self._world, [self._hearsay(asked[each], ref, pages) for each, ref in few])
            yield
        self._count(len(stand), found=len(stand))
        return _without(groups, stand)

    def _hearsay(self, inquiry: Inquiry, ref: TrackRef, pages: Mapping[TrackRef, Track]) -> Hearsay:
        theirs = pages.get(ref) or Track(ref=ref, title="", artist="")
        recording = inquiry.question.recording
        return Hearsay(recording=recording, place=self._member.service, ours=inquiry.track, theirs=theirs)

    def _by_link(self, groups: Sequence[_Group]) -> Sequence[_Group]:
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
            return self._service.tracks(refs)
        except (Rejected, Unreadable) as error:
            self._note_refusal(error)
            return None

    def _by_search(self, groups: Sequence[_Group]) -> Slices[None]:
        """Artist by artist; what a window cuts off is asked from its first spelling again.

        Answers are judged beside the asking, for the rows of a free text keep us longer than the pace would. Each is heeded
        so many requests later, however soon it was judged: the same answers make the same requests.
        """
        waiting, judging = deque(groups), deque[Future[_Judged]]()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="judge") as beside:
            try:
                while (waiting or judging) and self._has_time():
                    if not waiting or len(judging) >= 2 * ANSWERS_AT_ONCE:
                        waiting.extendleft(reversed(_by_artist(self._heed(judging))))
                    if waiting and (found := self._search(waiting)):
                        judging.append(beside.submit(_judge, *found))
                    yield
            finally:
                while judging:
                    self._heed(judging)

    def _search(self, waiting: "deque[_Group]") -> tuple[_Group, Sequence[Track]] | None:
        """The next artist's songs, and what there is under these names.

        A search that the target refuses is no miss. Then the other end of the queue has its turn: a few bad neighbours
        do not look like a target that refuses everything.
        """
        group = waiting.popleft()
        try:
            rows = self._service.search([inquiry.as_asked() for inquiry in group])
        except (Rejected, Unreadable) as error:
            self._note_refusal(error)
            waiting.reverse()
            return None
        self._refusals = 0
        return group, rows

    def _heed(self, judging: "deque[Future[_Judged]]") -> list[Inquiry]:
        """What searches answered is written down; those to be searched under another spelling are returned."""
        some = [judging.popleft().result() for _ in range(min(ANSWERS_AT_ONCE, len(judging)))]
        judged = list(chain.from_iterable(some))
        is_open = {inquiry.question.recording for inquiry, match in judged if not match.chosen and inquiry.spellings}
        self._write_down([each for each in judged if each[0].question.recording not in is_open], Decider.NAMES)
        return [inquiry for inquiry, _ in judged if inquiry.question.recording in is_open]

    def _note_refusal(self, error: ServiceError) -> None:
        """Raise the error where enough came in a row."""
        self._refusals += 1
        if self._refusals >= ENOUGH_REFUSALS:
            raise error

    def _write_down(self, answers: Sequence[tuple[Inquiry, Match]], decider: Decider) -> None:
        now, place = self._world.clock.now(), self._member.service
        found = {inquiry.question.recording: match.chosen for inquiry, match in answers if match.chosen is not None}
        with self._world.store.writing() as tx:
            tx.identity.locate(found, decider, now)
            missed = note_doubts(tx, [each for each in answers if each[1].chosen is None], place, now)
            note_misses(tx, self._world, missed, place, MISS_WAITS_AT_TARGET)
            tx.commit()
        self._count(len(answers), found=len(found))

    def _count(self, answered: int, *, found: int) -> None:
        self._located.answered += answered
        self._located.found += found
        self._located.left -= answered
        total = self._located.answered + self._located.left
        self._world.progress.tell(Stage.LOCATE, self._member.host, self._located.answered, total)


def _judge(group: _Group, rows: Sequence[Track]) -> _Judged:
    """What the songs of one artist come to, now that these rows were found."""
    for inquiry in group:
        inquiry.note_asked(rows)
    return [(inquiry, inquiry.match()) for inquiry in group]


def _without(groups: Sequence[_Group], located: Collection[RecordingId]) -> list[list[Inquiry]]:
    left = [[each for each in group if each.question.recording not in located] for group in groups]
    return [group for group in left if group]


def _by_artist(inquiries: Iterable[Inquiry]) -> list[list[Inquiry]]:
    """Groups that ask for one artist credit in the spelling that is next, in the order of each group's first inquiry."""
    groups: dict[str, list[Inquiry]] = defaultdict(list)
    for inquiry in inquiries:
        groups[fold(inquiry.as_asked().artist)].append(inquiry)
    return list(groups.values())
