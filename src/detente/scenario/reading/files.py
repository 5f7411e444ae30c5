"""Load scenarios from files, bundled cases and text; check them; write a starter.

>>> load("prisoners_dilemma").title
"Prisoner's dilemma"
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from detente.errors import FileError, Problem, ScenarioError
from detente.scenario.model import Scenario
from detente.scenario.reading.problems import scenario_and_problems
from detente.scenario.reading.text import read_text
from detente.scenario.reading.tree import Tree, read_tree
from detente.validation import checked_path, checked_text, suggestion


@dataclass(frozen=True)
class Report:
    """What a check found: problems that must be mended, and remarks worth a look.

    `language` is the one that the file states, also where it has problems.
    """

    file: str
    scenario: Scenario | None
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]
    language: str = "en"


def case_names() -> tuple[str, ...]:
    """The names of the bundled cases, sorted."""
    folder = files("detente.cases")
    return tuple(sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".yaml")))


def load(source: str | os.PathLike[str]) -> Scenario:
    """Load a scenario from a file, or a bundled case by its name.

    Raises FileError when there is neither, ScenarioError with all problems of the file.
    """
    text, file = source_text(source)
    return scenario_of(read_tree(text, file), file)


def loads(text: str, *, file: str = "scenario") -> Scenario:
    """Load a scenario from YAML text; `file` is what error messages call it.

    >>> loads("title: A sale\\nparties: {seller: {}, buyer: {}}").at_table
    ('seller', 'buyer')
    """
    return scenario_of(read_tree(checked_text("text", text, "give the YAML as str"), file), file)


def check(source: str | os.PathLike[str]) -> Report:
    """Check a file and report everything at once.

    Raises FileError when it cannot be read at all.
    """
    from detente.scenario.remarks import remarks

    text, file = source_text(source)
    try:
        tree = read_tree(text, file)
        scenario, problems = scenario_and_problems(tree)
    except ScenarioError as error:
        return Report(file, None, error.problems, ())
    found = () if scenario is None or problems else remarks(scenario)
    stated = tree.values.get("language") if isinstance(tree.values, dict) else None
    return Report(file, scenario, problems, found, "de" if stated == "de" else "en")


def source_text(source: str | os.PathLike[str]) -> tuple[str, str]:
    """The text of a file or bundled case, and what messages call it.

    Raises FileError when there is neither.
    """
    name = checked_path("scenario", source, "give a path or the name of a bundled case")
    path = Path(name)
    if not os.path.isfile(path) and name in case_names():  # noqa: PTH113 - never raises
        return (files("detente.cases") / f"{name}.yaml").read_text(encoding="utf-8"), name
    if not os.path.exists(path) and os.sep not in name and not path.suffix:  # noqa: PTH110
        rule = "there is neither a file nor a bundled case of this name"
        raise FileError(name, rule, suggestion(name, list(case_names())))
    return read_text(path), name


def scenario_of(tree: Tree, origin: str) -> Scenario:
    """The scenario of a file that has been read, called by its origin.

    Raises ScenarioError with all problems of the file.
    """
    scenario, problems = scenario_and_problems(tree)
    if problems or scenario is None:
        raise ScenarioError(problems)
    scenario._origin = origin
    return scenario
