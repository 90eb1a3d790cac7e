"""What may travel between the accounts of a household beside loves, and what must: unloves and hates.

As in `truth.py` there are two bounds: an unlove *may* travel as long as somebody may have meant it, and it *must* have
travelled at rest where he meant it for certain and nobody said anything of that song since.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

Place = tuple[str, str]  #: an account and a song


@dataclass(slots=True)
class Travelling:
    """The settings of one history, and what humans said that they are about; `hears` tells which accounts speak for all."""

    unloves: bool = False
    hates: bool = False
    may_go: dict[Place, int] = field(
        default_factory=dict
    )  #: unloved there, perhaps for all; in how many looks it is heard
    must_go: set[str] = field(default_factory=set)  #: for certain, and not a word about it since
    anew: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  #: loved since, by whom; not heard yet
    hated: set[Place] = field(default_factory=set)  #: ever
    by_hand: set[Place] = field(default_factory=set)  #: our loves there that an undo left to be taken away by hand
    unhated: set[str] = field(default_factory=set)  #: songs whose hates of ours may go
    no_more: set[Place] = field(default_factory=set)  #: hated there no longer, as surely, and not a word about it since

    def unloved(self, place: Place, *, looks: int, is_certain: bool) -> None:
        """Somebody who speaks for all unloves a song; so many looks it takes to hear him."""
        title = place[1]
        self.may_go[place] = looks
        self.must_go |= {title} if is_certain else set()
        self.anew.pop(title, None)

    def said_otherwise(self, title: str) -> None:
        """Somebody said something about a song, so that nothing is certain any more."""
        self.must_go.discard(title)
        self.no_more = {place for place in self.no_more if place[1] != title}

    def hated_no_longer(self, place: Place, *, is_certain: bool) -> None:
        """Somebody hates a song no longer: our hates of it may go, and there it is not hated again."""
        self.unhated.add(place[1])
        self.no_more |= {place} if is_certain else set()

    def loved_anew(self, account: str, title: str) -> None:
        """Somebody who speaks for all loves a song that he did not love."""
        self.anew[title].add(account)

    def heard(self, accounts: Collection[str], *, blurred: Collection[str], hidden: Collection[Place] = ()) -> None:
        """What these accounts loved anew is heard now: the unlove is over, unless nobody can tell that they are one song."""
        for place in self.may_go:  # of what is doubted, or was taken down, nobody hears yet that it was unloved
            self.may_go[place] -= place[0] in accounts and place not in hidden
        over = {title for title, loving in self.anew.items() if loving & set(accounts)} - set(blurred)
        # an unlove that is heard only later is the later word
        self.may_go = {place: left for place, left in self.may_go.items() if place[1] not in over or left > 0}
        for title in over:
            del self.anew[title]

    def may_unlove(self, title: str) -> bool:
        """Whether an unlove of this song may leave for anybody."""
        return self.unloves and (title in self.gone() or (self.hates and title in self.unhated))

    def gone(self) -> set[str]:
        """Songs that somebody unloved, perhaps for the whole profile."""
        return {title for _, title in self.may_go}

    def may_hate(self, place: Place, hears: Collection[str]) -> bool:
        """Whether a hate of this song may leave for an account: somebody else who speaks for all hated it once."""
        return self.hates and any(
            account in hears and account != place[0] for account, song in self.hated if song == place[1]
        )
