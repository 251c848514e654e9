"""The numbers in the errata."""

from ...lab.airfoil import EXAMPLES
from ...lab.regression import RECORD_EVERY
from .registry import fact


@fact(".1f")
def stretches_per_epoch() -> float:
    """A stretch of 200 examples is an epoch's 1,500 divided by 7.5."""
    return EXAMPLES / RECORD_EVERY
