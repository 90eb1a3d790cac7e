"""`syncd explain`: all that is known of one recording, and what everybody at ListenBrainz thinks of it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from syncd.cli.done import accounts_named, did
from syncd.cli.explain_text import show
from syncd.cli.links import page_for
from syncd.cli.mention import found, parse_mention
from syncd.cli.options import Common
from syncd.cli.public_feedback import with_public_feedback
from syncd.cli.remembered import looking, records_of, survey
from syncd.cli.report import instant
from syncd.cli.session import settings_of
from syncd.cli.show import console
from syncd.cli.streams import dump
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, AccountId, Score
from syncd.domain.answer import Amends, HumanAnswer
from syncd.domain.dossier import Decided, Dossier, Doubt, Miss, Refusal
from syncd.domain.match import Candidate
from syncd.domain.memory import Love
from syncd.domain.outbox import Row
from syncd.domain.plan import Owed, Standing
from syncd.domain.track import RecordingId, Service, Track, TrackRef
from syncd.engine.decide import Decision
from syncd.ports import Transaction
from syncd.store.explain import JournalLine, journal

EXPLAIN = 1
"""The version of the JSON object's form."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _Accounts:
    """What accounts remember of tracks, and how recordings stand there."""

    accounts: Sequence[Account]
    loves: Mapping[AccountId, Mapping[TrackRef, Love]]
    rows: Mapping[AccountId, Mapping[TrackRef, Row]]
    to_take_back: Mapping[AccountId, Mapping[TrackRef, Amends]]
    to_bring_back: Mapping[AccountId, Mapping[TrackRef, Amends]]
    tombstones: Mapping[AccountId, Mapping[RecordingId, int]]
    standings: Mapping[tuple[AccountId, RecordingId], Standing]
    owed: Mapping[AccountId, Mapping[TrackRef, Owed]]

    @classmethod
    def of(cls, tx: Transaction, accounts: Sequence[Account], decisions: Collection[Decision]) -> "_Accounts":
        """What is told of these accounts. Amends that are over wait no longer, though no sync has noted it."""
        ids = [account.id for account in accounts]
        standings = [standing for decision in decisions for standing in decision.plan.standings]
        done = {account: refs for decision in decisions for account, refs in decision.amended.items()}
        return cls(
            accounts=accounts,
            loves=tx.memory.loves(ids),
            rows=tx.outbox.rows(ids),
            to_take_back=_left(tx.answers.amends(ids, Score.NONE), done),
            to_bring_back=_left(tx.answers.amends(ids, Score.LOVE), done),
            tombstones=tx.memory.tombstones(ids),
            standings={(each.account, each.recording): each for each in standings},
            owed=_by_account(each for decision in decisions for each in decision.plan.owed),
        )


def explain(asked: Common, text: str, *, as_json: bool, offline: bool = False) -> int:
    """Tell everything. Holds no lock, and asks nobody but ListenBrainz, for what everybody thinks of it."""
    mention, settings = parse_mention(text), settings_of(asked)
    with looking(settings, asked) as built:
        known = found(built, mention)
        recordings = with_public_feedback(built, _explained(built, known, asked.profile), offline=offline)
    explained = {"explain": EXPLAIN, "asked": str(mention), "recordings": recordings}
    if as_json:
        dump(explained)
    else:
        show(console(), explained)
    return 0


def _explained(built: Program, known: Sequence[Dossier], profile: str | None) -> list[dict[str, Any]]:
    """Of all accounts that were ever read, or those of one profile."""
    decisions = survey(built).outcome.decisions.values()
    with built.world.store.reading() as tx:
        accounts = _Accounts.of(tx, accounts_named(records_of(tx, built.world), profile, None), decisions)
    with built.database.reading() as connection:
        entries = journal(connection, {ref for dossier in known for ref in dossier.refs})
    return [_recording(dossier, accounts, entries) for dossier in known]


def _recording(dossier: Dossier, accounts: _Accounts, entries: Sequence[JournalLine]) -> dict[str, Any]:
    page = page_for(TrackRef(Service.MUSICBRAINZ, dossier.mbid)) if dossier.mbid else ""
    names = {account.id: account.name for account in accounts.accounts}
    return {
        **_named(dossier.track),
        "mbid": dossier.mbid,
        "page": page,
        "merged_mbids": [mbid for mbid in dossier.aliases if mbid not in dossier.deleted],
        "deleted_mbids": sorted(dossier.deleted),
        "isrcs": list(dossier.isrcs),
        "tracks": [_decided(each) for each in dossier.heard],
        "located": [_decided(each) for each in dossier.located],
        "doubts": [_doubt(each) for each in dossier.doubts],
        "misses": [_miss(each) for each in dossier.misses],
        "answers": [_answer(each) for each in dossier.answers],
        "refused": [_refusal(each) for each in dossier.refusals],
        "accounts": [_account(each, dossier, accounts) for each in accounts.accounts],
        "journal": [_entry(each, names) for each in entries if each.ref in dossier.refs and each.account in names],
    }


