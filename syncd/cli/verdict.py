"""What a status amounts to: one line, what to do about it, and an exit code. Pure functions of the JSON object."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from syncd.cli.began_with import OUTDATED, RESTART
from syncd.cli.by_hand import Decides, by_hand, loves_of_denied, undecided
from syncd.cli.exits import NEEDS_A_HUMAN, OUT_OF_REACH, Exit
from syncd.cli.held import gone_at_source, held_lines, what_is_held
from syncd.cli.hosts import CATALOGUES
from syncd.cli.owed import owed_words
from syncd.cli.show import counted, until_it_may_write
from syncd.cli.why import DUE_NOW
from syncd.domain.instants import to_the_minute
from syncd.engine.approve import HeldKind
from syncd.planner.unsure import UNHEARD

Status = Mapping[str, Any]

_OPEN = {"pending": "still to be done", "held": "held back", "failed": "given up"}
_WHAT_TO_DO = {
    "doubtful": "doubtful, it may be another song: a human must say; see them: syncd status --state doubtful",
    "held": "held back; see why: syncd status --state held",
    "failed": "given up; see why: syncd status --state failed",
    "pending": "still to be done; run: syncd sync",
}
_AFTER_A_LOGIN = "still to be done, once that account was read"
_WHAT_TO_DO_WITH_OWED = {**_WHAT_TO_DO, "held": "held back", "failed": "given up; try again: syncd retry"}


def verdict(status: Status) -> str:
    """How everything is, in one line."""
    text = _verdict(status)
    return text[0].upper() + text[1:]


def _verdict(status: Status) -> str:
    if not status["balanced"]:
        return "a bug: the states do not add up to the favourites"
    if not any(True for _ in _accounts(status)):
        return "nothing to do: the configuration has no enabled account"
    if needs := [_need(name, fields) for name, fields in _accounts(status) if fields["state"] in NEEDS_A_HUMAN]:
        return f"needs you: {'; '.join([*needs, *_endings(status)])}"
    if _is_new(status) and not _is_outdated(status):
        return "nothing has been synced yet; see what a sync would do: syncd plan; do it: syncd sync"
    if troubles := list(_troubles(status)):
        return f"not all is done: {'; '.join([*troubles, *_endings(status), *_clicks(status)])}"
    return _well(status)


def _well(status: Status) -> str:
    """Nothing is wrong; perhaps something waits all the same."""
    waits = list(_waits(status))
    if not waits:
        return f"all well: {_sizes(status)}"
    wait = "waits" if len(waits) == 1 else "wait"
    return f"all well. {counted(len(waits), 'thing')} {wait} for you: {'; '.join(waits)}"


def hints(status: Status) -> list[str]:
    """What to do next, a line each with the command."""
    accounts = dict(_accounts(status))
    lines = [
        line
        for target, counts in _targets(status)
        for left in _left(counts)
        for line in _hint(target, left, _advised(status, target, counts, left.advice), accounts.get(target, {}))
    ]
    if any(map(_is_unread, accounts.values())) and not _is_new(status):
        lines.append(_beside_a_daemon(status, "an account was never read; run: syncd sync"))
    if _is_outdated(status):
        lines.append(f"{OUTDATED}; {RESTART}")
    if any(fields["state"] in OUT_OF_REACH | NEEDS_A_HUMAN for fields in accounts.values()):
        lines.append("to see what is wrong and what mends it, run: syncd doctor")
    lines += _by_hand(status)
    kept = [line for name, fields in accounts.items() for line in gone_at_source(name, fields)]
    return lines + kept + [line for name, fields in accounts.items() for line in held_lines(name, fields)]


@dataclass(frozen=True, slots=True)
class _Left:
    """What is not done at a target: how many of `what` in one state, what to do about it, and so many for each reason."""

    state: str
    what: str
    advice: str
    why: Mapping[str, int]


def _left(counts: Mapping[str, Any]) -> Iterator[_Left]:
    """The songs first; what the reasons of those that failed are, another command shows."""
    for state, advice in _WHAT_TO_DO.items():
        if counts[state]:
            yield _Left(state, str(counts[state]), advice, counts.get("why", {}) if state == "pending" else {})
    for state, what, why in owed_words(counts):
        if state in _OPEN:
            yield _Left(state, what, _WHAT_TO_DO_WITH_OWED[state], why)


def _advised(status: Status, target: str, counts: Mapping[str, Any], advice: str) -> str:
    """The advice as it suits this target now: a sync cannot help before those may be asked for whom its songs wait."""
    advised = _beside_a_daemon(status, advice)
    if advice == _WHAT_TO_DO["pending"] and _waits_for_a_login(status, counts):
        return _AFTER_A_LOGIN
    if advice != _WHAT_TO_DO["pending"] or not (rests := _rests(status, target, counts)):
        return advised
    last = to_the_minute(datetime.fromisoformat(max(rests.values())))
    return f"{advised} after {last}: until then {' and '.join(rests)} {'rests' if len(rests) == 1 else 'rest'}"


def _waits_for_a_login(status: Status, counts: Mapping[str, Any]) -> bool:
    """Whether an account must log in, and all that is to be done waits for the first whole list of such a one."""
    why = counts.get("why", {})
    is_shut_out = any(fields["state"] in NEEDS_A_HUMAN for _, fields in _accounts(status))
    return is_shut_out and bool(why) and all(reason.endswith(UNHEARD) for reason in why)


def _rests(status: Status, target: str, counts: Mapping[str, Any]) -> dict[str, str]:
    """Until when the hosts rest for which the songs of a target wait: its own, else those who know who is who."""
    hosts = status.get("hosts", {})
    resting = {host: fields["rests_until"] for host, fields in hosts.items() if fields["rests_until"]}
    own = dict(_accounts(status)).get(target, {}).get("service")
    if own not in resting and DUE_NOW in counts.get("why", {}):
        return {}
    return {host: until for host, until in resting.items() if host == own or host in CATALOGUES}


def _beside_a_daemon(status: Status, advice: str) -> str:
    """What a daemon does by itself, and keeps others from doing."""
    if status["daemon"]["process"] is None:
        return advice
    goes_on = "the daemon is to be restarted first" if _is_outdated(status) else "the daemon goes on with it"
    return advice.replace("run: syncd sync", goes_on)


def _is_outdated(status: Status) -> bool:
    """Whether a daemon works by another configuration than the one that this status is about: it may know other accounts."""
    return bool(status["daemon"].get("is_outdated"))


def _waits(status: Status) -> Iterator[str]:
    """What only a human can bring to an end, though nothing is wrong."""
    for name, fields in _accounts(status):
        if fields["state"] == "asleep":
            yield f"{name} sleeps until you log in: syncd login {name}"
    yield from _endings(status)
    for target, counts in _targets(status):
        if counts["doubtful"]:
            yield f"{counted(counts['doubtful'], 'doubtful song')} at {target}: syncd review"
        if count := sum(song["waits_for"] == Decides.REVIEW for song in counts["undecided"]):
            yield f"{loves_of_denied(count)} still at {target}: syncd review"
    if status["daemon"].get("port_trouble"):
        yield "health and metrics wait for their port"
    yield from _clicks(status)


def _endings(status: Status) -> Iterator[str]:
    """Logins that soon run out, where only a human can renew them."""
    logins = [fields.get("login") for _, fields in _accounts(status) if fields["state"] != "asleep"]
    yield from (login["ending"] for login in logins if login and login["ending"])


def _clicks(status: Status) -> Iterator[str]:
    """What waits for its human alone: nothing that syncd could do."""
    for target, counts in _targets(status):
        if count := len(counts["by_hand"]):
            loves = "1 love of a wrong match waits" if count == 1 else f"{count} loves of wrong matches wait"
            yield f"{loves} for you at {target}"


def _by_hand(status: Status) -> Iterator[str]:
    """Where to click for that, and what may come to it."""
    accounts = dict(_accounts(status))
    for target, counts in _targets(status):
        for page in counts["by_hand"]:
            yield from by_hand(target, accounts[target]["service"], page)
        yield from undecided(target, counts["undecided"])


def _hint(target: str, left: _Left, advice: str, account: Mapping[str, Any]) -> Iterator[str]:
    """What becomes of what is left, and for what that which is still to be done waits."""
    if left.state == "pending" and account.get("state") == "needs_login":
        yield f"{target}: {left.what} still to be done, once its login is in order"
        return
    if left.state == "held" and account.get("state") == "awaiting_approval" and not account["held"]:
        until = until_it_may_write(account["service"])
        yield f"{target}: {left.what} held back {until}; there is nothing to approve in syncd"
        return
    yield f"{target}: {left.what} {advice}"
    yield from (f"  {count}: {reason}" for reason, count in left.why.items())


def exit_for_status(status: Status) -> Exit:
    """4 where an account needs a human, 3 where something is held, failed (a wish, too), still due or could not be read."""
    if not status["balanced"]:
        return Exit.BUG
    if any(fields["state"] in NEEDS_A_HUMAN for _, fields in _accounts(status)):
        return Exit.HUMAN
    return Exit.TROUBLE if any(True for _ in _troubles(status)) else Exit.DONE


def _accounts(status: Status) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for profile in status["profiles"].values():
        yield from profile["accounts"].items()


def _targets(status: Status) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for profile in status["profiles"].values():
        yield from profile["targets"].items()


def _need(name: str, fields: Mapping[str, Any]) -> str:
    what = "must log in" if fields["state"] == "needs_login" else "may not be written yet"
    if fields.get("lacks_secret"):
        what = "lacks a secret"
    why = fields["trouble"].removeprefix(f"{name}: ")
    return f"{name} {what}: {why or f'renew accounts.{name} in the configuration'}"


def _troubles(status: Status) -> Iterator[str]:
    for name, fields in _accounts(status):
        if fields["state"] in OUT_OF_REACH:
            yield f"{name} could not be read ({fields['state']})"
        elif _is_unread(fields) and not _is_new(status):
            yield f"{name} was never read"
        if fields["guarded"]:
            hates = sum(row["hates"] for row in fields["held"])
            yield f"{name} lacks {what_is_held(fields['guarded'], hates)} at once"
        yield from (
            f"{counted(row['count'], 'removal')} held at {name}"
            for row in fields["held"]
            if row["kind"] == HeldKind.REMOVALS
        )
    for target, counts in _targets(status):
        left = [each for each in _left(counts) if each.state in _OPEN]
        left.sort(key=lambda each: [*_OPEN].index(each.state))
        yield from (f"{each.what} {_OPEN[each.state]} at {target}" for each in left)
    if _is_outdated(status):
        yield OUTDATED
    yield from (f"a command left for the daemon failed: {wish['verb']}" for wish in status["daemon"]["failed_wishes"])


def _is_new(status: Status) -> bool:
    """Whether no account was ever asked by a sync: that is a beginning, and no trouble."""
    return all(_is_unread(fields) for _, fields in _accounts(status))


def _is_unread(fields: Mapping[str, Any]) -> bool:
    return fields["state"] == "resting" and fields["last_whole_look"] is None


def _sizes(status: Status) -> str:
    """The favourites of everybody, and how many of them have arrived where."""
    total = sum(profile["favourites"] for profile in status["profiles"].values())
    arrived = [f"{counts['settled']} settled at {target}" for target, counts in _targets(status)]
    return ", ".join([f"{total} favourites", *arrived])
