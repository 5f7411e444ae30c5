"""Fixtures that all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "detente",
    deadline=None,
    print_blob=True,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("detente")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that is not part of the project; tests that need it are skipped."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("DETENTE_SHARED", beside)) / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the shared data folder; set DETENTE_SHARED (looked in {folder})")
    return folder
