"""Fixtures that all tests share, and the profiles of property tests.

The plain run takes fixed examples, the same on every machine. `--hypothesis-profile=fresh
--hypothesis-seed=N` takes others, and more of them.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from detente.scenario.reading import files

SEEDS, BLOCKS = 20, 1
"""How many seeds, or blocks of them, the plain run takes of a test that is not marked `few`."""

COMMON = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("fixed", derandomize=True, max_examples=40, **COMMON)
settings.register_profile("fresh", max_examples=300, **COMMON)
settings.load_profile("fixed")
gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that is not part of the project; tests that need it are skipped."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("DETENTE_SHARED", beside)) / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the shared data folder; set DETENTE_SHARED (looked in {folder})")
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what repeats a test more often than the plain run does."""
    for item in items:
        given = item.callspec.params if hasattr(item, "callspec") else {}
        few = item.get_closest_marker("few")
        for name, most in (("seed", few.args[0] if few else SEEDS), ("block", BLOCKS)):
            if isinstance(given.get(name), int) and given[name] >= most:
                item.add_marker(pytest.mark.slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The tests of briefs go to one process, which gathers what these rest on once."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "tests/brief" if nodeid.startswith("tests/brief/") else nodeid.partition("::")[0]

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """What was collected stays, so looking for garbage in it is in vain."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Iterator[None]:
    """A file of tests holds no examples, so it is not searched for them."""
    found = yield
    if not file_path.name.startswith("test_"):
        return found
    return [each for each in found if isinstance(each, pytest.Module)]


@lru_cache(maxsize=64)
def _kept_tree(text: str, file: str) -> bytes:
    return pickle.dumps(_read_tree(text, file))


_read_tree = files.read_tree
files.read_tree = lambda text, file: pickle.loads(_kept_tree(text, file))
