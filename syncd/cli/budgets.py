"""What hosts may be asked, what they were asked, and who is polled more seldom because a month's budget runs low."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from syncd.cli.hosts import hosts_of
from syncd.cli.report import instant
from syncd.daemon.wiring import HOSTS, Program
from syncd.domain.account import Label
from syncd.domain.instants import to_the_minute
from syncd.domain.track import Service
from syncd.planner.budget import is_for_writes, thrift
from syncd.store.overview import Spent, spent

_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "kB"))


def budgets(built: Program) -> dict[str, Any]:
    """What each host is asked at most, what it was asked this month, and until when it rests."""
    now, asked = built.clock.now(), _asked(built)
    return {
        host: {
            "requests_per_second": built.world.rates[host],
            "requests_this_month": asked[host].asked_this_month,
            "requests_per_month": _per_month(built, host),
            "bytes_this_month": asked[host].bytes_this_month,
            "polled_more_seldom": _thrift(built, host, asked[host], now),
            "polls_rest": _is_for_writes(built, host, asked[host], now),
            "rests_until": instant(asked[host].pauses_until),
            "reason": asked[host].reason if asked[host].pauses_until else "",
        }
        for host in map(str, HOSTS)
        if host in asked and host in hosts_of(built.world.members)
    }


def thrift_of_accounts(built: Program, now: datetime) -> dict[Label, int]:
    """How many times as seldom each account is polled, by what the database says was asked."""
    asked = _asked(built)
    return {each.label: _thrift(built, each.host, asked.get(each.host, Spent()), now) for each in built.world.members}


def reserved_accounts(built: Program, now: datetime) -> list[Label]:
    """The accounts whose budget's rest is for writes."""
    asked = _asked(built)
    return [
        each.label
        for each in built.world.members
        if _is_for_writes(built, each.host, asked.get(each.host, Spent()), now)
    ]


def resting(hosts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A line for each reason for which hosts rest."""
    rests: dict[tuple[str, str], list[str]] = defaultdict(list)
    for host, fields in hosts.items():
        if fields["rests_until"]:
            until = to_the_minute(datetime.fromisoformat(fields["rests_until"]))
            rests[until, fields["reason"]].append(host)
    for (until, reason), those in rests.items():
        yield f"{' and '.join(those)} {'rests' if len(those) == 1 else 'rest'} until {until}: {reason}"


def low_budgets(hosts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A line for each budget that runs low."""
    for host, fields in hosts.items():
        if fields["polled_more_seldom"] > 1:
            asked, most = fields["requests_this_month"], fields["requests_per_month"]
            how = (
                "not at all before the next month"
                if fields["polls_rest"]
                else f"{fields['polled_more_seldom']} times as seldom"
            )
            yield (
                f"{host}: {asked} of this month's {most} requests are used, so a daemon polls its accounts {how}"
                " and keeps the rest for what must be written"
            )


def size(received: int) -> str:
    """Bytes as people read them."""
    for unit, name in _UNITS:
        if received >= unit:
            return f"{received / unit:.1f} {name}"
    return f"{received} B"


def _asked(built: Program) -> Mapping[str, Spent]:
    with built.database.reading() as connection:
        return spent(connection, built.clock.now())


def _per_month(built: Program, host: str) -> int | None:
    """The requests that a host allows a month; None where it does not count."""
    jamendo = built.settings.apps.jamendo
    return jamendo.requests_per_month if jamendo and host == Service.JAMENDO else None


def _thrift(built: Program, host: str, made: Spent, now: datetime) -> int:
    return thrift(made.asked_this_month, _per_month(built, host), now)


def _is_for_writes(built: Program, host: str, made: Spent, now: datetime) -> bool:
    return is_for_writes(made.asked_this_month, _per_month(built, host), now)
