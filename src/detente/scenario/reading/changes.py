"""A scenario with some values set differently: `preferences.north.reservation=50`.

>>> load_changed("prisoners_dilemma", ["title=Another title"]).title
'Another title'
"""

from __future__ import annotations

import copy
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from detente.errors import GIVEN_TWICE, ScenarioError, SettingError, sentence
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.reading.files import scenario_of, source_text
from detente.scenario.reading.tree import read_tree
from detente.validation import suggestion

_CHANGE = re.compile(r"""((?:"[^"]*"|[^"=])+)=(.*)""", re.DOTALL)
_POINT = re.compile(r"""\.(?=(?:[^"]*"[^"]*")*[^"]*\Z)""")
"""A point that is not in quotes."""


def load_changed(source: str | os.PathLike[str], changes: Sequence[str]) -> Scenario:
    """Load a file or bundled case with each `key.path=value` set; values are YAML.

    The last key may be new, those before it must exist; `key=null` removes what is there. A key
    that holds a point stands in quotes. Raises SettingError for a change that cannot be made,
    ScenarioError for a scenario that is wrong afterwards.
    """
    return changed(*source_text(source), changes)


def changed(text: str, file: str, changes: Sequence[str]) -> Scenario:
    """The same for the text of a scenario file; `file` is what messages call it."""
    check_once(changes, "--set")
    tree = read_tree(text, file)
    values = copy.deepcopy(tree.values)
    for change in changes:
        (*whole, last), value = changed_path(values, change, "--set")
        part = values
        for key in whole:
            part = part[int(key) if isinstance(part, list) else key]
        at = int(last) if isinstance(part, list) else last
        if value is None:
            del part[at]
        else:
            part[at] = value
    called = f"{file} ({'; '.join(changes)})" if changes else file
    return scenario_of(replace(tree, values=values), called)


def key_path(text: str) -> KeyPath:
    """The keys of a path such as `preferences.north."U.S. forces"`."""
    return tuple(key.strip().strip('"') for key in _POINT.split(text))


def check_once(changes: Sequence[str], setting: str) -> None:
    """Refuse two values for one key; SettingError.

    >>> check_once(["price.unit=euro", "price.name=Price"], "--set")
    """
    stated: dict[KeyPath, str] = {}
    for change in changes:
        key, _, value = change.partition("=")
        if stated.setdefault(key_path(key), value.strip()) != value.strip():
            raise SettingError(setting, change, GIVEN_TWICE)


def changed_path(values: Any, change: str, setting: str) -> tuple[KeyPath, Any]:
    """The key path that a change `key.path=value` names in the values of a file, and the value.

    None for the value removes what is there. Raises SettingError, called by `setting`, for a path
    that is not there and a change that is not written so, ScenarioError for a value that is not
    plain YAML.

    >>> changed_path({"price": {"values": ["low", "high"]}}, "price.values.1=top", "--set")
    (('price', 'values', '1'), 'top')
    """
    found = _CHANGE.fullmatch(change)
    path = key_path(found[1]) if found else ()
    if found is None or not all(path):
        remedy = "write it as preferences.north.reservation=40..60"
        raise SettingError(setting, change, remedy)
    if not found[2].strip():
        remedy = "write a value behind =, or null to remove the key"
        raise SettingError(setting, change, remedy)
    value = _plain_value(found[2].strip(), change, setting)
    part = values
    for depth, key in enumerate(path):
        if depth and not isinstance(part, dict | list):
            remedy = sentence("nothing can be set under {part}", part=path[depth - 1])
            raise SettingError(setting, change, remedy)
        places = list(part) if isinstance(part, dict) else [str(k) for k in range(len(part))]
        new = depth == len(path) - 1 and isinstance(part, dict) and value is not None
        if key not in places and not new:
            raise SettingError(setting, change, suggestion(key, places))
        part = part.get(key) if isinstance(part, dict) else part[int(key)]
    return path, value


def _plain_value(text: str, change: str, setting: str) -> Any:
    """The one value that a text is in YAML, with nothing behind it."""
    seen: list[Any] = []
    line = unicodedata.normalize("NFC", f"value: {text}")
    tree = read_tree(line, setting, seen)
    if tree.problems:
        raise ScenarioError(tree.problems)
    last = seen[-4]  # the mapping, the document and the stream end behind it
    rest = text if text.startswith("#") else line[last.end_mark.index :]
    if len(tree.values) > 1 or rest.strip():
        raise SettingError(setting, change, "put the value in quotes")
    return tree.values["value"]
