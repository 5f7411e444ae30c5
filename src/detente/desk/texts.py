"""A text as a document to change and as a scenario, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from detente.edits.changes import BOM, Document
from detente.errors import EditRefused, Problem, ScenarioError
from detente.scenario import Scenario
from detente.scenario.reading.changes import changed
from detente.scenario.reading.problems import scenario_and_problems
from detente.scenario.reading.tree import Tree, read_tree


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole text that was not written, since it has problems or the file has changed since."""

    text: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A text read: a document to change, the scenario, or all that keeps it from being one."""

    text: str
    tree: Tree | None
    document: Document | None
    scenario: Scenario | None
    problems: tuple[Problem, ...]


@lru_cache(maxsize=32)
def read_text(text: str, file: str) -> Read:
    """A text of a file, read."""
    body = text.removeprefix(BOM)
    document = None
    try:
        document = Document(text, file)
        tree = document.tree
    except (ScenarioError, EditRefused):
        try:
            tree = read_tree(body, file)
        except ScenarioError as error:
            return Read(text, None, None, None, error.problems)
    scenario, problems = scenario_and_problems(tree)
    if scenario is not None:
        scenario._origin = file
    return Read(text, tree, document, scenario, problems)


@lru_cache(maxsize=32)
def changed_scenario(text: str, file: str, changes: tuple[str, ...]) -> Scenario:
    """The scenario of a text with each `key.path=value` set; raises as `changed` does."""
    return changed(text.removeprefix(BOM), file, changes)
