"""What humans said, and the amends that are to be made because of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row as SqlRow, bindparam, delete, select, update

from syncd.domain.account import AccountId, Score
from syncd.domain.answer import Amends, ArtistAnswer, HumanAnswer, Said
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.store import tables as t
from syncd.store.kept import Kept
from syncd.store.rows import ref_of, upsert

_AMENDS = (
    select(t.amends, t.accounts.c.service).join(t.accounts).where(t.amends.c.account_id.in_(bindparam("accounts")))
)
_ANSWERS_OF_RECORDINGS = select(t.answers, t.mappings.c.recording_id).join(
    t.mappings, (t.mappings.c.service == t.answers.c.service) & (t.mappings.c.ref == t.answers.c.ref)
)
_ARTISTS = select(t.artist_answers).order_by(t.artist_answers.c.answered_at)


class SqlAnswers:
    """The answers, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._amends = Kept(connection, [t.amends], self._read_amends)

    def put(self, answers: Collection[HumanAnswer]) -> None:
        """Remember what was said. A track is one thing at a place, and never both something and not.

        Whoever says more of a place has looked there: no match that was undone before is to be asked about again.
        """
        for each in answers:
            same_question = _about(each.about) & (t.answers.c.place == each.place.value)
            if each.said is Said.IS:
                self._forget(same_question & (t.answers.c.said == Said.IS.value))
            if each.said is not Said.SKIP and not each.undid_match:
                self._connection.execute(update(t.answers).where(same_question).values(undid_match=False))
            self._forget(same_question & (t.answers.c.answer == each.answer) & (t.answers.c.profile == each.profile))
        upsert(
            self._connection,
            t.answers,
            [
                {
                    "service": each.about.service.value,
                    "ref": each.about.id,
                    "place": each.place.value,
                    "answer": each.answer,
                    "profile": each.profile,
                    "said": each.said.value,
                    "undid_match": each.undid_match,
                    "answered_at": each.answered_at,
                }
                for each in answers
            ],
        )

    def forget(self, about: TrackRef, profile: str = "") -> Sequence[HumanAnswer]:
        """Take back all that was said about a track; what that was. A named profile takes no other's skip back."""
        is_anothers = (t.answers.c.said == Said.SKIP.value) & (t.answers.c.profile != profile)
        mine = _about(about) & ~is_anothers if profile else _about(about)
        forgotten = [_answer_of(row) for row in self._connection.execute(select(t.answers).where(mine))]
        self._forget(mine)
        return forgotten

    def every(self) -> Sequence[HumanAnswer]:
        """All answers, in the order in which they were given."""
        query = select(t.answers).order_by(t.answers.c.answered_at, t.answers.c.service, t.answers.c.ref)
        return [_answer_of(row) for row in self._connection.execute(query)]

    def by_recording(self) -> Mapping[RecordingId, Sequence[HumanAnswer]]:
        """The answers about each recording's tracks."""
        found: dict[RecordingId, list[HumanAnswer]] = defaultdict(list)
        for row in self._connection.execute(_ANSWERS_OF_RECORDINGS):
            found[RecordingId(row.recording_id)].append(_answer_of(row))
        return found

    def put_artists(self, answers: Collection[ArtistAnswer]) -> None:
        """Remember which artist is which; the last word about one counts."""
        rows = [
            {
                "service": each.service.value,
                "artist_id": each.artist_id,
                "artist_mbid": each.artist_mbid,
                "answered_at": each.answered_at,
            }
            for each in answers
        ]
        upsert(self._connection, t.artist_answers, rows)

    def artists(self) -> Sequence[ArtistAnswer]:
        """All that was said about artists, in its order."""
        return [
            ArtistAnswer(
                service=Service(row.service),
                artist_id=row.artist_id,
                artist_mbid=row.artist_mbid,
                answered_at=row.answered_at,
            )
            for row in self._connection.execute(_ARTISTS)
        ]

    def forget_artist(self, service: Service, artist_id: str) -> None:
        """Take back what was said about an artist."""
        mine = (t.artist_answers.c.service == service.value) & (t.artist_answers.c.artist_id == artist_id)
        self._connection.execute(delete(t.artist_answers).where(mine))

    def note_amends(self, amends: Collection[Amends]) -> None:
        """Remember what is to be taken back, or brought back: each says what is to stand there."""
        rows = [
            {
                "account_id": each.account,
                "ref": each.ref.id,
                "recording_id": each.recording,
                "score": each.score.value,
                "said_in": each.said_in,
            }
            for each in amends
        ]
        with self._amends.changing(each.account for each in amends):
            upsert(self._connection, t.amends, rows)

    def amends(self, accounts: Collection[AccountId], score: Score) -> Mapping[AccountId, Mapping[TrackRef, Amends]]:
        """By account and track: with the score NONE what is to be taken back, with LOVE what is to be brought back."""
        return {
            account: {each.ref: each for each in mine if each.score is score}
            for account, mine in self._amends.of(accounts).items()
        }

    def _read_amends(self, accounts: Collection[AccountId]) -> dict[AccountId, list[Amends]]:
        found: dict[AccountId, list[Amends]] = {account: [] for account in accounts}
        for row in self._connection.execute(_AMENDS, {"accounts": list(accounts)}):
            each = Amends(
                account=AccountId(row.account_id),
                ref=ref_of(row.service, row.ref),
                recording=RecordingId(row.recording_id),
                score=Score(row.score),
                said_in=row.said_in,
            )
            found[each.account].append(each)
        return found

    def close_amends(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """These are made: taken back or brought back; or nobody wants them any more."""
        with self._amends.changing([account]):
            for ref in refs:
                mine = (t.amends.c.account_id == account) & (t.amends.c.ref == ref.id)
                self._connection.execute(delete(t.amends).where(mine))

    def _forget(self, which: ColumnElement[bool]) -> None:
        self._connection.execute(delete(t.answers).where(which))


def _about(ref: TrackRef) -> ColumnElement[bool]:
    return (t.answers.c.service == ref.service.value) & (t.answers.c.ref == ref.id)


def _answer_of(row: SqlRow[Any]) -> HumanAnswer:
    return HumanAnswer(
        about=ref_of(row.service, row.ref),
        place=Service(row.place),
        said=Said(row.said),
        answer=row.answer,
        profile=row.profile,
        undid_match=row.undid_match,
        answered_at=row.answered_at,
    )
