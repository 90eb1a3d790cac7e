"""`syncd pin` and `syncd unpin`: one song on a ListenBrainz user's page, for all to see."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

from syncd.cli.exits import Exit
from syncd.cli.links import page_for
from syncd.cli.mention import Mention, ask_for_one, found, parse_mention, song
from syncd.cli.options import Common
from syncd.cli.remembered import looking
from syncd.cli.session import program, settings_of, writing
from syncd.cli.show import console, safe
from syncd.daemon.at_listenbrainz import Pinned, PinOrder, account_named, pin, unpin
from syncd.daemon.durations import parse_duration
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program
from syncd.domain.dossier import Dossier
from syncd.domain.errors import UsageError
from syncd.domain.track import Service, TrackRef
from syncd.engine.world import Unwatched
from syncd.services.listenbrainz_pins import LONGEST_NOTE, Pin

_OWN_IDS = {Service.MUSICBRAINZ, Service.LISTENBRAINZ}


def pin_song(asked: Common, text: str, *, note: str, until: str | None, account: str | None) -> int:
    """Pin one song; 3 where ListenBrainz took it and does not show it."""
    mention, settings = parse_mention(text), settings_of(asked)
    if len(note) > LONGEST_NOTE:
        raise UsageError(f"--note: {len(note)} characters; ListenBrainz takes {LONGEST_NOTE} at most")
    chosen = account_named(settings, asked.profile, account)
    with writing(settings), program(settings, asked, dry_run=False, progress=Unwatched()) as built:
        order = PinOrder(_ref(built, mention), note, _end(until, built.clock.now()))
        pinned = pin(built, chosen, order)
    _print(_pinned(chosen.name, order, pinned))
    return Exit.DONE if order.is_met_by(pinned.now) else Exit.TROUBLE


def checked(asked: Common, text: str, settings: Settings) -> dict[str, str]:
    """What the text meant at this moment, for a daemon that pins it later; raises UsageError where it means nothing."""
    with looking(settings, asked) as built:
        return {"text": str(_ref(built, parse_mention(text)))}


def end_pin(asked: Common, *, account: str | None) -> int:
    """End the pin; 3 where it stands still."""
    settings = settings_of(asked)
    chosen = account_named(settings, asked.profile, account)
    with writing(settings), program(settings, asked, dry_run=False, progress=Unwatched()) as built:
        pinned = unpin(built, chosen)
    _print(_unpinned(chosen.name, pinned))
    return Exit.DONE if pinned.now is None else Exit.TROUBLE


def _end(until: str | None, now: datetime) -> datetime | None:
    try:
        return None if until is None else now + parse_duration(until)
    except ValueError as error:
        raise UsageError(f"--until {until}: {error}") from None


def _ref(built: Program, mention: Mention) -> TrackRef:
    """What ListenBrainz calls it: its MBID, else its MSID, whether or not we know more of it than that."""
    known = _known(built, mention)
    if not known:
        assert isinstance(mention, TrackRef), "whatever else is unknown was refused"
        return TrackRef(Service.LISTENBRAINZ, mention.id)
    ask_for_one(mention, known)
    if mbid := known[0].mbid:
        return TrackRef(Service.LISTENBRAINZ, mbid)
    ref = next((each.ref for each in known[0].heard if each.ref.is_msid), None)
    if ref is None:
        raise UsageError(
            f"{song(known[0])}: nobody knows its MBID yet, and ListenBrainz pins by that; see syncd review"
        )
    return ref


def _known(built: Program, mention: Mention) -> list[Dossier]:
    """What is known of it; of an id that ListenBrainz itself understands, nothing need be."""
    try:
        return found(built, mention)
    except UsageError:
        if isinstance(mention, TrackRef) and mention.service in _OWN_IDS:
            return []
        raise


def _pinned(account: str, order: PinOrder, pinned: Pinned) -> Iterator[str]:
    now = pinned.now
    if now is None or not order.is_met_by(now):
        yield f"{account}: ListenBrainz took it, but does not show it; look at {_page(pinned.user)}"
        return
    already = " already" if pinned.before == now else ""
    yield f"{account}: {_named(now)} is{already} pinned{_until(now)}, for all to see: {_page(pinned.user)}"
    if pinned.before is not None and pinned.before.ref != now.ref:
        yield f"  it took the place of {_named(pinned.before)}"
    if not now.track.title:
        yield f"  ListenBrainz does not know this recording, or not yet: is {page_for(now.ref)} the right one?"


def _unpinned(account: str, pinned: Pinned) -> Iterator[str]:
    if pinned.before is None:
        yield f"{account}: nothing is pinned"
    elif pinned.now is not None:
        yield f"{account}: {_named(pinned.now)} is still pinned; look at {_page(pinned.user)}"
    else:
        yield f"{account}: {_named(pinned.before)} is no longer pinned; it stays among the pins of before, in public"


def _named(pin: Pin) -> str:
    track = pin.track
    return f"{track.artist or '?'} - {track.title}" if track.title else page_for(track.ref)


def _until(pin: Pin) -> str:
    return f" until {pin.until:%Y-%m-%d %H:%M} UTC" if pin.until else ""


def _page(user: str) -> str:
    return f"https://listenbrainz.org/user/{quote(user, safe='')}/"


def _print(lines: Iterator[str]) -> None:
    out = console()
    for line in lines:
        out.print(safe(line))
