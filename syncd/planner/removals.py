"""What humans' unloves and hates take away at other accounts, and how much of it the guard lets pass.

`removals = "guarded"` and `hates = "sync"` of `contract.md` §1; `design.md` §1, 8. What a wrong match had made is taken back
by `planner/amends.py`: a human has named each of those, so the guard has no word in it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from syncd.domain.account import Can, Score
from syncd.domain.memory import Favourite, Love, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action, Ruling
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.amends import supported_at
from syncd.planner.failures import refused_at
from syncd.planner.guard import GuardLimits, is_frightening
from syncd.planner.merge import Agreement
from syncd.planner.places import place, refs_at
from syncd.planner.unsure import may_be_loved_anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be carried to other accounts, and how much of it on this day."""

    unloves: bool = False
    hates: bool = False
    limits: GuardLimits = field(default_factory=GuardLimits)
    today: date = date.min


ADDITIONS_ONLY = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What is carried to one account: what may go, what the guard holds, and what only a human can do there.

    The `postponed` is wanted, but for a doubt. The `moot` tracks are ruled upon, and nothing is to be taken from them any
    more. What is held `until_tomorrow` is within the bound of another day.
    """

    going: tuple[Action, ...] = ()
    held: tuple[Action, ...] = ()
    by_hand: tuple[Action, ...] = ()
    postponed: tuple[Action, ...] = ()
    moot: frozenset[TrackRef] = frozenset()
    until_tomorrow: bool = False


def carried_to(
    target: View, agreement: Agreement, favourites: Mapping[RecordingId, Favourite], policy: Policy
) -> Carried:
    """What follows for one account; `favourites` tells of everything that is loved, hated or buried.

    What takes nothing away (a hate where no love is) passes the guard.
    """
    unloves = _unloves(target, agreement, favourites) if policy.unloves else []
    hates = _hates(target, agreement, favourites) if policy.hates and Can.HATE in target.account.can else []
    takes = _takes(target, unloves, hates, agreement)
    kept = _kept(target, agreement, favourites, policy)
    wanted = [action for action in takes if action.recording not in kept]
    moot = _moot(target, takes, kept, favourites)
    doubted = {action for action in wanted if _is_postponed(target, action, agreement)}
    if Can.UNLOVE not in target.account.can:
        return Carried(by_hand=tuple(action for action in wanted if action not in doubted), moot=moot)
    held = dict.fromkeys(_held(target, wanted, policy))
    left = [action for action in wanted if action not in held]
    gives = [action for action in hates if action.ref not in target.loves and not _is_doubted(action, agreement)]
    is_frightening_tomorrow = is_frightening(len(held), heard_today=0, listed=target.listed, limits=policy.limits)
    return Carried(
        going=(*(action for action in left if action not in doubted), *gives),
        held=tuple(held),
        postponed=tuple(action for action in left if action in doubted),
        moot=moot,
        until_tomorrow=bool(held) and not is_frightening_tomorrow,
    )


def gone_as_wanted(
    target: View, agreement: Agreement, favourites: Mapping[RecordingId, Favourite], policy: Policy
) -> frozenset[TrackRef]:
    """Of the loves whose absence the guard does not believe, those that an unlove would take away there if the list showed them."""
    guarded = {ref: replace(line, missing_since=None) for ref, line in target.loves.items() if line.is_guarded}
    if not (guarded and policy.unloves):
        return frozenset()
    shown = replace(target, loves={**target.loves, **guarded})
    is_ruled = Can.UNLOVE in target.account.can  # else a ruling only says that he was asked to take it away by hand
    kept = _kept(shown, agreement, favourites, policy) if is_ruled else ()
    unloves = [each for each in _unloves(shown, agreement, favourites) if each.recording not in kept]
    sure = {each.ref for each in unloves if not _is_postponed(shown, each, agreement)}
    return frozenset(sure & guarded.keys())


def _takes(target: View, unloves: Collection[Action], hates: Collection[Action], agreement: Agreement) -> list[Action]:
    """What takes a love away: unloves, and hates of what is loved there. A love becomes a hate in one write, but for no hate
    that may have been taken back: an unlove of the same song does not wait for that.
    """
    unloved = {action.ref for action in unloves}
    over_loves = [action for action in hates if action.ref in target.loves]
    turns = [action for action in over_loves if action.ref not in unloved or not _is_doubted(action, agreement)]
    turned = {action.ref for action in turns}
    return [*(action for action in unloves if action.ref not in turned), *turns]


def _is_doubted(action: Action, agreement: Agreement) -> bool:
    """Whether it is a hate that may have been taken back; with others that are held it counts, and is made by nobody yet."""
    return action.score is Score.HATE and action.recording in agreement.doubted


def _is_postponed(target: View, action: Action, agreement: Agreement) -> bool:
    """Whether nobody can tell yet that it is wanted: a doubted hate, or the unlove of a human's own love that may be loved anew.

    It counts with the others all the same, so that no doubt splits what the guard holds.
    """
    if action.score is not Score.NONE:
        return _is_doubted(action, agreement)
    line, cycle = target.loves[action.ref], agreement.buried[action.recording]
    return not line.is_ours and may_be_loved_anew(action.recording, cycle, agreement)


def _kept(
    target: View, agreement: Agreement, favourites: Mapping[RecordingId, Favourite], policy: Policy
) -> set[RecordingId]:
    """What a human has said is to stay there, under whatever id it is listed by now.

    That holds as long as it is unloved, or its hate would be carried there, and nobody loved it there anew since.
    """
    kept = {ref for ref, ruling in target.rulings.items() if ruling is Ruling.KEEP}
    if not kept:
        return set()
    hates = agreement.carried if policy.hates and Can.HATE in target.account.can else {}
    words = {each: max(agreement.buried.get(each, 0), hates.get(each, 0)) for each in {*agreement.buried, *hates}}
    refs = {each: refs_at(favourites[each], target.account.service) for each in words}
    return {each for each in words if kept & refs[each] and not _is_loved_since(target, refs[each], words[each])}


def _is_loved_since(target: View, refs: Collection[TrackRef], cycle: int) -> bool:
    """Whether a human has loved it there since: neither an unlove nor a ruling of before goes for that love."""
    lines = (target.loves[ref] for ref in refs if ref in target.loves)
    return any(line.score is Score.LOVE and not line.is_ours and line.since >= cycle for line in lines)


def _moot(
    target: View,
    takes: Collection[Action],
    kept: Collection[RecordingId],
    favourites: Mapping[RecordingId, Favourite],
) -> frozenset[TrackRef]:
    """What is ruled upon, and over."""
    stands = {ref for each in kept for ref in refs_at(favourites[each], target.account.service)}
    return frozenset(target.rulings) - stands - {action.ref for action in takes}


def _unloves(target: View, agreement: Agreement, favourites: Mapping[RecordingId, Favourite]) -> list[Action]:
    """The unloves of all that is loved there and buried in the profile, unless the same track stands for a song that is loved.

    Where he has loved it there since, under whatever id, nothing goes.
    """
    service = target.account.service
    buried = {each: (cycle, refs_at(favourites[each], service)) for each, cycle in agreement.buried.items()}
    found = {
        ref: recording
        for recording, (cycle, refs) in buried.items()
        if not _is_loved_since(target, refs, cycle)
        for ref in refs
        if _is_older(target.loves.get(ref), cycle)
    }
    if not found:
        return []
    loved = {each: favourites[each] for each in agreement.loved if each not in agreement.buried}
    supported = supported_at(target, loved)
    return [
        Action(target.account.id, ref, Score.NONE, recording)
        for ref, recording in sorted(found.items())
        if ref not in supported
    ]


def _is_older(line: Love | None, cycle: int) -> bool:
    """Whether a love that the account still shows is older than a word; our own is nobody's word."""
    is_shown = line is not None and line.score is Score.LOVE and line.missing_since is None
    return is_shown and line is not None and (line.is_ours or line.since < cycle)


