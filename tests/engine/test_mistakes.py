"""A bug that one account's answers bring to light is that account's trouble: it is told, and the others go on."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy.exc import IntegrityError

from syncd.domain.account import AccountState, Score
from syncd.domain.errors import Stopped, StoreFailed
from syncd.domain.plan import State
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import Service, Track, TrackRef
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService

MISTAKE = KeyError("id")


@dataclass(kw_only=True)
class Stumbling(ScriptedService):
    """Its adapter has a bug: it stumbles over lists, over what it is told of a write, or over what a search found."""

    at_list: BaseException | None = None
    at_write: BaseException | None = None
    at_search: BaseException | None = None

    def snapshot(self) -> Snapshot:
        """The list."""
        _stumble(self.at_list)
        return super().snapshot()

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """The write arrives; then its answer is read."""
        super().set(ref, score, leaving)
        _stumble(self.at_write)

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """The search."""
        _stumble(self.at_search)
        return super().search(tracks)


def _stumble(over: BaseException | None) -> None:
    if over is not None:
        raise over


@pytest.fixture(autouse=True)
def is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a daemon: other tests end at a bug."""
    monkeypatch.setattr(logging.getLogger("syncd.engine.mistakes"), "handlers", [])


@pytest.fixture
def stumbling(bare: Household) -> Mapping[str, Stumbling]:
    services = {"B": Service.BOOMPLAY, "L": Service.LISTENBRAINZ, "J": Service.JAMENDO}
    added = {name: bare.add(name, service, kind=Stumbling) for name, service in services.items()}
    return {name: each for name, each in added.items() if isinstance(each, Stumbling)}


@pytest.mark.parametrize("mistake", [MISTAKE, RecursionError("too deep"), ValueError("about:blank")])
def test_a_list_that_we_stumble_over_stops_nobody_else(
    bare: Household, stumbling: Mapping[str, Stumbling], caplog: pytest.LogCaptureFixture, mistake: Exception
) -> None:
    """B's list is not heard, and nothing is concluded from it; L's new song goes to J. The log has the traceback."""
    bare.jamendo_offers("Harbour", "Lantern")
    bare.human_loves("B", "Harbour")
    bare.cycle()
    stumbling["B"].at_list = mistake
    bare.human_loves("L", "Lantern")
    outcome = bare.cycle()

    assert bare.account_state("B") is AccountState.INCOMPLETE
    assert bare.loved_at("J") == {"Harbour", "Lantern"}
    assert bare.state("L", "Harbour") is State.SETTLED
    told = [each.trouble.partition(" (please")[0] for each in outcome.polled if each.error]
    assert told == [f"B: a bug in syncd ended this ({type(mistake).__name__})"]
    assert [(each.levelname, each.exc_info and each.exc_info[1]) for each in caplog.records] == [("ERROR", mistake)]


def test_a_write_whose_answer_we_stumble_over_stops_no_other_lane(
    bare: Household, stumbling: Mapping[str, Stumbling], caplog: pytest.LogCaptureFixture
) -> None:
    """It may have arrived, and so it is looked at, not sent again; J gets its song meanwhile."""
    bare.jamendo_offers("Harbour")
    bare.human_loves("B", "Harbour")
    stumbling["L"].at_write = MISTAKE
    bare.cycle()
    row = bare.row("L", "Harbour")
    stumbling["L"].at_write = None
    bare.cycle()

    assert [each.exc_info and each.exc_info[1] for each in caplog.records] == [MISTAKE]
    assert row is not None
    assert row.state == "sent"
    assert bare.loved_at("J") == {"Harbour"}
    assert bare.posts_to("L") == ["Harbour"]
    assert bare.state("L", "Harbour") is State.SETTLED


def test_a_search_that_we_stumble_over_stops_no_other_lane(bare: Household, stumbling: Mapping[str, Stumbling]) -> None:
    """What J answers is no miss; once the bug is mended the song is found."""
    bare.jamendo_offers("Harbour")
    bare.human_loves("B", "Harbour")
    stumbling["J"].at_search = MISTAKE
    troubles = [str(each.trouble) for each in bare.cycle().located.values()]
    before = bare.loved_at("L"), bare.loved_at("J")
    stumbling["J"].at_search = None
    bare.cycle()

    assert ["a bug in syncd" in each for each in troubles] == [True]
    assert before == ({"Harbour"}, set())
    assert bare.loved_at("J") == {"Harbour"}


class Killed(BaseException):
    """Whatever ends a process."""


ENDS = [
    Stopped("asked to end"),
    StoreFailed("the disk is full"),
    IntegrityError("insert", None, Exception()),
    OSError("no files left"),
    MemoryError(),
    KeyboardInterrupt(),
    Killed(),
]


@pytest.mark.parametrize("moment", ["at_list", "at_search"])
def test_what_concerns_all_accounts_ends_the_run(
    bare: Household, stumbling: Mapping[str, Stumbling], moment: str
) -> None:
    """A wish to end, the store, the machine: no account's trouble, whether it is read or worked for."""
    bare.jamendo_offers("Harbour")
    bare.human_loves("B", "Harbour")
    for end in ENDS:
        setattr(stumbling["J"], moment, end)
        with pytest.raises(type(end)) as caught:
            bare.cycle()
        assert caught.value is end
