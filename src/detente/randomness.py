"""The only place that makes a random generator."""

from __future__ import annotations

import numpy as np

from detente.validation import checked_seed


def generator(seed: int, *stream: int) -> np.random.Generator:
    """Make the generator of a seed; the same seed gives the same numbers everywhere.

    Zero is a seed like any other. A stream, such as the number of a block, gives numbers of its
    own that can be made without those before it. Raises SettingError for a seed that is no whole
    number of at least 0.

    >>> generator(0).integers(100, size=3).tolist() == generator(0).integers(100, size=3).tolist()
    True
    """
    seed = checked_seed(seed)
    return np.random.Generator(np.random.PCG64((seed, *stream) if stream else seed))
