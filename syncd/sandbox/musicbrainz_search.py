"""The little of Lucene's language that the recording search needs here (`apis/musicbrainz.md` §3)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from syncd.sandbox.catalogue import Recording
from syncd.sandbox.musicbrainz_index import Index, folded, searchable

CLAUSES_MAX = 1024
_TEXT = ("recording", "artist", "release")
_ALIASES = {"artistname": "artist", "creditname": "artist"}

_PHRASE = r'"(?:[^"\\]|\\.)*"'
_WORD = r"[\w-]+"
_VALUE = rf"(?:{_PHRASE}|{_WORD})"
_CLAUSE = re.compile(rf"\s*([a-z]+):(?:\[(\d+) TO (\d+)\]|\(\s*({_VALUE}(?:\s+(?:OR\s+)?{_VALUE})*)\s*\)|({_VALUE}))")
_AND = re.compile(r"\s+AND\b|\s*$")
_SPECIAL = re.compile(r"\\(.)")


class BadQuery(Exception):
    """The query is not in the language."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One field with the values of which any will do; `dur` has the two ends of its range."""

    name: str
    values: tuple[str, ...]


def parse(query: str) -> list[Clause]:
    """The clauses, which must all hold. Raises BadQuery."""
    clauses = list(_clauses(query))
    if sum(len(clause.values) for clause in clauses) > CLAUSES_MAX:
        raise BadQuery
    return clauses


def _clauses(query: str) -> Iterator[Clause]:
    place = 0
    while place < len(query):
        found = _CLAUSE.match(query, place)
        end = found and _AND.match(query, found.end())
        if not found or not end:
            raise BadQuery
        yield _clause(found)
        place = end.end()


def _clause(found: re.Match[str]) -> Clause:
    name = _ALIASES.get(found[1], found[1])
    is_range = found[2] is not None
    if name not in {*_TEXT, "isrc", "rid", "dur"} or is_range != (name == "dur"):
        raise BadQuery
    if is_range:
        return Clause(name, (found[2], found[3]))
    values = [value for value in re.findall(_VALUE, found[4] or found[5]) if value != "OR"]
    return Clause(name, tuple(_SPECIAL.sub(r"\1", value.strip('"')) for value in values))


def search(index: Index, clauses: list[Clause]) -> list[tuple[int, Recording]]:
    """The hits with their scores, the best first; the order of the query means nothing."""
    ids = set.intersection(*(_ids(index, clause) for clause in clauses)) if clauses else set()
    scored = [(_score(index.recordings[mbid], clauses), index.recordings[mbid]) for mbid in ids]
    return sorted(scored, key=lambda hit: (-hit[0], hit[1].mbid))


def _ids(index: Index, clause: Clause) -> set[str]:
    finders: Mapping[str, Callable[[str], set[str]]] = {
        "isrc": lambda isrc: {recording.mbid for recording in index.with_isrc(isrc)},
        "rid": lambda mbid: {mbid.lower()} & index.recordings.keys(),
    }
    if clause.name == "dur":
        shortest, longest = map(int, clause.values)
        return {mbid for mbid, one in index.recordings.items() if shortest <= (one.seconds or -1) * 1000 <= longest}
    find = finders.get(clause.name) or (lambda phrase: index.with_phrase(clause.name, phrase))
    return set().union(*map(find, clause.values))


def _score(recording: Recording, clauses: list[Clause]) -> int:
    """100 where every phrase is the whole field, less where the field says more."""
    shares = [1.0]
    for clause in clauses:
        if clause.name in _TEXT:
            whole = len(folded(searchable(recording)[clause.name]))
            shares += [min(1.0, max(len(folded(value)) for value in clause.values) / whole)]
    return round(100 * min(shares))
