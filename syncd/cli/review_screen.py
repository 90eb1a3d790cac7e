"""What `syncd review` shows. Whatever comes from outside is shown harmlessly; tracks use the whole width of the screen."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import ceil
from textwrap import wrap
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from syncd.cli.by_hand import LOVED_ALREADY
from syncd.cli.links import page_for
from syncd.cli.review_dialogue import Review
from syncd.cli.review_modes import EXAMPLES, Mode
from syncd.cli.review_pages import how_to_create, how_to_link, is_known_there
from syncd.cli.review_rows import LONGEST, cells_of, fitting, folded, middle_out, song, table
from syncd.cli.show import counted
from syncd.daemon.logs import printable
from syncd.domain.match import Candidate, Reason
from syncd.domain.track import Track
from syncd.planner.review import Case, by_hand, count_songs, only_doubt

HELP = (
    "a, 1-9   accept the first candidate, or that one",
    "n        none of these",
    "s        skip this song: never push it anywhere",
    "t        the artist is the first candidate's artist: judges all of its songs anew",
    "k        accept all songs whose only doubt is this one's (shows them first)",
    "o        open a page in a browser",
    "m        what to add to MusicBrainz, where, and what to paste there",
    "/        search MusicBrainz",
    "u        take back the last answer",
    "space    later",
    "q        quit, as Ctrl-D does; everything answered is kept",
)
_KEYS = (
    "a accept  1-9 that one  n none  s skip  t artist  k all alike  space later",
    "o open  m add to MusicBrainz  / search  u undo  q quit  ? help",
)
_AROUND = 7
"""Lines of a screen beside what is asked, the tracks, the keys and the message: empty ones, its head, and the cursor's."""

_INDENT = 6
"""Cells before each line about a track; the first one has its label there."""

_WHO = 44
"""Characters for an artist's name and id."""


class _Size(NamedTuple):
    """How much may be shown: cells in a line, and lines of tracks."""

    width: int
    lines: int

    def without(self, lines: int) -> "_Size":
        """The rest, where so many lines are taken."""
        return self._replace(lines=self.lines - lines)


def draw(review: Review, width: int, height: int) -> list[Text]:
    """The screen, line by line; it tells the dialogue how many candidates, or songs, there is room for."""
    bodies: dict[Mode, Callable[[Review, _Size], list[Text]]] = {
        Mode.CASE: _case,
        Mode.HELP: lambda *_: [_plain(line) for line in HELP],
        Mode.BULK: _bulk,
        Mode.TEXT: partial(_case_with, question=f"search MusicBrainz: {review.text}_"),
        Mode.FOUND: _found,
        Mode.OPEN: partial(_case_with, question="open: o this song's page, 1-9 a candidate's"),
        Mode.ADD: _add,
        Mode.END: _end,
    }
    message = _message(review.message, width)
    body = bodies[review.mode](review, _Size(width, height - _AROUND - _rows(message, width)))
    lines = [_header(review), _plain(""), *body, _plain(""), *message]
    return [_cut(line, width) for line in lines]


def reasons(candidate: Candidate) -> Text:
    """What speaks for and against a candidate."""
    text = Text(f"{candidate.score:.2f}")
    for reason in candidate.reasons:
        text.append("  ").append(middle_out(printable(str(reason)), LONGEST), style=_style(reason))
    return text


def _header(review: Review) -> Text:
    return _plain(f"syncd review: {review.left} left, about {review.minutes} min", "bold")


def _message(text: str, width: int) -> list[Text]:
    """What came of the last key, and what is left to do; an address in it is to be copied, so it stays in one piece."""
    lines = wrap(printable(text), width, break_long_words=False, break_on_hyphens=False)
    return [_Whole(line, style="bold") for line in lines or [""]]


def _rows(lines: Iterable[Text], width: int) -> int:
    """How many lines of the screen they take: what is not cut goes on in the next one."""
    return sum(max(1, ceil(cell_len(line.plain) / width)) for line in lines)


def _case(review: Review, size: _Size) -> list[Text]:
    case = review.case
    given = case.candidates[:EXAMPLES]
    this, *rest = _blocks([case.track, *(each.track for each in given)], size.width)
    blocks = [[*block, *_remarks(case, each, size.width)] for block, each in zip(rest, given, strict=True)]
    about, keys = _about(review, case, size.width), _keys(size.width, *_KEYS)
    review.room = fitting(blocks, size.lines - len([*about, *this, *keys]))
    hidden = len(case.candidates) - len(review.shown)
    more = [_plain(f"      and {hidden} more, once these are ruled out")] if hidden else []
    return [*about, _plain(""), *this, *_joined(blocks[: review.room]), *more, _plain(""), *keys]


def _keys(width: int, *lines: str) -> list[Text]:
    return [part for line in lines for part in folded(_plain(line, "dim"), width, 0)]


def _case_with(review: Review, size: _Size, question: str) -> list[Text]:
    return [*_case(review, size.without(2)), _plain(""), _plain(question)]


def _about(review: Review, case: Case, width: int) -> list[Text]:
    """Whose song it is, and what is asked."""
    artist = case.track.artist_ids[0] if case.track.artist_ids else ""
    id_ = f" ({case.track.ref.service} artist {artist})" if artist else ""
    asked = "your answers contradict each other" if case.is_disputed else f"which one at {case.place}?"
    count = review.of_this_artist()
    songs = f"{counted(count, 'song')} {'waits' if count == 1 else 'wait'}"
    name = _shortened(printable(case.track.artist or "?"), _WHO - len(id_))
    return folded(_plain(f"{name}{id_}: {songs}; {asked}"), width, 0)


def _shortened(name: str, room: int) -> str:
    """A name is known by its beginning; an id would be another one."""
    return name if len(name) <= room else f"{name[: max(1, room - 1)]}…"


