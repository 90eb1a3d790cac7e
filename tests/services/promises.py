"""What every FavouritesService keeps, the scripted one of the engine's tests included (`style.md` habit 8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from syncd.domain.account import Can, Score
from syncd.domain.errors import Rejected, Stopped, Unauthorised, Unavailable, Unreadable, WriteRefused
from syncd.domain.track import TrackRef
from syncd.ports import FavouritesService


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """An account to be tried, what is true of it, and what can be done to it behind its back."""

    service: FavouritesService
    whoami: str
    loved: frozenset[TrackRef]
    unloved: TrackRef  #: a track of the service that the account has no opinion on
    unheard_of: TrackRef
    breakages: Mapping[str, Callable[[], None]] = field(default_factory=dict)  #: what may happen to its list
    mend: Callable[[], None]
    writes: Callable[[], int]  #: how many requests to write have arrived
    fall: Callable[[], None] | None = None  #: the service goes down
    stranger: FavouritesService | None = None  #: the same account with a wrong login
    dry: FavouritesService | None = None  #: the same account in a dry run


class Leaving:
    """Counts the departures, and whether anything had arrived by then; raises what it is told to."""

    def __init__(self, bench: Bench, error: BaseException | None = None) -> None:
        self._bench, self._error = bench, error
        self.arrived_by_then: list[int] = []

    def __call__(self) -> None:
        """A request is about to leave."""
        self.arrived_by_then.append(self._bench.writes())
        if self._error is not None:
            raise self._error


class ServicePromises:
    """Kept by all. Subclasses give `bench`."""

    def test_whoami_is_stable(self, bench: Bench) -> None:
        """The same login is the same account, asked once or twice, and its list says so, too."""
        assert [bench.service.whoami(), bench.service.whoami()] == [bench.whoami] * 2
        assert bench.service.snapshot().whoami == bench.whoami

    def test_a_listing_is_whole(self, bench: Bench) -> None:
        """Every love is there, once."""
        snapshot = bench.service.snapshot()

        assert {ref for ref, score in snapshot.scores().items() if score is Score.LOVE} == bench.loved
        assert len(snapshot.entries) == len(snapshot.scores())
        assert snapshot.taken_at.tzinfo is not None

    def test_a_list_that_stays_is_known_again(self, bench: Bench) -> None:
        """By its fingerprint, and by the probe of those that have one; a probe disturbs no later look."""
        known = bench.service.snapshot().fingerprint

        assert known is not None
        assert bench.service.probe() in {known, None}
        assert bench.service.snapshot().fingerprint == known

    def test_a_listing_is_whole_or_an_error(self, bench: Bench) -> None:
        """A part of the list is never given for the whole, and the error says once what to do; afterwards it is whole again."""
        assert bench.breakages
        for name, breakage in bench.breakages.items():
            breakage()
            with pytest.raises((Unreadable, Unavailable)) as caught:
                pytest.fail(f"{name} gave {len(bench.service.snapshot().entries)} entries")
            remedy = caught.value.remedy or "none"
            assert str(caught.value).count(remedy) == 1, name
            bench.mend()
        assert bench.loved <= bench.service.snapshot().scores().keys()

    def test_every_ref_asked_for_is_a_key_of_the_answer(self, bench: Bench) -> None:
        """Loved, unloved or never heard of: the point read leaves nothing out."""
        loved = min(bench.loved)
        asked = [loved, bench.unloved, bench.unheard_of]

        assert bench.service.states(asked) == {
            loved: Score.LOVE,
            bench.unloved: Score.NONE,
            bench.unheard_of: Score.NONE,
        }
        assert bench.service.states([]) == {}

    def test_many_refs_are_asked_for_like_few(self, bench: Bench) -> None:
        """The batches are the service's business."""
        states = bench.service.states([*bench.loved, bench.unloved])

        assert {ref for ref, score in states.items() if score is Score.LOVE} == bench.loved

    def test_who_can_be_searched_says_what_exists(self, bench: Bench) -> None:
        """A missing key means that the track is not there."""
        if Can.SEARCH in bench.service.can:
            found = bench.service.tracks([bench.unloved, bench.unheard_of])
            assert found.keys() == {bench.unloved}
            assert bench.unloved in {track.ref for track in bench.service.search([found[bench.unloved]])}
        else:
            assert list(bench.service.search([])) == []


