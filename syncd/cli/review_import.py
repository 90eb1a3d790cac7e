"""What a file of answers amounts to, beside what is known already. Conflicts are refused; nothing is written here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from syncd.cli.review_file import AnswerWord, Line
from syncd.daemon.logs import printable
from syncd.domain.answer import ArtistAnswer, HumanAnswer, Said
from syncd.domain.errors import UsageError
from syncd.domain.match import Candidate
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.artists import known_artists
from syncd.planner.review import ArtistPair, Case, artist_pair, by_hand, contradict, may_be_asked

_SAID = {AnswerWord.YES: Said.IS, AnswerWord.NO: Said.NOT, AnswerWord.SKIP: Said.SKIP}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHere:
    """What the database holds: answers, artists, what waits, every track's fellows, and how services described it."""

    answers: Sequence[HumanAnswer]
    artists: Sequence[ArtistAnswer]
    cases: Mapping[tuple[TrackRef, Service], Case]
    fellows: Mapping[TrackRef, tuple[TrackRef, ...]]
    tracks: Mapping[TrackRef, Track]


@dataclass(slots=True)
class News:
    """What a file says that was not known: to be written down, and counted."""

    answers: list[HumanAnswer] = field(default_factory=list)
    artists: list[ArtistAnswer] = field(default_factory=list)
    found: list[Candidate] = field(default_factory=list)
    accepted: int = 0
    ruled_out: int = 0
    skipped: int = 0
    known: int = 0
    older: int = 0
    unseen: int = 0
    gone: int = 0

    def told(self) -> str:
        """The counts in a sentence."""
        counts = {
            "accepted": self.accepted,
            "ruled out": self.ruled_out,
            "skipped": self.skipped,
            "artists": len(self.artists),
            "known before": self.known,
            "older than what is known, left alone": self.older,
            "about tracks that no account has shown yet, kept": self.unseen,
            "left out": self.gone,
        }
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "the file answers nothing"


def refuse_conflicts(lines: Iterable[Line], name: str) -> None:
    """A song is one thing at a place, and never both something and not; an artist is one artist. Raises UsageError."""
    said: dict[tuple[TrackRef, Service], dict[str, Line]] = defaultdict(dict)
    for line in lines:
        if line.word in {AnswerWord.NOTHING, AnswerWord.SKIP}:
            continue
        key = (line.about, line.other.service)
        for before in said[key].values():
            if _contradict(before, line):
                why = f"contradicts line {before.number} about {printable(str(line.about))}"
                raise _refused(name, line, why)
        said[key][f"{line.word} {line.other.id}"] = line


def _contradict(one: Line, other: Line) -> bool:
    words, is_same = {one.word, other.word}, one.other == other.other
    if words == {AnswerWord.YES}:
        return not is_same
    if words == {AnswerWord.ARTIST}:
        return bool(one.artist_id) and not is_same
    return words == {AnswerWord.YES, AnswerWord.NONE} or (words == {AnswerWord.YES, AnswerWord.NO} and is_same)


def to_look_up(lines: Iterable[Line], known: KnownHere) -> list[Line]:
    """The lines that accept what is no candidate of the song, and what no service has described here either.

    An old answer about a track that nobody has shown yet is kept: it is looked up when the track comes.
    """
    said, before = _said(known), {(each.about, each.other) for each in known.answers if each.said is Said.IS}
    is_new = (line for line in lines if line.word is AnswerWord.YES and (line.about, line.other) not in before)
    unknown = (line for line in is_new if _candidate(line, known) is None and line.other not in known.tracks)
    asked = (line for line in unknown if line.about in known.fellows or line.answered_at is None)
    return [line for line in asked if not _is_older(line, known, said)]


def looked_up(
    lines: Iterable[Line], asked: Collection[Line], found: Mapping[TrackRef, Track | str], name: str
) -> tuple[list[Line], list[str]]:
    """The lines with what was found for them, under the id that it has now, and which were left out, and why.

    Old answers are left out where what they name is no more. A new one is a mistake: raises UsageError, naming its column.
    """
    left_out: dict[int, str] = {}
    for line in asked:
        why = found[line.other]
        if isinstance(why, str) and line.answered_at is None:
            raise UsageError(f"{name}, line {line.number}, column candidate: {line.other}{why}")
        if isinstance(why, str):
            left_out[line.number] = f"line {line.number} is left out: {line.other}{why}"
    return [_with(line, found.get(line.other)) for line in lines if line.number not in left_out], [*left_out.values()]


def _with(line: Line, found: Track | str | None) -> Line:
    return replace(line, other=found.ref, described=found) if isinstance(found, Track) else line


def news(lines: Sequence[Line], known: KnownHere, name: str, now: datetime) -> News:
    """What the lines say that is not known. Raises UsageError, naming line and column, where one cannot be."""
    found = News()
    before = {_word(each, profile) for each in known.answers for profile in (each.profile, "")}
    said = _said(known)
    for line in _without_none(lines):
        if line.word is AnswerWord.ARTIST:
            _note_artist(found, line, known, name, now)
        elif (line.about, line.other, _SAID[line.word], line.profile) in before:
            found.known += 1
        elif _is_older(line, known, said):
            found.older += 1
        else:
            _note_answer(found, line, known, now)
    return found


