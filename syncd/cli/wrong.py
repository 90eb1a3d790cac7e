"""`syncd wrong`: a match is wrong. What only it had made is taken back, and the track is asked about anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.console import Console

from syncd.cli.by_hand import by_hand, left_to_a_sync
from syncd.cli.exits import NEEDS_A_HUMAN, Exit
from syncd.cli.links import page_for
from syncd.cli.mention import Mention, ask_for_one, found, parse_mention, song
from syncd.cli.options import Common
from syncd.cli.progress import watcher
from syncd.cli.remembered import in_present_roles, looking
from syncd.cli.session import mark_of, program, settings_of, writing
from syncd.cli.show import console, safe
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program, rates_of
from syncd.domain.account import Account, Can, Score
from syncd.domain.answer import Amends
from syncd.domain.dossier import Dossier, Taken
from syncd.domain.errors import UsageError
from syncd.domain.journal import Deed
from syncd.domain.memory import View
from syncd.domain.track import Service, Track, TrackRef
from syncd.engine.correct import correct
from syncd.engine.order import Corrections, Order
from syncd.engine.sync import Outcome, sync
from syncd.engine.unburied import buried_for_all, taken_away
from syncd.planner.amends import unsupported
from syncd.planner.wrong import Denial, alike, denials, why_not
from syncd.ports import Transaction
from syncd.store.explain import dossiers, taken
from syncd.store.overview import is_made
from syncd.store.store import SqlTransaction

_SHOWN = 10
_NOTHING = "Nothing is to be taken back: syncd made no love by it, or another list of yours supports the song."


class End(StrEnum):
    """What became of a love that is to be taken back."""

    GONE = "gone"  #: a look proved it
    LATER = "later"
    WAITS = "waits"  #: the configuration has nothing written there now
    STAYS = "stays"  #: a human loves it there after all
    BY_HAND = "by hand"  #: the service has no way to take it back
    JUDGED = "judged"  #: no way either, and whether it is wrong at all, the next sync finds out


@dataclass(frozen=True, slots=True)
class Fate:
    """One love that only the wrong match had made. `why` says why it is still there, where it is."""

    account: Account
    ref: TrackRef
    end: End
    why: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What a human's word changed. `after` are the recordings that the denied tracks are now.

    The loves `to_take_back` are those that it had made; those `taken_away` went because of unloves that were none.
    """

    before: Sequence[Dossier]
    denied: Sequence[Denial]
    to_take_back: Sequence[Amends]
    taken_away: Sequence[Deed]
    accounts: Sequence[Account]
    after: Sequence[Dossier]
    alike: Sequence[Taken]


def take_back(asked: Common, text: str, *, dry_run: bool) -> int:
    """Deny a match; 3 or 4 where something of it could not be taken back yet."""
    mention, settings = parse_mention(text), settings_of(asked)
    if dry_run or not is_made(settings.database_path, mark_of(settings)):
        with looking(settings, asked) as built:
            corrected = _corrected(built, mention, keep=False)
        _tell(console(), corrected, [_intended(corrected, each) for each in corrected.to_take_back], dry_run=True)
        return Exit.DONE
    corrected, fates = _carried_out(settings, asked, mention)
    _tell(console(), corrected, fates, dry_run=False)
    return _exit(fates)


def checked(asked: Common, text: str, settings: Settings) -> dict[str, str]:
    """Raises UsageError where there is nothing to deny; else there is nothing to add to what was said."""
    with looking(settings, asked) as built:
        _corrected(built, parse_mention(text), keep=False)
    return {}


def _carried_out(settings: Settings, asked: Common, mention: Mention) -> tuple[Corrected, list[Fate]]:
    with (
        writing(settings),
        watcher(rates_of(settings), is_quiet=asked.is_quiet) as progress,
        program(settings, asked, dry_run=False, progress=progress) as built,
    ):
        corrected = _corrected(built, mention, keep=True)
        outcome = sync(built.world, Order(what=Corrections())) if corrected.to_take_back else Outcome(polled=[])
        with built.world.store.reading() as tx:
            fates = [_fate(tx, corrected, each, outcome) for each in corrected.to_take_back]
    return corrected, fates


