"""One person's accounts on a real database file, told in sentences: `home.human_loves("B", "Harbour")`."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from syncd.domain.account import AccountId, AccountState, Label, Role, Score
from syncd.domain.answer import Amends, HumanAnswer, Said
from syncd.domain.errors import IncompleteListing, Unavailable
from syncd.domain.match import Candidate, Judgement
from syncd.domain.memory import AccountRecord
from syncd.domain.outbox import Row
from syncd.domain.plan import Standing, State
from syncd.domain.track import Mbid, RecordingId, Service, TrackRef
from syncd.engine.correct import correct, forget
from syncd.engine.order import Order
from syncd.engine.sync import Outcome, sync
from syncd.engine.world import Member, World
from syncd.planner.guard import GuardLimits
from syncd.store import tables
from syncd.store.database import Database
from syncd.store.knowledge import recordings_of
from syncd.store.store import SqlStore
from tests.engine.scripted import OFFERS, ScriptedService
from tests.engine.scripted_catalogue import ScriptedCatalogue
from tests.engine.scripted_world import HandClock, Library

SYNC = Order()
DRY_RUN = Order(dry_run=True)
_WHO = Service.MUSICBRAINZ  # the place of an answer about who a track is
_ROLES = {Service.LISTENBRAINZ: Role.BOTH, Service.JAMENDO: Role.TARGET}
_HASTE = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"


def hasty(path: Path) -> Database:
    """A database that does not wait for the disk: in a test processes die, but the machine never loses its power."""
    database = Database(path)
    event.listen(database._engine, "connect", lambda connection, _record: connection.executescript(_HASTE))
    return database


class Household:
    """B is a Boomplay account (source), L a ListenBrainz account (both), J a Jamendo account (target, one-way)."""

    def __init__(
        self, folder: Path, template: Path, *, is_one_lane: bool = False, opened: Callable[[Path], Database] = Database
    ) -> None:
        self.path = folder / "syncd.db"
        shutil.copyfile(template, self.path)
        self._opened = opened
        self.database = opened(self.path)
        self.clock, self.library = HandClock(), Library()
        self.catalogue = ScriptedCatalogue(self.library)
        self.services: dict[str, ScriptedService] = {}
        self.members: dict[str, Member] = {}
        self.limits = GuardLimits(max_per_day=1000, max_share=1.0)
        self.carries_unloves = self.carries_hates = False
        self.silent: dict[Label, Service] = {}
        self.blocked: list[str] = []
        self.outcome = Outcome(polled=[])
        self._is_one_lane = is_one_lane

    def add(
        self,
        name: str,
        service: Service,
        *,
        role: Role | None = None,
        profile: str = "default",
        kind: type[ScriptedService] = ScriptedService,
    ) -> ScriptedService:
        """Connect an account."""
        host = "one lane" if self._is_one_lane else f"host of {name}"
        scripted = kind(
            service=service, name=name, host=host, clock=self.clock, library=self.library, can=OFFERS[service]
        )
        scripted.toggles = service is Service.JAMENDO
        self.services[name] = scripted
        wanted = role or _ROLES.get(service, Role.SOURCE)
        self.members[name] = Member(
            profile=profile, name=name, service=service, role=wanted, host=host, favourites=scripted
        )
        return scripted

    # what humans and the world do

    def human_loves(self, account: str, *titles: str, at: datetime | None = None) -> None:
        """Somebody favours songs by hand."""
        self._mark(account, titles, Score.LOVE)
        if at is not None:
            self.services[account].dates |= {self.services[account].ref(title): at for title in titles}

    def human_unloves(self, account: str, *titles: str) -> None:
        """Somebody takes favourites back by hand."""
        self._mark(account, titles, Score.NONE)

    def human_hates(self, account: str, *titles: str) -> None:
        """Somebody hates songs."""
        self._mark(account, titles, Score.HATE)

    def is_down(self, *accounts: str) -> None:
        """These accounts' services are out of reach."""
        for account in accounts:
            self.services[account].trouble = Unavailable(self.services[account].host, "out of reach", never_left=True)

    def is_up(self, *accounts: str) -> None:
        """These accounts' services are well again."""
        for account in accounts:
            self.services[account].trouble = self.services[account].broken_list = None

    def is_incomplete(self, account: str) -> None:
        """This account answers, but not with a whole list."""
        self.services[account].broken_list = IncompleteListing(self.services[account].host, "a page is missing")

    def resolver_is_down(self) -> None:
        """Neither catalogue answers."""
        self.catalogue.trouble = Unavailable("musicbrainz", "503")

    def resolver_is_up(self) -> None:
        """The catalogues answer again."""
        self.catalogue.trouble = None

    def jamendo_offers(self, *titles: str) -> None:
        """J's search finds these songs."""
        self.services["J"].offers |= set(titles)

    def goes_on(self, **time: float) -> None:
        """Time goes by: `days=1`."""
        self.clock.go_on(timedelta(**time))

    def another_copy(self, account: str, title: str) -> TrackRef:
        """A second id of the same song at an account's service."""
        return self.library.named(TrackRef(self.services[account].service, f"{title} again"), title)

    def is_renamed(self, account: str, name: str) -> None:
        """The configuration calls an account something else."""
        self.members[name] = replace(self.members.pop(account), name=name)

    def human_says_not(self, account: str, title: str, other: str) -> list[Amends]:
        """Somebody says that an account's song is not the recording of another title."""
        return self._answers(account, title, Said.NOT, self.library.mbid(other))

    def human_undoes(self, account: str, title: str, other: str) -> list[Amends]:
        """Somebody calls the match with the recording of another title wrong."""
        return self._answers(account, title, Said.NOT, self.library.mbid(other), undid_match=True)

    def human_says_it_is(self, account: str, title: str, other: str) -> list[Amends]:
        """Somebody says which recording an account's song is."""
        return self._answers(account, title, Said.IS, self.library.mbid(other))

    def human_says_it_is_not_at(self, place: str, account: str, title: str) -> list[Amends]:
        """Somebody says that an account's song is not the one under which it was found at another account's service."""
        other = self.services[place].ref(title)
        return self._answers(account, title, Said.NOT, other.id, other.service, undid_match=True)

    def human_skips(self, account: str, title: str) -> list[Amends]:
        """Somebody says that a song is never to be pushed."""
        return self._answers(account, title, Said.SKIP, "")

    def human_forgets(self, account: str, title: str) -> None:
        """Somebody takes back what was said about a song."""
        with SqlStore(self.database).writing() as tx:
            forget(tx, self.services[account].ref(title), self.clock.now())
            tx.commit()

    def united(self, old: Mbid, into: Mbid) -> None:
        """MusicBrainz merged two recordings, and syncd has followed."""
        with SqlStore(self.database).writing() as tx:
            tx.identity.merge(old, into)
            tx.commit()

    def _answers(
        self, account: str, title: str, said: Said, answer: str, place: Service = _WHO, *, undid_match: bool = False
    ) -> list[Amends]:
        word = HumanAnswer(
            about=self.services[account].ref(title),
            place=place,
            said=said,
            answer=answer,
            undid_match=undid_match,
            answered_at=self.clock.now(),
        )
        meant = self.library.recording(self.library.title(TrackRef(place, answer)) if answer else title)
        found = {word.other: Candidate(meant, Judgement.ACCEPTED, 1.0)}
        with SqlStore(self.database).writing() as tx:
            amends = correct(tx, [word], found, self.clock.now())
            tx.commit()
        return amends

    # what syncd does

    def world(self) -> World:
        """All that a cycle may touch."""
        return World(
            store=SqlStore(self.database),
            members=list(self.members.values()),
            catalogue=self.catalogue,
            clock=self.clock,
            jitter=lambda: 0.0,
            rates=dict.fromkeys((member.host for member in self.members.values()), 1.0),
            block=lambda host, _reason: self.blocked.append(host),
            limits=self.limits,
            carries_unloves=self.carries_unloves,
            carries_hates=self.carries_hates,
            silent=self.silent,
        )

    def cycle(self, order: Order = SYNC, world: World | None = None) -> Outcome:
        """One `syncd sync`; an hour goes by. Every favourite has exactly one state at each target."""
        self.outcome = sync(world or self.world(), order)
        for decision in self.outcome.decisions.values():
            standings = Counter((each.account, each.recording) for each in decision.plan.standings)
            assert set(standings.values()) <= {1}, "a favourite has two states"
            assert {recording for _, recording in standings} <= set(decision.favourites)
        self.clock.go_on(timedelta(hours=1))
        return self.outcome

    def cycles(self, count: int) -> None:
        """Several of them."""
        for _ in range(count):
            self.cycle()

    def restart(self) -> None:
        """The process ended; a new one opens the same file."""
        self.database.close()
        self.database = self._opened(self.path)
        for service in self.services.values():
            service.forget_looks()

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    # what there is to see

    def loved_at(self, account: str) -> set[str]:
        """What an account really holds, shown already or not."""
        return self._holds(account, Score.LOVE)

    def posts_to(self, account: str) -> list[str]:
        """All writes that left for an account, in their order."""
        return [self.library.title(ref) for ref in self.services[account].posts]

    def state(self, account: str, title: str) -> State:
        """How a favourite stands at a target after the last cycle."""
        number = self._number(account)
        names = self._recordings(title)
        found = {each.state for each in self.standings() if each.account == number and each.recording in names}
        assert len(found) == 1, f"{title} stands at {account} as {found or 'nothing'}"
        return found.pop()

    def account_state(self, account: str) -> AccountState:
        """How an account fared in the last cycle."""
        return next(each.state for each in self.outcome.polled if each.member.name == account)

    def row(self, account: str, title: str) -> Row | None:
        """The outbox row for a song."""
        number = self._number(account)
        with SqlStore(self.database).reading() as tx:
            rows = tx.outbox.rows([number])
        mine = [row for row in rows[number].values() if self.library.title(row.ref) == title]
        return mine[0] if mine else None

    def records(self) -> Sequence[AccountRecord]:
        """All accounts with what is known of their last looks."""
        with SqlStore(self.database).reading() as tx:
            return tx.memory.records()

    def dump(self, *names: str) -> dict[str, list[Any]]:
        """All rows of some tables."""
        with self.database.reading() as connection:
            return {
                name: [tuple(row) for row in connection.execute(select(tables.metadata.tables[name]))] for name in names
            }

    def _mark(self, account: str, titles: Iterable[str], score: Score) -> None:
        service = self.services[account]
        for title in titles:
            service.mark(service.ref(title), score)

    def _holds(self, account: str, score: Score) -> set[str]:
        return {self.library.title(ref) for ref, each in self.services[account].marks.items() if each is score}

    def standings(self) -> list[Standing]:
        """How everything stands at every target after the last cycle."""
        return [each for decision in self.outcome.decisions.values() for each in decision.plan.standings]

    def _number(self, account: str) -> AccountId:
        return next(each.account.id for each in self.records() if each.account.whoami == account)

    def _recordings(self, title: str) -> set[RecordingId]:
        with self.database.reading() as connection:
            known = recordings_of(connection, set(Service))
        return {recording for ref, recording in known.items() if self.library.title(ref) == title}
