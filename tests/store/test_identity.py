"""Who is who: learning, identifying, uniting in either order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from syncd.domain.account import AccountId, Score
from syncd.domain.match import Decider
from syncd.domain.memory import AccountRecord, Love, Miss, Source, Tombstone
from syncd.domain.outbox import Row, RowState
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.store import tables as t
from tests.store.people import M1, M2, M3, NOON, People, boomplay, candidate, jamendo, known, listed, login

B1, B2 = TrackRef(Service.BOOMPLAY, "1"), TrackRef(Service.BOOMPLAY, "2")
AT_JAMENDO, ELEVEN, TWENTY_TWO = (TrackRef(Service.JAMENDO, id_) for id_ in ("77", "11", "22"))
OLD, NEW = TrackRef(Service.LISTENBRAINZ, M1), TrackRef(Service.LISTENBRAINZ, M2)


class TestLearning:
    def test_each_new_track_gets_a_recording_of_its_own(self, people: People) -> None:
        """An equal ISRC is evidence, never identity: rows are not united by it."""
        people.learn(boomplay("1", "QZAAA2600001"), boomplay("2", "QZAAA2600001"))

        assert people.recording(B1) != people.recording(B2)

    def test_a_stated_mbid_is_identity(self, people: People) -> None:
        """Two refs that state one MBID are one recording, whatever they are called."""
        people.learn(listed(M1))
        people.learn(listed(M1, title="Harbor"))

        assert len(people.table("recordings")) == 1
        assert people.table("mappings")[0][3] == Decider.STATED

    def test_learning_twice_changes_the_description_only(self, people: People) -> None:
        """A service that renames a track does not make it another one."""
        people.learn(boomplay("1", title="Harbor"))
        before = people.recording(B1)
        people.learn(boomplay("1"))

        assert people.recording(B1) == before
        assert [row[2] for row in people.table("tracks")] == ["Harbour"]

    def test_an_mbid_is_a_ref_at_listenbrainz_before_it_is_ever_listed(self, people: People) -> None:
        """What we loved there by its MBID is known there, too, so that an unlove of it can be heard."""
        people.learn(boomplay("1"))
        people.write(lambda tx: tx.identity.identify(people.recording(B1), candidate(known(M1)), Decider.ISRC, NOON))

        assert people.recording(OLD) == people.recording(B1)


class TestIdentifying:
    def test_a_recording_gets_its_mbid_and_its_reasons(self, people: People) -> None:
        """The mapping says who decided, how sure he was and why; doubts and misses are over."""
        people.learn(boomplay("1"))
        number = people.recording(B1)
        people.write(lambda tx: tx.identity.miss({number: Miss(1, NOON)}, Service.MUSICBRAINZ))
        people.write(lambda tx: tx.identity.doubt(number, Service.MUSICBRAINZ, [candidate(known(M1))], NOON))
        people.write(lambda tx: tx.identity.identify(number, candidate(known(M1, "QZAAA2600001")), Decider.ISRC, NOON))

        found = people.read(lambda tx: tx.identity.favourites([number], NOON))[number]
        assert (found.mbid, found.doubts, found.misses) == (M1, frozenset(), frozenset())
        assert people.table("isrcs") == [("QZAAA2600001", number)]
        assert people.table("mappings")[0][3:6] == ("isrc", 0.9, [["title", 0.3, "equal"]])

    def test_a_recording_has_one_current_mbid_by_constraint(self, people: People) -> None:
        """The database keeps the promise: a second one is refused."""
        people.learn(listed(M1))
        number = people.recording(OLD)

        with pytest.raises(IntegrityError, match="UNIQUE"), people.database.writing() as connection:
            connection.execute(insert(t.mbids).values(mbid=M2, recording_id=number, is_current=True))

    def test_what_is_answered_or_waits_is_not_asked(self, people: People) -> None:
        """An MBID, a doubt, a miss whose wait is not over: no question."""
        people.learn(*(boomplay(str(number), title=f"Song {number}") for number in range(1, 6)))
        one, two, three, four, five = (people.recording(TrackRef(Service.BOOMPLAY, str(n))) for n in range(1, 6))
        later = NOON + timedelta(days=1)
        people.write(lambda tx: tx.identity.identify(one, candidate(known(M1)), Decider.ISRC, NOON))
        people.write(lambda tx: tx.identity.doubt(two, Service.MUSICBRAINZ, [candidate(known(M2))], NOON))
        people.write(lambda tx: tx.identity.miss({three: Miss(1, later)}, Service.MUSICBRAINZ))
        people.write(lambda tx: tx.identity.miss({four: Miss(2, NOON)}, Service.MUSICBRAINZ))

        asked = people.read(lambda tx: tx.identity.questions([one, two, three, four, five], Service.MUSICBRAINZ, NOON))

        assert [question.recording for question in asked] == [four, five]
        assert people.read(lambda tx: tx.identity.tries([four], Service.MUSICBRAINZ)) == {four: 2}
        again = people.read(lambda tx: tx.identity.questions([three], Service.MUSICBRAINZ, later))
        assert [question.tracks[0].title for question in again] == ["Song 3"]

    def test_a_target_is_asked_with_musicbrainz_own_description_first(self, people: People) -> None:
        """It is the better spelt one, and has the links."""
        people.learn(boomplay("1", title="harbour (Official Video)"))
        number = people.recording(B1)
        people.write(lambda tx: tx.identity.identify(number, candidate(known(M1)), Decider.NAMES, NOON))

        [question] = people.read(lambda tx: tx.identity.questions([number], Service.JAMENDO, NOON))

        assert [track.title for track in question.tracks] == ["Harbour", "harbour (Official Video)"]

    def test_facts_are_believed_for_a_month_and_where_they_matter_for_a_week(self, people: People) -> None:
        """What may be pushed, or was missing, is asked about weekly, with a day's grace; the rest every thirty days."""
        people.learn(listed(M1), listed(M2))
        numbers = [people.recording(OLD), people.recording(NEW)]
        assert people.read(lambda tx: tx.identity.unasked(numbers, NOON)) == [M1, M2]
        people.write(lambda tx: tx.identity.know({M1: known(M1)}, [M1, M2, M3], NOON))

        favourites = people.read(lambda tx: tx.identity.favourites(numbers, NOON + timedelta(days=7)))
        assert [favourites[number].is_known for number in numbers] == [True, False]
        days = {days: NOON + timedelta(days=days) for days in (7, 8, 31)}
        assert people.read(lambda tx: tx.identity.unasked(numbers, days[7], numbers)) == []
        assert people.read(lambda tx: tx.identity.unasked(numbers, days[8], numbers)) == [M1, M2]
        assert people.read(lambda tx: tx.identity.unasked(numbers, days[8])) == [M2]
        assert people.read(lambda tx: tx.identity.unasked(numbers, days[31])) == [M1, M2]
        stale = people.read(lambda tx: tx.identity.favourites(numbers, NOON + timedelta(days=9)))
        assert {favourite.is_known for favourite in stale.values()} == {None}

    def test_an_mbid_without_facts_is_lost_until_its_standing_was_asked_for(self, people: People) -> None:
        """At most so many at once, and none that nobody has asked the facts of yet."""
        people.learn(listed(M1), listed(M2), listed(M3))
        numbers = [people.recording(listed(each).ref) for each in (M1, M2, M3)]
        people.write(lambda tx: tx.identity.know({M1: known(M1)}, [M1, M2], NOON))

        assert people.read(lambda tx: tx.identity.lost(numbers, NOON)) == [M2]
        assert people.read(lambda tx: tx.identity.lost([], NOON)) == []
        people.write(lambda tx: tx.identity.miss({numbers[1]: Miss(1, NOON + timedelta(days=1))}, Source.STANDING))
        assert people.read(lambda tx: tx.identity.lost(numbers, NOON)) == []
        assert people.read(lambda tx: tx.identity.lost(numbers, NOON, Source.MERGE)) == [M2]
        assert people.read(lambda tx: tx.identity.lost(numbers, NOON + timedelta(days=1))) == [M2]

    def test_what_once_had_a_name_is_not_made_nameless(self, people: People) -> None:
        """ListenBrainz forgets the names of an MBID that was merged; without them nobody could ask who it is."""
        people.learn(replace(listed(M1), title="Harbour", artist="Nina Holm"))
        people.learn(replace(listed(M1), title="", artist=""))

        assert [row[2] for row in people.table("tracks")] == ["Harbour"]


