"""The rules of the house that no single module can check."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import detente
from detente import gone
from detente.analyses.catalogue import NAMES, catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "detente"


def test_public_names_are_sorted_and_resolve() -> None:
    assert detente.__all__ == sorted(detente.__all__)
    assert set(detente.__all__) <= set(dir(detente))
    for name in detente.__all__:
        assert getattr(detente, name).__doc__


def test_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        detente.nonsense  # noqa: B018


@pytest.mark.parametrize("name", NAMES)
def test_every_analysis_has_all_its_parts(name: str) -> None:
    folder = SOURCE / "analyses" / name
    assert (folder / "__init__.py").is_file()
    assert (ROOT / "docs" / "explanation" / f"{name}.md").is_file()
    tests = (ROOT / "tests" / "analyses" / name).glob("test_*.py")
    assert any("AnalysisContract" in file.read_text(encoding="utf-8") for file in tests)
    for language in ("en", "de"):
        assert (SOURCE / "phrases" / language / f"{name}.toml").is_file()


def test_every_folder_of_analyses_is_in_the_catalogue() -> None:
    """Folders that describe no analysis hold what several share."""
    inits = (SOURCE / "analyses").glob("*/__init__.py")
    described = {p.parent.name for p in inits if "ANALYSIS = " in p.read_text(encoding="utf-8")}
    assert described == set(NAMES)
    assert [analysis.name for analysis in catalogue()] == list(NAMES)


@pytest.mark.parametrize(
    "done", ["import detente", "from detente.cli.app import make_app; make_app()"]
)
def test_heavy_libraries_are_imported_late(done: str) -> None:
    code = (
        f"import sys; {done}; "
        "print([m for m in ('numpy', 'numba', 'scipy', 'resvg_py', 'pydantic', 'jinja2')"
        " if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_small_question_loads_what_it_needs_alone() -> None:
    apart = ("detente.formats", "detente.sheets", "detente.cli.commands.brief")
    code = (
        "import sys; from detente.cli import main; sys.argv = ['', 'deals', 'house_sale', '--json']"
        f"\ntry: main()\nfinally: print([m for m in {('numba', 'scipy', 'babel', *apart)}"
        " if m in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == "[]"


def imported(path: Path) -> set[str]:
    """What a module imports, `TYPE_CHECKING` or not."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return names | {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}


def test_analyses_never_import_one_another() -> None:
    """Nor does what they share, nor an ensemble, which takes an analysis as a value."""
    for folder in ("analyses", "ensembles"):
        for path in (SOURCE / folder).rglob("*.py"):
            own = path.relative_to(SOURCE / folder).parts[0]
            for name in imported(path):
                used = name.removeprefix("detente.analyses.").split(".")[0]
                assert used not in NAMES or used == own, f"{path} imports {name}"


def test_random_generators_are_made_in_one_place() -> None:
    pattern = re.compile(r"default_rng|Generator\(|RandomState|np\.random\.(seed|rand)")
    found = [p for p in SOURCE.rglob("*.py") if pattern.search(p.read_text(encoding="utf-8"))]
    assert found == [SOURCE / "randomness.py"]


def test_tests_time_nothing() -> None:
    pattern = re.compile(r"perf_counter\(|process_time\(|time\.time\(|timeit")
    files = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    assert [p for p in files if pattern.search(p.read_text(encoding="utf-8"))] == []


def test_no_bare_assertions_in_the_package() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(text)) if "assert" in text else ()
        assert not any(isinstance(node, ast.Assert) for node in nodes), path


@pytest.mark.parametrize("name", gone.NAMES)
def test_names_that_are_no_more_say_what_to_use_instead(name: str) -> None:
    module, _, last = name.rpartition(".")
    with pytest.raises(AttributeError, match=f"{re.escape(name)} is no more; use "):
        getattr(import_module(module), last)
    instead = re.match(r"detente[\w.]+", gone.NAMES[name])
    if instead:
        module, _, last = instead[0].rpartition(".")
        assert hasattr(import_module(module), last)
