"""Dice that fall alike wherever they are thrown: what a seed gives does not hang on which modules are loaded.

Hypothesis' own mixes numbers into its draws that it finds in the source of every module of the project that somebody
has imported by then. A seed would mean another history in the whole suite than in one file of it.
"""

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.internal.constants_ast import Constants

DICE = "dice alone"
"""The name of these dice, for `settings(backend=…)`."""


class DiceAlone(HypothesisProvider):
    """Hypothesis' draws without what it read in our source."""

    _local_constants = Constants()


AVAILABLE_PROVIDERS[DICE] = f"{__name__}.{DiceAlone.__name__}"
