"""What humans said beside a household's own sentences, and what the cache says about it (not a test)."""

from sqlalchemy import delete, update

from syncd.domain.answer import ArtistAnswer, HumanAnswer, Said
from syncd.domain.track import Service, TrackRef
from syncd.store import tables
from syncd.store.answers import SqlAnswers
from syncd.store.store import SqlStore
from tests.engine.household import Household


def human_says_where(home: Household, account: str, title: str, ref: TrackRef) -> None:
    """Somebody says at which track of a target an account's song stands; nobody carries it out yet."""
    word = HumanAnswer(
        about=home.services[account].ref(title),
        place=ref.service,
        said=Said.IS,
        answer=ref.id,
        answered_at=home.clock.now(),
    )
    with SqlStore(home.database).writing() as tx:
        tx.answers.put([word])
        tx.commit()


def human_knows_artist(home: Household, artist_id: str, artist_mbid: str) -> None:
    """Somebody says which MusicBrainz artist a Boomplay artist is."""
    answer = ArtistAnswer(
        service=Service.BOOMPLAY, artist_id=artist_id, artist_mbid=artist_mbid, answered_at=home.clock.now()
    )
    with home.database.writing() as connection:
        SqlAnswers(connection).put_artists([answer])
        connection.commit()


def loses_cache(home: Household) -> None:
    """All that machines had found out is gone, and so is what came of human answers; the answers are there."""
    with home.database.writing() as connection:
        for table in (tables.mbids, tables.locations, tables.doubts, tables.misses):
            connection.execute(delete(table))
        connection.execute(update(tables.mappings).values(decider="nobody", confidence=0.0, reasons=[]))
        connection.commit()


def decider(home: Household, account: str, title: str) -> str:
    """Who said what an account's track is."""
    ref = home.services[account].ref(title)
    mappings = home.dump("mappings")["mappings"]
    return next(str(row[3]) for row in mappings if (row[0], row[1]) == (ref.service, ref.id))


def missed_at(home: Household) -> set[str]:
    """The places, and kinds of evidence, that miss anything."""
    return {row[1] for row in home.dump("misses")["misses"]}
