"""Forms over the bundled cases: what a field shows is read back as what stands in the file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from detente.desk import Change
from detente.edits.changes import Document
from detente.forms import Field, changes, form, read
from detente.phrases import phrases
from detente.scenario import KeyPath, Scenario, case_names
from detente.scenario.reading.files import scenario_of
from detente.sheets import Source, open_source

WORDS = {language: phrases(language) for language in ("en", "de")}
SECTIONS = tuple(name for name in Scenario.model_fields if name != "detente")


def all_fields(source: Source, language: str) -> Iterator[Field]:
    waiting: list[KeyPath] = [(), *((section,) for section in SECTIONS)]
    while waiting:
        found = form(source, waiting.pop(0), WORDS[language])
        yield from found.fields
        waiting += found.parts


def source_of(text: str) -> Source:
    tree = Document(text).tree
    return Source("test", text, tree, scenario_of(tree, "test"))


def made(source: Source, field: Field, given: object) -> str:
    """The text of the file after something was typed into a field."""
    document = Document(source.text)
    for change in changes(source, field, read(source, field, given)):  # type: ignore[arg-type]
        document = Change(*change).made(document)
    return document.text


def field_at(source: Source, path: KeyPath, name: str, language: str = "en") -> Field:
    (found,) = [f for f in form(source, path, WORDS[language]).fields if f.name == name]
    return found


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("case", case_names())
def test_what_a_field_shows_reads_as_what_stands_there(case: str, language: str) -> None:
    source = open_source(case)
    count = 0
    for field in all_fields(source, language):
        count += 1
        assert field.label
        assert not field.problem
        if field.kind != "ranks":
            assert changes(source, field, read(source, field, field.value)) == (), field.name
    assert count > 50


def test_every_judgement_has_a_field() -> None:
    source = open_source("anchorage")
    shown = {field.path for field in all_fields(source, "en")}
    for path in source.scenario.judgements():
        alone = (*path[:3], path[-1]) if "statements" in path else path
        assert alone in shown, path
