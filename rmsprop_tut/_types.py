"""What is computed with: numbers, and arrays of them."""

from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Number = TypeVar("Number", float, Array)
