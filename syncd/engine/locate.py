"""Where does a recording stand at a target that has ids of its own (Jamendo)?

Pages that MusicBrainz links to are looked up first, 50 a request; then the target's search, one request per artist.
Every row is only a candidate: our own comparison decides.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from syncd.domain.account import Can
from syncd.domain.errors import Rejected, ServiceError, Unreadable
from syncd.domain.match import Decider, Judgement, Match
from syncd.domain.memory import Question
from syncd.domain.track import RecordingId, Track, TrackRef
from syncd.engine.inquiry import Inquiry
from syncd.engine.world import Member, Stage, World
from syncd.planner.choose import choose
from syncd.planner.parsed import is_searched_as
from syncd.planner.retry import MISS_WAITS_AT_TARGET, miss_wait
from syncd.planner.text import fold
from syncd.ports import FavouritesService, Transaction


@dataclass(slots=True)
class Located:
    """How far locating came: `answered` questions, what is `left`, and the trouble that ended it early."""

    answered: int = 0
    left: int = 0
    trouble: ServiceError | None = None


def needs_locating(member: Member) -> bool:
    """Whether this target has ids of its own."""
    return member.role.writes and Can.SEARCH in member.can


def locate(world: World, member: Member, recordings: Collection[RecordingId], until: float) -> Located:
    """Find these recordings at a target, as far as it is due to ask and the window lasts."""
    assert member.favourites is not None, "only accounts that were read are searched"
    return _Locator(world, member, member.favourites, until).run(recordings)


class _Locator:
    def __init__(self, world: World, member: Member, service: FavouritesService, until: float) -> None:
        self._world, self._member, self._service, self._until = world, member, service, until

    def run(self, recordings: Collection[RecordingId]) -> Located:
        with self._world.store.reading() as tx:
            questions = tx.identity.questions(recordings, self._member.service, self._world.clock.now())
        located = Located(left=len(questions))
        try:
            left = self._by_link(questions, located)
            self._by_search(left, located)
        except ServiceError as error:
            located.trouble = error
        return located

    def _by_link(self, questions: Sequence[Question], located: Located) -> Sequence[Question]:
        """MusicBrainz knows the very page; what stands there must still agree by name, version and length."""
        linked = {question.recording: self._links(question) for question in questions}
        refs = sorted({ref for links in linked.values() for ref in links})
        if not refs:
            return questions
        pages = self._service.tracks(refs)
        found = [
            (each, self._chosen(each, [pages[ref] for ref in linked[each.recording] if ref in pages]))
            for each in questions
        ]
        accepted = [(question, match) for question, match in found if match.chosen is not None]
        self._write_down(accepted, Decider.LINK)
        self._count(located, len(accepted))
        return [question for question, match in found if match.chosen is None]

    def _links(self, question: Question) -> list[TrackRef]:
        links = {link for track in question.tracks for link in track.links}
        return sorted(link for link in links if link.service is self._member.service)

    def _by_search(self, questions: Sequence[Question], located: Located) -> None:
        """Artist by artist, each to an end: what a window cuts off is asked from its first spelling again."""
        waiting = deque(_by_artist([Inquiry.of(each, is_searched_as(each.tracks[0])) for each in questions]))
        while waiting and self._world.clock.elapsed() < self._until:
            group = waiting.popleft()
            still_open = self._search(group)
            waiting.extendleft(_by_artist(still_open))
            self._count(located, len(group) - len(still_open))

    def _search(self, group: Sequence[Inquiry]) -> list[Inquiry]:
        """One artist's questions; those to be searched under another spelling are returned.

        A search that the target refuses is no miss, but stops nobody else either.
        """
        try:
            rows = self._service.search([inquiry.as_asked() for inquiry in group])
        except (Rejected, Unreadable):
            return []
        for inquiry in group:
            inquiry.note_asked(rows)
        found = [(inquiry, inquiry.match()) for inquiry in group]
        still_open = [inquiry for inquiry, match in found if match.chosen is None and inquiry.spellings]
        answers = [
            (inquiry.question, match) for inquiry, match in found if match.chosen is not None or not inquiry.spellings
        ]
        self._write_down(answers, Decider.NAMES)
        return still_open

    def _chosen(self, question: Question, rows: Sequence[Track]) -> Match:
        return choose(question.tracks[0], rows)

    def _write_down(self, answers: Sequence[tuple[Question, Match]], decider: Decider) -> None:
        with self._world.store.writing() as tx:
            for question, match in answers:
                self._answer(tx, question.recording, match, decider)
            tx.commit()

    def _answer(self, tx: Transaction, recording: RecordingId, match: Match, decider: Decider) -> None:
        now, place = self._world.clock.now(), self._member.service
        if match.chosen is not None:
            tx.identity.locate(recording, match.chosen, decider, now)
        elif match.judgement is Judgement.DOUBTFUL:
            tx.identity.doubt(recording, place, match.candidates, now)
        else:
            tries = tx.identity.tries(recording, place) + 1
            tx.identity.miss(
                recording, place, tries, now + miss_wait(tries, waits=MISS_WAITS_AT_TARGET, jitter=self._world.jitter())
            )

    def _count(self, located: Located, answered: int) -> None:
        located.answered += answered
        located.left -= answered
        total = located.answered + located.left
        self._world.progress.tell(Stage.LOCATE, self._member.host, located.answered, total)


def _by_artist(inquiries: Sequence[Inquiry]) -> list[list[Inquiry]]:
    """Hunts that share an artist credit, in the order of their first."""
    groups: dict[str, list[Inquiry]] = defaultdict(list)
    for inquiry in inquiries:
        groups[fold(inquiry.as_asked().artist)].append(inquiry)
    return list(groups.values())
