"""What a configuration may say already, and this version does not carry out yet. Better told than believed."""

from collections.abc import Iterator

from syncd.daemon.settings import Hates, ListenBrainzAccount, Removals, Settings


def not_yet(settings: Settings) -> Iterator[str]:
    """The settings that have no effect in this version, as the configuration writes them."""
    if settings.removals is not Removals.OFF:
        yield f'removals = "{settings.removals}"'
    if settings.hates is not Hates.VETO:
        yield f'hates = "{settings.hates}"'
    if settings.keep_history != Settings.model_fields["keep_history"].default:
        yield "keep_history"
    if settings.daemon.listen:
        yield "daemon.listen"
    if settings.notify.urls:
        yield "notify.urls"
    for account in settings.all_accounts():
        if isinstance(account.settings, ListenBrainzAccount) and account.settings.pins:
            yield f"accounts.{account.name}.pins"
