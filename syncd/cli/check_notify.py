"""The doctor's look at `[notify]`: whether somebody who is to be told can be told. No address is ever shown."""

from collections.abc import Iterator, Sequence

from syncd.cli.finding import Finding, Health, fail, from_error, ok, warn
from syncd.daemon.messenger import INSTALL, LONGEST, Message, Messenger, is_installed, understood
from syncd.daemon.notifier import Sent
from syncd.daemon.secrets import Secret, SecretMissing
from syncd.daemon.settings import Settings

_CHECK = "notify"
_TRIAL = Message("syncd: a trial", "You asked whether this reaches you: syncd doctor --notify. Nothing is the matter.")
_MEND = "mend the address: https://github.com/caronc/apprise says how each service's is written"
_FAILED = {
    Sent.FAILED: ("did not take the trial message", "check the address, and that its service can be reached from here"),
    Sent.NOT_INSTALLED: ("was not asked, for Apprise is not installed", INSTALL),
    Sent.UNSURE: (f"did not answer within {LONGEST:.0f} s; perhaps the trial message went out", "look whether it came"),
}


def check_messenger(settings: Settings, *, with_trial: bool = False) -> Iterator[Finding]:
    """Whether the addresses can be read, and whether Apprise knows what they mean; a trial message where it is asked for."""
    urls = settings.notify.urls
    if not urls:
        if with_trial:
            yield fail(
                _CHECK, "nobody is to be told: [notify] names no address", "set urls of [notify], then try again"
            )
        return
    if not is_installed():
        yield warn(_CHECK, "Apprise is not installed, so nobody is told anything", INSTALL)
        return
    sound: list[Secret] = []
    yield from _check_addresses(urls, sound)
    if with_trial:
        yield from map(_tried, sound)


def _check_addresses(urls: Sequence[Secret], sound: list[Secret]) -> Iterator[Finding]:
    """A finding for each address that is none; the others are put into `sound`."""
    read: list[tuple[Secret, str]] = []
    for each in urls:
        try:
            read.append((each, each.read()))
        except SecretMissing as error:
            yield from_error(_CHECK, error, Health.FAIL, "set urls of [notify]")
    known = understood([address for _, address in read])
    if known is None:
        yield warn(_CHECK, "Apprise did not say whether it knows the addresses", "send a trial: syncd doctor --notify")
        sound += [url for url, _ in read]
        return
    sound += [url for (url, _), is_known in zip(read, known, strict=True) if is_known]
    unknown = [url for (url, _), is_known in zip(read, known, strict=True) if not is_known]
    yield from (fail(_CHECK, f"{url}: Apprise knows no such address", _MEND) for url in unknown)
    if sound:
        yield ok(_CHECK, f"{', '.join(map(str, sound))}: Apprise knows what that means")


def _tried(url: Secret) -> Finding:
    sent = Messenger([url], lambda: False).send(_TRIAL)
    if sent is Sent.DELIVERED:
        return ok(_CHECK, f"{url}: took the trial message")
    detail, remedy = _FAILED[sent]
    return fail(_CHECK, f"{url}: {detail}", remedy)
