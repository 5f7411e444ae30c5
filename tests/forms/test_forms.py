"""Forms over the bundled cases: what a field shows is read back as what stands in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from detente.desk import Change, Session
from detente.edits.changes import Document
from detente.errors import ScenarioError, SettingError
from detente.forms import (
    Field,
    Part,
    Swings,
    changes,
    form,
    in_words,
    numbers_of,
    read,
    statement,
    swing_questions,
    swing_weights,
)
from detente.forms.limits import NOT_TAKEN, TAKEN
from detente.forms.specs import HIDDEN, is_model, own_parts
from detente.phrases import phrases
from detente.phrases.messages import said
from detente.scenario import KeyPath, Scenario, case_names
from detente.scenario.reading.files import scenario_of
from detente.scenario.statements import Comparison, atoms, parse
from detente.sheets import Source, open_source

WORDS = {language: phrases(language) for language in ("en", "de")}
SECTIONS = tuple(name for name in Scenario.model_fields if name != "detente")


def all_fields(source: Source, language: str) -> Iterator[Field]:
    waiting: list[KeyPath] = [(), *((section,) for section in SECTIONS)]
    seen: set[KeyPath] = set()
    while waiting:
        found = form(source, waiting.pop(0), WORDS[language])
        yield from (field for field in found.fields if field.path not in seen)
        seen |= {field.path for field in found.fields}
        waiting += [path for path in found.parts if path not in waiting]


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


@pytest.mark.parametrize("case", ["anchorage", "elmira", "house_sale"])
def test_the_path_of_a_field_leads_to_it(case: str) -> None:
    source = open_source(case)
    for field in all_fields(source, "en"):
        alone = form(source, field.path, WORDS["en"]).fields[0]
        assert replace(alone, label=field.label) == field


def test_every_judgement_has_a_field() -> None:
    source = open_source("anchorage")
    shown = {field.path for field in all_fields(source, "en")}
    for path in source.scenario.judgements():
        alone = (*path[:3], path[-1]) if "statements" in path else path
        assert alone in shown, path


TEXT = """\
title: A sale  # of a house
client: seller
parties: {seller: , buyer: {name: The buyer}}
issues:
  price: {scale: 380..440, unit: EUR}
  date: {values: [June, "yes: no", July]}
preferences:
  seller: {weights: [price, date], values: {price: rising, date: July}}
  buyer:
    weights: {price: 2, date: {value: 1, because: [e1]}}
    values: {price: {380: 100, 440: 0}, date: falling}
    red_lines: [{when: price = 440, says: the top price}, date = July]
