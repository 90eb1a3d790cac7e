"""The numbers of `/metrics`, taken when somebody asks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from syncd.cli.daemon_watch import Watch
from syncd.daemon.health import ConditionKind
from syncd.daemon.logins import label_of, login_states
from syncd.daemon.metrics import Figures, Labels
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.store.overview import Spent, spent


def figures_of(watch: Watch) -> Figures:
    """All of them, now. Counters begin anew with the process, as Prometheus expects."""
    built, now = watch.built, watch.built.clock.now()
    with watch.database.reading() as connection:
        asked = spent(connection, now)
    return Figures(
        is_well=watch.ill() == [],
        favourites=dict(_favourites(watch)),
        owed=owed_in(watch.reports),
        outcomes={
            (host.value, outcome): count
            for host, each in built.hosts.items()
            for outcome, count in dict(each.outcomes).items()
        },
        received={(host.value,): each.bytes_received for host, each in built.hosts.items()},
        waited={(host.value,): each.waited for host, each in built.hosts.items()},
        budget_left=dict(_budget_left(watch, asked.get(Service.JAMENDO.value, Spent()))),
        pauses={(host,): _seconds(each.pauses_until, now) for host, each in asked.items()},
        login_left=dict(_login_left(watch, now)),
        queue_age={
            _labels(each.about): _age(each.since, now) for each in watch.conditions if each.kind is ConditionKind.QUEUE
        },
        cycles=watch.cycles,
        cycle_seconds=watch.cycle_seconds,
    )


def _favourites(watch: Watch) -> Iterator[tuple[Labels, float]]:
    for profile, report in watch.reports.items():
        for target, counts in report["profiles"][profile]["targets"].items():
            yield from (((profile, target, state.value), counts[state.value]) for state in State)


def owed_in(reports: Mapping[str, Mapping[str, Any]]) -> Counter[Labels]:
    """How many writes are owed, by profile, target, what is wanted, and state; `reports` has each profile's own.

    One that an older syncd has kept says nothing of it.
    """
    owed = Counter[Labels]()
    for profile, report in reports.items():
        for target, counts in report["profiles"][profile]["targets"].items():
            for row in counts.get("owed", ()):
                owed[profile, target, row["wanted"], row["state"]] += row["count"]
    return owed


def _budget_left(watch: Watch, made: Spent) -> Iterator[tuple[Labels, float]]:
    if (jamendo := watch.built.settings.apps.jamendo) is not None:
        yield (Service.JAMENDO.value,), max(0, jamendo.requests_per_month - made.asked_this_month)


def _login_left(watch: Watch, now: datetime) -> Iterator[tuple[Labels, float]]:
    for account, state in login_states(watch.database, watch.built.settings):
        if state is not None and state.ends_at is not None:
            label = label_of(account)
            yield (label.profile, label.account), (state.ends_at - now).total_seconds()


def _seconds(until: datetime | None, now: datetime) -> float:
    return 0.0 if until is None else max(0.0, (until - now).total_seconds())


def _age(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def _labels(about: str) -> Labels:
    """The profile and the account."""
    profile, _, account = about.partition("/")
    return profile, account
