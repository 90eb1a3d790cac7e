"""Which items of an account a client has looked at since they were last written."""

from collections import defaultdict
from dataclasses import dataclass, field

from syncd.sandbox.facts import Look, Page, Write

NEVER = -1


@dataclass(slots=True)
class Looks:
    """A memory in request numbers. Not safe for threads by itself."""

    _items: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(lambda: NEVER))
    _lists: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(lambda: NEVER))
    _crawls: dict[tuple[str, str, frozenset[str]], tuple[int, int]] = field(default_factory=dict)
    _writes: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(lambda: NEVER))

    def is_blind(self, client: str, write: Write) -> bool:
        """Whether this client wrote without knowing how the item stands."""
        of_lists = min((self._lists[client, write.account, name] for name in write.lists), default=NEVER)
        return any(
            max(of_lists, self._items[client, write.account, item]) <= self._writes[write.account, item]
            for item in write.items
        )

    def wrote(self, number: int, write: Write) -> None:
        """A write may have arrived: what was known of its items is old."""
        for item in write.items:
            self._writes[write.account, item] = number

    def read(self, number: int, client: str, reading: Look | Page) -> None:
        """An answer was read."""
        for item in reading.items:
            self._items[client, reading.account, item] = number
        if isinstance(reading, Page):
            self._read_page(number, client, reading)

    def _read_page(self, number: int, client: str, page: Page) -> None:
        """Follow a crawl from its first page on; pages may overlap but not leave a gap."""
        key = (client, page.account, page.lists)
        start, reach = (number, 0) if page.offset == 0 else self._crawls.get(key, (number, NEVER))
        if page.offset > reach:
            return
        self._crawls[key] = (start, max(reach, page.offset + page.rows))
        if page.is_last:
            for name in page.lists:
                self._lists[client, page.account, name] = start
