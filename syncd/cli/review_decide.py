"""What the daemon does with a decision that `syncd review` left for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from syncd.cli.options import Common
from syncd.cli.review_answers import case_of
from syncd.cli.review_desk import Desk
from syncd.cli.review_lookup import look_up
from syncd.cli.review_session import at_desk
from syncd.cli.show import console, counted
from syncd.domain.answer import Said
from syncd.domain.match import Candidate
from syncd.domain.track import Service, TrackRef
from syncd.planner.review import ArtistPair, Case, Reply, ReviewDecision, by_hand

Words = Mapping[str, Any]


def decide(asked: Common, verdicts: Sequence[Words], artist: Words | None, accepted: Sequence[Words]) -> int:
    """Carry out a decision in the words of `review_wishing`."""

    def work(desk: Desk) -> None:
        waiting = {(ref, case.place): case for case in desk.cases() for ref in case.refs}
        decision = ReviewDecision(
            replies=tuple(_reply(desk, waiting, each) for each in verdicts),
            artist=ArtistPair(Service(artist["service"]), artist["artist_id"], artist["artist_mbid"])
            if artist
            else None,
            accepted=tuple(_accepted(desk, waiting, each) for each in accepted),
        )
        desk.carry_out(decision)
        console().print(f"{counted(len(verdicts) + len(accepted), 'answer')} carried out")

    return at_desk(asked, work)


_Waiting = Mapping[tuple[TrackRef, Service], Case]


def _reply(desk: Desk, waiting: _Waiting, words: Words) -> Reply:
    case = _case(desk, waiting, words)
    chosen = tuple(_candidate(desk, case, each) for each in words["candidates"])
    return Reply(case, Said(words["said"]), chosen)


def _accepted(desk: Desk, waiting: _Waiting, words: Words) -> tuple[Case, Candidate]:
    case = _case(desk, waiting, words)
    return case, _candidate(desk, case, words["candidate"])


def _case(desk: Desk, waiting: _Waiting, words: Words) -> Case:
    """The song as it waits; one that waits no longer is answered all the same."""
    about, place = _ref(words["ref"]), Service(words["place"])
    return waiting.get((about, place)) or replace(case_of(desk, about), place=place)


def _candidate(desk: Desk, case: Case, text: str) -> Candidate:
    ref = _ref(text)
    return next((each for each in case.candidates if each.track.ref == ref), None) or by_hand(look_up(desk, ref))


def _ref(text: str) -> TrackRef:
    service, _, id_ = text.partition(":")
    return TrackRef(Service(service), id_)