def _word(answer: HumanAnswer, profile: str) -> tuple[TrackRef, TrackRef, Said, str]:
    return answer.about, answer.other, answer.said, profile


def _without_none(lines: Sequence[Line]) -> list[Line]:
    """What is said, with "none of these" as a "no" to each candidate that the file has."""
    offered: dict[tuple[TrackRef, Service], dict[TrackRef, Line]] = defaultdict(dict)
    for line in lines:
        if line.other.id and not line.artist_id:
            offered[line.about, line.other.service].setdefault(line.other, line)
    said = [line for line in lines if line.word not in {AnswerWord.NOTHING, AnswerWord.NONE}]
    none = {(line.about, line.other.service): line.answered_at for line in lines if line.word is AnswerWord.NONE}
    for key, answered_at in none.items():
        said += [replace(line, word=AnswerWord.NO, answered_at=answered_at) for line in offered[key].values()]
    return list({(line.about, line.other, line.word, line.artist_id, line.profile): line for line in said}.values())


def _said(known: KnownHere) -> Mapping[TrackRef, Sequence[HumanAnswer]]:
    said: dict[TrackRef, list[HumanAnswer]] = defaultdict(list)
    for answer in known.answers:
        said[answer.about].append(answer)
    return said


def _is_older(line: Line, known: KnownHere, said: Mapping[TrackRef, Sequence[HumanAnswer]]) -> bool:
    """Whether a human has said the contrary of the song since; what contradicts nothing has no age."""
    answers = [answer for ref in _concerned(line, known) for answer in said.get(ref, ())]
    return line.answered_at is not None and any(
        answer.answered_at > line.answered_at and contradict(_SAID[line.word], line.other, answer) for answer in answers
    )


def _concerned(line: Line, known: KnownHere) -> list[TrackRef]:
    """The tracks that a line is about: all of the song's, as far as they may be asked about."""
    fellows, is_skip = known.fellows.get(line.about, (line.about,)), line.word is AnswerWord.SKIP
    return [ref for ref in fellows if is_skip or may_be_asked(ref, line.other.service)] or [line.about]


def _note_answer(found: News, line: Line, known: KnownHere, now: datetime) -> None:
    said = _SAID[line.word]
    found.answers += [
        HumanAnswer(
            about=ref,
            place=line.other.service,
            said=said,
            answer=line.other.id,
            profile=line.profile,
            answered_at=line.answered_at or now,
        )
        for ref in _concerned(line, known)
    ]
    found.unseen += line.about not in known.fellows
    found.accepted += said is Said.IS
    found.ruled_out += said is Said.NOT
    found.skipped += said is Said.SKIP
    if said is Said.IS:
        found.found.append(_candidate(line, known) or by_hand(known.tracks.get(line.other, line.described)))


def _note_artist(found: News, line: Line, known: KnownHere, name: str, now: datetime) -> None:
    pair = _pair(line, known)
    if pair is None:
        raise _refused(name, line, "the ids of the two artists are not known; answer `yes` or `no`")
    before, read = _about(pair, known.artists), _about(pair, found.artists)
    if [each.artist_mbid for each in (*before, *read)][-1:] == [pair.artist_mbid]:
        found.known += 1
    elif line.answered_at and any(each.answered_at > line.answered_at for each in before):
        found.older += 1
    elif read:
        raise _refused(name, line, "contradicts what another line says of that artist")
    else:
        found.artists.append(
            ArtistAnswer(
                service=pair.service,
                artist_id=pair.artist_id,
                artist_mbid=pair.artist_mbid,
                answered_at=line.answered_at or now,
            )
        )


def _about(pair: ArtistPair, answers: Iterable[ArtistAnswer]) -> list[ArtistAnswer]:
    """What was said of a service's artist, the latest word last."""
    return [each for each in answers if (each.service, each.artist_id) == (pair.service, pair.artist_id)]


def _refused(name: str, line: Line, why: str) -> UsageError:
    return UsageError(f"{name}, line {line.number}, column answer: {why}")


def _pair(line: Line, known: KnownHere) -> ArtistPair | None:
    if line.artist_id:
        return ArtistPair(line.about.service, line.artist_id, line.other.id)
    case, candidate = known.cases.get((line.about, line.other.service)), _candidate(line, known)
    if case is None or candidate is None:
        return None
    return artist_pair(replace(case, candidates=(candidate,)), known_artists(known.artists))


def _candidate(line: Line, known: KnownHere) -> Candidate | None:
    """The candidate as it waits in review."""
    case = known.cases.get((line.about, line.other.service))
    candidates = case.candidates if case else ()
    return next((each for each in candidates if each.track.ref == line.other), None)
