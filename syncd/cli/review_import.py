"""What a file of answers amounts to, beside what is known already. Conflicts are refused; nothing is written here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from syncd.cli.review_file import Line, Word
from syncd.daemon.logs import printable
from syncd.domain.answer import ArtistAnswer, HumanAnswer, Said
from syncd.domain.errors import UsageError
from syncd.domain.match import Candidate
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.artists import known_artists
from syncd.planner.review import ArtistPair, Case, artist_pair, by_hand, contradict, may_be_asked

_SAID = {Word.YES: Said.IS, Word.NO: Said.NOT, Word.SKIP: Said.SKIP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the database holds: answers, artists, what waits, and every track's fellows and description."""

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
        }
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "the file answers nothing"


def refuse_conflicts(lines: Iterable[Line], name: str) -> None:
    """A song is one thing at a place, and never both something and not; an artist is one artist. Raises UsageError."""
    said: dict[tuple[TrackRef, Service], dict[str, Line]] = defaultdict(dict)
    for line in lines:
        if line.word in {Word.NOTHING, Word.SKIP}:
            continue
        key = (line.about, line.other.service)
        for before in said[key].values():
            if _contradict(before, line):
                why = f"contradicts line {before.number} about {printable(str(line.about))}"
                raise UsageError(f"{name}, line {line.number}, column answer: {why}")
        said[key][f"{line.word} {line.other.id}"] = line


def _contradict(one: Line, other: Line) -> bool:
    words, is_same = {one.word, other.word}, one.other == other.other
    if words == {Word.YES}:
        return not is_same
    if words == {Word.ARTIST}:
        return bool(one.artist_id) and not is_same
    return words == {Word.YES, Word.NONE} or (words == {Word.YES, Word.NO} and is_same)


def news(lines: Sequence[Line], known: Known, name: str, now: datetime) -> News:
    """What the lines say that is not known. Raises UsageError, naming line and column, where one cannot be."""
    found = News()
    before = {_word(each, profile) for each in known.answers for profile in (each.profile, "")}
    said = defaultdict[TrackRef, list[HumanAnswer]](list)
    for answer in known.answers:
        said[answer.about].append(answer)
    for line in _without_none(lines):
        if line.word is Word.ARTIST:
            _note_artist(found, line, known, name, now)
        elif (line.about, line.other, _SAID[line.word], line.profile) in before:
            found.known += 1
        elif _is_older(line, [answer for ref in _concerned(line, known) for answer in said.get(ref, ())]):
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
    said = [line for line in lines if line.word not in {Word.NOTHING, Word.NONE}]
    none = {(line.about, line.other.service): line.answered_at for line in lines if line.word is Word.NONE}
    for key, answered_at in none.items():
        said += [replace(line, word=Word.NO, answered_at=answered_at) for line in offered[key].values()]
    return list({(line.about, line.other, line.word, line.artist_id, line.profile): line for line in said}.values())


def _is_older(line: Line, said: Iterable[HumanAnswer]) -> bool:
    """Whether a human has said the contrary of the song since; what contradicts nothing has no age."""
    return line.answered_at is not None and any(
        answer.answered_at > line.answered_at and contradict(_SAID[line.word], line.other, answer) for answer in said
    )


def _concerned(line: Line, known: Known) -> list[TrackRef]:
    """The tracks that a line is about: all of the song's, as far as they may be asked about."""
    fellows, is_skip = known.fellows.get(line.about, (line.about,)), line.word is Word.SKIP
    return [ref for ref in fellows if is_skip or may_be_asked(ref, line.other.service)] or [line.about]


def _note_answer(found: News, line: Line, known: Known, now: datetime) -> None:
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


def _note_artist(found: News, line: Line, known: Known, name: str, now: datetime) -> None:
    pair = _pair(line, known)
    if pair is None:
        why = "the ids of the two artists are not known; answer `yes` or `no`"
        raise UsageError(f"{name}, line {line.number}, column answer: {why}")
    said = {(each.service, each.artist_id): each.artist_mbid for each in [*known.artists, *found.artists]}
    if said.get((pair.service, pair.artist_id)) == pair.artist_mbid:
        found.known += 1
        return
    if line.answered_at and any(
        (each.service, each.artist_id) == (pair.service, pair.artist_id) and each.answered_at > line.answered_at
        for each in known.artists
    ):
        found.older += 1
        return
    if any((each.service, each.artist_id) == (pair.service, pair.artist_id) for each in found.artists):
        raise UsageError(
            f"{name}, line {line.number}, column answer: contradicts what another line says of that artist"
        )
    found.artists.append(
        ArtistAnswer(
            service=pair.service,
            artist_id=pair.artist_id,
            artist_mbid=pair.artist_mbid,
            answered_at=line.answered_at or now,
        )
    )


def _pair(line: Line, known: Known) -> ArtistPair | None:
    if line.artist_id:
        return ArtistPair(line.about.service, line.artist_id, line.other.id)
    case, candidate = known.cases.get((line.about, line.other.service)), _candidate(line, known)
    if case is None or candidate is None:
        return None
    return artist_pair(replace(case, candidates=(candidate,)), known_artists(known.artists))


def _candidate(line: Line, known: Known) -> Candidate | None:
    """The candidate as it waits in review."""
    case = known.cases.get((line.about, line.other.service))
    candidates = case.candidates if case else ()
    return next((each for each in candidates if each.track.ref == line.other), None)