def _corrected(built: Program, mention: Mention, *, keep: bool) -> Corrected:
    """Write down what the human says, and what follows from it; only looked at where it is not to be kept."""
    known = found(built, mention)
    ask_for_one(mention, known)
    ref = mention if isinstance(mention, TrackRef) else None
    denied = denials(ref, known)
    if not denied:
        raise UsageError(f"{mention} ({song(known[0])}): {why_not(ref, known)}")
    now = built.clock.now()
    with built.database.writing() as connection:
        tx = SqlTransaction(connection)
        accounts = in_present_roles((record.account for record in tx.memory.records()), built.world.members)
        buried = buried_for_all(tx)
        to_take_back = correct(tx, [denial.answer(now) for denial in denied], {}, now)
        refs = tx.identity.recordings_of_refs([denial.heard.ref for denial in denied])
        corrected = Corrected(
            before=known,
            denied=denied,
            to_take_back=to_take_back,
            taken_away=taken_away(tx, dict(buried.items() - buried_for_all(tx).items()), accounts),
            accounts=accounts,
            after=dossiers(connection, sorted({refs[denial.heard.ref] for denial in denied})),
            alike=alike(
                denied,
                [each for decider in {each.decision.decider for each in denied} for each in taken(connection, decider)],
            ),
        )
        if keep:
            tx.commit()
    return corrected


def _account(corrected: Corrected, of: Amends | Deed) -> Account:
    return next(each for each in corrected.accounts if each.id == of.account)


def _intended(corrected: Corrected, amends: Amends) -> Fate:
    account = _account(corrected, amends)
    if Can.UNLOVE not in account.can:
        return Fate(account, amends.ref, _by_hand(corrected, amends))
    return Fate(account, amends.ref, End.LATER if account.role.writes else End.WAITS)


def _by_hand(corrected: Corrected, amends: Amends) -> End:
    """Who denies what a song is has not said that it does not stand there: it may be found at that place again."""
    return End.BY_HAND if amends.ref in {denial.other for denial in corrected.denied} else End.JUDGED


def _fate(tx: Transaction, corrected: Corrected, amends: Amends, outcome: Outcome) -> Fate:
    """What the memory says of it now, after a look at the account."""
    account, ref = _account(corrected, amends), amends.ref
    if Can.UNLOVE not in account.can:
        return Fate(account, ref, _by_hand(corrected, amends))
    if ref in tx.answers.amends([account.id], Score.NONE)[account.id] and not _is_gone(tx, account, ref):
        return _later(account, ref, outcome) if account.role.writes else Fate(account, ref, End.WAITS)
    return Fate(account, ref, End.GONE if _is_gone(tx, account, ref) else End.STAYS)


def _is_gone(tx: Transaction, account: Account, ref: TrackRef) -> bool:
    """Whether its list does not show it, and nothing that we sent may still bring it there."""
    view = View(
        account=account, loves=tx.memory.loves([account.id])[account.id], rows=tx.outbox.rows([account.id])[account.id]
    )
    return ref not in view.loves and not unsupported(view, [ref], ())


def _later(account: Account, ref: TrackRef, outcome: Outcome) -> Fate:
    label = account.profile, account.name
    polled = next((each for each in outcome.polled if (each.member.profile, each.member.name) == label), None)
    if polled is None:
        return Fate(account, ref, End.LATER, "this configuration or profile does not have the account")
    pushed = outcome.pushed.get(account.id)
    trouble = polled.trouble or (str(pushed.trouble) if pushed and pushed.trouble else "")
    return Fate(account, ref, End.LATER, trouble or "its list does not show yet that it is gone", polled.state)