def _hates(target: View, agreement: Agreement, favourites: Mapping[RecordingId, Favourite]) -> list[Action]:
    """The hates of every song that the profile's humans hate and this account does not, as far as ListenBrainz knows it.

    What the account lists itself is known, however long ago that was asked.
    """
    wanted = [
        (recording, cycle, place(favourites[recording], target.account.service))
        for recording, cycle in agreement.carried.items()
    ]
    return [
        Action(target.account.id, ref, Score.HATE, recording)
        for recording, cycle, ref in wanted
        if ref is not None
        and (favourites[recording].is_known or ref in target.loves)
        and target.tombstones.get(recording, cycle) <= cycle  # a human unloved it there since
        and target.unhated.get(recording, cycle) <= cycle  # or hates it there no longer, or undid our hate
        and _may_hate(target, favourites[recording], ref, cycle)
    ]


def _may_hate(target: View, favourite: Favourite, ref: TrackRef, cycle: int) -> bool:
    """Whether a hate may be carried there: not where it stands already, nor over a love that is no older, and a human's."""
    refs = refs_at(favourite, target.account.service) | {ref}
    lines = [target.loves[each] for each in refs if each in target.loves]
    return all(line.score is Score.LOVE and _is_older(line, cycle) for line in lines)


def _held(target: View, actions: Collection[Action], policy: Policy) -> list[Action]:
    """All that a human has not let pass, once it is more than the guard believes on one day.

    What was taken away today counts, though it was loved again since, and counts once more if it is to go once more. What
    was sent and not seen yet counts, and goes on. What was tried and refused was let pass before: it goes on, and counts on
    the day of its last try only, else it would hold all others until a human comes.
    """
    unloved, turned = _sent_today(target, Score.NONE, policy), _sent_today(target, Score.HATE, policy)
    sent = unloved | {ref for ref in turned if _is_love(target.loves.get(ref))}
    on_its_way = {ref for ref in sent if target.rows[ref].state is not RowState.DONE}
    asked = [each for each in actions if target.rulings.get(each.ref) is not Ruling.ALLOW]
    new = [each for each in asked if each.ref not in on_its_way and not _is_tried(target.rows.get(each.ref), each)]
    refused = {each.ref for each in asked if _is_refused_on(target.rows.get(each.ref), each, policy.today)}
    taken = len(sent | target.taken | refused)
    listed = target.listed + len(unloved)  # a love that became a hate is listed still
    return new if is_frightening(len(new), heard_today=taken, listed=listed, limits=policy.limits) else []


def _sent_today(target: View, score: Score, policy: Policy) -> set[TrackRef]:
    return {
        ref
        for ref, row in target.rows.items()
        if row.score is score and row.sent_at is not None and row.sent_at.date() == policy.today
    }


def _is_tried(row: Row | None, action: Action) -> bool:
    """Whether a write that this action asks for was tried, and neither proved nor overtaken since."""
    if row is None or row.score is not action.score:
        return False
    return row.state is RowState.FAILED or (row.state is not RowState.DONE and row.attempts > 0)


def _is_refused_on(row: Row | None, action: Action, day: date) -> bool:
    """Whether the last try was on that day, and another one follows by itself."""
    at = refused_at(row) if row and _is_tried(row, action) else None
    return at is not None and at.date() == day


def _is_love(line: Love | None) -> bool:
    return line is not None and line.score is Score.LOVE
