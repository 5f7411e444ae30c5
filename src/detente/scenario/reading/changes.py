"""A scenario with some values set differently: `preferences.north.reservation=50`.

>>> load_changed("prisoners_dilemma", ["title=Another title"]).title
'Another title'
"""

from __future__ import annotations

import copy
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from detente.errors import ScenarioError, SettingError, sentence
from detente.scenario.model import Scenario
from detente.scenario.reading.files import source_text
from detente.scenario.reading.problems import scenario_and_problems
from detente.scenario.reading.tree import read_tree
from detente.validation import suggestion

EXAMPLE = "write it as preferences.north.reservation=40..60"


def load_changed(source: str | os.PathLike[str], changes: Sequence[str]) -> Scenario:
    """Load a file or bundled case with each `key.path=value` set; values are YAML.

    The last key may be new, those before it must exist; `key=null` removes what is there.
    Raises SettingError for a change that cannot be made, ScenarioError for a scenario that is wrong
    afterwards.
    """
    text, file = source_text(source)
    tree = read_tree(text, file)
    values = copy.deepcopy(tree.values)
    for change in changes:
        _set(values, change)
    scenario, problems = scenario_and_problems(replace(tree, values=values))
    if problems or scenario is None:
        raise ScenarioError(problems)
    scenario._origin = f"{file} ({'; '.join(changes)})" if changes else file
    return scenario


def _set(values: Any, change: str) -> None:
    path, equals, text = change.partition("=")
    keys = [key.strip() for key in path.split(".")]
    if not equals or not all(keys):
        raise SettingError("--set", change, EXAMPLE)
    if not text.strip():
        raise SettingError("--set", change, "write a value behind =, or null to remove the key")
    value = _value(text)
    part = values
    for key in keys[:-1]:
        part = _inner(part, key, change)
    last = keys[-1]
    if isinstance(part, list):
        _inner(part, last, change)
        if value is None:
            del part[int(last)]
        else:
            part[int(last)] = value
    elif not isinstance(part, dict):
        raise SettingError(
            "--set", change, sentence("nothing can be set under {part}", part=keys[-2])
        )
    elif value is not None:
        part[last] = value
    elif part.pop(last, None) is None:
        raise SettingError("--set", change, suggestion(last, list(part)))


def _inner(part: Any, key: str, change: str) -> Any:
    if isinstance(part, dict) and key in part:
        return part[key]
    if isinstance(part, list) and key.isdecimal() and int(key) < len(part):
        return part[int(key)]
    known = list(part) if isinstance(part, dict) else [str(k) for k in range(len(part or ()))]
    raise SettingError("--set", change, suggestion(key, known))


def _value(text: str) -> Any:
    return read_tree(f"value: {text.strip()}", "--set").values["value"]