def _named(track: Track | None) -> dict[str, Any]:
    if track is None:
        return {"artist": "", "title": "", "version": "", "seconds": None}
    return {"artist": track.artist, "title": track.title, "version": track.version, "seconds": track.seconds}


def _track(track: Track) -> dict[str, Any]:
    return {"ref": str(track.ref), "page": page_for(track.ref), **_named(track), "isrcs": sorted(track.isrcs)}


def _decided(decided: Decided) -> dict[str, Any]:
    return {
        **_track(decided.track),
        "decider": decided.decider.value,
        "confidence": round(decided.confidence, 3),
        "is_judged": decided.is_judged,
        "reasons": [str(reason) for reason in decided.reasons],
        "decided_at": instant(decided.decided_at),
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    candidates = [_candidate(each) for each in doubt.candidates]
    return {"place": doubt.place.value, "since": instant(doubt.since), "candidates": candidates}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    reasons = [str(reason) for reason in candidate.reasons]
    return {**_track(candidate.track), "score": round(candidate.score, 3), "reasons": reasons}


def _miss(miss: Miss) -> dict[str, Any]:
    return {"place": miss.place, "tries": miss.tries, "not_before": instant(miss.not_before)}


def _answer(answer: HumanAnswer) -> dict[str, Any]:
    return {
        "about": str(answer.about),
        "said": answer.said.value,
        "other": str(answer.other) if answer.answer else "",
        "page": page_for(answer.other) if answer.answer else "",
        "answered_at": instant(answer.answered_at),
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "ref": str(refusal.ref),
        "page": page_for(refusal.ref),
        "mbid": refusal.mbid,
        "told_by": refusal.told_by.value,
        "why": refusal.why,
        "refused_at": instant(refusal.refused_at),
    }


def _account(account: Account, dossier: Dossier, accounts: _Accounts) -> dict[str, Any]:
    standing = accounts.standings.get((account.id, dossier.recording))
    refs = sorted(ref for ref in dossier.refs if ref.service is account.service)

    def told(
        table: Mapping[AccountId, Mapping[TrackRef, _Value]], tell: Callable[[_Value], dict[str, Any]]
    ) -> list[Any]:
        there = table.get(account.id, {})
        return [{"ref": str(ref), "page": page_for(ref), **tell(there[ref])} for ref in refs if ref in there]

    return {
        "profile": account.profile,
        "account": account.name,
        "role": account.role.value,
        "state": standing.state.value if standing else None,
        "reason": standing.reason if standing else "",
        "unloved_in_cycle": accounts.tombstones.get(account.id, {}).get(dossier.recording),
        "listed": told(accounts.loves, _love),
        "outbox": told(accounts.rows, _row),
        "owed": told(accounts.owed, _owed),
        "to_be_taken_back": told(accounts.to_take_back, lambda _: {}),
        "to_be_brought_back": told(accounts.to_bring_back, lambda _: {}),
    }


def _left(
    amends: Mapping[AccountId, Mapping[TrackRef, Amends]], done: Mapping[AccountId, Collection[TrackRef]]
) -> dict[AccountId, dict[TrackRef, Amends]]:
    return {
        account: {ref: each for ref, each in there.items() if ref not in done.get(account, ())}
        for account, there in amends.items()
    }


def _by_account(owed: Iterable[Owed]) -> dict[AccountId, dict[TrackRef, Owed]]:
    found: dict[AccountId, dict[TrackRef, Owed]] = defaultdict(dict)
    for each in owed:
        found[each.action.account][each.action.ref] = each
    return found


def _owed(owed: Owed) -> dict[str, Any]:
    wanted = did(owed.stood, owed.action.score)
    return {"wanted": wanted, "state": owed.state.value, "reason": owed.reason}


def _love(love: Love) -> dict[str, Any]:
    return {
        "score": love.score.name.lower(),
        "is_ours": love.is_ours,
        "since_cycle": love.since,
        "loved_at": instant(love.loved_at),
        "missing_since_cycle": love.missing_since,
        "is_withdrawn": love.is_taken_down,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "score": row.score.name.lower(),
        "state": row.state.value,
        "attempts": row.attempts,
        "not_before": instant(row.not_before),
        "sent_at": instant(row.sent_at),
        "error": row.error,
    }


def _entry(entry: JournalLine, names: Mapping[AccountId, str]) -> dict[str, Any]:
    return {
        "cycle": entry.cycle,
        "at": instant(entry.at),
        "account": names[entry.account],
        "ref": str(entry.ref),
        "old": entry.old.name.lower(),
        "new": entry.new.name.lower(),
    }
