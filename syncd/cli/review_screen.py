"""What `syncd review` shows. Whatever comes from outside is shown harmlessly, and cut to the width of the screen."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from syncd.cli.links import page_for
from syncd.cli.review_dialogue import Review
from syncd.cli.review_modes import EXAMPLES, Mode
from syncd.cli.review_pages import how_to_create, how_to_link, is_known_there
from syncd.cli.show import counted
from syncd.daemon.logs import printable
from syncd.domain.match import Candidate, Reason
from syncd.domain.track import Track
from syncd.planner.lengths import minutes
from syncd.planner.review import Case, by_hand, only_doubt

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
_TAKEN = 11
"""Lines of a screen that are not candidates'."""

_A_CANDIDATE = 3
"""Lines of one candidate."""

_WHO = 44
"""Characters for an artist's name and id."""


def draw(review: Review, width: int, height: int) -> list[Text]:
    """The screen, line by line; it tells the dialogue how many candidates there is room for."""
    review.room = max(1, min(EXAMPLES, (height - _TAKEN) // _A_CANDIDATE))
    body = {
        Mode.CASE: _case,
        Mode.HELP: lambda _: [_plain(line) for line in HELP],
        Mode.BULK: _bulk,
        Mode.TEXT: lambda review: [*_case(review), _plain(""), _plain(f"search MusicBrainz: {review.text}_")],
        Mode.FOUND: _found,
        Mode.OPEN: lambda review: [*_case(review), _plain(""), _plain("open: o this song's page, 1-9 a candidate's")],
        Mode.ADD: _add,
        Mode.END: _end,
    }[review.mode](review)
    lines = [_header(review), _plain(""), *body, _plain(""), _plain(review.message, "bold")]
    return [_cut(line, width) for line in lines]


def song(track: Track) -> str:
    """A track in one line."""
    length = f" ({minutes(track.seconds)})" if track.seconds else ""
    return f"{track.artist or '?'} - {track.title or '?'}{length}"


def reasons(candidate: Candidate) -> Text:
    """What speaks for and against a candidate."""
    text = Text(f"{candidate.score:.2f}")
    for reason in candidate.reasons:
        text.append("  ").append(printable(str(reason)), style=_style(reason))
    return text


def _header(review: Review) -> Text:
    return _plain(f"syncd review: {review.left} left, about {review.minutes} min", "bold")


def _case(review: Review) -> list[Text]:
    case = review.case
    lines = [_about(review, case), _plain(""), *_rows("this", case.track, page_for(case.refs[0]))]
    for place, candidate in enumerate(review.shown, 1):
        lines += _rows(str(place), candidate.track, page_for(candidate.track.ref))
        lines.append(Text("      ").append_text(reasons(candidate)))
    hidden = len(case.candidates) - len(review.shown)
    lines += [_plain(f"      and {hidden} more, once these are ruled out")] if hidden else []
    return [*lines, _plain(""), *(_plain(keys, "dim") for keys in _KEYS)]


def _about(review: Review, case: Case) -> Text:
    """Whose song it is, and what is asked."""
    artist = case.track.artist_ids[0] if case.track.artist_ids else ""
    id_ = f" ({case.track.ref.service} artist {artist})" if artist else ""
    asked = "your answers contradict each other" if case.is_disputed else f"which one at {case.place}?"
    count = review.of_this_artist()
    songs = f"{counted(count, 'song')} {'waits' if count == 1 else 'wait'}"
    name = _shortened(printable(case.track.artist or "?"), _WHO - len(id_))
    return _plain(f"{name}{id_}: {songs}; {asked}")


def _shortened(name: str, room: int) -> str:
    """A name is known by its beginning; an id would be another one."""
    return name if len(name) <= room else f"{name[: max(1, room - 1)]}…"


def _rows(label: str, track: Track, page: str) -> list[Text]:
    """A track in columns, so that tracks beneath each other compare at a glance, and its page."""
    length = minutes(track.seconds) if track.seconds else "?"
    title = f"{track.title or '?'}" + (f" [{track.version}]" if track.version else "")
    columns = ((title, 30), (track.artist or "?", 22), (length, 6), (track.album, 40))
    cells = " ".join(set_cell_size(printable(text[:200]), size) for text, size in columns)
    return [_plain(f"{label:>4}  {cells}".rstrip(), "bold" if label == "this" else ""), _plain(f"      {page}", "dim")]


def _bulk(review: Review) -> list[Text]:
    doubt = only_doubt(review.bulk[0])
    lines = [_plain(f"Accept {_all(len(review.bulk))} whose only doubt is {doubt}? The least sure first:")]
    for place, case in enumerate(review.examples, 1):
        lines.append(_plain(f"{place:>4}  {song(case.track)}"))
        lines.append(_plain(f"   =  {song(case.best.track)}  {_said(case.best.reasons, doubt)}"))
    more = len(review.bulk) - len(review.examples)
    keys = "y yes, all  1-9 leave that one out" + ("  space show others" if more > 0 else "") + "  any other key: no"
    return [*lines, _plain(""), _plain(keys, "dim")]


def _all(count: int) -> str:
    return "the one song" if count == 1 else f"all {count} songs"


def _said(known: Sequence[Reason], name: str) -> str:
    return next((str(reason) for reason in known if reason.name == name), "")


def _found(review: Review) -> list[Text]:
    lines = [_plain(f"MusicBrainz knows, for {review.text}:"), *_rows("this", review.case.track, "")[:1]]
    for place, candidate in enumerate(review.found, 1):
        lines += _rows(str(place), candidate.track, page_for(candidate.track.ref))
    return [*lines, _plain(""), _plain("1-9 accept that one  any other key: back", "dim")]


def _add(review: Review) -> list[Text]:
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


def _end(review: Review) -> list[Text]:
    if review.later:
        return [
            _plain(f"All that is left was put off: {counted(len(review.later), 'song')}."),
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
