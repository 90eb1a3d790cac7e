"""What lies there before somebody follows a page: a home with a configuration, and the sandbox behind it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from syncd.sandbox.listenbrainz_rows import LovedElsewhere
from tests.cli.planting import Doubt, desk, heard, known, plant
from tests.cli.scene import Scene

_SPEEDUP = 1000
_BOOMPLAY, _JAMENDO = "ada_boom", "972174"
"""How the services call the person of the sandbox."""


@dataclass(frozen=True)
class Home:
    """Somebody's home. `words` are the examples of the pages, and what they are called here."""

    path: Path
    scene: Scene
    words: dict[str, str] = field(default_factory=dict)


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    """Few favourites; Jamendo's tokens outlive the tests, for a refresh would be the death of their copies."""
    life = 7200 * _SPEEDUP
    with Sandbox(SandboxSettings(favourites=20, speedup=_SPEEDUP, jamendo_token_life_seconds=life)) as running:
        yield running


@contextmanager
def at_home(name: str, home: Path, first: Home) -> Iterator[Home]:
    """The scene of this name, in a folder of its own; `first` is one where a first sync is over."""
    if name == "synced":
        yield _moved_in(home, first)
        return
    with sandbox() as running:
        here = furnished(home, running)
        SCENES[name](here)
        yield here


def furnished(home: Path, running: Sandbox) -> Home:
    """Configured, never synced; there are a folder for copies, a file with a token, and loves at Last.fm."""
    scene = Written(running, home / ".config/syncd/config.toml")
    (home / "copies").mkdir()
    scene.config.parent.mkdir(parents=True)
    _write(scene.config, running.config_toml(scene.database))
    _write(home / "boomplay-token", scene.value("accounts", "my-boomplay", "token"))
    running.services.tables.lastfm["USER"] = LovedElsewhere(rows=(), total=3)
    return Home(home, scene, {"/mnt/copies": str(home / "copies"), "/home/you": str(home)})


def _write(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")


class Written(Scene):
    """A configuration whose database lies where syncd puts it by itself."""

    @property
    def database(self) -> Path:
        """Where the database is, or will be."""
        return self.config.parents[2] / ".local/state/syncd/syncd.db"


def synced(here: Home) -> None:
    """A first sync; the example is a song that it loved."""
    said = here.scene.run("sync", "-q")
    assert said.code == 0, said.err
    [(ref,)] = here.scene.execute(
        "select m.ref from mappings m join mbids b on b.recording_id = m.recording_id join outbox o on o.ref = b.mbid"
        " where m.service = 'boomplay' order by m.ref limit 1"
    )
    here.words["boomplay:93271"] = f"boomplay:{ref}"
    here.words["https://www.boomplay.com/songs/93271"] = f"https://www.boomplay.com/songs/{ref}"


def _moved_in(home: Path, first: Home) -> Home:
    """The same after a first sync, by a copy of what it left."""
    here = furnished(home, first.scene.sandbox)
    here.scene.database.parent.mkdir(parents=True, mode=0o700)
    shutil.copy2(first.scene.database, here.scene.database)
    return replace(here, words=first.words | here.words)


def _new(_: Home) -> None:
    """Nothing but what is there by itself."""


def _given_up(here: Home) -> None:
    """A like at Jamendo was sent and never seen there."""
    synced(here)
    [(ref,)] = here.scene.execute(
        "select ref from outbox where account_id = (select id from accounts where name = 'my-jamendo')"
        " order by ref limit 1"
    )
    here.scene.execute("update outbox set state = 'failed', error = 'never seen' where ref = ?", ref)
    here.scene.execute("delete from loves where ref = ?", ref)
    here.scene.sandbox.control.human("jamendo", Verb.UNLOVE, ref, _JAMENDO)


def _doubts(here: Home) -> None:
    """Songs wait in review."""
    rivals = known(4, "Meadow", "Omar Sol", 200), known(40, "Meadow", "Omar Sol", 260)
    titles = {93271: "Harbour", 93272: "Willow", 93273: "Orchard", 93275: "Meridian"}
    doubts = [
        Doubt(heard(number, title, "Nina Holm"), (known(number, title, "Nina Holm", 207),), None)
        for number, title in titles.items()
    ]
    with desk(here.scene) as at:
        plant(at, [*doubts, Doubt(heard(93274, "Meadow", "Omar Sol", None), rivals, None)])


def _emptied(here: Home) -> None:
    """Unloves travel, and somebody took back every favourite at Boomplay; two syncs have seen it."""
    here.scene.rewrite("database =", 'removals = "guarded"\ndatabase =')
    synced(here)
    for song in list(here.scene.sandbox.control.holdings()["boomplay"][_BOOMPLAY]):
        here.scene.sandbox.control.human("boomplay", Verb.UNLOVE, song, _BOOMPLAY)
    here.scene.run("sync", "-q")
    here.scene.run("sync", "-q")
    [held] = here.scene.run("approve", "list", "--json").json()["held"]
    here.words["3f9c12ab70"] = held["hash"]
    here.words["12"] = "1"


SCENES: Mapping[str, Callable[[Home], None]] = {
    "new": _new,
    "given up": _given_up,
    "doubts": _doubts,
    "emptied": _emptied,
}
