"""The services and catalogues, one file each; none imports another. `http.py` is the one way out."""
