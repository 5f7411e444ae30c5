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

from detente.errors import SettingError, sentence
from detente.scenario.model import Scenario
from detente.scenario.reading.files import scenario_of, source_text
from detente.scenario.reading.tree import read_tree
from detente.validation import suggestion


def load_changed(source: str | os.PathLike[str], changes: Sequence[str]) -> Scenario:
    """Load a file or bundled case with each `key.path=value` set; values are YAML.

    The last key may be new, those before it must exist; `key=null` removes what is there.
    Raises SettingError for a change that cannot be made, ScenarioError for a scenario that is wrong
    afterwards.
    """
    return changed(*source_text(source), changes)


def changed(text: str, file: str, changes: Sequence[str]) -> Scenario:
    """The same for the text of a scenario file; `file` is what messages call it."""
    tree = read_tree(text, file)
    values = copy.deepcopy(tree.values)
    for change in changes:
        _set(values, change)
    called = f"{file} ({'; '.join(changes)})" if changes else file
    return scenario_of(replace(tree, values=values), called)


def _set(part: Any, change: str) -> None:
    path, equals, text = change.partition("=")
    *whole, last = (key.strip() for key in path.split("."))
    if not equals or not all((*whole, last)):
        remedy = "write it as preferences.north.reservation=40..60"
        raise SettingError("--set", change, remedy)
    if not text.strip():
        raise SettingError("--set", change, "write a value behind =, or null to remove the key")
    value = read_tree(f"value: {text.strip()}", "--set").values["value"]
    for key in whole:
        part = part[_known(part, key, change)]
    if isinstance(part, dict) and value is not None:
        part[last] = value
    elif not isinstance(part, dict | list):
        remedy = sentence("nothing can be set under {part}", part=whole[-1])
        raise SettingError("--set", change, remedy)
    elif value is None:
        del part[_known(part, last, change)]
    else:
        part[_known(part, last, change)] = value


def _known(part: Any, key: str, change: str) -> Any:
    """The key of a mapping, or the place in a list, where there is something."""
    if isinstance(part, dict) and key in part:
        return key
    if isinstance(part, list) and key.isdecimal() and int(key) < len(part):
        return int(key)
    places = part if isinstance(part, dict) else range(len(part) if isinstance(part, list) else 0)
    raise SettingError("--set", change, suggestion(key, map(str, places)))
