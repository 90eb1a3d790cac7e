"""A configuration of syncd that points at a sandbox (`contract.md` §1)."""

import json
from collections.abc import Mapping
from pathlib import Path

from syncd.sandbox.services import BOOMPLAY_APP_ID, JAMENDO_CLIENT_ID, JAMENDO_CLIENT_SECRET, JAMENDO_REDIRECT_URI
from syncd.sandbox.world import World

CONTACT = "sandbox@syncd.local"
"""Who is to be asked about the sandbox's requests: nobody but the sandbox hears them."""

Scalar = str | int | float | bool
Table = Mapping[str, Scalar]


def tables(
    world: World, base_urls: Mapping[str, str], pace: float, access_token: str, refresh_token: str
) -> dict[str, Table]:
    """The tables of the configuration, by their names."""
    hosts: dict[str, Table] = {
        f"hosts.{name}": {"base_url": url, "requests_per_second": pace} for name, url in base_urls.items()
    }
    return {
        "apps.boomplay": {"app_id": BOOMPLAY_APP_ID},
        "apps.jamendo": {
            "client_id": JAMENDO_CLIENT_ID,
            "client_secret": JAMENDO_CLIENT_SECRET,
            "redirect_uri": JAMENDO_REDIRECT_URI,
        },
        "accounts.my-boomplay": {"service": "boomplay", "token": world.boomplay.token},
        "accounts.my-listenbrainz": {"service": "listenbrainz", "token": world.listenbrainz[0].token},
        "accounts.my-jamendo": {
            "service": "jamendo",
            "access_token": access_token,
            "refresh_token": refresh_token,
        },
        **hosts,
    }


def written(database: str | Path, sections: Mapping[str, Table], options: Table) -> str:
    """The whole file as TOML; `options` are further settings at top level."""
    top = {"contact": CONTACT, "database": str(database), **options}
    parts = [_lines(top), *(f"[{name}]\n{_lines(table)}" for name, table in sections.items())]
    return "\n".join(parts)


def _lines(table: Table) -> str:
    # JSON's texts, numbers and booleans are TOML's as well.
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())