sources: {talk: {title: A talk}}
evidence: {e1: {source: talk, says: dates matter}}
options: {seller: [rent, sell], buyer: {look: {name: Look on}}}
status_quo: YNN
priorities: {seller: [not buyer.look, [seller.sell, seller.rent]]}
consent: majority
types: {seller: {hurried: , calm: {preferences: {values: {date: falling}}}}}
stages: [{table: [seller, buyer]}, {table: seller, after: 2..6 weeks}]
"""


@pytest.mark.parametrize(
    ("at", "name", "typed", "written"),
    [
        ("", "title", "Two houses", "title: Two houses  # of a house"),
        ("", "as_of", "2026-01-31", "as_of: 2026-01-31"),
        ("", "client", "The buyer", "client: buyer"),
        ("", "client", "", None),
        ("", "status_quo", ["buyer.look", "Seller: sell"], "status_quo: NYY"),
        ("", "status_quo", [], "status_quo: NNN"),
        ("parties.seller", "parties.seller.power", "hoch", "{seller: {power: high} , buyer:"),
        ("parties.buyer", "parties.buyer.at_table", "nein", "{name: The buyer, at_table: false}"),
        ("issues.date", "issues.date.status_quo", "June", ", status_quo: June}"),
        ("issues.price", "issues.price.steps", "11", "unit: EUR, steps: 11}"),
        (
            "preferences.seller",
            "preferences.seller.weights",
            [["date", "price"]],
            "seller: {weights: [[date, price]], values:",
        ),
        (
            "preferences.buyer",
            "preferences.buyer.weights",
            ["date", "price"],
            "weights: [date, price]",
        ),
        (
            "preferences.buyer",
            "preferences.buyer.weights.date",
            "1..2",
            "date: {value: 1..2, because: [e1]}",
        ),
        ("preferences.buyer", "preferences.buyer.values.date", "July", "date: July}"),
        ("preferences.buyer", "preferences.buyer.values.price", "400", "values: {price: 400, date"),
        (
            "preferences.seller",
            "preferences.seller.values.price",
            "each",
            'values: {price: {"380": 0, "440": 100}, date: July}',
        ),
        (
            "preferences.buyer",
            "preferences.buyer.values.date",
            "Wert für Wert",
            'date: {June: 100, "yes: no": 50, July: 0}',
        ),
        (
            "types.seller.hurried",
            "types.seller.hurried.preferences.values.date",
            "each",
            'hurried: {preferences: {values: {date: {June: 0, "yes: no": 50, July: 100}}}}',
        ),
        (
            "preferences.buyer",
            "preferences.buyer.red_lines",
            "price = 440\ndate = June",
            "red_lines: [{when: price = 440, says: the top price}, date = June]",
        ),
        (
            "preferences.buyer",
            "preferences.buyer.reservation",
            {"low": "20", "high": "30", "confidence": "low", "because": ["e1"]},
            "reservation: {value: 20..30, because: [e1], confidence: low}",
        ),
        (
            "options.seller.rent",
            "options.seller.rent.name",
            "Let it",
            "options: {seller: {rent: {name: Let it}, sell: {}}, buyer:",
        ),
        (
            "priorities.seller.0",
            "priorities.seller.0.held",
            "60 %",
            "seller: [{maybe: not buyer.look, held: 60%}, [seller",
        ),
        (
            "priorities.seller.1",
            "priorities.seller.1.0",
            "not seller.sell",
            "[not buyer.look, [not seller.sell, seller.rent]]",
        ),
        ("consent", "consent.quota", "2", "consent: {rule: majority, quota: 2}"),
        ("stages.1", "stages.1.after", "3–4 Monate", "after: 3..4 months"),
        ("stages.0", "stages.0.table", ["The buyer"], "{table: [buyer]}"),
    ],
)
def test_what_is_typed_is_written_as_the_file_has_it(
    at: str, name: str, typed: object, written: str | None
) -> None:
    source = source_of(TEXT)
    field = field_at(source, tuple(filter(None, at.split("."))), name, "de")
    text = made(source, field, typed)
    if written is None:
        assert name not in text
    else:
        assert written in text


@pytest.mark.parametrize(
    ("at", "name", "typed", "rule"),
    [
        ("", "client", "nobody", "none of the choices"),
        ("", "infeasible", ["buyer.look and buyer.dance"], "option"),
        ("issues.price", "issues.price.steps", "many", "not a number"),
        ("issues.price", "issues.price.steps", "1.000", "two numbers"),
        ("preferences.buyer", "preferences.buyer.red_lines", ["price = June"], ""),
        ("preferences.buyer", "preferences.buyer.values.price", "500", "none of the choices"),
        ("preferences.seller", "preferences.seller.weights", ["date"], "each once"),
        (
            "preferences.seller",
            "preferences.seller.weights",
            ["date", "date"],
            "each once",
        ),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    at: str, name: str, typed: object, rule: str
) -> None:
    source = source_of(TEXT)
    field = field_at(source, tuple(filter(None, at.split("."))), name)
    with pytest.raises(ScenarioError) as caught:
        read(source, field, typed)  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == [name]
    assert rule in str(caught.value)


def test_problems_of_a_file_stand_at_their_fields(tmp_path: Path) -> None:
    file = tmp_path / "sale.yaml"
    file.write_text(TEXT.replace("steps", "").replace("price: 2,", "price: -2,"))
    with Session(file) as session:
        found = form(session.source, ("preferences", "buyer"), WORDS["de"], session.problems)
    wrong = [field for field in found.fields if field.problem]
    assert [(field.name, field.value) for field in wrong] == [
        ("preferences.buyer.weights.price", {"text": "-2", "best": "-2"})
    ]
    assert "Zahl" in wrong[0].problem


def test_worths_value_by_value_begin_with_even_steps() -> None:
    source = source_of(
        "{title: t, parties: {a: , b: }, issues: {p: {values: [x, y]}, q: {values: [u, v, w]}},"
        " preferences: {a: {weights: {p: 1}, values: {p: rising}}}}"
    )
    field = field_at(source, ("preferences", "a"), "preferences.a.values.q")
    assert read(source, field, "each") == {"u": 0, "v": 50, "w": 100}


def test_ranks_show_the_order_of_the_weights() -> None:
    source = source_of(TEXT.replace("price: 2", "price: 1"))
    shown = [
        field_at(source, ("preferences", party), f"preferences.{party}.weights")
        for party in ("seller", "buyer")
    ]
    assert [field.kind for field in shown] == ["ranks", "ranks"]
    assert [field.value for field in shown] == [(("price",), ("date",)), (("price", "date"),)]
    assert numbers_of(source.scenario.preferences["seller"]) == {"price": 75, "date": 25}


def test_swings_give_the_weights_that_a_sheet_would() -> None:
    source = source_of(TEXT)
    asked = swing_questions(source, WORDS["de"])
    assert [ask.key for ask in asked] == [("weight", "price"), ("weight", "date")]
    answers = {"date": {"order": "1", "beside": "100"}, "price": {"order": "2", "beside": "40"}}
    assert swing_weights(source, answers, "", WORDS["de"]) == Swings({"price": 40, "date": 100}, ())
    answers["price"]["share"], answers["date"]["share"] = "50", "50"
    both = swing_weights(source, answers, "", WORDS["de"])
    assert both.weights == {"price": "28.6..50", "date": "50..71.4"}
    assert len(both.notes) == 2
    del answers["price"]["beside"]
    with pytest.raises(ScenarioError) as caught:
        swing_weights(source, answers, "", WORDS["de"])
    assert [problem.path for problem in caught.value.problems] == ["price!beside"]


def test_statements_are_built_from_choices() -> None:
    scenario = source_of(TEXT).scenario
    text = statement(scenario, [Part("date", "=", "yes: no"), Part("price", ">=", "400")])
    stated = parse(text, scenario.issue_vocabulary)
    assert list(atoms(stated)) == [
        Comparison("date", "=", "yes: no"),
        Comparison("price", ">=", 400.0),
    ]
    assert in_words(scenario, text, WORDS["de"]) == "date: yes: no und price: 400 EUR oder mehr"
    options = (Part("buyer.look", NOT_TAKEN), Part("seller.rent", TAKEN))
    assert statement(scenario, options, "or") == "not buyer.look or seller.rent"
    for wrong in ([], [Part("date", "=", "May")], [Part("buyer.dance", TAKEN)]):
        with pytest.raises(SettingError):
            statement(scenario, wrong)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_field_and_choice_has_words(language: str) -> None:
    labels = WORDS[language].texts("forms.label")
    choices = WORDS[language].texts("forms.choice")
    waiting: list[type[BaseModel]] = [Scenario]
    seen: set[type[BaseModel]] = set()
    while waiting:
        model = waiting.pop()
        seen.add(model)
        for key, spec in own_parts(model):
            if key in HIDDEN:
                continue
            assert key in labels, (model, key)
            if spec.help and language == "de":
                assert said(spec.help, WORDS["de"]) != spec.help, (model, key, spec.help)
            for inner in parts_in(spec.type):
                if get_origin(inner) is Literal:
                    assert {*map(str, get_args(inner))} <= choices.keys()
                elif is_model(inner) and inner not in seen:
                    waiting.append(inner)


def parts_in(kind: Any) -> Iterator[Any]:
    yield kind
    if get_origin(kind) not in (None, Literal):
        for inner in get_args(kind):
            yield from parts_in(inner)