class OnlinePromises:
    """Kept by those that are asked over a network."""

    def test_a_wrong_login_is_unauthorised(self, bench: Bench) -> None:
        """A human must link the account again; neither a list nor a name is invented."""
        assert bench.stranger is not None
        with pytest.raises(Unauthorised):
            bench.stranger.snapshot()
        with pytest.raises(Unauthorised):
            bench.stranger.whoami()

    def test_down_is_unavailable(self, bench: Bench) -> None:
        """Nothing is wrong with us, and the error says whom we waited for."""
        assert bench.fall is not None
        bench.fall()
        for ask in (bench.service.whoami, bench.service.snapshot, lambda: bench.service.states([bench.unloved])):
            with pytest.raises(Unavailable) as down:
                ask()
            assert down.value.where == bench.service.host


class WritingPromises:
    """Kept by those that can love."""

    def test_a_love_is_in_the_next_listing(self, bench: Bench) -> None:
        """And in the point read; every write follows a look."""
        leaving = Leaving(bench)
        assert bench.service.states([bench.unloved]) == {bench.unloved: Score.NONE}
        known = bench.service.snapshot().fingerprint

        bench.service.set(bench.unloved, Score.LOVE, leaving)

        assert bench.service.probe() != known != bench.service.snapshot().fingerprint
        assert bench.service.states([bench.unloved]) == {bench.unloved: Score.LOVE}
        assert bench.service.snapshot().scores()[bench.unloved] is Score.LOVE
        assert bench.writes() == 1

    def test_leaving_is_called_once_before_the_request(self, bench: Bench) -> None:
        """That is the moment to make a record durable."""
        leaving = Leaving(bench)
        bench.service.states([bench.unloved])
        bench.service.set(bench.unloved, Score.LOVE, leaving)

        assert leaving.arrived_by_then == [0]

    def test_what_leaving_raises_stops_the_request(self, bench: Bench) -> None:
        """No durable record, no write; what it raised goes up as it is."""
        bench.service.states([bench.unloved])
        with pytest.raises(Stopped, match="the disk is full"):
            bench.service.set(bench.unloved, Score.LOVE, Leaving(bench, Stopped("the disk is full")))

        assert bench.writes() == 0
        assert bench.service.states([bench.unloved]) == {bench.unloved: Score.NONE}

    def test_what_is_not_offered_is_rejected_before_it_leaves(self, bench: Bench) -> None:
        """Who cannot unlove says so, and sends nothing."""
        if Can.UNLOVE in bench.service.can:
            loved = min(bench.loved)
            bench.service.states([loved])
            bench.service.set(loved, Score.NONE, Leaving(bench))
            assert bench.service.states([loved]) == {loved: Score.NONE}
        else:
            with pytest.raises(Rejected):
                bench.service.set(min(bench.loved), Score.NONE, Leaving(bench))
            assert bench.writes() == 0


class DryRunPromises:
    """Kept by those whose transport knows reads from writes."""

    def test_a_dry_run_refuses_the_write_and_nothing_else(self, bench: Bench) -> None:
        """Reading goes on; a write is a bug of ours, and nothing leaves."""
        assert bench.dry is not None
        leaving = Leaving(bench)
        assert bench.dry.snapshot().scores().keys() >= bench.loved
        bench.dry.states([bench.unloved])

        with pytest.raises(WriteRefused):
            bench.dry.set(bench.unloved, Score.LOVE, leaving)

        assert leaving.arrived_by_then == []
        assert bench.writes() == 0


class ReadOnlyPromises:
    """Kept by those that can only be read."""

    def test_a_write_is_rejected_before_it_leaves(self, bench: Bench) -> None:
        """It will never work, and the service surely did nothing."""
        leaving = Leaving(bench)
        with pytest.raises(Rejected):
            bench.service.set(bench.unloved, Score.LOVE, leaving)

        assert bench.service.can & ~Can.LOOK_UP == Can.READ
        assert leaving.arrived_by_then == []
        assert bench.writes() == 0
