"""The services and catalogues, one file each; none imports another. `http.py` is the one way out."""

from syncd.lean import without

with without("click"):  # httpx has a command line of its own, which takes rich and pygments along
    import httpx as _httpx  # noqa: F401  # imported here first, so that later imports find it as it is
