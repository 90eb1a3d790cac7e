"""The report of a command (`contract.md` §3), as one JSON object."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from syncd.cli.clicks import Clicks, clicks
from syncd.cli.held import held_by_account, songs
from syncd.cli.links import page_for
from syncd.cli.why import Rows, owed_at, why_pending
from syncd.domain.account import AccountId, AccountState, Score
from syncd.domain.errors import Unauthorised
from syncd.domain.memory import AccountRecord
from syncd.domain.plan import State
from syncd.engine.push import Pushed
from syncd.engine.sync import Outcome
from syncd.engine.world import Polled
from syncd.ports import Store, Transaction
from syncd.services.file import FileList

REPORT = 1
"""The version of this form."""

PROVED = {"loved": Score.LOVE, "taken_away": Score.NONE, "hated": Score.HATE}
"""The parts of a target's `confirmed`, by what stands there now."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows beside an outcome, and what time it is.

    The accounts' records, the targets' outboxes, and the loves of denied matches there that syncd cannot take back; what
    the guard holds, how many favourites are gone at their sources, and what was unloved elsewhere and only a human can take
    away at a target: told once.
    """

    records: Mapping[AccountId, AccountRecord]
    rows: Rows
    clicks: Mapping[AccountId, Clicks]
    held: Mapping[AccountId, Sequence[Mapping[str, Any]]]
    taken_down: Mapping[AccountId, int]
    cannot_remove: Mapping[AccountId, Sequence[Mapping[str, str]]]
    now: datetime

    @classmethod
    def of(cls, store: Store, outcome: Outcome, now: datetime) -> Self:
        """All of it, at one moment."""
        accounts = [each.account.id for each in outcome.polled if each.account and each.account.role.writes]
        with store.reading() as tx:
            records = {record.account.id: record for record in tx.memory.records()}
            return cls(
                records=records,
                rows=tx.outbox.rows(accounts),
                clicks=clicks(tx, outcome, now),
                held=held_by_account(tx, outcome),
                taken_down=tx.memory.taken_down(records.keys()),
                cannot_remove=_cannot_remove(tx, outcome),
                now=now,
            )


def _cannot_remove(tx: Transaction, outcome: Outcome) -> dict[AccountId, list[dict[str, str]]]:
    accounts = dict.fromkeys(each.account for each in outcome.by_hand)
    return {
        account: songs(tx, [each.ref for each in outcome.by_hand if each.account == account]) for account in accounts
    }


def report_of(
    outcome: Outcome, known: Known, *, took: float, dry_run: bool, hosts: Mapping[str, tuple[int, int]]
) -> dict[str, Any]:
    """The whole report. `hosts` gives the requests and bytes of each host that matters."""
    profiles = dict.fromkeys(each.member.profile for each in outcome.polled)
    return {
        "report": REPORT,
        "cycles": outcome.cycles,
        "dry_run": dry_run,
        "took_seconds": round(took, 1),
        "balanced": all(_is_balanced(outcome, profile) for profile in profiles),
        "profiles": {profile: _profile(outcome, known, profile) for profile in profiles},
        "troubles": _troubles(outcome),
        "requests": {host: requests for host, (requests, _) in hosts.items()},
        "bytes": {host: size for host, (_, size) in hosts.items()},
    }


def _troubles(outcome: Outcome) -> list[str]:
    """What kept us from asking or writing, each once, and rows of files that count for nothing.

    What concerns one account stands there, and a login that its account cannot use is not told twice.
    """
    pushes = [pushed.trouble for pushed in outcome.pushed.values()]
    searches = [located.trouble for located in outcome.located.values()]
    told = {each.trouble for each in outcome.polled}
    logged_out = {each.member.host for each in outcome.polled if each.state is AccountState.NEEDS_LOGIN}
    errors = [error for error in [*outcome.errors, *pushes, *searches] if error is not None]
    said = (str(each) for each in errors if not (isinstance(each, Unauthorised) and each.where in logged_out))
    remarks = (each.member.favourites.remark for each in outcome.polled if isinstance(each.member.favourites, FileList))
    return [text for text in dict.fromkeys([*said, *remarks]) if text and text not in told]


def instant(at: datetime | None) -> str | None:
    """An instant as RFC 3339 writes it, to the second."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _profile(outcome: Outcome, known: Known, profile: str) -> dict[str, Any]:
    members = [each for each in outcome.polled if each.member.profile == profile]
    targets = [each for each in members if each.member.role.writes]
    return {
        "accounts": {each.member.name: _account(outcome, known, each) for each in members},
        "targets": {
            each.member.name: {
                **_target(outcome, each),
                "why": why_pending(outcome, each, known.rows, known.now),
                "owed": owed_at(outcome, each, known.rows, known.now),
                "cannot_remove": known.cannot_remove.get(each.account.id, []) if each.account else [],
                **_left(known.clicks.get(each.account.id, Clicks()) if each.account else Clicks()),
            }
            for each in targets
        },
    }


def _left(clicks: Clicks) -> dict[str, Any]:
    return {"by_hand": [page_for(ref) for ref in clicks.due], "undecided": list(clicks.undecided)}


def _account(outcome: Outcome, known: Known, polled: Polled) -> dict[str, Any]:
    record = known.records.get(polled.account.id) if polled.account else None
    change = outcome.changes.get(polled.account.id) if polled.account else None
    listed, last_whole_look = _last_look(polled, record)
    return {
        "service": polled.member.service.value,
        "state": polled.state.value,
        "listed": listed,
        "added": change.added if change else 0,
        "removed": change.removed if change else 0,
        "guarded": outcome.guarded.get(polled.account.id, 0) if polled.account else 0,
        "held": list(known.held.get(polled.account.id, ())) if polled.account else [],
        "gone_at_source": _gone_at_source(known, polled),
        "last_whole_look": instant(last_whole_look),
        "trouble": polled.trouble,
        "lacks_secret": polled.member.trouble is not None,
    }


def _gone_at_source(known: Known, polled: Polled) -> int:
    """How many favourites its service took down; what a mere target lacks, the state of each favourite says."""
    account = polled.account if polled.member.role.hears else None
    return known.taken_down.get(account.id, 0) if account else 0


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
    proved = {name: pushed.proved[score] for name, score in PROVED.items()}
    return {"favourites": favourites, **counts, "sent": pushed.sent, "confirmed": pushed.confirmed, **proved}


def _states(outcome: Outcome, profile: str, account: AccountId) -> Counter[State]:
    standings = outcome.decisions[profile].plan.standings
    return Counter(standing.state for standing in standings if standing.account == account)


def _is_balanced(outcome: Outcome, profile: str) -> bool:
    targets = [each.account for each in outcome.polled if each.member.profile == profile and each.account]
    sums = [sum(_states(outcome, profile, account.id).values()) for account in targets if account.role.writes]
    return all(total == outcome.favourites[profile] for total in sums)
