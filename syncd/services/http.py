"""The one way out: pace, one request in flight, short retries, bounded bodies, errors translated once.

No exception that leaves here holds a URL with its query, a header or a body: tokens travel in all three.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property, partial
from threading import Lock
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

import httpx

from syncd.domain.errors import (
    Blocked,
    RateLimited,
    Rejected,
    ServiceError,
    Unavailable,
    UnknownOutcome,
    Unreadable,
    WriteRefused,
)
from syncd.ports import Pace
from syncd.services.answer import Answer, Judge, clean, judge_status
from syncd.services.bounded import BadBody, read_bounded
from syncd.services.client import new_client
from syncd.services.deadline import Deadline
from syncd.services.endpoint import Endpoint
from syncd.services.lost import translated
from syncd.services.waits import hinted_wait, tries, wait_until_reset

__all__ = ["Answer", "Endpoint", "Host", "Judge", "Params", "clean", "judge_status"]

_log = logging.getLogger(__name__)

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # at INFO they log whole URLs (`reliability.md` fact 10)

Params = Sequence[tuple[str, str]] | Mapping[str, str]

MAX_BODY = 16_000_000
"""Bytes of a body, packed and unpacked, unless a host says otherwise."""

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
"""Seconds. MusicBrainz queues what comes too fast, which shows as latency (`apis/musicbrainz.md` §1.2)."""

WHOLE_WITHIN = 120.0
"""Seconds for a whole exchange, from connecting to the last byte: what drips must not hold a lane for ever.

