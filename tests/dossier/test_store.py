"""A dossier as files: what is kept, what is refused, what decisions make of an item."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from detente.dossier.records import (
    ITEM,
    Decision,
    Document,
    Item,
    Span,
    found,
    hashed,
)
from detente.dossier.sentences import sentences
from detente.dossier.store import (
    Dossier,
    add_document,
    add_items,
    decide,
    open_dossier,
    propose,
    stands,
    text_path,
)
from detente.errors import FileError, ScenarioError, SettingError
from detente.scenario import Scenario

TEXT = (
    "North will not cede the strait. It offered talks.\n\n"
    "“We want peace,” said the minister.\u2028North will not cede the strait."
)
NOON = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)


class Sentences:
    """Proposes every sentence as an assertion."""

    name = "sentences"

    def propose(self, document: Document, scenario: Scenario | None) -> Iterator[Item]:
        for place in sentences(document.text):
            yield found(document, [place], engine=self.name, holder="north")


def document(text: str = TEXT, name: str = "speech") -> Document:
    return Document(name, "A speech", text, hash=hashed(text))


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    return add_document(open_dossier(tmp_path / "sources"), document())


def decision(item: str, kind: str = "accept", **values: object) -> Decision:
    return Decision(item, kind, "ada", NOON, **values)  # type: ignore[arg-type]


def test_what_is_kept_is_read_again(dossier: Dossier) -> None:
    kept, count = propose(dossier, [Sentences()], None)
    kept = decide(kept, decision(next(iter(kept.items)), why="plain\nwords"))
    again = open_dossier(dossier.folder)
    assert count == len(again.items) == 4
    assert (again.items, again.decisions) == (kept.items, kept.decisions)
    assert again.documents == {"speech": document()}
    lines = (dossier.folder / "items.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == count


def test_equal_sentences_of_a_text_are_two_items(dossier: Dossier) -> None:
    kept, _ = propose(dossier, [Sentences()], None)
    twice = [item.id for item in kept.items.values() if item.exact == TEXT[:31]]
    assert len(set(twice)) == 2


def test_a_second_run_adds_nothing_and_keeps_every_decision(dossier: Dossier) -> None:
    once, _ = propose(dossier, [Sentences()], None)
    for name, kind in zip(once.items, ("accept", "reject", "unsure", "edit"), strict=True):
        once = decide(
            once, decision(name, kind, changes={"act": "demand"} if kind == "edit" else {})
        )
    twice, count = propose(open_dossier(dossier.folder), [Sentences()], None)
    assert count == 0
    assert twice.states == once.states
    assert [state.status for state in twice.states.values()] == [
        "accepted",
        "rejected",
        "unsure",
        "accepted",
    ]
    assert [state.item.act for state in twice.states.values()][-1] == "demand"


def test_the_last_decision_counts(dossier: Dossier) -> None:
    kept, _ = propose(dossier, [Sentences()], None)
    name = next(iter(kept.items))
    for kind in ("accept", "reject"):
        kept = decide(kept, decision(name, kind))
    assert kept.item(name).status == "rejected"


@pytest.mark.parametrize("name", ["spans", "id", "document", "engine", "colour"])
def test_an_edit_changes_no_passage(dossier: Dossier, name: str) -> None:
    kept, _ = propose(dossier, [Sentences()], None)
    with pytest.raises(SettingError, match=name):
        decide(kept, decision(next(iter(kept.items)), "edit", changes={name: "x"}))
    assert not (dossier.folder / "decisions.jsonl").exists()


def test_a_passage_that_is_not_in_the_text_is_refused(dossier: Dossier) -> None:
    item = found(document(), [(0, 31)], engine="test")
    wrong = replace(item, spans=(Span(0, 27, "North will cede the strait."),))
    with pytest.raises(SettingError, match="name a passage within the text"):
        add_items(dossier, [wrong])
    with pytest.raises(SettingError, match="did you mean speech"):
        add_items(dossier, [replace(item, document="speeches")])
    for place in ((0, 0), (5, 3), (-1, 4), (0, len(TEXT) + 1)):
        with pytest.raises(SettingError, match="span"):
            found(document(), [place], engine="test")


def test_an_unknown_act_names_the_known_ones() -> None:
    with pytest.raises(SettingError, match="did you mean threat"):
        found(document(), [(0, 31)], engine="test", act="threats")


def test_a_changed_text_is_refused(dossier: Dossier) -> None:
    path = text_path(dossier.folder, "speech")
    path.write_text(TEXT.replace("not ", ""), encoding="utf-8")
    with pytest.raises(FileError, match="was changed since it was added"):
        open_dossier(dossier.folder)


def test_a_broken_line_is_told_with_its_number(dossier: Dossier) -> None:
    kept, _ = propose(dossier, [Sentences()], None)
    item = ITEM.dump_json(next(iter(kept.items.values()))).decode()
    with (dossier.folder / "items.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(
            '{"id": "e_1", "id": "e_2"}\n[]\n' + item.replace('"rules"', '"x"', 1)[:-1] + "\n"
        )
    with pytest.raises(ScenarioError) as error:
        open_dossier(dossier.folder)
    assert [problem.line for problem in error.value.problems] == [5, 6, 7]


def test_a_second_text_of_a_name_is_refused(dossier: Dossier) -> None:
    with pytest.raises(FileError, match="kept already"):
        add_document(dossier, document("Other words."))
    assert text_path(dossier.folder, "speech").read_text(encoding="utf-8") == TEXT


def test_sentences_stand_in_the_text_and_end_with_it() -> None:
    text = "Dr. Ada came on 15. März. Er sagte: „Nein!“ Danach nichts\n\nU. S. forces left… Then"
    told = [text[start:end] for start, end in sentences(text)]
    assert told == [
        "Dr. Ada came on 15. März.",
        "Er sagte: „Nein!“",
        "Danach nichts",
        "U. S. forces left…",
        "Then",
    ]
    for start, end in sentences(text):
        span = Span.of(text, start, end)
        assert stands(span, text)
        assert text[start - len(span.prefix) : end + len(span.suffix)] == (
            span.prefix + span.exact + span.suffix
        )
