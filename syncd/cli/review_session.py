"""`syncd review` on a terminal; without one, the list."""

import os
from collections.abc import Callable, Sequence

from syncd.cli.began_with import refuse_outdated
from syncd.cli.by_hand import by_hand, left_to_a_sync
from syncd.cli.exits import Exit
from syncd.cli.links import page_for
from syncd.cli.options import Common
from syncd.cli.remembered import looking
from syncd.cli.review_desk import Desk
from syncd.cli.review_dialogue import Review
from syncd.cli.review_list import show_list
from syncd.cli.review_modes import Outside
from syncd.cli.review_terminal import converse, is_terminal, keys, open_page, until_hang_up
from syncd.cli.review_wishing import WishingDesk
from syncd.cli.session import LEFT, program, settings_of, stopped_by, stopping, writing
from syncd.cli.show import console, counted, safe
from syncd.cli.wishing import grant_older
from syncd.daemon.config_file import load
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, Can
from syncd.domain.errors import StoreLocked
from syncd.domain.track import Service, Track, TrackRef
from syncd.engine.world import Unwatched
from syncd.services.musicbrainz_search import find_recordings


def review(asked: Common) -> int:
    """Ask a human about everything that waits."""
    if not is_terminal():
        return show_list(asked, as_json=False)
    return deciding(asked, _converse)


def at_desk(asked: Common, work: Callable[[Desk], None]) -> int:
    """Do something that answers, as the one writer; then take back at once what wrong matches had made."""
    settings = settings_of(asked)
    grant_older(asked)
    with writing(settings), program(settings, asked, dry_run=False, progress=Unwatched()) as built:
        desk = Desk(built, asked.profile or "")
        work(desk)
        return take_back(desk)


def deciding(asked: Common, work: Callable[[Desk], None]) -> int:
    """The same, of work that only decides; beside a running daemon its decisions are left to that."""
    try:
        return at_desk(asked, work)
    except StoreLocked as locked:
        if not locked.is_daemon:
            raise
    settings = load(asked.config, os.environ)
    refuse_outdated(settings)
    with looking(settings, asked) as built, stopping(built.clock):
        desk = WishingDesk(built, asked.profile or "")
        work(desk)
    if desk.left:
        console().print(safe(LEFT))
    return Exit.DONE


def take_back(desk: Desk) -> int:
    """Take back what the answers made wrong, and say so; where a service cannot, where to click."""
    out = console()
    if desk.amends:
        out.print("taking back what wrong matches had made ...")
    taken = desk.take_back()
    if taken.done:
        out.print(f"{counted(taken.done, 'love')} of wrong matches taken back")
    waits = False
    for account, ref in taken.open:
        waits |= Can.UNLOVE in account.can
        for line in _fate(account, ref, is_denied=ref in taken.denied):
            out.print(safe(line))
    return Exit.TROUBLE if waits else Exit.DONE


def _fate(account: Account, ref: TrackRef, *, is_denied: bool) -> list[str]:
    if Can.UNLOVE in account.can:
        return [f"{account.name}: {page_for(ref)} is taken back by the next sync"]
    return by_hand(account.name, account.service, page_for(ref)) if is_denied else left_to_a_sync(account.name, ref)


def searcher(built: Program) -> Callable[[str], Sequence[Track]]:
    """Asks MusicBrainz, at its pace."""
    return lambda text: find_recordings(built.hosts[Service.MUSICBRAINZ], text)


def _converse(desk: Desk) -> None:
    cases = desk.cases()
    outside = Outside(desk.built.clock.elapsed, searcher(desk.built), open_page, desk.carry_out, desk.undo)
    dialogue = Review(cases, desk.known_artists(), outside)
    with until_hang_up(), keys(lambda: bool(stopped_by)) as source:
        converse(dialogue, source, console())
    console().print(f"{dialogue.left} left" if cases else safe(desk.nothing_waits()))