An endpoint that is slow by nature has as long as its own patience lasts.
"""

LATE = 0.1
"""Seconds after its slot from which on a write takes another one, for some other process may have the next by now."""

_DOOR = Endpoint("GET", "/")


class Host:
    """One upstream host. All requests to it go through here, strictly one at a time.

    `sleep` returns after the full time or raises. `requests` and `bytes_received` count real requests (retries
    included, refused connections not) and the bytes of bodies as they came over the wire; `outcomes` counts what became
    of all of them, and `waited` the seconds for which they waited for their slots.
    """

    def __init__(  # noqa: PLR0913  # keywords only; everything that a test or the wiring may want to choose
        self,
        *,
        name: str,
        base_url: str,
        user_agent: str,
        pace: Pace,
        sleep: Callable[[float], None],
        now: Callable[[], datetime],
        dry_run: bool = False,
        timeout: httpx.Timeout | float = TIMEOUT,
        max_body: int = MAX_BODY,
        whole_within: float = WHOLE_WITHIN,
        late_after: float = LATE,
    ) -> None:
        self.name = name
        self.requests = 0
        self.bytes_received = 0
        self.outcomes: Counter[str] = Counter()
        self.waited = 0.0
        self._base_url = base_url.rstrip("/")
        self._pace, self._sleep, self._now = pace, sleep, now
        self._dry_run, self._max_body, self._whole_within = dry_run, max_body, whole_within
        self._late_after, self._leaving_takes = late_after, 0.0
        self._is_down = False  # the last call ended without an answer, after all its tries
        self._one_at_a_time = Lock()
        self._deadline = Deadline()
        self._new_client = partial(new_client, user_agent, timeout, self._deadline)

    def read(  # noqa: PLR0913  # keywords only; the parts of a request
        self,
        endpoint: Endpoint,
        *,
        judge: Judge,
        fields: Mapping[str, str] | None = None,
        params: Params | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask, a few times where the trouble may pass by itself. Raises what `judge` raises, or Unavailable.

        A host that was down at the end of the last call is asked once a call until it answers.
        """
        if endpoint.writes:
            raise WriteRefused(self.name, f"{endpoint.path} writes and may not be repeated as a read")
        request = self._build(endpoint, fields, params=params, json=json, data=form, headers=headers)
        try:
            is_tried_once = self._is_down or endpoint.is_dispensable
            answer = tries(self._sleep, is_down=is_tried_once)(self._try, endpoint, request, judge)
        except Unavailable as error:
            self._is_down = not isinstance(error, RateLimited)
            raise
        self._is_down = False
        return answer

    def write(  # noqa: PLR0913  # keywords only; the parts of a request
        self,
        endpoint: Endpoint,
        *,
        judge: Judge,
        leaving: Callable[[], None],
        fields: Mapping[str, str] | None = None,
        params: Params | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask exactly once. `leaving` is called when the pace lets the request go, before its first byte; where that took so
        long that another slot is to be waited for, it is called again.

        Raises what `judge` raises where the answer proves that nothing happened, and UnknownOutcome where the request
        may have arrived: a time-out, a lost or unreadable answer, a 5xx.
        """
        if endpoint.writes and self._dry_run:
            raise WriteRefused(self.name, f"a dry run was about to write to {endpoint.path}")
        request = self._build(endpoint, fields, params=params, json=json, data=form, headers=headers)
        with self._one_at_a_time:
            self._leave(leaving)
            return self._send_once(endpoint, request, judge)  # waits for nothing: Stopped proves that nothing was done

    def knock(self) -> Answer:
        """Ask for the front door, exactly once, and judge nothing: is anybody there, and what time is it there?"""
        request = self._build(_DOOR, None)
        with self._one_at_a_time:
            self._wait_for_slot()
            return self._exchange(_DOOR, request)

    def close(self) -> None:
        """Close the connections, and the accounts."""
        if "_client" in vars(self):
            self._client.close()
        self._pace.close()

    @cached_property
    def _client(self) -> httpx.Client:
        """Made for the first request: most commands ask nobody."""
        return self._new_client()

    def _build(self, endpoint: Endpoint, fields: Mapping[str, str] | None, **parts: Any) -> httpx.Request:
        given = {name: part for name, part in parts.items() if part is not None}
        given |= {} if endpoint.patience is None else {"timeout": endpoint.patience}
        try:
            url = self._base_url + endpoint.filled(fields or {})
            query = urlencode(given.pop("params", ()))  # the library would read the address twice
            return self._client.build_request(endpoint.method, f"{url}?{query}" if query else url, **given)
        except (UnicodeError, httpx.InvalidURL):  # both would show what they choke on, perhaps a token
            raise Rejected(self.name, f"a value for {endpoint.path} cannot be sent over HTTP") from None

    def _try(self, endpoint: Endpoint, request: httpx.Request, judge: Judge) -> Answer:
        with self._one_at_a_time:
            self._wait_for_slot()
            answer = self._exchange(endpoint, request)
            self._judge(answer, judge)
        return answer

    def _send_once(self, endpoint: Endpoint, request: httpx.Request, judge: Judge) -> Answer:
        try:
            answer = self._exchange(endpoint, request)
        except (Unavailable, Unreadable) as error:
            raise _outcome(error, None) from None
        try:
            self._judge(answer, judge)
        except ServiceError as error:
            raise _outcome(error, answer) from None
        return answer

    def _wait_for_slot(self, ahead: float = 0.0) -> float:
        """Wait until so many seconds before the next slot; its moment. Whoever is asked to end learns it here, at the latest."""
        seconds = self._pace.reserve()
        slot = monotonic() + seconds
        self.waited += seconds
        self._sleep(max(0.0, seconds - ahead))  # nought, too: a host that is slower than its pace lets nobody wait
        return slot

    def _leave(self, leaving: Callable[[], None]) -> None:
        """Record that a write leaves so early that it leaves in time, as far as the last one tells how long that takes."""
        ahead = self._leaving_takes
        slot, began = self._wait_for_slot(ahead), monotonic()
        leaving()
        now = monotonic()
        self._leaving_takes = min(now - began, self._late_after)
        if now - slot > self._late_after:
            self._wait_for_slot()
            leaving()  # once more: whoever waits may have slept, and what leaves now must be wanted now
        else:  # so short that nobody need wake it, now that the record says `sent`
            sleep(max(0.0, min(ahead, slot - now)))

    def _judge(self, answer: Answer, judge: Judge) -> None:
        """Let the judge speak, and tell every process to pause where the host asks for it."""
        if seconds := wait_until_reset(answer.headers):
            self._pace.pause(seconds, "its rate limit is used up")
        try:
            judge(answer)
        except RateLimited as error:
            self._pace.pause(error.seconds, "it asked us to slow down")
            raise error.heard_at(self._now()) from None
        except Blocked:
            self._pace.block("it blocks us")
            raise

    def _exchange(self, endpoint: Endpoint, request: httpx.Request) -> Answer:
        """One real request and its whole answer."""
        self._pace.started()
        began = monotonic()
        self._deadline.begin(max(self._whole_within, endpoint.patience or 0.0))
        with (
            self._booked(),
            self._translated(endpoint, began),
            closing(self._client.send(request, stream=True)) as response,
        ):
            try:
                coding = response.headers.get("content-encoding", "")
                body = read_bounded(response.iter_raw(), coding, self._max_body)
            finally:
                self.bytes_received += response.num_bytes_downloaded
        self._note(endpoint, response.status_code, began)
        headers = {name: value for name, value in response.headers.items() if name != "set-cookie"}
        wait = hinted_wait(headers, self._now())
        return Answer(response.status_code, headers, body, host=self.name, path=endpoint.path, wait=wait)

    def _note(self, endpoint: Endpoint, said: int | str, began: float) -> None:
        """A line for whoever wants to know every request; never a query or a body."""
        self.outcomes[str(said)] += 1
        _log.debug("%s %s %s: %s after %.1f s", self.name, endpoint.method, endpoint.path, said, monotonic() - began)

    @contextmanager
    def _booked(self) -> Iterator[None]:
        """The pace learns what the request came to."""
        requests, received = self.requests, self.bytes_received
        try:
            yield
        finally:
            self._pace.ended(self.bytes_received - received, never_left=self.requests == requests)

    @contextmanager
    def _translated(self, endpoint: Endpoint, began: float) -> Iterator[None]:
        """Every error of the HTTP library as one of ours, without its text: that may hold the URL or a header."""
        self.requests += 1
        try:
            yield
        except httpx.HTTPError as error:
            lost = translated(error, self.name, endpoint.path)
            if isinstance(lost, Rejected) or (isinstance(lost, Unavailable) and lost.never_left):
                self.requests -= 1  # it never left
            self._note(endpoint, "no whole answer", began)
            raise lost from None
        except BadBody as error:
            self._note(endpoint, "an unusable body", began)
            raise Unreadable(self.name, f"{endpoint.path} answered with {error}") from None


def _outcome(error: ServiceError, answer: Answer | None) -> ServiceError:
    """What an error means for a write: its own word where it proves that nothing happened, else an unknown outcome."""
    is_unsure = isinstance(error, Unavailable) and not error.never_left
    if answer is None:
        proves = not is_unsure and not isinstance(error, Unreadable)
    elif isinstance(error, Unreadable):
        proves = answer.status // 100 == 4  # noqa: PLR2004  # a redirection may come after the deed
    else:
        proves = answer.status // 100 != 5 and not is_unsure  # noqa: PLR2004  # a 5xx may come after the deed
    return error if proves else UnknownOutcome(error.where, f"the write may have arrived ({_without_name(error)})")


def _without_name(error: ServiceError) -> str:
    return str(error.args[0]).removeprefix(f"{error.where}: ")
