"""What humans really did and what could be known of it: the judge of every write and of every rest.

What *may* be wanted allows a write, what *must* be wanted is demanded at rest; between them stands what nobody could tell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from syncd.domain.account import Can, Role, Score
from syncd.domain.answer import Said
from syncd.domain.outbox import RowState
from syncd.domain.track import TrackRef
from tests.engine.faulty import FaultyService, Write
from tests.engine.household import Household
from tests.engine.meaning import Meanings
from tests.engine.remembered import Remembered, is_loved, is_loved_as_dated, knows_all_hates, remembered
from tests.engine.travelling import Place, Travelling

_LOOKS_UNTIL_HEARD = 2


@dataclass(slots=True)
class Truth:
    """All that happened to one household."""

    home: Household
    services: Mapping[str, FaultyService]
    sent: list[Write] = field(default_factory=list)  #: everything that ever left
    ours: set[tuple[str, TrackRef]] = field(default_factory=set)  #: whose love may pass for ours
    supports: dict[Place, int] = field(default_factory=dict)  #: a human's loves, with the looks since he unloved
    buried: set[Place] = field(default_factory=set)  #: unloved for certain
    unloved: dict[Place, bool] = field(default_factory=dict)  #: perhaps unloved; whether it was heard for certain
    ever_unloved: set[Place] = field(default_factory=set)
    hated: set[Place] = field(default_factory=set)  #: and heard for certain
    to_go: set[Place] = field(default_factory=set)  #: our loves that a human's correction takes the ground from
    meanings: Meanings = field(default_factory=Meanings)
    renamed: set[Place] = field(default_factory=set)  #: songs whose old ids are gone, and keep their last words
    blurred: set[str] = field(default_factory=set)  #: songs that the catalogues did not always know alike
    merged: set[str] = field(default_factory=set)  #: songs that have another MBID than they had
    troubled: set[tuple[str, TrackRef]] = field(default_factory=set)  #: whose write may have failed for good
    travel: Travelling = field(default_factory=Travelling)  #: what goes from account to account

    # what humans do

    def loves(self, account: str, title: str) -> None:
        """A human loves a song; it lifts unloves, for certain where they were heard and this will be, too."""
        service, memory = self.services[account], remembered(self.home)[account]
        known = [ref for ref in memory.lines if self.home.library.title(ref) == title]  # by another id, it stayed
        refs = [*service.lines(title, Score.LOVE), service.ref(title), *known]
        is_anew = not any(memory.has(ref, Score.LOVE) or (account, ref) in self.ours for ref in refs)
        self.travel.unhated |= {title} if service.lines(title, Score.HATE) else set()
        self.home.human_loves(account, title)
        self.hated.discard((account, title))
        self.supports[account, title] = 0
        self.travel.said_otherwise(title)
        if is_anew and self.hears(account) and memory.was_read:
            self.travel.loved_anew(account, title)
        for song in self.may_mean(account, title) if self.hears(account) else ():
            self._keep(song)
            if memory.was_read:
                self._lift(song, is_certain=is_anew)

    def unloves(self, account: str, title: str) -> None:
        """A human takes every copy of a love back."""
        service, memory = self.services[account], remembered(self.home)
        refs = service.lines(title, Score.LOVE)
        by_hand = (account, title) in self.travel.by_hand or any(map(memory[account].is_asked_for, refs))
        is_known = not by_hand and any(memory[account].has(ref, Score.LOVE) for ref in refs if service.is_visible(ref))
        for ref in refs:
            service.mark(ref, Score.NONE)
        self._bury((account, title), is_certain=is_known and not self._is_loved_unheard(title, memory))

    def hates(self, account: str, title: str) -> None:
        """A human hates a song under the id that it has now."""
        service, memory = self.services[account], remembered(self.home)
        ref = service.ref(title)
        was_loved, is_known = ref in service.lines(title, Score.LOVE), memory[account].has(ref, Score.LOVE)
        self.home.human_hates(account, title)
        self.travel.hated.add((account, title))
        if was_loved or (account, ref) in self.ours:  # our love may have been there: nobody can tell
            is_all = was_loved and not service.lines(title, Score.LOVE)
            is_certain = is_known and is_all and not self._is_loved_unheard(title, memory)
            self._bury((account, title), is_certain=is_certain)
        self.travel.said_otherwise(title)

    def unhates(self, account: str, title: str) -> None:
        """A human hates a song no longer."""
        service, is_certain = self.services[account], knows_all_hates(self.home, self.services, title)
        for ref in service.lines(title, Score.HATE):
            service.mark(ref, Score.NONE)
            if (account, ref) in self.ours:  # if no list showed it yet, it looks as though the love before it had gone
                self.ever_unloved.add((account, title))
        self.hated.discard((account, title))
        self.travel.hated_no_longer((account, title), is_certain=is_certain)

    def is_back(self, account: str, title: str) -> None:
        """A track that was taken down is there again: no news, for it was never unloved."""
        self.services[account].taken_down.discard(title)
        if (account, title) in self.supports and self.services[account].lines(title, Score.LOVE):
            self.supports[account, title] = 0

    def says(self, account: str, title: str, said: Said, other: str = "") -> None:
        """A human answers a question about an account's track."""
        self.travel.said_otherwise(title)
        self.meanings.says(self.services[account].ref(title), title, said, other, is_merged=title in self.merged)
        if said is Said.IS:
            self.home.human_says_it_is(account, title, other)
            self._lift(other, is_certain=False)  # that love may be the later word
        elif said is Said.NOT:
            self.home.human_says_not(account, title, title)
        else:
            self.home.human_skips(account, title)
        if said is not Said.SKIP and title not in {song for _, song in self.renamed}:  # an old id may support it still
            self.to_go |= {each for each in self.our_loves() if each[1] == title and not self.is_supported(title)}

    def reissues(self, account: str, title: str) -> None:
        """A song gets another id: what was said of the old one is not said of the new one."""
        service = self.services[account]
        old = service.ref(title)
        service.reissue(title)
        self.renamed.add((account, title))
        if not self.unloved.get((account, title), True):  # never heard: its id is gone, and so is the word
            self.buried.discard((account, title))
        self.ours |= {(account, service.ref(title))} if (account, old) in self.ours else set()
        self._keep(title)

    def takes_down(self, account: str, title: str) -> None:
        """A service takes a track down: whether it was unloved before, or loved anew, nobody can tell any more."""
        if not is_loved(self.home, remembered(self.home)[account], title):
            self._may_stand(title)
        self.services[account].taken_down.add(title)
        self.travel.said_otherwise(title)

    def misread(self, account: str) -> None:
        """The first list of an account lacked what stood there: the next one shows it as news."""
        for title in sorted(self.titles(account, Score.LOVE)):
            self._lift(title, is_certain=False)

    def forgets(self, account: str, title: str) -> None:
        """A human takes his answers back."""
        self.meanings.forgets(self.services[account].ref(title), title)
        self._keep(title)
        self.home.human_forgets(account, title)

    def unloves_after_all(self, account: str, title: str) -> None:
        """A human says of an absence that was doubted that it was meant: it is heard only now."""
        self._bury((account, title), is_certain=False)

    def never_unloved(self, account: str, title: str, *, is_loved: bool) -> None:
        """A human says of an absence that was doubted that it was not meant: nobody hears of it, now or later."""
        self.travel.said_otherwise(title)
        self.buried -= {(account, song) for song in self.may_mean(account, title)}
        if title not in self.blurred | self.merged | self.meanings.answered:
            self.travel.may_go.pop((account, title), None)
        if is_loved:
            self.supports[account, title] = 0

    def loves_again(self, account: str, title: str, meant: set[str]) -> None:
        """A human undoes our unlove: a love by his word, later than all that was heard before."""
        self.supports[account, title] = 0
        self.travel.said_otherwise(title)
        for song in meant | self.may_mean(account, title):
            if self.hears(account):
                self._lift(song, is_certain=False)
            self.buried.discard((account, song))

    def stays_away(self, account: str, title: str, meant: set[str]) -> None:
        """A human undoes our love: nothing of it stands there again until somebody loves it anew."""
        is_clear = title not in self.blurred | self.merged | self.meanings.answered
        places = {(account, song) for song in meant | {title}}
        self.ever_unloved |= places
        self.unloved |= {each: self.unloved.get(each, True) for each in sorted(places)}  # what is unheard stays unheard
        if is_clear and not self._is_loved_unheard(title, remembered(self.home)):
            self.buried.add((account, title))

    # what syncd does

    def heard(self, accounts: Iterable[str], memory: Mapping[str, Remembered]) -> None:
        """A command came to its end while all catalogues answered; it read these accounts whole, and they did not lie."""
        whole = set(accounts)
        for place, looks in self.supports.items():
            is_gone = (
                place[0] in whole
                and place not in self.renamed
                and place[1] not in self.services[place[0]].taken_down  # what a service took down was not unloved
                and not self.services[place[0]].lines(place[1], Score.LOVE)
                and not self._waits(memory, place)
            )
            self.supports[place] = looks + 1 if is_gone else looks
        for place in self.unloved:
            self.unloved[place] |= place[0] in whole and not self._waits(memory, place)
        self.meanings.unjudged.clear()
        hidden = {(name, self.home.library.title(ref)) for name, each in memory.items() for ref in each.unheard}
        doubted = {self.home.library.title(ref) for each in memory.values() for ref in each.standing}
        self.travel.heard(whole, blurred=self.blurred | self.meanings.answered | self.merged | doubted, hidden=hidden)
        for account in whole:
            self.hated |= {(account, title) for title in self.certain(account, Score.HATE)}
            self.ours = {(name, ref) for name, ref in self.ours if name != account or memory[account].may_be_ours(ref)}

    def died(self, memory: Mapping[str, Remembered]) -> None:
        """The process was killed: what it noted as sent may never have left."""
        for name, account in memory.items():
            refs = {(name, row.ref) for row in account.rows.values() if row.state is RowState.SENT}
            self.troubled |= refs
            self.ours |= refs

    def hears(self, account: str) -> bool:
        """Whether the others are told what is loved here."""
        return self.home.members[account].role.hears

    def writes(self, account: str) -> bool:
        """Whether syncd writes here."""
        return self.home.members[account].role is not Role.SOURCE

    def certain(self, account: str, score: Score = Score.LOVE) -> set[str]:
        """Songs that are loved, or hated, at an account by humans alone."""
        service = self.services[account]
        refs = {ref for ref, each in service.marks.items() if each is score and (account, ref) not in self.ours}
        return {self.home.library.title(ref) for ref in refs} - service.taken_down

    def our_loves(self) -> set[Place]:
        """Songs that are loved at a target by us alone."""
        loved = {(account, ref) for account, ref in self.ours if self.services[account].marks.get(ref) is Score.LOVE}
        return {(account, self.home.library.title(ref)) for account, ref in loved} - self.supports.keys()

    def titles(self, account: str, score: Score) -> set[str]:
        """Songs that stand at an account with this score, by whomever."""
        return {self.home.library.title(ref) for ref, each in self.services[account].marks.items() if each is score}

    def _bury(self, place: Place, *, is_certain: bool) -> None:
        """Whatever the track may have stood for is unloved, for certain only what it is called."""
        meant = self.may_mean(*place)
        self._bury_song(place, is_certain=is_certain and meant == {place[1]})
        for song in meant - {place[1]}:
            self._bury_song((place[0], song), is_certain=False)

    def _bury_song(self, place: Place, *, is_certain: bool) -> None:
        self._may_stand(place[1])
        if self.travel.unloves and self.hears(place[0]):
            looks = 1 if Can.POINT_READ in self.services[place[0]].can else _LOOKS_UNTIL_HEARD
            self.travel.unloved(place, looks=looks, is_certain=is_certain)
            self.ever_unloved.add(place)
        if self.writes(place[0]):
            self.ever_unloved.add(place)
            self.unloved[place] = False
            self.buried |= {place} if is_certain else set()

    def _may_stand(self, title: str) -> None:
        """Perhaps the love that is gone was all that had lifted another unlove, or it was never heard at all."""
        self.unloved |= {each: True for each in self.ever_unloved - self.unloved.keys() if each[1] == title}

    def _lift(self, title: str, *, is_certain: bool) -> None:
        self.buried = {place for place in self.buried if place[1] != title}
        self._keep(title)
        if is_certain:
            self.unloved = {p: is_heard for p, is_heard in self.unloved.items() if p[1] != title or not is_heard}

    def _keep(self, title: str) -> None:
        """Our loves of a song may have a ground after all."""
        self.to_go = {place for place in self.to_go if place[1] != title}

    def _is_loved_unheard(self, title: str, memory: Mapping[str, Remembered]) -> bool:
        """Whether a love of this song is still on its way to us: it would be the later word."""
        loved = {name for name in self.services if self.hears(name) and title in self.titles(name, Score.LOVE)}
        return any(
            memory[name].was_read and not is_loved_as_dated(self.home, name, memory[name], title) for name in loved
        )

    def is_supported(self, title: str) -> bool:
        """Whether a human's love may be known that means this song."""
        return any(title in self.may_mean(*place) for place in self._supporting())

    def is_supported_by_name(self, place: Place) -> bool:
        """At a target with ids of its own a song is found by its name, whatever recording a human says that it is."""
        return Can.SEARCH in self.services[place[0]].can and any(song == place[1] for _, song in self._supporting())

    def _waits(self, memory: Mapping[str, Remembered], place: Place) -> bool:
        """Whether an absence there is doubted, or to be made good: to syncd the song stands there as it did."""
        mine = memory[place[0]]
        return place[1] in {self.home.library.title(ref) for ref in mine.standing | mine.to_bring_back.keys()}

    def _supporting(self) -> list[Place]:
        return [each for each, looks in self.supports.items() if looks < _LOOKS_UNTIL_HEARD and self.hears(each[0])]

    def means(self, account: str, title: str) -> bool:
        """Whether the ids under which a human loves this song at an account stand for it."""
        loved = self.services[account].lines(title, Score.LOVE)
        return title in self.meanings.songs([ref for ref in loved if (account, ref) not in self.ours], title)

    def may_mean(self, account: str, title: str) -> set[str]:
        """What the ids that this song has or had at an account may stand for."""
        service = self.services[account]
        old = {ref for ref in service.retired if self.home.library.title(ref) == title}
        return self.meanings.songs({*self._refs(account, title), *old, service.ref(title)}, title)

    def _refs(self, account: str, title: str) -> list[TrackRef]:
        return [ref for ref in self.services[account].marks if self.home.library.title(ref) == title]