def _exit(fates: Sequence[Fate]) -> int:
    later = [fate for fate in fates if fate.end is End.LATER]
    if any(fate.state in NEEDS_A_HUMAN for fate in later):
        return Exit.HUMAN
    return Exit.TROUBLE if later else Exit.DONE


def _song(track: Track | None) -> str:
    return f"{track.artist or '?'} - {track.title or '?'}" if track else "?"


def _tell(out: Console, corrected: Corrected, fates: Sequence[Fate], *, dry_run: bool) -> None:
    taken_back = [*_taken_back(fates, dry_run=dry_run), *_taken_away(corrected)] or [_NOTHING]
    parts = (_said(corrected), taken_back, _next(corrected), _alike(corrected.alike))
    for line in (line for part in parts for line in part):
        out.print(safe(line))
    if dry_run:
        out.print("Nothing was changed.")


def _said(corrected: Corrected) -> Iterator[str]:
    """Each match that is denied, with why it had been made."""
    facts = {TrackRef(Service.MUSICBRAINZ, each.mbid): each.facts for each in corrected.before if each.mbid}
    for denial in corrected.denied:
        other = facts.get(denial.other, denial.decision.track)
        yield f"Not the same: {_song(denial.heard)}  {page_for(denial.heard.ref)}"
        yield f"         and: {_song(other)}  {page_for(denial.other)}"
        reasons = ", ".join(map(str, denial.decision.reasons))
        yield f"  decided by {denial.decision.decider}{f': {reasons}' if reasons else ''}"


def _taken_back(fates: Sequence[Fate], *, dry_run: bool) -> Iterator[str]:
    for fate in fates:
        name, page = fate.account.name, page_for(fate.ref)
        match fate.end:
            case End.GONE:
                yield f"{name}: gone, a look proved it  {page}"
            case End.STAYS:
                yield f"{name}: stays, for a human loves it there by now  {page}"
            case End.WAITS:
                yield f"{name}: is only read now; it is taken back as soon as syncd may write there  {page}"
            case End.BY_HAND:
                yield from by_hand(name, fate.account.service, page)
            case End.JUDGED:
                yield from left_to_a_sync(name, fate.ref)
            case End.LATER if dry_run:
                yield f"{name}: would be taken back  {page}"
            case End.LATER:
                yield f"{name}: will be taken back at the next sync  {page}"
                yield f"  why not now: {fate.why}"


def _taken_away(corrected: Corrected) -> Iterator[str]:
    for deed in corrected.taken_away:
        yield f"{_account(corrected, deed).name}: was taken away in cycle {deed.cycle} because of it  {page_for(deed.ref)}"
    if corrected.taken_away:
        yield "  What any list of yours still loves is loved again at the next sync; all of a cycle: syncd undo CYCLE"


def _next(corrected: Corrected) -> Iterator[str]:
    """What becomes of the favourites now."""
    waiting = {doubt.place for dossier in corrected.after for doubt in dossier.doubts}
    places = sorted({denial.other.service for denial in corrected.denied})
    for place in places:
        if place in waiting:
            yield "Other candidates for it wait in review."
        elif place is Service.MUSICBRAINZ:
            yield "The next sync asks anew who it is, and never takes it for that one again; else it waits in review."
        else:
            again = "and never takes it for that one again; else it waits in review"
            yield f"The next sync looks anew where it is at {place}, {again}."


def _alike(others: Sequence[Taken]) -> Iterator[str]:
    if others:
        yield "The same reason matched these, too; if one is wrong: syncd wrong REF"
    for each in others[:_SHOWN]:
        yield f"  {each.heard.ref}  {_song(each.heard)}  {page_for(each.heard.ref)}"
        yield f"    by {each.decider} taken for {page_for(each.taken_for)}"
    if len(others) > _SHOWN:
        yield f"  and {len(others) - _SHOWN} more"
