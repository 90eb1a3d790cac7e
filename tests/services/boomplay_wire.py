"""The stand-in for Boomplay behind a real socket, with answers that a test scripts."""

from datetime import UTC, datetime
from typing import Any

from syncd.sandbox import boomplay as stand_in
from tests.services.scripted_wire import ScriptedWire

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOKEN = "canary+token/with==padding"
USER_ID = "VjNi+G9VQh7vVft6l6o/kw=="
LIST, WHO, TRACKS = "/favourite/v1/tracks", "/user/getUserInfo", "/track/v1/trackIds"


class Wire(ScriptedWire):
    """Boomplay, and what is scripted for a path."""

    def __init__(self, service: stand_in.Boomplay) -> None:
        super().__init__(service, NOW.timestamp)
        self.service = service


def page(*ids: int, counts: int | None = None) -> dict[str, Any]:
    rows = [{"track_id": number, "track_title": f"Song {number}"} for number in ids]
    return {"desc": None, "code": 0, "counts": len(ids) if counts is None else counts, "data": rows}
