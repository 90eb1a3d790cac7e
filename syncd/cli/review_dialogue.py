"""The dialogue of `syncd review`: keys in, screens out (`review_screen.py`). It knows no terminal, network or database."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import ceil

from syncd.cli.links import page_for
from syncd.cli.review_modes import AT_FIRST, BACKSPACE, ENTER, ESCAPE, EXAMPLES, SPACE, WORTH, Mode, Outside
from syncd.cli.review_pages import is_known_there, page_to_create
from syncd.cli.show import accepted_of, counted
from syncd.domain.answer import Said
from syncd.domain.errors import ServiceError
from syncd.domain.match import Candidate
from syncd.planner.artists import KnownArtists
from syncd.planner.review import (
    NEED_A_LOOK,
    Case,
    Reply,
    ReviewDecision,
    artist_key,
    artist_pair,
    bulk_doubt,
    concerned,
    count_songs,
    judged_anew,
    only_doubt,
    song_by_song,
    weighed,
    with_doubt,
)


@dataclass(frozen=True, slots=True)
class _Moment:
    """How things stood before the last decision."""

    waiting: tuple[Case, ...]
    later: tuple[Case, ...]
    known_artists: KnownArtists
    cleared: int


class Review:
    """The songs that wait, and what was said of them so far.

    A decision is written down at once, so that no crash loses it; the last one can be undone without a trace.
    """

    def __init__(self, cases: Collection[Case], known_artists: KnownArtists, outside: Outside) -> None:
        self.waiting: tuple[Case, ...] = tuple(cases)
        self.later: tuple[Case, ...] = ()
        self.mode, self.is_over, self.message = Mode.CASE, not cases, ""
        self.room = EXAMPLES  #: how many candidates, or songs, fit on the screen
        self.text = ""  #: what is typed to search for
        self.found: tuple[Candidate, ...] = ()
        self.bulk: tuple[Case, ...] = ()
        self.bulk_from = 0
        self.accepted: tuple[Case, Candidate] | None = None  #: the last song that was accepted by itself
        self._known_artists, self._outside = known_artists, outside
        self._began, self._cleared = outside.elapsed(), 0
        self._last: _Moment | None = None

    @property
    def case(self) -> Case:
        """The song that is shown."""
        return self.waiting[0]

    @property
    def shown(self) -> tuple[Candidate, ...]:
        """The candidates that are shown; those for which there is no room come when these are ruled out."""
        return self.case.candidates[: self.room]

    @property
    def bulk_songs(self) -> list[list[Case]]:
        """All with one doubt, song by song, from the first that is shown on."""
        return song_by_song(self.bulk)[self.bulk_from :]

    @property
    def examples(self) -> tuple[Case, ...]:
        """The songs that are shown before all with one doubt are accepted, each by its first case."""
        return tuple(cases[0] for cases in self.bulk_songs[: self.room])

    @property
    def offered(self) -> tuple[Candidate, ...]:
        """What a search found, as far as it is shown."""
        return self.found[: self.room]

    @property
    def left(self) -> int:
        """How many songs wait."""
        return count_songs(self.waiting + self.later)

    @property
    def minutes(self) -> int:
        """How long the rest takes at this session's pace."""
        spent = self._outside.elapsed() - self._began
        pace = (AT_FIRST * WORTH + spent) / (WORTH + self._cleared) if self._cleared else AT_FIRST
        return ceil(self.left * pace / 60)

    def of_this_artist(self) -> int:
        """How many songs of the shown song's artist wait."""
        return count_songs(each for each in self.waiting + self.later if artist_key(each) == artist_key(self.case))

    def press(self, key: str) -> None:
        """One key; several mean several."""
        self.message = ""
        press: dict[Mode, Callable[[str], None]] = {
            Mode.CASE: self._press_case,
            Mode.BULK: self._press_bulk,
            Mode.TEXT: self._press_text,
            Mode.FOUND: self._press_found,
            Mode.OPEN: self._press_open,
            Mode.ADD: self._press_add,
            Mode.END: self._press_end,
            Mode.HELP: lambda _: self._go(Mode.CASE),
        }
        press[self.mode](key)

    def _press_case(self, key: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "a": lambda: self._accept(self.shown, "1"),
            "n": lambda: self._decide(ReviewDecision((Reply(self.case, Said.NOT, self.shown),)), "none of these"),
            "s": lambda: self._decide(ReviewDecision((Reply(self.case, Said.SKIP),)), "skipped: it is pushed nowhere"),
            "t": self._accept_artist,
            "k": self._ask_bulk,
            "o": lambda: self._go(Mode.OPEN),
            "m": lambda: self._go(Mode.ADD),
            "/": self._ask_text,
            "u": self._undo,
            "q": self._quit,
            "?": lambda: self._go(Mode.HELP),
            SPACE: self._put_off,
            ENTER: self._put_off,
        }
        if key.isdecimal():
            self._accept(self.shown, key)
        else:
            acts.get(key, self._unknown)()

    def _press_bulk(self, key: str) -> None:
        place = int(key) if key.isdecimal() else 0
        if key == "y":
            replies = tuple(Reply(case, Said.IS, (case.best,)) for case in self.bulk)
            self._decide(ReviewDecision(replies), f"{counted(count_songs(self.bulk), 'song')} accepted")
        elif 1 <= place <= len(self.examples):
            left_out = self.examples[place - 1].recording
            self.bulk = tuple(case for case in self.bulk if case.recording != left_out)
            self.bulk_from = self.bulk_from if self.examples else 0
            self._go(Mode.BULK if self.bulk else Mode.CASE)
        elif key == SPACE:
            self.bulk_from = self.bulk_from + self.room if len(self.bulk_songs) > self.room else 0
        else:
            self._go(Mode.CASE)

    def _press_text(self, key: str) -> None:
        if key == ENTER:
            self._search()
        elif key == ESCAPE:
            self._go(Mode.CASE)
        elif key == BACKSPACE:
            self.text = self.text[:-1]
        elif key.isprintable():
            self.text += key

    def _press_found(self, key: str) -> None:
        if key.isdecimal() or key == "a":
            self._accept(self.offered, "1" if key == "a" else key)
        else:
            self._go(Mode.CASE)

    def _press_open(self, key: str) -> None:
        self._go(Mode.CASE)
        place = 0 if key == "o" else int(key) if key.isdecimal() else -1
        if place == 0:
            self._open(page_for(self.case.refs[0]))
        elif 1 <= place <= len(self.shown):
            self._open(page_for(self.shown[place - 1].track.ref))

    def _press_add(self, key: str) -> None:
        self._go(Mode.CASE)
        if key == "o" and not is_known_there(self.case):
            self._open(page_to_create(self.case.track))

    def _press_end(self, key: str) -> None:
        if key == "u":
            self._undo()
        elif key in {SPACE, ENTER} and self.later:
            self.waiting, self.later = self.later, ()
            self._go(Mode.CASE)
        elif key == "q" or not self.later:
            self._quit()

    def _accept(self, candidates: Sequence[Candidate], key: str) -> None:
        place = int(key)
        if not 1 <= place <= len(candidates):
            self.message = f"there is no candidate {place}"
            return
        case, chosen = self.case, candidates[place - 1]
        self._decide(ReviewDecision((Reply(case, Said.IS, (chosen,)),)), "accepted")
        self.accepted = case, chosen

    def _accept_artist(self) -> None:
        pair = None if self.case.is_disputed else artist_pair(self.case, self._known_artists)
        if pair is None:
            self.message = "no id of this artist is known on one side: answer song by song"
            return
        named = {(pair.service, pair.artist_id): pair.artist_mbid}
        if named.items() <= self._known_artists.items():
            self.message = "this artist is known already; the song waits for another reason"
            return
        songs = concerned(self.waiting + self.later, pair)
        known = {**self._known_artists, **named}
        accepted = judged_anew(songs, known)
        told = accepted_of(count_songs(case for case, _ in accepted), count_songs(songs), "this artist")
        self._decide(ReviewDecision(artist=pair, accepted=accepted), told)
        self._known_artists = known

    def _ask_bulk(self) -> None:
        doubt = bulk_doubt(self.case)
        if not doubt:
            why = NEED_A_LOOK.get(
                only_doubt(self.case), "nothing, or more than one thing, or too much speaks against it"
            )
            self.message = f"this song needs a look of its own: {why}"
            return
        self.bulk, self.bulk_from = tuple(with_doubt(self.waiting + self.later, doubt)), 0
        self._go(Mode.BULK)

    def _ask_text(self) -> None:
        if is_known_there(self.case):
            self.message = f"MusicBrainz knows this song already; in doubt is where it is at {self.case.place}"
            return
        self.text = ""
        self._go(Mode.TEXT)

    def _search(self) -> None:
        self._go(Mode.CASE)
        if not self.text.strip():
            return
        try:
            tracks = self._outside.search(self.text)
        except ServiceError as error:
            self.message = str(error)
            return
        self.found = weighed(self.case.track, tracks, self._known_artists)[:EXAMPLES]
        self.message = "" if self.found else "MusicBrainz found nothing"
        self._go(Mode.FOUND if self.found else Mode.CASE)

    def _open(self, page: str) -> None:
        self.message = f"opened {page}" if self._outside.open_page(page) else f"no browser here; the page is {page}"

    def _put_off(self) -> None:
        self.waiting, self.later = self.waiting[1:], (*self.later, self.case)
        self._go(Mode.CASE)

    def _decide(self, decision: ReviewDecision, told: str) -> None:
        self._outside.carry_out(decision)
        left = self.left
        self._last = _Moment(self.waiting, self.later, self._known_artists, self._cleared)
        self.waiting, self.later = (
            tuple(rest for case in cases if (rest := decision.left_of(case))) for cases in (self.waiting, self.later)
        )
        self._cleared += left - self.left
        self.accepted, self.message = None, f"{told} (u takes it back)"
        self._go(Mode.CASE)

    def _undo(self) -> None:
        if self._last is None:
            self.message = "there is nothing to take back; `syncd review forget` takes back older answers"
            return
        self._outside.undo()
        self.waiting, self.later, self._known_artists = self._last.waiting, self._last.later, self._last.known_artists
        self._cleared, self._last, self.accepted = self._last.cleared, None, None
        self._go(Mode.CASE)
        self.message = "taken back"

    def _go(self, mode: Mode) -> None:
        """Change what the keys mean; without songs there is nothing more to ask, only to take back."""
        self.mode = mode if self.waiting else Mode.END

    def _quit(self) -> None:
        self.is_over = True

    def _unknown(self) -> None:
        self.message = "? shows the keys"
