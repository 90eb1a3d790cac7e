"""What `syncd explain` tells people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console

from syncd.cli.public_feedback import public_feedback_text
from syncd.cli.show import MEANING, safe
from syncd.planner.lengths import minutes

Fields = Mapping[str, Any]

_SAID = {"is": "is", "not": "is not", "skip": "is never to be pushed"}
_OWED = {
    "loved": "to be loved there",
    "unloved": "to be unloved there",
    "hated": "to be hated there",
    "cleared": "its hate there is to end",
}


def show(out: Console, explained: Fields) -> None:
    """One recording after the other."""
    recordings = explained["recordings"]
    if len(recordings) > 1:
        out.print(safe(f"{explained['asked']} may mean {len(recordings)} recordings."))
    for number, recording in enumerate(recordings):
        if number or len(recordings) > 1:
            out.print()
        for line in _recording(recording):
            out.print(safe(line))


def _recording(recording: Fields) -> Iterator[str]:
    yield _song(recording)
    if recording["mbid"]:
        yield f"  MBID {recording['mbid']}  {recording['page']}"
    else:
        yield f"  no MBID: {_why_unknown(recording)}"
    yield from (f"  merged into it: {mbid}" for mbid in recording["merged_mbids"])
    yield from (f"  was {mbid}, which MusicBrainz deleted" for mbid in recording["deleted_mbids"])
    if recording["isrcs"]:
        yield f"  ISRC {', '.join(recording['isrcs'])}"
    yield from (f"  {line}" for line in public_feedback_text(recording["public_feedback"]))
    yield from _part("Its tracks at services, and who decided that", _decisions(recording["tracks"]))
    yield from _part("Where it was found", _decisions(recording["located"]))
    yield from _part("Doubtful: waits in review", _doubts(recording["doubts"]))
    yield from _part("Not found", _misses(recording["misses"]))
    yield from _part("What humans said", _answers(recording["answers"]))
    yield from _part("Imported and refused here", _refusals(recording["refused"]))
    yield from _part("At your accounts", _accounts(recording["accounts"]))
    yield from _part("What syncd changed", _journal(recording["journal"]))


def _why_unknown(recording: Fields) -> str:
    """Why nobody knows which recording it is."""
    if any(each["place"] == "musicbrainz" for each in recording["doubts"]):
        return "it waits in review"
    is_missed = any(each["place"] == "musicbrainz" for each in recording["misses"])
    return "no catalogue was found to know it" if is_missed else "the next sync asks who it is"


def _part(title: str, lines: Iterator[str]) -> Iterator[str]:
    """A headline, where anything stands below it."""
    for number, line in enumerate(lines):
        if not number:
            yield title
        yield f"  {line}"


def _song(fields: Fields) -> str:
    version = f" ({fields['version']})" if fields["version"] else ""
    length = f", {minutes(fields['seconds'])}" if fields["seconds"] else ""
    return f"{fields['artist'] or '?'} - {fields['title'] or '?'}{version}{length}"


def _decisions(rows: Sequence[Fields]) -> Iterator[str]:
    for row in rows:
        yield f"{row['ref']}  {_song(row)}  {row['page']}"
        yield f"  {_decider(row)}, {row['decided_at']}"
        if row["reasons"]:
            yield f"  because: {', '.join(row['reasons'])}"


def _decider(row: Fields) -> str:
    match row["decider"]:
        case "human":
            return "a human says so"
        case "stated":
            return "the service itself states the MBID"
        case "nobody":
            return "nobody has said yet who it is"
        case "imported":
            unjudged = "" if row["is_judged"] else "; not judged here yet, so nothing is loved by it"
            return f"imported from a file, {row['confidence']:.2f} of 1 there{unjudged}"
        case decider:
            return f"decided by {decider}, {row['confidence']:.2f} of 1"


def _doubts(rows: Sequence[Fields]) -> Iterator[str]:
    for row in rows:
        yield f"{row['place']}, since {row['since']}:"
        for each in row["candidates"]:
            yield f"  {each['score']:.2f}  {_song(each)}  {each['page']}"
            yield f"    {', '.join(each['reasons'])}"


def _misses(rows: Sequence[Fields]) -> Iterator[str]:
    for row in rows:
        yield f"{row['place']}: asked {_times(row['tries'])}, asked again from {row['not_before']} on"


def _answers(rows: Sequence[Fields]) -> Iterator[str]:
    for row in rows:
        other = f" {row['other']}  {row['page']}" if row["other"] else ""
        yield f"{row['answered_at']}: {row['about']} {_SAID[row['said']]}{other}"


def _refusals(rows: Sequence[Fields]) -> Iterator[str]:
    for row in rows:
        yield f"{row['refused_at']}: {row['ref']} was imported as {row['mbid']}, decided by {row['told_by']} there"
        yield f"  refused: {row['why']}"


def _accounts(rows: Sequence[Fields]) -> Iterator[str]:
    for row in rows:
        lines = list(_account(row))
        if row["state"] or lines:
            yield f"{row['account']} of {row['profile']} ({row['role']}){_standing(row)}"
        yield from (f"  {line}" for line in lines)


def _standing(row: Fields) -> str:
    if row["state"] is None:
        return ""
    return f": {row['state']} ({row['reason'] or MEANING[row['state']]})"


def _account(row: Fields) -> Iterator[str]:
    for line in row["listed"]:
        yield f"lists {line['ref']}: {line['score']}, {_by(line)}"
    if row["unloved_in_cycle"] is not None:
        yield f"unloved there by a human, or by an undo: heard in cycle {row['unloved_in_cycle']}"
    for line in row["outbox"]:
        yield f"outbox {line['ref']}: {line['score']}, {line['state']}, tried {_times(line['attempts'])}{_when(line)}"
        if line["error"]:
            yield f"  {line['error']}"
    amends = {line["ref"] for line in (*row["to_be_taken_back"], *row["to_be_brought_back"])}
    for line in (each for each in row["owed"] if each["ref"] not in amends):
        yield f"{_OWED[line['wanted']]}: {line['state']} ({line['reason'] or MEANING[line['state']]})  {line['page']}"
    for line in row["to_be_taken_back"]:
        yield f"to be taken back there, since no human wants it: {line['page']}"
    for line in row["to_be_brought_back"]:
        yield f"to be loved there again, as a human said: {line['page']}"


def _by(line: Fields) -> str:
    """Whose line it is, since when, and what is odd about it."""
    parts = ["by syncd" if line["is_ours"] else "by a human"]
    parts.append(f"since cycle {line['since_cycle']}" if line["since_cycle"] else "there before the first look")
    parts += [f"dated {line['loved_at']}"] if line["loved_at"] else []
    parts += [f"missing since cycle {line['missing_since_cycle']}"] if line["missing_since_cycle"] is not None else []
    parts += ["taken down by the service"] if line["is_withdrawn"] else []
    return ", ".join(parts)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _when(line: Fields) -> str:
    sent = f", sent {line['sent_at']}" if line["sent_at"] else ""
    return sent + (f", not before {line['not_before']}" if line["not_before"] else "")


def _journal(rows: Sequence[Fields]) -> Iterator[str]:
    for row in rows:
        yield f"{row['at']}, cycle {row['cycle']}, {row['account']}: {row['ref']} from {row['old']} to {row['new']}"
