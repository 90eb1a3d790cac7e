"""What humans said, and what is to be taken back because of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row as SqlRow, delete, select

from syncd.domain.account import AccountId, Score
from syncd.domain.answer import ArtistAnswer, HumanAnswer, Said, Withdrawal
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.store import tables as t
from syncd.store.rows import ref_of, upsert


class SqlAnswers:
    """The answers, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, answers: Collection[HumanAnswer]) -> None:
        """Remember what was said. A track is one thing at a place, and never both something and not."""
        for each in answers:
            same_question = _about(each.about) & (t.answers.c.place == each.place.value)
            if each.said is Said.IS:
                self._forget(same_question & (t.answers.c.said == Said.IS.value))
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
        mine = (t.mappings.c.service == t.answers.c.service) & (t.mappings.c.ref == t.answers.c.ref)
        found: dict[RecordingId, list[HumanAnswer]] = defaultdict(list)
        for row in self._connection.execute(select(t.answers, t.mappings.c.recording_id).join(t.mappings, mine)):
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
            for row in self._connection.execute(select(t.artist_answers).order_by(t.artist_answers.c.answered_at))
        ]

    def forget_artist(self, service: Service, artist_id: str) -> None:
        """Take back what was said about an artist."""
        mine = (t.artist_answers.c.service == service.value) & (t.artist_answers.c.artist_id == artist_id)
        self._connection.execute(delete(t.artist_answers).where(mine))

    def withdraw(self, withdrawals: Collection[Withdrawal]) -> None:
        """These loves are to be taken back, or brought back: each says what is to stand there."""
        rows = [
            {
                "account_id": each.account,
                "ref": each.ref.id,
                "recording_id": each.recording,
                "score": each.score.value,
            }
            for each in withdrawals
        ]
        upsert(self._connection, t.withdrawals, rows)

    def withdrawals(
        self, accounts: Collection[AccountId], score: Score = Score.NONE
    ) -> Mapping[AccountId, Mapping[TrackRef, RecordingId]]:
        """What is to be taken back at these accounts; with the score LOVE what is to be brought back."""
        query = select(t.withdrawals, t.accounts.c.service).join(t.accounts)
        mine = t.withdrawals.c.account_id.in_(accounts) & (t.withdrawals.c.score == score.value)
        found: dict[AccountId, dict[TrackRef, RecordingId]] = {account: {} for account in accounts}
        for row in self._connection.execute(query.where(mine)):
            found[AccountId(row.account_id)][ref_of(row.service, row.ref)] = RecordingId(row.recording_id)
        return found

    def close(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """These are taken back, or wanted after all."""
        for ref in refs:
            mine = (t.withdrawals.c.account_id == account) & (t.withdrawals.c.ref == ref.id)
            self._connection.execute(delete(t.withdrawals).where(mine))

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
        answered_at=row.answered_at,
    )
