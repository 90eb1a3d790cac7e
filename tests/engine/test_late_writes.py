"""Between a look and its write nothing may take long: a write that was kept back looks anew (`design.md` §1, I10)."""

from collections.abc import Callable
from functools import partial

import pytest

from syncd.domain.account import Score
from syncd.domain.track import Service, TrackRef
from syncd.engine.push import _Pusher
from syncd.services.answer import judge_status
from syncd.services.endpoint import Endpoint
from syncd.services.http import Host
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService
from tests.services.upstream import Diary, serving

WRITE = Endpoint("POST", "/write", writes=True)
SECOND_SLOT = 1.0


class OverHttp(ScriptedService):
    """Its writes leave by a real host, over loopback."""

    web: Host

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """The real request first, then what comes of it."""
        self.web.write(WRITE, json={"track": ref.id}, judge=judge_status, leaving=leaving)
        super().set(ref, score, lambda: None)


class Sleepy(Diary):
    """The lid is closed in the wait for a second slot."""

    def __init__(self, sleeps: Callable[[], None]) -> None:
        super().__init__(slots=[0.0, SECOND_SLOT])
        self._sleeps = sleeps

    def sleep(self, seconds: float) -> None:
        """Wait, or sleep through the night."""
        super().sleep(seconds)
        if seconds == SECOND_SLOT:
            self._sleeps()


def loved_by_hand_hours_later(home: Household, hours: int) -> None:
    """Time goes by, and a human loves the song at J himself."""
    home.goes_on(hours=hours)
    if hours:
        home.human_loves("J", "Harbour")


@pytest.mark.parametrize("hours", [0, 8])
def test_a_machine_that_sleeps_while_a_write_waits_does_no_harm(bare: Household, hours: int) -> None:
    """Its record took so long that the write waits for another slot; the look before is eight hours old when that comes."""
    bare.add("B", Service.BOOMPLAY)
    jamendo = bare.add("J", Service.JAMENDO, kind=OverHttp)
    assert isinstance(jamendo, OverHttp)
    bare.jamendo_offers("Harbour")
    bare.human_loves("B", "Harbour")
    with serving() as upstream:
        diary = Sleepy(partial(loved_by_hand_hours_later, bare, hours))
        jamendo.web = Host(
            name="jamendo",
            base_url=upstream.url,
            user_agent="syncd-test/1",
            pace=diary,
            sleep=diary.sleep,
            now=bare.clock.now,
            late_after=-1.0,  # as after a record that took longer than it may
        )
        bare.cycle()
        jamendo.web.close()

    assert ("sleep", SECOND_SLOT) in diary.events
    assert bare.loved_at("J") == {"Harbour"}


def test_a_record_that_waits_for_the_disk_does_no_harm(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds the file, and the lid is closed."""
    put = _Pusher._put

    def slow(self: _Pusher, rows: list[object], *, is_leaving: bool = False) -> None:
        put(self, rows, is_leaving=is_leaving)  # type: ignore[arg-type]  # handed through
        if is_leaving and "Harbour" not in home.loved_at("J"):
            loved_by_hand_hours_later(home, 8)

    monkeypatch.setattr(_Pusher, "_put", slow)
    home.add("J", Service.JAMENDO)
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.loved_at("J") == {"Harbour"}
