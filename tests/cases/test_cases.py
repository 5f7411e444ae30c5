"""The bundled cases: complete, sourced, worded in both languages, with the answers they are for."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from importlib.resources import files

import numpy as np
import pytest

from detente.scenario import Scenario, best_draws, case_names, check, load
from detente.scenario.statements import Atom, Comparison, evaluate, parse
from detente.scenario.valuations import reservation, weights, worths

TEXTBOOK = {
    "chicken",
    "elmira",
    "house_sale",
    "logrolling",
    "prisoners_dilemma",
    "syria_iraq_1975",
}


def test_all_cases_are_bundled() -> None:
    assert set(case_names()) >= TEXTBOOK | {"anchorage"}


@pytest.mark.parametrize("name", case_names())
def test_case_has_no_problems_and_names_its_source(name: str) -> None:
    report = check(name)
    assert report.problems == ()
    scenario = report.scenario
    assert scenario is not None
    assert scenario.summary
    assert scenario.sources
    assert {item.source for item in scenario.evidence.values()} == set(scenario.sources)
    assert not [said for said in report.remarks if "unused" in said]


@pytest.mark.parametrize("name", case_names())
def test_case_is_commented_and_narrow(name: str) -> None:
    text = (files("detente.cases") / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("#")
    stated = text.split("\ntranslations:")[0]
    assert max(len(line) for line in stated.splitlines()) <= 100


@pytest.mark.parametrize("name", case_names())
def test_every_text_has_a_german_wording(name: str) -> None:
    scenario = load(name)
    wording = scenario.translations["de"]
    missing = [
        path for path, text in shown(scenario) if path not in wording and text not in wording
    ]
    assert missing == []


def shown(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Texts that tables and briefs show, with the key paths under which they are translated."""
    yield "title", scenario.title
    yield "summary", scenario.summary or ""
    for name, item in scenario.evidence.items():
        yield f"evidence.{name}", item.says
    for name, source in scenario.sources.items():
        yield f"sources.{name}", source.title
    for party in scenario.parties:
        yield f"parties.{party}", scenario.party_name(party, "en")
    for name, issue in scenario.issues.items():
        yield f"issues.{name}", scenario.issue_name(name, "en")
        for value in issue.values or ():
            yield f"issues.{name}.{value}", value
    for party, option in scenario.option_names:
        yield f"options.{party}.{option}", scenario.option_name(party, option, "en")


@pytest.mark.parametrize("name", case_names())
def test_names_are_short_enough_for_tables(name: str) -> None:
    scenario = load(name)
    for language in ("en", "de"):
        assert all(len(scenario.party_name(party, language)) <= 27 for party in scenario.parties)
        for issue, stated in scenario.issues.items():
            assert len(scenario.issue_name(issue, language)) <= 20
            for value in stated.values or ():
                assert len(scenario.value_name(issue, value, language)) <= 28
        for party, option in scenario.option_names:
            assert len(scenario.option_name(party, option, language)) <= 36


