"""Stand-ins for Boomplay, ListenBrainz, Jamendo and MusicBrainz over real HTTP on loopback.

They know nothing of the rest of syncd and use the standard library only (and anyascii for ListenBrainz' fold).
"""

from syncd.sandbox.quirks import Quirk
from syncd.sandbox.server import Sandbox
from syncd.sandbox.settings import SandboxSettings
from syncd.sandbox.switches import Fault, Switch
from syncd.sandbox.tsv import BadCatalogue

__all__ = ["BadCatalogue", "Fault", "Quirk", "Sandbox", "SandboxSettings", "Switch"]
