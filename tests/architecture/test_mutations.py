"""The list of changes that the tests must notice stays in step with the source."""

from __future__ import annotations

import runpy
from pathlib import Path

import detente

ROOT = Path(__file__).parents[2]
SOURCE = Path(detente.__file__).parent


def test_every_listed_change_can_be_made() -> None:
    listed = list(runpy.run_path(str(ROOT / "tests" / "mutations" / "run.py"))["mutations"]())
    wrong = [
        mutation["breaks"]
        for mutation in listed
        if (SOURCE / mutation["file"]).read_text(encoding="utf-8").count(mutation["old"]) != 1
        or mutation["old"] == mutation["new"]
        or not all((ROOT / test.partition("::")[0]).exists() for test in mutation["tests"])
    ]
    assert wrong == []
