"""syncd keeps a person's favourites together.

The way of the data:

    poll -> snapshot -> resolve -> views -> merge -> plan -> guard -> outbox -> push -> look again -> settle -> report

The floors, from low to high; a file imports only from lower ones:

    sandbox/   stand-ins for the four services over real HTTP; knows nothing of the rest
    domain/    nouns: track, recording, account, snapshot, match, action, outbox row, the error tree
    planner/   verbs that only think: fold, choose, merge, plan, settle, retry; pure functions of values
    ports/     what the engine asks of the world: FavouritesService, Catalogue, Store, Clock
    services/  files named by their service; http.py is the one way out: pace, short retries, errors translated once
    store/     the only place that says SQL (beside services/, neither knows the other)
    engine/    verbs that act, on ports only: poll, resolve, locate, decide, push, cycle, sync, correct
    daemon/    the process: settings, logs, wiring (the only file that knows everybody)
    cli/       the commands

Three words for doing nothing: a *host* pauses while it may not be asked; a *profile* is at rest while nothing has moved that
its cycle goes by; an *account* that is not due is `resting`, in reports too.

Three words for what is gone: a *service* has `taken_down` a track (reports say `withdrawn`); a love of ours is *taken
back*, an unlove of ours *brought back*, because a human said so: such a row is an `Amends`, and its score says which of
the two. What he says of a group that the guard holds is a `Ruling`, whether he lets it pass (`syncd approve`) or keeps
it; what he says in review is a `Reply`, and with it a `HumanAnswer`.

Start reading at `engine/cycle.py` (one cycle; `engine/sync.py` makes them until nothing is due), then `planner/merge.py`, then
`services/listenbrainz.py`.
"""

__version__ = "0.1.0"
