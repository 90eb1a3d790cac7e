"""Short words for the values that planner tests are made of."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from syncd.domain.account import Account, AccountId, AccountState, Can, Role, Score
from syncd.domain.memory import Favourite, Look, Love, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.snapshot import Entry, Snapshot
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.planner.hearing import Context

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TWO_WAY = Can.READ | Can.LOVE | Can.UNLOVE | Can.HATE | Can.POINT_READ
ONE_WAY = Can.READ | Can.LOVE | Can.SEARCH | Can.POINT_READ


def ref(name: str, service: Service = Service.LISTENBRAINZ) -> TrackRef:
    """A ref."""
    return TrackRef(service, name)


def account(
    number: int = 1, service: Service = Service.LISTENBRAINZ, role: Role = Role.BOTH, can: Can = TWO_WAY
) -> Account:
    """An account."""
    name = f"account {number}"
    return Account(id=AccountId(number), profile="default", name=name, service=service, whoami=name, role=role, can=can)


def love(name: str, since: int = 1, *, at: int = 1, score: Score = Score.LOVE, **more: Any) -> Love:
    """A remembered line."""
    service = more.pop("service", Service.LISTENBRAINZ)
    return Love(account=AccountId(at), ref=ref(name, service), score=score, since=since, **more)


def remembered(*loves: Love) -> dict[TrackRef, Love]:
    """Lines by ref."""
    return {each.ref: each for each in loves}


def look(*names: str, who: Account | None = None, hates: Iterable[str] = (), **answers: Iterable[str]) -> Look:
    """A whole look that lists these names; `still`, `denied`, `taken_down` as the point read answers."""
    entries = [(name, Score.LOVE) for name in names] + [(name, Score.HATE) for name in hates]
    found = tuple(Entry(Track(ref=ref(name), title=name, artist=""), score) for name, score in entries)
    said = {kind: frozenset(map(ref, refs)) for kind, refs in answers.items()}
    return Look(account=who or account(), state=AccountState.READ, snapshot=Snapshot("me", found, NOON), **said)


def context(cycle: int = 5, recordings: Mapping[str, int] | None = None, **more: Any) -> Context:
    """What is needed to understand a list; every name from a to h is a recording of its own."""
    names = {name: number for number, name in enumerate("abcdefgh", 1)} if recordings is None else recordings
    known = {ref(name): RecordingId(number) for name, number in names.items()}
    fixed: dict[str, Any] = {"is_first_look": False, "echoes": frozenset(), "has_unasked": False}
    return Context(cycle=cycle, recordings=known, **(fixed | more))


def view(*loves: Love, who: Account | None = None, **more: Any) -> View:
    """An account as it stands in memory."""
    return View(account=who or account(), loves=remembered(*loves), **more)


def favourite(number: int, **more: Any) -> Favourite:
    """A recording with the MBID `mNUMBER`, known to ListenBrainz."""
    mbid = Mbid(f"m{number}")
    fixed: dict[str, Any] = {"mbid": mbid, "is_known": True, "refs": frozenset({ref(mbid)})}
    return Favourite(recording=RecordingId(number), **(fixed | more))


def row(name: str = "m1", state: RowState = RowState.PENDING, **more: Any) -> Row:
    """A row of the outbox."""
    service = more.pop("service", Service.LISTENBRAINZ)
    fixed: dict[str, Any] = {"account": AccountId(1), "recording": RecordingId(1), "score": Score.LOVE}
    return Row(ref=ref(name, service), state=state, **(fixed | more))
