"""What Prometheus may know: counted here, told by its own client library. No name of a song, no secret."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

KIND = "text/plain; version=0.0.4; charset=utf-8"
"""The content type of the text form."""

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All numbers at one moment; seconds are seconds.

    Accounts and targets are labelled by profile and name, `outcomes` by host and outcome.
    """

    is_well: bool = False
    favourites: Mapping[Labels, float] = field(default_factory=dict)  #: by profile, target and state
    owed: Mapping[Labels, float] = field(default_factory=dict)  #: by profile, target, what is wanted, and state
    outcomes: Mapping[Labels, float] = field(default_factory=dict)
    received: Mapping[Labels, float] = field(default_factory=dict)  #: bytes, by host
    waited: Mapping[Labels, float] = field(default_factory=dict)  #: for slots, by host
    budget_left: Mapping[Labels, float] = field(default_factory=dict)  #: requests of this month, by host
    pauses: Mapping[Labels, float] = field(default_factory=dict)  #: seconds that a host still pauses
    login_left: Mapping[Labels, float] = field(default_factory=dict)
    queue_age: Mapping[Labels, float] = field(default_factory=dict)
    cycles: int = 0
    cycle_seconds: float = 0.0  #: of all cycles together


class Exposition:
    """The text form of figures that are taken whenever somebody asks."""

    def __init__(self, take: Callable[[], Figures], version: str) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Collector(take, version))

    def text(self) -> str:
        """All of it, now."""
        return generate_latest(self._registry).decode()


class _Collector(Collector):
    def __init__(self, take: Callable[[], Figures], version: str) -> None:
        self._take, self._version = take, version

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: the figures are taken when somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        figures, account = self._take(), ("profile", "account")
        yield _gauge("syncd_info", "The version that runs.", ("version",), {(self._version,): 1.0})
        yield GaugeMetricFamily("syncd_well", "1 while /healthz says so.", value=float(figures.is_well))
        by_state = ("profile", "target", "state")
        yield _gauge("syncd_favourites", "Favourites by target and state.", by_state, figures.favourites)
        by_wanted = ("profile", "target", "wanted", "state")
        yield _gauge("syncd_owed", "Writes beside the loves of favourites.", by_wanted, figures.owed)
        by_outcome = ("host", "outcome")
        yield _counter("syncd_requests", "Requests by what became of them.", by_outcome, figures.outcomes)
        yield _counter("syncd_received_bytes", "Bytes of bodies.", ("host",), figures.received)
        yield _counter("syncd_waited_seconds", "Time spent waiting for slots.", ("host",), figures.waited)
        yield _gauge(
            "syncd_budget_left_requests", "Requests left of this month's budget.", ("host",), figures.budget_left
        )
        yield _gauge("syncd_rest_seconds", "For how long a host is not asked.", ("host",), figures.pauses)
        yield _gauge("syncd_login_left_seconds", "For how long a login lasts.", account, figures.login_left)
        yield _gauge(
            "syncd_queue_age_seconds", "For how long writes are due and none leaves.", account, figures.queue_age
        )
        yield SummaryMetricFamily(
            "syncd_cycle_seconds", "The daemon's cycles.", count_value=figures.cycles, sum_value=figures.cycle_seconds
        )


def _gauge(name: str, what: str, labels: Labels, values: Mapping[Labels, float]) -> Metric:
    family = GaugeMetricFamily(name, what, labels=labels)
    for each, value in values.items():
        family.add_metric(each, value)
    return family


def _counter(name: str, what: str, labels: Labels, values: Mapping[Labels, float]) -> Metric:
    family = CounterMetricFamily(name, what, labels=labels)
    for each, value in values.items():
        family.add_metric(each, value)
    return family
