"""The world: a catalogue, people who love some of it, and the truth about every favourite."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from syncd.sandbox import generate, tsv
from syncd.sandbox.catalogue import Catalogue
from syncd.sandbox.draft import Told, drafted
from syncd.sandbox.names import mbid
from syncd.sandbox.settings import SandboxSettings
from syncd.sandbox.tell import told

LISTENBRAINZ_SHARE = 0.15
"""Of the favourites, how many are loved at ListenBrainz at the beginning; half of them at Boomplay too."""

FIRST_LOVE_AT = 1_700_000_000
"""Every love is later than this, in seconds since the epoch, and all are long past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A row that an account at ListenBrainz holds from the beginning: by MBID, or by MSID with its text."""

    id: str
    score: int
    created: float
    text: tuple[str, str] | None = None  # artist and title


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """An account at ListenBrainz."""

    name: str
    token: str
    feedback: tuple[Feedback, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account at Boomplay or Jamendo, and the tracks it loves from the beginning."""

    id: str
    name: str
    token: str
    loves: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything there is at the beginning. `truth` says what a perfect syncd would do with each favourite."""

    catalogue: Catalogue
    boomplay: Person
    listenbrainz: tuple[Listener, ...]
    jamendo: Person
    truth: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """Who loves what: indexes would say less than the songs themselves."""

    only_listenbrainz: list[Told]
    both: list[Told]
    only_boomplay: list[Told]
    strangers: list[Told]  # loved nowhere

    @property
    def hated(self) -> list[Told]:
        """A few songs, one of which is loved at Boomplay."""
        some = [song for song in self.strangers if song.right][: 1 + len(self.only_boomplay) // 60]
        return [*[song for song in self.only_boomplay if song.right][-1:], *some]


def build(settings: SandboxSettings) -> World:
    """The world of these settings. Raises BadCatalogue where the file cannot be used."""
    dice = Random(settings.seed)  # noqa: S311  # a repeatable world, no secrets
    songs = _songs(settings, dice)
    shares = _shared(songs, settings.favourites, dice)
    alice = Listener(name="alice", token=mbid("token", settings.seed, "alice"), feedback=_feedback(shares, dice))
    bob = Listener(name="Bob Smith", token=mbid("token", settings.seed, "bob"), feedback=_bobs(shares))
    return World(
        catalogue=_catalogue(songs),
        boomplay=_person(settings.seed, "ada_boom", _boomplay_ids([*shares.both, *shares.only_boomplay])),
        listenbrainz=(alice, bob),
        jamendo=_jamendo_person(settings.seed, shares),
        truth=_truth(shares, alice),
    )


def _songs(settings: SandboxSettings, dice: Random) -> list[Told]:
    if settings.catalogue:
        plain = tsv.plain_songs(settings.catalogue, dice)
    else:
        plain = generate.plain_songs(dice, settings.favourites * 5 // 4 + 20)
    if len(plain) < settings.favourites:
        raise tsv.BadCatalogue(
            f"{settings.catalogue}: {settings.favourites} favourites wanted, {len(plain)} songs found"
        )
    songs: list[Told] = []
    stranger = ""
    for number, song in enumerate(plain):
        songs.append(told(drafted(song, number), dice, stranger))
        stranger = song.isrcs[0] if song.isrcs else stranger
    return songs


def _catalogue(songs: list[Told]) -> Catalogue:
    """What exists to be mistaken comes first: where names are equal, it is the canonical recording."""
    return Catalogue(
        songs=tuple(song for one in songs for song in (*one.others, one.song)),
        merged={old: new for one in songs for old, new in one.merged.items()},
    )


def _shared(songs: list[Told], favourites: int, dice: Random) -> _Shares:
    shuffled = dice.sample(songs, len(songs))
    loved, strangers = shuffled[:favourites], shuffled[favourites:]
    count = round(favourites * LISTENBRAINZ_SHARE)
    known = [song for song in loved if song.right][: count // 2]
    taken = {id(song) for song in known}
    rest = [song for song in loved if id(song) not in taken]
    split = count - len(known)
    return _Shares(only_listenbrainz=rest[:split], both=known, only_boomplay=rest[split:], strangers=strangers)


def _feedback(shares: _Shares, dice: Random) -> tuple[Feedback, ...]:
    """Alice's rows: loves, some by an MBID that was merged since, what no catalogue knows by MSID, and hates."""
    loves = [
        _love(song, FIRST_LOVE_AT + place // 2 * 3600 + dice.randint(0, 1), dice, by_text=place == 0)
        for place, song in enumerate([*shares.only_listenbrainz, *shares.both])
    ]
    hates = [
        Feedback(id=song.right[0], score=-1, created=FIRST_LOVE_AT - 86_400 * place)
        for place, song in enumerate(shares.hated, 1)
    ]
    return (*loves, *hates)


def _love(song: Told, created: float, dice: Random, *, by_text: bool) -> Feedback:
    if by_text or not song.right:
        artist, title = _text(song)
        return Feedback(id=mbid("msid", artist, title), score=1, created=created, text=(artist, title))
    return Feedback(id=dice.choice((song.right[0], *song.merged, *song.right[1:])), score=1, created=created)


def _text(song: Told) -> tuple[str, str]:
    """How a player names the song to ListenBrainz."""
    if song.song.recordings:
        return song.song.recordings[0].artist, song.song.recordings[0].title
    assert song.song.boomplay is not None  # every told song stands at Boomplay
    return song.song.boomplay.artists[0][1], song.song.boomplay.title


def _bobs(shares: _Shares) -> tuple[Feedback, ...]:
    some = [song for song in shares.strangers if song.right][-3:]
    return tuple(Feedback(id=song.right[0], score=1, created=FIRST_LOVE_AT) for song in some)


def _boomplay_ids(songs: list[Told]) -> tuple[int, ...]:
    return tuple(song.song.boomplay.id for song in songs if song.song.boomplay)


def _person(seed: int, name: str, loves: tuple[int, ...]) -> Person:
    """Ids and tokens as Boomplay's: base64, with `+`, `/` and `=` (`apis/boomplay.md` §9, 12)."""
    token = b64encode(sha256(f"{seed}|{name}".encode()).digest()).decode()
    return Person(id="VjNi+G9VQh7vVft6l6o/kw==", name=name, token=f"+/{token}", loves=loves)


def _jamendo_person(seed: int, shares: _Shares) -> Person:
    """A few likes of her own: some are favourites elsewhere, some are not."""
    favourites = [song.song.jamendo.id for song in shares.only_boomplay if song.song.jamendo]
    strangers = [song.song.jamendo.id for song in shares.strangers if song.song.jamendo]
    loves = (*favourites[: 1 + len(favourites) // 20], *strangers[:2])
    return Person(id="972174", name="ada_jam", token=mbid("token", seed, "jamendo"), loves=loves)


def _truth(shares: _Shares, alice: Listener) -> tuple[dict[str, Any], ...]:
    hated = {one.id for one in alice.feedback if one.score < 0}
    at_boomplay = [
        _line("boomplay", str(song.song.boomplay.id), song, hated)
        for song in (*shares.both, *shares.only_boomplay)
        if song.song.boomplay
    ]
    loves = [one for one in alice.feedback if one.score > 0]
    at_listenbrainz = [
        _line("listenbrainz", f"msid:{one.id}" if one.text else one.id, song, hated)
        for song, one in zip((*shares.only_listenbrainz, *shares.both), loves, strict=True)
    ]
    return (*at_boomplay, *at_listenbrainz)


def _line(service: str, ref: str, song: Told, hated: set[str]) -> dict[str, Any]:
    """One favourite: `mbids` are those that are this audio, the canonical first; `vetoed` is hated by Alice."""
    boomplay, jamendo = song.song.boomplay, song.song.jamendo
    return {
        "service": service,
        "id": ref,
        "song": boomplay.id if boomplay else None,
        "title": boomplay.title if boomplay else "",
        "mbids": [*song.right, *(song.merged if song.right else ())],
        "jamendo": jamendo.id if jamendo else None,
        "vetoed": not hated.isdisjoint(song.right),
        "traps": [*song.traps],
    }
