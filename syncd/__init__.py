"""syncd keeps a person's favourites together.

The way of the data:

    poll -> snapshot -> resolve -> views -> merge -> plan -> guard -> outbox -> push -> look again -> settle -> report

The floors, from low to high; a file imports only from lower ones:

    sandbox/   stand-ins for the four services over real HTTP; knows nothing of the rest
    domain/    nouns: track, recording, account, snapshot, match, action, outbox row, the error tree
    planner/   verbs that only think: fold, choose, merge, plan, settle, retry; pure functions of values
    ports/     what the engine asks of the world: FavouritesService, Catalogue, Store, Clock
    services/  one file per service; http.py is the one way out: pace, short retries, errors translated once
    store/     the only place that says SQL (beside services/, neither knows the other)
    engine/    verbs that act, on ports only: poll, resolve, locate, decide, push, turn, cycle, correct
    daemon/    the process: settings, logs, wiring (the only file that knows everybody)
    cli/       the commands

Start reading at `engine/cycle.py` (and `engine/turn.py`, one turn of it), then `planner/merge.py`, then
`services/listenbrainz.py`.
"""

__version__ = "0.1.0"
