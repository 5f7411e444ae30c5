"""Damaged files of other tools end in a message, whatever is wrong with them."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import DetenteError
from detente.formats import read_scenario, write_files
from detente.scenario import load

JUNK = (None, True, 0, -1, 1.5, 1e308, 10**400, "", "x", "Y", [], [[]], {}, {"a": 1}, [0, "Y"])
LAYOUTS = ("geniusweb", "gmcr", "genius", "negmas")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every part of a JSON value."""
    yield path
    parts: dict[Any, Any] = dict(enumerate(value)) if isinstance(value, list) else {}
    for key, inner in (value if isinstance(value, dict) else parts).items():
        yield from places(inner, (*path, key))


def damaged(value: Any, luck: random.Random) -> Any:
    """The value with one part missing or replaced."""
    value = copy.deepcopy(value)
    *path, last = luck.choice([path for path in places(value) if path])
    part = value
    for key in path:
        part = part[key]
    if luck.random() < 0.3:
        del part[last]
    else:
        part[last] = luck.choice(JUNK)
    return value


@cache
def written(layout: str) -> dict[str, str]:
    return write_files(load("house_sale"), layout)[0]


@settings(max_examples=150, deadline=None)
@given(layout=st.sampled_from(LAYOUTS), seed=st.integers(0, 10**6))
def test_damaged_files_end_in_a_message_or_an_answer(
    tmp_path_factory: pytest.TempPathFactory, layout: str, seed: int
) -> None:
    luck, folder = random.Random(seed), tmp_path_factory.mktemp("damaged")
    files = written(layout)
    chosen = luck.choice([*files])
    for name, text in files.items():
        path: Path = folder / (name or "save")
        if name == chosen and layout in ("geniusweb", "gmcr"):
            text = json.dumps(damaged(json.loads(text), luck))
        elif name == chosen:
            words = text.split('"' if layout == "genius" else " ")
            words[luck.randrange(len(words))] = luck.choice(
                ["", "x", "-3", "nan", "1e999", "{", "<"]
            )
            text = ('"' if layout == "genius" else " ").join(words)
        path.write_text(text, encoding="utf-8")
    with suppress(DetenteError):
        read_scenario(folder if "" not in files else folder / "save", layout=layout)
