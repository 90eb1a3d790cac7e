"""The services and catalogues. `http.py` is the one way out.

A file of one service says so by its name: `jamendo.py` is what the engine sees of it, `jamendo_login.py` and
`jamendo_wire.py` are its own affair. No service imports another; what has no such name is for all of them.
`metabrainz.py` makes one catalogue of two.
"""

from syncd.lean import without

with without("click"):  # httpx has a command line of its own, which takes rich and pygments along
    import httpx as _httpx  # noqa: F401  # imported here first, so that later imports find it as it is
