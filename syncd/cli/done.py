"""Words for what syncd changed, for every command that tells of it."""

from collections.abc import Sequence

from syncd.cli.links import page_for
from syncd.domain.account import Account, Score
from syncd.domain.errors import UsageError
from syncd.domain.memory import AccountRecord
from syncd.domain.track import TrackRef
from syncd.store.past import Names

DID = {Score.LOVE: "loved", Score.NONE: "unloved", Score.HATE: "hated"}
"""What a change to a score is called; a hate that went is `cleared`."""


def did(old: Score, new: Score) -> str:
    """What a change is called."""
    return "cleared" if (old, new) == (Score.HATE, Score.NONE) else DID[new]


def song_fields(ref: TrackRef, names: Names) -> dict[str, str]:
    """A song with its link, for programs and for `show.song_of`."""
    track = names.get(ref)
    return {
        "artist": track.artist if track else "",
        "title": track.title if track else "",
        "ref": str(ref),
        "page": page_for(ref),
    }


def accounts_named(records: Sequence[AccountRecord], profile: str | None, name: str | None) -> list[Account]:
    """The accounts that a command is about. Raises UsageError where none bears the name."""
    accounts = [record.account for record in records if profile in {None, record.account.profile}]
    if name is None:
        return accounts
    named = [account for account in accounts if account.name == name]
    if not named:
        known = ", ".join(account.name for account in accounts) or "none yet"
        raise UsageError(f"--account {name}: there is no such account; accounts: {known}")
    return named
