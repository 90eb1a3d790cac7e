"""The floor of an idle poll: Boomplay's list read by the HTTP library alone, and nothing made of it.

`python -m benchmarks.bare CONFIG` prints the CPU seconds of that, imports and certificates aside.
"""

import argparse
import tomllib
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from benchmarks.cost import cpu_seconds

_ROWS_A_PAGE = 50


def main() -> None:
    """Read the list, page by page, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare", description=__doc__)
    parser.add_argument("config", type=Path, metavar="CONFIG")
    config = tomllib.loads(parser.parse_args().config.read_text(encoding="utf-8"))
    address = f"{config['hosts']['boomplay']['base_url']}/favourite/v1/tracks"
    with httpx.Client(trust_env=False, headers=_headers(config)) as client:
        start = cpu_seconds()
        for page in count():
            params = {"offset": page * _ROWS_A_PAGE, "limit": _ROWS_A_PAGE}
            answer = client.get(address, params=params).raise_for_status()
            if not answer.json()["data"]:
                break
        print(cpu_seconds() - start)


def _headers(config: dict[str, Any]) -> dict[str, str]:
    token, app_id = config["accounts"]["my-boomplay"]["token"], config["apps"]["boomplay"]["app_id"]
    return {"Content-Type": "application/json", "app_id": app_id, "Authorization": f"Bearer {token}"}


if __name__ == "__main__":
    main()