class TestAnchorage:
    """The flagship: what the commentary says and what it does not say are kept apart."""

    scenario = load("anchorage")

    def test_nothing_is_newer_than_that_morning(self) -> None:
        assert self.scenario.as_of == datetime.date(2025, 8, 15)
        days = {name: source.date for name, source in self.scenario.sources.items()}
        assert days == {
            "commentary": datetime.date(2025, 8, 15),
            "summits": datetime.date(2021, 6, 16),
        }

    def test_evidence_has_one_entry_a_paragraph_and_one_for_past_summits(self) -> None:
        paragraphs = {f"p{k}": f"paragraph {k}" for k in range(1, 16)}
        evidence = self.scenario.evidence
        assert list(evidence) == [*paragraphs, "s1"]
        assert {name: evidence[name].at for name in paragraphs} == paragraphs
        sources = {name: item.source for name, item in evidence.items()}
        assert sources == dict.fromkeys(paragraphs, "commentary") | {"s1": "summits"}

    def test_claims_of_the_author_are_marked(self) -> None:
        authors = {name for name, item in self.scenario.evidence.items() if item.voice == "author"}
        assert authors >= {"p9", "p13", "p15"}

    def test_every_estimate_has_low_confidence(self) -> None:
        """Ends of a scale of worths (0 and 100) and even worths are no estimates."""
        for path, judgement in self.scenario.judgements().items():
            if path[0] in ("preferences", "parties") and not judgement.certain:
                assert judgement.confidence == "low", path

    def test_all_four_parties_count_in_every_analysis(self) -> None:
        parties = list(self.scenario.parties)
        assert parties == ["united_states", "russia", "ukraine", "europeans"]
        assert self.scenario.at_table == ("united_states", "russia")
        for section in (self.scenario.preferences, self.scenario.priorities):
            assert set(section) == set(parties)
        for stated in self.scenario.preferences.values():
            assert set(stated.weights) == set(stated.values) == set(self.scenario.issues)
            assert stated.reservation is not None
            assert stated.red_lines

    def test_the_two_at_the_table_have_deals_but_the_four_have_none(self) -> None:
        accepted = acceptable(self.scenario)
        two = accepted["united_states"] & accepted["russia"]
        four = two & accepted["ukraine"] & accepted["europeans"]
        assert len(two) == math.prod(len(i.labels()) for i in self.scenario.issues.values())
        assert 400 < two.sum() < 600
        assert four.sum() == 0


def test_logrolling_gives_eighty_each_by_trading() -> None:
    scenario = load("logrolling")
    utility = utilities(scenario)
    shape = (11, 11)
    split = tuple(float(utility[party].reshape(shape)[5, 5]) for party in utility)
    trade = tuple(float(utility[party].reshape(shape)[10, 0]) for party in utility)
    assert split == pytest.approx((50, 50))
    assert trade == pytest.approx((80, 80))


def test_house_sale_has_deals() -> None:
    accepted = acceptable(load("house_sale"))
    both = accepted["seller"] & accepted["buyer"]
    assert 0 < both.sum() < both.size


def utilities(scenario: Scenario) -> dict[str, np.ndarray]:
    """Worth of every deal for every party, by brute force; the last issue changes fastest."""
    draws, columns = best_draws(scenario), places(scenario)
    found = {}
    for party, stated in scenario.preferences.items():
        shares = weights(scenario, draws, party)[0]
        worth = np.zeros(len(next(iter(columns.values()))))
        for share, (issue, column) in zip(shares, columns.items(), strict=True):
            worth += share * worths(scenario, draws, party, issue)[0][column]
        for number, item in enumerate(stated.interactions):
            add = draws.of(("preferences", party, "interactions", str(number), "add"))[0]
            worth += add * holds(scenario, item.condition, columns)
        found[party] = worth
    return found


def acceptable(scenario: Scenario) -> dict[str, np.ndarray]:
    """Which deals each party accepts."""
    draws, columns = best_draws(scenario), places(scenario)
    found = {}
    for party, worth in utilities(scenario).items():
        found[party] = worth >= reservation(scenario, draws, party)[0] - 1e-9
        for line in scenario.preferences[party].red_lines:
            found[party] &= ~holds(scenario, line, columns)
    return found


def places(scenario: Scenario) -> dict[str, np.ndarray]:
    """The place of each issue's value in each deal."""
    counts = [len(issue.labels()) for issue in scenario.issues.values()]
    grid = np.indices(counts).reshape(len(counts), -1)
    return dict(zip(scenario.issues, grid, strict=True))


def holds(scenario: Scenario, statement: str, columns: dict[str, np.ndarray]) -> np.ndarray:
    """Whether a statement holds in each deal."""

    def truth(atom: Atom) -> np.ndarray:
        assert isinstance(atom, Comparison)
        issue = scenario.issues[atom.issue]
        if isinstance(atom.value, float):
            mine, other = np.array(issue.numbers())[columns[atom.issue]], atom.value
        else:
            mine, other = columns[atom.issue], issue.labels().index(atom.value)
        relations = {
            "=": np.equal,
            "!=": np.not_equal,
            ">=": np.greater_equal,
            "<=": np.less_equal,
            ">": np.greater,
            "<": np.less,
        }
        return np.asarray(relations[atom.relation](mine, other))

    return evaluate(parse(statement, scenario.issue_vocabulary), truth)
