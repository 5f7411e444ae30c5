"""The sizes of the house: of the package, its folders and modules, and of what a function takes."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import detente

SOURCE = Path(detente.__file__).parent

LONGEST_MODULE, MOST_MODULES, MOST_ARGUMENTS, MOST_SWITCHES = 350, 16, 8, 15
LARGEST_PACKAGE = 30_000


def test_modules_are_short_and_folders_small() -> None:
    sizes = {
        path.relative_to(SOURCE): path.read_text(encoding="utf-8").count("\n")
        for path in SOURCE.rglob("*.py")
    }
    assert {path: size for path, size in sizes.items() if size >= LONGEST_MODULE} == {}
    modules = Counter(path.parent for path in sizes if path.name != "__init__.py")
    assert {folder: count for folder, count in modules.items() if count > MOST_MODULES} == {}


@pytest.mark.xfail(reason="the package is being made smaller", strict=True)
def test_the_package_is_small() -> None:
    lines = [path.read_text(encoding="utf-8").count("\n") for path in SOURCE.rglob("*.py")]
    assert sum(lines) <= LARGEST_PACKAGE


def test_functions_take_few_arguments_kernels_too() -> None:
    many = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                given = node.args
                named = (*given.posonlyargs, *given.args, *given.kwonlyargs)
                count = len([one for one in named if one.arg not in ("self", "cls")])
                count += (given.vararg is not None) + (given.kwarg is not None)
                if count > MOST_ARGUMENTS:
                    many.append(f"{path.relative_to(SOURCE)}: {node.name} takes {count}")
    assert many == []


def test_hardly_any_check_is_switched_off() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    assert not re.search(r"^# (ruff: noqa|mypy:)", text, re.MULTILINE)
    assert len(re.findall(r"# (?:noqa|type: ignore)", text)) < MOST_SWITCHES
