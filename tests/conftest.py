"""Fixtures that all tests share, and the profiles of property tests.

The plain run takes fixed examples, the same on every machine. `--hypothesis-profile=fresh
--hypothesis-seed=N` takes others, and more of them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

COMMON = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("fixed", derandomize=True, **COMMON)
settings.register_profile("fresh", max_examples=300, **COMMON)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that is not part of the project; tests that need it are skipped."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("DETENTE_SHARED", beside)) / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the shared data folder; set DETENTE_SHARED (looked in {folder})")
    return folder
