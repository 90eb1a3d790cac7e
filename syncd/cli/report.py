"""The report of a command (`contract.md` §3), as one JSON object."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from syncd.domain.account import AccountId
from syncd.domain.memory import AccountRecord
from syncd.domain.plan import State
from syncd.engine.cycle import Outcome
from syncd.engine.push import Pushed
from syncd.engine.world import Polled
from syncd.services.file import FileList

REPORT = 1
"""The version of this form."""


def report_of(
    outcome: Outcome,
    records: Mapping[AccountId, AccountRecord],
    *,
    took: float,
    dry_run: bool,
    hosts: Mapping[str, tuple[int, int]],
) -> dict[str, Any]:
    """The whole report. `hosts` gives each host's requests and bytes."""
    profiles = dict.fromkeys(each.member.profile for each in outcome.polled)
    return {
        "report": REPORT,
        "cycles": outcome.cycles,
        "dry_run": dry_run,
        "took_seconds": round(took, 1),
        "balanced": all(_is_balanced(outcome, profile) for profile in profiles),
        "profiles": {profile: _profile(outcome, records, profile) for profile in profiles},
        "troubles": _troubles(outcome),
        "requests": {host: requests for host, (requests, _) in hosts.items() if requests},
        "bytes": {host: size for host, (_, size) in hosts.items() if size},
    }


def _troubles(outcome: Outcome) -> list[str]:
    """What kept us from asking or writing, each once, and rows of files that count for nothing.

    What concerns one account stands there.
    """
    pushes = [pushed.trouble for pushed in outcome.pushed.values()]
    searches = [located.trouble for located in outcome.located.values()]
    told = {each.trouble for each in outcome.polled}
    said = (str(error) for error in [*outcome.errors, *pushes, *searches] if error is not None)
    remarks = (each.member.favourites.remark for each in outcome.polled if isinstance(each.member.favourites, FileList))
    return [text for text in dict.fromkeys([*said, *remarks]) if text and text not in told]


def instant(at: datetime | None) -> str | None:
    """An instant as RFC 3339 writes it, to the second."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _profile(outcome: Outcome, records: Mapping[AccountId, AccountRecord], profile: str) -> dict[str, Any]:
    members = [each for each in outcome.polled if each.member.profile == profile]
    targets = [each for each in members if each.member.role.writes]
    return {
        "accounts": {each.member.name: _account(outcome, records, each) for each in members},
        "targets": {each.member.name: _target(outcome, each) for each in targets},
    }


def _account(outcome: Outcome, records: Mapping[AccountId, AccountRecord], polled: Polled) -> dict[str, Any]:
    record = records.get(polled.account.id) if polled.account else None
    change = outcome.changes.get(polled.account.id) if polled.account else None
    listed, last_whole_look = _last_look(polled, record)
    return {
        "service": polled.member.service.value,
        "state": polled.state.value,
        "listed": listed,
        "added": change.added if change else 0,
        "removed": change.removed if change else 0,
        "guarded": record.guarded if record else 0,
        "last_whole_look": instant(last_whole_look),
        "trouble": polled.trouble,
    }


def _last_look(polled: Polled, record: AccountRecord | None) -> tuple[int, datetime | None]:
    """How much the last whole list held, and of when it is; a plan's own look is in no memory."""
    if polled.look is not None and polled.look.snapshot is not None:
        return len(polled.look.snapshot.entries), polled.look.snapshot.taken_at
    return (record.listed, record.last_whole_look) if record else (0, None)


def _target(outcome: Outcome, polled: Polled) -> dict[str, Any]:
    """How the favourites stand at one target; one that nobody has ever reached has them all before it."""
    favourites = outcome.favourites[polled.member.profile]
    states, pushed = Counter({State.PENDING: favourites}), Pushed()
    if polled.account is not None:
        states = _states(outcome, polled.member.profile, polled.account.id)
        pushed = outcome.pushed.get(polled.account.id, pushed)
    counts = {state.value: states[state] for state in State}
    return {"favourites": favourites, **counts, "sent": pushed.sent, "confirmed": pushed.confirmed}


def _states(outcome: Outcome, profile: str, account: AccountId) -> Counter[State]:
    standings = outcome.decisions[profile].plan.standings
    return Counter(standing.state for standing in standings if standing.account == account)


def _is_balanced(outcome: Outcome, profile: str) -> bool:
    targets = [each.account for each in outcome.polled if each.member.profile == profile and each.account]
    sums = [sum(_states(outcome, profile, account.id).values()) for account in targets if account.role.writes]
    return all(total == outcome.favourites[profile] for total in sums)
