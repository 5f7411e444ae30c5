"""A process that is killed while it works leaves the file of before or after a change, whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from detente.desk import Session, Store

TEXT = "title: Title 0\nsummary: {filling}\nparties: {{a: , b: }}\n"
CHILD = """
import sys
from detente.desk import Session, Store
from pathlib import Path
with Session(sys.argv[1], Store(Path(sys.argv[2]))) as session:
    for number in range(1, 10**6):
        print(number, flush=True)
        session.edit("set", ("title",), f"Title {number}", session.digest)
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_killed_at_any_moment_the_file_is_whole(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    text = TEXT.format(filling="word " * 4000 + "end")
    file = tmp_path / "talks.yaml"
    file.write_text(text)
    command = [sys.executable, "-c", CHILD, str(file), str(tmp_path / "state")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        last = 0
        for _ in range(rng.randint(1, 5)):
            last = int(child.stdout.readline())
        for _ in range(rng.randint(0, 200_000)):  # somewhere in the middle of a change
            pass
        child.kill()
        told = [int(line) for line in child.stdout.read().split()]
        last = told[-1] if told else last
    now = file.read_text()
    assert now in {text.replace("Title 0", f"Title {number}") for number in (last - 1, last)}
    copies = sorted(file.parent.glob("talks.2*.yaml"))
    assert all(copy.read_text() == text for copy in copies[:1])
    assert copies or last == 1
    with Session(file, Store(tmp_path / "state")) as session:
        while session.can_undo:
            session.undo(session.digest)
        assert session.text == text
