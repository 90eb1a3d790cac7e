"""What the engine asks of the world. Adapters in `services/` and `store/` keep these promises."""

from syncd.ports.identity import Identity
from syncd.ports.outside import Catalogue, Clock, FavouritesService, Pace
from syncd.ports.store import Answers, History, Memory, Outbox, Store, Transaction

__all__ = [
    "Answers",
    "Catalogue",
    "Clock",
    "FavouritesService",
    "History",
    "Identity",
    "Memory",
    "Outbox",
    "Pace",
    "Store",
    "Transaction",
]
