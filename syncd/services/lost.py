"""What a failed exchange means, without the HTTP library's own text: that may hold the URL or a header."""

import httpx

from syncd.domain.errors import NEXT_SYNC, Late, Rejected, ServiceError, Unavailable

_NO_CONNECTION = f"check the network; {NEXT_SYNC}"


def translated(error: httpx.HTTPError, where: str, path: str) -> ServiceError:
    """The error as one of ours; its `never_left` is True where no connection stood."""
    match error:
        case httpx.LocalProtocolError():
            return Rejected(where, f"a value for {path} cannot be sent over HTTP")
        case httpx.ConnectTimeout():
            return Unavailable(where, "no connection in time", remedy=_NO_CONNECTION, never_left=True)
        case httpx.ConnectError():
            return Unavailable(where, "no connection", remedy=_NO_CONNECTION, never_left=True)
        case httpx.TimeoutException():
            return Late(where, f"{path}: no answer in time")
        case _:
            return Unavailable(where, f"{path}: the answer broke off")
