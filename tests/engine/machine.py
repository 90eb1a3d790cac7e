"""A state machine over the whole engine: humans, services, catalogues, clocks and the process, in any order."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from syncd.domain.account import Can, Score
from syncd.domain.answer import Said
from syncd.domain.errors import Unauthorised
from syncd.domain.track import Service
from syncd.engine.order import Corrections, Order
from tests.engine.crashing import Fuse
from tests.engine.faulty import MAY_HAVE_ARRIVED, Lie
from tests.engine.household import DRY_RUN, SYNC
from tests.engine.judging import Judging
from tests.engine.life import dice, songs
from tests.engine.scripted import Fate


class Machine(Judging):
    """Whatever may happen to a household. After every act what must never be is looked for; all must come to rest."""

    # humans

    @rule(song=songs, which=dice)
    def love(self, song: str, which: int) -> None:
        """Somebody loves a song that is to be found there."""
        account = self._one(which)
        if song not in self.services[account].taken_down:
            self.truth.loves(account, song)

    @rule(which=dice)
    def unlove(self, which: int) -> None:
        """Somebody takes a love back, be it a human's or ours."""
        account, song = self._marked(which, Score.LOVE)
        if account:
            self.truth.unloves(account, song)

    @rule(song=songs, which=dice)
    def hate(self, song: str, which: int) -> None:
        """Somebody hates a song."""
        able = [name for name, service in self.services.items() if Can.HATE in service.can]
        self.truth.hates(able[which % len(able)], song)

    @rule(which=dice)
    def unhate(self, which: int) -> None:
        """Somebody hates a song no longer."""
        account, song = self._marked(which, Score.HATE)
        if account:
            self.truth.unhates(account, song)

    @rule(which=dice, said=st.sampled_from(Said), other=songs)
    def say(self, which: int, said: Said, other: str) -> None:
        """Somebody says what a track is, what it is not, or that it is never to be pushed."""
        account, song = self._marked(which, Score.LOVE)
        if account and self._may_be_asked_about(account, song):
            self.truth.says(account, song, said, other)

    @rule(which=dice)
    def forget(self, which: int) -> None:
        """Somebody takes back what was said."""
        account, song = self._marked(which, Score.LOVE)
        if account and self._may_be_asked_about(account, song):
            self.truth.forgets(account, song)

    @rule(name=st.sampled_from(["F", "J", "L2"]), loved=st.sets(songs))
    def connect(self, name: str, loved: set[str]) -> None:
        """Another account is connected; what it loves already is no news."""
        if name not in self.services:
            self._connect(name)
            for song in sorted(loved):
                self.truth.loves(name, song)

    # services and tracks

    @rule(which=dice, fate=st.sampled_from(Fate))
    def fails(self, which: int, fate: Fate) -> None:
        """This becomes of the next write."""
        service = self.services[self._one(which)]
        service.fates.append(fate)

    @rule(which=dice, lie=st.sampled_from(Lie))
    def lies(self, which: int, lie: Lie) -> None:
        """The next whole list is not the truth."""
        service = self.services[self._one(which)]
        if service.lied is None:
            service.lie = lie

    @rule(which=dice, is_login=st.booleans())
    def is_down(self, which: int, *, is_login: bool) -> None:
        """An account is out of reach, or logged out."""
        account = self._one(which)
        self.home.is_down(account)
        if is_login:
            self.services[account].trouble = Unauthorised(account, "the token has run out")

    @rule(song=songs, which=dice)
    def reissue(self, song: str, which: int) -> None:
        """A track gets another id."""
        account = self._one(which)
        service = self.services[account]
        if service.service is not Service.LISTENBRAINZ or song in service.by_text:
            self.truth.reissues(account, song)

    @rule(song=songs, which=dice)
    def reissue_unasked(self, song: str, which: int) -> None:
        """A track gets another id, is listed so again and again, and nobody can be asked who it is."""
        self.reissue(song=song, which=which)
        self.are_up()
        self.home.resolver_is_down()
        for _ in range(2):
            self._sync(SYNC)

    @rule(song=songs, which=dice)
    def withdraw(self, song: str, which: int) -> None:
        """A service takes a track down."""
        account = self._one(which)
        if self.services[account].service in {Service.BOOMPLAY, Service.JAMENDO}:
            self.truth.takes_down(account, song)

    @rule(which=dice)
    def is_back(self, which: int) -> None:
        """A service has a track again."""
        gone = sorted((name, song) for name, service in self.services.items() for song in service.taken_down)
        if gone:
            self.truth.is_back(*gone[which % len(gone)])

    @rule(song=songs, which=dice)
    def know_by_text(self, song: str, which: int) -> None:
        """ListenBrainz knows a song by its text only, or not only any more."""
        able = [name for name, service in self.services.items() if service.service is Service.LISTENBRAINZ]
        self.services[able[which % len(able)]].by_text ^= {song}

    @rule(song=songs)
    def offer(self, song: str) -> None:
        """Jamendo has another song."""
        self.offers.add(song)

    # catalogues and time

    @rule()
    def resolver_goes_up_or_down(self) -> None:
        """The catalogues are out of reach, or back."""
        if self.home.catalogue.trouble is None:
            self.home.resolver_is_down()
        else:
            self.home.resolver_is_up()

    @rule(song=songs)
    def ignore(self, song: str) -> None:
        """The catalogues do not know a song any more, or know it at last."""
        self.home.catalogue.ignores ^= {song}
        self.truth.blurred.add(song)

    @rule(song=songs)
    def merge(self, song: str) -> None:
        """MusicBrainz merges a recording into another."""
        self.home.library.merge(song)
        self.truth.merged.add(song)

    @rule(hours=st.sampled_from([1, 30, 24 * 8, 24 * 40]))
    def time_goes_by(self, hours: int) -> None:
        """Time goes by."""
        self.home.goes_on(hours=hours)

    @rule(hours=st.sampled_from([-24, -1, 1, 24, 24 * 400]))
    def clock_jumps(self, hours: int) -> None:
        """Somebody sets the clock."""
        self.judged.jumps()
        self.home.clock.is_set(timedelta(hours=hours))

    # syncd

    @rule()
    def sync(self) -> None:
        """One command, whatever the weather."""
        self._sync(SYNC)

    @rule(song=songs, which=dice)
    def love_and_sync(self, song: str, which: int) -> None:
        """Most acts are heard before the next one comes."""
        self.love(song=song, which=which)
        self.sync_in_peace()

    @rule(which=dice)
    def unlove_and_sync(self, which: int) -> None:
        """Most unloves are heard before the next act comes."""
        self.unlove(which=which)
        self.sync_in_peace()

    @rule(limit=st.sampled_from(range(3)))
    def sync_a_little(self, limit: int) -> None:
        """One command that may write so much and no more."""
        self._sync(Order(limit=limit))
        arrived = [each for each in self._writes if each.fate in MAY_HAVE_ARRIVED]
        assert len(arrived) <= limit, f"{len(arrived)} writes, {limit} were allowed"

    @rule()
    def sync_corrections(self) -> None:
        """One command that only takes back what was wrong."""
        self._sync(Order(what=Corrections()))

    @rule()
    def dry_run(self) -> None:
        """One command that only shows."""
        before = self._memory()
        self._sync(DRY_RUN)
        self._saved = self._planned()
        assert self._memory() == before, "a dry run changed memory"
        assert not self._writes, "a dry run wrote"

    @rule(song=songs, which=dice)
    def love_and_plan(self, song: str, which: int) -> None:
        """A plan with something in it is shown, which somebody may have carried out later."""
        self.love(song=song, which=which)
        self.are_up()
        self.home.resolver_is_up()
        self.dry_run()

    @rule(at=st.sampled_from(range(1, 61)))
    def is_killed(self, at: int) -> None:
        """The process ends at a boundary of its input and output."""
        self._sync(SYNC, Fuse(at))
