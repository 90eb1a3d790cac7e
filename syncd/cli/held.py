"""What the guard holds, as every command tells it: how many, which, why, and the command that lets exactly these pass."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from syncd.cli.links import page_for
from syncd.domain.account import AccountId, Score
from syncd.domain.track import Service, Track, TrackRef
from syncd.engine.approve import Group, HeldKind
from syncd.engine.sync import Outcome
from syncd.planner.plan import HELD_BY_GUARD, HELD_TODAY, NOT_BELIEVED, TO_JUDGE
from syncd.ports import Transaction

SHOWN = 10
"""So many songs of a group are named where not all are asked for."""

_WHY = {
    HeldKind.ABSENCES: "vanished from its list at once, which looks like a broken list, so nothing was concluded from it",
    HeldKind.REMOVALS: "unloved or hated elsewhere would be taken away there, more than one day may, so none was",
}

FIRST = "after the next sync"
"""When what only a plan has seen yet can be judged: no other command knows of it before."""

_ONE_WAY = ", each looked at right before: a second like there may undo the first"

Row = Mapping[str, Any]


def held_by_account(tx: Transaction, outcome: Outcome) -> Mapping[AccountId, Sequence[Row]]:
    """What is held at the accounts of an outcome, the first songs of each group by name."""
    found: dict[AccountId, list[Row]] = {}
    for group in chain.from_iterable(outcome.held.values()):
        found.setdefault(group.account.id, []).append(row_of(tx, group, SHOWN))
    return found


def row_of(tx: Transaction, group: Group, most: int | None) -> dict[str, Any]:
    """One group for programs, with so many of its songs, or all."""
    refs = sorted(group.refs)[:most]
    return {
        "hash": group.hash,
        "kind": group.kind.value,
        "count": len(group.refs),
        "hates": len(group.hates),
        "why": _WHY[group.kind],
        "approve": _approve(group),
        "if_kept": if_kept(group),
        "passes_tomorrow": group.until_tomorrow,
        "foreseen": group.is_foreseen,
        "songs": songs(tx, refs),
    }


def held_rows(tx: Transaction, outcome: Outcome) -> list[dict[str, Any]]:
    """All that is held, song by song, each with the reason, and the name of the group that passes only as a whole."""
    plans = [decision.plan for decision in outcome.decisions.values()]
    scores = {(action.account, action.ref): action.score for plan in plans for action in plan.held}
    return [
        {
            "account": group.account.name,
            "account_id": group.account.id,
            **song,
            "score": scores.get((group.account.id, ref), Score.NONE).name.lower(),
            "kind": group.kind.value,
            "reason": told(_reason(group), is_foreseen=group.is_foreseen),
            "group": group.hash,
            "approve": _approve(group),
        }
        for group in chain.from_iterable(outcome.held.values())
        for ref, song in zip(sorted(group.refs), songs(tx, sorted(group.refs)), strict=True)
    ]


def _approve(group: Group) -> str:
    return f"syncd approve {group.hash}"


def _reason(group: Group) -> str:
    if group.kind is HeldKind.ABSENCES:
        return NOT_BELIEVED
    return HELD_TODAY if group.until_tomorrow else HELD_BY_GUARD


def told(reason: str, *, is_foreseen: bool) -> str:
    """The reason of a state; where only a plan has seen it yet, no other command knows of it before the next sync."""
    return reason.replace(TO_JUDGE, f"{FIRST} {TO_JUDGE}") if is_foreseen else reason


def held_lines(account: str, fields: Row) -> Iterator[str]:
    """All that is held at one account of a report, for people."""
    for row in fields["held"]:
        yield from lines(account, row)


def gone_at_source(account: str, fields: Row) -> Iterator[str]:
    """What a service took down was not unloved: it is kept, and said."""
    if count := fields["gone_at_source"]:
        songs = "1 favourite is" if count == 1 else f"{count} favourites are"
        yield f"{account}: {songs} gone at the source: taken down by the service, not unloved, so kept"


def lines(account: str, row: Row) -> Iterator[str]:
    """One group for people."""
    count = row["count"]
    yield f"{account}: {what_is_held(count, row['hates'])} {row['why']}"
    for song in row["songs"]:
        yield f"  {song_of(song)}  {song['page']}"
    if count > len(row["songs"]):
        command = "syncd plan --json" if row["foreseen"] else "syncd approve list --all"
        yield f"  and {count - len(row['songs'])} more; all of them: {command}"
    first = f"{FIRST}, " if row["foreseen"] else ""
    yield f"  {first}if it was meant: {row['approve']}    if not: {row['approve']} --keep"
    yield f"  with --keep {row['if_kept']}"
    if row["passes_tomorrow"]:
        yield "  or wait: tomorrow's bound lets them pass"


def what_is_held(count: int, hates: int) -> str:
    """So much of a list, of which some are hates."""
    kinds = [(count - hates, "favourite"), (hates, "hate")]
    return " and ".join(_many(number, noun) for number, noun in kinds if number)


def if_kept(group: Group) -> str:
    """What becomes of a group that a human keeps, in words that hold before and after."""
    account = group.account
    if group.kind is HeldKind.REMOVALS:
        they_are = "it is" if len(group.refs) == 1 else "they are"
        stay = f"{_many(len(group.refs), 'song')} will stay at {account.name}"
        return f"{stay}, until {they_are} loved and unloved once more"
    if group.staying:
        they_do = _loved_and_hated(group, group.staying, "still count{s} as {}", "as {}")
        return f"{they_do} at {account.name}; nothing is taken away elsewhere"
    left = group.refs.keys() - group.back
    if not group.back:
        they_do = _loved_and_hated(group, left, "no longer count{s} as {}", "as {}")
        return f"{they_do} at {account.name}; nothing is taken away elsewhere"
    one_way = _ONE_WAY if account.is_one_way else ""
    back = f"{_loved_and_hated(group, group.back, 'will be {} again', '{} again')} at {account.name}{one_way}"
    return f"{back}; {_loved_and_hated(group, left, 'no longer count{s} as {}', 'as {}')} there" if left else back


def _loved_and_hated(group: Group, refs: Collection[TrackRef], first: str, second: str) -> str:
    """How many of a group's songs do what as loves, and how many more as hates."""
    hates = len(group.hates.intersection(refs))
    counts = [(len(refs) - hates, "loved"), (hates, "hated")]
    (number, score), *more = [each for each in counts if each[0]]
    said = [f"{_many(number, 'song')} {first.format(score, s='s' if number == 1 else '')}"]
    return " and ".join([*said, *(f"{number} {second.format(score)}" for number, score in more)])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def song_of(row: Mapping[str, Any]) -> str:
    """A song as it is written everywhere; unknown parts are a question mark."""
    return f"{row['artist'] or '?'} – {row['title'] or '?'}"  # noqa: RUF001  # a dash between two names, as printed


def songs(tx: Transaction, refs: Collection[TrackRef]) -> list[dict[str, str]]:
    """These tracks for programs: by whom, how they are called, and where they can be seen."""
    names = _names(tx, refs)
    return [_song(ref, names.get(ref)) for ref in refs]


def _names(tx: Transaction, refs: Collection[TrackRef]) -> dict[TrackRef, Track]:
    """How they are called: by MusicBrainz, where the ref is an MBID, else by their own service."""
    mbids = {ref: TrackRef(Service.MUSICBRAINZ, ref.id) for ref in refs if ref.service is Service.LISTENBRAINZ}
    found = {track.ref: track for track in tx.identity.described({*refs, *mbids.values()})}
    named = {ref: found.get(mbids.get(ref, ref)) or found.get(ref) for ref in refs}
    return {ref: track for ref, track in named.items() if track is not None}


def _song(ref: TrackRef, track: Track | None) -> dict[str, str]:
    return {
        "artist": track.artist if track else "",
        "title": track.title if track else "",
        "ref": str(ref),
        "page": page_for(ref),
    }
