"""Every service against the one suite of promises: real clients over real HTTP, a real file, and the engine's fake."""

import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syncd.domain.account import Score
from syncd.domain.errors import IncompleteListing, Unauthorised, Unavailable
from syncd.domain.track import Service, TrackRef
from syncd.ports import FavouritesService
from syncd.sandbox import Fault, Sandbox, SandboxSettings, Switch
from syncd.services.boomplay import Boomplay, BoomplayApp
from syncd.services.boomplay_login import GivenToken
from syncd.services.file import FileList
from syncd.services.http import Host
from syncd.services.jamendo import Jamendo
from syncd.services.jamendo_login import JamendoApp, Tokens
from syncd.services.listenbrainz import ListenBrainz
from tests.engine.scripted import OFFERS, ScriptedService
from tests.engine.scripted_world import HandClock, Library
from tests.services.jamendo.world import Keeper
from tests.services.promises import (
    Bench,
    DryRunPromises,
    OnlinePromises,
    ReadOnlyPromises,
    ServicePromises,
    WritingPromises,
)
from tests.services.upstream import Diary

NOBODY = "00000000-0000-4000-8000-00000000dead"
SPOILT: dict[str, dict[str, Any]] = {
    "HTML": {"fault": Fault.HTML},
    "truncated JSON": {"fault": Fault.TRUNCATED},
    "nulls": {"fault": Fault.ABSURD, "value": "nulls"},
    "a list": {"fault": Fault.ABSURD, "value": "list"},
    "an object": {"fault": Fault.ABSURD, "value": "object"},
    "no answer": {"fault": Fault.DOWN},
    "503": {"fault": Fault.UNAVAILABLE},
}


def now() -> datetime:
    """The machine's clock, as the sandbox has it."""
    return datetime.now(UTC)


class Town:
    """A sandbox without limits, and clients that never wait."""

    def __init__(self, sandbox: Sandbox, stack: ExitStack) -> None:
        self.sandbox, self._stack = sandbox, stack
        self.config = tomllib.loads(sandbox.config_toml("syncd.db"))

    def host(self, service: Service, *, dry_run: bool = False) -> Host:
        """A way out to one of the four."""
        host = Host(
            name=service,
            base_url=self.sandbox.base_urls[service],
            user_agent="syncd/test ( you@example.net )",
            pace=Diary(),
            sleep=lambda _seconds: None,
            now=now,
            dry_run=dry_run,
        )
        return self._stack.enter_context(closing(host))

    def held(self, service: Service) -> dict[str, int]:
        """What the service's first account holds."""
        return dict(next(iter(self.sandbox.control.holdings()[service].values())))

    def loved(self, service: Service) -> frozenset[TrackRef]:
        """Those that it loves; Jamendo's other list is not ours."""
        held = self.held(service)
        return frozenset(TrackRef(service, item) for item in held if held[item] == 1 and "favorite:" not in item)

    def bench(self, make: Callable[..., FavouritesService], path: str, **facts: Any) -> Bench:
        """An account on its bench; `path` is where its list is asked for."""
        service: FavouritesService = make()
        name = service.host
        breakages = {what: self._breaking(name, path, spoilt) for what, spoilt in SPOILT.items()}
        return Bench(
            service=service,
            stranger=make(is_stranger=True),
            dry=make(dry_run=True),
            loved=self.loved(Service(name)),
            breakages={**breakages, **facts.pop("breakages", {})},
            mend=self.sandbox.switches.clear,
            fall=lambda: self.sandbox.switches.set(Switch(service=name, fault=Fault.DOWN)),
            writes=lambda: sum(row["write"] for row in self.sandbox.journal()["requests"]),
            **facts,
        )

    def _breaking(self, service: str, path: str, spoilt: dict[str, Any]) -> Callable[[], None]:
        return lambda: self.sandbox.switches.set(Switch(service=service, path=path, **spoilt))


@pytest.fixture
def town() -> Iterator[Town]:
    settings = SandboxSettings(seed=7, favourites=90, enforce_limits=False)
    print(f"sandbox seed {settings.seed}")
    with Sandbox(settings) as sandbox, ExitStack() as stack:
        yield Town(sandbox, stack)


class TestListenBrainz(ServicePromises, OnlinePromises, WritingPromises, DryRunPromises):
    @pytest.fixture
    def bench(self, town: Town) -> Bench:
        """Alice, and an MBID that she does not love."""
        token = town.config["accounts"]["my-listenbrainz"]["token"]
        held = town.held(Service.LISTENBRAINZ)
        songs = [song for song in town.sandbox.world.catalogue.songs if song.recordings]
        free = next(song.recordings[0].mbid for song in songs if song.recordings[0].mbid not in held)

        def make(*, dry_run: bool = False, is_stranger: bool = False) -> ListenBrainz:
            host = town.host(Service.LISTENBRAINZ, dry_run=dry_run)
            return ListenBrainz(host=host, token=NOBODY if is_stranger else token, now=now)

        return town.bench(
            make,
            "/get-feedback?",
            whoami="alice",
            unloved=TrackRef(Service.LISTENBRAINZ, free),
            unheard_of=TrackRef(Service.LISTENBRAINZ, NOBODY),
        )