def _blocks(tracks: Sequence[Track], width: int) -> list[list[Text]]:
    """Our song and then the candidates, in columns that compare at a glance, each with its page."""
    rows = table([cells_of(track) for track in tracks], width - _INDENT)
    labels = ["this", *map(str, range(1, len(tracks)))]
    styles = ["bold", *([""] * (len(tracks) - 1))]
    return [
        [*_labelled(label, lines, style), *folded(_plain(page_for(track.ref), "dim"), width, _INDENT)]
        for label, style, lines, track in zip(labels, styles, rows, tracks, strict=True)
    ]


def _labelled(label: str, lines: Sequence[str], style: str = "") -> list[Text]:
    first, *others = lines
    return [_plain(f"{label:>4}  {first}", style), *(_plain(" " * _INDENT + line, style) for line in others)]


def _remarks(case: Case, candidate: Candidate, width: int) -> list[Text]:
    """What speaks for and against a candidate, and whether a love of ours waits for the answer."""
    loved = [_plain(f"      {LOVED_ALREADY}", "bold")] if candidate.track.ref in case.loved else []
    return [*folded(reasons(candidate), width, _INDENT), *loved]


def _bulk(review: Review, size: _Size) -> list[Text]:
    doubt = only_doubt(review.bulk[0])
    songs = review.bulk_songs[:EXAMPLES]
    blocks = _in_bulk(songs, doubt, size.width)
    head = f"Accept {_all(count_songs(review.bulk))} whose only doubt is {doubt}? The least sure first:"
    begin = folded(_plain(head), size.width, 0)
    review.room = fitting(blocks, size.lines - len(begin) - len(_KEYS))
    is_all = len(review.examples) == count_songs(review.bulk)
    more = "" if is_all else "  space show others"
    keys = _keys(size.width, f"y yes, all  1-9 leave that one out{more}  any other key: no")
    return [*begin, *_joined(blocks[: review.room]), _plain(""), *keys]


def _in_bulk(songs: Sequence[Sequence[Case]], doubt: str, width: int) -> list[list[Text]]:
    """Songs in columns, each with what it would be taken for, at each place where it waits."""
    rows = [
        row
        for cases in songs
        for row in (
            (*cells_of(cases[0].track), ""),
            *((*cells_of(case.best.track), _doubted(case, doubt, is_one_of_several=len(cases) > 1)) for case in cases),
        )
    ]
    lines = iter(table(rows, width - _INDENT))
    return [
        [*_labelled(str(place), next(lines)), *(line for _ in cases for line in _labelled("=", next(lines)))]
        for place, cases in enumerate(songs, 1)
    ]


def _all(count: int) -> str:
    return "the one song" if count == 1 else f"all {count} songs"


def _doubted(case: Case, doubt: str, *, is_one_of_several: bool) -> str:
    """What speaks against the likeliest candidate; and where, if the song waits elsewhere, too."""
    against = next((str(reason) for reason in case.best.reasons if reason.name == doubt), "")
    return f"{against} at {case.place}" if is_one_of_several else against


def _joined(blocks: Iterable[Sequence[Text]]) -> list[Text]:
    return [line for block in blocks for line in block]


def _found(review: Review, size: _Size) -> list[Text]:
    head = folded(_plain(f"MusicBrainz knows, for {review.text}:"), size.width, 0)
    this, *blocks = _blocks([review.case.track, *(each.track for each in review.found)], size.width)
    review.room = fitting(blocks, size.lines - len([*head, *this]))
    keys = _plain("1-9 accept that one  any other key: back", "dim")
    return [*head, *this[:-1], *_joined(blocks[: review.room]), _plain(""), keys]


def _add(review: Review, _: _Size) -> list[Text]:
    """Addresses come last on their lines, and whole: they are to be copied."""
    case = review.case
    if is_known_there(case):
        lines = ["MusicBrainz has this song already: do not add it again."]
        link = how_to_link([case.best.track.ref], by_hand(case.track))
    else:
        lines = ["If MusicBrainz does not have this song, add it here (o opens the page):", *how_to_create(case)]
        link = how_to_link(case.refs, case.best)
    lines += ["", "If candidate 1 is the song, and only its link is missing there:", *link] if link else []
    return [*_whole(lines + _last_link(review)), _plain(""), _plain("any other key: back", "dim")]


def _last_link(review: Review) -> list[str]:
    """What the song that was accepted last lacks at MusicBrainz."""
    if review.accepted is None:
        return []
    case, chosen = review.accepted
    link = how_to_link(case.refs, chosen)
    return ["", f"The song that you accepted last, {song(chosen.track)}, lacks its link there:", *link] if link else []


def _end(review: Review, _: _Size) -> list[Text]:
    if review.later:
        return [
            _plain(f"All that is left was put off: {counted(count_songs(review.later), 'song')}."),
            _plain("space begin again  u undo  q quit", "dim"),
        ]
    return [
        _plain("Nothing is left to answer."),
        *_whole(_last_link(review)),
        _plain("u takes the last answer back, any other key ends", "dim"),
    ]


class _Whole(Text):
    """A line that is not cut: an address to copy goes over several lines of the screen where it must."""


def _whole(lines: Sequence[str]) -> list[Text]:
    return [_Whole(printable(line)) for line in lines]


def _plain(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)


def _style(reason: Reason) -> str:
    return "green" if reason.weight > 0 else "red" if reason.weight < 0 else "dim"


def _cut(line: Text, width: int) -> Text:
    """Wide characters count twice; those without any width may not pile up either."""
    if isinstance(line, _Whole):
        return line
    if len(line) > 4 * width:
        line = line[: 4 * width]
    if cell_len(line.plain) > width:
        line.truncate(width, overflow="ellipsis")
    return line
