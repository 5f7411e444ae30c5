"""The texts of a file as documents to change and as scenarios, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from detente.edits.changes import BOM, Document
from detente.errors import EditRefused, Problem, ScenarioError
from detente.scenario import Scenario
from detente.scenario.reading.changes import changed
from detente.scenario.reading.problems import scenario_and_problems
from detente.scenario.reading.tree import Tree, read_tree

MOST_KEPT = 16


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole text that was not written, since it has problems or the file has changed since."""

    text: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A text read: a document to change, the scenario, or all that keeps it from being one."""

    tree: Tree | None
    document: Document | None
    scenario: Scenario | None
    problems: tuple[Problem, ...]

    @property
    def values(self) -> Any:
        """The plain values; None where the text is no YAML."""
        return None if self.tree is None else self.tree.values


class Texts:
    """The texts of one file that were read lately."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._kept: dict[str, Read] = {}

    def read(self, text: str, document: Document | None = None) -> Read:
        """A text, read; `document` is that of the text where there is one already."""
        found = self._kept.get(text)
        if found is None:
            found = self._kept[text] = _read(text, self.file, document)
            for old in list(self._kept)[:-MOST_KEPT]:
                self._kept.pop(old, None)
        return found

    def reads(self, text: str) -> bool:
        """Whether a text is a scenario without problems."""
        return not self.read(text).problems


def _read(text: str, file: str, document: Document | None) -> Read:
    try:
        document = document or Document(text, file)
        tree = document.tree
    except (ScenarioError, EditRefused):
        try:
            tree = read_tree(text.removeprefix(BOM), file)
        except ScenarioError as error:
            return Read(None, None, None, error.problems)
    scenario, problems = scenario_and_problems(tree)
    if scenario is not None:
        scenario._origin = file
    return Read(tree, document, scenario, problems)


@lru_cache(maxsize=32)
def changed_scenario(text: str, file: str, changes: tuple[str, ...]) -> Scenario:
    """The scenario of a text with each `key.path=value` set; raises as `changed` does."""
    return changed(text.removeprefix(BOM), file, changes)