class TestJamendo(ServicePromises, OnlinePromises, WritingPromises, DryRunPromises):
    @pytest.fixture
    def bench(self, town: Town) -> Bench:
        """The first account, and a track that it does not like."""
        account, app = town.config["accounts"]["my-jamendo"], town.config["apps"]["jamendo"]
        held = town.held(Service.JAMENDO)
        tracks = [song.jamendo for song in town.sandbox.world.catalogue.songs if song.jamendo]
        free = next(str(track.id) for track in tracks if str(track.id) not in held)

        def make(*, dry_run: bool = False, is_stranger: bool = False) -> Jamendo:
            host = town.host(Service.JAMENDO, dry_run=dry_run)
            wire = JamendoApp(client_id=app["client_id"], client_secret=app["client_secret"])
            keeper = Keeper(Tokens(access="nobody" if is_stranger else account["access_token"]))
            return Jamendo(host, wire, keeper, now, account="my-jamendo")

        return town.bench(
            make,
            "/users/tracks/",
            whoami=next(iter(town.sandbox.control.holdings()["jamendo"])),
            unloved=TrackRef(Service.JAMENDO, free),
            unheard_of=TrackRef(Service.JAMENDO, "999999999"),
        )


class TestBoomplay(ServicePromises, OnlinePromises, ReadOnlyPromises):
    @pytest.fixture
    def bench(self, town: Town) -> Bench:
        """The first account, whose list has two pages."""
        token, app = town.config["accounts"]["my-boomplay"]["token"], town.config["apps"]["boomplay"]
        held = town.held(Service.BOOMPLAY)
        tracks = [song.boomplay for song in town.sandbox.world.catalogue.songs if song.boomplay]
        free = next(str(track.id) for track in tracks if str(track.id) not in held)

        def make(*, dry_run: bool = False, is_stranger: bool = False) -> Boomplay:
            host = town.host(Service.BOOMPLAY, dry_run=dry_run)
            return Boomplay(
                host, BoomplayApp(app_id=app["app_id"]), GivenToken("nobody" if is_stranger else token), now
            )

        missing = Switch(service="boomplay", fault=Fault.HTML, path="offset=50")
        return town.bench(
            make,
            "/favourite/v1/tracks",
            whoami=make().whoami(),
            unloved=TrackRef(Service.BOOMPLAY, free),
            unheard_of=TrackRef(Service.BOOMPLAY, "999999999"),
            breakages={"a page is missing": lambda: town.sandbox.switches.set(missing)},
        )


class TestFile(ServicePromises, ReadOnlyPromises):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Bench:
        """A file of sixty songs."""
        path = tmp_path / "favourites.jsonl"
        whole = "\n".join(json.dumps({"title": f"Song {n}", "artist": "Nina Holm"}) for n in range(60))
        path.write_text(whole)
        service = FileList(path, now)

        def becomes(content: str) -> Callable[[], None]:
            def write() -> None:
                path.write_text(content)

            return write

        return Bench(
            service=service,
            whoami=f"file:{path.resolve()}",
            loved=frozenset(service.snapshot().scores()),
            unloved=TrackRef(Service.FILE, "another"),
            unheard_of=TrackRef(Service.FILE, "nothing like it"),
            breakages={
                "missing": path.unlink,
                "empty": becomes(""),
                "HTML": becomes("<!DOCTYPE html><html></html>"),
                "truncated": becomes(whole[: len(whole) * 2 // 3]),
                "suddenly half as long": becomes("\n".join(whole.splitlines()[:29])),
            },
            mend=becomes(whole),
            writes=lambda: 0,
        )


class TestScripted(ServicePromises, OnlinePromises, WritingPromises):
    @pytest.fixture(params=[Service.LISTENBRAINZ, Service.JAMENDO])
    def bench(self, request: pytest.FixtureRequest) -> Bench:
        """Three loves, and one song that is only offered."""
        service = self.scripted(request.param)
        stranger = self.scripted(request.param)
        stranger.trouble = Unauthorised(stranger.host, "who is that?")
        service.marks = {service.ref(title): Score.LOVE for title in ("Harbour", "Lantern", "Meadow")}
        service.offers = {"Harbour", "Lantern", "Meadow", "Orchard"}
        unheard_of = service.ref("Nothing")
        service.taken_down.add("Nothing")

        def breaks() -> None:
            service.broken_list = IncompleteListing(service.host, "a page is missing")

        def mends() -> None:
            service.broken_list = None

        def falls() -> None:
            service.trouble = Unavailable(service.host, "out of reach")

        return Bench(
            service=service,
            stranger=stranger,
            whoami=service.name,
            loved=frozenset(service.marks),
            unloved=service.ref("Orchard"),
            unheard_of=unheard_of,
            breakages={"a page is missing": breaks},
            mend=mends,
            fall=falls,
            writes=lambda: len(service.posts),
        )

    def scripted(self, service: Service) -> ScriptedService:
        """An account with nothing in it."""
        return ScriptedService(
            service=service, name="me", host=service, clock=HandClock(), library=Library(), can=OFFERS[service]
        )
