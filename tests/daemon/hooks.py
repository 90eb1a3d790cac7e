"""A web hook on loopback, at which messages arrive."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from typing import Any


class Letters(list[Any]):
    """What arrived; `wait` gives the next one that does."""

    def __init__(self) -> None:
        super().__init__()
        self._arriving: Queue[Any] = Queue()

    def arrive(self, letter: Any) -> None:
        """One more."""
        self.append(letter)
        self._arriving.put(letter)

    def wait(self, seconds: float) -> Any:
        """The next one that nobody waited for yet."""
        return self._arriving.get(timeout=seconds)


@contextmanager
def web_hook() -> Iterator[tuple[str, Letters]]:
    """Its address, in Apprise's words, and what it was told; `/well` takes a message, any other path refuses it."""
    letters = Letters()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            letters.arrive(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if self.path == "/well" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"json://127.0.0.1:{server.server_port}", letters
    finally:
        server.shutdown()
        server.server_close()
