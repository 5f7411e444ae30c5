"""Both languages say the same things, and nothing is left unsaid."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from detente.errors import SettingError
from detente.phrases import phrases

FOLDER = Path(__file__).resolve().parents[2] / "src" / "detente"
GRAMMATICAL = {"page"}
"""Topics in which a sentence may be built from other parts in each language."""
TOPICS = sorted(path.stem for path in (FOLDER / "phrases" / "en").glob("*.toml"))


def flat(language: str, topic: str) -> dict[str, str]:
    text = (FOLDER / "phrases" / language / f"{topic}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), topic))


def _flat(part: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for step, inner in part.items():
            yield from _flat(inner, f"{key}.{step}")
    else:
        yield key, str(part)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_topics() -> None:
    german = sorted(path.stem for path in (FOLDER / "phrases" / "de").glob("*.toml"))
    assert german == sorted([*TOPICS, "sentences"])


@pytest.mark.parametrize("topic", TOPICS)
def test_same_keys_and_places(topic: str) -> None:
    english, german = flat("en", topic), flat("de", topic)
    assert english.keys() == german.keys()
    for key, text in english.items():
        assert topic in GRAMMATICAL or places(text) == places(german[key]), key


@pytest.mark.parametrize("topic", TOPICS)
def test_no_phrase_is_empty_or_left_in_english(topic: str) -> None:
    english, german = flat("en", topic), flat("de", topic)
    for key, text in german.items():
        assert text.strip(), key
        long = len(re.findall(r"[^\W\d]{3,}", re.sub(r"\{[^}]*\}", "", text))) > 3
        assert not (long and text == english[key]), key


@cache
def in_tables() -> set[str]:
    """The phrases of titles and headings that tables are made from, see `analyses.telling`."""
    found = set()
    for path in FOLDER.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        if "table(" not in code:
            continue
        nodes = list(ast.walk(ast.parse(code)))
        texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        calls = (ast.unparse(n.func) for n in nodes if isinstance(n, ast.Call))
        if not any(call.rpartition(".")[2] == "table" for call in calls):
            continue
        keys = {text for text in texts if re.fullmatch(r"\w+\.[\w.]+", text)}
        found |= {f"{key}_title" for key in keys}
        headings = {re.split("[>~^]", text)[0] for text in texts}
        found |= headings
        found |= {f"{key.partition('.')[0]}.{text}" for key in keys for text in headings}
    return found


@cache
def in_code() -> tuple[frozenset[str], tuple[str, ...]]:
    """The phrases that code and templates name, and how those begin whose end is computed."""
    sources = (path for ending in ("py", "jinja") for path in FOLDER.rglob(f"*.{ending}"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    begun = re.findall(r"f[\"']([\w.]+\.[\w.]*)\{", code)
    begun += [f"{name}." for name in re.findall(r'texts\("([\w.]+)"\)', code)]
    return frozenset(re.findall(r"""["'](?=([^"'\s]+)["'])""", code)), tuple(begun)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_phrase_is_used(topic: str) -> None:
    named, begun = in_code()
    for key in flat("en", topic):
        names = {key, re.sub(r"\.(one|other)$", "", key)}
        assert names & named or names & in_tables() or key.startswith(begun), key


def test_unknown_language_is_refused() -> None:
    with pytest.raises(SettingError, match="en, de"):
        phrases("fr")


def test_counting_and_numbers() -> None:
    assert phrases("en").number(-0.04, 1) == "0.0"
    assert phrases("de").number(-1234.56, 1) == "−1.234,6"
    assert phrases("en").join(["a", "b"], either=True) == "a or b"
