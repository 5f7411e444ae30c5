"""Compiled kernels are kept, but never longer than the source of any kernel that they call."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import detente

SOURCE = Path(detente.__file__).parent
OUTER = "from detente.analyses.inner import {name}\nfrom detente.kernels import kernel\n\n\n"
OUTER += "@kernel\ndef outer():\n    return {name}() + 1\n"
INNER = "from detente.kernels import kernel\n\n\n@kernel\ndef inner():\n    return {value}\n"


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A package with two kernels in two files, one of which calls the other."""
    package = tmp_path / "source" / "detente"
    (package / "analyses").mkdir(parents=True)
    for folder in (package, package / "analyses"):
        (folder / "__init__.py").touch()
    shutil.copy(SOURCE / "kernels.py", package)
    (package / "analyses" / "outer.py").write_text(OUTER.format(name="inner"))
    (package / "analyses" / "inner.py").write_text(INNER.format(value=10))
    return package


def run(toy: Path, **surroundings: str) -> tuple[str, str]:
    """What the outer kernel answers, and what is said on stderr."""
    code = "from detente.analyses.outer import outer; print(outer())"
    given = {**os.environ, "PYTHONPATH": str(toy.parent), **surroundings}
    done = subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True
    )
    return done.stdout.strip(), done.stderr


def codes(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.nbc"))


def test_no_compiled_kernel_outlives_a_change_of_a_kernel_that_it_calls(toy: Path) -> None:
    """Until then it is used again, unless its file is damaged."""
    cache = toy.parents[1] / "cache"
    inner = toy / "analyses" / "inner.py"
    before, stamp = inner.read_bytes(), inner.stat()
    assert run(toy, NUMBA_CACHE_DIR=str(cache)) == ("11", "")
    kept = codes(cache)
    assert len(kept) == 2
    stamps = [path.stat().st_mtime_ns for path in kept]
    assert run(toy, NUMBA_CACHE_DIR=str(cache)) == ("11", "")
    assert [path.stat().st_mtime_ns for path in codes(cache)] == stamps

    inner.write_text(INNER.format(value=20))  # of the same length, and
    os.utime(inner, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # as old as before
    assert run(toy, NUMBA_CACHE_DIR=str(cache)) == ("21", "")
    assert len(codes(cache)) == 2
    assert not set(kept) & set(codes(cache)), "the old folder is still there"

    for path in (*codes(cache), *cache.rglob("*.nbi")):
        path.write_bytes(b"\x80")
    assert run(toy, NUMBA_CACHE_DIR=str(cache)) == ("21", "")
    inner.write_bytes(before)
    assert run(toy, NUMBA_CACHE_DIR=str(cache)) == ("11", "")


def test_code_is_not_kept_of_a_source_that_changed_meanwhile(toy: Path) -> None:
    cache = toy.parents[1] / "cache"
    outer = toy / "analyses" / "outer.py"
    outer.write_text(
        outer.read_text()
        + "\n\nfrom pathlib import Path\n"
        + "inner_file = Path(__file__).with_name('inner.py')\n"
        + "inner_file.write_text(inner_file.read_text() + '# another thought\\n')\n"
    )
    assert run(toy, NUMBA_CACHE_DIR=str(cache))[0] == "11"
    assert codes(cache) == []


def test_code_lies_in_the_users_cache_folder_and_never_in_the_package(toy: Path) -> None:
    home = toy.parents[1] / "home"
    assert run(toy, NUMBA_CACHE_DIR="", XDG_CACHE_HOME="", HOME=str(home)) == ("11", "")
    assert len(codes(home)) == 2
    assert codes(toy) == []


def test_a_temporary_folder_of_the_users_own_takes_the_place_of_one_that_cannot_be_written(
    toy: Path,
) -> None:
    temporary = toy.parents[1] / "temporary"
    temporary.mkdir()
    surroundings = {"NUMBA_CACHE_DIR": "/dev/null/cache", "TMPDIR": str(temporary)}
    answer, said = run(toy, **surroundings)
    assert answer == "11"
    assert re.fullmatch(r"detente: /dev/null/cache/.*: Not a directory; .* instead\n", said)
    assert len(codes(temporary)) == 2
    (own,) = temporary.iterdir()
    assert own.stat().st_mode & 0o077 == 0


def test_without_any_folder_kernels_are_compiled_in_every_run(toy: Path) -> None:
    temporary = toy.parents[1] / "temporary"
    temporary.mkdir()
    open_to_all = temporary / f"detente-{os.getuid()}"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    surroundings = {"NUMBA_CACHE_DIR": "/dev/null/cache", "TMPDIR": str(temporary)}
    answer, said = run(toy, **surroundings)
    assert answer == "11"
    assert re.fullmatch(r"detente: [^\n]*compiled anew in every run\n", said)
    assert codes(temporary) == []


def test_kernels_of_a_source_that_is_gone_are_not_kept(toy: Path) -> None:
    cache = toy.parents[1] / "cache"
    outer = toy / "analyses" / "outer.py"
    outer.write_text(f"{outer.read_text()}\n\nfrom pathlib import Path\nPath(__file__).unlink()\n")
    assert run(toy, NUMBA_CACHE_DIR=str(cache)) == ("11", "")


def test_numba_is_imported_when_a_kernel_is_called(toy: Path) -> None:
    code = "import sys, detente.analyses.outer; print('numba' in sys.modules)"
    given = {**os.environ, "PYTHONPATH": str(toy.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, check=True)
    assert done.stdout.strip() == b"False"


def test_kernels_are_made_in_one_way() -> None:
    """Only sources within `analyses` count for the folder that compiled kernels are kept in."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path != SOURCE / "kernels.py":
            assert not re.search(r"^\s*(from|import) numba", text, re.MULTILINE), path
        if re.search(r"^@(unchecked_)?kernel", text, re.MULTILINE):
            assert path.is_relative_to(SOURCE / "analyses"), path
