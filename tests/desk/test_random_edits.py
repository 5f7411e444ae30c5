"""Random edits of random scenarios: the file says what was wanted after each, and is undone."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from desk.random_scenarios import random_edit, random_text, random_values
from detente.desk import Session, Store
from detente.errors import ScenarioError
from detente.scenario import loads
from detente.scenario.reading.tree import read_tree

SLOW = pytest.mark.slow


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(k, marks=SLOW) for k in range(2, 50))])
def test_the_file_says_what_was_wanted_after_each_edit(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    values = random_values(rng)
    first = random_text(rng, values).encode()
    file = tmp_path / "talks.yaml"
    file.write_bytes(first)
    with Session(file, Store(tmp_path / "state")) as session:
        made = 0
        while made < 20:
            wanted = random_edit(rng, values)
            before = file.read_bytes()
            try:
                session.change([wanted.change], session.digest)
            except ScenarioError:  # such as a value in two red lines, or moved from under one
                assert file.read_bytes() == before
                continue
            made += 1
            values = wanted.values
            text = file.read_bytes().decode("utf-8-sig")
            assert repr(read_tree(text, "file").values) == repr(values)
            assert session.scenario.digest == loads(text).digest
        if seed % 2:  # as if it had been closed and opened again
            session = Session(file, Store(tmp_path / "state"))
        while session.can_undo:
            session.undo(session.digest)
        assert file.read_bytes() == first
        while session.can_redo:
            session.redo(session.digest)
        text = file.read_bytes().decode("utf-8-sig")
        assert repr(read_tree(text, "file").values) == repr(values)