@pytest.mark.parametrize("first", [1, 2])
class TestUniting:
    """Two recordings turn out to be one, and the one that learns it last goes over to the other."""

    def united(self, people: People, first: int) -> tuple[RecordingId, RecordingId]:
        """Both get M1, the given one first; the recording that stays, and the one that goes."""
        refs = [B1, B2] if first == 1 else [B2, B1]
        stays, goes = (people.recording(ref) for ref in refs)
        for number in (stays, goes):
            people.write(lambda tx, each=number: tx.identity.identify(each, candidate(known(M1)), Decider.ISRC, NOON))
        return stays, goes

    def test_everything_that_hangs_on_both_is_kept(self, people: People, first: int) -> None:
        """Refs, ISRCs, locations, doubts, misses and outbox rows go over; nothing dangles."""
        people.learn(boomplay("1", "QZAAA2600001"), boomplay("2", "QZAAA2600002"))
        one, two = people.recording(B1), people.recording(B2)
        people.write(lambda tx: tx.identity.locate({one: candidate(jamendo("77"))}, Decider.NAMES, NOON))
        people.write(lambda tx: tx.identity.miss({two: Miss(3, NOON)}, Service.BOOMPLAY))
        people.write(lambda tx: tx.identity.doubt(two, Service.FILE, [candidate(known(M3))], NOON))
        rows = [_row(people, AT_JAMENDO, one), _row(people, OLD, two)]
        people.write(lambda tx: tx.outbox.put(rows))

        stays, _ = self.united(people, first)

        assert people.recording(B1) == people.recording(B2) == stays
        assert people.table("recordings") == [(stays,)]
        assert sorted(people.table("isrcs")) == [("QZAAA2600001", stays), ("QZAAA2600002", stays)]
        found = people.read(lambda tx: tx.identity.favourites([stays], NOON))[stays]
        assert found.located == {Service.JAMENDO: AT_JAMENDO}
        assert (found.misses, found.doubts) == ({Service.BOOMPLAY}, {Service.FILE})
        assert found.refs == {B1, B2, OLD}
        kept = people.read(lambda tx: tx.outbox.rows([people.me.id]))[people.me.id]
        assert {row.recording for row in kept.values()} == {stays}

    @pytest.mark.parametrize(("one_died", "other_died"), [(3, 7), (7, 3)])
    def test_the_later_tombstone_stands(self, people: People, first: int, one_died: int, other_died: int) -> None:
        """Of two unloves at one account the later word counts; at another account its only one."""
        people.learn(boomplay("1"), boomplay("2"))
        one, two = people.recording(B1), people.recording(B2)
        people.write(
            lambda tx: tx.memory.bury(
                [
                    Tombstone(account=people.me.id, recording=one, cycle=one_died),
                    Tombstone(account=people.me.id, recording=two, cycle=other_died),
                    Tombstone(account=people.other.id, recording=two, cycle=5),
                    Tombstone(account=people.me.id, recording=one, cycle=other_died + 1, score=Score.HATE),
                    Tombstone(account=people.me.id, recording=two, cycle=one_died + 1, score=Score.HATE),
                ]
            )
        )

        stays, _ = self.united(people, first)

        buried = people.read(lambda tx: tx.memory.tombstones([people.me.id, people.other.id]))
        assert buried == {people.me.id: {stays: 7}, people.other.id: {stays: 5}}
        assert people.read(lambda tx: tx.memory.tombstones([people.me.id], Score.HATE)) == {people.me.id: {stays: 8}}

    def located(self, people: People, one: Decider, two: Decider) -> None:
        """B1 stands at Jamendo as 11, B2 as 22."""
        people.learn(boomplay("1"), boomplay("2"))
        for ref, at, decider in ((B1, ELEVEN, one), (B2, TWENTY_TWO, two)):
            number, found = people.recording(ref), candidate(jamendo(at.id))
            people.write(lambda tx, n=number, at=found, by=decider: tx.identity.locate({n: at}, by, NOON))

    def place(self, people: People, first: int) -> TrackRef:
        """Where the united recording stands at Jamendo."""
        stays, _ = self.united(people, first)
        found = people.read(lambda tx: tx.identity.favourites([stays], NOON))[stays]
        assert len(people.table("locations")) == 1
        located: TrackRef = found.located[Service.JAMENDO]
        return located

    def test_a_track_that_was_ever_sent_is_where_the_recording_stands(self, people: People, first: int) -> None:
        """A one-way account gets each love once: the other track, however sure its match, would be a second like."""
        self.located(people, Decider.HUMAN, Decider.NAMES)
        self.lists(people, ELEVEN)
        sent = _row(people, TWENTY_TWO, people.recording(B2), account=self.at_jamendo(people))
        people.write(lambda tx: tx.outbox.put([sent]))

        assert self.place(people, first) == TWENTY_TWO

    def test_a_row_that_never_left_decides_nothing(self, people: People, first: int) -> None:
        """What was only planned is planned anew."""
        self.located(people, Decider.ISRC, Decider.NAMES)
        pending = _row(people, TWENTY_TWO, people.recording(B2), account=self.at_jamendo(people))
        people.write(lambda tx: tx.outbox.put([replace(pending, state=RowState.PENDING, sent_at=None)]))

        assert self.place(people, first) == ELEVEN

    def test_a_track_that_a_list_shows_comes_before_a_surer_match(self, people: People, first: int) -> None:
        """It is loved there already."""
        self.located(people, Decider.HUMAN, Decider.NAMES)
        self.lists(people, TWENTY_TWO)

        assert self.place(people, first) == TWENTY_TWO

    def test_the_same_id_at_another_service_says_nothing(self, people: People, first: int) -> None:
        """A ref is a service and its id."""
        self.located(people, Decider.ISRC, Decider.NAMES)
        elsewhere = TrackRef(Service.LISTENBRAINZ, TWENTY_TWO.id)
        people.write(lambda tx: tx.outbox.put([_row(people, elsewhere, people.recording(B2))]))

        assert self.place(people, first) == ELEVEN

    def test_the_better_decider_comes_next(self, people: People, first: int) -> None:
        """A human before a link, a link before an ISRC, an ISRC before names."""
        self.located(people, Decider.NAMES, Decider.LINK)

        assert self.place(people, first) == TWENTY_TWO

    def test_among_equals_the_one_that_stays_keeps_its_place(self, people: People, first: int) -> None:
        """The older knowledge stays."""
        self.located(people, Decider.NAMES, Decider.NAMES)

        assert self.place(people, first) == (ELEVEN if first == 1 else TWENTY_TWO)

    def at_jamendo(self, people: People) -> AccountId:
        """An account there."""
        people.write(lambda tx: tx.memory.account(login("me", Service.JAMENDO)))
        records: list[AccountRecord] = people.read(lambda tx: tx.memory.records())
        return next(each.account.id for each in records if each.account.service is Service.JAMENDO)

    def lists(self, people: People, ref: TrackRef) -> None:
        """The account there shows a track."""
        line = Love(account=self.at_jamendo(people), ref=ref, score=Score.LOVE, since=1)
        people.write(lambda tx: tx.memory.remember([line]))


def test_the_mbid_of_the_row_that_goes_becomes_an_alias(people: People) -> None:
    """Two listed MBIDs turn out to be one: one is current, the other is still a ref of the same recording."""
    people.learn(listed(M1), listed(M2))
    one, two = people.recording(OLD), people.recording(NEW)
    people.write(lambda tx: tx.identity.identify(two, candidate(known(M1)), Decider.HUMAN, NOON))

    assert people.recording(OLD) == people.recording(NEW) == one
    found = people.read(lambda tx: tx.identity.favourites([one], NOON))[one]
    assert found.mbid == M1
    assert {OLD, NEW} <= found.refs
    assert two not in {number for (number,) in people.table("recordings")}
    people.learn(listed(M2))
    assert people.recording(NEW) == one


def _row(people: People, ref: TrackRef, recording: RecordingId, account: AccountId | None = None) -> Row:
    return Row(
        account=account or people.me.id,
        ref=ref,
        recording=recording,
        score=Score.LOVE,
        state=RowState.SENT,
        sent_at=NOON,
    )
