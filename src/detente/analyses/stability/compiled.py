"""How the kernels of this analysis are compiled: once for all runs, and free of the GIL.

Kernels take arrays and whole numbers; their docstrings give shapes, so that signatures stay bare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function on its first call and keep the code on disk."""
    compiled: Callable[..., Any] = njit(cache=True, nogil=True)(function)
    return compiled
