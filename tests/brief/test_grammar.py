"""Names of every kind in sentences, against sentences written by hand."""

from __future__ import annotations

import pytest

from detente.brief.grammar import Who, listed, party_name
from detente.scenario import loads

ENGLISH = {
    "United States": "the United States refuses; its",
    "Russia": "Russia refuses; its",
    "Europeans": "the Europeans refuse; their",
    "Netherlands": "the Netherlands refuses; its",
    "European Union": "the European Union refuses; its",
    "GDL": "the GDL refuses; its",
    "E3 (France, Germany, UK)": "the E3 refuse; their",
    "NATO": "NATO refuses; its",
    "Council and Commission": "Council and Commission refuse; their",
    "Kurdish groups": "the Kurdish groups refuse; their",
    "Iran": "Iran refuses; its",
    "United Nations": "the United Nations refuses; its",
    "Saudi Arabia": "Saudi Arabia refuses; its",
    "Member states": "the Member states refuse; their",
    "The union": "the union refuses; its",
    "The unions": "the unions refuse; their",
}
GERMAN = {
    "Vereinigte Staaten": ("die Vereinigten Staaten lehnen ab", "den Vereinigten Staaten", "sie"),
    "Russland": ("Russland lehnt ab", "Russland", "es"),
    "Ukraine": ("die Ukraine lehnt ab", "der Ukraine", "sie"),
    "Europäer": ("die Europäer lehnen ab", "den Europäern", "sie"),
    "Niederlande": ("die Niederlande lehnen ab", "den Niederlanden", "sie"),
    "EU": ("die EU lehnt ab", "der EU", "sie"),
    "Vereinigtes Königreich": (
        "das Vereinigte Königreich lehnt ab",
        "dem Vereinigten Königreich",
        "es",
    ),
    "Irak": ("der Irak lehnt ab", "dem Irak", "er"),
    "GDL": ("die GDL lehnt ab", "der GDL", "sie"),
    "Deutsche Bahn": ("die Deutsche Bahn lehnt ab", "der Deutschen Bahn", "sie"),
    "Aufsichtsrat und Bund": ("Aufsichtsrat und Bund lehnen ab", "Aufsichtsrat und Bund", "sie"),
    "Verkäuferin": ("die Verkäuferin lehnt ab", "der Verkäuferin", "sie"),
    "Schweiz": ("die Schweiz lehnt ab", "der Schweiz", "sie"),
    "Türkei": ("die Türkei lehnt ab", "der Türkei", "sie"),
    "Vereinte Nationen": ("die Vereinten Nationen lehnen ab", "den Vereinten Nationen", "sie"),
    "Israel": ("Israel lehnt ab", "Israel", "es"),
    "Der Norden": ("der Norden lehnt ab", "dem Norden", "er"),
    "Die Grünen": ("die Grünen lehnen ab", "den Grünen", "sie"),
    "Das Ministerium": ("das Ministerium lehnt ab", "dem Ministerium", "es"),
    "Bundesregierung": ("die Bundesregierung lehnt ab", "der Bundesregierung", "sie"),
    "Gewerkschaft": ("die Gewerkschaft lehnt ab", "der Gewerkschaft", "sie"),
    "Verbündeter": ("der Verbündete lehnt ab", "dem Verbündeten", "er"),
}


def who(name: str, language: str, extra: str = "") -> Who:
    text = f'{{title: T, language: {language}, parties: {{p: {{name: "{name}"{extra}}}}}}}'
    return Who.of(loads(text), ["p"], language)


@pytest.mark.parametrize("name", ENGLISH)
def test_english_names_take_article_number_and_possessive(name: str) -> None:
    found = who(name, "en")
    assert f"{found} {found:refuses|refuse}; {found:its|their}" == ENGLISH[name]


@pytest.mark.parametrize("name", GERMAN)
def test_german_names_take_article_case_and_number(name: str) -> None:
    found = who(name, "de")
    assert (f"{found} {found:lehnt|lehnen} ab", f"{found:dat}", f"{found:pron}") == GERMAN[name]


def test_what_the_file_says_comes_before_any_rule() -> None:
    found = who("Käufer", "de", ", grammar: {article: der}")
    assert [f"{found:{case}}" for case in ("nom", "acc", "dat", "gen")] == [
        "der Käufer",
        "den Käufer",
        "dem Käufer",
        "des Käufers",
    ]
    forms = ", grammar: {forms: [der Rat, den Rat, dem Rat, des Rates], pronoun: er}"
    assert f"{who('Rat', 'de', forms):gen}" == "des Rates"
    assert f"{who('The Council', 'en', ', grammar: {article: the}')}" == "the Council"


def test_grammar_of_another_language_stands_among_the_translations() -> None:
    scenario = loads("""
title: T
parties: {p: {name: Buyer}}
translations: {de: {parties.p: Käufer, parties.p.grammar.article: der}}
""")
    assert party_name(scenario, "p", "de").forms[2] == "dem Käufer"


def test_states_without_a_translation_take_the_name_of_the_language() -> None:
    scenario = loads("{title: T, parties: {p: {name: Russia}, q: {name: United States}}}")
    assert f"{Who.of(scenario, ['p', 'q'], 'de'):dat}" == "Russland und den Vereinigten Staaten"


def test_lists_take_a_comma_before_a_last_part_that_follows_an_and() -> None:
    assert listed(["a", "b"], "en") == "a and b"
    assert listed(["x and y", "z"], "en") == "x and y, and z"
    assert listed(["x und y", "z"], "de") == "x und y sowie z"
