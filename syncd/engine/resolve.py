"""Who are these tracks? The cheapest source first, always in batches, and never the same question twice.

what humans said      applied, whatever machines think
our own loves         a track is whom we loved it as
known MBIDs           asked about again, 1,000 a request: facts, merges, deletions
pages                 100 a request
ISRCs                 80 a request, joined through facts
names                 50 a request, then their facts, for their lengths
alike names           one by one, a few of what all others missed twice
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf

from syncd.domain.errors import ServiceError
from syncd.domain.track import RecordingId, Service
from syncd.engine.evidence import by_human, by_isrc, by_likeness, by_name, by_our_love, by_page, remember_pages
from syncd.engine.hearsay import heed_overruled, judge_hearsay
from syncd.engine.inquiry import HumanWords, Inquiry
from syncd.engine.investigation import Investigation
from syncd.engine.recheck import recheck
from syncd.engine.world import World
from syncd.planner.spellings import is_asked_as

ALIKE_A_SYNC = 50
"""So many are asked for alike names in one sync, after everything exact: each costs a request of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a run of the resolver is about.

    `recordings` are to be found out; `wanted` are those of them that may be loved somewhere under their MBIDs, `hated`
    those that are to be recognised in any words, `unloved` those that are not to be loved again; `alike` is how many may be
    asked for alike names. From `ends_at` on (on the clock that counts sleep) nobody is asked who anything is.
    """

    recordings: Collection[RecordingId]
    wanted: Collection[RecordingId] = ()
    hated: Collection[RecordingId] = ()
    unloved: Collection[RecordingId] = ()
    alike: int = 0
    ends_at: float = inf


@dataclass(frozen=True, slots=True)
class Resolved:
    """What kept us from asking, and how much that may veto loves has to wait for the next run."""

    errors: Sequence[ServiceError] = ()
    postponed: int = 0


def resolve(world: World, brief: Brief) -> Resolved:
    """Find out who these recordings are, as far as it is due to ask.

    A place that could not answer was not asked: never a miss. What each place did answer is written down.
    """
    run = Investigation(world, brief.hated, brief.unloved, brief.ends_at)
    recheck(run, brief.recordings, brief.wanted)
    doubted = [*judge_hearsay(world, brief.recordings), *heed_overruled(world, brief.recordings)]
    recordings = [*brief.recordings, *doubted]
    inquiries = by_our_love(run, by_human(run, _inquiries(run, recordings)))
    paged = by_page(run, inquiries)
    by_name(run, by_isrc(run, paged))
    if run.errors:
        remember_pages(run, recordings, paged)
    run.learn_unheard()
    by_likeness(run, recordings, brief.alike)
    run.learn_unheard()
    return Resolved(run.errors, run.postponed)


def _inquiries(run: Investigation, recordings: Collection[RecordingId]) -> list[Inquiry]:
    with run.world.store.reading() as tx:
        questions = tx.identity.questions(recordings, Service.MUSICBRAINZ, run.now)
        words = HumanWords.of(tx, questions)
    return [Inquiry.of(each, is_asked_as(each.tracks[0]), words) for each in questions]
